"""The sign of chance: a die."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPen, QPixmap

_SIDE = 48


def die_icon(colour: QColor) -> QIcon:
    """A die showing five, in one colour."""
    picture = QPixmap(_SIDE, _SIDE)
    picture.fill(Qt.GlobalColor.transparent)
    with QPainter(picture) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(colour, 4))
        painter.drawRoundedRect(QRectF(6, 6, 36, 36), 9, 9)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        for x, y in ((16, 16), (32, 16), (24, 24), (16, 32), (32, 32)):
            painter.drawEllipse(QPointF(x, y), 3.4, 3.4)
    return QIcon(picture)
