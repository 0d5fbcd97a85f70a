"""The curve of an activation function g(z)."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from engine import activations
from gui.look import theme
from gui.look.words import fixed

_REACH = 4.0
_POINTS = 161
_HEIGHT = 84
_DOT = 5
_AIR = 8
_LEAST_RANGE = (-1.2, 1.2)


class CurveView(QWidget):
    """Draws g over z from −4 to 4, with both axes, and marks one z on it."""

    def __init__(self) -> None:
        super().__init__()
        self._heights = np.zeros(_POINTS)
        self._range = _LEAST_RANGE
        self._function: Callable[[float], float] = float
        self._z: float | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.signals.changed.connect(self.update)

    def show_activation(self, key: str) -> None:
        """Draw the activation with this key."""
        row = activations.ACTIVATIONS[key]
        self._function = row.function
        self._heights = np.array([row.function(z) for z in _inputs().tolist()])
        low, high = float(self._heights.min()), float(self._heights.max())
        self._range = min(low * 1.1, _LEAST_RANGE[0]), max(high * 1.1, _LEAST_RANGE[1])
        self.setAccessibleName(row.formula)
        self.update()

    def show_z(self, z: float | None) -> None:
        """Mark where on the curve this weighted sum is; None marks nothing."""
        if z != self._z:
            self._z = z
            self.setAccessibleDescription("" if z is None else _told(z))
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
            if self._z is not None:
                self._mark(painter, area, self._z)

    def _mark(self, painter: QPainter, area: QRectF, z: float) -> None:
        """Draw a dot on the curve above z, at its end for a z that is beyond, and say z."""
        look, scale = theme.current(), theme.scale()
        shown = min(max(z, -_REACH), _REACH)
        foot = self._place(area, shown, 0.0)
        spot = self._place(area, shown, self._function(shown))
        inside = area.adjusted(_DOT * scale, _DOT * scale, -_DOT * scale, -_DOT * scale)
        spot.setX(min(max(spot.x(), inside.left()), inside.right()))
        foot.setX(spot.x())
        painter.setPen(QPen(look.secondary, scale, Qt.PenStyle.DashLine))
        painter.drawLine(foot, spot)
        painter.setPen(QPen(look.accent, 2 * scale))
        painter.setBrush(look.panel)
        painter.drawEllipse(spot, (_DOT - 1) * scale, (_DOT - 1) * scale)
        painter.setFont(theme.font(theme.TEXT_CAPTION, tabular=True))
        painter.setPen(look.secondary)
        words = area.adjusted(_AIR * scale, _AIR * scale / 2, -_AIR * scale, 0)
        painter.drawText(words, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop, _told(z))

    def _place(self, area: QRectF, z: float, a: float) -> QPointF:
        low, high = self._range
        return QPointF(
            area.left() + (z + _REACH) / (2 * _REACH) * area.width(),
            area.bottom() - (a - low) / (high - low) * area.height(),
        )


def _told(z: float) -> str:
    return f"z = {fixed(z, 2)}"


def _inputs() -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    return np.linspace(-_REACH, _REACH, _POINTS)
