"""What all gestures of the canvas have in common."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from gui import theme
from gui.canvas.geometry import Point


@dataclass(frozen=True, slots=True)
class Pointer:
    """Where the pointer is: in the scene, in the view and on the screen, with the keys held."""

    scene: Point
    view: QPoint
    screen: QPoint
    modifiers: Qt.KeyboardModifier

    @property
    def shift(self) -> bool:
        """Whether Shift is held."""
        return bool(self.modifiers & Qt.KeyboardModifier.ShiftModifier)

    @property
    def control(self) -> bool:
        """Whether Ctrl (Cmd on a Mac) is held."""
        return bool(self.modifiers & Qt.KeyboardModifier.ControlModifier)


class Tool:
    """A gesture from press to release; `cancel` undoes what it did, `paint` draws its preview."""

    cursor = Qt.CursorShape.ArrowCursor

    def move(self, pointer: Pointer) -> None:
        """The pointer moved."""

    def finish(self, pointer: Pointer) -> None:
        """The button was released."""

    def cancel(self) -> None:
        """The person changed their mind."""

    def paint(self, painter: QPainter, visible: QRectF) -> None:
        """Draw the preview, in scene coordinates, over everything else."""


def paint_guides(
    painter: QPainter, visible: QRectF, guide_x: float | None, guide_y: float | None
) -> None:
    """Dashed lines through the columns and rows that a unit has snapped to."""
    pen = QPen(theme.current().accent, 1, Qt.PenStyle.CustomDashLine)
    pen.setDashPattern([4, 3])
    pen.setCosmetic(True)
    painter.setPen(pen)
    if guide_x is not None:
        painter.drawLine(QPointF(guide_x, visible.top()), QPointF(guide_x, visible.bottom()))
    if guide_y is not None:
        painter.drawLine(QPointF(visible.left(), guide_y), QPointF(visible.right(), guide_y))
