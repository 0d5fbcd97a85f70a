"""The next mini-batch, looked at while training: the numbers of the float64 single step."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine import Network, Trainer, TrainingSettings
from engine.functions.losses import LOSSES
from engine.functions.optimizers import OPTIMIZERS
from tests.engine.graphs import examples, networks, output_activation
from tests.engine.reference import Reference

ALL = ("gradient", "activations", "masks")


def trainer_for(network: Network, loss: str = "mse", count: int = 75, **options: Any) -> Trainer:
    chosen = {"batch_size": 20, "learning_rate": 0.05, "precision": "float64", "loss": loss}
    data = examples(network, loss, count)
    return Trainer(network, data, TrainingSettings(**{**chosen, **options}), seed=2**40 + 1)


def check(trainer: Trainer) -> None:
    """What is looked at is what the textbook says of the same step, and what the step then does."""
    step, seen = trainer.single_step(), trainer.mini_batch(ALL)
    assert seen.step == trainer.steps
    assert seen.rows.tolist() == step.rows.tolist()
    close = {"rel": 1e-5, "abs": 1e-6}
    assert seen.activations == pytest.approx(step.forward().a, **close)
    assert seen.gradient == pytest.approx(step.backward().weights, **close)
    assert seen.bias_gradient == pytest.approx(step.backward().biases, **close)
    assert seen.changes == pytest.approx(step.change().weight_changes, **close)
    assert seen.bias_changes == pytest.approx(step.change().bias_changes, **close)


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_every_optimizer(optimizer: str) -> None:
    trainer = trainer_for(Network.layered([3, 5, 4, 2], seed=3), optimizer=optimizer, l2=0.01)
    for _ in range(5):
        check(trainer)
        trainer.step()


@pytest.mark.parametrize("loss", LOSSES)
def test_every_loss(loss: str) -> None:
    network = Network.layered([3, 4, 3], output_activation=output_activation(loss), seed=3)
    check(trainer_for(network, loss))


@settings(deadline=None, max_examples=25)
@given(network=networks(), step=st.integers(0, 9))
def test_any_graph(network: Network, step: int) -> None:
    trainer = trainer_for(network)
    if trainer.mismatch is None:
        trainer.advance(step)
        check(trainer)


@pytest.mark.parametrize("mask", ["batch", "example"])
def test_dropout_is_in_it(mask: str) -> None:
    network = Network.layered([4, 7, 6, 2], keep_probability=0.6, seed=1)
    network.update_unit(network.inputs[1], keep_probability=0.8)
    trainer = trainer_for(network, dropout_mask=mask)
    for _ in range(5):
        check(trainer)
        trainer.step()


def test_a_network_with_dense_blocks() -> None:
    network = Network.layered([20, 40, 30, 3], keep_probability=0.7, seed=1)
    trainer = trainer_for(network, batch_size=50, precision="float32")
    trainer.advance(3)
    check(trainer)


@pytest.mark.parametrize("loss", LOSSES)
def test_the_error_flow_is_that_of_each_example_alone(loss: str) -> None:
    network = Network.layered(
        [3, 4, 3], output_activation=output_activation(loss), keep_probability=0.7, seed=3
    )
    trainer = trainer_for(network, loss)
    trainer.advance(2)
    seen = trainer.mini_batch(("error_flow", "gradient"))
    data = trainer.data
    reference = Reference(
        network, data.inputs.tolist(), data.targets.tolist(), trainer.settings, seed=2**40 + 1
    )
    reference.weights, reference.biases, reference.step = trainer.weights(), trainer.biases(), 2
    ids = trainer.snapshot().unit_ids.tolist()
    added = dict.fromkeys(ids, 0.0)
    for row in seen.rows.tolist():
        errors = reference._errors(row, reference.mask(row))
        for unit in ids:
            if unit not in network.outputs:  # where |∂L/∂a| is the chain rule's sum
                slopes = (errors[t] * reference.weights[unit, t] for t in network.outgoing(unit))
                added[unit] += abs(sum(slopes)) / len(seen.rows)
    expected = [added[unit] for unit in ids[:-3]]
    assert seen.error_flow[:-3] == pytest.approx(expected, rel=1e-9, abs=1e-12)
    assert (seen.error_flow[-3:] >= 0.0).all()


def test_of_a_very_large_mini_batch_the_error_flow_is_of_its_first_examples(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    network = Network.layered([3, 4, 1], seed=3)
    whole, part = trainer_for(network), trainer_for(network, batch_size=5)
    expected = part.mini_batch(("error_flow",)).error_flow
    monkeypatch.setattr("engine.study.mini_batch._AT_ONCE", 5 * 8)
    assert whole.mini_batch(("error_flow",)).error_flow.tolist() == expected.tolist()


def test_masks_are_those_of_the_last_steps() -> None:
    network = Network.layered([3, 6, 5, 1], keep_probability=0.5, seed=4)
    trainer = trainer_for(network)
    expected = []
    for _ in range(5):
        expected.append(trainer.single_step().forward().masks[:, 0])
        trainer.step()
    expected.append(trainer.single_step().forward().masks[:, 0])
    seen = trainer.mini_batch(("masks",))
    assert seen.mask_steps is not None
    assert seen.mask_steps.tolist() == [0, 1, 2, 3, 4, 5]
    assert seen.masks == pytest.approx(np.stack(expected, axis=1))
    trainer.advance(200)
    assert trainer.mini_batch(("masks",)).masks.shape == (15, 64)


def test_masks_from_before_an_edit_are_not_made_up() -> None:
    network = Network.layered([3, 6, 1], keep_probability=0.5, seed=4)
    trainer = trainer_for(network)
    trainer.advance(10)
    with network.recording() as record:
        network.update_unit(network.units[3].id, keep_probability=0.9)
    trainer.edit(network, record.change())
    trainer.advance(2)
    assert trainer.mini_batch(("masks",)).mask_steps.tolist() == [10, 11, 12]
    trainer.reset()
    assert trainer.mini_batch(("masks",)).mask_steps.tolist() == [0]


def test_masks_of_examples_belong_to_the_mini_batch() -> None:
    network = Network.layered([3, 6, 1], keep_probability=0.5, seed=4)
    trainer = trainer_for(network, dropout_mask="example")
    seen = trainer.mini_batch(("masks",))
    reference = Reference(network, [], [], trainer.settings, seed=2**40 + 1)
    for column, row in enumerate(seen.rows.tolist()):
        kept = [reference.mask(row).get(unit.id, 1.0) for unit in network.units]
        assert seen.masks[:, column] == pytest.approx(kept)
    assert seen.mask_steps.tolist() == []


def test_looking_changes_nothing() -> None:
    network = Network.layered([3, 6, 5, 1], keep_probability=0.7, seed=4)
    looked, plain = (trainer_for(network, optimizer="adam", precision="float32") for _ in range(2))
    for _ in range(12):
        looked.mini_batch(ALL)
        kept = looked.snapshot().kept
        looked.mini_batch(ALL)
        assert kept.tolist() == looked.snapshot().kept.tolist()
        looked.step()
        plain.step()
    assert looked.weights() == plain.weights()
    assert looked.biases() == plain.biases()


def test_only_what_is_wanted_is_there() -> None:
    trainer = trainer_for(Network.layered([3, 4, 1]))
    seen = trainer.mini_batch(("gradient",))
    assert seen.gradient is not None
    assert seen.activations is None
    assert seen.masks is None


def test_many_examples_are_shown_in_part() -> None:
    network = Network.layered([3, 4, 1], seed=2)
    trainer = trainer_for(network, count=300, batch_size=300)
    seen = trainer.mini_batch(ALL)
    assert seen.activations.shape == (8, 128)
    assert seen.gradient == pytest.approx(trainer.single_step().backward().weights, rel=1e-5)
