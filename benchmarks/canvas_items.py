"""The design to compare with: one graphics item for each connection and each unit."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPixmap
from PySide6.QtWidgets import QGraphicsPathItem, QGraphicsPixmapItem, QGraphicsScene, QGraphicsView

from engine import Network, Snapshot
from gui.canvas import geometry
from gui.canvas.connections.edges import strokes
from gui.look import theme

_COLOURS = 64


class ItemsView(QGraphicsView):
    """Shows a network at a scale the way a first version would: Qt's items, one for each thing."""

    def __init__(self, network: Network, width: int, height: int, scale: float) -> None:
        super().__init__()
        self._scene = QGraphicsScene(self)
        self.setScene(self._scene)
        # Where everything changes, an index and a list of changed places only cost.
        self._scene.setItemIndexMethod(QGraphicsScene.ItemIndexMethod.NoIndex)
        self.setViewportUpdateMode(QGraphicsView.ViewportUpdateMode.FullViewportUpdate)
        self.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.setBackgroundBrush(theme.current().canvas)
        self.resize(width, height)
        look = strokes(dark=False, size=1.0, patterns=False)
        self._pens = [
            QPen(color, stroke) for color, stroke in zip(look.colors, look.widths, strict=True)
        ]
        self._tiles = _tiles()
        self._edges = self._add_edges(network)
        self._units = self._add_units(network)
        self.scale(scale, scale)
        self.centerOn(self._scene.itemsBoundingRect().center())

    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Give every item the pen or the picture of its new number."""
        levels = np.rint(np.minimum(np.abs(snapshot.weights) / 2.0, 1.0) * 15).astype(int)
        chosen = (1 + 2 * levels + (snapshot.weights >= 0)).tolist()
        for edge, level in zip(self._edges, chosen, strict=True):
            edge.setPen(self._pens[level])
        assert snapshot.responses is not None
        shades = ((snapshot.responses[:, 0] + 1) / 2 * (_COLOURS - 1)).astype(int).tolist()
        for unit, shade in zip(self._units, shades, strict=True):
            unit.setPixmap(self._tiles[shade])

    def _add_edges(self, network: Network) -> list[QGraphicsPathItem]:
        arrays = network.arrays()
        places = {unit.id: unit.position for unit in network.units}
        shift = np.array([geometry.TILE / 2, 0.0])
        starts = np.array([places[unit] for unit in arrays.sources.tolist()]) + shift
        ends = np.array([places[unit] for unit in arrays.targets.tolist()]) - shift
        items = []
        for points in geometry.control_points(starts, ends).tolist():
            path = QPainterPath(QPointF(*points[0]))
            path.cubicTo(*(QPointF(*point) for point in points[1:]))
            items.append(self._scene.addPath(path))
        return items

    def _add_units(self, network: Network) -> list[QGraphicsPixmapItem]:
        items = []
        for unit in network.units:
            item = self._scene.addPixmap(self._tiles[0])
            item.setOffset(-geometry.TILE / 2, -geometry.TILE / 2)
            item.setPos(*unit.position)
            items.append(item)
        return items


def _tiles() -> list[QPixmap]:
    """Ready tiles in the colours between negative and positive."""
    tiles = []
    for shade in range(_COLOURS):
        tile = QPixmap(int(geometry.TILE), int(geometry.TILE))
        tile.fill(Qt.GlobalColor.transparent)
        with QPainter(tile) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setBrush(QColor.fromHsvF(0.08 + 0.5 * shade / _COLOURS, 0.7, 0.9))
            painter.drawRoundedRect(QRectF(tile.rect()), geometry.CORNER, geometry.CORNER)
        tiles.append(tile)
    return tiles
