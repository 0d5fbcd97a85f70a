"""Drawing all units in view at once: their pictures, and over them drawings that are kept."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPixmap, QTransform
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from gui.canvas.geometry import Floats
from gui.canvas.scene import NetworkScene
from gui.canvas.tiles.drawings import Drawings
from gui.canvas.tiles.pictures import edge_of
from gui.canvas.tiles.tile_words import draw_veils, draw_words
from gui.canvas.tiles.unit_look import AROUND, Drawing
from gui.canvas.wiring import Ints
from gui.look import theme
from gui.look.arrays import Parts
from gui.stills import fine

_FAR = 1e5
_WIDEST = 420.0  # the room of a name beside the tile at the smallest scale


@dataclass(frozen=True)
class _Layout:
    """What is in view, until something other than numbers changes: `rows`, and all units' places.

    `sheets` are the units of each kind of picture, the width of their tiles, and where to draw
    what of their sheet; `pages` are the drawings over them.
    """

    rows: Ints
    places: Floats
    sheets: list[tuple[list[int], float, Parts]]
    pages: list[tuple[QPixmap, Parts]]


class Units(QGraphicsItem):
    """Draws the units of a scene on whole pixels: one call for all that look alike.

    A thousand units asked one by one take longer than a frame.
    """

    def __init__(self, scene: NetworkScene) -> None:
        super().__init__()
        self.setAcceptedMouseButtons(Qt.MouseButton.NoButton)
        self._scene = scene
        self._drawings = Drawings()
        self._laid_out: _Layout | None = None
        self._laid_out_for: object = None

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
        scale = painter.deviceTransform().m11()
        ratio = scale / to_view.m11()
        layout = self._layout(to_view, ratio, QRectF(widget.rect()))
        painter.save()
        painter.resetTransform()
        painter.scale(1 / ratio, 1 / ratio)
        for units, width, parts in layout.sheets:
            parts.draw(painter, scene.overlay.pictures.sheet(units, width, scale))
        if scene.watching:
            draw_veils(painter, scene, layout.rows, layout.places, scale)
        if fine.is_wanted():
            self._draw_finely(painter, layout.rows, layout.places, scale)
        else:
            for page, parts in layout.pages:
                parts.draw(painter, page)
        if scene.watching:
            draw_words(painter, scene, layout.rows, layout.places, scale, ratio)
        if scene.flash.units:
            self._draw_flashes(painter, layout.rows, layout.places, scale)
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

    def _layout(self, to_view: QTransform, ratio: float, room: QRectF) -> _Layout:
        scene = self._scene
        wanted = (
            (scene.wiring, scene.wiring.moves, scene.dressed, scene.watching),
            (to_view, ratio, room, scene.overlay.pictured.tobytes()),
            self._drawings.state(to_view.m11(), ratio),
        )
        if self._laid_out is None or wanted != self._laid_out_for:
            self._laid_out_for = wanted
            self._laid_out = self._lay_out(to_view, ratio, room)
        return self._laid_out

    def _lay_out(self, to_view: QTransform, ratio: float, room: QRectF) -> _Layout:
        wiring, scale = self._scene.wiring, to_view.m11()
        shift = (to_view.dx() * ratio, to_view.dy() * ratio)
        places = np.rint(wiring.centres * (scale * ratio) + shift)
        visible = to_view.inverted()[0].mapRect(room).adjusted(-_WIDEST, -AROUND, _WIDEST, AROUND)
        rows = wiring.unit_rows_within(*visible.getCoords())
        rows = rows[~wiring.folded[rows]]  # blocks are drawn by themselves
        items = self._scene.items_by_unit
        keys = [items[unit].key for unit in wiring.ids[rows].tolist()]
        numbers = self._drawings.look_up(keys, scale, ratio)
        sheets = self._sheets(rows, places, scale * ratio) if self._scene.watching else []
        return _Layout(rows, places, sheets, self._drawings.parts(numbers, places[rows]))

    def _sheets(
        self, rows: Ints, places: Floats, scale: float
    ) -> list[tuple[list[int], float, Parts]]:
        """The pictures, exactly on pixels, which is fast."""
        wiring, found = self._scene.wiring, []
        pictured = rows[self._scene.overlay.pictured[rows]]
        halves = wiring.halves[pictured]
        for half in np.unique(halves).tolist():
            alike = pictured[halves == half]
            edge = edge_of(2 * half, scale)
            corners = np.stack([np.zeros(len(alike)), float(edge) * np.arange(len(alike))], axis=1)
            centres = np.floor(places[alike] - edge / 2) + edge / 2
            parts = Parts(centres, corners, np.array([edge, edge], np.float64))
            found.append((wiring.ids[alike].tolist(), 2 * half, parts))
        return found

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
