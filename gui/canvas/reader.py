"""What a screen reader is told of the canvas: its parts, their names, and what is selected."""

from __future__ import annotations

from PySide6.QtCore import QObject, QPoint, QRect
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QAccessibleEvent

from gui.canvas import tips
from gui.canvas.collapsed import block_tips
from gui.canvas.editing.edits import Edits
from gui.canvas.geometry import Point
from gui.canvas.scene import NetworkScene
from gui.canvas.stage import Stage
from gui.canvas.wiring import Pair
from gui.look.words import compact

Key = int | Pair


class Reader(QObject):
    """Tells a screen reader what stands on `view` and what is selected.

    A unit is called by its id, a collapsed layer by that of its lead, a connection by its ends.
    """

    def __init__(self, scene: NetworkScene, edits: Edits, view: Stage) -> None:
        super().__init__(view)
        self.scene, self.view = scene, view
        self._edits = edits
        self._parts: dict[Key, Part] = {}
        self._tiles: list[int] | None = None
        self._at: Key | None = None
        scene.wiring_changed.connect(self._follow)

    # What there is

    @property
    def tiles(self) -> list[int]:
        """The units that can be reached, in the order of Tab; of a collapsed layer its lead."""
        if self._tiles is None:
            self._tiles = [units[0] for units in self.scene.find.tiles_in_order()]
        return self._tiles

    def connections_into(self, unit: int) -> list[Pair]:
        """The connections into a unit; those of a collapsed layer are reached when it is open."""
        if unit in self.scene.folding.by_unit:
            return []
        return [(source, unit) for source in self.scene.network.incoming(unit)]

    def part(self, key: Key) -> Part:
        """What stands for a unit or a connection."""
        if key not in self._parts:
            self._parts[key] = Part(self, key)
        return self._parts[key]

    def has(self, key: Key) -> bool:
        """Whether it is still there."""
        network = self.scene.network
        return network.has_unit(key) if isinstance(key, int) else network.has_connection(*key)

    def at(self, place: QPoint) -> Key | None:
        """What lies at a place on the screen."""
        view = self.view
        point = view.mapToScene(view.viewport().mapFromGlobal(place)).toTuple()
        hit = self.scene.find.hit(point, view.transform().m11())
        return hit.connection or hit.unit

    # What is said of it

    def name(self, key: Key) -> str:
        """All there is to say about it in one sentence."""
        if not isinstance(key, int):
            return tips.spoken_connection(self.scene, self._edits, key)
        block = self.scene.folding.by_unit.get(key)
        if block is not None:
            return block_tips.spoken(self.scene, block)
        return tips.spoken_unit(self.scene, self._edits, key)

    def value(self, key: Key) -> str:
        """The weight of a connection, the bias of a unit."""
        if not isinstance(key, int):
            return compact(self.scene.overlay.weights_of([key]).get(key, 0.0))
        if key in self.scene.folding.by_unit or self.scene.network.unit(key).kind == "input":
            return ""
        return compact(float(self.scene.overlay.biases[self.scene.wiring.row[key]]))

    def room(self, key: Key) -> QRect:
        """Where it is on the screen."""
        ends = (key,) if isinstance(key, int) else key
        corners = [corner for unit in ends for corner in self._corners(unit)]
        places = [self.view.mapFromScene(*corner) for corner in corners]
        left, right = min(p.x() for p in places), max(p.x() for p in places)
        top, bottom = min(p.y() for p in places), max(p.y() for p in places)
        room = QRect(left, top, right - left, bottom - top)
        return QRect(self.view.viewport().mapToGlobal(room.topLeft()), room.size())

    def _corners(self, unit: int) -> tuple[Point, Point]:
        (x, y), half = self.scene.wiring.tile(unit)
        return (x - half, y - half), (x + half, y + half)

    # Following

    @property
    def selected(self) -> Key | None:
        """The one thing that is selected."""
        units, pairs = self.scene.selection.units, self.scene.selection.connections
        if len(pairs) == 1 and not units:
            (pair,) = pairs
            return pair if self.has(pair) else None
        first = min(units, default=None)
        if first is None or pairs or not self.has(first):
            return None
        together = self.scene.folding.together(first)
        return together[0] if units == set(together) else None

    def tell(self) -> None:
        """Describe the canvas by what is selected, and say it while the keyboard is here."""
        told = tips.spoken(self.scene, self._edits)
        if told == self.view.accessibleDescription():
            return
        self.view.setAccessibleDescription(told)
        before, self._at = self._at, self.selected
        if not self.view.hasFocus():
            return
        if self._at is not None and self._at != before:
            self.focus()
        else:  # what has the focus is the same: say what is different about it
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self.view, told))

    def focus(self) -> None:
        """Say that the keyboard is on what is selected."""
        if self._at is not None and QAccessible.isActive():
            part = self.part(self._at)
            QAccessible.updateAccessibility(QAccessibleEvent(part, QAccessible.Event.Focus))

    def _follow(self) -> None:
        """Forget what is gone; a collapsed layer has none of its units' parts."""
        self._tiles = None
        for key in [key for key in self._parts if not self.has(key)]:
            self._parts.pop(key).deleteLater()


class Part(QObject):
    """Stands for a unit, a collapsed layer or a connection, so that a reader can point at it."""

    def __init__(self, reader: Reader, key: Key) -> None:
        super().__init__(reader)
        self.reader, self.key = reader, key
