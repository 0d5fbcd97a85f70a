"""What lies over the units: layer headings, the gesture's preview, a word on an empty canvas."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from gui.canvas.over.heading_painter import HeadingPainter
from gui.canvas.scene import NetworkScene
from gui.canvas.tools import Tool
from gui.look import theme
from gui.look.translate import tr


class Foreground:
    """Draws over the scene."""

    def __init__(self, scene: NetworkScene) -> None:
        self._scene = scene
        self.headings = HeadingPainter(scene)

    def draw(
        self, painter: QPainter, visible: QRectF, lowest: float, tool: Tool | None, *, framed: bool
    ) -> None:
        """Draw headings not above `lowest` (view), and what `tool` is about to do.

        `framed`: the keyboard is on the canvas.
        """
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._scene.weight_labels.paint(painter)
        self.headings.paint(painter, visible, lowest)
        if not len(self._scene.wiring.ids) and tool is None:
            _paint_invitation(painter, visible)
        if tool is not None:
            tool.paint(painter, visible)
        if framed:
            _paint_frame(painter, visible)


def _paint_frame(painter: QPainter, visible: QRectF) -> None:
    frame = painter.transform().mapRect(visible)
    painter.save()
    painter.resetTransform()
    painter.setPen(QPen(theme.current().accent, 1.5))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(frame.adjusted(1, 1, -1, -1))
    painter.restore()


def _paint_invitation(painter: QPainter, visible: QRectF) -> None:
    frame = painter.transform().mapRect(visible)
    painter.save()
    painter.resetTransform()
    painter.setFont(theme.font(theme.HEADING))
    painter.setPen(theme.current().faint)
    painter.drawText(
        frame, Qt.AlignmentFlag.AlignCenter, tr("Drag inputs, hidden units and outputs here.")
    )
    painter.restore()
