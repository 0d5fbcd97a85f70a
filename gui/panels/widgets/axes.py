"""A field with round numbers at its left and below, for pictures that are painted by hand."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from gui.look import theme
from gui.look.words import compact
from gui.panels.widgets import scales
from gui.panels.widgets.scales import Floats, Range

_LEFT, _BOTTOM, _TOP, _RIGHT = 46, 19, 8, 12
_TITLE = 15
_PIXELS_ACROSS, _PIXELS_UP = 64, 26
_LEAST = QSize(120, 80)


class Axes(QWidget):
    """Subclasses paint over the grid in `paint_inside`; ranges change only by `set_ranges`."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setMinimumSize(_LEAST)
        self.across: Range = (0.0, 1.0)
        self.up: Range = (0.0, 1.0)
        self._titles = ("", "")
        self._writers: tuple[Callable[[float], str], ...] = (compact, compact)
        self._whole = False
        theme.signals.changed.connect(self.update)

    def set_titles(
        self,
        across: str,
        up: str,
        write_across: Callable[[float], str] = compact,
        write_up: Callable[[float], str] = compact,
        *,
        whole: bool = False,
    ) -> None:
        """Say what the axes are and how their numbers are written; `whole` ones only."""
        self._titles = (across, up)
        self._writers = (write_across, write_up)
        self._whole = whole
        self.update()

    def set_ranges(self, across: Range, up: Range) -> None:
        """Say which numbers lie at the edges."""
        if (across, up) != (self.across, self.up):
            self.across, self.up = across, up
            self.update()

    @property
    def area(self) -> QRectF:
        """Where the picture is, in the widget."""
        scale = theme.scale()
        foot, head = (_TITLE if title else 0 for title in self._titles)
        return QRectF(self.rect()).adjusted(
            _LEFT * scale, (_TOP + head) * scale, -_RIGHT * scale, -(_BOTTOM + foot) * scale
        )

    def place(self, points: Floats) -> Floats:
        """Widget coordinates (n, 2) of points (n, 2)."""
        area = self.area
        low = np.array([self.across[0], self.up[0]])
        share = (points - low) / (np.array([self.across[1], self.up[1]]) - low)
        x = area.left() + share[:, 0] * area.width()
        return np.stack([x, area.bottom() - share[:, 1] * area.height()], axis=1)

    def nearest(self, at: QPointF, places: Floats, reach: float) -> int | None:
        """Which of the places (n, 2) in the widget is within reach, in design pixels."""
        if not len(places) or not self.area.adjusted(-4, -4, 4, 4).contains(at):
            return None
        away: NDArray[np.float64] = np.hypot(places[:, 0] - at.x(), places[:, 1] - at.y())
        best = int(away.argmin())
        return best if away[best] <= reach * theme.scale() else None

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the grid with its numbers, and what the subclass shows."""
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            self._paint_grid(painter)
            self.paint_inside(painter)

    def paint_inside(self, painter: QPainter) -> None:
        """Paint the picture; the painter's coordinates are the widget's."""
        raise NotImplementedError

    def _paint_grid(self, painter: QPainter) -> None:
        look, scale, area = theme.current(), theme.scale(), self.area
        painter.setFont(theme.font(theme.TEXT_CAPTION, tabular=True))
        line, flags = painter.fontMetrics().height(), Qt.AlignmentFlag
        write_across, write_up = self._writers
        columns = self._ticks(self.across, area.width() / (_PIXELS_ACROSS * scale))
        rows = self._ticks(self.up, area.height() / (_PIXELS_UP * scale))
        across = self.place(np.array([[x, self.up[0]] for x in columns]).reshape(-1, 2))
        up = self.place(np.array([[self.across[0], y] for y in rows]).reshape(-1, 2))
        for value, (x, y) in zip(columns, across.tolist(), strict=True):
            painter.setPen(QPen(look.hairline, 1))
            painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()))
            painter.setPen(look.faint)
            box = QRectF(x - 60, y + 3 * scale, 120, line)
            painter.drawText(box, flags.AlignHCenter | flags.AlignTop, write_across(value))
        for value, (x, y) in zip(rows, up.tolist(), strict=True):
            painter.setPen(QPen(look.hairline, 1))
            painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))
            painter.setPen(look.faint)
            box = QRectF(0, y - line / 2, x - 6 * scale, line)
            painter.drawText(box, flags.AlignRight | flags.AlignVCenter, write_up(value))
        painter.setPen(look.secondary)
        foot = QRectF(area.left(), self.height() - line - scale, area.width(), line)
        painter.drawText(foot, flags.AlignHCenter | flags.AlignVCenter, self._titles[0])
        head = QRectF(0, 0, self.width(), line + 2 * scale)
        painter.drawText(head, flags.AlignLeft | flags.AlignVCenter, self._titles[1])

    def _ticks(self, ends: Range, most: float) -> list[float]:
        return scales.ticks(*ends, max(int(most), 2), whole=self._whole)
