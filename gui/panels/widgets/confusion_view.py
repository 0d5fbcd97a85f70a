"""The confusion matrix as a picture that changes while training goes on."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QFont,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QTransform,
)
from PySide6.QtWidgets import QToolTip

from gui.look import theme
from gui.look.translate import tr
from gui.panels.widgets.class_tables import shade, told
from gui.panels.widgets.picture import Picture

_STEPS = {
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
}
_ROOM_FOR_NUMBER, _LEAST_NAME, _MOST_NAME = 15.0, 12.0, 64.0
_EDGE, _CAPTION = 2.0, 16.0


class ConfusionView(Picture):
    """Rows are true classes, columns what they were taken for; the deeper, the larger the share.

    A click, or Enter, on a number says which: `picked` carries its row and column.
    """

    picked = Signal(int, int)

    def __init__(self) -> None:
        super().__init__()
        self._classes: tuple[str, ...] = ()
        self._counts: NDArray[np.int64] | None = None
        self._cell = (0, 0)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setProperty("keepsArrows", True)

    def show_counts(self, classes: Sequence[str], counts: NDArray[np.int64] | None) -> None:
        """Show how often each class (row) was taken for each (column); None shows none."""
        self._classes, self._counts = tuple(classes), counts
        self._cell = min(self._cell[0], len(classes) - 1), min(self._cell[1], len(classes) - 1)
        self.update()

    @property
    def counts(self) -> NDArray[np.int64] | None:
        """The numbers that are shown."""
        return self._counts

    # Places

    def cell_rect(self, row: int, column: int) -> QRectF:
        """Where a number stands."""
        grid, count = self._grid(), max(len(self._classes), 1)
        wide, high = grid.width() / count, grid.height() / count
        return QRectF(grid.left() + column * wide, grid.top() + row * high, wide, high)

    def _grid(self) -> QRectF:
        names, scale = self._name_width(), theme.scale()
        edge, caption = _EDGE * scale, _CAPTION * scale
        across = names if self._upright else caption
        room = QRectF(self.rect()).adjusted(names + caption, edge, -edge, -across - caption)
        side = min(room.height(), room.width())
        return QRectF(room.left(), room.top(), room.width(), side)

    def _name_width(self) -> float:
        metrics = theme.metrics(theme.TEXT_CAPTION)
        widest = max((metrics.horizontalAdvance(name) for name in self._classes), default=0)
        return min(max(widest + 6.0, _LEAST_NAME * theme.scale()), _MOST_NAME * theme.scale())

    @property
    def _upright(self) -> bool:
        """Whether the names of the columns stand upright, as there is no room beside each other."""
        count = max(len(self._classes), 1)
        return self._name_width() > (self.width() - self._name_width()) / count

    def cell_at(self, point: QPointF) -> tuple[int, int] | None:
        """The row and the column of the number at a place in the widget."""
        grid, count = self._grid(), len(self._classes)
        if not grid.contains(point) or not count:
            return None
        row = int((point.y() - grid.top()) / grid.height() * count)
        column = int((point.x() - grid.left()) / grid.width() * count)
        return min(row, count - 1), min(column, count - 1)

    # Choosing

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the number under the mouse."""
        super().mousePressEvent(event)
        cell = self.cell_at(event.position())
        if cell is not None and event.button() == Qt.MouseButton.LeftButton:
            self._cell = cell
            self.update()
            self.picked.emit(*cell)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go to another number with the arrows, choose it with Enter."""
        step, count = _STEPS.get(Qt.Key(event.key())), len(self._classes)
        if step is not None and count:
            row, column = self._cell[0] + step[0], self._cell[1] + step[1]
            self._cell = min(max(row, 0), count - 1), min(max(column, 0), count - 1)
            self.setAccessibleDescription(self._words(*self._cell))
            self.update()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and count:
            self.picked.emit(*self._cell)
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        """Say a number in a sentence."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            cell = self.cell_at(QPointF(event.pos()))
            if cell is not None and self._counts is not None:
                QToolTip.showText(event.globalPos(), self._words(*cell), self)
                return True
        return super().event(event)

    def _words(self, row: int, column: int) -> str:
        if self._counts is None:
            return ""
        count, total = int(self._counts[row, column]), int(self._counts[row].sum())
        return told(count, total, self._classes[row], self._classes[column])

    # Painting

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the cells with their numbers, the names around them, and the hint."""
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            if self._counts is not None and len(self._classes):
                self.paint_plate(painter, self._grid())
                painter.setClipping(False)
                self._paint_cells(painter, self._counts)
                self._paint_names(painter)
            self.paint_hint(painter)
            self.paint_focus(painter)

    def _paint_cells(self, painter: QPainter, counts: NDArray[np.int64]) -> None:
        look, scale = theme.current(), theme.scale()
        painter.setFont(theme.font(theme.TEXT_CAPTION, tabular=True))
        shares = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
        metrics = painter.fontMetrics()
        for row, numbers in enumerate(counts.tolist()):
            for column, count in enumerate(numbers):
                cell = self.cell_rect(row, column).adjusted(0.5, 0.5, -0.5, -0.5)
                ground = look.accent if row == column else look.notice
                if not count:
                    continue
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(shade(float(shares[row, column]), ground))
                painter.drawRoundedRect(cell, 2 * scale, 2 * scale)
                text = f"{count:,}"
                fits = metrics.horizontalAdvance(text) <= cell.width()
                if fits and cell.height() >= _ROOM_FOR_NUMBER * scale - 2:
                    painter.setPen(look.text)
                    painter.drawText(cell, Qt.AlignmentFlag.AlignCenter, text)
        if self.hasFocus():
            painter.setPen(QPen(look.text, 1.6 * scale))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(self.cell_rect(*self._cell))

    def _paint_names(self, painter: QPainter) -> None:
        look, scale, grid = theme.current(), theme.scale(), self._grid()
        painter.setFont(theme.font(theme.TEXT_CAPTION))
        painter.setPen(look.secondary)
        wide, gap, metrics = self._name_width(), 4 * scale, painter.fontMetrics()
        for number, name in enumerate(self._classes):
            text = metrics.elidedText(name, Qt.TextElideMode.ElideRight, int(wide - gap))
            cell = self.cell_rect(number, number)
            beside = QRectF(grid.left() - wide, cell.top(), wide - gap, cell.height())
            right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(beside, right, text)
            if self._upright:
                _paint_upright(painter, QPointF(cell.center().x(), grid.bottom() + gap), text)
            else:
                below = QRectF(cell.left(), grid.bottom() + gap / 2, cell.width(), metrics.height())
                painter.drawText(below, Qt.AlignmentFlag.AlignCenter, text)
        painter.setFont(theme.font(theme.TEXT_CAPTION, QFont.Weight.Medium))
        foot = QRectF(grid.left(), self.height() - _CAPTION * scale, grid.width(), _CAPTION * scale)
        painter.drawText(foot, Qt.AlignmentFlag.AlignCenter, tr("predicted class"))
        painter.save()
        painter.translate(0, grid.bottom())
        painter.rotate(-90)
        side = QRectF(0, 0, grid.height(), _CAPTION * scale)
        painter.drawText(side, Qt.AlignmentFlag.AlignCenter, tr("true class"))
        painter.restore()


def _paint_upright(painter: QPainter, top: QPointF, text: str) -> None:
    """A name that reads from below to above, its end at `top`."""
    metrics = painter.fontMetrics()
    before = QTransform(painter.transform())
    painter.translate(top)
    painter.rotate(-90)
    wide = metrics.horizontalAdvance(text) + 1
    room = QRectF(-wide, -metrics.height() / 2, wide, metrics.height())
    painter.drawText(room, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, text)
    painter.setTransform(before)
