"""Losses: definitions, slopes, extreme outputs, and accuracy's threshold."""

from __future__ import annotations

import numpy as np
import pytest

from engine import Network, Trainer, TrainingSettings
from engine.data import datasets
from engine.functions.losses import LOSSES
from tests.engine.graphs import examples, output_activation
from tests.engine.reference import Reference

SINGLE = [key for key, row in LOSSES.items() if not row.joint]


@pytest.mark.parametrize("key", SINGLE)
@pytest.mark.parametrize("target", [0.0, 1.0])
def test_slope_is_the_losses(key: str, target: float) -> None:
    row, h = LOSSES[key], 1e-6
    for output in (-2.3, -0.6, 0.3, 1.7, 2.9):
        around = row.function(output + h, target) - row.function(output - h, target)
        assert row.slope(output, target) == pytest.approx(around / (2.0 * h), abs=1e-8)


@pytest.mark.parametrize("key", LOSSES)
@pytest.mark.parametrize("precision", ["float32", "float64"])
def test_loss_is_the_definition(key: str, precision: str) -> None:
    network = Network.layered([3, 5, 3], output_activation=output_activation(key))
    data = examples(network, key, 37)
    chosen = TrainingSettings(loss=key, precision=precision)
    reference = Reference(network, data.inputs.tolist(), data.targets.tolist(), chosen)
    found = Trainer(network, data, chosen).evaluate()["loss"]
    tolerance = 1e-12 if precision == "float64" else 1e-5
    assert found == pytest.approx(reference.loss(list(range(37))), rel=tolerance)


def test_cross_entropies_do_not_overflow() -> None:
    for loss, task in (("binary_cross_entropy", "binary"), ("cross_entropy", "multiclass")):
        outputs = 1 if task == "binary" else 3
        network = Network.layered([1, outputs], output_activation=output_activation(loss))
        first = network.outputs[0]
        for unit in network.outputs:
            network.set_weight(network.inputs[0], unit, 1.0 if unit == first else 0.0)
        targets = [0, 1] if task == "binary" else [0, 1, 2]
        inputs = [[1000.0]] * len(targets)
        data = datasets.from_arrays(inputs, targets, task=task)
        trainer = Trainer(network, data, TrainingSettings(loss=loss))
        wrong = 1 if task == "binary" else 2
        assert trainer.evaluate()["loss"] == pytest.approx(1000.0 * wrong / len(targets))
        assert all(np.isfinite(list(part.values())).all() for part in trainer.gradients())


@pytest.mark.parametrize(
    ("loss", "activation", "outputs", "right"),
    [
        ("mse", "tanh", [0.4, 0.6, 0.6, -0.9], 0.75),
        ("binary_cross_entropy", "sigmoid", [0.4, 0.6, 0.6, 0.1], 0.75),
        ("hinge", "linear", [-0.1, 0.1, 0.1, -0.9], 0.75),
    ],
)
def test_accuracy_uses_the_threshold_of_the_loss(
    loss: str, activation: str, outputs: list[float], right: float
) -> None:
    inverse = {"tanh": np.arctanh, "sigmoid": lambda a: np.log(a / (1 - a)), "linear": np.asarray}
    network = Network.layered([1, 1], output_activation=activation)
    network.set_weight(network.inputs[0], network.outputs[0], 1.0)
    inputs = inverse[activation](np.array(outputs))[:, None]
    data = datasets.from_arrays(inputs, [0, 1, 0, 0], task="binary")
    found = Trainer(network, data, TrainingSettings(loss=loss)).evaluate()
    assert found["accuracy"] == right


def test_regression_reports_errors_in_raw_units() -> None:
    network = Network.layered([1, 1])
    network.set_weight(network.inputs[0], network.outputs[0], 1.0)
    inputs, targets = np.arange(4.0)[:, None], np.array([0.0, 1.0, 2.0, 5.0])
    data = datasets.from_arrays(inputs, targets, task="regression")
    found = Trainer(network, data, TrainingSettings(precision="float64")).evaluate()
    assert found == pytest.approx({"loss": 1.0, "mae": 0.5, "rmse": 1.0, "r2": 1.0 - 4.0 / 14.0})
