"""Examples as marks in a space of two axes, which glide when they are placed anew."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, QSizeF, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QHideEvent, QKeyEvent, QMouseEvent, QPainter, QPen, QPolygonF

from gui.look import theme
from gui.panels.widgets import marks
from gui.panels.widgets.axes import Axes
from gui.panels.widgets.marks import Marks
from gui.panels.widgets.scales import Floats, Range

_FRAME_MS = 16
_GLIDE = 0.28  # the share of its way that a mark goes in a frame
_THERE = 0.002
_REACH = 10.0
_RING = 4.0
_TINT = 0.13
_STEPS = {
    Qt.Key.Key_Left: -1,
    Qt.Key.Key_Up: -1,
    Qt.Key.Key_Right: 1,
    Qt.Key.Key_Down: 1,
}


@dataclass(frozen=True)
class Border:
    """A named straight line: all points with normal · (x, y) + offset = 0."""

    name: str
    normal: tuple[float, float]
    offset: float
    is_strong: bool


class SpaceView(Axes):
    """Shows marks, borders and tinted regions.

    `pointed` carries the place of the mark under the mouse in the list of marks, or None, `clicked`
    that of one clicked, `stepped` how many examples on the arrow keys want to go.
    """

    pointed = Signal(object)
    clicked = Signal(object)
    stepped = Signal(int)

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setProperty("keepsArrows", True)
        self.marks: Marks | None = None
        self.chosen: int | None = None
        self.borders: tuple[Border, ...] = ()
        self.regions: tuple[tuple[Floats, QColor], ...] = ()
        self._aim: Floats = np.zeros((0, 2))
        self._aimed: tuple[Range, Range] = (self.across, self.up)
        self._pointed: int | None = None
        self._clock = QTimer(self)
        self._clock.setInterval(_FRAME_MS)
        self._clock.timeout.connect(self._go_on)

    # What is shown

    def show_marks(self, shown: Marks | None, across: Range, up: Range, *, glide: bool) -> None:
        """Place marks; if `glide`, the same ones move there from where they are. Ranges glide."""
        before, self.marks = self.marks, shown
        self._aimed = (across, up)
        self._aim = np.zeros((0, 2)) if shown is None else shown.points
        known = before is not None and shown is not None and len(before.points) == len(self._aim)
        moving = self.isVisible() and not theme.reduced_motion() and known
        if known and before is not None and shown is not None and moving and glide:
            self.marks = replace(shown, points=before.points)
        if moving:
            self._clock.start()
        else:
            self._arrive()
        self.update()

    def show_borders(
        self, borders: Sequence[Border], regions: Sequence[tuple[Floats, QColor]]
    ) -> None:
        """Draw these lines, and tint these polygons (n, 2) below them."""
        self.borders, self.regions = tuple(borders), tuple(regions)
        self.update()

    def show_chosen(self, place: int | None) -> None:
        """Ring the mark at this place in the list of marks."""
        if place != self.chosen:
            self.chosen = place
            self.update()

    @property
    def is_gliding(self) -> bool:
        """Whether marks or ranges are on their way."""
        return self._clock.isActive()

    def _go_on(self) -> None:
        if self.marks is None:
            self._arrive()
            return
        low = np.array([self._aimed[0][0], self._aimed[1][0]])
        span = np.array([self._aimed[0][1], self._aimed[1][1]]) - low
        ways = (self._aim - self.marks.points) / span
        ends = np.array([*self._aimed]) - np.array([self.across, self.up])
        if max(np.abs(ways).max(initial=0.0), np.abs(ends / span[:, None]).max()) < _THERE:
            self._arrive()
            return
        self.marks = replace(self.marks, points=self.marks.points + _GLIDE * ways * span)
        (left, right), (bottom, top) = (np.array([self.across, self.up]) + _GLIDE * ends).tolist()
        self.set_ranges((left, right), (bottom, top))
        self.update()

    def _arrive(self) -> None:
        self._clock.stop()
        if self.marks is not None:
            self.marks = replace(self.marks, points=self._aim)
        self.set_ranges(*self._aimed)
        self.update()

    def hideEvent(self, event: QHideEvent) -> None:
        """Move nothing while nobody looks."""
        super().hideEvent(event)
        self._arrive()

    # Pointing

    @property
    def places(self) -> Floats:
        """Where the marks are in the widget, (n, 2)."""
        return self.place(np.zeros((0, 2)) if self.marks is None else self.marks.points)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Point at the mark that is near."""
        self._point(self.nearest(event.position(), self.places, _REACH))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the mark that is near, or none."""
        super().mousePressEvent(event)
        if event.button() == Qt.MouseButton.LeftButton:
            self.clicked.emit(self.nearest(event.position(), self.places, _REACH))

    def leaveEvent(self, event: QEvent) -> None:
        """Point at nothing."""
        super().leaveEvent(event)
        self._point(None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go from example to example with the arrow keys; Escape lets go."""
        key = Qt.Key(event.key())
        if key in _STEPS:
            self.stepped.emit(_STEPS[key])
        elif key == Qt.Key.Key_Escape and self.chosen is not None:
            self.clicked.emit(None)
        else:
            super().keyPressEvent(event)

    def _point(self, place: int | None) -> None:
        if place != self._pointed:
            self._pointed = place
            self.update()
            self.pointed.emit(place)

    # Drawing

    def paint_inside(self, painter: QPainter) -> None:
        """Paint regions, borders, marks and rings."""
        area, places = self.area, self.places
        painter.save()
        painter.setClipRect(area)
        self._paint_regions(painter)
        for border in self.borders:
            self._paint_border(painter, border)
        painter.restore()
        if self.marks is not None:
            marks.paint(painter, area.adjusted(-6, -6, 6, 6), places, self.marks)
        for place, colour in ((self._pointed, "text"), (self.chosen, "accent")):
            if place is not None and place < len(places):
                radius = (_RING + marks.radius_for(len(places))) * theme.scale()
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.setPen(QPen(theme.named(colour), 2 * theme.scale()))
                painter.drawEllipse(QPointF(*places[place].tolist()), radius, radius)

    def _paint_regions(self, painter: QPainter) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        for corners, colour in self.regions:
            tint = QColor(colour)
            tint.setAlphaF(_TINT)
            painter.setBrush(tint)
            points = self.place(corners).tolist() if len(corners) else []
            painter.drawPolygon(QPolygonF([QPointF(x, y) for x, y in points]))

    def _paint_border(self, painter: QPainter, border: Border) -> None:
        ends = _crossing(border, self.across, self.up)
        if ends is None:
            return
        look, scale = theme.current(), theme.scale()
        colour = look.text if border.is_strong else look.secondary
        style = Qt.PenStyle.SolidLine if border.is_strong else Qt.PenStyle.DashLine
        painter.setPen(QPen(colour, (2.0 if border.is_strong else 1.2) * scale, style))
        (x, y), (right, low) = self.place(ends).tolist()
        painter.drawLine(QPointF(x, y), QPointF(right, low))
        painter.setFont(theme.font(theme.TEXT_CAPTION))
        size = QSizeF(painter.fontMetrics().size(0, border.name)) + QSizeF(6 * scale, 0)
        area = self.area
        at = QPointF(x + 0.9 * (right - x), y + 0.9 * (low - y)) - QPointF(size.width() / 2, 0)
        at.setX(min(max(at.x(), area.left()), area.right() - size.width()))
        at.setY(min(max(at.y() - size.height() / 2, area.top()), area.bottom() - size.height()))
        box = QRectF(at, size)
        painter.fillRect(box, look.panel)
        painter.setPen(colour)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, border.name)


def _crossing(border: Border, across: Range, up: Range) -> Floats | None:
    """Where a line enters and leaves the ranges, (2, 2); None where it passes by."""
    (a, b), c = border.normal, border.offset
    found = []
    if abs(b) > 0:
        found += [(x, -(a * x + c) / b) for x in across]
    if abs(a) > 0:
        found += [(-(b * y + c) / a, y) for y in up]
    room = 1e-9 * max(across[1] - across[0], up[1] - up[0])
    inside = sorted(
        {
            (round(x, 12), round(y, 12))
            for x, y in found
            if math.isfinite(x + y)
            and across[0] - room <= x <= across[1] + room
            and up[0] - room <= y <= up[1] + room
        }
    )
    return np.array([inside[0], inside[-1]]) if len(inside) > 1 else None
