"""Notable systems as named dots, and one more among them that moves: this network."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QFont, QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPen

from gui.look import theme
from gui.panels.widgets.axes import Axes
from gui.panels.widgets.scales import Floats

_DOT, _OWN = 3.0, 5.0
_REACH = 12.0
_GAP = 5.0
_STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Up: 1, Qt.Key.Key_Right: 1, Qt.Key.Key_Down: -1}


@dataclass(frozen=True)
class Dot:
    """A name and where it stands, in the numbers of the axes; landmarks are named first."""

    name: str
    x: float
    y: float
    is_landmark: bool = False


@dataclass(frozen=True)
class Guide:
    """A dashed line between two points; what it means is written from `at` on."""

    name: str
    start: tuple[float, float]
    end: tuple[float, float]
    at: tuple[float, float]


class SystemsChart(Axes):
    """`pointed` tells which dot the mouse or the arrow keys point at: its number, or None.

    The last number is that of the moving dot.
    """

    pointed = Signal(object)

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setProperty("keepsArrows", True)
        self._dots: tuple[Dot, ...] = ()
        self._guides: tuple[Guide, ...] = ()
        self.own: Dot | None = None
        self.chosen: int | None = None

    def show_dots(self, dots: Sequence[Dot], guides: Sequence[Guide] = ()) -> None:
        """Show these dots and lines."""
        self._dots, self._guides = tuple(dots), tuple(guides)
        self._choose(None)
        self.update()

    def show_own(self, own: Dot | None) -> None:
        """Move this network's dot; None takes it away."""
        if own != self.own:
            self.own = own
            self.update()

    @property
    def all_dots(self) -> tuple[Dot, ...]:
        """The systems, then this network."""
        return self._dots if self.own is None else (*self._dots, self.own)

    @property
    def places(self) -> Floats:
        """Where they all stand in the widget, (n, 2)."""
        points = np.array([(dot.x, dot.y) for dot in self.all_dots]).reshape(-1, 2)
        area, found = self.area, self.place(points)
        # What lies outside of the axes stands at the edge.
        found[:, 0] = found[:, 0].clip(area.left(), area.right())
        found[:, 1] = found[:, 1].clip(area.top(), area.bottom())
        return found

    # Pointing

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Point at the dot that is near."""
        self._choose(self.nearest(event.position(), self.places, _REACH))

    def leaveEvent(self, event: object) -> None:
        """Point at nothing."""
        super().leaveEvent(event)  # type: ignore[arg-type]
        self._choose(None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go from dot to dot with the arrow keys; Escape points at nothing."""
        key, count = Qt.Key(event.key()), len(self.all_dots)
        if key in _STEPS and count:
            order = np.argsort([dot.x for dot in self.all_dots], kind="stable").tolist()
            start = -1 if _STEPS[key] > 0 else count
            at = order.index(self.chosen) if self.chosen in order else start
            self._choose(order[min(max(at + _STEPS[key], 0), count - 1)])
        elif key == Qt.Key.Key_Escape and self.chosen is not None:
            self._choose(None)
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Point at nothing."""
        super().focusOutEvent(event)
        self._choose(None)

    def _choose(self, number: int | None) -> None:
        if number != self.chosen:
            self.chosen = number
            self.update()
            self.pointed.emit(number)

    # Drawing

    def paint_inside(self, painter: QPainter) -> None:
        """Paint lines, dots, as many names as have room, and this network over them."""
        look, scale = theme.current(), theme.scale()
        places = [QPointF(x, y) for x, y in self.places.tolist()]
        painter.setFont(theme.font(theme.TEXT_CAPTION))
        taken = [self._paint_guide(painter, guide) for guide in self._guides]
        if self.own is not None:
            taken.append(self._own_box(self.own.name, places[-1]))
        self._paint_names(painter, places[: len(self._dots)], taken)
        painter.setPen(QPen(look.panel, scale))
        painter.setBrush(look.secondary)
        for at in places[: len(self._dots)]:
            painter.drawEllipse(at, _DOT * scale, _DOT * scale)
        if self.own is not None:
            self._paint_own(painter, self.own.name, places[-1], taken[-1])
        if self.chosen is not None and self.chosen < len(places):
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(look.accent, 1.5 * scale))
            painter.drawEllipse(places[self.chosen], (_OWN + 3) * scale, (_OWN + 3) * scale)

    def _paint_guide(self, painter: QPainter, guide: Guide) -> QRectF:
        """Paint a line and what it means; returns the room that the words take."""
        look, scale = theme.current(), theme.scale()
        start, end, at = (
            QPointF(x, y)
            for x, y in self.place(np.array([guide.start, guide.end, guide.at])).tolist()
        )
        painter.save()
        painter.setClipRect(self.area)
        painter.setPen(QPen(look.faint, scale, Qt.PenStyle.DashLine))
        painter.drawLine(start, end)
        painter.restore()
        size = QSizeF(painter.fontMetrics().size(0, guide.name))
        box = QRectF(at + QPointF(_GAP * scale, -size.height() - scale), size)
        painter.setPen(look.faint)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, guide.name)
        return box

    def _paint_names(self, painter: QPainter, places: list[QPointF], taken: list[QRectF]) -> None:
        look, metrics = theme.current(), painter.fontMetrics()
        order = sorted(range(len(places)), key=lambda number: not self._dots[number].is_landmark)
        sizes = [QSizeF(metrics.size(0, self._dots[number].name)) for number in order]
        boxes = rooms([places[number] for number in order], sizes, self.area, taken, theme.scale())
        for number, box in zip(order, boxes, strict=True):
            if box is not None:
                painter.fillRect(box, look.panel)
                painter.setPen(look.secondary)
                painter.drawText(box, Qt.AlignmentFlag.AlignCenter, self._dots[number].name)

    def _own_box(self, name: str, at: QPointF) -> QRectF:
        scale = theme.scale()
        font = theme.font(theme.TEXT_CAPTION, QFont.Weight.DemiBold)
        size = QSizeF(QFontMetrics(font).size(0, name)) + QSizeF(8 * scale, 2 * scale)
        box = QRectF(at + QPointF(9 * scale, -size.height() / 2), size)
        if box.right() > self.width():
            box.moveRight(at.x() - 9 * scale)
        return box

    def _paint_own(self, painter: QPainter, name: str, at: QPointF, box: QRectF) -> None:
        look, scale = theme.current(), theme.scale()
        painter.setFont(theme.font(theme.TEXT_CAPTION, QFont.Weight.DemiBold))
        painter.setBrush(look.accent)
        painter.setPen(QPen(look.panel, 1.5 * scale))
        painter.drawEllipse(at, _OWN * scale, _OWN * scale)
        painter.setPen(look.accent)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, name)


def rooms(
    points: Sequence[QPointF],
    sizes: Sequence[QSizeF],
    area: QRectF,
    taken: Sequence[QRectF],
    scale: float,
) -> list[QRectF | None]:
    """Room for a name beside each point, in turn; None where every side is taken by others."""
    gap, dot = _GAP * scale, _DOT * scale
    full = [*taken, *(QRectF(p.x() - dot, p.y() - dot, 2 * dot, 2 * dot) for p in points)]
    found: list[QRectF | None] = []
    for point, size in zip(points, sizes, strict=True):
        half = QPointF(size.width() / 2, size.height() / 2)
        corners = (
            QPointF(gap, -half.y()),
            QPointF(-gap - size.width(), -half.y()),
            QPointF(-half.x(), -gap - size.height()),
            QPointF(-half.x(), gap),
        )
        boxes = (QRectF(point + corner, size) for corner in corners)
        room = (b for b in boxes if area.contains(b) and not any(map(b.intersects, full)))
        found.append(next(room, None))
        if found[-1] is not None:
            full.append(found[-1])
    return found
