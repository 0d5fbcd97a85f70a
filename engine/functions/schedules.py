"""Schedules: how the learning rate changes with the epochs, as plain functions and one table.

To add one: write the factor for epochs (counted from 0), add a row, run `pytest -k <key>`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Schedule:
    """One row of the table; `factor(epochs, decay, period)` multiplies the learning rate.

    It takes an array and returns one: a run of small networks passes many thousand epochs a second.
    """

    key: str
    code: int
    label: str
    formula: str
    hint: str
    factor: Callable[[Floats, float, int], Floats]
    uses_decay: bool = True


def constant(epochs: Floats, decay: float, period: int) -> Floats:  # noqa: ARG001
    """1 always."""
    return np.ones_like(epochs)


def step(epochs: Floats, decay: float, period: int) -> Floats:
    """`decay` to the number of whole periods."""
    return np.asarray(decay ** (epochs // period))


def exponential(epochs: Floats, decay: float, period: int) -> Floats:
    """`decay` to the number of periods, smoothly."""
    return np.asarray(decay ** (epochs / period))


def inverse_time(epochs: Floats, decay: float, period: int) -> Floats:
    """1 / (1 + decay × periods)."""
    return 1.0 / (1.0 + decay * epochs / period)


def cosine(epochs: Floats, decay: float, period: int) -> Floats:  # noqa: ARG001
    """Half a cosine from 1 down to 0, which is reached after one period and kept."""
    return np.asarray(0.5 * (1.0 + np.cos(np.pi * np.minimum(epochs / period, 1.0))))


def warm_up(step: int, steps: int) -> float:
    """The factor of step number `step` (from 0) while the rate climbs over `steps` steps."""
    return min(1.0, (step + 1) / steps) if steps > 0 else 1.0


_ROWS = (
    Schedule("constant", 0, "constant", "α", "The same all the time.", constant, uses_decay=False),
    Schedule("step", 1, "step", "α γ^⌊epoch / period⌋", "Times γ after every period.", step),
    Schedule(
        "exponential", 2, "exponential", "α γ^(epoch / period)", "A smooth decay by γ.", exponential
    ),
    Schedule(
        "inverse_time",
        3,
        "1/t",
        "α / (1 + γ epoch / period)",
        "Fast at first, then ever more slowly.",
        inverse_time,
    ),
    Schedule(
        "cosine",
        4,
        "cosine",
        "α ½ (1 + cos(π epoch / period))",
        "Down to zero within one period, gently at both ends.",
        cosine,
        uses_decay=False,
    ),
)

SCHEDULES: dict[str, Schedule] = {row.key: row for row in _ROWS}
