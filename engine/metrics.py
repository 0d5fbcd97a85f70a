"""Figures of merit besides the loss, from outputs and targets."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def accuracy(outputs: NDArray[np.floating], targets: Floats, threshold: float) -> float:
    """The fraction of examples whose class is right; outputs and targets are (n, k).

    One output says class 1 above the threshold; of several the largest one wins.
    """
    if targets.shape[1] == 1:
        return float(np.mean((outputs[:, 0] > threshold) == (targets[:, 0] > 0.5)))
    return float(np.mean(np.argmax(outputs, axis=1) == np.argmax(targets, axis=1)))


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
