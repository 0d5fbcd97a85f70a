"""A map of heights with contour lines, a path over it, and marks; drawn by pyqtgraph.

Import this module only after the first paint: pyqtgraph takes its time.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QObject, QRectF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QWidget

from gui.look import pens, theme
from gui.look.translate import tr
from gui.look.words import compact
from gui.panels.charts.axis import Axis
from gui.panels.charts.curve import Line
from gui.panels.charts.plot import Plot, Ruler
from gui.panels.widgets import relief, scales
from gui.panels.widgets.relief import Levels
from gui.stills import pictures

Floats = NDArray[np.float64]
Point = tuple[float, float]

_LEFT, _BOTTOM = 50, 33
_PIXELS_ACROSS, _PIXELS_UP = 58, 28
_OVERHANG = 10  # half of the number at the right end of the axis
_EDGE = 6
_SIZES = {"start": 9.0, "lowest": 9.0, "now": 12.0}
_SYMBOLS = {"start": "o", "lowest": "d", "now": "o"}
_KEYS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, 1),
    Qt.Key.Key_Down: (0, -1),
}


class PlaneAxis(Axis):
    """An axis with round numbers, whole or not, and a name."""

    def tickValues(self, low: float, high: float, size: float) -> list[tuple[float, list[float]]]:  # noqa: N802
        """Round numbers, not too many."""
        room = _PIXELS_ACROSS if self.orientation == "bottom" else _PIXELS_UP
        values = scales.ticks(low, high, max(int(size / (room * theme.scale())), 2))
        return [(1.0, [0.0 if abs(value) < 1e-9 * (high - low) else value for value in values])]


class ContourMap(QWidget):
    """Shows heights over a plane. `pointed` tells where the mouse or the arrow keys point.

    `pointed` carries (x, y), or None when nothing is pointed at any more.
    """

    pointed = Signal(object)

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        pictures.offer(self, tr("Map of the loss"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setProperty("keepsArrows", True)
        self._across = self._up = np.array([-1.0, 1.0])
        self._heights: Floats | None = None
        self._scale: Levels | None = None
        self._probe: Point | None = None
        self._marks: Mapping[str, Point] = {}
        self._build()
        theme.signals.changed.connect(self._restyle)
        self._restyle()

    def _build(self) -> None:
        self._left, self._bottom = PlaneAxis("left", compact), PlaneAxis("bottom", compact)
        self._plot = Plot(self._left, self._bottom)
        self._plot.viewport().setMouseTracking(True)
        self._plot.viewport().installEventFilter(self)
        self._box = self._plot.box
        self._image = pg.ImageItem(axisOrder="row-major")
        self._halo, self._line = (Line() for _ in range(2))
        # A few points: drawn as lines, not copied from kept pixels, they are whole in a file.
        self._points = pg.ScatterPlotItem(antialias=True, useCache=False)
        self._cross = [Ruler(angle) for angle in (0, 90)]
        for item in (self._image, self._halo, self._line, *self._cross, self._points):
            self._box.addItem(item)
        self._box.sigResized.connect(self._paint)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._plot)

    # What is shown

    def show_heights(
        self, across: Floats, up: Floats, heights: Floats, scale: Levels, names: tuple[str, str]
    ) -> None:
        """Show heights (n up, n across) and the axes' names."""
        self._across, self._up = across, up
        self._heights, self._scale = heights, scale
        self._bottom.setLabel(names[0])
        self._left.setLabel(names[1])
        self._box.setRange(
            xRange=(across[0], across[-1]), yRange=(up[0], up[-1]), padding=0, disableAutoRange=True
        )
        self._paint()

    def show_path(self, path: Floats, marks: Mapping[str, Point]) -> None:
        """Show a line through (p, 2), and the points "start", "lowest" and "now" as far as given.

        A mark that lies outside stands at the edge.
        """
        self._marks = marks
        for curve in (self._halo, self._line):
            curve.setData(path[:, 0], path[:, 1])
        self._put_marks()

    def clear(self) -> None:
        """Show nothing."""
        self._heights = None
        self._image.clear()
        self.show_path(np.zeros((0, 2)), {})
        self.point_at(None)

    @property
    def path(self) -> Floats:
        """The line that is drawn (p, 2)."""
        x, y = self._line.getData()
        return np.empty((0, 2)) if x is None else np.column_stack([x, y])

    @property
    def marks(self) -> Mapping[str, Point]:
        """The points that are marked."""
        return self._marks

    def place(self, x: float, y: float) -> Point:
        """Where a point of the plane stands in the widget."""
        in_scene = self._box.mapViewToScene(pg.Point(x, y))
        in_plot = self._plot.mapFromScene(in_scene)
        at = self._plot.mapTo(self, in_plot)
        return float(at.x()), float(at.y())

    # Pointing

    def point_at(self, point: Point | None) -> None:
        """Point at a place, as the arrow keys do; None takes the cross away."""
        self._probe = point
        for line, place in zip(self._cross, (point or (0, 0))[::-1], strict=True):
            line.setVisible(point is not None)
            line.setValue(place)
        self.pointed.emit(point)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move the cross with the arrow keys; Escape takes it away."""
        key = Qt.Key(event.key())
        if key in _KEYS and self._heights is not None:
            steps = _KEYS[key]
            start = self._probe or self._marks.get("now") or (self._across[0], self._up[0])
            axes = (self._across, self._up)
            moved = [
                float(np.clip(at + step * (axis[1] - axis[0]), axis[0], axis[-1]))
                for at, step, axis in zip(start, steps, axes, strict=True)
            ]
            self.point_at((moved[0], moved[1]))
        elif key == Qt.Key.Key_Escape and self._probe is not None:
            self.point_at(None)
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Take the cross away."""
        super().focusOutEvent(event)
        self.point_at(None)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Follow the mouse."""
        if event.type() == QEvent.Type.MouseMove and isinstance(event, QMouseEvent):
            self._follow(event)
        elif event.type() == QEvent.Type.Leave:
            self.pointed.emit(self._probe)
        elif event.type() == QEvent.Type.MouseButtonPress:
            self.setFocus(Qt.FocusReason.MouseFocusReason)
        return False

    def _follow(self, event: QMouseEvent) -> None:
        at = self._box.mapSceneToView(self._plot.mapToScene(event.position().toPoint()))
        inside = self._across[0] <= at.x() <= self._across[-1]
        inside = inside and self._up[0] <= at.y() <= self._up[-1]
        self.pointed.emit((float(at.x()), float(at.y())) if inside else self._probe)

    # Drawing

    def _paint(self) -> None:
        if self._heights is None or self._scale is None:
            return
        ratio = self.devicePixelRatioF()
        columns, rows = (
            max(round(side * ratio), 8) for side in (self._box.width(), self._box.height())
        )
        colours = relief.paint(self._heights, self._scale, columns, rows)
        self._image.setImage(_bytes(colours), levels=None, autoLevels=False)
        left, low = self._across[0], self._up[0]
        # Pictures begin above, the box's axis points up.
        self._image.setRect(QRectF(left, low, self._across[-1] - left, self._up[-1] - low))

    def _put_marks(self) -> None:
        look, scale = theme.current(), theme.scale()
        brushes = {"start": look.panel, "lowest": look.panel, "now": look.negative}
        edges = {"start": look.negative, "lowest": look.text, "now": look.panel}
        self._points.setData(
            [
                {
                    "pos": self._inside(self._marks[name]),
                    "size": _SIZES[name] * scale,
                    "symbol": _SYMBOLS[name],
                    "brush": brushes[name],
                    "pen": pens.line(edges[name], 1.8 * self.devicePixelRatioF()),
                }
                for name in _SIZES
                if name in self._marks
            ]
        )

    def _inside(self, point: Point) -> Point:
        """The point, or the nearest one at which a mark is not cut by the edge."""
        pixel = self._box.viewPixelSize()
        found = []
        for at, axis, size in zip(point, (self._across, self._up), pixel, strict=True):
            room = min(_EDGE * theme.scale() * size, (axis[-1] - axis[0]) / 4)
            found.append(float(np.clip(at, axis[0] + room, axis[-1] - room)))
        return found[0], found[1]

    def _restyle(self) -> None:
        look, scale = theme.current(), theme.scale()
        self._plot.setBackground(look.panel)
        self._plot.ci.layout.setContentsMargins(0, 6 * scale, _OVERHANG * scale, 0)
        for axis in (self._left, self._bottom):
            axis.setTextPen(QPen(look.faint))
            axis.setPen(QPen(Qt.PenStyle.NoPen))
            axis.setTickFont(theme.font(theme.TEXT_CAPTION, tabular=True))
            axis.labelStyle = {
                "color": look.secondary.name(),
                "font-size": f"{round(theme.TEXT_CAPTION * scale)}px",
            }
            axis.setLabel(axis.labelText)
        self._left.setWidth(_LEFT * scale)
        self._bottom.setHeight(_BOTTOM * scale)
        self._halo.setPen(pens.line(look.panel, 3.6))
        self._line.setPen(pens.line(look.negative, 2.0))
        for line in self._cross:
            line.setPen(pens.line(look.text, 1.0))
        self._put_marks()
        self._paint()


def _bytes(colours: NDArray[np.uint32]) -> NDArray[np.uint8]:
    """Colours (rows, columns) from the top as pyqtgraph takes them: RGBA, from the bottom."""
    parts = [(colours >> shift) & 0xFF for shift in (16, 8, 0, 24)]
    return np.ascontiguousarray(np.stack(parts, axis=-1)[::-1].astype(np.uint8))
