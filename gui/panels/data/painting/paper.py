"""The plane that is painted on: brushes, the eraser and the pencil, by mouse and by keys."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPointF, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPen

from gui.look import theme
from gui.look.translate import tr
from gui.panels.data.painting.painting import Painting
from gui.panels.widgets import marks
from gui.panels.widgets.axes import Axes
from gui.panels.widgets.surface import class_colour

Floats = NDArray[np.float64]
Tool = Literal["brush", "eraser"]

_CURVE_COLOUR = "accent"
_WAYS = {
    Qt.Key.Key_Left: (-1.0, 0.0),
    Qt.Key.Key_Right: (1.0, 0.0),
    Qt.Key.Key_Up: (0.0, -1.0),
    Qt.Key.Key_Down: (0.0, 1.0),
}
_STEP = 6.0  # design pixels an arrow key moves the brush
_FAR = 5
_OVERLAP = 0.5  # of the brush's radius, from one dab of a stroke to the next


class Paper(Axes):
    """Shows a painting; a stroke changes it at once, and is told when it ends.

    `stroked` carries the painting that a whole stroke made. Digits ask for a class with
    `class_wanted` (from 0), E or 0 for the eraser with −1; + and − for another size of the brush.
    """

    stroked = Signal(object)
    class_wanted = Signal(int)
    size_wanted = Signal(int)

    def __init__(self, seed: int = 0) -> None:
        super().__init__(tr("The plane to paint on"))
        self.painting = Painting.empty(2)
        self.label = 0
        self.tool: Tool = "brush"
        self.radius = 24.0  # design pixels
        self.density = 6  # points a dab
        self.chance = np.random.default_rng(seed)
        self._at = QPointF()
        self._last: QPointF | None = None  # where the stroke has come to, None between strokes
        self._erases = False
        self._before = self.painting
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setProperty("keepsArrows", True)
        self.setCursor(Qt.CursorShape.BlankCursor)

    def show_painting(self, painting: Painting) -> None:
        """Show what is painted; a stroke that goes on meanwhile is given up."""
        self.painting, self._last = painting, None
        self.set_ranges(*painting.ranges())
        names = ("x", "y") if painting.is_curve else ("x₁", "x₂")
        self.set_titles(*names)
        self.update()

    @property
    def colour(self) -> QColor:
        """What the brush paints with."""
        look = theme.current()
        return look.accent if self.painting.is_curve else class_colour(self.label)

    # Strokes

    def _begin(self, at: QPointF, *, erases: bool) -> None:
        self._erases, self._before = erases, self.painting
        self._at = self._last = at
        self._dab(at)

    def _go(self, at: QPointF) -> None:
        """Move the brush; while it is down it leaves a dab every half of its radius."""
        self._at = at
        if self._last is not None:
            if self.painting.is_curve and not self._erases:
                self._trace(self._last, at)
                self._last = at
            else:
                self._lead_to(at)
        self.update()

    def _lead_to(self, at: QPointF) -> None:
        assert self._last is not None
        step = max(_OVERLAP * self.radius * theme.scale(), 1.0)
        way = at - self._last
        length = float(np.hypot(way.x(), way.y()))
        for number in range(1, int(length / step) + 1):
            self._dab(self._last + way * (number * step / length))
        if length >= step:
            self._last += way * (int(length / step) * step / length)

    def _end(self) -> None:
        if self._last is None:
            return
        self._last = None
        if self.painting is not self._before:
            self.stroked.emit(self.painting)

    def _dab(self, at: QPointF) -> None:
        if self._erases:
            away = np.hypot(*(self.place(self.painting.points) - (at.x(), at.y())).T)
            inside = away <= self.radius * theme.scale()
            if inside.any():
                self.painting = self.painting.erased(inside)
        elif self.painting.is_curve:
            self._trace(at, at)
        else:
            self._spray(at)
        self.update()

    def _spray(self, at: QPointF) -> None:
        """Points anywhere in the brush, alike in every part of it."""
        angle = self.chance.uniform(0.0, 2.0 * np.pi, self.density)
        away = self.radius * theme.scale() * np.sqrt(self.chance.uniform(0.0, 1.0, self.density))
        x, y = at.x() + away * np.cos(angle), at.y() + away * np.sin(angle)
        area = self.area
        inside = (x >= area.left()) & (x <= area.right()) & (y >= area.top()) & (y <= area.bottom())
        if inside.any():
            raw = self._raw(np.column_stack([x, y])[inside])
            self.painting = self.painting.sprayed(raw, self.label)

    def _trace(self, start: QPointF, end: QPointF) -> None:
        area = self.area
        ends = np.array([[start.x(), start.y()], [end.x(), end.y()]])
        ends = np.clip(ends, (area.left(), area.top()), (area.right(), area.bottom()))
        first, last = self._raw(ends)
        self.painting = self.painting.traced(first, last)

    def _raw(self, places: Floats) -> Floats:
        """Numbers (n, 2) at places (n, 2) in the widget."""
        area = self.area
        across = (places[:, 0] - area.left()) / area.width()
        up = (area.bottom() - places[:, 1]) / area.height()
        low = np.array([self.across[0], self.up[0]])
        high = np.array([self.across[1], self.up[1]])
        return np.asarray(low + np.column_stack([across, up]) * (high - low))

    # Mouse and keys

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Put the brush down; the right button erases."""
        if event.button() in (Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton):
            right = event.button() == Qt.MouseButton.RightButton
            self._begin(event.position(), erases=right or self.tool == "eraser")

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Lead the brush."""
        self._go(event.position())

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        """Lift the brush: the stroke is done."""
        self._end()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows lead the brush, Space puts it down, digits choose."""
        key, text = Qt.Key(event.key()), event.text()
        plain = not event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if key in _WAYS:
            self._go(self._moved(key, far=bool(event.modifiers() & _SHIFT)))
        elif key == Qt.Key.Key_Space:
            if not event.isAutoRepeat():
                self._begin(self._inside(), erases=self.tool == "eraser")
        elif plain and text.isdigit() and text in "0123456":
            self.class_wanted.emit(int(text) - 1)
        elif plain and key == Qt.Key.Key_E:
            self.class_wanted.emit(-1)
        elif plain and text and text in "+-":
            self.size_wanted.emit(1 if text == "+" else -1)
        else:
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """Lift the brush with Space."""
        if event.key() != Qt.Key.Key_Space:
            super().keyReleaseEvent(event)
        elif not event.isAutoRepeat():
            self._end()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the brush in the middle for who came by keys."""
        self._at = self._inside()
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """A stroke ends where the keys go elsewhere."""
        self._end()
        super().focusOutEvent(event)
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        """Hide the brush, unless keys lead it."""
        super().leaveEvent(event)
        self.update()

    def _inside(self) -> QPointF:
        """Where the brush is, or the middle if that is not on the plane."""
        return self._at if self.area.contains(self._at) else self.area.center()

    def _moved(self, key: Qt.Key, *, far: bool) -> QPointF:
        x, y = _WAYS[key]
        step = _STEP * theme.scale() * (_FAR if far else 1)
        at, area = self._inside() + QPointF(x * step, y * step), self.area
        return QPointF(
            min(max(at.x(), area.left()), area.right()), min(max(at.y(), area.top()), area.bottom())
        )

    # Painting

    def paint_inside(self, painter: QPainter) -> None:
        """Paint the points and the brush over them."""
        shown, area = self.painting, self.area
        painter.setPen(QPen(theme.current().hairline, 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(area)
        if len(shown.points):
            look = theme.current()
            table = np.array(
                [look.accent.rgb()]
                if shown.is_curve
                else [class_colour(number).rgb() for number in range(max(shown.classes, 2))]
            )
            points = marks.Marks(
                shown.points,
                table[shown.labels].astype(np.uint32),
                shown.labels,
                np.maximum(shown.parts, 0),
            ).thinned()
            marks.paint(painter, area.adjusted(-4, -4, 4, 4), self.place(points.points), points)
        if self.hasFocus() or self.underMouse():
            self._paint_brush(painter)
        if self.hasFocus():
            painter.setPen(QPen(theme.current().accent, 2 * theme.scale()))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(area)

    def _paint_brush(self, painter: QPainter) -> None:
        """The brush's reach, with a mark of its class in the middle; the eraser's is dashed."""
        scale, look = theme.scale(), theme.current()
        erases = self.tool == "eraser" or (self._last is not None and self._erases)
        dashed = Qt.PenStyle.DashLine if erases else Qt.PenStyle.SolidLine
        down = self._last is not None
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(look.text if erases else self.colour, (2.4 if down else 1.4), dashed))
        pencil = self.painting.is_curve and not erases
        reach = 4.0 * scale if pencil else self.radius * scale
        painter.drawEllipse(self._at, reach, reach)
        if not erases and not pencil:
            stamp = marks.mark(
                self.colour, self.label, part=0, radius=4.0 * scale, ratio=self.devicePixelRatioF()
            )
            half = stamp.deviceIndependentSize() / 2
            painter.drawPixmap(self._at - QPointF(half.width(), half.height()), stamp)


_SHIFT = Qt.KeyboardModifier.ShiftModifier
