"""Small controls that lie on the canvas: flat buttons, a plate for them, a short label."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QFont,
    QFontMetrics,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
)
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QLabel, QSizePolicy, QWidget

from gui.look import icons, theme

HEIGHT = 30
_PADDING = 14
_AIR = 6
_VEIL = 0.85


class Still:
    """What a control looks like, drawn once for each state and copied from then on.

    The canvas below is drawn for every snapshot, and with it all that lies on it.
    """

    def __init__(self) -> None:
        self._picture = QPixmap()
        self._state: object = None

    def paint(self, widget: QWidget, state: object, draw: Callable[[QPainter], None]) -> None:
        """Paint `widget`; `draw` is called when its `state`, its size or the theme is another."""
        ratio = widget.devicePixelRatioF()
        seen = (state, widget.size(), ratio, theme.current().dark, theme.scale())
        if seen != self._state:
            self._state = seen
            self._picture = QPixmap(widget.size() * ratio)
            self._picture.setDevicePixelRatio(ratio)
            self._picture.fill(Qt.GlobalColor.transparent)
            with QPainter(self._picture) as painter:
                painter.setRenderHint(QPainter.RenderHint.Antialiasing)
                draw(painter)
        with QPainter(widget) as painter:
            painter.drawPixmap(0, 0, self._picture)


class FlatButton(QAbstractButton):
    """A word or an icon; `framed` buttons have ground and outline of their own.

    A checked one wears the accent, as does one that has the keyboard.
    """

    def __init__(self, text: str, *, icon: str = "", framed: bool = True) -> None:
        super().__init__()
        self.setText(text)
        self.setAccessibleName(text)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._icon = icon
        self._framed = framed
        self._by_keyboard = False
        self._still = Still()

    def sizeHint(self) -> QSize:
        """As wide as the word with some air, or square for an icon."""
        height = round(HEIGHT * theme.scale())
        if self._icon:
            return QSize(height, height)
        words = QFontMetrics(_button_font()).horizontalAdvance(self.text())
        return QSize(words + 2 * round(_PADDING * theme.scale()), height)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        """Draw ground, outline and word."""
        state = (self.text(), self.isChecked(), self.underMouse(), self._has_keyboard)
        self._still.paint(self, state, self._draw)

    def _draw(self, painter: QPainter) -> None:
        colours = theme.current()
        lit = self.isChecked() or self._has_keyboard
        ink = colours.accent if self.isChecked() else self._ink()
        painter.setPen(QPen(colours.accent if lit else self._line(), 1.3 if lit else 1.0))
        painter.setBrush(self._ground())
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.7, 0.7, -0.7, -0.7), 7, 7)
        if self._icon:
            self._paint_icon(painter, ink)
        else:
            painter.setFont(_button_font())
            painter.setPen(ink)
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self.text())

    @property
    def _has_keyboard(self) -> bool:
        return self.hasFocus() and self._by_keyboard

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Remember whether the keyboard brought the focus here, so that it is shown."""
        self._by_keyboard = event.reason() in (
            Qt.FocusReason.TabFocusReason,
            Qt.FocusReason.BacktabFocusReason,
        )
        super().focusInEvent(event)

    def _ink(self) -> QColor:
        colours = theme.current()
        return colours.text if self._framed else colours.secondary

    def _line(self) -> QColor:
        return theme.current().hairline if self._framed else QColor(0, 0, 0, 0)

    def _ground(self) -> QColor:
        colours = theme.current()
        if self.isChecked():
            return colours.panel
        if self.underMouse():
            return colours.hover
        return colours.panel if self._framed else QColor(0, 0, 0, 0)

    def _paint_icon(self, painter: QPainter, ink: QColor) -> None:
        edge = round(14 * theme.scale())
        picture = icons.pixmap(self._icon, ink, round(edge * self.devicePixelRatioF()))
        picture.setDevicePixelRatio(self.devicePixelRatioF())
        left, top = (self.width() - edge) // 2, (self.height() - edge) // 2
        painter.drawPixmap(left, top, picture)


class Plate(QWidget):
    """A rounded ground with a row of controls on it; `ground` names a colour of the theme."""

    def __init__(self, ground: str, *controls: QWidget, outlined: bool = True) -> None:
        super().__init__()
        self._ground = ground
        self._outlined = outlined
        self._still = Still()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        for control in controls:
            row.addWidget(control)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        """Draw the ground."""
        self._still.paint(self, None, self._draw)

    def _draw(self, painter: QPainter) -> None:
        colours = theme.current()
        ground: QColor = getattr(colours, self._ground)
        painter.setPen(colours.hairline if self._outlined else ground)
        painter.setBrush(ground)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 7, 7)


class ShortLabel(QLabel):
    """One line that is cut off with dots where there is no room; all of it is in the tooltip.

    `ink` names a colour of the theme.
    """

    def __init__(self, ink: str) -> None:
        super().__init__()
        self._ink = ink
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self._full = ""
        self._still = Still()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        """Draw the line."""
        self._still.paint(self, self.text(), self._draw)

    def _draw(self, painter: QPainter) -> None:
        colours = theme.current()
        color: QColor = getattr(colours, self._ink)
        ground = QColor(colours.canvas)  # the network may be scrolled below the line
        ground.setAlphaF(_VEIL)
        words = QFontMetrics(theme.font(theme.TEXT)).horizontalAdvance(self.text())
        if words:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(ground)
            place = QRectF(self.rect()).adjusted(0, 3, 0, -3)
            painter.drawRoundedRect(place.intersected(QRectF(0, 0, words + 2 * _AIR, 999)), 7, 7)
        painter.setFont(theme.font(theme.TEXT))
        painter.setPen(color)
        painter.drawText(
            self.rect().adjusted(_AIR, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, self.text()
        )

    def show_text(self, text: str) -> None:
        """Show this line."""
        if text != self._full:
            self._full = text
            self.setAccessibleName(text)
            self.fit(self.width())

    def fit(self, width: int) -> None:
        """Use at most this width; the label is no wider than its words."""
        metrics = QFontMetrics(theme.font(theme.TEXT))
        shown = metrics.elidedText(self._full, Qt.TextElideMode.ElideRight, width - 2 * _AIR)
        self.setText(shown)
        self.setToolTip(self._full if shown != self._full else "")
        self.setFixedWidth(max(0, width))

    @property
    def full_text(self) -> str:
        """All of the line."""
        return self._full


def _button_font() -> QFont:
    return theme.font(theme.TEXT, QFont.Weight.Medium)
