"""How activations are spread over the data: counted one example at a time."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings

from engine import Network, Trainer, TrainingSettings
from engine.errors import DoesNotFit
from engine.functions.activations import ACTIVATIONS
from tests.engine.graphs import examples, networks
from tests.engine.reference import Reference


def trainer_for(network: Network, count: int = 60) -> Trainer:
    data = examples(network, "mse", count)
    return Trainer(network, data, TrainingSettings(precision="float64"))


def activations(trainer: Trainer) -> dict[int, list[float]]:
    """Every unit's activation for every example, by the plain textbook."""
    data = trainer.data
    textbook = Reference(
        trainer.network, data.inputs.tolist(), data.targets.tolist(), trainer.settings
    )
    passes = [textbook.forward(row)[1] for row in data.inputs.tolist()]
    return {unit.id: [a[unit.id] for a in passes] for unit in trainer.network.units}


@settings(deadline=None, max_examples=20)
@given(network=networks())
def test_bars_count_the_examples_one_by_one(network: Network) -> None:
    trainer = trainer_for(network)
    found, a = trainer.spread(), activations(trainer)
    assert found.examples == 60
    ids = trainer.snapshot().unit_ids.tolist()
    for row, unit in enumerate(ids):
        low, high = found.ends[row].tolist()
        bars = len(found.counts[row])
        expected = [0] * bars
        unsure = 0
        for value in a[unit]:
            place = (value - low) / (high - low) * bars
            unsure += abs(place - round(place)) < 1e-9
            expected[min(int(place), bars - 1)] += 1
        assert np.abs(found.counts[row] - expected).sum() <= 2 * unsure
        assert low <= min(a[unit])
        assert max(a[unit]) <= high
        if network.unit(unit).activation == "relu" and unit not in network.inputs:
            assert found.silent[row] == sum(value == 0.0 for value in a[unit]) / 60
        else:
            assert found.silent[row] == 0.0


def test_ends_are_the_range_or_round_numbers_that_hold_all() -> None:
    network = Network.layered([1, 1, 1], activation="relu", output_activation="linear", seed=1)
    x, h, y = (unit.id for unit in network.units)
    network.set_weight(x, h, 3.0)
    network.set_weight(h, y, -1.0)
    trainer = trainer_for(network)
    found, a = trainer.spread(), activations(trainer)
    for row, unit in enumerate((x, h, y)):
        for end, reach in zip(found.ends[row], (-min(a[unit]), max(a[unit])), strict=True):
            size = abs(end)
            if reach <= 0.0:
                assert size == 0.0
            else:
                assert reach <= size < 2.5 * reach
                assert round(size / 10 ** math.floor(math.log10(size)), 9) in (1.0, 2.0, 5.0)


@pytest.mark.parametrize("key", ["sigmoid", "tanh"])
def test_a_unit_that_is_nearly_always_at_an_end_is_saturated(key: str) -> None:
    network = Network.layered([2, 3, 1], activation=key, output_activation="linear", seed=1)
    sure, _, torn = (unit.id for unit in network.units if unit.kind == "hidden")
    network.update_unit(sure, bias=50.0)
    network.set_weight(network.inputs[0], torn, 1e4)  # now at one end, now at the other
    trainer = trainer_for(network)
    found = trainer.spread()
    ids = trainer.snapshot().unit_ids.tolist()
    assert [ids[row] for row in np.flatnonzero(found.saturated)] == [sure, torn]
    near = 0.01 * (1.0 if key == "sigmoid" else 2.0)
    row, low = ACTIVATIONS[key], ACTIVATIONS[key].low
    for number, unit in enumerate(ids):
        if network.unit(unit).kind == "hidden":
            ended = [v <= low + near or v >= row.high - near for v in activations(trainer)[unit]]
            assert found.ended[number] == sum(ended) / 60


def test_a_relu_that_is_never_active_is_dead_and_others_are_not() -> None:
    network = Network.layered([2, 3, 1], activation="relu", output_activation="tanh", seed=1)
    dead, alive, leaky = (unit.id for unit in network.units if unit.kind == "hidden")
    for unit in (dead, leaky):
        network.update_unit(unit, bias=-100.0)
    network.update_unit(leaky, activation="leaky_relu")
    trainer = trainer_for(network)
    found = trainer.spread()
    ids = trainer.snapshot().unit_ids
    assert ids[found.dead].tolist() == [dead]
    assert 0.0 < found.silent[ids.tolist().index(alive)] < 1.0


def test_dropout_is_left_out_and_nothing_is_changed() -> None:
    network = Network.layered([2, 8, 1], activation="sigmoid", keep_probability=0.5, seed=1)
    trainer = trainer_for(network)
    trainer.advance(3)
    weights = trainer.weights()
    found = trainer.spread()
    assert (found.counts.sum(axis=1) == 60).all()
    assert found.ends[2:10].tolist() == [[0.0, 1.0]] * 8
    assert trainer.weights() == weights


def test_of_very_many_examples_some_are_looked_at() -> None:
    network = Network.layered([2, 100, 1], seed=1)
    trainer = trainer_for(network, count=30_000)
    found = trainer.spread()
    assert 256 <= found.examples < 30_000
    assert (found.counts.sum(axis=1) == found.examples).all()


def test_what_does_not_fit_is_refused() -> None:
    network = Network.layered([2, 3, 1])
    trainer = trainer_for(network, count=5)
    trainer.change_data(examples(Network.layered([4, 1]), "mse", 5))
    with pytest.raises(DoesNotFit):
        trainer.spread()
