"""The drawings of units, kept side by side on a few large pixmaps: a page is drawn in one call."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QImage, QPainter, QPixmap

from gui.canvas.geometry import Floats
from gui.canvas.tiles.unit_look import Key, drawn
from gui.canvas.wiring import Ints
from gui.look import theme
from gui.look.arrays import Parts

_PAGE = 1024
_MOST_PAGES = 12


@dataclass(slots=True)
class _Page:
    """A pixmap that is filled shelf by shelf; the next drawing begins at `x`, `y`."""

    pixmap: QPixmap
    x: int = 0
    y: int = 0
    shelf: int = 0

    @classmethod
    def for_one(cls, image: QImage) -> _Page:
        """An empty one with room for this image at least."""
        pixmap = QPixmap(max(_PAGE, image.width()), max(_PAGE, image.height()))
        pixmap.fill(Qt.GlobalColor.transparent)
        return cls(pixmap)

    def take(self, image: QImage) -> QPoint | None:
        """Put an image on the page; None when there is no room left."""
        if self.x + image.width() > self.pixmap.width():
            self.x, self.y, self.shelf = 0, self.y + self.shelf, 0
        place = QPoint(self.x, self.y)
        if not self.pixmap.rect().contains(QRect(place, image.size())):
            return None
        with QPainter(self.pixmap) as painter:
            painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Source)
            painter.drawImage(place, image)
        self.x, self.shelf = self.x + image.width(), max(self.shelf, image.height())
        return place


class Drawings:
    """The drawings of units at one scale, kept for all that look the same."""

    def __init__(self) -> None:
        self._for: object = None
        self._forget()

    def _forget(self) -> None:
        self._pages: list[_Page] = []
        self._row: dict[Key, int] = {}
        # Page, left, top, width and height there; how far the middle lies from the unit's place.
        self._parts: list[tuple[float, ...]] = []
        self._table: Floats = np.empty((0, 7))

    def look_up(self, keys: Sequence[Key], scale: float, ratio: float) -> Ints:
        """The numbers of these drawings, `ratio` pixels to one of the view.

        They hold until it is asked with another scale, ratio or theme: see `state`.
        """
        wanted = self.state(scale, ratio)
        if wanted != self._for or len(self._pages) > _MOST_PAGES:
            self._for = wanted
            self._forget()
        for key in keys:
            if key not in self._row:
                self._add(key, scale, ratio)
        self._table = np.array(self._parts).reshape(-1, 7)
        return np.array([self._row[key] for key in keys], np.int64)

    @staticmethod
    def state(scale: float, ratio: float) -> object:
        """All that decides how a look is drawn."""
        return scale, ratio, theme.current().dark, theme.scale()

    def parts(self, numbers: Ints, places: Floats) -> list[tuple[QPixmap, Parts]]:
        """What is to be drawn of each page for these at `places` (n, 2), in pixels."""
        table, found = self._table[numbers], []
        for number, page in enumerate(self._pages):
            here = table[:, 0] == number
            if here.any():
                _, left, top, wide, tall, x, y = table[here].T
                centres = places[here] + np.stack([x, y], axis=1)
                corners, size = np.stack([left, top], axis=1), np.stack([wide, tall], axis=1)
                found.append((page.pixmap, Parts(centres, corners, size)))
        return found

    def _add(self, key: Key, scale: float, ratio: float) -> None:
        image, x, y = drawn(*key, scale, ratio)
        room = _inked(image)
        image = image.copy(room)
        place = self._pages[-1].take(image) if self._pages else None
        if place is None:
            self._pages.append(_Page.for_one(image))
            place = self._pages[-1].take(image)
        assert place is not None
        middle = (
            round(x * ratio) + room.x() + room.width() / 2,
            round(y * ratio) + room.y() + room.height() / 2,
        )
        self._row[key] = len(self._parts)
        self._parts.append(
            (
                float(len(self._pages) - 1),
                float(place.x()),
                float(place.y()),
                float(room.width()),
                float(room.height()),
                *middle,
            )
        )


def _inked(image: QImage) -> QRect:
    """The part of an image in which there is anything, one pixel at least."""
    pixels = np.frombuffer(image.constBits(), np.uint32).reshape(image.height(), image.width())
    rows, columns = np.flatnonzero(pixels.any(axis=1)), np.flatnonzero(pixels.any(axis=0))
    if not len(rows):
        return QRect(0, 0, 1, 1)
    left, top = int(columns[0]), int(rows[0])
    return QRect(left, top, int(columns[-1]) - left + 1, int(rows[-1]) - top + 1)
