"""How variants are told apart: a number, a colour, and after eight of these a dashed line."""

from __future__ import annotations

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap

from gui.look import theme

COLOURS = 8
LINES = (Qt.PenStyle.SolidLine, Qt.PenStyle.DashLine)
# Neighbours in the list differ as much as can be.
_CYCLE = (1, 0, 2, 3, 6, 7, 5, 4)
_SAMPLE = (18, 14)


def colour_name(number: int) -> str:
    """The theme's name for the colour of a variant."""
    return f"class {_CYCLE[number % COLOURS]}"


def colour(number: int) -> QColor:
    """The colour of a variant."""
    return theme.named(colour_name(number))


def line(number: int) -> Qt.PenStyle:
    """How the curve of a variant is drawn, where training and validation are not told apart."""
    return LINES[number // COLOURS % len(LINES)]


def sample(number: int, ratio: float = 1.0) -> QPixmap:
    """A short piece of the variant's curve."""
    width, height = (round(side * theme.scale()) for side in _SAMPLE)
    picture = QPixmap(round(width * ratio), round(height * ratio))
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    with QPainter(picture) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(colour(number), 3 * theme.scale(), line(number)))
        painter.drawLine(QPointF(1, height / 2), QPointF(width - 1, height / 2))
    return picture
