"""Every column against every other as small planes, with a histogram of each on the diagonal."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from engine.data.datasets import Dataset
from gui.look import theme
from gui.look.translate import tr
from gui.look.words import compact, low
from gui.panels.data.glance import facts
from gui.panels.widgets.marks import Marks, paint
from gui.panels.widgets.surface import point_colours, value_range

Floats = NDArray[np.float64]
_LEFT, _FOOT, _GAP, _INSET = 78, 34, 6, 7
_RADIUS = 2.5
_SIDE = 520
_BAR = 0.8


class ScatterMatrix(QWidget):
    """Shows chosen columns of data; marks look as everywhere, by class and part."""

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(tr("Scatter matrix"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(320, 280)
        self._data: Dataset | None = None
        self._columns: tuple[int, ...] = ()
        self._table: Floats = np.empty((0, 0))
        self._names: tuple[str, ...] = ()
        theme.signals.changed.connect(self.update)

    def show_data(self, data: Dataset, columns: Sequence[int]) -> None:
        """Show these columns: the inputs', then the targets' of a regression."""
        self._data, self._columns = data, tuple(columns)
        tables = [data.inputs.T, *([data.targets.T] if data.task == "regression" else [])]
        names = (*data.input_names, *data.target_names)
        numbers = list(chain(*tables))  # views of one column each
        self._table = np.column_stack([numbers[column] for column in self._columns])
        self._names = tuple(low(names[column]) for column in self._columns)
        self.setAccessibleDescription(", ".join(self._names))
        self.update()

    def sizeHint(self) -> QSize:
        """Room for a few planes."""
        side = round(_SIDE * theme.scale())
        return QSize(side, side)

    def cell(self, row: int, column: int) -> QRectF:
        """Where a plane is in the widget."""
        scale, count = theme.scale(), max(len(self._columns), 1)
        room = QRectF(self.rect()).adjusted(_LEFT * scale, 0, -1, -_FOOT * scale)
        gap = _GAP * scale
        width = (room.width() - (count - 1) * gap) / count
        height = (room.height() - (count - 1) * gap) / count
        return QRectF(
            room.left() + column * (width + gap), room.top() + row * (height + gap), width, height
        )

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint all planes, and the names with their ranges at the left and below."""
        if self._data is None:
            return
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            rows = facts.shown_rows(self._data)
            colours = point_colours(self._data, value_range(self._data, "mse", 0), None)
            for row in range(len(self._columns)):
                for column in range(len(self._columns)):
                    self._paint_ground(painter, self.cell(row, column))
                    if row == column:
                        self._paint_bars(painter, row)
                    else:
                        self._paint_points(painter, row, column, rows, colours)
            self._paint_names(painter)

    def _paint_ground(self, painter: QPainter, area: QRectF) -> None:
        painter.setPen(QPen(theme.current().hairline, 1))
        painter.setBrush(theme.current().field)
        painter.drawRoundedRect(area, 4, 4)

    def _paint_points(
        self,
        painter: QPainter,
        row: int,
        column: int,
        rows: NDArray[np.int64],
        colours: NDArray[np.uint32],
    ) -> None:
        assert self._data is not None
        area, inset = self.cell(row, column), _INSET * theme.scale()
        inner = area.adjusted(inset, inset, -inset, -inset)
        x = inner.left() + _share(self._table[:, column])[rows] * inner.width()
        y = inner.bottom() - _share(self._table[:, row])[rows] * inner.height()
        numbers = self._data.class_numbers
        shapes = np.zeros(len(rows), np.int64) if numbers is None else numbers[rows]
        places = np.column_stack([x, y])
        marks = Marks(places, colours[rows], shapes, self._data.part_numbers[rows])
        paint(painter, area, places, marks, _RADIUS)

    def _paint_bars(self, painter: QPainter, place: int) -> None:
        """A histogram: the classes stand on each other, each in its colour."""
        assert self._data is not None
        data, inset = self._data, _INSET * theme.scale()
        inner = self.cell(place, place).adjusted(inset, inset, -inset, 0)
        numbers = data.class_numbers
        groups = np.zeros(len(data.inputs), np.int64) if numbers is None else numbers
        counts = facts.histogram(self._table[:, place], groups, max(len(data.classes), 1))
        most, width = max(int(counts.sum(axis=0).max()), 1), inner.width() / counts.shape[1]
        for band in range(counts.shape[1]):
            bottom = inner.bottom()
            for group, count in enumerate(counts[:, band].tolist()):
                height = count / most * inner.height()
                bar = QRectF(inner.left() + band * width, bottom - height, width - 1, height)
                painter.fillRect(bar, self._group_colour(group))
                bottom -= height

    def _group_colour(self, group: int) -> QColor:
        assert self._data is not None
        colour = QColor(
            theme.named(f"class {group}") if self._data.classes else theme.current().accent
        )
        colour.setAlphaF(_BAR)
        return colour

    def _paint_names(self, painter: QPainter) -> None:
        """Each name at the left of its row and below its column, with the ends of its range."""
        look, scale, flags = theme.current(), theme.scale(), Qt.AlignmentFlag
        painter.setFont(theme.font(theme.TEXT_CAPTION, tabular=True))
        metrics = painter.fontMetrics()
        line = metrics.height()
        for place, name in enumerate(self._names):
            column = self._table[:, place]
            ends = compact(float(column.min())), compact(float(column.max()))
            area = self.cell(len(self._columns) - 1, place)
            painter.setPen(look.faint)
            below = QRectF(area.left(), area.bottom() + 2 * scale, area.width(), line)
            painter.drawText(below, flags.AlignLeft, ends[0])
            painter.drawText(below, flags.AlignRight, ends[1])
            painter.setPen(look.text)
            below.translate(0, line)
            text = metrics.elidedText(name, Qt.TextElideMode.ElideRight, int(area.width()))
            painter.drawText(below, flags.AlignHCenter, text)
            area = self.cell(place, 0)
            left = QRectF(0, area.top(), area.left() - 6 * scale, area.height())
            text = metrics.elidedText(name, Qt.TextElideMode.ElideRight, int(left.width()))
            painter.drawText(left, flags.AlignRight | flags.AlignVCenter, text)

    def place_of(self, row: int, column: int, example: int) -> QPointF:
        """Where an example's mark stands in a plane."""
        inset = _INSET * theme.scale()
        inner = self.cell(row, column).adjusted(inset, inset, -inset, -inset)
        x, y = (float(_share(self._table[:, each])[example]) for each in (column, row))
        return QPointF(inner.left() + x * inner.width(), inner.bottom() - y * inner.height())


def _share(column: Floats) -> Floats:
    """Where each value lies between the least and the largest, 0 to 1."""
    low, high = float(column.min()), float(column.max())
    if low == high:
        return np.full(len(column), 0.5)
    return np.asarray(column / (high - low) - low / (high - low))
