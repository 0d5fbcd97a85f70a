"""A surface seen from the side, with the examples above and below it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent

from gui.look import theme
from gui.panels.widgets import marks
from gui.panels.widgets.marks import Marks
from gui.panels.widgets.mountain_view import MountainView, Painting

_REACH = 10.0
_STEPS = {Qt.Key.Key_PageUp: -1, Qt.Key.Key_PageDown: 1}
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_STILL = 3.0  # the hand may move so far in a click


class MountainPoints(MountainView):
    """A click chooses the example under it: `picked` carries its number; a pull turns.

    Enter chooses the example nearest to the middle, the Page keys the next one to its side. The
    marks' points are (n, 3): shares of the way across, upwards in the plane, and of the scale.
    """

    picked = Signal(int)

    def __init__(self, name: str, colours: Painting) -> None:
        super().__init__(name, colours)
        self._marks: Marks | None = None
        self._ringed = np.empty(0, np.int64)
        self._chosen: int | None = None
        self._pressed_at = QPointF()

    def set_marks(self, points: Marks) -> None:
        """Show these examples."""
        self._marks = points
        self._ringed = np.empty(0, np.int64)
        self.update()

    def set_ringed(self, numbers: NDArray[np.int64]) -> None:
        """Put a ring around the marks with these numbers."""
        self._ringed = numbers
        self.update()

    def set_chosen(self, number: int | None) -> None:
        """Make one mark stand out."""
        self._chosen = number
        self.update()

    @property
    def ringed(self) -> NDArray[np.int64]:
        """The numbers of the marks that have a ring."""
        return self._ringed

    def places(self) -> NDArray[np.float64]:
        """Where the marks stand in the widget (n, 2)."""
        if self._marks is None:
            return np.empty((0, 2))
        x, y, height = self._marks.points.T
        return np.asarray(self.project(2 * x - 1, 2 * y - 1, height)[0])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Choose an example, or turn."""
        places, step = self.places(), _STEPS.get(Qt.Key(event.key()))
        if event.key() in _ENTER and len(places):
            middle = QRectF(self.rect()).center()
            away = np.hypot(*(places - (middle.x(), middle.y())).T)
            self.picked.emit(int(away.argmin()))
        elif step is not None and len(places):
            self._go(np.argsort(places[:, 0], kind="stable"), step)
        else:
            super().keyPressEvent(event)

    def _go(self, order: NDArray[np.int64], step: int) -> None:
        """On from the chosen one in an order; from none to its beginning or end."""
        here = np.flatnonzero(order == self._chosen)
        place = int(here[0]) + step if len(here) else (0 if step > 0 else len(order) - 1)
        self.picked.emit(int(order[min(max(place, 0), len(order) - 1)]))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take hold, and remember where."""
        super().mousePressEvent(event)
        self._pressed_at = event.position()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go; without a pull it was a click."""
        super().mouseReleaseEvent(event)
        moved = event.position() - self._pressed_at
        still = moved.manhattanLength() <= _STILL * theme.scale()
        if event.button() != Qt.MouseButton.LeftButton or not still:
            return
        away = np.hypot(*(self.places() - (event.position().x(), event.position().y())).T)
        if len(away) and away.min() <= _REACH * theme.scale():
            self.picked.emit(int(away.argmin()))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the surface, then the marks and their rings."""
        super().paintEvent(event)
        if self._marks is None or not self.has_surface:
            return
        places = self.places()
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            marks.paint(painter, QRectF(self.rect()), places, self._marks)
            marks.paint_rings(painter, places, self._ringed, self.devicePixelRatioF())
            if self._chosen is not None and self._chosen < len(places):
                at = QPointF(*places[self._chosen].tolist())
                marks.paint_chosen(painter, at, len(places))
