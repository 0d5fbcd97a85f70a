"""The tiles of units as small pictures: the faces that they wear, drawn and kept."""

from __future__ import annotations

import math
from collections.abc import Container

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QColor, QImage, QPixmap

from engine import activations
from gui.canvas import geometry
from gui.canvas.tiles.faces import Face, own_ends
from gui.canvas.tiles.shading import Colours, rounded

Ends = tuple[float, float]

_FORMAT = QImage.Format.Format_ARGB32_Premultiplied
_TINY = 1e-9


class Pictures:
    """The pictures of the units in view, with round corners and as fine as the screen shows them.

    `take` brings another face, `sheet` draws it.
    """

    def __init__(self) -> None:
        self.clear()

    def clear(self) -> None:
        """There is no face."""
        self._face: Face | None = None
        self._row: dict[int, int] = {}
        self._forget()

    def take(self, face: Face, rows: dict[int, int]) -> None:
        """Show this face; `rows` are the units' rows in it."""
        known = self._face is not None and self._face.basis is face.basis
        if not known or type(self._face) is not type(face) or self._row != rows:
            self._forget()
        self._face, self._row = face, rows

    def recolor(self) -> None:
        """Draw with the theme's present colours from now on."""
        self._forget()

    @property
    def face(self) -> Face | None:
        """The face that is shown."""
        return self._face

    def has(self, unit: int) -> bool:
        """Whether there is a picture of a unit."""
        return unit in self._row

    @property
    def known(self) -> Container[int]:
        """The units of which there are pictures."""
        return self._row

    def sheet(self, units: list[int], width: float, scale: float) -> QPixmap:
        """The pictures of these units, one below the other; there is one of each.

        Their tiles are `width` wide in the scene; `scale` is pixels for each unit of length.
        """
        edge = edge_of(width, scale)
        wanted = (units, edge)
        known = self._sheets.get(width)
        if known is None or known[0] != wanted:
            radius = geometry.CORNER * edge / width
            drawn = self._draw([self._row[unit] for unit in units], edge, radius)
            image = QImage(drawn.data, edge, edge * len(units), 4 * edge, _FORMAT)
            # Nothing is copied: the array has to stay as long as the pixmap.
            known = self._sheets[width] = wanted, drawn, QPixmap.fromImage(image)
        return known[2]

    def _forget(self) -> None:
        self._sheets: dict[float, tuple[tuple[list[int], int], Colours, QPixmap]] = {}

    def _draw(self, rows: list[int], edge: int, radius: float) -> Colours:
        """The pictures of some rows, one below the other, (r, edge²)."""
        assert self._face is not None
        colours = np.ascontiguousarray(self._face.colours(rows, edge))  # Qt reads on and on
        rounded(colours, edge, radius)
        return colours

    @property
    def worded(self) -> bool:
        """Whether anything is written on tiles."""
        return self._face is not None and self._face.worded

    def words(self, units: list[int]) -> list[tuple[str, QColor]]:
        """What is written on the tiles of these units, and in which colour."""
        assert self._face is not None
        return [self._face.word(self._row[unit]) for unit in units]


def edge_of(width: float, scale: float) -> int:
    """How many pixels wide the picture of a tile is that is `width` wide in the scene.

    Always even: it fills both halves of its frame about the unit's place alike.
    """
    return 2 * max(1, math.ceil(width * scale / 2))


def ends_of(activation: str, responses: NDArray[np.float32], reach: float | None = None) -> Ends:
    """The responses that are drawn in full negative and full positive colour.

    The whole range of a bounded activation; else symmetric about 0 up to `reach`, or to the
    largest of the unit's own responses.
    """
    fixed = fixed_ends(activation, reach)
    if fixed is not None:
        return fixed
    low, high = own_ends(responses[None])[0].tolist()
    return low, high


def fixed_ends(activation: str, reach: float | None = None) -> Ends | None:
    """`ends_of` without responses; None where it depends on them."""
    if reach is not None:
        largest = max(reach, _TINY)
        return -largest, largest
    row = activations.ACTIVATIONS[activation]
    return (row.low, row.high) if row.is_bounded else None
