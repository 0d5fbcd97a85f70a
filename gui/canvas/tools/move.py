"""Moving the selected units by hand."""

from __future__ import annotations

from itertools import count

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter

from gui.canvas import geometry
from gui.canvas.editing import arranging
from gui.canvas.geometry import Point
from gui.canvas.scene import NetworkScene
from gui.canvas.tools.base import Pointer, Tool, paint_guides, snap

_gestures = count()


class MoveTool(Tool):
    """Moves the selection with the unit that was pressed, which snaps to grid and neighbours.

    The document follows every movement; the whole drag is one undo step.
    """

    cursor = Qt.CursorShape.SizeAllCursor
    told = (
        ("Drag a unit", "Move it, or all that is selected"),
        ("Ctrl or Alt while dragging", "Do not snap"),
    )
    hint = "Ctrl: stand anywhere · Esc: put back"

    def __init__(self, scene: NetworkScene, unit: int, start: Pointer) -> None:
        self._scene = scene
        self._start = start.scene
        self._home, _ = scene.wiring.tile(unit)
        self._merge = f"move {next(_gestures)}"
        chosen = scene.selection.units
        self._from: dict[int, Point] = {
            each: scene.network.unit(each).position for each in sorted(chosen)
        }
        still = ~np.isin(scene.wiring.ids, list(chosen))
        self._others = scene.wiring.centres[still].copy()
        self._snap: geometry.Snap | None = None

    def move(self, pointer: Pointer) -> None:
        """Put the units where the pointer has carried them."""
        x, y = self._home
        carried = (x + pointer.scene[0] - self._start[0], y + pointer.scene[1] - self._start[1])
        self._snap = snap(self._scene, pointer, carried, self._others)
        dx, dy = self._snap.point[0] - x, self._snap.point[1] - y
        places = {unit: (left + dx, top + dy) for unit, (left, top) in self._from.items()}
        arranging.move(self._scene.document, places, self._merge)

    def cancel(self) -> None:
        """Put the units back; a drag that ends where it began leaves no undo step."""
        arranging.move(self._scene.document, self._from, self._merge)

    def paint(self, painter: QPainter, visible: QRectF) -> None:
        """Draw the lines that the held unit has snapped to."""
        if self._snap is not None:
            paint_guides(painter, visible, self._snap.guide_x, self._snap.guide_y)
