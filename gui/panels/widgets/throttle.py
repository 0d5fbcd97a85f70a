"""Throttle: has what keeps changing drawn often enough for the eye; leaves the window its time."""

from __future__ import annotations

import math
import time

from PySide6.QtCore import QObject, QTimer, Signal


class Throttle(QObject):
    """Says when to draw: `due` comes when asked for, at once or as soon as it may, never not.

    It may come `interval` ms after the last drawing began, or later where drawing would take more
    than `share` of the time that it leaves to the window.
    """

    due = Signal()

    def __init__(self, interval: int, parent: QObject, *, share: float = math.inf) -> None:
        super().__init__(parent)
        self._interval, self._share = interval / 1000, share
        self._next = 0.0
        self._late = QTimer(self)
        self._late.setSingleShot(True)
        self._late.timeout.connect(self.draw)

    @property
    def is_waiting(self) -> bool:
        """Whether a drawing has been put off."""
        return self._late.isActive()

    def ask(self) -> None:
        """Draw now, or as soon as it may be."""
        if self._late.isActive():
            return
        wait = self._next - time.perf_counter()
        if wait <= 0:
            self.draw()
        else:
            self._late.start(round(1000 * wait) + 1)

    def draw(self) -> None:
        """Draw now, however short ago the last time was."""
        self._late.stop()
        began = time.perf_counter()
        self.due.emit()
        now = time.perf_counter()
        self._next = max(began + self._interval, now + (now - began) / self._share)

    def stop(self) -> None:
        """Forget what has been put off."""
        self._late.stop()
