"""The picture of a response over the plane of two inputs, or curves over one, with the data."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QImage, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from gui.look import theme
from gui.panels.widgets.points_view import Floats, PointsView


class PlaneView(PointsView):
    """Shows one picture (rows from the top) or curves, and marks over it.

    Colours come ready-made.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._image: QImage | None = None
        self._curves: list[tuple[Floats, QColor]] = []

    def set_image(self, colours: NDArray[np.uint32] | None) -> None:
        """Show colours (rows, columns), 0xAARRGGBB; None shows the empty ground."""
        self._curves = []
        self._image = None if colours is None else _image(colours)
        self.update()

    def set_curves(self, curves: Sequence[tuple[Floats, QColor]]) -> None:
        """Show raw numbers (columns,), evenly spaced over `across`, as curves in colours."""
        self._image = None
        self._curves = list(curves)
        self.update()

    @property
    def curves(self) -> list[Floats]:
        """The heights of the curves that are shown."""
        return [heights for heights, _ in self._curves]

    def paint_ground(self, painter: QPainter, area: QRectF) -> None:
        """Paint picture or curves."""
        super().paint_ground(painter, area)
        if self._image is not None:
            painter.drawImage(area, self._image)
        if self._curves:
            zero = self.place(np.array([[self._across[0], 0.0]]))[0, 1]
            painter.setPen(QPen(theme.current().hairline, 1))
            painter.drawLine(QPointF(0, zero), QPointF(self.width(), zero))
        for heights, colour in self._curves:
            at = np.linspace(self._across[0], self._across[1], len(heights))
            places = self.place(np.stack([at, heights], axis=1))
            painter.setPen(QPen(colour, 2 * theme.scale()))
            painter.drawPolyline(QPolygonF([QPointF(x, y) for x, y in places.tolist()]))


def _image(colours: NDArray[np.uint32]) -> QImage:
    pixels = np.ascontiguousarray(colours)
    rows, columns = pixels.shape
    shared = QImage(pixels.data, columns, rows, 4 * columns, QImage.Format.Format_RGB32)
    return shared.copy()
