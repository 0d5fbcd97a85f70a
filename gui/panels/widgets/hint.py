"""A sentence in the middle of a picture that has nothing to show yet."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QLabel, QWidget

from gui.look import theme


class Hint(QLabel):
    """Lies over `parent`, right of its first `left()` pixels, and lets the mouse through."""

    def __init__(self, parent: QWidget, left: Callable[[], int] = lambda: 0) -> None:
        super().__init__(parent)
        self._over, self._left = parent, left
        self.setProperty("role", "faint")
        self.setWordWrap(True)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setStyleSheet("background: palette(base); padding: 4px 10px;")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()
        parent.installEventFilter(self)

    def say(self, text: str) -> None:
        """Say why there is nothing to see, or with an empty text be gone."""
        self.setText(text)
        self.setVisible(bool(text))
        self._place()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay in the middle."""
        if event.type() in (QEvent.Type.Resize, QEvent.Type.Show):
            self._place()
        return super().eventFilter(watched, event)

    def _place(self) -> None:
        parent, left = self._over, self._left()
        room = parent.width() - left - 2 * theme.RHYTHM
        words = self.fontMetrics().horizontalAdvance(self.text()) + 4 * theme.RHYTHM
        width = max(min(words, room), 1)
        self.resize(width, self.heightForWidth(width))
        x = left + (parent.width() - left - width) // 2
        self.move(x, (parent.height() - self.height()) // 2)
        self.raise_()
