"""Dropout: masks by counter, one a mini-batch or one an example, kept units times 1/p."""

from __future__ import annotations

import numpy as np
import pytest

from engine import Network, Trainer, TrainingSettings, philox
from tests.engine import reference
from tests.engine.graphs import examples
from tests.engine.reference import Reference


def dropping_network() -> Network:
    network = Network.layered([4, 6, 5, 2], keep_probability=0.6, seed=1)
    network.update_unit(network.inputs[1], keep_probability=0.8)
    return network


@pytest.mark.parametrize("mask", ["batch", "example"])
def test_training_is_the_textbooks_with_the_same_masks(mask: str) -> None:
    network = dropping_network()
    data = examples(network, "mse", 43)
    chosen = TrainingSettings(batch_size=20, dropout_mask=mask, precision="float64")
    textbook = Reference(network, data.inputs.tolist(), data.targets.tolist(), chosen, seed=2**40)
    trainer = Trainer(network, data, chosen, seed=2**40)
    trainer.advance(8)
    textbook.train(8)
    assert trainer.weights() == pytest.approx(textbook.weights, rel=1e-10)
    assert trainer.biases() == pytest.approx(textbook.biases, rel=1e-10)


def test_snapshot_shows_the_last_mask() -> None:
    network = dropping_network()
    data = examples(network, "mse", 10)
    trainer = Trainer(network, data, TrainingSettings(batch_size=5), seed=9)
    textbook = Reference(network, [], [], trainer.settings, seed=9)
    assert trainer.snapshot().kept.all()
    for step in range(6):
        trainer.step()
        snapshot = trainer.snapshot()
        textbook.step = step
        mask = textbook.mask(0)
        expected = [mask.get(unit, 1.0) != 0.0 for unit in snapshot.unit_ids.tolist()]
        assert snapshot.kept.tolist() == expected


def test_nothing_is_dropped_when_predicting() -> None:
    network = dropping_network()
    data = examples(network, "mse", 10)
    trainer = Trainer(network, data, TrainingSettings(precision="float64"))
    trainer.advance(3)
    trained = Reference(
        trainer.trained(), data.inputs.tolist(), data.targets.tolist(), trainer.settings
    )
    for row, found in zip(data.inputs.tolist(), trainer.predict(data.inputs), strict=True):
        _, a = trained.forward(row)
        assert [a[unit] for unit in network.outputs] == pytest.approx(found.tolist())


def test_units_are_kept_as_often_as_their_probability_says() -> None:
    network = Network.layered([1, 400, 1], keep_probability=0.3)
    data = examples(network, "mse", 1)
    trainer = Trainer(network, data, TrainingSettings(learning_rate=1e-6))
    kept = 0
    for _ in range(50):
        trainer.step()
        kept += int(trainer.snapshot().kept[1:-1].sum())
    assert kept / (50 * 400) == pytest.approx(0.3, abs=0.01)


def test_philox_has_its_published_words() -> None:
    ones = 0xFFFFFFFF
    assert reference.philox((0, 0, 0, 0), 0) == (0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8)
    assert reference.philox((ones,) * 4, 2**64 - 1) == (
        0x408F276D,
        0x41C83B0E,
        0xA20BC7C6,
        0x6D5451FD,
    )


def test_array_and_scalar_philox_agree() -> None:
    counter = tuple(np.array([word], np.uint64) for word in (1, 2, 3, 4))
    found = philox.philox4x32(counter, 2**40 + 5)
    assert tuple(int(word[0]) for word in found) == reference.philox((1, 2, 3, 4), 2**40 + 5)
