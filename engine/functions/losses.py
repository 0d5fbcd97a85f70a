"""Losses: how far the outputs ŷ are from the targets y, as plain functions and one table.

To add one: write the loss of one output and its slope with `+ - * /`, `math` and `where` only,
add a row, and run `pytest -k <key>`.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from engine.functions.activations import sigmoid, where


@dataclass(frozen=True, slots=True)
class Loss:
    """One row of the table.

    `function(output, target)` is the loss of one output of one example, `slope` its derivative by
    the output. They are added over the outputs, divided by their number if `mean_over_outputs`,
    and averaged over the examples. `fused_with` names the output activation that is part of the
    loss: `output` is then the weighted sum z. `activations` are the output activations it fits
    (empty: all that have a slope), `tasks` the kinds of data. `threshold` is where an output
    (a, not z) counts as the class 1. `joint` marks cross-entropy, which takes all outputs at once.
    """

    key: str
    code: int
    label: str
    formula: str
    hint: str
    function: Callable[[float, float], float]
    slope: Callable[[float, float], float]
    mean_over_outputs: bool = True
    fused_with: str = ""
    activations: tuple[str, ...] = ()
    tasks: tuple[str, ...] = ("regression", "binary", "multiclass")
    threshold: float = 0.5
    joint: bool = False


def squared(output: float, target: float) -> float:
    """(ŷ − y)²."""
    return (output - target) * (output - target)


def squared_slope(output: float, target: float) -> float:
    """2 (ŷ − y)."""
    return 2.0 * (output - target)


def half_squared(output: float, target: float) -> float:
    """½ (ŷ − y)²."""
    return 0.5 * (output - target) * (output - target)


def half_squared_slope(output: float, target: float) -> float:
    """ŷ − y."""
    return output - target


def absolute(output: float, target: float) -> float:
    """|ŷ − y|."""
    return abs(output - target)


def absolute_slope(output: float, target: float) -> float:
    """The sign of ŷ − y, 0 where they are equal."""
    return where(output > target, 1.0, where(output < target, -1.0, 0.0))


def huber(output: float, target: float) -> float:
    """½ e² for an error e up to 1, then |e| − ½."""
    error = abs(output - target)
    return where(error <= 1.0, 0.5 * error * error, error - 0.5)


def huber_slope(output: float, target: float) -> float:
    """The error, cut to between −1 and 1."""
    error = output - target
    return where(error > 1.0, 1.0, where(error < -1.0, -1.0, error))


def logistic(z: float, target: float) -> float:
    """−y ln σ(z) − (1 − y) ln(1 − σ(z)), written so that it cannot overflow."""
    return where(z > 0.0, z, 0.0) - z * target + math.log1p(math.exp(-abs(z)))


def logistic_slope(z: float, target: float) -> float:
    """σ(z) − y."""
    return sigmoid(z) - target


def class_term(z: float, target: float) -> float:
    """This output's −y z of −Σ y ln softmax(z); the kernels add the log of the sum."""
    return -z * target


def class_slope(share: float, target: float) -> float:
    """softmax(z) − y, given softmax(z)."""
    return share - target


def hinge(output: float, target: float) -> float:
    """max(0, 1 − tŷ), with t = 2y − 1 (−1 for class 0, 1 for class 1)."""
    margin = 1.0 - (2.0 * target - 1.0) * output
    return where(margin <= 0.0, 0.0, margin)


def hinge_slope(output: float, target: float) -> float:
    """−t where the margin is not reached, else 0."""
    side = 2.0 * target - 1.0
    return where(side * output < 1.0, -side, 0.0)


_CLASSES = ("binary", "multiclass")

_ROWS = (
    Loss(
        "mse",
        0,
        "mean squared error",
        "E = mean of (ŷ − y)²",
        "The usual loss for predicting numbers.",
        squared,
        squared_slope,
    ),
    Loss(
        "half_squared_error",
        1,
        "half squared error",
        "E = mean of ½ Σ (ŷ − y)²",
        "Squared error as textbooks have it: the ½ makes the slope simply ŷ − y.",
        half_squared,
        half_squared_slope,
        mean_over_outputs=False,
    ),
    Loss(
        "absolute",
        2,
        "absolute error",
        "E = mean of |ŷ − y|",
        "Outliers count no more than their distance.",
        absolute,
        absolute_slope,
    ),
    Loss(
        "huber",
        3,
        "Huber",
        "E = mean of ½ e², for |e| > 1 of |e| − ½",
        "Squared for small errors, absolute for large ones.",
        huber,
        huber_slope,
    ),
    Loss(
        "binary_cross_entropy",
        4,
        "binary cross-entropy",
        "E = mean of −Σ (y ln ŷ + (1 − y) ln(1 − ŷ))",
        "For sigmoid outputs: how surprised the network is by the right answer.",
        logistic,
        logistic_slope,
        mean_over_outputs=False,
        fused_with="sigmoid",
        activations=("sigmoid",),
        tasks=_CLASSES,
    ),
    Loss(
        "cross_entropy",
        5,
        "cross-entropy",
        "E = mean of −Σ y ln ŷ",
        "For softmax outputs: how surprised the network is by the right class.",
        class_term,
        class_slope,
        mean_over_outputs=False,
        fused_with="softmax",
        activations=("softmax",),
        tasks=_CLASSES,
        joint=True,
    ),
    Loss(
        "hinge",
        6,
        "hinge",
        "E = mean of max(0, 1 − tŷ), t = ±1",
        "Asks for a margin between the classes, as support vector machines do.",
        hinge,
        hinge_slope,
        activations=("linear", "tanh"),
        tasks=_CLASSES,
        threshold=0.0,
    ),
)

LOSSES: dict[str, Loss] = {row.key: row for row in _ROWS}
