"""Drawing straight from arrays: Qt's points, lines and parts of pixmaps are doubles as well."""

from __future__ import annotations

from typing import cast

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, QPointF
from PySide6.QtGui import QPainter, QPixmap
from shiboken6 import Shiboken

from gui.stills import fine


def draw_points(painter: QPainter, points: NDArray[np.float64]) -> None:
    """Draw points (n, 2) with the painter's pen."""
    if len(points):
        held = np.ascontiguousarray(points)
        painter.drawPoints(cast(QPointF, _first(held, QPointF)), len(held))


def draw_lines(painter: QPainter, lines: NDArray[np.float64]) -> None:
    """Draw lines (…, 4), each from x, y to x, y, with the painter's pen."""
    if lines.size:
        held = np.ascontiguousarray(lines)
        painter.drawLines(cast(QLineF, _first(held, QLineF)), held.size // 4)


class Parts:
    """Parts of a pixmap, of one `size` (2,) or each of its own (n, 2), and where they are drawn.

    Their `corners` (n, 2) in the pixmap, their `centres` (n, 2) where they are drawn. Made once,
    they are drawn as often as they are wanted.
    """

    def __init__(
        self,
        centres: NDArray[np.float64],
        corners: NDArray[np.float64],
        size: NDArray[np.float64],
    ) -> None:
        self._held = np.zeros((len(centres), 10))
        self._held[:, 0:2], self._held[:, 2:4], self._held[:, 4:6] = centres, corners, size
        self._held[:, 6:8], self._held[:, 9] = 1.0, 1.0  # as large, no rotation, opaque
        self._fragment = cast(QPainter.PixmapFragment, _first(self._held, QPainter.PixmapFragment))

    def draw(self, painter: QPainter, pixmap: QPixmap) -> None:
        """Draw these parts of a pixmap."""
        if fine.is_wanted():  # what is no picture of pixels can only draw whole ones
            self._draw_one_by_one(painter, pixmap)
        else:
            painter.drawPixmapFragments(self._fragment, len(self._held), pixmap)

    def _draw_one_by_one(self, painter: QPainter, pixmap: QPixmap) -> None:
        for x, y, left, top, wide, tall in self._held[:, :6].tolist():
            part = pixmap.copy(round(left), round(top), round(wide), round(tall))
            painter.drawPixmap(QPointF(x - wide / 2, y - tall / 2), part)


def _first(held: NDArray[np.float64], kind: type) -> object:
    """The first row as a Qt object that shares the array's memory: nothing is copied."""
    return Shiboken.wrapInstance(held.ctypes.data, kind)  # type: ignore[no-untyped-call]
