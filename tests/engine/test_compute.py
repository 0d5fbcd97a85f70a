"""The count of operations against a count by hand, and a textbook that counts as it goes."""

from __future__ import annotations

import math
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine import Network, Trainer, TrainingSettings
from engine.computing.plan import make_plan
from engine.functions import optimizers
from engine.functions.optimizers import OPTIMIZERS, Factors
from engine.live.snapshot import Cost
from engine.projects import project_file
from engine.training import compute
from tests.engine.graphs import examples, networks
from tests.engine.reference import ACTIVATIONS

PLAIN = TrainingSettings(learning_rate=0.01)


class Tally:
    """Counts the operations that are done with it."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self, result: float) -> float:
        self.count += 1
        return result


def textbook(network: Network, kept: dict[int, int]) -> tuple[int, int, dict[Any, float]]:
    """One example forward and backward with a mask: how many operations, and the gradient."""
    forward, backward = Tally(), Tally()
    inputs, gain = set(network.inputs), {unit.id: unit.keep_probability for unit in network.units}
    gain |= dict.fromkeys(network.outputs, 1.0)
    weights = {(link.source, link.target): link.weight for link in network.connections}
    a: dict[int, float] = {}
    z: dict[int, float] = {}
    for unit in [unit for unit in network.topological_order() if kept[unit]]:
        if unit in inputs:
            a[unit] = 0.5 + unit / 10
        else:
            z[unit] = network.unit(unit).bias
            for source in [source for source in network.incoming(unit) if kept[source]]:
                product = forward(weights[source, unit] * a[source])
                z[unit] = forward(z[unit] + product)
            a[unit] = forward(ACTIVATIONS[network.unit(unit).activation][0](z[unit]))
        if gain[unit] < 1.0:
            a[unit] = forward(a[unit] / gain[unit])
    errors: dict[int, float] = {}
    gradient: dict[Any, float] = {}
    for unit in [unit for unit in reversed(network.topological_order()) if kept[unit]]:
        if unit in inputs:
            continue
        error = backward(a[unit] - 1.0) if unit in network.outputs else 0.0
        for target in [target for target in network.outgoing(unit) if kept[target]]:
            product = backward(weights[unit, target] * errors[target])
            error = backward(error + product)
        if gain[unit] < 1.0:
            error = backward(error / gain[unit])
        slope = backward(ACTIVATIONS[network.unit(unit).activation][1](z[unit]))
        errors[unit] = backward(error * slope)
        gradient[unit] = backward(0.0 + errors[unit])
        for source in [source for source in network.incoming(unit) if kept[source]]:
            product = backward(errors[unit] * a[source])
            gradient[source, unit] = backward(0.0 + product)
    return forward.count, backward.count, gradient


def drop_some(network: Network, seed: int) -> None:
    generator = np.random.default_rng(seed)
    for unit in network.units:
        if unit.kind != "output" and generator.random() < 0.5:
            keep = float(generator.uniform(0.3, 0.9))
            network.update_unit(unit.id, keep_probability=keep)


def test_a_small_network_counted_by_hand() -> None:
    network = Network.layered([2, 4, 2, 1], activation="tanh", output_activation="tanh")
    found = compute.cost(make_plan(network), PLAIN)
    connections, units, parameters = 8 + 8 + 2, 7, 18 + 7
    assert found.forward == 2 * connections + units == 43
    assert found.backward == 1 + 3 * units + 2 * connections + 2 * (8 + 2) == 78
    assert found.update == 3 * parameters == 75
    assert found.of(examples=350, steps=35) == 350 * 121 + 35 * 75


def test_a_single_connection_counted_by_hand() -> None:
    network = Network()
    source, target = network.add_unit("input"), network.add_unit("output", activation="linear")
    network.connect(source, target)
    # w · x, + w₀, g;  ŷ − y, slope, · slope, δ · x, added, δ added;  of both: ÷ b, α ·, −
    assert compute.cost(make_plan(network), PLAIN) == Cost(3.0, 6.0, 6.0)


@settings(deadline=None)
@given(network=networks(), seed=st.integers(0, 999))
def test_any_graph_and_any_mask_as_the_textbook_counts(network: Network, seed: int) -> None:
    drop_some(network, seed)
    plan = make_plan(network)
    generator = np.random.default_rng(seed)
    kept = {u.id: int(generator.random() < u.keep_probability) for u in network.units}
    kept |= dict.fromkeys(network.outputs, 1)
    forward, backward, _ = textbook(network, kept)
    mask = np.array([kept[unit] for unit in plan.unit_ids.tolist()])
    found = compute.cost(plan, PLAIN, mask)
    assert (found.forward, found.backward) == (forward, backward)


def test_what_counts_is_the_gradient() -> None:
    network = Network.layered([2, 3, 2], activation="tanh", output_activation="tanh", seed=4)
    _, _, gradient = textbook(network, dict.fromkeys((unit.id for unit in network.units), 1))
    inputs = np.array([[0.5 + unit / 10 for unit in network.inputs]])
    data = examples(network, "half_squared_error", 1)
    data = type(data)(**{**vars(data), "inputs": inputs, "targets": np.ones((1, 2))})
    trainer = Trainer(network, data, TrainingSettings(loss="half_squared_error"))
    weights, biases = trainer.gradients()
    assert gradient == pytest.approx({**weights, **biases})


def test_a_run_counts_the_mean_over_all_masks() -> None:
    network = Network.layered([2, 3, 1], activation="tanh", output_activation="tanh")
    hidden = [unit.id for unit in network.units if unit.kind == "hidden"]
    for unit, keep in zip(hidden, (0.3, 0.5, 0.9), strict=True):
        network.update_unit(unit, keep_probability=keep)
    plan = make_plan(network)
    mean = np.zeros(2)
    for number in range(8):
        kept = np.ones(6)
        bits = np.array([number & 1, number >> 1 & 1, number >> 2 & 1])
        kept[plan.arrays.dropping] = bits
        keep = 1.0 / plan.arrays.gains[plan.arrays.dropping]
        found = compute.cost(plan, PLAIN, kept)
        mean += np.prod(np.where(bits, keep, 1 - keep)) * np.array([found.forward, found.backward])
    expected = compute.cost(plan, PLAIN)
    assert [expected.forward, expected.backward] == pytest.approx(mean.tolist())


@dataclass
class Counted:
    """A number that counts what is done with it; a factor of 1 is nothing to do."""

    value: float
    tally: Tally

    def _with(self, other: Counted | float, work: Any) -> Counted:
        number = other.value if isinstance(other, Counted) else other
        return Counted(self.tally(work(self.value, number)), self.tally)

    def __add__(self, other: Counted | float) -> Counted:
        return self._with(other, float.__add__)

    def __sub__(self, other: Counted | float) -> Counted:
        return self._with(other, float.__sub__)

    def __mul__(self, other: Counted | float) -> Counted:
        return self if other == 1.0 else self._with(other, float.__mul__)

    def __truediv__(self, other: Counted | float) -> Counted:
        return self._with(other, float.__truediv__)

    __radd__, __rmul__ = __add__, __mul__


def counting_sqrt(number: Counted | float) -> Counted | float:
    if isinstance(number, Counted):
        return Counted(number.tally(math.sqrt(number.value)), number.tally)
    return math.sqrt(number)


@pytest.mark.parametrize("key", [key for key in OPTIMIZERS if key != "sgd"])
def test_an_optimizer_counts_what_its_formula_does(
    key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(optimizers, "math", SimpleNamespace(sqrt=counting_sqrt))
    tally = Tally()
    numbers = [Counted(value, tally) for value in (0.5, 0.2, 0.1, 0.3)]
    OPTIMIZERS[key].update(*numbers, Factors(0.1, 0.0, 0.0, 1.0, 0.5, 0.5))  # type: ignore[arg-type]
    assert tally.count == OPTIMIZERS[key].operations


WEIGHTS, PARAMETERS = 5, 5 + 4


@pytest.mark.parametrize(
    ("options", "operations"),
    [
        ({}, 3 * PARAMETERS),  # ÷ b, α v, −
        ({"momentum": 0.9}, 5 * PARAMETERS),  # and μ v + ∇E
        ({"momentum": 0.9, "nesterov": True}, 7 * PARAMETERS),  # and ∇E + μ v
        ({"l1": 0.1}, 3 * PARAMETERS + 2 * WEIGHTS),
        ({"l2": 0.1}, 3 * PARAMETERS + 2 * WEIGHTS),
        ({"max_norm": 2.0}, 3 * PARAMETERS + 2 * WEIGHTS),
        ({"optimizer": "adam"}, 14 * PARAMETERS),
        ({"optimizer": "adamw", "l2": 0.1}, 14 * PARAMETERS + WEIGHTS),  # w · (1 − αλ)
    ],
)
def test_what_a_step_takes(options: dict[str, Any], operations: int) -> None:
    plan = make_plan(Network.layered([1, 2, 1, 1]))
    assert compute.cost(plan, PLAIN.replace(**options)).update == operations


def trainer_for(count: int = 25, **options: Any) -> Trainer:
    network = Network.layered([2, 3, 1], output_activation="tanh", seed=1)
    chosen = TrainingSettings(**{"batch_size": 10, "learning_rate": 0.05, **options})
    return Trainer(network, examples(network, "mse", count), chosen)


def test_a_run_adds_up_what_it_trained_also_through_edits() -> None:
    trainer = trainer_for()
    trainer.run(epochs=2)
    small = trainer.cost
    assert trainer.operations == small.of(examples=50, steps=6)
    assert trainer.snapshot().operations == trainer.operations
    network = trainer.network.copy()
    with network.recording() as record:
        unit = network.add_unit("hidden")
        network.connect(network.inputs[0], unit)
        network.connect(unit, network.outputs[0])
    trainer.edit(network, record.change())
    trainer.change_settings(trainer.settings.replace(optimizer="adam"))
    large = trainer.cost
    assert large.forward > small.forward
    trainer.step()
    assert trainer.operations == small.of(50, 6) + large.of(10, 1)
    trainer.reset()
    assert trainer.operations == 0.0


def test_going_on_from_the_past_does_not_take_back_what_was_computed() -> None:
    trainer = trainer_for()
    trainer.past.is_kept = True
    trainer.run(epochs=10)
    whole, each = trainer.operations, trainer.cost.of(25, 3)
    assert whole == pytest.approx(10 * each)
    trainer.past.show(4)
    assert trainer.operations == pytest.approx(4 * each)
    trainer.past.come_back()
    assert trainer.operations == whole
    trainer.past.show(4)
    trainer.run(epochs=1)
    assert trainer.epoch == 5
    assert trainer.operations == pytest.approx(11 * each)


def test_a_project_keeps_the_count(tmp_path: Any) -> None:
    trainer = trainer_for()
    trainer.run(epochs=3)
    project_file.save(tmp_path / "a.netloom", trainer)
    assert project_file.load(tmp_path / "a.netloom").trainer().operations == trainer.operations


def test_a_state_that_nobody_counted_is_counted_by_its_network() -> None:
    trainer = trainer_for()
    trainer.run(epochs=3)
    state = trainer.state()
    other = trainer_for()
    other.restore(type(state)(**{**vars(state), "operations": None}))
    assert other.operations == pytest.approx(trainer.operations)
