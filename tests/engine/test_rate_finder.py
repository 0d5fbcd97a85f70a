"""The learning-rate finder: what it suggests, and that the run it looks at is left alone."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from engine import Network, Trainer, TrainingSettings
from engine.data import datasets
from engine.errors import Cancelled, DoesNotFit, SettingsError
from engine.study import rate_finder, samples


def trainer_for(sample: str, **options: Any) -> Trainer:
    network, data, settings = samples.SAMPLES[sample].make()
    return Trainer(network, data, settings.replace(**options))


def quadratic(curvature: float) -> Trainer:
    """One weight whose loss is ½ c (w − w*)²: gradient descent explodes from the rate 2/c on."""
    data = datasets.from_arrays([[curvature**0.5]], [[1.0]], task="regression")
    network = Network()
    x, y = network.add_unit("input"), network.add_unit("output", activation="linear")
    network.connect(x, y, weight=0.0)
    settings = TrainingSettings(loss="half_squared_error", learning_rate=0.1, precision="float64")
    return Trainer(network, data, settings)


@pytest.mark.parametrize("curvature", [0.1, 1.0, 30.0])
def test_the_suggestion_keeps_well_below_where_gradient_descent_explodes(curvature: float) -> None:
    found = rate_finder.find(quadratic(curvature), 1e-6, 1000.0, 181)
    explodes = 2.0 / (curvature + 1.0)  # the bias has a curvature of 1
    assert found.suggestion is not None
    assert explodes / 1000.0 < found.suggestion < explodes
    assert found.exploded
    assert found.rates[-1] > explodes


@pytest.mark.parametrize("sample", ["circle", "iris", "plane"])
def test_what_is_suggested_trains(sample: str) -> None:
    trainer = trainer_for(sample)
    found = trainer.find_learning_rate()
    assert found.suggestion is not None
    trainer.change_settings(trainer.settings.replace(learning_rate=found.suggestion))
    before = trainer.loss()
    trainer.run(epochs=10)
    assert trainer.loss() < 0.9 * before


def test_the_run_is_left_alone_and_the_same_run_gives_the_same() -> None:
    trainer, alone = trainer_for("circle"), trainer_for("circle")
    for each in (trainer, alone):
        each.run(epochs=2)
    first, second = trainer.find_learning_rate(), trainer.find_learning_rate()
    assert (first.rates.tolist(), first.losses.tolist(), first.suggestion) == (
        *(second.rates.tolist(), second.losses.tolist(), second.suggestion),
    )
    for each in (trainer, alone):
        each.run(epochs=2)
    assert trainer.weights() == alone.weights()
    assert trainer.settings == alone.settings
    assert len(trainer.history) == len(alone.history) == 4


def test_rates_grow_by_the_same_factor_and_losses_are_smoothed_around_themselves() -> None:
    found = trainer_for("circle").find_learning_rate()
    steps = np.diff(np.log10(found.rates))
    assert steps == pytest.approx(steps[0])
    assert found.rates[0] == pytest.approx(1e-6)
    middle = len(found.losses) // 2
    around = found.losses[middle - 2 : middle + 3]
    assert found.smoothed[middle] == pytest.approx(sorted(around)[2])
    assert found.smoothed[0] == pytest.approx(sorted(found.losses[:3])[1])


def test_it_tells_how_far_it_is_and_can_be_cancelled() -> None:
    told: list[float] = []

    def progress(share: float) -> bool:
        told.append(share)
        return len(told) < 10

    trainer = trainer_for("circle")
    with pytest.raises(Cancelled):
        trainer.find_learning_rate(progress)
    assert told == sorted(told)
    assert len(told) == 10
    assert trainer.steps == 0


def test_a_loss_that_cannot_fall_gives_a_reason_and_no_rate() -> None:
    data = datasets.from_arrays(np.zeros((20, 2)), np.zeros((20, 1)), task="regression")
    network = Network.layered([2, 1], initializer="zeros")
    found = Trainer(network, data, TrainingSettings()).find_learning_rate()
    assert found.suggestion is None
    assert "did not fall" in found.reason


def test_what_does_not_fit_and_rates_that_cannot_be_are_refused() -> None:
    network, data, settings = samples.SAMPLES["circle"].make()
    misfit = Trainer(Network.layered([3, 1]), data, settings, strict=False)
    with pytest.raises(DoesNotFit):
        misfit.find_learning_rate()
    trainer = Trainer(network, data, settings)
    for low, high, steps in ((0.0, 1.0, 10), (1.0, 0.1, 10), (0.1, 1.0, 1), (0.1, np.inf, 10)):
        with pytest.raises(SettingsError):
            rate_finder.find(trainer, low, high, steps)
