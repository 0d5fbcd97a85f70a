"""Histograms over time as ridges, one behind the other, the newest in front."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from gui.look import theme
from gui.look.words import compact

_CAPTION, _AXIS, _GAP = 17.0, 15.0, 14.0
_HIGHEST = 0.34  # of the height: what the highest ridge rises above its foot


@dataclass(frozen=True, eq=False)
class Ridges:
    """Histograms (t, k) of one level from −`end` to `end`, in shares, the newest last."""

    title: str
    counts: NDArray[np.float64]
    end: float


class RidgesView(QWidget):
    """Levels side by side; a ridge's height is the share of numbers there, the same scale in all
    ridges of a level."""

    def __init__(self) -> None:
        super().__init__()
        self._ridges: list[Ridges] = []
        theme.signals.changed.connect(self.update)

    def show_ridges(self, ridges: Sequence[Ridges]) -> None:
        """Show these."""
        self._ridges = list(ridges)
        self.update()

    @property
    def ridges(self) -> tuple[Ridges, ...]:
        """What is shown."""
        return tuple(self._ridges)

    def sizeHint(self) -> QSize:
        """Room for a few levels."""
        return QSize(260, 160)

    def point_of(self, number: int, time: int, place: int) -> QPointF:
        """Where the line of a ridge passes over the middle of a bin."""
        room = self._room(number)
        line = _line(self._ridges[number].counts, room, time)
        return line.at(place + 1)

    def _room(self, number: int) -> QRectF:
        scale, count = theme.scale(), max(len(self._ridges), 1)
        width = (self.width() - _GAP * scale * (count - 1)) / count
        left = number * (width + _GAP * scale)
        top, axis = _CAPTION * scale, _AXIS * scale
        return QRectF(left, top, width, max(self.height() - top - axis, 10.0))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint every level's ridges from the back to the front, and its ends."""
        with QPainter(self) as painter:
            for number, ridges in enumerate(self._ridges):
                room = self._room(number)
                painter.setRenderHint(QPainter.RenderHint.Antialiasing)
                for time in range(len(ridges.counts)):
                    self._paint_ridge(painter, ridges.counts, room, time)
                self._paint_words(painter, ridges, room)

    def _paint_ridge(
        self, painter: QPainter, counts: NDArray[np.float64], room: QRectF, time: int
    ) -> None:
        look = theme.current()
        age = 1.0 - (time + 1) / len(counts)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.panel)
        line = _line(counts, room, time)
        painter.drawPolygon(line)
        shade = QColor(look.positive)
        shade.setAlphaF(1.0 - 0.75 * age)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(shade, (1.6 if age == 0 else 1.0) * theme.scale()))
        painter.drawPolyline(line)

    def _paint_words(self, painter: QPainter, ridges: Ridges, room: QRectF) -> None:
        look, scale = theme.current(), theme.scale()
        painter.setFont(theme.font(theme.TEXT_CAPTION, QFont.Weight.DemiBold))
        painter.setPen(look.secondary)
        above = QRectF(room.left(), 0, room.width(), _CAPTION * scale)
        painter.drawText(above, Qt.AlignmentFlag.AlignVCenter, ridges.title)
        painter.setFont(theme.font(theme.TEXT_CAPTION, tabular=True))
        painter.setPen(look.faint)
        below = QRectF(room.left(), room.bottom(), room.width(), _AXIS * scale)
        for side, number in (
            (Qt.AlignmentFlag.AlignLeft, -ridges.end),
            (Qt.AlignmentFlag.AlignHCenter, 0.0),
            (Qt.AlignmentFlag.AlignRight, ridges.end),
        ):
            painter.drawText(below, side | Qt.AlignmentFlag.AlignVCenter, compact(number))


def _line(counts: NDArray[np.float64], room: QRectF, time: int) -> QPolygonF:
    """The ridge of one time: its feet at both ends, a point for each bin between them."""
    times, bins = counts.shape
    rise = _HIGHEST * room.height()
    foot = room.bottom() - 1
    if times > 1:
        foot = room.top() + rise + (room.height() - rise - 1) * time / (times - 1)
    across = room.left() + (np.arange(bins) + 0.5) / bins * room.width()
    up = foot - counts[time] / max(float(counts.max()), 1e-12) * rise
    points = zip(across.tolist(), up.tolist(), strict=True)
    ends = QPointF(room.left(), foot), QPointF(room.right(), foot)
    return QPolygonF([ends[0], *(QPointF(x, y) for x, y in points), ends[1]])
