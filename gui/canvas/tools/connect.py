"""Connecting units by dragging from a port."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter

from engine import EngineError
from gui.canvas import geometry
from gui.canvas.editing.edits import Edits, possible_targets, refusal
from gui.canvas.geometry import Point
from gui.canvas.scene import NetworkScene
from gui.canvas.tools import previews
from gui.canvas.tools.base import Pointer, Tool, paint_guides, snap
from gui.editing.notices import Notice
from gui.look import theme
from gui.look.translate import tr
from gui.look.words import unit_label

_ROOM = 16.0
_FAR_ENOUGH = 48.0
_FORGIVING = 6.0


class ConnectTool(Tool):
    """Connects the sources with the unit it is released on; on empty ground it adds one.

    Units it could end in are ringed; over one it could not, it says why.
    """

    cursor = Qt.CursorShape.CrossCursor
    told = (
        ("Drag from a unit’s right edge", "Connect"),
        ("Drag from it to an empty place", "Add a unit, already connected"),
        ("Shift-drag from a selected unit’s edge", "Connect the whole selection"),
    )
    hint = "on a unit: connect · on an empty place: add a unit · Esc: give up"

    def __init__(
        self, scene: NetworkScene, edits: Edits, sources: Sequence[int], start: Pointer
    ) -> None:
        self._scene = scene
        self._edits = edits
        self._sources = list(sources)
        self._start = start.scene
        self._possible = possible_targets(scene.network, self._sources)
        self._is_end = all(unit in scene.network.outputs for unit in sources)
        self._target: int | None = None
        self._refusal: EngineError | None = None
        self._snap: geometry.Snap | None = None
        self._pointer = start
        self._show_targets()

    def move(self, pointer: Pointer) -> None:
        """See what lies under the pointer, and show what releasing it would do."""
        self._pointer = pointer
        target = self._scene.find.unit_at(pointer.scene, _FORGIVING)
        at_home = target in self._sources and not self._has_left(pointer)
        self._target = None if at_home else target
        self._refusal = None
        if self._target is not None and self._target not in self._possible:
            self._refusal = self._why_not(self._target)
        self._snap = self._free_place(pointer)
        self._show_targets()

    def finish(self, pointer: Pointer) -> None:
        """Connect, or add a connected unit."""
        self.move(pointer)
        self._scene.set_targets({})
        if self._target is not None:
            targets = self._scene.folding.together(self._target)
            self._edits.connect_units(self._sources, targets, pointer.screen)
        elif self._snap is not None:
            self._edits.add_connected(self._sources, self._snap.point, pointer.screen)

    def cancel(self) -> None:
        """Leave everything as it was."""
        self._scene.set_targets({})

    def paint(self, painter: QPainter, visible: QRectF) -> None:
        """Draw the curves, the unit that would be added, or the reason why not."""
        colours = theme.current()
        color = colours.accent if self._refusal is None else colours.notice
        end = self._end()
        for start in {self._exit(source) for source in self._sources}:
            previews.paint_curve(painter, start, end, color)
        if self._snap is not None and not self._is_end:
            hint = tr("release to add a hidden unit")
            paint_guides(painter, visible, self._snap.guide_x, self._snap.guide_y)
            previews.paint_ghost(painter, "hidden", self._snap.point, self._new_name, hint)
        if self._refusal is not None:
            reason = Notice.of(self._refusal).happened
            previews.paint_reason(painter, self._pointer.view, visible, reason)

    def _show_targets(self) -> None:
        targets = dict.fromkeys(self._possible, "open")
        if self._target is not None:
            targets[self._target] = "hit" if self._refusal is None else "no"
        self._scene.set_targets(targets)

    def _why_not(self, target: int) -> EngineError | None:
        reasons = (refusal(self._scene.network, source, target) for source in self._sources)
        return next((reason for reason in reasons if reason is not None), None)

    def _has_left(self, pointer: Pointer) -> bool:
        dx, dy = pointer.scene[0] - self._start[0], pointer.scene[1] - self._start[1]
        return abs(dx) + abs(dy) > _FAR_ENOUGH

    def _free_place(self, pointer: Pointer) -> geometry.Snap | None:
        near = self._scene.find.unit_at(pointer.scene, geometry.TILE / 2 + _ROOM)
        if near is not None or not self._has_left(pointer):
            return None
        place = snap(self._scene, pointer, pointer.scene, self._scene.wiring.centres)
        # A neighbour's row and column together may be the neighbour's own place.
        taken = self._scene.find.unit_at(place.point, geometry.TILE / 2)
        return place if taken is None else None

    def _end(self) -> Point:
        if self._target is not None and self._refusal is None:
            return self._side(self._target, -1)
        if self._snap is not None:
            return self._snap.point[0] - geometry.TILE / 2, self._snap.point[1]
        return self._pointer.scene

    def _exit(self, unit: int) -> Point:
        return self._side(unit, 1)

    def _side(self, unit: int, side: int) -> Point:
        (x, y), half = self._scene.wiring.tile(unit)
        return x + side * half, y

    @cached_property
    def _new_name(self) -> str:
        trial = self._scene.network.copy()
        return unit_label(trial.unit(trial.add_unit("hidden")))
