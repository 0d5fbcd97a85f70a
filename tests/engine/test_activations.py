"""Activations: definitions, slopes, and that kernels compute the same as the plain functions."""

from __future__ import annotations

import math

import numpy as np
import pytest

from engine import Network, Trainer, TrainingSettings
from engine.data import datasets
from engine.functions.activations import ACTIVATIONS
from tests.engine import reference
from tests.engine.graphs import HIDDEN

POINTS = np.concatenate([np.linspace(-30.0, 30.0, 301), [-1e-9, 0.0, 1e-9, -700.0, 700.0, 1e4]])


@pytest.mark.parametrize("key", [*HIDDEN, "step"])
def test_function_is_the_textbooks(key: str) -> None:
    function = reference.ACTIVATIONS[key][0]
    for z in np.linspace(-20.0, 20.0, 81).tolist():
        expected = function(z)
        assert ACTIVATIONS[key].function(z) == pytest.approx(expected, rel=1e-12, abs=1e-15)


@pytest.mark.parametrize("key", HIDDEN)
def test_derivative_is_the_slope(key: str) -> None:
    row, h = ACTIVATIONS[key], 1e-6
    for z in (-3.1, -0.7, -0.01, 0.02, 0.9, 4.2):
        slope = (row.function(z + h) - row.function(z - h)) / (2.0 * h)
        assert row.derivative(z, row.function(z)) == pytest.approx(slope, abs=1e-8)


def responses(precision: str) -> tuple[list[str], np.ndarray]:
    """Every activation's values at POINTS, computed by the kernels."""
    keys = [*HIDDEN, "linear"]
    network = Network()
    source = network.add_unit("input")
    for key in keys[:-1]:
        network.connect(source, network.add_unit("hidden", activation=key), weight=1.0)
    network.add_unit("output")
    data = datasets.from_arrays([[0.0]], [[0.0]], task="regression")
    trainer = Trainer(network, data, TrainingSettings(precision=precision))
    inputs, values = trainer._prepared.inputs(POINTS[:, None]), trainer._parameters.values
    return keys[:-1], trainer._backend.activations(inputs, values)[1:-1]


@pytest.mark.parametrize(("precision", "tolerance"), [("float32", 3e-7), ("float64", 4e-15)])
def test_kernels_compute_the_plain_functions(precision: str, tolerance: float) -> None:
    keys, found = responses(precision)
    points = POINTS.astype(precision).astype(np.float64).tolist()
    for key, values in zip(keys, found, strict=True):
        expected = [ACTIVATIONS[key].function(z) for z in points]
        np.testing.assert_allclose(values, expected, rtol=tolerance, atol=tolerance, err_msg=key)


def test_softplus_and_sigmoid_do_not_overflow() -> None:
    assert ACTIVATIONS["softplus"].function(1e4) == 1e4
    assert ACTIVATIONS["softplus"].function(-1e4) == 0.0
    assert ACTIVATIONS["sigmoid"].function(-1e4) == 0.0
    assert ACTIVATIONS["sigmoid"].function(1e4) == 1.0


def test_nan_is_never_hidden() -> None:
    for key in HIDDEN:
        assert math.isnan(ACTIVATIONS[key].function(math.nan)), key


def test_keys_and_codes_are_distinct() -> None:
    assert [row.key for row in ACTIVATIONS.values()] == list(ACTIVATIONS)
    assert len({row.code for row in ACTIVATIONS.values()}) == len(ACTIVATIONS)


def test_softmax_outputs_are_shares() -> None:
    network = Network.layered([2, 3], output_activation="softmax")
    data = datasets.from_arrays(np.zeros((3, 2)), [0, 1, 2], task="multiclass")
    trainer = Trainer(network, data, TrainingSettings(loss="cross_entropy", precision="float64"))
    points = np.array([[0.0, 0.0], [1.0, -2.0], [1e3, 1e3]])
    found = trainer.predict(points)
    weights = np.array(
        [[c.weight for c in network.connections if c.target == t] for t in (3, 4, 5)]
    )
    for row, point in zip(found, points, strict=True):
        assert row == pytest.approx(reference.softmax((weights @ point).tolist()), abs=1e-12)
