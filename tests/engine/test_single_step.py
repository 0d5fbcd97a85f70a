"""Single steps: what is shown of a mini-batch is what the trainer's next step does."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine import Network, Trainer, TrainingSettings
from engine.data import datasets
from engine.errors import StepIsOver
from engine.functions.activations import ACTIVATIONS
from engine.functions.losses import LOSSES
from engine.functions.optimizers import OPTIMIZERS
from tests.engine.graphs import HIDDEN, examples, networks, output_activation
from tests.engine.reference import Reference

VARIANTS: dict[str, dict[str, Any]] = {
    **{key: {"optimizer": key} for key in OPTIMIZERS},
    "momentum": {"momentum": 0.9},
    "nesterov": {"momentum": 0.9, "nesterov": True},
    "penalties": {"l1": 0.01, "l2": 0.02},
    "decoupled": {"optimizer": "adamw", "l1": 0.01, "l2": 0.1},
    "max_norm": {"max_norm": 0.5},
    "schedule": {"schedule": "exponential", "period": 2, "warmup_steps": 5},
}


def trainer_for(network: Network, loss: str = "mse", count: int = 23, **options: Any) -> Trainer:
    chosen = {"batch_size": 8, "learning_rate": 0.05, "precision": "float64", "loss": loss}
    data = examples(network, loss, count)
    return Trainer(network, data, TrainingSettings(**{**chosen, **options}), seed=2**40 + 1)


def numbers(trainer: Trainer, change: Any) -> tuple[Any, Any]:
    weights = trainer.weights()
    pairs = zip(change.sources.tolist(), change.targets.tolist(), strict=True)
    biases = trainer.biases()
    return (
        [weights[pair] for pair in pairs],
        [biases.get(unit, 0.0) for unit in change.unit_ids.tolist()],
    )


def check_steps(trainer: Trainer, steps: int) -> None:
    """Each shown update is what the trainer then holds."""
    for _ in range(steps):
        change = trainer.single_step().update()
        weights, biases = numbers(trainer, change)
        assert change.new_weights == pytest.approx(weights, rel=1e-12, abs=1e-12)
        assert change.new_biases == pytest.approx(biases, rel=1e-12, abs=1e-12)


@pytest.mark.parametrize("variant", VARIANTS)
def test_an_update_is_the_trainers_step(variant: str) -> None:
    network = Network.layered([3, 5, 4, 2], seed=3)
    stepped, plain = (trainer_for(network, **VARIANTS[variant]) for _ in range(2))
    check_steps(stepped, 7)
    plain.advance(7)
    assert stepped.weights() == plain.weights()
    assert (stepped.epoch, stepped.steps, stepped.examples) == (2, 7, 54)


@pytest.mark.parametrize("loss", LOSSES)
def test_every_loss(loss: str) -> None:
    network = Network.layered([3, 4, 3], output_activation=output_activation(loss), seed=3)
    trainer = trainer_for(network, loss)
    step = trainer.single_step()
    expected = trainer._backend.compare(
        trainer._prepared.examples, step.rows, trainer._parameters.values
    )[1]
    assert step.forward().loss == pytest.approx(expected, rel=1e-12)
    check_steps(trainer, 4)


@pytest.mark.parametrize("activation", HIDDEN)
def test_every_activation(activation: str) -> None:
    check_steps(trainer_for(Network.layered([3, 5, 5, 1], activation, seed=5)), 3)


@pytest.mark.parametrize("mask", ["batch", "example"])
def test_the_same_units_are_dropped(mask: str) -> None:
    network = Network.layered([4, 7, 6, 2], keep_probability=0.6, seed=1)
    network.update_unit(network.inputs[1], keep_probability=0.8)
    trainer = trainer_for(network, dropout_mask=mask)
    textbook = Reference(network, [], [], trainer.settings, seed=2**40 + 1)
    there = trainer.single_step().forward()
    for column, row in enumerate(there.rows.tolist()):
        expected = [textbook.mask(row).get(unit, 1.0) for unit in there.unit_ids.tolist()]
        assert there.masks[:, column].tolist() == pytest.approx(expected)
    check_steps(trainer, 6)


@settings(max_examples=25, deadline=None)
@given(st.data())
def test_any_graph(drawn: Any) -> None:
    loss = drawn.draw(st.sampled_from(list(LOSSES)))
    check_steps(trainer_for(drawn.draw(networks(loss)), loss), 2)


def test_numbers_are_the_textbooks() -> None:
    network = Network.layered([2, 3, 2], "sigmoid", "sigmoid", seed=2)
    trainer = trainer_for(network, "half_squared_error", shuffle=False)
    data = trainer.data
    textbook = Reference(network, data.inputs.tolist(), data.targets.tolist(), trainer.settings)
    step = trainer.single_step()
    there, back = step.forward(), step.backward()
    assert there.rows.tolist() == back.rows.tolist() == list(range(8))
    for column, row in enumerate(there.rows.tolist()):
        z, a = textbook.forward(data.inputs[row].tolist())
        errors = textbook._errors(row, {})
        for place, unit in enumerate(there.unit_ids.tolist()):
            assert there.a[place, column] == pytest.approx(a[unit], rel=1e-12)
            if unit in errors:
                assert there.z[place, column] == pytest.approx(z[unit], rel=1e-12)
                assert back.dz[place, column] == pytest.approx(errors[unit] / 8, rel=1e-12)
    weights, biases = trainer.gradients(list(range(8)))
    pairs = zip(back.sources.tolist(), back.targets.tolist(), strict=True)
    assert dict(zip(pairs, back.weights, strict=True)) == pytest.approx(weights, rel=1e-12)
    assert dict(zip(back.unit_ids.tolist(), back.biases, strict=True)) == pytest.approx(
        {**dict.fromkeys(network.inputs, 0.0), **biases}, rel=1e-12
    )


@pytest.mark.parametrize(("loss", "output"), [("mse", "tanh"), ("binary_cross_entropy", "sigmoid")])
def test_slopes_by_a_are_those_of_the_loss(loss: str, output: str) -> None:
    """By central differences: the bias of a linear unit moves its z and a alike."""
    network = Network.layered([2, 3, 1], "linear", output, seed=2)
    unit, last = network.outgoing(network.inputs[0])[0], network.outputs[0]
    trainer = trainer_for(network, loss)
    back = trainer.single_step().backward()
    place = back.unit_ids.tolist().index(unit)
    moved = []
    for change in (1e-5, -1e-5):
        other = network.copy()
        other.update_unit(unit, bias=change)
        moved.append(trainer_for(other, loss).single_step().forward())
    slope = (moved[0].loss - moved[1].loss) / 2e-5
    assert back.da[place].sum() == pytest.approx(slope, rel=1e-6)
    there = trainer.single_step().forward()
    output_row, activation = back.unit_ids.tolist().index(last), ACTIVATIONS[output]
    pairs = zip(there.z[output_row].tolist(), there.a[output_row].tolist(), strict=True)
    slopes = [activation.derivative(z, a) for z, a in pairs]
    assert back.da[output_row] * slopes == pytest.approx(back.dz[output_row], rel=1e-10)


def test_softmax_slopes_by_a_are_minus_y_over_a() -> None:
    network = Network.layered([2, 3], output_activation="softmax", seed=2)
    step = trainer_for(network, "cross_entropy").single_step()
    there, back = step.forward(), step.backward()
    wanted = -there.targets / there.a[2:] / len(there.rows)
    assert back.da[2:] == pytest.approx(wanted, rel=1e-12)


def test_looking_changes_nothing() -> None:
    trainer, other = (trainer_for(Network.layered([3, 4, 1])) for _ in range(2))
    step = trainer.single_step()
    assert (step.step, step.epoch) == (0, 0)
    step.change(), step.backward(), step.forward()
    assert trainer.steps == 0
    assert trainer.weights() == other.weights()


def test_a_step_can_be_taken_once_and_only_where_it_was_taken_apart() -> None:
    trainer = trainer_for(Network.layered([3, 4, 1]))
    first, second = trainer.single_step(), trainer.single_step()
    first.update()
    for late in (first, second):
        with pytest.raises(StepIsOver):
            late.update()
    third = trainer.single_step()
    trainer.change_settings(trainer.settings.replace(learning_rate=0.5))
    with pytest.raises(StepIsOver):
        third.update()
    assert trainer.steps == 1
    assert trainer.single_step().update().learning_rate == 0.5


def test_a_float32_run_stays_the_same_run() -> None:
    network = Network.layered([3, 4, 1])
    stepped, plain = (trainer_for(network, precision="float32") for _ in range(2))
    for _ in range(5):
        change = stepped.single_step().update()
    plain.advance(5)
    assert stepped.weights() == plain.weights()
    weights, _ = numbers(stepped, change)
    assert change.new_weights == pytest.approx(weights, rel=1e-5, abs=1e-6)


@pytest.mark.parametrize("y", [0.0, 1.0])
def test_the_perceptron_rule(y: float) -> None:
    """w += α (y − ŷ) x, and as much with x = 1 for the bias (Rosenblatt 1958)."""
    network = Network.layered([2, 1], output_activation="step", seed=4)
    x, rate = [0.5, -2.0], 0.25
    data = datasets.from_arrays([x], [y], task="binary")
    chosen = TrainingSettings(loss="half_squared_error", learning_rate=rate, batch_size=1)
    trainer = Trainer(network, data, chosen.replace(precision="float64"))
    before, bias = trainer.weights(), trainer.biases()[3]
    predicted = trainer.predict([x])[0, 0]
    assert trainer.single_step().forward().a[-1, 0] == predicted
    check_steps(trainer, 1)
    for unit, number in zip((1, 2), x, strict=True):
        wanted = before[unit, 3] + rate * (y - predicted) * number
        assert trainer.weights()[unit, 3] == pytest.approx(wanted, rel=1e-15)
    assert trainer.biases()[3] == pytest.approx(bias + rate * (y - predicted), rel=1e-15)
