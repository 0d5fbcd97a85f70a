"""One unit on the canvas: its picture, and over it a drawing that is kept as long as it holds."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from gui import theme
from gui.canvas.pictures import Pictures
from gui.canvas.unit_look import AROUND, Drawing, Drawings, UnitLook, extent

_WIDEST = 420.0  # the room of a name beside the tile at the smallest scale
_BELOW = 24.0


class UnitItem(QGraphicsItem):
    """Draws a unit; gestures are the view's business, so that it takes no mouse events."""

    def __init__(
        self, unit: int, half: float, look: UnitLook, drawings: Drawings, pictures: Pictures
    ) -> None:
        super().__init__()
        self.unit = unit
        self.half = half
        self.look = look
        self._drawn = look.wordless()
        self._drawings = drawings
        self._pictures = pictures
        self._flash = 0.0
        tile = QRectF(-half, -half, 2 * half, 2 * half)
        side = AROUND if look.kind == "hidden" else _WIDEST
        self._bounds = tile.adjusted(-side, -AROUND, side, AROUND + _BELOW)
        self.setAcceptedMouseButtons(Qt.MouseButton.NoButton)

    def wear(self, look: UnitLook, flash: float = 0.0) -> None:
        """Look like this from now on; `flash` (0 to 1) is the strength of the warning ring."""
        if (look, flash) != (self.look, self._flash):
            self.look, self._flash = look, flash
            self._drawn = look.wordless()
            self.update()

    def extent(self, scale: float) -> QRectF:
        """The pixels it takes about its place at a scale, in either mode."""
        return extent(self.look, self.half, scale)

    def boundingRect(self) -> QRectF:
        """The tile with rings, port, dot, the caption below and a name beside it."""
        return self._bounds

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionGraphicsItem,  # noqa: ARG002
        widget: QWidget | None = None,  # noqa: ARG002
    ) -> None:
        """Draw the unit as its look says, on whole pixels."""
        to_view = painter.worldTransform()
        scale = to_view.m11()
        ratio = painter.deviceTransform().m11() / scale
        x, y = round(to_view.dx() * ratio) / ratio, round(to_view.dy() * ratio) / ratio
        painter.resetTransform()
        painter.translate(x, y)
        picture = self._pictures.image(self.unit) if self.look.watching else None
        if picture is not None:
            painter.drawImage(self._place_of(picture, scale, ratio), picture)
        drawing, corner = self._drawings.of(self._drawn, self.half, scale, ratio)
        painter.drawPixmap(corner, drawing)
        if self._flash > 0:
            warning = QColor(theme.current().notice)
            warning.setAlphaF(min(1.0, self._flash))
            Drawing(painter, self.look, self.half, scale).ring(warning, 2.6)

    def _place_of(self, picture: QImage, scale: float, ratio: float) -> QRectF:
        """The tile in pixels; exactly on them where nothing has to be enlarged, which is fast."""
        edge, wide = self.half * scale, picture.width() / ratio
        if wide < 2 * edge:
            return QRectF(-edge, -edge, 2 * edge, 2 * edge)
        corner = round(-wide / 2 * ratio) / ratio
        return QRectF(corner, corner, wide, wide)
