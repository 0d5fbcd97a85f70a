"""Connections as one picture: how each looks, and the painter that draws them all at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from gui import theme
from gui.canvas import geometry
from gui.canvas.arrays import draw_lines
from gui.canvas.geometry import Floats

THINNEST = 1.0
THICKEST = 8.0
_STEPS = 15
_HALO = 6.0
_OVERLAP = 0.4
_FAINTEST = 0.4
_STRONGEST = 0.9


@dataclass(frozen=True, slots=True)
class EdgeLook:
    """How m connections look: `levels` (m,) are rows of `pens`, drawn in the order of `pens`."""

    levels: NDArray[np.int64]
    pens: Sequence[QPen]

    def of(self, rows: NDArray[np.int64]) -> EdgeLook:
        """The look of some of the connections."""
        return EdgeLook(self.levels[rows], self.pens)

    def halo(self, color: QColor) -> EdgeLook:
        """The same connections, wider and in one colour, to lie behind them."""
        width = _HALO * theme.scale()
        wider = [_pen(color, pen.widthF() + width) for pen in self.pens]
        return EdgeLook(self.levels, wider)


class EdgePainter(Protocol):
    """Draws all connections at once; the seam where a faster rasteriser fits in."""

    def paint(
        self, painter: QPainter, curves: Floats, look: EdgeLook, visible: QRectF, smooth: bool
    ) -> None:
        """Draw polylines (m, k + 1, 2) in scene coordinates, antialiased when `smooth`."""


class LineEdges:
    """Draws with QPainter, one call for each pen: ten times faster than stroked paths."""

    def paint(
        self, painter: QPainter, curves: Floats, look: EdgeLook, visible: QRectF, smooth: bool
    ) -> None:
        """Draw what is visible, thin pens first."""
        rows = np.flatnonzero(_touches(curves, visible)) if len(curves) else np.empty(0, np.int64)
        if not len(rows):
            return
        rows = rows[np.argsort(look.levels[rows], kind="stable")]
        levels = look.levels[rows]
        lines = geometry.segments(curves[rows], _OVERLAP)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, smooth)
        starts = np.searchsorted(levels, np.arange(len(look.pens) + 1)).tolist()
        for pen, start, end in zip(look.pens, starts, starts[1:], strict=False):
            if end > start:
                painter.setPen(pen)
                draw_lines(painter, lines[start:end])


def edge_look(weights: Floats, kept: NDArray[np.bool_], largest: float) -> EdgeLook:
    """Colour by sign, thickness by |w| up to `largest`; what is not `kept` dotted and faint."""
    strength = np.clip(np.nan_to_num(np.abs(weights) / largest), 0.0, 1.0)
    steps = np.rint(strength * _STEPS).astype(np.int64)
    levels = 2 * steps + (weights >= 0)
    # The dotted pen comes first, so that a connection at rest never hides one at work.
    return EdgeLook(np.where(kept, levels + 1, 0), pens())


def pens() -> list[QPen]:
    """The dotted pen, then a negative and a positive one for each thickness, thin ones first."""
    colours = theme.current()
    dotted = _pen(mixed(colours.canvas, colours.faint, 0.55), THINNEST * theme.scale())
    dotted.setDashPattern([1.2, 3.2])
    result = [dotted]
    for step in range(_STEPS + 1):
        strength = step / _STEPS
        for sign in (colours.negative, colours.positive):
            share = _FAINTEST + (_STRONGEST - _FAINTEST) * min(1.0, 2 * strength)
            result.append(_pen(mixed(colours.canvas, sign, share), thickness(strength)))
    return result


def _pen(color: QColor, width: float) -> QPen:
    return QPen(color, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap)


def thickness(strength: float) -> float:
    """The width of a connection whose |w| is this share of the largest on the scale."""
    return (THINNEST + (THICKEST - THINNEST) * strength) * theme.scale()


def mixed(ground: QColor, ink: QColor, share: float) -> QColor:
    """`ink` over `ground` as one opaque colour: overlaps of line pieces then leave no marks."""
    rest = 1 - share
    return QColor.fromRgbF(
        ground.redF() * rest + ink.redF() * share,
        ground.greenF() * rest + ink.greenF() * share,
        ground.blueF() * rest + ink.blueF() * share,
    )


def _touches(curves: Floats, visible: QRectF) -> NDArray[np.bool_]:
    margin = THICKEST * theme.scale()
    low, high = curves.min(axis=1), curves.max(axis=1)
    inside: NDArray[np.bool_] = (
        (high[:, 0] >= visible.left() - margin)
        & (low[:, 0] <= visible.right() + margin)
        & (high[:, 1] >= visible.top() - margin)
        & (low[:, 1] <= visible.bottom() + margin)
    )
    return inside
