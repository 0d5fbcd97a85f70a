"""What units respond to, as small pictures: the colours of their responses over the plane."""

from __future__ import annotations

import math
from collections.abc import Container
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QImage, QPixmap

from engine import activations
from gui import theme
from gui.canvas import geometry
from gui.canvas.geometry import Floats
from gui.canvas.wiring import Ints

Ends = tuple[float, float]

_FORMAT = QImage.Format.Format_ARGB32_Premultiplied
_TINY = 1e-9
_FAINTEST_LARGEST = 1e-4  # below it lies the rounding error of a response that is 0


class Pictures:
    """The pictures of the units in view, with round corners and as fine as the screen shows them.

    `take` brings new responses, `sheet` draws them.
    """

    def __init__(self) -> None:
        self.clear()

    def clear(self) -> None:
        """There are no responses."""
        self._responses: NDArray[np.float32] | None = None
        self._row: dict[int, int] = {}
        self._forget()

    def take(
        self, responses: NDArray[np.float32], ends: NDArray[np.float32], rows: dict[int, int]
    ) -> None:
        """Show `responses` (n, size²) between the `ends` (n, 2) of each unit's colour scale.

        `rows` are the units' rows in both; rows of a picture run from the top.
        """
        self._responses, self._ends, self._row = responses, ends, rows
        self._size = round(responses.shape[1] ** 0.5)
        self._forget()

    def recolor(self) -> None:
        """Draw with the theme's present colours from now on."""
        self._forget()

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
        edge = max(1, math.ceil(width * scale))
        wanted = (units, edge)
        known = self._sheets.get(width)
        if known is None or known[0] != wanted:
            radius = geometry.CORNER * edge / width
            drawn = self._draw([self._row[unit] for unit in units], edge, radius)
            image = QImage(drawn.data, edge, edge * len(units), 4 * edge, _FORMAT)
            # The copy is Qt's own: the array goes with this call.
            known = self._sheets[width] = wanted, QPixmap.fromImage(image.copy())
        return known[1]

    def _forget(self) -> None:
        self._sheets: dict[float, tuple[tuple[list[int], int], QPixmap]] = {}

    def _draw(self, rows: list[int], edge: int, radius: float) -> NDArray[np.uint32]:
        """The pictures of some rows, one below the other, (r, edge²)."""
        assert self._responses is not None
        values = self._responses[rows]
        if edge < self._size:
            values = np.take(values, _sampled(self._size, edge), axis=1)
        elif edge > self._size:
            values = _enlarged(values, self._size, edge)
        colours = theme.diverging(values, self._ends[rows, :1], self._ends[rows, 1:])
        corners, cover = _corners(edge, radius)
        colours[:, corners] = _premultiplied(colours[:, corners], cover)
        return colours


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


def own_ends(responses: NDArray[np.float32]) -> NDArray[np.float32]:
    """For responses (n, g) the ends (n, 2) of scales that are symmetric about 0 and hold them."""
    largest = np.maximum(responses.max(axis=1), -responses.min(axis=1))
    largest = np.maximum(largest, np.float32(_FAINTEST_LARGEST))
    return np.stack([-largest, largest], axis=1)


@lru_cache(maxsize=64)
def _sampled(size: int, edge: int) -> Ints:
    """Which of the size² points stand for the edge² pixels of a smaller picture."""
    line = ((np.arange(edge) + 0.5) * size / edge).astype(np.int64)
    return np.asarray((line[:, None] * size + line).ravel(), np.int64)


def _enlarged(values: NDArray[np.float32], size: int, edge: int) -> NDArray[np.float32]:
    """Pictures (n, size²) as larger ones (n, edge²), with what lies between the points."""
    place = np.clip((np.arange(edge) + 0.5) * size / edge - 0.5, 0, size - 1)
    low = place.astype(np.int64)
    high, share = np.minimum(low + 1, size - 1), (place - low).astype(np.float32)
    known = values.reshape(-1, size, size)
    with np.errstate(invalid="ignore", over="ignore"):  # a run about to diverge
        down = known[:, low] + (known[:, high] - known[:, low]) * share[:, None]
        across = down[:, :, low]
        across += (down[:, :, high] - across) * share
    return across.reshape(len(values), -1)


@lru_cache(maxsize=64)
def _corners(edge: int, radius: float) -> tuple[Ints, Floats]:
    """The pixels that a round corner cuts into, and how much of each it leaves (0 to 1)."""
    away = np.abs(np.arange(edge) + 0.5 - edge / 2) - (edge / 2 - radius)
    outside = np.maximum(away, 0.0)
    cover = np.clip(radius - np.hypot(outside, outside[:, None]) + 0.5, 0.0, 1.0).ravel()
    cut = np.flatnonzero(cover < 1.0)
    return cut, cover[cut]


def _premultiplied(colours: NDArray[np.uint32], cover: Floats) -> NDArray[np.uint32]:
    """Opaque colours (n, c), each left only so much (c,)."""
    parts = np.ascontiguousarray(colours)[..., None].view(np.uint8)
    left: NDArray[np.uint8] = np.rint(parts * cover[:, None]).astype(np.uint8)
    return left.view(np.uint32)[..., 0]
