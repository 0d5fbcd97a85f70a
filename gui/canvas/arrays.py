"""Drawing straight from arrays: Qt's points and lines are doubles just like their rows."""

from __future__ import annotations

from typing import cast

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, QPointF
from PySide6.QtGui import QPainter
from shiboken6 import Shiboken


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


def _first(held: NDArray[np.float64], kind: type) -> object:
    """The first row as a Qt object that shares the array's memory: nothing is copied."""
    return Shiboken.wrapInstance(held.ctypes.data, kind)  # type: ignore[no-untyped-call]
