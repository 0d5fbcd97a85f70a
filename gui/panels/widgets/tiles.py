"""Buttons that paint themselves: the ground, the edge and the focus ring they share."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import QAbstractButton, QWidget

from gui.look import theme


class PaintedButton(QAbstractButton):
    """A button that subclasses paint; Enter presses it like Space, the theme recolours it."""

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setText(text)
        self.setAccessibleName(text)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        theme.signals.changed.connect(self.update)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Press with Enter."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def paint_ground(self, painter: QPainter, area: QRectF, radius: float) -> None:
        """The rounded ground with its edge: the accent's when checked or focused."""
        look = theme.current()
        scale = theme.scale()
        strong = self.isChecked() or self.hasFocus()
        width = 2.0 * scale if strong else 1.0
        edge = look.accent if strong else look.hairline
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(edge, width))
        painter.setBrush(look.hover if self.underMouse() else _ground(look))
        inset = width / 2
        painter.drawRoundedRect(area.adjusted(inset, inset, -inset, -inset), radius, radius)
        if self.isChecked() and self.hasFocus():
            painter.setPen(QPen(look.accent, scale))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            gap = 4.0 * scale
            painter.drawRoundedRect(area.adjusted(gap, gap, -gap, -gap), radius / 2, radius / 2)


def _ground(look: theme.Theme) -> QColor:
    return look.field
