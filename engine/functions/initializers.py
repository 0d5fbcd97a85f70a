"""How weights are drawn before training.

To add an initialiser: write one row; `pytest -k initializers` then draws from it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine import philox

Floats = NDArray[np.float64]
_STREAM = 0x57  # "W": keeps initial weights apart from masks and shuffles drawn with one seed


@dataclass(frozen=True, slots=True)
class Initializer:
    """One row: `scale(fan_in, fan_out)` is the standard deviation or the half-width of the draw.

    `fan_in` counts the connections into the target unit, `fan_out` those out of the source unit,
    which in a layered network are the sizes of the two layers.
    """

    key: str
    label: str
    formula: str
    hint: str
    distribution: str  # "uniform" in (-scale, scale), "normal", or "constant"
    scale: Callable[[Floats, Floats], Floats]


_ROWS = (
    Initializer(
        "glorot_uniform",
        "Glorot, uniform",
        "±√(6 / (fan in + fan out))",
        "Keeps activations and gradients alike from layer to layer; for tanh and sigmoid.",
        "uniform",
        lambda fan_in, fan_out: np.sqrt(6.0 / (fan_in + fan_out)),
    ),
    Initializer(
        "glorot_normal",
        "Glorot, normal",
        "σ = √(2 / (fan in + fan out))",
        "As Glorot uniform, drawn from a bell curve.",
        "normal",
        lambda fan_in, fan_out: np.sqrt(2.0 / (fan_in + fan_out)),
    ),
    Initializer(
        "he_uniform",
        "He, uniform",
        "±√(6 / fan in)",
        "Makes up for the half that ReLU cuts off.",
        "uniform",
        lambda fan_in, _: np.sqrt(6.0 / fan_in),
    ),
    Initializer(
        "he_normal",
        "He, normal",
        "σ = √(2 / fan in)",
        "As He uniform, drawn from a bell curve.",
        "normal",
        lambda fan_in, _: np.sqrt(2.0 / fan_in),
    ),
    Initializer(
        "lecun_uniform",
        "LeCun, uniform",
        "±√(3 / fan in)",
        "Keeps the size of the weighted sums from layer to layer.",
        "uniform",
        lambda fan_in, _: np.sqrt(3.0 / fan_in),
    ),
    Initializer(
        "lecun_normal",
        "LeCun, normal",
        "σ = √(1 / fan in)",
        "As LeCun uniform, drawn from a bell curve.",
        "normal",
        lambda fan_in, _: np.sqrt(1.0 / fan_in),
    ),
    Initializer(
        "uniform",
        "uniform",
        "−0.5 … 0.5",
        "The same range for every connection, however many a unit has.",
        "uniform",
        lambda fan_in, _: np.full_like(fan_in, 0.5),
    ),
    Initializer(
        "zeros",
        "zeros",
        "0",
        "Every hidden unit stays the same as its neighbour: shows why weights start at random.",
        "constant",
        lambda fan_in, _: np.zeros_like(fan_in),
    ),
    Initializer(
        "equal",
        "all equal",
        "0.1",
        "Like zeros, but gradients flow: the units of a layer learn the same thing.",
        "constant",
        lambda fan_in, _: np.full_like(fan_in, 0.1),
    ),
)
INITIALIZERS: dict[str, Initializer] = {row.key: row for row in _ROWS}


def draw(
    key: str,
    seed: int,
    sources: NDArray[np.int64],
    targets: NDArray[np.int64],
    fan_in: Floats,
    fan_out: Floats,
) -> Floats:
    """Initial weights (m,) of the connections between unit ids `sources` and `targets` (m,).

    Each number depends on the seed and its own two ids only, apart from the scale.
    """
    row = INITIALIZERS[key]
    scale: Floats = row.scale(fan_in, fan_out)
    if row.distribution == "constant":
        return scale
    first, second = philox.uniform(
        seed, _STREAM, sources.astype(np.uint64), targets.astype(np.uint64)
    )
    if row.distribution == "uniform":
        standard: Floats = 2.0 * first - 1.0
    else:  # Box and Muller (1958)
        standard = np.sqrt(-2.0 * np.log(first)) * np.cos(2.0 * np.pi * second)
    return scale * standard
