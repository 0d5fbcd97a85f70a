"""Exact gradients: against the textbook and against central differences, on any graph."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine import Network, Trainer, TrainingSettings
from engine.functions.losses import LOSSES
from tests.engine.graphs import SMOOTH, examples, networks
from tests.engine.reference import Reference

few = settings(
    derandomize=True,
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)


def pair(network: Network, loss: str, count: int) -> tuple[Trainer, Reference]:
    data = examples(network, loss, count)
    chosen = TrainingSettings(loss=loss, precision="float64")
    reference = Reference(network, data.inputs.tolist(), data.targets.tolist(), chosen)
    return Trainer(network, data, chosen), reference


@pytest.mark.parametrize("loss", LOSSES)
@few
@given(data=st.data(), count=st.integers(1, 40))
def test_gradient_is_the_textbooks(loss: str, data: st.DataObject, count: int) -> None:
    trainer, reference = pair(data.draw(networks(loss)), loss, count)
    rows = list(range(0, count, 2))
    weights, biases = trainer.gradients(rows)
    expected_weights, expected_biases = reference.gradient(rows)
    assert weights == pytest.approx(expected_weights, rel=1e-10, abs=1e-12)
    assert biases == pytest.approx(expected_biases, rel=1e-10, abs=1e-12)
    assert trainer.evaluate()["loss"] == pytest.approx(
        reference.loss(list(range(count))), rel=1e-10
    )


@pytest.mark.parametrize(
    "loss", ["mse", "half_squared_error", "binary_cross_entropy", "cross_entropy"]
)
@few
@given(data=st.data())
def test_gradient_is_the_slope_of_the_loss(loss: str, data: st.DataObject) -> None:
    trainer, reference = pair(data.draw(networks(loss, SMOOTH)), loss, 5)
    rows = list(range(5))
    weights, biases = trainer.gradients()
    for numbers, gradient in ((reference.weights, weights), (reference.biases, biases)):
        for key, slope in gradient.items():
            assert slope == pytest.approx(central(reference, numbers, key, rows), abs=1e-7)


def central(reference: Reference, numbers: dict, key: object, rows: list[int]) -> float:
    """(E(w + h) − E(w − h)) / 2h."""
    middle, h = numbers[key], 1e-5
    numbers[key] = middle + h
    above = reference.loss(rows)
    numbers[key] = middle - h
    below = reference.loss(rows)
    numbers[key] = middle
    return (above - below) / (2.0 * h)


def test_gradient_leaves_out_dropout_and_penalties() -> None:
    network = Network.layered([3, 6, 1], keep_probability=0.5)
    data = examples(network, "mse", 10)
    plain = Trainer(network, data, TrainingSettings(precision="float64"))
    dressed = Trainer(
        network, data, TrainingSettings(precision="float64", l1=0.5, l2=0.5, optimizer="adam")
    )
    assert plain.gradients() == dressed.gradients()


def test_gradient_is_exact_in_float32_training_too() -> None:
    network = Network.layered([3, 6, 1])
    for link in network.connections:
        network.set_weight(link.source, link.target, float(round(link.weight * 64) / 64))
    data = examples(network, "mse", 10)
    exact = Trainer(network, data, TrainingSettings(precision="float64"))
    single = Trainer(network, data, TrainingSettings(precision="float32"))
    assert exact.gradients() == single.gradients()


def test_gradient_of_chosen_rows_may_be_a_mask_or_numbers() -> None:
    network = Network.layered([2, 1])
    trainer = Trainer(network, examples(network, "mse", 6), TrainingSettings())
    mask = [True, False, True, False, False, True]
    assert trainer.gradients(mask) == trainer.gradients([0, 2, 5])
