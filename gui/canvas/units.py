"""Drawing all units in view at once: their pictures, and over them drawings that are kept."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from gui import fine, theme
from gui.canvas.arrays import draw_parts
from gui.canvas.drawings import Drawings
from gui.canvas.geometry import Floats
from gui.canvas.scene import NetworkScene
from gui.canvas.tile_words import draw_veils, draw_words
from gui.canvas.unit_look import AROUND, Drawing
from gui.canvas.wiring import Ints

_FAR = 1e5
_WIDEST = 420.0  # the room of a name beside the tile at the smallest scale


class Units(QGraphicsItem):
    """Draws the units of a scene on whole pixels: one call for all that look alike.

    A thousand units asked one by one take longer than a frame.
    """

    def __init__(self, scene: NetworkScene) -> None:
        super().__init__()
        self.setAcceptedMouseButtons(Qt.MouseButton.NoButton)
        self._scene = scene
        self._drawings = Drawings()
        self._numbers: Ints = np.empty(0, np.int64)
        self._numbers_of: object = None

    def boundingRect(self) -> QRectF:
        """Anywhere: there is one such item only."""
        return QRectF(-_FAR, -_FAR, 2 * _FAR, 2 * _FAR)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionGraphicsItem,  # noqa: ARG002
        widget: QWidget | None = None,
    ) -> None:
        """Draw those in view."""
        assert widget is not None
        scene, to_view = self._scene, painter.worldTransform()
        visible = to_view.inverted()[0].mapRect(QRectF(widget.rect()))
        scale = painter.deviceTransform().m11()
        ratio = scale / to_view.m11()
        shift = (to_view.dx() * ratio, to_view.dy() * ratio)
        places = np.rint(scene.wiring.centres * scale + shift)
        room = visible.adjusted(-_WIDEST, -AROUND, _WIDEST, AROUND)
        rows = scene.wiring.unit_rows_within(*room.getCoords())
        rows = rows[~scene.wiring.folded[rows]]  # blocks are drawn by themselves
        painter.save()
        painter.resetTransform()
        painter.scale(1 / ratio, 1 / ratio)
        if scene.watching:
            self._draw_pictures(painter, rows, places, scale)
            draw_veils(painter, scene, rows, places, scale)
        if fine.is_wanted():
            self._draw_finely(painter, rows, places, scale)
        else:
            numbers = self._numbered(rows, to_view.m11(), ratio)
            self._drawings.draw(painter, numbers, places[rows])
        if scene.watching:
            draw_words(painter, scene, rows, places, scale, ratio)
        self._draw_flashes(painter, rows, places, scale)
        painter.restore()

    def _draw_finely(self, painter: QPainter, rows: Ints, places: Floats, scale: float) -> None:
        """Draw each by itself, for a file."""
        wiring = self._scene.wiring
        for row in rows.tolist():
            look, half = self._scene.items_by_unit[int(wiring.ids[row])].key
            painter.save()
            painter.translate(*places[row].tolist())
            Drawing(painter, look, half, scale).draw()
            painter.restore()

    def _numbered(self, rows: Ints, scale: float, ratio: float) -> Ints:
        """The numbers of these units' drawings."""
        wanted = (self._scene.dressed, rows.tobytes(), self._drawings.state(scale, ratio))
        if wanted != self._numbers_of:
            self._numbers_of = wanted
            items, ids = self._scene.items_by_unit, self._scene.wiring.ids
            keys = [items[unit].key for unit in ids[rows].tolist()]
            self._numbers = self._drawings.look_up(keys, scale, ratio)
        return self._numbers

    def _draw_pictures(self, painter: QPainter, rows: Ints, places: Floats, scale: float) -> None:
        """Draw them exactly on pixels, which is fast."""
        wiring, pictures = self._scene.wiring, self._scene.overlay.pictures
        pictured = rows[self._scene.overlay.pictured[rows]]
        halves = wiring.halves[pictured]
        for half in np.unique(halves).tolist():
            alike = pictured[halves == half]
            sheet = pictures.sheet(wiring.ids[alike].tolist(), 2 * half, scale)
            edge = sheet.width()
            sources = np.stack([np.zeros(len(alike)), float(edge) * np.arange(len(alike))], axis=1)
            centres = np.floor(places[alike] - edge / 2) + edge / 2
            draw_parts(painter, sheet, centres, sources, np.array([edge, edge], np.float64))

    def _draw_flashes(self, painter: QPainter, rows: Ints, places: Floats, scale: float) -> None:
        """Warning rings around units that are pointed out."""
        flash, wiring = self._scene.flash, self._scene.wiring
        for row in rows[np.isin(wiring.ids[rows], list(flash.units))].tolist():
            item = self._scene.items_by_unit[int(wiring.ids[row])]
            warning = QColor(theme.current().notice)
            warning.setAlphaF(min(1.0, item.flash))
            painter.save()
            painter.translate(*places[row].tolist())
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            Drawing(painter, item.look, item.half, scale).ring(warning, 2.6)
            painter.restore()
