"""Selecting with a rectangle drawn on the empty canvas."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QPainter

from gui.canvas.scene import NetworkScene
from gui.canvas.tools.base import Pointer, Tool
from gui.look import pens, theme


class RubberBandTool(Tool):
    """Selects the units it touches or, where there are none, the connections that run through.

    Shift adds to the selection, Ctrl toggles, without either it starts afresh; the keys held at
    the press count.
    """

    told = (
        ("Drag on empty ground", "Select inside a rubber band"),
        ("Shift-drag, Ctrl-drag", "Add to the selection, toggle"),
    )
    hint = "Esc: select again what was selected before"

    def __init__(self, scene: NetworkScene, start: Pointer) -> None:
        self._scene = scene
        self._start = start
        self._before = scene.selection.units, scene.selection.connections
        self._band: QRectF | None = None
        if not (start.shift or start.control):
            scene.selection.clear()

    def move(self, pointer: Pointer) -> None:
        """Select what the rectangle holds now."""
        self._band = QRectF(QPointF(*self._start.scene), QPointF(*pointer.scene)).normalized()
        edges = self._band.getCoords()
        units = frozenset(self._scene.wiring.units_within(*edges))
        rows = [] if units else self._scene.wiring.connections_within(*edges)
        pairs = frozenset(self._scene.wiring.pair(row) for row in rows)
        if self._start.control:
            units, pairs = units ^ self._before[0], pairs ^ self._before[1]
        elif self._start.shift:
            units, pairs = units | self._before[0], pairs | self._before[1]
        self._scene.selection.set(units, pairs)

    def cancel(self) -> None:
        """Select again what was selected before."""
        self._scene.selection.set(*self._before)

    def paint(self, painter: QPainter, visible: QRectF) -> None:  # noqa: ARG002
        """Draw the rectangle."""
        if self._band is None:
            return
        accent = theme.current().accent
        ground = QColor(accent)
        ground.setAlphaF(0.1)
        painter.setPen(pens.sharp(pens.line(accent), painter))
        painter.setBrush(ground)
        painter.drawRoundedRect(self._band, 3, 3)
