"""What a chart is given to draw: curves, and what they run over. Needs nothing slow."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import Qt

from gui.panels.widgets import scales

_BEST_AFTER = 20


@dataclass(frozen=True)
class Series:
    """One curve: its name, its colour (see `theme.named`), its width, its numbers.

    A `faint` one lies behind the others and has no name beside it.
    """

    name: str
    colour: str
    width: float
    values: scales.Floats
    faint: bool = False
    line: Qt.PenStyle = Qt.PenStyle.SolidLine


@dataclass(frozen=True)
class Across:
    """What x is: the least that the axis reaches to, and how its numbers are written."""

    least: float = 10.0
    whole: bool = True
    write: Callable[[float], str] = "{:,.0f}".format


EPOCHS = Across()


def best_row(epochs: scales.Floats, validation: scales.Floats) -> int | None:
    """The row of the lowest validation loss, once it lies some way back; else None."""
    finite = np.flatnonzero(np.isfinite(validation))
    if len(finite) < _BEST_AFTER:
        return None
    best = int(finite[validation[finite].argmin()])
    return best if epochs[-1] - epochs[best] > 0.04 * epochs[-1] else None
