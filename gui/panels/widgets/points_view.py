"""Examples as marks in a plane: wrong ones ringed, any of them chosen by mouse or arrow keys."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QToolTip, QWidget

from gui.look import theme
from gui.panels.widgets import marks
from gui.panels.widgets.marks import Marks
from gui.panels.widgets.picture import Picture
from gui.stills import fine

Range = tuple[float, float]
Floats = NDArray[np.float64]

_REACH = 12.0  # how near the mouse has to be to a mark, in design pixels
_ASIDE = 2.0  # how much worse a step to the side is than one ahead
_WAYS = {
    Qt.Key.Key_Left: (-1.0, 0.0),
    Qt.Key.Key_Right: (1.0, 0.0),
    Qt.Key.Key_Up: (0.0, -1.0),
    Qt.Key.Key_Down: (0.0, 1.0),
}
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class PointsView(Picture):
    """Shows marks over a ground that subclasses paint.

    Ranges are raw numbers: `across` from left to right, `up` from the bottom to the top.
    `picked` carries the number of the mark that the person chose.
    """

    picked = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._marks: Marks | None = None
        self._layer: QPixmap | None = None
        self._ringed = np.empty(0, np.int64)
        self._chosen: int | None = None
        self._tell: Callable[[int], str] | None = None
        self._across: Range = (-1.0, 1.0)
        self._up: Range = (-1.0, 1.0)

    # What is shown

    def set_ranges(self, across: Range, up: Range) -> None:
        """Say which raw numbers lie at the edges."""
        if (across, up) != (self._across, self._up):
            self._across, self._up = across, up
            self.forget()

    def set_marks(self, points: Marks | None) -> None:
        """Show these data points."""
        self._marks = points.thinned() if points is not None else None
        self._ringed = np.empty(0, np.int64)
        self.forget()

    def set_ringed(self, numbers: NDArray[np.int64]) -> None:
        """Put a ring around the marks with these numbers."""
        if not np.array_equal(numbers, self._ringed):
            self._ringed = numbers
            self.update()

    def set_chosen(self, number: int | None) -> None:
        """Make one mark stand out."""
        if number != self._chosen:
            self._chosen = number
            told = self._tell(number) if self._tell is not None and number is not None else ""
            self.setAccessibleDescription(told)
            self.update()

    def let_choose(self, tell: Callable[[int], str]) -> None:
        """Let marks be chosen; `tell` says in words what the one with a number is."""
        self._tell = tell
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setProperty("keepsArrows", True)

    @property
    def ringed(self) -> NDArray[np.int64]:
        """The numbers of the marks that have a ring."""
        return self._ringed

    @property
    def marks(self) -> Marks | None:
        """The marks that are shown."""
        return self._marks

    # Places

    def area(self) -> QRectF:
        """Where the plane lies in the widget."""
        return QRectF(self.rect())

    def place(self, points: Floats) -> Floats:
        """Widget coordinates (n, 2) of raw points (n, 2)."""
        area = self.area()
        low = np.array([self._across[0], self._up[0]])
        span = np.array([self._across[1], self._up[1]]) - low
        share = (points - low) / np.where(span > 0, span, 1.0)
        x = area.left() + share[:, 0] * area.width()
        return np.stack([x, area.bottom() - share[:, 1] * area.height()], axis=1)

    def place_of(self, number: int) -> QPointF:
        """Where the mark with a number stands."""
        assert self._marks is not None
        return QPointF(*self.place(self._marks.points[number : number + 1])[0].tolist())

    def _places(self) -> Floats:
        return np.empty((0, 2)) if self._marks is None else self.place(self._marks.points)

    def mark_at(self, point: QPointF) -> int | None:
        """The number of the mark nearest to a place in the widget, if one is near."""
        away = np.hypot(*(self._places() - (point.x(), point.y())).T)
        if not len(away) or not away.min() <= _REACH * theme.scale():
            return None
        return int(away.argmin())

    # Choosing

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the mark under the mouse."""
        super().mousePressEvent(event)
        if self._tell is None or event.button() != Qt.MouseButton.LeftButton:
            return
        number = self.mark_at(event.position())
        if number is not None:
            self.picked.emit(number)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Show what a click would choose."""
        super().mouseMoveEvent(event)
        found = self._tell is not None and self.mark_at(event.position()) is not None
        shape = Qt.CursorShape.PointingHandCursor if found else Qt.CursorShape.ArrowCursor
        if self.cursor().shape() != shape:
            self.setCursor(shape)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go to the next mark in the arrow's direction; Enter takes the one in the middle."""
        way = _WAYS.get(Qt.Key(event.key()))
        if self._tell is None or self._marks is None or not len(self._marks.points):
            super().keyPressEvent(event)
        elif way is not None:
            self._go(np.array(way))
        elif event.key() in _ENTER and self._chosen is None:
            self._go(np.zeros(2))
        else:
            super().keyPressEvent(event)

    def _go(self, way: Floats) -> None:
        places = self._places()
        middle = self.area().center()
        known = self._chosen is not None and self._chosen < len(places)
        start = places[self._chosen] if known else np.array([middle.x(), middle.y()])
        steps = places - start
        ahead = steps @ way
        aside = np.hypot(*(steps - ahead[:, None] * way).T)
        cost = ahead + _ASIDE * aside
        if known:
            cost = np.where((ahead > 0.5) & (aside <= _ASIDE * ahead), cost, np.inf)
        else:
            cost = np.hypot(*steps.T)
        if np.isfinite(cost).any():
            self.picked.emit(int(np.nanargmin(cost)))

    def event(self, event: QEvent) -> bool:
        """Tell about the mark under the mouse, or else what the whole picture is."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip and self._tell:
            number = self.mark_at(QPointF(event.pos()))
            if number is not None:
                QToolTip.showText(event.globalPos(), self._tell(number), self)
                return True
        return super().event(event)

    # Painting

    def forget(self) -> None:
        """Paint everything anew."""
        self._layer = None
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint ground, marks, rings and hint."""
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            self.paint_ground(painter, self.area())
            if fine.is_wanted():
                self._paint_marks(painter)
            else:
                painter.drawPixmap(0, 0, self._marks_layer())
            self._paint_rings(painter)
            self.paint_hint(painter)
            self.paint_focus(painter)

    def paint_ground(self, painter: QPainter, area: QRectF) -> None:
        """Paint what lies under the marks."""
        self.paint_plate(painter, area)

    def _paint_rings(self, painter: QPainter) -> None:
        if self._marks is None:
            return
        places, ratio = self._places(), self.devicePixelRatioF()
        marks.paint_rings(painter, places, self._ringed[self._ringed < len(places)], ratio)
        if self._chosen is not None and self._chosen < len(places):
            marks.paint_chosen(painter, QPointF(*places[self._chosen].tolist()), len(places))

    def _marks_layer(self) -> QPixmap:
        if self._layer is None:
            ratio = self.devicePixelRatioF()
            self._layer = QPixmap(self.size() * ratio)
            self._layer.setDevicePixelRatio(ratio)
            self._layer.fill(Qt.GlobalColor.transparent)
            with QPainter(self._layer) as painter:
                self._paint_marks(painter)
        return self._layer

    def _paint_marks(self, painter: QPainter) -> None:
        if self._marks is not None and len(self._marks.points):
            marks.paint(painter, QRectF(self.rect()), self._places(), self._marks)
