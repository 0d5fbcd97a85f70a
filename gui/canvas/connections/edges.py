"""Connections as one picture: how each looks, what a picture of them needs, who draws it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage, QPen

from gui.canvas import geometry
from gui.canvas.connections.quality import Quality
from gui.canvas.geometry import Floats
from gui.canvas.wiring import Ints, Wiring
from gui.look import theme
from gui.look.theme import DARK, LIGHT

THINNEST = 1.0
THICKEST = 8.0
STEPS = 15
_FAINTEST = 0.4
_STRONGEST = 0.9
_DOTS = (1.2, 3.2)
_DASHES = (9.0, 5.0)
_SMALLEST_DASHES = 0.6
_FEW_MOVING = 0.25


@dataclass(frozen=True, eq=False)
class Strokes:
    """How the connections of each level are drawn: `colors`, `widths` (l,) and `dashes` (l, 2).

    Lengths of scene units; dashes are the lengths drawn and left out, 0 and 0 for a solid line.
    Level 0 is at rest; from 1 on negative and positive alternate and grow stronger.
    """

    colors: tuple[QColor, ...]
    widths: Floats
    dashes: Floats

    def halo(self, color: QColor, wider: float) -> Strokes:
        """The same, wider and in one colour, to lie behind."""
        solid = np.zeros_like(self.dashes)
        return Strokes((color,) * len(self.colors), self.widths + wider, solid)


@lru_cache(maxsize=8)
def strokes(*, dark: bool, size: float, patterns: bool) -> Strokes:
    """The strokes of a theme at its text size; with `patterns` negative ones are dashed."""
    colours = DARK if dark else LIGHT
    colors = [mixed(colours.canvas, colours.faint, 0.55)]
    widths = [THINNEST * size]
    dashes = [(_DOTS[0] * size, _DOTS[1] * size)]
    dashed = (_DASHES[0] * size, _DASHES[1] * size) if patterns else (0.0, 0.0)
    for step in range(STEPS + 1):
        strength = step / STEPS
        share = _FAINTEST + (_STRONGEST - _FAINTEST) * min(1.0, 2 * strength)
        for sign, dash in ((colours.negative, dashed), (colours.positive, (0.0, 0.0))):
            colors.append(mixed(colours.canvas, sign, share))
            widths.append((THINNEST + (THICKEST - THINNEST) * strength) * size)
            dashes.append(dash)
    return Strokes(tuple(colors), np.array(widths), np.array(dashes))


def levels_of(weights: Floats, working: NDArray[np.bool_], largest: float) -> Ints:
    """The level of each connection: its sign and |w| up to `largest`; 0 where it is not working."""
    strength = np.clip(np.nan_to_num(np.abs(weights) / largest), 0.0, 1.0)
    # Halves are rounded up, as the rasteriser does it.
    shown = 1 + 2 * np.floor(strength * STEPS + 0.5).astype(np.int64) + (weights >= 0)
    return np.where(working, shown, 0)


@dataclass(frozen=True, eq=False)
class Frame:
    """All that decides one picture of the connections; nothing in it changes any more.

    `centres` (n, 2) and `working` (n,) belong to the units of `wiring`, `weights` (m,) to its
    connections. A point of the scene lies at `scale` · point + `shift` pixels. `ground` is the
    picture they are laid on, in those pixels. While units are `moving` (n,) and nothing else
    changes, their connections may be laid over all others.
    """

    wiring: Wiring
    centres: Floats
    working: NDArray[np.bool_]
    weights: Floats
    largest: float
    strokes: Strokes
    scale: float
    shift: tuple[float, float]
    ground: QImage
    moving: NDArray[np.bool_] | None = None

    def levels(self, rows: Ints) -> Ints:
        """The levels of some connections."""
        sources, targets = self.wiring.source_rows[rows], self.wiring.target_rows[rows]
        both = self.working[sources] & self.working[targets]
        return levels_of(self.weights[rows], both, self.largest)

    def ends(self, rows: Ints) -> tuple[Floats, Floats]:
        """Where some connections (r,) begin and end, in pixels (r, 2)."""
        starts, ends = self.wiring.ends(rows, self.centres)
        return starts * self.scale + self.shift, ends * self.scale + self.shift

    def fits(self, other: Frame) -> bool:
        """Whether everything stands in the same place, so that only numbers differ."""
        return (
            self.wiring is other.wiring
            and self.ground is other.ground
            and np.array_equal(self.centres, other.centres)
        )

    def differs_by_places(self, other: Frame) -> bool:
        """Whether it is the same picture, but that units may stand elsewhere."""
        return (
            self.wiring is other.wiring
            and self.ground is other.ground
            and self.strokes is other.strokes
            and (self.scale, self.shift, self.largest) == (other.scale, other.shift, other.largest)
            and np.array_equal(self.working, other.working)
            and np.array_equal(self.weights, other.weights)
        )

    def following(self, before: Frame) -> Frame:
        """This frame as the next of a movement: few units stand elsewhere than they did before."""
        if not self.differs_by_places(before):
            return self
        moving = (self.centres != before.centres).any(axis=1)
        if before.moving is not None:
            moving |= before.moving
        concerned = np.count_nonzero(self.touching(moving))
        few = moving.any() and concerned <= _FEW_MOVING * len(self.weights)
        return replace(self, moving=moving) if few else self

    def touching(self, units: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Which connections (m,) begin or end at some of the units (n,)."""
        return units[self.wiring.source_rows] | units[self.wiring.target_rows]

    @property
    def tangent(self) -> float:
        """How far a curve runs straight on at least, in pixels."""
        return geometry.MIN_TANGENT * self.scale

    @property
    def widths(self) -> Floats:
        """The strokes' widths in pixels (l,)."""
        return self.strokes.widths * self.scale

    @property
    def dashes(self) -> Floats:
        """The strokes' dashes and gaps in pixels (l, 2), never too short to be told."""
        return self.strokes.dashes * max(self.scale, _SMALLEST_DASHES)


