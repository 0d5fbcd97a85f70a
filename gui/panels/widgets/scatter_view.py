"""Examples over two numbers, with axes: a line to compare with, and a histogram at the side."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from gui.look import theme
from gui.panels.widgets import plate_axes as axes
from gui.panels.widgets.points_view import Floats, PointsView

_BARS_SHARE, _GAP = 0.2, 4.0
_FADED = 0.55


class ScatterView(PointsView):
    """Marks between axes. What lies beyond the axes stands at their end.

    `line` is "diagonal", where both numbers are equal, or "level", where the upper one is 0.
    """

    def __init__(self, names: tuple[str, str], line: str) -> None:
        super().__init__()
        self._names, self._line = names, line
        self._counts: NDArray[np.int64] | None = None

    def show_counts(self, counts: NDArray[np.int64]) -> None:
        """Show at the right how many marks there are in evenly wide bands, from below."""
        self._counts = counts
        self.update()

    @property
    def counts(self) -> NDArray[np.int64] | None:
        """The heights of the histogram's bars."""
        return self._counts

    def area(self) -> QRectF:
        """Between the axes, beside the bars."""
        inside = axes.area_in(QRectF(self.rect()))
        if self._line == "level":
            inside.setWidth(inside.width() * (1 - _BARS_SHARE) - _GAP * theme.scale())
        return inside

    def place(self, points: Floats) -> Floats:
        """Widget coordinates (n, 2), never outside of the axes."""
        area = self.area()
        found = super().place(points)
        low, high = (area.left(), area.top()), (area.right(), area.bottom())
        return np.clip(found, low, high)

    def paint_ground(self, painter: QPainter, area: QRectF) -> None:
        """Paint axes, line and bars."""
        look, scale = theme.current(), theme.scale()
        axes.paint_numbers(painter, area, self._across, self._up, self._names)
        if self._counts is not None and len(self._counts):
            self._paint_bars(painter, area, self._counts)
        painter.save()
        self.paint_plate(painter, area)
        axes.paint_grid(painter, area, self._across, self._up)
        painter.setPen(QPen(look.secondary, 1.2 * scale, Qt.PenStyle.DashLine))
        ends = np.array([min(self._across[0], self._up[0]), max(self._across[1], self._up[1])])
        if self._line == "level":
            points = np.stack([np.array(self._across), np.zeros(2)], axis=1)
        else:
            points = np.stack([ends, ends], axis=1)
        (x1, y1), (x2, y2) = super().place(points).tolist()
        painter.drawLine(QPointF(x1, y1), QPointF(x2, y2))
        painter.restore()

    def _paint_bars(self, painter: QPainter, area: QRectF, counts: NDArray[np.int64]) -> None:
        look, gap = theme.current(), _GAP * theme.scale()
        left = area.right() + gap
        room = axes.area_in(QRectF(self.rect())).right() - left
        height = area.height() / len(counts)
        colour = QColor(look.accent)
        colour.setAlphaF(_FADED)
        most = max(int(counts.max()), 1)
        for number, count in enumerate(counts.tolist()):
            top = area.bottom() - (number + 1) * height
            bar = QRectF(left, top + 0.5, room * count / most, max(height - 1, 1))
            painter.fillRect(bar, colour)
        painter.setPen(QPen(look.hairline, 1))
        painter.drawLine(QPointF(left, area.top()), QPointF(left, area.bottom()))
