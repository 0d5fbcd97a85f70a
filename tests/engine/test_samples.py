"""Every sample fits together and learns its task in the time it promises."""

from __future__ import annotations

import pytest

from engine import Trainer
from engine.data import datasets
from engine.study import samples
from engine.training import fitting

KEYS = list(samples.SAMPLES)


@pytest.mark.parametrize("key", KEYS)
def test_samples_fit_together_and_learn_visibly(key):
    sample = samples.SAMPLES[key]
    network, data, settings = sample.make()
    assert fitting.misfits(network, data, settings) == ()
    assert data.fractions is not None
    trainer = Trainer(network, data, settings, device="cpu")
    before = trainer.evaluate("validation")
    trainer.run(sample.epochs)
    after = trainer.evaluate("validation")
    assert after["loss"] < 0.5 * before["loss"]
    if data.task == "regression":
        assert after["r2"] > 0.85
    else:
        assert after["accuracy"] > 0.94


def test_the_opening_document_is_two_four_two_one_on_the_circle():
    network, data, _ = samples.SAMPLES["circle"].make()
    levels = list(network.levels().values())
    assert [levels.count(level) for level in range(4)] == [2, 4, 2, 1]
    assert {u.activation for u in network.units if u.kind == "hidden"} == {"tanh"}
    assert isinstance(data.source, datasets.GeneratedSource)
    assert data.source.name == "circle"


def test_units_carry_the_names_of_the_columns():
    network, data, _ = samples.SAMPLES["iris"].make()
    assert tuple(network.unit(unit).name for unit in network.inputs) == data.input_names
    assert tuple(network.unit(unit).name for unit in network.outputs) == data.classes


def test_two_makes_are_independent():
    one, _, _ = samples.SAMPLES["xor"].make()
    other, _, _ = samples.SAMPLES["xor"].make()
    one.remove_unit(one.outputs[0])
    assert other.outputs
