"""One unit on the canvas: where it stands and how it looks; `units` draws all of them."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from gui.canvas.tiles.unit_look import AROUND, UnitLook, extent

_BELOW = 24.0


class UnitItem(QGraphicsItem):
    """A unit of the scene. Gestures are the view's business, so that it takes no mouse events.

    `key` is the same for all units that are drawn alike, but for their pictures.
    """

    def __init__(self, unit: int, half: float, look: UnitLook) -> None:
        super().__init__()
        self.unit = unit
        self.half = half
        self.setFlag(QGraphicsItem.GraphicsItemFlag.ItemHasNoContents)
        self.setAcceptedMouseButtons(Qt.MouseButton.NoButton)
        self.look, self.key = look, (look.wordless(), half)
        self.flash = 0.0

    def wear(self, look: UnitLook, flash: float = 0.0) -> bool:
        """Look like this from now on; `flash` (0 to 1) is the strength of the warning ring.

        Returns whether it looked different before.
        """
        self.flash = flash
        if look == self.look:
            return False
        self.look, self.key = look, (look.wordless(), self.half)
        return True

    def extent(self, scale: float) -> QRectF:
        """The pixels it takes about its place at a scale, in either mode."""
        return extent(self.look, self.half, scale)

    def boundingRect(self) -> QRectF:
        """The tile with rings, port, dot and the caption below."""
        tile = QRectF(-self.half, -self.half, 2 * self.half, 2 * self.half)
        return tile.adjusted(-AROUND, -AROUND, AROUND, AROUND + _BELOW)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionGraphicsItem,
        widget: QWidget | None = None,
    ) -> None:
        """Never called: it has no contents of its own."""
