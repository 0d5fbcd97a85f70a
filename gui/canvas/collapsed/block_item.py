"""One collapsed layer on the canvas: its picture in a tile, with what it is written below."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QImage, QPainter, QPainterPath, QPen
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from engine import layout
from gui.canvas import geometry
from gui.canvas.collapsed.block_pictures import Shown
from gui.canvas.collapsed.folding import HALF, Block
from gui.canvas.collapsed.matrix import Cells, DataMean, WeightMatrix
from gui.canvas.tiles.unit_look import AROUND, PORT, RING_GAP
from gui.look import theme
from gui.look.translate import tr

_BELOW = 44.0
_WIDEST = 420.0
_APART = 6.0
_TITLE_PX, _HINT_PX = 11, 10
_GAP = 5.0
_TITLES_FROM, _HINTS_FROM = 0.35, 0.8
_SMOOTH_FROM = 0.5  # fewer cells for each pixel are drawn as the squares that they are


@dataclass(frozen=True, slots=True)
class BlockLook:
    """All that decides how a block is drawn but its picture; `target` is as a unit's is."""

    title: str
    kind: str
    selected: bool = False
    hovered: bool = False
    marked: bool = False
    target: str = ""

    def parts(self, *, broken: bool) -> list[str]:
        """Its title as one line, or broken into several."""
        return self.title.split(" · ") if broken else [self.title]


class BlockItem(QGraphicsItem):
    """Draws a collapsed layer; like units it takes no mouse events."""

    half = HALF

    def __init__(self, block: Block, picture: WeightMatrix | DataMean) -> None:
        super().__init__()
        self.block = block
        self.picture = picture
        self.look = BlockLook("", block.kind)
        self.shown = Shown(None)
        self._image: QImage | None = None
        self._flash = 0.0
        self.setAcceptedMouseButtons(Qt.MouseButton.NoButton)

    def wear(self, look: BlockLook, flash: float = 0.0) -> None:
        """Look like this from now on; `flash` (0 to 1) is the strength of the warning ring."""
        if (look, flash) != (self.look, self._flash):
            self.look, self._flash = look, flash
            self.update()

    @property
    def cells(self) -> Cells | None:
        """The numbers of its picture."""
        return self.shown.cells

    def show_picture(self, shown: Shown) -> None:
        """Show this picture."""
        self.shown, self._image = shown, None
        self.update()

    def recolor(self) -> None:
        """Draw the picture with the theme's present colours."""
        self._image = None

    def extent(self, scale: float) -> QRectF:
        """The pixels it takes about its place at a scale."""
        edge = self.half * scale
        tile = QRectF(-edge, -edge, 2 * edge, 2 * edge)
        for text, font, foot in self._lines(scale):
            wide = QFontMetricsF(font).horizontalAdvance(text)
            line = QRectF(-wide / 2, edge, wide, foot - edge)
            tile = tile.united(line)
        return tile

    def boundingRect(self) -> QRectF:
        """The tile with rings, port and the words below."""
        side = 2 * self.half + 2 * AROUND
        wide = max(side, _WIDEST)
        return QRectF(-wide / 2, -side / 2, wide, side + _BELOW * 3)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionGraphicsItem,  # noqa: ARG002
        widget: QWidget | None = None,  # noqa: ARG002
    ) -> None:
        """Draw it as its look says, on whole pixels."""
        to_view = painter.worldTransform()
        scale = to_view.m11()
        ratio = painter.deviceTransform().m11() / scale
        x, y = round(to_view.dx() * ratio) / ratio, round(to_view.dy() * ratio) / ratio
        painter.resetTransform()
        painter.translate(x, y)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        edge = self.half * scale
        tile = QRectF(-edge, -edge, 2 * edge, 2 * edge)
        self._draw_picture(painter, tile, scale)
        self._draw_rings(painter, tile, scale)
        self._draw_words(painter, scale)

    def _draw_picture(self, painter: QPainter, tile: QRectF, scale: float) -> None:
        colours, corner = theme.current(), geometry.CORNER * scale
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colours.panel)
        painter.drawRoundedRect(tile, corner, corner)
        if self.cells is not None:
            if self._image is None:
                self._image = self.cells.image()
            clip = QPainterPath()
            clip.addRoundedRect(tile, corner, corner)
            painter.save()
            painter.setClipPath(clip)
            few = self._image.width() < _SMOOTH_FROM * tile.width()
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, not few)
            painter.drawImage(tile, self._image)
            painter.restore()
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(self._outline(scale))
        painter.drawRoundedRect(tile, corner, corner)

    def _outline(self, scale: float) -> QPen:
        colours, look = theme.current(), self.look
        if look.selected:
            return QPen(colours.accent, max(2.6 * scale, 1.6))
        return QPen(colours.text if look.hovered else colours.secondary, max(1.3 * scale, 0.8))

    def _draw_rings(self, painter: QPainter, tile: QRectF, scale: float) -> None:
        colours, look = theme.current(), self.look
        rings = []
        if look.target in ("open", "hit"):
            width = 2.4 if look.target == "hit" else 1.2
            rings.append((QPen(colours.accent, width * scale), 4.0))
        elif look.target == "no":
            rings.append((QPen(colours.notice, 2.4 * scale), RING_GAP))
        if look.marked:
            rings.append((QPen(colours.accent, 1.6 * scale, Qt.PenStyle.DashLine), RING_GAP))
        if self._flash > 0:
            warning = QColor(colours.notice)
            warning.setAlphaF(min(1.0, self._flash))
            rings.append((QPen(warning, 2.6 * scale), RING_GAP))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for pen, gap in rings:
            away, corner = gap * scale, (geometry.CORNER + gap) * scale
            painter.setPen(pen)
            painter.drawRoundedRect(tile.adjusted(-away, -away, away, away), corner, corner)
        if look.kind != "output" and not look.target and (look.hovered or look.selected):
            painter.setPen(QPen(colours.accent, 2 * scale))
            painter.setBrush(colours.panel)
            painter.drawEllipse(QPointF(tile.right(), 0), PORT * scale, PORT * scale)

    def _draw_words(self, painter: QPainter, scale: float) -> None:
        colours = theme.current()
        for text, font, foot in self._lines(scale):
            metrics = QFontMetricsF(font)
            painter.setFont(font)
            painter.setPen(colours.text if text in self.look.title else colours.secondary)
            painter.drawText(
                QPointF(-metrics.horizontalAdvance(text) / 2, foot - metrics.descent()), text
            )

    def _lines(self, scale: float) -> list[tuple[str, QFont, float]]:
        """What is written below the tile: text, font, and where its foot is, in pixels."""
        foot, lines = self.half * scale + _GAP, []
        title, hint = theme.font(_TITLE_PX, QFont.Weight.Medium), theme.font(_HINT_PX)
        wide = QFontMetricsF(title).horizontalAdvance(self.look.title)
        broken = wide > layout.COLUMN * scale - _APART  # it would meet its neighbours
        for text, font, least in (
            *((part, title, _TITLES_FROM) for part in self.look.parts(broken=broken)),
            (tr("Enter opens the layer"), hint, _HINTS_FROM),
        ):
            if scale >= least * theme.scale():
                foot += QFontMetricsF(font).height()
                lines.append((text, font, foot))
        return lines
