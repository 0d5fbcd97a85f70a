"""Examples that are images, in a grid: each with what it is taken for and how surely."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QHelpEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QToolTip

from gui.look import theme
from gui.panels.widgets.picture import Picture

COLUMNS, ROWS = 5, 3
PER_PAGE = COLUMNS * ROWS

_GAP, _LINE, _BAR = 6.0, 15.0, 3.0
_STEPS = {
    Qt.Key.Key_Left: -1,
    Qt.Key.Key_Right: 1,
    Qt.Key.Key_Up: -COLUMNS,
    Qt.Key.Key_Down: COLUMNS,
}


@dataclass(frozen=True, eq=False)
class ImageCell:
    """One example: its pixels from 0 to 1, what is said below, and how sure the network is.

    `confidence` is from 0 to 1, NaN while nothing is known.
    """

    pixels: NDArray[np.float64]
    caption: str
    confidence: float
    is_wrong: bool
    told: str


class ImageGrid(Picture):
    """A page of examples. `picked` carries the number of the one that the person chose.

    `passed` says that the arrow keys went over the first (−1) or the last (1) one.
    """

    picked = Signal(int)
    passed = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self._cells: list[ImageCell] = []
        self._images: list[QImage] = []
        self._chosen: int | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setProperty("keepsArrows", True)

    def show_cells(self, cells: Sequence[ImageCell]) -> None:
        """Show these, at most a page full."""
        before = self._cells
        same = len(before) == len(cells) and all(
            old.pixels is new.pixels for old, new in zip(before, cells, strict=True)
        )
        self._cells = list(cells)
        if not same:
            self._images = [drawn(cell.pixels) for cell in cells]
        self.update()

    def set_chosen(self, number: int | None) -> None:
        """Make one stand out."""
        if number != self._chosen:
            self._chosen = number
            self.update()

    @property
    def cells(self) -> list[ImageCell]:
        """What is shown."""
        return self._cells

    def forget(self) -> None:
        """Make the images anew, in the theme's colours."""
        self._images = [drawn(cell.pixels) for cell in self._cells]
        self.update()

    # Places

    def sizeHint(self) -> QSize:
        """Room for all cells."""
        return QSize(round(240 * theme.scale()), round(200 * theme.scale()))

    def cell_rect(self, number: int) -> QRectF:
        """Where a cell stands."""
        gap = _GAP * theme.scale()
        wide = (self.width() - (COLUMNS - 1) * gap) / COLUMNS
        high = (self.height() - (ROWS - 1) * gap) / ROWS
        row, column = divmod(number, COLUMNS)
        return QRectF(column * (wide + gap), row * (high + gap), wide, high)

    def _cell_at(self, point: QPointF) -> int | None:
        numbers = range(len(self._cells))
        return next((one for one in numbers if self.cell_rect(one).contains(point)), None)

    # Choosing

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the image under the mouse."""
        super().mousePressEvent(event)
        number = self._cell_at(event.position())
        if number is not None and event.button() == Qt.MouseButton.LeftButton:
            self.picked.emit(number)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go through the images with the arrow keys; Enter takes the first one."""
        step = _STEPS.get(Qt.Key(event.key()))
        enters = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if not self._cells or (step is None and not (enters and self._chosen is None)):
            super().keyPressEvent(event)
        elif self._chosen is None:
            self.picked.emit(0)
        elif step is not None and not 0 <= self._chosen + step < len(self._cells):
            self.passed.emit(1 if step > 0 else -1)
        elif step is not None:
            self.picked.emit(self._chosen + step)

    def event(self, event: QEvent) -> bool:
        """Tell about the image under the mouse."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            number = self._cell_at(QPointF(event.pos()))
            if number is not None:
                QToolTip.showText(event.globalPos(), self._cells[number].told, self)
                return True
        return super().event(event)

    # Painting

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint cell after cell, and the hint."""
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            for number, (cell, image) in enumerate(zip(self._cells, self._images, strict=True)):
                self._paint_cell(painter, self.cell_rect(number), cell, image)
                if number == self._chosen:
                    painter.setPen(QPen(theme.current().accent, 2 * theme.scale()))
                    painter.setBrush(Qt.BrushStyle.NoBrush)
                    painter.drawRoundedRect(self.cell_rect(number).adjusted(1, 1, -1, -1), 5, 5)
            self.paint_hint(painter)
            self.paint_focus(painter)

    def _paint_cell(self, painter: QPainter, room: QRectF, cell: ImageCell, image: QImage) -> None:
        look, scale = theme.current(), theme.scale()
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.neutral)
        painter.drawRoundedRect(room, 5 * scale, 5 * scale)
        line, bar, edge = _LINE * scale, _BAR * scale, 4 * scale
        above = room.adjusted(edge, edge, -edge, -line - bar - 1.5 * edge)
        across = min(above.width(), above.height() * image.width() / image.height())
        high = across * image.height() / image.width()
        place = QRectF(above.center().x() - across / 2, above.center().y() - high / 2, across, high)
        painter.drawImage(place, image)
        if cell.is_wrong:
            _paint_ring(painter, place.center(), min(above.width(), above.height()) / 2)
        text = QRectF(room.left() + edge, above.bottom(), room.width() - 2 * edge, line)
        self._paint_words(painter, text, cell)
        if np.isfinite(cell.confidence):
            rail = QRectF(text.left(), room.bottom() - bar - edge, text.width(), bar)
            painter.fillRect(rail, look.hairline)
            rail.setWidth(rail.width() * cell.confidence)
            painter.fillRect(rail, look.notice if cell.is_wrong else look.accent)

    def _paint_words(self, painter: QPainter, room: QRectF, cell: ImageCell) -> None:
        look = theme.current()
        middle = Qt.AlignmentFlag.AlignVCenter
        share = f"{100 * cell.confidence:.0f} %" if np.isfinite(cell.confidence) else ""
        painter.setFont(theme.font(theme.TEXT_CAPTION, tabular=True))
        wide = painter.fontMetrics().horizontalAdvance(share)
        painter.setPen(look.secondary)
        weight = QFont.Weight.DemiBold
        bold = theme.font(theme.TEXT_CAPTION, weight)
        needed = theme.metrics(theme.TEXT_CAPTION).horizontalAdvance(cell.caption) * 1.1
        if needed + wide + 4 <= room.width():
            painter.drawText(room, Qt.AlignmentFlag.AlignRight | middle, share)
        painter.setFont(bold)
        painter.setPen(look.error if cell.is_wrong else look.text)
        text = painter.fontMetrics().elidedText(
            cell.caption, Qt.TextElideMode.ElideRight, int(room.width())
        )
        painter.drawText(room, Qt.AlignmentFlag.AlignLeft | middle, text)


def _paint_ring(painter: QPainter, at: QPointF, radius: float) -> None:
    look, scale = theme.current(), theme.scale()
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for colour, width in ((look.neutral, 4.0), (look.error, 2.0)):
        painter.setPen(QPen(colour, width * scale))
        painter.drawEllipse(at, radius, radius)


def drawn(pixels: NDArray[np.float64]) -> QImage:
    """Pixels from 0 to 1 as shades of the theme's text on a picture's ground."""
    look = theme.current()
    share = np.clip(np.nan_to_num(pixels), 0.0, 1.0)
    ends = np.array([_rgb(look.neutral), _rgb(look.text)])
    mixed = ends[0] + share[..., None] * (ends[1] - ends[0])
    red, green, blue = (np.rint(mixed[..., part]).astype(np.uint32) for part in range(3))
    packed = np.ascontiguousarray(np.uint32(0xFF000000) | (red << 16) | (green << 8) | blue)
    rows, columns = packed.shape
    shared = QImage(packed.data, columns, rows, 4 * columns, QImage.Format.Format_RGB32)
    return shared.copy()


def _rgb(colour: QColor) -> tuple[int, int, int]:
    return colour.red(), colour.green(), colour.blue()
