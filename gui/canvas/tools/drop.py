"""A unit on its way from the palette: where it would land."""

from __future__ import annotations

from typing import cast, get_args

from PySide6.QtCore import QMimeData, QRectF
from PySide6.QtGui import QPainter

from engine import Kind
from gui.canvas import geometry
from gui.canvas.scene import NetworkScene
from gui.canvas.tools import previews
from gui.canvas.tools.base import Pointer, Tool, paint_guides
from gui.translate import tr
from gui.words import unit_label

MIME = "application/x-netloom-unit"


class DropPreview(Tool):
    """Shows the unit that is being dragged over the canvas, snapped to where it would stand."""

    def __init__(self, scene: NetworkScene, kind: Kind) -> None:
        self._scene = scene
        self.kind = kind
        trial = scene.network.copy()
        self._name = unit_label(trial.unit(trial.add_unit(kind)), alone=not scene.network.outputs)
        self.snap: geometry.Snap | None = None

    def move(self, pointer: Pointer) -> None:
        """Follow the pointer."""
        self.snap = geometry.snap_point(pointer.scene, self._scene.wiring.centres)

    def paint(self, painter: QPainter, visible: QRectF) -> None:
        """Draw the unit where it would stand."""
        if self.snap is not None:
            hint = tr("release to add")
            paint_guides(painter, visible, self.snap.guide_x, self.snap.guide_y)
            previews.paint_ghost(painter, self.kind, self.snap.point, self._name, hint)


def dropped_kind(mime: QMimeData) -> Kind | None:
    """The kind of unit that is being dragged, None when it is something else."""
    if not mime.hasFormat(MIME):
        return None
    kind = bytes(mime.data(MIME).data()).decode("ascii", "replace")
    return cast(Kind, kind) if kind in get_args(Kind) else None
