"""The axes of a chart, drawn by pyqtgraph in the window's own look.

Import this module only after the first paint: pyqtgraph takes its time.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import pyqtgraph as pg
from PySide6.QtCore import QObject, QRectF, Qt
from PySide6.QtGui import QPen

from gui.look import pens, theme
from gui.look.words import MINUS
from gui.panels.charts.curve import Line
from gui.panels.widgets import scales

_WIDTH = 44
_HEIGHT = 22
_PIXELS_ACROSS, _PIXELS_UP = 70, 30  # between two numbers on an axis
# Half of the widest number, “1,000,000”: the one at an axis' end reaches so far beyond it.
OVERHANG = 28


class Axis(pg.AxisItem):  # type: ignore[misc]
    """An axis without a line, with round numbers written by `write`."""

    def __init__(self, side: str, write: Callable[[float], str]) -> None:
        super().__init__(side)
        self._write = write
        self.enableAutoSIPrefix(False)  # `write` writes the numbers as they are
        self.whole = side in ("bottom", "top")
        self.setStyle(
            tickLength=0, tickAlpha=255, autoExpandTextSpace=False, hideOverlappingLabels=False
        )

    def boundingRect(self) -> QRectF:
        """Leave room for numbers at the very ends."""
        usual: QRectF = super().boundingRect()
        room = OVERHANG * theme.scale()
        return usual.adjusted(-room, -room, room, room)

    def tickValues(self, low: float, high: float, size: float) -> list[tuple[float, list[float]]]:  # noqa: N802
        """Round numbers, not too many."""
        wide = self.orientation in ("bottom", "top")
        most = max(int(size / (_PIXELS_ACROSS if wide else _PIXELS_UP)), 2)
        values = scales.ticks(low, high, most, whole=self.whole)
        return [(values[1] - values[0] if len(values) > 1 else 1.0, values)]

    def tickStrings(self, values: Sequence[float], _scale: float, spacing: float) -> list[str]:  # noqa: N802
        """The numbers in words; with more digits where these would tell two alike."""
        words = [self._write(value) for value in values]
        if len(set(words)) == len(words) or spacing <= 0:
            return words
        digits = max(math.ceil(-math.log10(spacing)), 0)
        return [f"{value:.{digits}f}".replace("-", MINUS) for value in values]

    def restyle(self) -> None:
        """Take on the theme's colours and sizes."""
        look, scale = theme.current(), theme.scale()
        self.setTextPen(QPen(look.faint))
        self.setPen(QPen(Qt.PenStyle.NoPen))
        self.setTickPen(QPen(look.hairline, 1))
        self.setZValue(-101)  # the grid lies under the curves, and these in a field at -100
        self.setTickFont(theme.font(theme.TEXT_CAPTION, tabular=True))
        if self.orientation in ("bottom", "top"):
            self.setHeight(_HEIGHT * scale)
        else:
            self.setWidth(_WIDTH * scale)


class SecondAxis(QObject):
    """Another axis at the right with one thin curve of its own, over the same width as `box`."""

    def __init__(
        self, plot: pg.GraphicsLayoutWidget, box: pg.ViewBox, write: Callable[[float], str]
    ) -> None:
        super().__init__()
        self._first = box
        self.top = 1.0
        self.axis = Axis("right", write)
        self.box = pg.ViewBox(enableMenu=False, enableMouse=False, defaultPadding=0.0)
        self.box.disableAutoRange()
        plot.addItem(self.axis, 0, 2)
        plot.scene().addItem(self.box)
        self.axis.linkToView(self.box)
        self.curve = Line()
        self.box.addItem(self.curve)
        box.sigResized.connect(self._follow)
        self.show_curve(None)
        self.restyle()

    def show_curve(self, points: tuple[scales.Floats, scales.Floats] | None) -> None:
        """Draw these x and y; None takes axis and curve away."""
        shown = points is not None and len(points[0]) > 0
        self.axis.setVisible(shown)
        self.box.setVisible(shown)
        self.axis.setWidth(_WIDTH * theme.scale() if shown else 0)
        if points is not None and shown:
            self.curve.setData(*points)
            _, self.top = scales.loss_range([points[1]])
            self._follow()

    def place(self, left: float, right: float) -> None:
        """Show this part of the width."""
        room = 0.02 * self.top
        self.box.setRange(
            xRange=(left, right),
            yRange=(-room, self.top + room),
            padding=0,
            disableAutoRange=True,
        )

    def restyle(self) -> None:
        """Take on the theme's colours and sizes."""
        shown = self.axis.isVisible()
        self.axis.restyle()
        self.axis.setWidth(_WIDTH * theme.scale() if shown else 0)
        self.curve.setPen(pens.line(theme.current().secondary, style=Qt.PenStyle.DotLine))

    def _follow(self) -> None:
        self.box.setGeometry(self._first.sceneBoundingRect())
