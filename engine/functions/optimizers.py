"""Optimizers: how a gradient becomes a change of the weights, as plain functions and one table.

The formulas and constants are PyTorch's. To add one: write its update with `+ - * /`, `math` and
`where` only, add a row, and run `pytest -k <key>`.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

Updated = tuple[float, float, float]

ADAM_BETA1 = 0.9
ADAM_BETA2 = 0.999


class Factors(NamedTuple):
    """The numbers of one step; `correction1` and 2 are Adam's 1 − βᵗ.

    `shrink` is what a decoupled weight decay multiplies a weight by; 1 for biases.
    """

    rate: float
    momentum: float
    look_ahead: float
    shrink: float
    correction1: float
    correction2: float


@dataclass(frozen=True, slots=True)
class Optimizer:
    """One row of the table.

    `update(weight, gradient, first, second, factors)` returns the new weight and the two numbers
    that the optimizer remembers for it (`slots` of them are used). `decoupled` says that L2 shrinks
    the weight itself and is no part of the gradient. `operations` is how many of them an update
    takes as its formula is written, without momentum and without shrinking.
    """

    key: str
    code: int
    label: str
    formula: str
    hint: str
    update: Callable[[float, float, float, float, Factors], Updated]
    slots: int
    operations: int
    decoupled: bool = False


def sgd(weight: float, gradient: float, first: float, second: float, f: Factors) -> Updated:
    """Gradient descent; `first` is the velocity of momentum, `look_ahead` 1 for Nesterov."""
    velocity = f.momentum * first + gradient
    step = velocity + f.look_ahead * (gradient + (f.momentum - 1.0) * velocity)
    return weight - f.rate * step, velocity, second


def rmsprop(weight: float, gradient: float, first: float, second: float, f: Factors) -> Updated:
    """Divide by the root of the running mean square of the gradient."""
    square = 0.99 * first + (1.0 - 0.99) * gradient * gradient
    return weight - f.rate * gradient / (math.sqrt(square) + 1e-8), square, second


def adagrad(weight: float, gradient: float, first: float, second: float, f: Factors) -> Updated:
    """Divide by the root of the sum of all squared gradients."""
    square = first + gradient * gradient
    return weight - f.rate * gradient / (math.sqrt(square) + 1e-10), square, second


def adam(weight: float, gradient: float, first: float, second: float, f: Factors) -> Updated:
    """Running means of the gradient and of its square, freed of their start at zero."""
    mean = ADAM_BETA1 * first + (1.0 - ADAM_BETA1) * gradient
    square = ADAM_BETA2 * second + (1.0 - ADAM_BETA2) * gradient * gradient
    size = math.sqrt(square) / math.sqrt(f.correction2) + 1e-8
    return weight * f.shrink - (f.rate / f.correction1) * mean / size, mean, square


_ROWS = (
    Optimizer(
        "sgd",
        0,
        "gradient descent",
        "v ← μ v + ∇E,   w ← w − α v",
        "Straight down the gradient; with momentum μ it keeps rolling.",
        sgd,
        slots=1,
        operations=2,
    ),
    Optimizer(
        "rmsprop",
        1,
        "RMSProp",
        "s ← 0.99 s + 0.01 ∇E²,   w ← w − α ∇E / (√s + ε)",
        "Each weight gets its own step: small where gradients have been large lately.",
        rmsprop,
        slots=1,
        operations=9,
    ),
    Optimizer(
        "adagrad",
        2,
        "Adagrad",
        "s ← s + ∇E²,   w ← w − α ∇E / (√s + ε)",
        "Steps shrink with all the gradients a weight has seen.",
        adagrad,
        slots=1,
        operations=7,
    ),
    Optimizer(
        "adam",
        3,
        "Adam",
        "m ← 0.9 m + 0.1 ∇E,   s ← 0.999 s + 0.001 ∇E²,   w ← w − α m̂ / (√ŝ + ε)",
        "Momentum and a step of its own for each weight; works for most problems as it is.",
        adam,
        slots=2,
        operations=13,
    ),
    Optimizer(
        "adamw",
        4,
        "AdamW",
        "w ← (1 − α λ) w − α m̂ / (√ŝ + ε)",
        "Adam with L2 that shrinks the weights directly.",
        adam,
        slots=2,
        operations=13,
        decoupled=True,
    ),
)

OPTIMIZERS: dict[str, Optimizer] = {row.key: row for row in _ROWS}
