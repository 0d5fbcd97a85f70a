"""Axes around a rounded plate that a picture paints: a grid at round numbers, and two names."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QPainter, QPen

from gui.look import theme
from gui.look.words import compact
from gui.panels.widgets import scales

Range = tuple[float, float]

_LEFT, _TOP, _RIGHT, _BOTTOM = 38, 18, 8, 32
_PIXELS_ACROSS, _PIXELS_UP = 38, 30  # between two numbers
_GAP = 5


def area_in(room: QRectF) -> QRectF:
    """What the axes leave of a widget."""
    scale = theme.scale()
    return room.adjusted(_LEFT * scale, _TOP * scale, -_RIGHT * scale, -_BOTTOM * scale)


def paint_grid(painter: QPainter, area: QRectF, across: Range, up: Range) -> None:
    """Hairlines at round numbers, on the ground of the area."""
    painter.setPen(QPen(theme.current().hairline, 1))
    for x in _places(area.left(), area.width(), across, _most(area.width(), _PIXELS_ACROSS)):
        painter.drawLine(QPointF(x[1], area.top()), QPointF(x[1], area.bottom()))
    for y in _places(area.bottom(), -area.height(), up, _most(area.height(), _PIXELS_UP)):
        painter.drawLine(QPointF(area.left(), y[1]), QPointF(area.right(), y[1]))


def paint_numbers(
    painter: QPainter, area: QRectF, across: Range, up: Range, names: tuple[str, str]
) -> None:
    """The numbers beside the area, the name of the axis to the right below, the other one above."""
    look, scale = theme.current(), theme.scale()
    painter.setFont(theme.font(theme.TEXT_CAPTION, tabular=True))
    painter.setPen(look.faint)
    metrics = painter.fontMetrics()
    height, gap = metrics.height(), _GAP * scale
    last = -float("inf")
    for value, x in _places(area.left(), area.width(), across, _most(area.width(), _PIXELS_ACROSS)):
        text = compact(value)
        wide = metrics.horizontalAdvance(text)
        left = min(max(x - wide / 2, area.left()), area.right() - wide)
        if left > last + gap:
            room = QRectF(left, area.bottom() + gap / 2, wide + 1, height)
            painter.drawText(room, Qt.AlignmentFlag.AlignLeft, text)
            last = left + wide
    for value, y in _places(area.bottom(), -area.height(), up, _most(area.height(), _PIXELS_UP)):
        top = min(max(y - height / 2, area.top()), area.bottom() - height)
        room = QRectF(0, top, area.left() - gap, height)
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(room, right, compact(value))
    painter.setPen(look.secondary)
    painter.setFont(theme.font(theme.TEXT_CAPTION, QFont.Weight.Medium))
    below = QRectF(area.left(), area.bottom() + gap / 2 + height, area.width(), height)
    painter.drawText(below, Qt.AlignmentFlag.AlignRight, names[0])
    above = QRectF(0, 0, area.right(), area.top() - gap / 2)
    painter.drawText(above, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom, names[1])


def _most(pixels: float, apart: float) -> int:
    return max(int(pixels / (apart * theme.scale())), 2)


def _places(start: float, length: float, ends: Range, most: int) -> list[tuple[float, float]]:
    """Round numbers between the ends, and where they stand."""
    low, high = ends
    span = (high - low) or 1.0
    small = 1e-9 * span
    return [
        (0.0 if abs(value) < small else value, start + (value - low) / span * length)
        for value in scales.ticks(low, high, most)
    ]
