"""Scales that seldom change: what is drawn thickest, or glows most."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine import MiniBatch
from gui.canvas import geometry
from gui.canvas.geometry import Floats
from gui.canvas.tiles.faces import by_size

SMALLEST_SCALE = 2.0
_SHRINK_BELOW = 0.3
_LEAST_FLOW = 1e-30


@dataclass(frozen=True, eq=False)
class Lines:
    """What colour and thickness of connections show: `numbers` (m,), drawn thickest at `largest`.

    They are of all the network's connections, collapsed layers' too. `flow` is 0 for weights; for
    a gradient the |∂L/∂w| that stands at 1 on a scale of powers of ten.
    """

    numbers: Floats
    largest: float
    flow: float = 0.0


class FlowScale:
    """The scales of a gradient: which |∂L/∂a| (`units`) and |∂L/∂w| (`lines`) glow most."""

    def __init__(self) -> None:
        self.units = self.lines = 0.0

    def follow(self, batch: MiniBatch | None, outputs: int) -> None:
        """Another mini-batch came, of a network with so many outputs."""
        if batch is not None and batch.error_flow is not None and batch.gradient is not None:
            # An output that is exactly right or wrong may have an infinite ∂L/∂a.
            inner = batch.error_flow[: -outputs or None]
            self.units = _steady(self.units, _strongest(inner), _LEAST_FLOW)
            self.lines = _steady(self.lines, _strongest(batch.gradient), _LEAST_FLOW)

    def drawn(self, slopes: Floats) -> Lines:
        """A gradient (m,) as lines."""
        return Lines(np.sign(slopes) * by_size(np.abs(slopes), self.lines), 1.0, self.lines)


def followed(largest: float, weights: Floats) -> float:
    """The scale's end for these weights; it shrinks late, so that thickness means one thing."""
    return _steady(largest, max(SMALLEST_SCALE, _strongest(weights)), 0.5)


def _strongest(values: NDArray[np.floating[Any]]) -> float:
    strongest = float(np.abs(values).max(initial=0.0))
    if not math.isfinite(strongest):
        strongest = float(np.abs(values[np.isfinite(values)]).max(initial=0.0))
    return strongest


def _steady(largest: float, strongest: float, least: float) -> float:
    """The end of a scale that holds `strongest`, a round number that seldom changes."""
    top = geometry.nice_ceiling(strongest, least)
    return top if top > largest or top < _SHRINK_BELOW * largest else largest
