"""Figures of merit besides the loss, from outputs and targets."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Numbers = NDArray[np.int64]


def accuracy(outputs: NDArray[np.floating], targets: Floats, threshold: float) -> float:
    """The fraction of examples whose class is right; outputs and targets are (n, k).

    One output says class 1 above the threshold; of several the largest one wins.
    """
    true = classes(targets, 0.5)
    return float(np.mean(classes(outputs, threshold) == true))


def classes(outputs: NDArray[np.floating], threshold: float) -> Numbers:
    """The class (n,) that outputs (n, k) stand for: above the threshold, or the largest one."""
    if outputs.shape[1] == 1:
        return np.asarray(outputs[:, 0] > threshold, np.int64)
    return np.asarray(np.argmax(outputs, axis=1), np.int64)


def confusion(true: Numbers, predicted: Numbers, count: int) -> Numbers:
    """How often each true class (row) was taken for each class (column): (count, count)."""
    found = np.bincount(true * count + predicted, minlength=count * count)
    return np.asarray(found.reshape(count, count), np.int64)


def roc(scores: Floats, positive: NDArray[np.bool_]) -> tuple[Floats, Floats]:
    """The ROC curve: shares of false and of true positives, each (p,), from (0, 0) to (1, 1).

    One point for each different score as the limit above which an example counts as positive.
    A share of which there is no example is NaN.
    """
    order = np.argsort(-scores, kind="stable")
    hits, ranked = np.cumsum(positive[order]), scores[order]
    ends = np.append(np.flatnonzero(np.diff(ranked)), len(ranked) - 1)
    true, false = hits[ends], ends + 1 - hits[ends]
    with np.errstate(invalid="ignore"):
        shares = [np.concatenate([[0.0], one]) / one[-1] for one in (false, true)]
    return shares[0], shares[1]


def area_under(across: Floats, up: Floats) -> float:
    """The area under a curve (p,) of straight lines."""
    return float(np.sum(np.diff(across) * (up[1:] + up[:-1]) / 2.0))


def regression(outputs: NDArray[np.floating], targets: Floats) -> dict[str, float]:
    """Mean absolute error, root of the mean squared error, and R² (mean over the outputs).

    R² compares with predicting the mean; where the targets are all alike it is 1 for a perfect
    prediction, else 0.
    """
    error = np.asarray(outputs, np.float64) - targets
    spread = np.square(targets - targets.mean(axis=0)).sum(axis=0)
    missed = np.square(error).sum(axis=0)
    constant = spread == 0.0
    share = np.where(constant, missed != 0.0, missed / np.where(constant, 1.0, spread))
    return {
        "mae": float(np.abs(error).mean()),
        "rmse": float(np.sqrt(np.square(error).mean())),
        "r2": float(np.mean(1.0 - share)),
    }
