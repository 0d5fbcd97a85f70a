"""Matrices of numbers as pictures side by side, one widget painting all of them."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QBrush,
    QColor,
    QFont,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QWidget

from gui.look import theme
from gui.look.words import fixed

_CELL = 26.0  # the largest side of a cell
_NUMBER = 46.0  # the largest width of one that has its number written in it
_LEAST_NUMBER, _LEAST_LINE = 38.0, 15.0
_GRID = 8.0  # cells at least so large are set apart
_CAPTION = 18.0
_GAP = 18.0
_LEAST_WIDTH = 74.0


@dataclass(frozen=True, eq=False)
class Matrix:
    """Numbers (r, c), NaN for a gap, and what is said of the one at (row, column)."""

    title: str
    values: NDArray[np.float32]
    say: Callable[[int, int], str]


Cell = tuple[int, int, int]


class MatricesView(QWidget):
    """Orange through neutral to blue between `low` and `high`; what is no number is hatched.

    The mouse, or the arrow keys, point at a number: `pointed` says what it is. A click, or Enter,
    chooses it: (matrix, row, column).
    """

    pointed = Signal(str)
    chosen = Signal(int, int, int)

    def __init__(self) -> None:
        super().__init__()
        self._matrices: list[Matrix] = []
        self._images: list[QImage] = []
        self._ends = (-1.0, 1.0)
        self._cell: Cell | None = None
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        theme.signals.changed.connect(self._recolour)

    def show_matrices(self, matrices: Sequence[Matrix], low: float, high: float) -> None:
        """Show these, all in the same colours."""
        self._matrices, self._ends = list(matrices), (low, high)
        if self._cell is not None and not self._has(self._cell):
            self._cell = None
        self._recolour()
        self._say()

    @property
    def matrices(self) -> tuple[Matrix, ...]:
        """What is shown."""
        return tuple(self._matrices)

    def centre_of(self, number: int, row: int, column: int) -> QPointF:
        """Where the middle of a number's cell is painted."""
        return self._cell_rect((number, row, column)).center()

    def sizeHint(self) -> QSize:
        """Room for a few rows."""
        return QSize(400, 160)

    # Painting

    def _recolour(self) -> None:
        self._images = [_image(matrix.values, *self._ends) for matrix in self._matrices]
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint captions, pictures, and a frame around the number pointed at."""
        look = theme.current()
        with QPainter(self) as painter:
            painter.setFont(theme.font(theme.TEXT_CAPTION, QFont.Weight.DemiBold))
            for matrix, image, room in zip(
                self._matrices, self._images, self._rooms(), strict=True
            ):
                painter.setPen(look.secondary)
                above = QRectF(room.left(), 0, self._caption_width(room), self._caption)
                title = painter.fontMetrics().elidedText(
                    matrix.title, Qt.TextElideMode.ElideRight, int(above.width())
                )
                painter.drawText(above, Qt.AlignmentFlag.AlignVCenter, title)
                self._paint_matrix(painter, matrix, image, room)
            if self._cell is not None:
                painter.setPen(QPen(look.text, 1.5 * theme.scale()))
                painter.drawRect(self._cell_rect(self._cell).adjusted(-1, -1, 1, 1))

    def _paint_matrix(self, painter: QPainter, matrix: Matrix, image: QImage, room: QRectF) -> None:
        look, (rows, columns) = theme.current(), matrix.values.shape
        painter.fillRect(room, QBrush(look.faint, Qt.BrushStyle.BDiagPattern))
        across, up = room.width() / columns, room.height() / rows
        smooth = min(across, up) < 1.0
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, smooth)
        painter.drawImage(room, image)
        if min(across, up) >= _GRID:
            painter.setPen(QPen(look.panel, 1))
            for column in range(1, columns):
                x = room.left() + column * across
                painter.drawLine(QPointF(x, room.top()), QPointF(x, room.bottom()))
            for row in range(1, rows):
                y = room.top() + row * up
                painter.drawLine(QPointF(room.left(), y), QPointF(room.right(), y))
        scale = theme.scale()
        if across >= _LEAST_NUMBER * scale and up >= _LEAST_LINE * scale:
            painter.save()
            _write_numbers(painter, matrix.values, image, room)
            painter.restore()

    # Places

    @property
    def _caption(self) -> float:
        return _CAPTION * theme.scale()

    def _caption_width(self, room: QRectF) -> float:
        return max(room.width(), (_LEAST_WIDTH + _GAP / 2) * theme.scale())

    def _rooms(self) -> list[QRectF]:
        """A rectangle for each matrix: wide ones get more, small ones no more than they need."""
        scale, cell = theme.scale(), _CELL * theme.scale()
        gap, least = _GAP * scale, _LEAST_WIDTH * scale
        roots = [math.sqrt(matrix.values.shape[1]) for matrix in self._matrices]
        free = self.width() - 2 - gap * (len(roots) - 1) - least * len(roots)
        height = self.height() - self._caption - 2
        left, rooms = 1.0, []
        for matrix, root in zip(self._matrices, roots, strict=True):
            rows, columns = matrix.values.shape
            room = least + max(free, 0.0) * root / sum(roots)
            widest = _NUMBER * scale if room >= _LEAST_NUMBER * scale * columns else cell
            width = min(room, widest * columns)
            rooms.append(QRectF(left, self._caption, width, max(min(height, cell * rows), 1.0)))
            left += max(width, least) + gap
        return rooms

    def _has(self, cell: Cell) -> bool:
        number, row, column = cell
        if number >= len(self._matrices):
            return False
        rows, columns = self._matrices[number].values.shape
        return bool(row < rows and column < columns)

    def _cell_rect(self, cell: Cell) -> QRectF:
        number, row, column = cell
        room, (rows, columns) = self._rooms()[number], self._matrices[number].values.shape
        across, up = room.width() / columns, room.height() / rows
        return QRectF(room.left() + column * across, room.top() + row * up, across, up)

    def _cell_at(self, point: QPointF) -> Cell | None:
        for number, (matrix, room) in enumerate(zip(self._matrices, self._rooms(), strict=True)):
            if room.contains(point):
                rows, columns = matrix.values.shape
                row = int((point.y() - room.top()) / room.height() * rows)
                column = int((point.x() - room.left()) / room.width() * columns)
                return number, min(row, rows - 1), min(column, columns - 1)
        return None

    # Pointing

    def _point_at(self, cell: Cell | None) -> None:
        if cell != self._cell:
            self._cell = cell
            self.update()
            self._say()

    def _say(self) -> None:
        text = ""
        if self._cell is not None:
            number, row, column = self._cell
            text = self._matrices[number].say(row, column)
        self.setAccessibleDescription(text)
        self.pointed.emit(text)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Point at the number under the mouse."""
        self._point_at(self._cell_at(event.position()))

    def leaveEvent(self, event: QEvent) -> None:
        """Point at nothing."""
        super().leaveEvent(event)
        self._point_at(None)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the number under the mouse."""
        super().mousePressEvent(event)
        cell = self._cell_at(event.position())
        if cell is not None and event.button() == Qt.MouseButton.LeftButton:
            self._point_at(cell)
            self.chosen.emit(*cell)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move with the arrows, from matrix to matrix at their ends; choose with Enter."""
        step = _STEPS.get(Qt.Key(event.key()))
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._cell is not None:
            self.chosen.emit(*self._cell)
        elif step is None or not self._matrices:
            super().keyPressEvent(event)
        else:
            self._point_at(self._moved(*step))

    def _moved(self, down: int, right: int) -> Cell:
        if self._cell is None:
            return 0, 0, 0
        number, row, column = self._cell
        row, column = row + down, column + right
        if column < 0 and number > 0:
            number, column = number - 1, self._matrices[number - 1].values.shape[1] - 1
        elif column >= self._matrices[number].values.shape[1] and number + 1 < len(self._matrices):
            number, column = number + 1, 0
        rows, columns = self._matrices[number].values.shape
        return number, min(max(row, 0), rows - 1), min(max(column, 0), columns - 1)