@dataclass(frozen=True, slots=True)
class Tally:
    """How many connections are in view, and how many of them are drawn in full."""

    in_view: int = 0
    drawn: int = 0


class EdgePainter(Protocol):
    """Draws all connections at once; the seam where a painter on the graphics card fits in."""

    @property
    def is_quick(self) -> bool:
        """Whether it is called in a thread of its own."""

    @property
    def ladder(self) -> Sequence[Quality]:
        """The qualities it knows, the best first."""

    def paint(self, frame: Frame, image: QImage, quality: Quality) -> Tally:
        """Draw the ground and the connections of `frame` into `image`, as large as the ground.

        The weakest may be left out or only hinted at, which the tally tells.
        """

    def close(self) -> None:
        """Let go of threads."""


def thickness(strength: float) -> float:
    """The width of a connection whose |w| is this share of the largest on the scale."""
    return (THINNEST + (THICKEST - THINNEST) * strength) * theme.scale()


def dash_and_gap() -> tuple[float, float]:
    """The lengths drawn and left out of a negative connection when patterns are on."""
    return _DASHES[0] * theme.scale(), _DASHES[1] * theme.scale()


def mixed(ground: QColor, ink: QColor, share: float) -> QColor:
    """`ink` over `ground` as one opaque colour: overlaps of line pieces then leave no marks."""
    rest = 1 - share
    return QColor.fromRgbF(
        ground.redF() * rest + ink.redF() * share,
        ground.greenF() * rest + ink.greenF() * share,
        ground.blueF() * rest + ink.blueF() * share,
    )


def pen(color: QColor, width: float, dash: Sequence[float] = (0.0, 0.0)) -> QPen:
    """A pen `width` wide that ends square; `dash` are the lengths drawn and left out."""
    made = QPen(color, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap)
    if dash[0]:
        made.setDashPattern([length / width for length in dash])
    return made
