"""The curve of an activation function g(z)."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from engine import activations
from gui.look import theme

_REACH = 4.0
_POINTS = 161
_HEIGHT = 84
_LEAST_RANGE = (-1.2, 1.2)


class CurveView(QWidget):
    """Draws g over z from −4 to 4, with both axes."""

    def __init__(self) -> None:
        super().__init__()
        self._heights = np.zeros(_POINTS)
        self._range = _LEAST_RANGE
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.signals.changed.connect(self.update)

    def show_activation(self, key: str) -> None:
        """Draw the activation with this key."""
        row = activations.ACTIVATIONS[key]
        self._heights = np.array([row.function(z) for z in _inputs().tolist()])
        low, high = float(self._heights.min()), float(self._heights.max())
        self._range = min(low * 1.1, _LEAST_RANGE[0]), max(high * 1.1, _LEAST_RANGE[1])
        self.setAccessibleName(row.formula)
        self.update()

    def sizeHint(self) -> QSize:
        """A low strip as wide as the panel."""
        return QSize(round(120 * theme.scale()), round(_HEIGHT * theme.scale()))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint ground, axes, curve."""
        look, scale = theme.current(), theme.scale()
        area = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(look.hairline, 1))
            painter.setBrush(look.field)
            painter.drawRoundedRect(area, 6 * scale, 6 * scale)
            clip = QPainterPath()
            clip.addRoundedRect(area, 6 * scale, 6 * scale)
            painter.setClipPath(clip)
            painter.setPen(QPen(look.dots if look.dark else look.hairline, scale))
            zero = self._place(area, 0.0, 0.0)
            painter.drawLine(QPointF(area.left(), zero.y()), QPointF(area.right(), zero.y()))
            painter.drawLine(QPointF(zero.x(), area.top()), QPointF(zero.x(), area.bottom()))
            painter.setPen(QPen(look.accent, 2 * scale))
            points = zip(_inputs().tolist(), self._heights.tolist(), strict=True)
            painter.drawPolyline(QPolygonF([self._place(area, z, a) for z, a in points]))

    def _place(self, area: QRectF, z: float, a: float) -> QPointF:
        low, high = self._range
        return QPointF(
            area.left() + (z + _REACH) / (2 * _REACH) * area.width(),
            area.bottom() - (a - low) / (high - low) * area.height(),
        )


def _inputs() -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    return np.linspace(-_REACH, _REACH, _POINTS)
