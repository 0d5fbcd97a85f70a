"""The key to a map of heights: its colours with round numbers, and what the marks stand for."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from gui.look import theme
from gui.look.words import compact
from gui.panels.widgets import relief
from gui.panels.widgets.relief import Levels

_WIDTH, _BAR, _LINE = 100, 10, 15
_TOP = 22


class LevelKey(QWidget):
    """A bar of the colours with the heights of the lines, and a row for each mark below."""

    def __init__(self, title: str) -> None:
        super().__init__()
        self._title = title
        self._scale: Levels | None = None
        self._marks: Mapping[str, str] = {}
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        theme.signals.changed.connect(self.updateGeometry)
        theme.signals.changed.connect(self.update)

    def show_scale(self, scale: Levels | None, marks: Mapping[str, str]) -> None:
        """Show a scale, and the text for each of "now", "lowest" and "start" as far as given."""
        self._scale, self._marks = scale, marks
        ends = "" if scale is None else " … ".join(map(compact, _ends(scale)))
        self.setAccessibleName(", ".join([f"{self._title} {ends}", *marks.values()]))
        self.update()

    def sizeHint(self) -> QSize:
        """Room for a bar, numbers and marks."""
        return QSize(round(_WIDTH * theme.scale()), round(120 * theme.scale()))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the bar, its numbers, and the marks."""
        if self._scale is None:
            return
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setFont(theme.font(theme.TEXT_CAPTION, tabular=True))
            line = _LINE * theme.scale()
            foot = len(self._marks) * line + line / 2
            top = _TOP * theme.scale()
            painter.setPen(theme.current().secondary)
            heading = QRectF(0, 0, self.width(), top - 4 * theme.scale())
            painter.drawText(heading, Qt.AlignmentFlag.AlignBottom, self._title)
            bar = QRectF(1, top, _BAR * theme.scale(), self.height() - foot - top - line)
            if bar.height() > 2 * line:
                self._paint_bar(painter, bar, self._scale)
            self._paint_marks(painter, self.height() - foot, line)

    def _paint_bar(self, painter: QPainter, bar: QRectF, scale: Levels) -> None:
        look = theme.current()
        colours = np.ascontiguousarray(relief.colours(np.linspace(1.0, 0.0, 128)))
        strip = QImage(colours.data, 1, 128, 4, QImage.Format.Format_RGB32)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(bar, strip)
        painter.setPen(QPen(look.hairline, 1))
        painter.drawRect(bar)
        gap, last = 13 * theme.scale(), float("inf")
        for level in scale.lines.tolist():
            height = bar.bottom() - float(scale.share(level)) * bar.height()
            if last - height < gap:
                continue
            last = height
            painter.setPen(QPen(look.secondary, 1))
            painter.drawLine(QPointF(bar.right(), height), QPointF(bar.right() + 3, height))
            room = QRectF(bar.right() + 7, height - gap / 2, self.width(), gap)
            painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, compact(scale.value(level)))

    def _paint_marks(self, painter: QPainter, top: float, line: float) -> None:
        look, scale = theme.current(), theme.scale()
        for number, (name, text) in enumerate(self._marks.items()):
            middle = QPointF(1 + _BAR * scale / 2, top + (number + 0.5) * line)
            radius = 4.0 * scale
            painter.setPen(QPen(look.text if name == "lowest" else look.negative, 1.6 * scale))
            painter.setBrush(look.negative if name == "now" else look.panel)
            if name == "lowest":
                reach = [(0, -radius), (radius * 0.75, 0), (0, radius), (-radius * 0.75, 0)]
                painter.drawPolygon(QPolygonF([middle + QPointF(x, y) for x, y in reach]))
            else:
                painter.drawEllipse(middle, 0.85 * radius, 0.85 * radius)
            painter.setPen(look.secondary)
            room = QRectF(7 + _BAR * scale, middle.y() - line / 2, self.width(), line)
            painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, text)


def _ends(scale: Levels) -> tuple[float, float]:
    return scale.value(scale.low), scale.value(scale.high)
