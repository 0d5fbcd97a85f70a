"""Connections as one picture: how each looks, and the painter that draws them all at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from gui import theme
from gui.canvas.arrays import draw_lines
from gui.canvas.geometry import Floats
from gui.canvas.wiring import Ints, Wiring
from gui.theme import DARK, LIGHT

MOST_DRAWN = 20_000  # more are a blot, and too slow to follow a run
THINNEST = 1.0
THICKEST = 8.0
_STEPS = 15
_HALO = 6.0
_COARSE_BELOW = 0.5
_FAINTEST = 0.4
_STRONGEST = 0.9


@dataclass(frozen=True, slots=True)
class EdgeLook:
    """How the connections `rows` (m,) look: `levels` (m,) number the `pens`, drawn in order."""

    rows: Ints
    levels: Ints
    pens: Sequence[QPen]

    def of(self, rows: Ints) -> EdgeLook:
        """The look of some connections, when this is the look of all."""
        return EdgeLook(rows, self.levels[rows], self.pens)

    def halo(self, color: QColor) -> EdgeLook:
        """The same connections, wider and in one colour, to lie behind them."""
        width = _HALO * theme.scale()
        wider = [_pen(color, pen.widthF() + width) for pen in self.pens]
        return EdgeLook(self.rows, self.levels, wider)


class EdgePainter(Protocol):
    """Draws all connections at once; the seam where a faster rasteriser fits in."""

    def paint(
        self, painter: QPainter, wiring: Wiring, look: EdgeLook, visible: QRectF, *, smooth: bool
    ) -> None:
        """Draw the connections of `look` in the visible part of the scene.

        `painter` maps the scene to the view; antialiased when `smooth`.
        """


class LineEdges:
    """Draws with QPainter, one call for each pen: ten times faster than stroked paths."""

    def paint(
        self, painter: QPainter, wiring: Wiring, look: EdgeLook, visible: QRectF, *, smooth: bool
    ) -> None:
        """Draw what is visible, thin pens first, with fewer lines where all is small."""
        order = np.argsort(look.levels, kind="stable")
        order = order[wiring.seen_within(_widened(visible))[look.rows[order]]]
        order = _strongest(order, look.levels)
        levels = look.levels[order]
        stride = 2 if painter.worldTransform().m11() < _COARSE_BELOW else 1
        lines = wiring.lines(stride)[look.rows[order]]
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, smooth)
        starts = np.searchsorted(levels, np.arange(len(look.pens) + 1)).tolist()
        for pen, start, end in zip(look.pens, starts, starts[1:], strict=False):
            if end > start:
                painter.setPen(pen)
                draw_lines(painter, lines[start:end])


def _strongest(order: Ints, levels: Ints) -> Ints:
    """At most MOST_DRAWN of the rows `order`, which is sorted by level: those of high level.

    Of the lowest level that still has room some are left out, evenly.
    """
    if len(order) <= MOST_DRAWN:
        return order
    sorted_levels = levels[order]
    least = sorted_levels[-MOST_DRAWN]
    start, end = np.searchsorted(sorted_levels, [least, least + 1]).tolist()
    room = MOST_DRAWN - (len(order) - end)
    kept = np.linspace(start, end - 1, room).astype(np.int64)
    return np.concatenate([order[kept], order[end:]])


def _widened(visible: QRectF) -> tuple[float, float, float, float]:
    """Left, top, right and bottom with room for half the thickest line."""
    margin = THICKEST * theme.scale()
    wide = visible.adjusted(-margin, -margin, margin, margin)
    return wide.left(), wide.top(), wide.right(), wide.bottom()


def edge_look(weights: Floats, kept: NDArray[np.bool_], largest: float) -> EdgeLook:
    """Colour by sign, thickness by |w| up to `largest`; what is not `kept` dotted and faint."""
    strength = np.clip(np.nan_to_num(np.abs(weights) / largest), 0.0, 1.0)
    steps = np.rint(strength * _STEPS).astype(np.int64)
    levels = 2 * steps + (weights >= 0)
    # The dotted pen comes first, so that a connection at rest never hides one at work.
    shown = np.where(kept, levels + 1, 0)
    return EdgeLook(np.arange(len(shown)), shown, _pens(theme.current().dark, theme.scale()))


@lru_cache(maxsize=4)
def _pens(dark: bool, scale: float) -> tuple[QPen, ...]:
    """The dotted pen, then a negative and a positive one for each thickness, thin ones first."""
    colours = DARK if dark else LIGHT
    dotted = _pen(mixed(colours.canvas, colours.faint, 0.55), THINNEST * scale)
    dotted.setDashPattern([1.2, 3.2])
    result = [dotted]
    for step in range(_STEPS + 1):
        strength = step / _STEPS
        width = (THINNEST + (THICKEST - THINNEST) * strength) * scale
        for sign in (colours.negative, colours.positive):
            share = _FAINTEST + (_STRONGEST - _FAINTEST) * min(1.0, 2 * strength)
            result.append(_pen(mixed(colours.canvas, sign, share), width))
    return tuple(result)


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