_STEPS = {
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
}


def _write_numbers(
    painter: QPainter, values: NDArray[np.float32], image: QImage, room: QRectF
) -> None:
    """Every number in its cell."""
    rows, columns = values.shape
    across, up = room.width() / columns, room.height() / rows
    painter.setFont(theme.font(theme.TEXT_CAPTION, tabular=True))
    for row, numbers in enumerate(values.tolist()):
        for column, value in enumerate(numbers):
            if math.isnan(value):
                continue
            cell = QRectF(room.left() + column * across, room.top() + row * up, across, up)
            painter.setPen(theme.ink_on(image.pixel(column, row)))
            painter.drawText(cell, Qt.AlignmentFlag.AlignCenter, _short(value))


def _short(value: float) -> str:
    """A number of at most five letters, with a steady count of decimals."""
    return fixed(value, 2 if abs(value) < 10 else 1 if abs(value) < 100 else 0)


def _image(values: NDArray[np.float32], low: float, high: float) -> QImage:
    """The colours of a matrix, transparent where there is no number."""
    colours = np.ascontiguousarray(theme.diverging(values, low, high))
    colours[np.isnan(values)] = QColor(Qt.GlobalColor.transparent).rgba()
    rows, columns = colours.shape
    shared = QImage(
        colours.data, columns, rows, 4 * columns, QImage.Format.Format_ARGB32_Premultiplied
    )
    return shared.copy()
