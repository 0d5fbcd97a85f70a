"""The picture of a response over the plane of two inputs, or its curve over one, with the data."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import (
    QFont,
    QImage,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QPixmap,
    QPolygonF,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from gui import theme
from gui.panels.widgets import marks
from gui.panels.widgets.marks import Marks

_HEIGHT_TO_WIDTH = 0.8
Range = tuple[float, float]


class PlaneView(QWidget):
    """Shows one picture (rows from the top) or one curve, and marks over it.

    Colours come ready-made; ranges are raw numbers: `across` from left to right, `up` from the
    bottom to the top.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._image: QImage | None = None
        self._curve: NDArray[np.float64] | None = None
        self._marks: Marks | None = None
        self._layer: QPixmap | None = None
        self._hint = ""
        self._across: Range = (-1.0, 1.0)
        self._up: Range = (-1.0, 1.0)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.signals.changed.connect(self._forget_layer)

    def set_ranges(self, across: Range, up: Range) -> None:
        """Say which raw numbers lie at the edges."""
        if (across, up) != (self._across, self._up):
            self._across, self._up = across, up
            self._forget_layer()

    def set_marks(self, points: Marks | None) -> None:
        """Show these data points."""
        self._marks = points.thinned() if points is not None else None
        self._forget_layer()

    def set_image(self, colours: NDArray[np.uint32] | None) -> None:
        """Show colours (rows, columns), 0xAARRGGBB; None shows the empty ground."""
        self._curve = None
        self._image = None if colours is None else _image(colours)
        self.update()

    def set_curve(self, heights: NDArray[np.float64] | None) -> None:
        """Show raw numbers (columns,) evenly spaced over `across` as a curve."""
        self._image = None
        self._curve = heights
        self.update()

    def set_hint(self, text: str) -> None:
        """Show a sentence in the middle, as while there is nothing else to see."""
        if text != self._hint:
            self._hint = text
            self.update()

    def place(self, points: NDArray[np.float64]) -> NDArray[np.float64]:
        """Widget coordinates (n, 2) of raw points (n, 2)."""
        low = np.array([self._across[0], self._up[0]])
        span = np.array([self._across[1], self._up[1]]) - low
        share = (points - low) / np.where(span > 0, span, 1.0)
        return np.stack([share[:, 0] * self.width(), (1 - share[:, 1]) * self.height()], axis=1)

    def raw(self, at: QPointF) -> tuple[float, float]:
        """The raw numbers under a place in the widget."""
        x = self._across[0] + at.x() / max(self.width(), 1) * (self._across[1] - self._across[0])
        y = self._up[1] - at.y() / max(self.height(), 1) * (self._up[1] - self._up[0])
        return x, y

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep four fifths of the width as height, and place the marks anew."""
        super().resizeEvent(event)
        self.setFixedHeight(round(self.width() * _HEIGHT_TO_WIDTH))
        self._forget_layer()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint ground, picture or curve, marks and hint."""
        area = QRectF(self.rect())
        radius = 6 * theme.scale()
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            shape = QPainterPath()
            shape.addRoundedRect(area, radius, radius)
            painter.setClipPath(shape)
            painter.fillRect(area, theme.current().neutral)
            if self._image is not None:
                painter.drawImage(area, self._image)
            if self._curve is not None:
                self._paint_curve(painter, self._curve)
            painter.drawPixmap(0, 0, self._marks_layer())
            if self._hint:
                self._paint_hint(painter, area)

    def _paint_curve(self, painter: QPainter, heights: NDArray[np.float64]) -> None:
        look = theme.current()
        zero = self.place(np.array([[self._across[0], 0.0]]))[0, 1]
        painter.setPen(QPen(look.hairline, 1))
        painter.drawLine(QPointF(0, zero), QPointF(self.width(), zero))
        at = np.linspace(self._across[0], self._across[1], len(heights))
        places = self.place(np.stack([at, heights], axis=1))
        painter.setPen(QPen(look.accent, 2 * theme.scale()))
        painter.drawPolyline(QPolygonF([QPointF(x, y) for x, y in places.tolist()]))

    def _paint_hint(self, painter: QPainter, area: QRectF) -> None:
        look = theme.current()
        painter.setFont(theme.font(theme.TEXT, QFont.Weight.Medium))
        flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
        room = area.adjusted(16, 16, -16, -16)
        text = painter.boundingRect(room, flags, self._hint)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.panel)
        painter.drawRoundedRect(text.adjusted(-10, -6, 10, 6), 6, 6)
        painter.setPen(look.secondary)
        painter.drawText(room, flags, self._hint)

    def _marks_layer(self) -> QPixmap:
        if self._layer is None:
            ratio = self.devicePixelRatioF()
            self._layer = QPixmap(self.size() * ratio)
            self._layer.setDevicePixelRatio(ratio)
            self._layer.fill(Qt.GlobalColor.transparent)
            if self._marks is not None and len(self._marks.points):
                with QPainter(self._layer) as painter:
                    places = self.place(self._marks.points)
                    marks.paint(painter, QRectF(self.rect()), places, self._marks)
        return self._layer

    def _forget_layer(self) -> None:
        self._layer = None
        self.update()


def _image(colours: NDArray[np.uint32]) -> QImage:
    pixels = np.ascontiguousarray(colours)
    rows, columns = pixels.shape
    shared = QImage(pixels.data, columns, rows, 4 * columns, QImage.Format.Format_RGB32)
    return shared.copy()
