"""What the tiles of units hold: numbers of each unit, and how they become a picture."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import ClassVar, Protocol

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QColor

from engine import Spread
from gui.canvas.geometry import Floats
from gui.canvas.tiles.shading import Colours, Singles, shaded
from gui.look import theme
from gui.look.words import fixed, power

DECADES = 4  # of a scale that shows numbers by their size, from the largest down
_FAINTEST_LARGEST = 1e-4  # below it lies the rounding error of a response that is 0
_BLACK = QColor("black")


class Face(Protocol):
    """The tiles of all units of a snapshot, by its rows.

    `basis` is what it was made from: faces with the same one look the same. `has` (n,) says of
    which units there is a picture, `worded` whether anything is written on some.
    """

    @property
    def worded(self) -> bool: ...  # noqa: D102

    @property
    def basis(self) -> object: ...  # noqa: D102

    @property
    def has(self) -> NDArray[np.bool_]: ...  # noqa: D102

    def colours(self, rows: list[int], edge: int) -> Colours:
        """The pictures of some rows, `edge` pixels wide and high each, (r, edge²), opaque."""

    def word(self, row: int) -> tuple[str, QColor]:
        """What is written on a tile, and in which colour; empty for nothing."""


@dataclass(frozen=True, eq=False)
class Shades:
    """Pictures (n, rows · columns) between the `ends` (n, 2) of each unit's colour scale.

    Coarse ones are drawn `smooth`, or as the squares that they are.
    """

    worded: ClassVar[bool] = False
    basis: object
    values: Singles
    ends: Singles
    shape: tuple[int, int]
    has: NDArray[np.bool_]
    smooth: bool = False

    def colours(self, rows: list[int], edge: int) -> Colours:
        """As fine as the screen shows them."""
        return shaded(self.values, self.ends, rows, self.shape, edge, smooth=self.smooth)

    def word(self, row: int) -> tuple[str, QColor]:  # noqa: ARG002
        """Nothing."""
        return "", _BLACK


@dataclass(frozen=True, eq=False)
class _Even(ABC):
    """One number (n,) for each tile, as the colour of all of it and in words."""

    worded: ClassVar[bool] = True
    basis: object
    values: Floats

    @property
    def has(self) -> NDArray[np.bool_]:
        """All of them."""
        return np.ones(len(self.values), bool)

    def colours(self, rows: list[int], edge: int) -> Colours:
        """The colour of the number."""
        return np.repeat(self._colours(rows)[:, None], edge * edge, axis=1)

    @abstractmethod
    def _colours(self, rows: list[int]) -> Colours: ...


@dataclass(frozen=True, eq=False)
class Fills(_Even):
    """One number (n,) for each tile, between the `ends` (n, 2) of the unit's colour scale."""

    ends: Singles

    def _colours(self, rows: list[int]) -> Colours:
        return theme.diverging(self.values[rows], self.ends[rows, 0], self.ends[rows, 1])

    def word(self, row: int) -> tuple[str, QColor]:
        """The number."""
        return fixed(float(self.values[row]), 2), theme.ink_on(int(self._colours([row])[0]))


@dataclass(frozen=True, eq=False)
class Glow(_Even):
    """One size (n,) for each tile, never negative: the brighter the larger, in powers of ten."""

    largest: float

    def _colours(self, rows: list[int]) -> Colours:
        return theme.rising(by_size(self.values[rows], self.largest))

    def word(self, row: int) -> tuple[str, QColor]:
        """Its power of ten."""
        ink = theme.ink_on(int(self._colours([row])[0]))
        value = float(self.values[row])
        if value == 0.0:
            return "0", ink
        return power(value).split(" · ")[-1], ink


@dataclass(frozen=True, eq=False)
class Bars:
    """How often each activation occurs: a bar for each column of `spread.counts`."""

    worded: ClassVar[bool] = False
    basis: Spread

    @property
    def has(self) -> NDArray[np.bool_]:
        """All of which an activation is a number."""
        return np.asarray(self.basis.counts.any(axis=1))

    def colours(self, rows: list[int], edge: int) -> Colours:
        """Bars from the left to the right, blue above 0, orange below, grey around it."""
        counts, ends = self.basis.counts[rows], self.basis.ends[rows]
        bars = counts.shape[1]
        most = np.maximum(counts.max(axis=1, keepdims=True), 1)
        heights = np.ceil(counts / most * (edge - _room_above(edge))).astype(np.int64)
        place = np.arange(edge) * bars // edge
        filled = np.arange(edge)[::-1, None] < heights[:, None, place]
        inks = _bar_inks(ends, bars)[:, None, place]
        ground = np.uint32(theme.current().panel.rgba())
        return np.where(filled, inks, ground).reshape(len(rows), -1)

    def word(self, row: int) -> tuple[str, QColor]:  # noqa: ARG002
        """Nothing."""
        return "", _BLACK


# Numbers


def own_ends(values: Singles) -> Singles:
    """For numbers (n, g) the ends (n, 2) of scales that are symmetric about 0 and hold them."""
    largest = np.maximum(values.max(axis=1), -values.min(axis=1))
    largest = np.maximum(largest, np.float32(_FAINTEST_LARGEST))
    return np.stack([-largest, largest], axis=1)


def by_size(values: Floats, largest: float) -> Floats:
    """Where sizes stand on a scale of DECADES powers of ten below `largest`, from 0 to 1."""
    with np.errstate(divide="ignore"):
        places = 1.0 + (np.log10(values) - np.log10(largest)) / DECADES
    return np.asarray(np.clip(np.nan_to_num(places, nan=0.0), 0.0, 1.0))


# Pixels


def _room_above(edge: int) -> int:
    """How many pixels stay free above the tallest bar."""
    return max(1, edge // 8)


def _bar_inks(ends: Floats, bars: int) -> Colours:
    """The colours (n, c) of the bars between these ends."""
    colours = theme.current()
    low, step = ends[:, :1], (ends[:, 1:] - ends[:, :1]) / bars
    left = low + np.arange(bars) * step
    near = 1e-9 * step
    sign = np.where(left >= -near, 1, -1) * ~((left <= near) & (left + step > near))
    inks = [color.rgba() for color in (colours.negative, colours.faint, colours.positive)]
    found: Colours = np.array(inks, np.uint32)[sign + 1]
    return found
