"""Figures of merit against scikit-learn's, and when a run stops."""

from __future__ import annotations

import numpy as np
import pytest

from engine import HistoryRow
from engine.functions import metrics
from engine.training.history import Stopper, Verdict


def test_regression_agrees_with_scikit_learn() -> None:
    reference = pytest.importorskip("sklearn.metrics")
    generator = np.random.default_rng(0)
    targets, outputs = generator.normal(size=(2, 30, 3))
    found = metrics.regression(outputs, targets)
    assert found["mae"] == pytest.approx(reference.mean_absolute_error(targets, outputs))
    assert found["rmse"] ** 2 == pytest.approx(reference.mean_squared_error(targets, outputs))
    assert found["r2"] == pytest.approx(reference.r2_score(targets, outputs))


def test_r2_of_constant_targets() -> None:
    ones = np.ones((4, 1))
    assert metrics.regression(ones, ones)["r2"] == 1.0
    assert metrics.regression(ones + 0.1, ones)["r2"] == 0.0


def test_accuracy_of_two_and_of_several_classes() -> None:
    two = np.array([[0.2], [0.7], [0.5], [0.9]])
    assert metrics.accuracy(two, np.array([[0.0], [1.0], [0.0], [0.0]]), 0.5) == 0.75
    several = np.array([[0.1, 0.9, 0.0], [0.5, 0.2, 0.3]])
    assert metrics.accuracy(several, np.eye(3)[[1, 2]], 0.5) == 0.5


def row(epoch: int, validation: float, train: float = 1.0) -> HistoryRow:
    found = {"train_loss": train, "validation_loss": validation}
    return HistoryRow(epoch, epoch, epoch, 0.0, 0.1, found)


def test_patience_counts_epochs_without_enough_improvement() -> None:
    stopper = Stopper(target_loss=0.0, patience=3, min_improvement=0.1)
    losses = [1.0, 0.85, 0.8, 0.79, 0.76, 0.5]
    verdicts = [stopper.judge(row(epoch, loss)) for epoch, loss in enumerate(losses, 1)]
    assert verdicts[:5] == [
        Verdict.BEST_SO_FAR,
        Verdict.BEST_SO_FAR,
        Verdict.GO_ON,
        Verdict.GO_ON,
        Verdict.NO_IMPROVEMENT,
    ]


def test_rows_that_were_skipped_count_as_waiting() -> None:
    stopper = Stopper(target_loss=0.0, patience=10, min_improvement=0.0)
    stopper.judge(row(1, 0.5))
    assert stopper.judge(row(9, 0.6)) is Verdict.GO_ON
    assert stopper.judge(row(14, 0.6)) is Verdict.NO_IMPROVEMENT


def test_target_is_for_the_training_loss_and_zero_means_none() -> None:
    assert Stopper(0.3, 0, 0.0).judge(row(1, 0.1, train=0.3)) is Verdict.TARGET_REACHED
    assert Stopper(0.3, 0, 0.0).judge(row(1, 0.1, train=0.31)) is Verdict.GO_ON
    assert Stopper(0.0, 0, 0.0).judge(row(1, 0.1, train=0.0)) is Verdict.GO_ON
