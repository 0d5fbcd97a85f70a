"""A part on its way from the palette: where it would land."""

from __future__ import annotations

from typing import Literal, get_args

import numpy as np
from PySide6.QtCore import QMimeData, QRectF
from PySide6.QtGui import QPainter

from engine import Kind, layout
from gui.canvas import geometry
from gui.canvas.geometry import Point
from gui.canvas.scene import NetworkScene
from gui.canvas.tools import previews
from gui.canvas.tools.base import Pointer, Tool, paint_guides, snap
from gui.canvas.wiring import Pair
from gui.look import theme
from gui.look.translate import tr
from gui.look.words import unit_label, unit_name

MIME = "application/x-netloom-unit"
Part = Kind | Literal["layer"]
PARTS: tuple[Part, ...] = (*get_args(Kind), "layer")
_REACH = 10.0
_SHOWN_OF_A_LAYER = 3


class DropPreview(Tool):
    """Shows the part that is being dragged over the canvas, snapped to where it would stand.

    A hidden unit over a connection (`pair`) would be inserted there.
    """

    told = (
        ("Drag from the palette", "Add a unit or a layer"),
        ("Drop a hidden unit on a connection", "Insert it there"),
    )
    hint = "a hidden unit on a connection is inserted there · Ctrl: stand anywhere"

    def __init__(self, scene: NetworkScene, part: Part) -> None:
        self._scene = scene
        self.part = part
        trial = scene.network.copy()
        kind: Kind = "hidden" if part == "layer" else part
        alone = not scene.network.outputs
        self._name = unit_label(trial.unit(trial.add_unit(kind)), alone=alone)
        self._kind = kind
        self.snap: geometry.Snap | None = None
        self.pair: Pair | None = None

    def move(self, pointer: Pointer) -> None:
        """Follow the pointer."""
        self.snap = snap(self._scene, pointer, pointer.scene, self._scene.wiring.centres)
        self.pair = self._connection_at(pointer.scene)

    def paint(self, painter: QPainter, visible: QRectF) -> None:
        """Draw the part where it would stand."""
        if self.snap is None:
            return
        paint_guides(painter, visible, self.snap.guide_x, self.snap.guide_y)
        if self.pair is not None:
            self._paint_insertion(painter, self.pair, self.snap.point)
        *above, lowest = self._places(self.snap.point)
        for point in above:
            previews.paint_ghost(painter, self._kind, point, "")
        below = self.pair is not None or self.part == "layer"
        previews.paint_ghost(painter, self._kind, lowest, self._label, self._hint(), below=below)

    @property
    def _label(self) -> str:
        return "" if self.part == "layer" else self._name

    def _places(self, point: Point) -> list[Point]:
        """Where units would stand, from top to bottom; of a layer as many as are shown."""
        rows = _SHOWN_OF_A_LAYER if self.part == "layer" else 1
        shifts = [layout.place(0, row, rows)[1] for row in range(rows)]
        return [(point[0], point[1] + shift) for shift in shifts]

    def _hint(self) -> str:
        if self.part == "layer":
            return tr("release to choose the layer’s size")
        if self.pair is None:
            return tr("release to add")
        source, target = (unit_name(self._scene.network, unit) for unit in self.pair)
        return tr("release to insert into {a} → {b}", a=source, b=target)

    def _connection_at(self, point: Point) -> Pair | None:
        if self.part != "hidden" or self._scene.find.unit_at(point, geometry.TILE / 4) is not None:
            return None
        row = self._scene.wiring.connection_near(point, _REACH)
        return None if row is None else self._scene.wiring.pair(row)

    def _paint_insertion(self, painter: QPainter, pair: Pair, point: Point) -> None:
        """The two connections that would be there, and the old one struck out."""
        colours, half = theme.current(), geometry.TILE / 2
        (row,) = self._scene.wiring.rows_of_pairs([pair]).tolist()
        curve = self._scene.wiring.curves_of(np.array([row]))[0]
        start, end = (tuple(curve[number].tolist()) for number in (0, -1))
        previews.paint_erased(painter, curve)
        previews.paint_curve(painter, start, (point[0] - half, point[1]), colours.accent)
        previews.paint_curve(painter, (point[0] + half, point[1]), end, colours.accent)


def dropped_part(mime: QMimeData) -> Part | None:
    """The part that is being dragged, None when it is something else."""
    if not mime.hasFormat(MIME):
        return None
    part = bytes(mime.data(MIME).data()).decode("ascii", "replace")
    return next((known for known in PARTS if known == part), None)
