"""Picture: what panels paint themselves, in one proportion; a sentence while it is empty."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFont, QPainter, QPainterPath, QPen, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from gui.look import theme

_HEIGHT_TO_WIDTH = 0.8
_RADIUS = 6


class Picture(QWidget):
    """As wide as it may be and four fifths as high; repaints when the theme changes."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._hint = ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.signals.changed.connect(self.forget)

    def set_hint(self, text: str) -> None:
        """Show a sentence in the middle, as while there is nothing else to see."""
        if text != self._hint:
            self._hint = text
            self.update()

    def say(self, text: str) -> None:
        """Tell a screen reader, and whoever waits with the mouse, what is shown."""
        if text != self.accessibleName():
            self.setAccessibleName(text)
            self.setToolTip(text)

    def forget(self) -> None:
        """Paint everything anew."""
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep four fifths of the width as height."""
        super().resizeEvent(event)
        self.setFixedHeight(round(self.width() * _HEIGHT_TO_WIDTH))
        self.forget()

    def paint_plate(self, painter: QPainter, area: QRectF) -> None:
        """The rounded ground of an area, to which all that follows is cut."""
        shape = QPainterPath()
        radius = _RADIUS * theme.scale()
        shape.addRoundedRect(area, radius, radius)
        painter.setClipPath(shape)
        painter.fillRect(area, theme.current().neutral)

    def paint_hint(self, painter: QPainter) -> None:
        """The sentence on a plate of its own."""
        if not self._hint:
            return
        look = theme.current()
        painter.setFont(theme.font(theme.TEXT, QFont.Weight.Medium))
        flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
        room = QRectF(self.rect()).adjusted(16, 16, -16, -16)
        text = painter.boundingRect(room, flags, self._hint)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.panel)
        painter.drawRoundedRect(text.adjusted(-10, -6, 10, 6), 6, 6)
        painter.setPen(look.secondary)
        painter.drawText(room, flags, self._hint)

    def paint_focus(self, painter: QPainter) -> None:
        """A frame in the accent's colour while the keyboard is here."""
        if self.hasFocus():
            painter.setClipping(False)
            painter.setPen(QPen(theme.current().accent, 2 * theme.scale()))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            radius = _RADIUS * theme.scale()
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), radius, radius)
