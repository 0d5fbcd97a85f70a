"""What lies under the units: the dotted ground and the connections, kept as one picture."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QElapsedTimer, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap, QTransform

from gui import theme
from gui.canvas.arrays import draw_points
from gui.canvas.edges import EdgePainter, LineEdges, mixed
from gui.canvas.geometry import Floats
from gui.canvas.scene import NetworkScene
from gui.canvas.wiring import Ints

DOT_SPACING = 24.0
_CLOSEST_DOTS = 14.0
_MOVING_MS = 120
_SMOOTH_BUDGET_MS = 16.0


class Backdrop:
    """Draws the ground and the connections into a pixmap, and the pixmap until something changes.

    While the picture changes all the time and an antialiased one costs too much, it is drawn
    without; `is_rough` then says that a smooth one is still owed.
    """

    def __init__(self, scene: NetworkScene, edges: EdgePainter | None = None) -> None:
        self._scene = scene
        self._edges: EdgePainter = edges or LineEdges()
        self._pixmap = QPixmap()
        self._ground = QPixmap()
        self._ground_of: object = None
        self._transform = QTransform()
        self._visible = QRectF()
        self._stale = True
        self._smooth_ms = 0.0
        self._since_change = QElapsedTimer()
        self.is_rough = False

    def invalidate(self) -> None:
        """Draw a new picture the next time."""
        self._stale = True

    def draw(
        self, painter: QPainter, size: QSize, ratio: float, transform: QTransform, visible: QRectF
    ) -> None:
        """Draw all of it; `transform` maps the scene to a view of `size`, `ratio` to pixels."""
        pixels = size * ratio
        if self._pixmap.size() != pixels:
            self._pixmap = QPixmap(pixels)
            self._stale = True
        self._pixmap.setDevicePixelRatio(ratio)
        if self._stale or transform != self._transform:
            self._transform, self._visible = QTransform(transform), QRectF(visible)
            self._render()
        painter.save()
        painter.resetTransform()
        painter.drawPixmap(0, 0, self._pixmap)
        painter.restore()
        self._draw_highlights(painter)

    def _render(self) -> None:
        busy = self._since_change.isValid() and self._since_change.elapsed() < _MOVING_MS
        smooth = not busy or self._smooth_ms <= _SMOOTH_BUDGET_MS
        self._since_change.start()
        self._lay_ground()
        with QPainter(self._pixmap) as painter:
            painter.drawPixmap(0, 0, self._ground)
            painter.setTransform(self._transform)
            clock = QElapsedTimer()
            clock.start()
            look = self._scene.look_of_edges()
            self._edges.paint(painter, self._scene.wiring, look, self._visible, smooth=smooth)
        if smooth:
            self._smooth_ms = clock.nsecsElapsed() / 1e6
        self.is_rough = not smooth
        self._stale = False

    def _lay_ground(self) -> None:
        colours, ratio = theme.current(), self._pixmap.devicePixelRatio()
        wanted = (QTransform(self._transform), self._pixmap.size(), ratio, colours.dark)
        if wanted == self._ground_of:
            return
        self._ground_of = wanted
        self._ground = QPixmap(self._pixmap.size())
        self._ground.setDevicePixelRatio(ratio)
        self._ground.fill(colours.canvas)
        with QPainter(self._ground) as painter:
            self._draw_dots(painter)

    def _draw_dots(self, painter: QPainter) -> None:
        scale = self._transform.m11()
        spacing = DOT_SPACING * scale
        while spacing < _CLOSEST_DOTS:
            spacing *= 2
        size = self._pixmap.deviceIndependentSize()
        x = _ticks(self._transform.dx(), spacing, size.width())
        y = _ticks(self._transform.dy(), spacing, size.height())
        pen = QPen(theme.current().dots, 2.0)
        pen.setCapStyle(Qt.PenCapStyle.SquareCap)
        painter.setPen(pen)
        draw_points(painter, np.stack(np.meshgrid(x, y), axis=2).reshape(-1, 2))

    def _draw_highlights(self, painter: QPainter) -> None:
        """Selected, hovered and pointed-out connections, over all others."""
        scene, colours = self._scene, theme.current()
        hovered = [scene.hovered.connection] if scene.hovered.connection else []
        for pairs, color, strength in (
            (hovered, colours.accent, 0.35),
            (scene.selection.connections, colours.accent, 0.5),
            (scene.flash.connections, colours.notice, scene.flash.strength),
        ):
            if pairs:
                rows = scene.wiring.rows_of_pairs(pairs)
                self._draw_lit(painter, rows, mixed(colours.canvas, color, strength))

    def _draw_lit(self, painter: QPainter, rows: Ints, color: QColor) -> None:
        wiring, look = self._scene.wiring, self._scene.look_of_edges().of(rows)
        self._edges.paint(painter, wiring, look.halo(color), self._visible, smooth=True)
        self._edges.paint(painter, wiring, look, self._visible, smooth=True)


def _ticks(origin: float, spacing: float, length: float) -> Floats:
    return np.arange(origin % spacing, length, spacing)
