"""Typing right on the canvas: a weight, a bias, a name."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QPoint, QRect, Qt
from PySide6.QtGui import QFocusEvent, QFontMetrics, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from gui.editing import notices
from gui.forms.fields import exact
from gui.look import theme
from gui.look.translate import tr
from gui.look.typed import parse

_HEIGHT = 28
_WIDTH = 64
_WIDEST = 200
_PADDING = 8
_DIGITS = 6
_LONGEST_NAME = 60


class InPlace(QLineEdit):
    """One field over the canvas, taken over on Enter or when the focus leaves; Esc gives up.

    What cannot be taken over says why in a notice; after Enter the field then stays open.
    """

    def __init__(self, canvas: QWidget) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        self._symbol = ""
        self._before = ""
        self._accept: Callable[[str], str] = lambda _: ""
        self.setFrame(False)
        self.hide()

    def ask_number(
        self, at: QPoint, symbol: str, told: str, value: float, accept: Callable[[float], object]
    ) -> None:
        """Ask for a number around a point of the canvas; `symbol` stands before it."""

        def take(text: str) -> str:
            number = parse(text)
            if number is None:
                return tr("“{text}” is not a number.", text=text.strip())
            accept(number)
            return ""

        self._ask(at, symbol, told, exact(round(value, _DIGITS)), take)

    def ask_name(self, at: QPoint, told: str, name: str, accept: Callable[[str], object]) -> None:
        """Ask for a name around a point of the canvas."""

        def take(text: str) -> str:
            if not text.strip():
                return tr("A unit needs a name.")
            accept(text.strip())
            return ""

        self._ask(at, "", told, name, take)

    def finish(self) -> None:
        """Take over what was typed and close, whether or not it could be taken."""
        if self.isVisible():
            self._take(then_stay=False)

    def _ask(
        self, at: QPoint, symbol: str, told: str, text: str, accept: Callable[[str], str]
    ) -> None:
        self.finish()
        self._symbol, self._before, self._accept = symbol, text, accept
        self.setMaxLength(_LONGEST_NAME)
        self.setAccessibleName(told)
        self.setToolTip(told)
        self.setText(text)
        self._dress()
        self._place(at)
        self.show()
        self.raise_()
        self.setFocus(Qt.FocusReason.PopupFocusReason)
        self.selectAll()

    def _dress(self) -> None:
        colours, scale = theme.current(), theme.scale()
        self.setFont(theme.font(theme.HEADING, tabular=bool(self._symbol)))
        before = QFontMetrics(self.font()).horizontalAdvance(self._symbol)
        self.setTextMargins(before, 0, 0, 0)
        self.setStyleSheet(
            f"QLineEdit {{ background: {colours.panel.name()}; color: {colours.text.name()};"
            f" border: {round(2 * scale)}px solid {colours.accent.name()};"
            f" border-radius: {round(6 * scale)}px; padding: 0 {round(_PADDING * scale)}px; }}"
        )

    def _place(self, at: QPoint) -> None:
        scale, room = theme.scale(), self._canvas.rect()
        words = QFontMetrics(self.font()).horizontalAdvance(self._symbol + self._before)
        width = words + round((3 * _PADDING + 8) * scale)
        width = min(max(width, round(_WIDTH * scale)), round(_WIDEST * scale))
        place = QRect(0, 0, width, round(_HEIGHT * scale))
        place.moveCenter(at)
        place.moveLeft(max(4, min(place.left(), room.right() - width - 4)))
        place.moveTop(max(4, min(place.top(), room.bottom() - place.height() - 4)))
        self.setGeometry(place)

    def _take(self, *, then_stay: bool) -> None:
        text, accept = self.text(), self._accept
        refusal = accept(text) if text != self._before else ""
        if refusal:
            corner = self.mapToGlobal(self.rect().bottomLeft())
            notices.bus.post(notices.Notice("warning", refusal, self._advice(), at=corner))
            if then_stay:
                self.selectAll()
                return
        self.dismiss()

    def _advice(self) -> str:
        return tr("Write it like 0.5 or −2 or 1/3.") if self._symbol else tr("Type some letters.")

    def dismiss(self) -> None:
        """Close without taking anything over."""
        self._accept = lambda _: ""
        self._before = self.text()
        if self.hasFocus():  # before hiding, which would let Qt look for the next in the row
            self._canvas.setFocus()
        self.hide()

    def event(self, event: QEvent) -> bool:
        """Keep Esc: it gives up here, whatever else it would end."""
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.key() == Qt.Key.Key_Escape
        ):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take over with Enter, give up with Esc; no key goes on to the canvas."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._take(then_stay=True)
        elif event.key() == Qt.Key.Key_Escape:
            self.dismiss()
        else:
            super().keyPressEvent(event)
        event.accept()

    def focusNextPrevChild(self, _forwards: bool) -> bool:  # noqa: N802
        """Take over what was typed with Tab, and stay at the canvas."""
        self.finish()
        return True

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Take over what was typed, unless only a menu or another window came before it."""
        super().focusOutEvent(event)
        passing = (Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason)
        if event.reason() not in passing:
            self.finish()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the field, and the symbol before the number."""
        super().paintEvent(event)
        if self._symbol:
            with QPainter(self) as painter:
                painter.setFont(self.font())
                painter.setPen(theme.current().secondary)
                left = round((_PADDING + 2) * theme.scale())
                room = self.rect().adjusted(left, 0, 0, 0)
                painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, self._symbol)
