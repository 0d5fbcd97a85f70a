"""What all gestures of the canvas have in common."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QPainter

from gui.canvas import geometry
from gui.canvas.geometry import Point
from gui.canvas.scene import NetworkScene
from gui.look import pens, theme


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
    def free(self) -> bool:
        """Whether Ctrl or Alt is held: nothing snaps then."""
        off = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
        return bool(self.modifiers & off)

    @property
    def control(self) -> bool:
        """Whether Ctrl (Cmd on a Mac) is held."""
        return bool(self.modifiers & Qt.KeyboardModifier.ControlModifier)


class Tool:
    """A gesture from press to release; `cancel` undoes what it did, `paint` draws its preview."""

    cursor = Qt.CursorShape.ArrowCursor
    told: tuple[tuple[str, str], ...] = ()
    """What the sheet of shortcuts says: what the hand does, and what that does."""
    hint = ""
    """What can be done while the gesture is going on."""

    def move(self, pointer: Pointer) -> None:
        """The pointer moved."""

    def finish(self, pointer: Pointer) -> None:
        """The button was released."""

    def cancel(self) -> None:
        """The person changed their mind."""

    def paint(self, painter: QPainter, visible: QRectF) -> None:
        """Draw the preview, in scene coordinates, over everything else."""


def snap(
    scene: NetworkScene, pointer: Pointer, point: Point, others: geometry.Floats
) -> geometry.Snap:
    """Where a tile's centre comes to stand: on grid and neighbours (n, 2), unless that is off."""
    if pointer.free or not scene.snapping:
        return geometry.Snap(point)
    return geometry.snap_point(point, others)


def paint_guides(
    painter: QPainter, visible: QRectF, guide_x: float | None, guide_y: float | None
) -> None:
    """Dashed lines through the columns and rows that a unit has snapped to."""
    pen = pens.line(theme.current().accent)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    pen.setDashPattern([4, 3])
    painter.setPen(pens.sharp(pen, painter))
    if guide_x is not None:
        painter.drawLine(QPointF(guide_x, visible.top()), QPointF(guide_x, visible.bottom()))
    if guide_y is not None:
        painter.drawLine(QPointF(visible.left(), guide_y), QPointF(visible.right(), guide_y))
