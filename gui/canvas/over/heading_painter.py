"""Drawing the layer headings: each is drawn once, and its picture moves with its column."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QPainter, QPixmap, QTransform

from gui.canvas.collapsed.folding import Layers, layers
from gui.canvas.over.headings import Block, Headings
from gui.canvas.scene import NetworkScene
from gui.canvas.wiring import Wiring
from gui.look import theme
from gui.stills import fine

_AIR = 4.0
_VEIL = 0.85


class HeadingPainter:
    """Draws the headings of a scene's network over it, at their size on the screen."""

    def __init__(self, scene: NetworkScene) -> None:
        self._scene = scene
        self._headings: Headings | None = None
        self._found: tuple[Wiring, Layers] | None = None
        self._drawn: list[tuple[Block, QRectF, QPixmap]] = []
        self._drawn_for: object = None
        scene.wiring_changed.connect(self._forget)

    def _forget(self) -> None:
        self._headings = None

    def paint(self, painter: QPainter, visible: QRectF, lowest: float) -> None:
        """Draw them, none above `lowest` (view); `painter` maps the scene to the view."""
        to_view = painter.worldTransform()
        ratio = painter.deviceTransform().m11() / to_view.m11()
        places = self.places(to_view, ratio, visible, lowest)
        painter.save()
        painter.resetTransform()
        for (block, room, picture), place in zip(self._drawn, places, strict=True):
            if fine.is_wanted():
                painter.translate(place.topLeft().toPoint())
                _write(painter, block, room.size())
                painter.translate(-place.topLeft().toPoint())
            else:
                painter.drawPixmap(place.topLeft().toPoint(), picture)
        painter.restore()

    def places(
        self, to_view: QTransform, ratio: float, visible: QRectF, lowest: float
    ) -> list[QRectF]:
        """Where they stand in a view of so many device pixels a pixel, none above `lowest`."""
        self._prepare(to_view.m11(), ratio)
        view, found = to_view.mapRect(visible), []
        for _, room, _ in self._drawn:
            place = room.translated(to_view.dx(), to_view.dy())
            if view.left() <= place.center().x() <= view.right():  # whole while its column is seen
                place.moveLeft(min(place.left(), view.right() - place.width()))
                place.moveLeft(max(place.left(), view.left()))
            place.moveTop(max(place.top(), lowest))
            found.append(place)
        return found

    def _prepare(self, scale: float, ratio: float) -> None:
        wanted = (scale, ratio, theme.current().dark, theme.scale())
        if self._headings is not None and wanted == self._drawn_for:
            return
        kept = {_words(block): picture for block, _, picture in self._drawn}
        if wanted != self._drawn_for:
            kept.clear()
        if self._headings is None:
            scene = self._scene
            self._headings = Headings.of(scene.network, scene.folding, self._layers())
        self._drawn_for = wanted
        self._drawn = [
            (
                block,
                block.room.adjusted(-_AIR, 0, _AIR, 0),
                kept.get(_words(block)) or _picture(block, ratio),
            )
            for block in self._headings.laid_out(scale)
        ]

    def _layers(self) -> Layers:
        """The network's layers, which remain the same while units are moved."""
        wiring = self._scene.wiring
        if self._found is None or self._found[0] is not wiring:
            self._found = wiring, layers(self._scene.network)
        return self._found[1]


def _words(block: Block) -> object:
    """All that decides what a heading's picture looks like."""
    return block.lines, block.room.width()


def _picture(block: Block, ratio: float) -> QPixmap:
    colours = theme.current()
    ground = QColor(colours.canvas)  # the network may be scrolled below
    ground.setAlphaF(_VEIL)
    size = block.room.adjusted(-_AIR, 0, _AIR, 0).size()
    picture = QPixmap((size * ratio).toSize())
    picture.setDevicePixelRatio(ratio)
    picture.fill(ground)
    with QPainter(picture) as painter:
        _write(painter, block, size)
    return picture


def _write(painter: QPainter, block: Block, size: QSizeF) -> None:
    colours = theme.current()
    for number, (text, font, top, height) in enumerate(block.rows()):
        painter.setFont(font)
        painter.setPen(colours.secondary if number else colours.text)
        # Wider than the picture, so that a line as wide as it is not cut by rounding.
        line = QRectF(-_AIR, top, size.width() + 2 * _AIR, height)
        painter.drawText(line, Qt.AlignmentFlag.AlignCenter, text)
