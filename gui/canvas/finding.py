"""What of the scene is where: what the pointer hits, where there is room, the order of Tab."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF, QRectF

from engine import Kind
from gui.canvas import geometry
from gui.canvas.collapsed.folding import Block
from gui.canvas.geometry import Point
from gui.canvas.wiring import Pair

if TYPE_CHECKING:
    from gui.canvas.scene import NetworkScene

_HIT_REACH = 6.0
_COLUMN = 160.0
# On which side of the middle units of a kind begin.
_SIDES: dict[Kind, int] = {"input": -1, "hidden": 0, "output": 1}


@dataclass(frozen=True, slots=True)
class Hit:
    """What lies under a point: a unit, its port, a connection, or nothing.

    `block` is the collapsed layer there; `unit` is then the one that leads it.
    """

    unit: int | None = None
    port: bool = False
    connection: Pair | None = None
    block: Block | None = None

    @property
    def units(self) -> tuple[int, ...]:
        """The units that are meant: all of a collapsed layer."""
        if self.block is not None:
            return self.block.units
        return () if self.unit is None else (self.unit,)

    def __bool__(self) -> bool:
        return self.unit is not None or self.connection is not None


NOTHING = Hit()


class Finder:
    """Finds units, ports and connections of a scene by distance: they need not be items."""

    def __init__(self, scene: NetworkScene) -> None:
        self._scene = scene

    def unit_at(self, point: Point, margin: float = 0.0) -> int | None:
        """The topmost unit whose tile, widened by `margin`, holds a point; of a block its lead."""
        x, y = point
        found = self._scene.wiring.units_within(x - margin, y - margin, x + margin, y + margin)
        if not found:
            return None
        block = self._scene.folding.by_unit.get(found[-1])
        return found[-1] if block is None else block.lead

    def free_place(self, point: Point) -> Point:
        """A place on the grid at or below a point where no unit stands."""
        x, y = geometry.snapped(point[0]), geometry.snapped(point[1])
        while self.unit_at((x, y), geometry.TILE / 2 + geometry.GRID) is not None:
            y += geometry.GRID
        return x, y

    def free_place_for(self, kind: Kind, visible: QRectF) -> Point:
        """A free place for one more unit of a kind, while this part of the scene is in view.

        Units that are not connected yet make a column, so that they can be connected as a layer.
        """
        network, middle = self._scene.network, visible.center()
        alike = [unit for unit in network.units if unit.kind == kind]
        if alike and visible.contains(QPointF(*alike[-1].position)):
            newest = alike[-1].id
            if kind != "hidden" or not (network.incoming(newest) or network.outgoing(newest)):
                return self.free_place(alike[-1].position)
        beside = min(_COLUMN, visible.width() / 3)
        return self.free_place((middle.x() + _SIDES[kind] * beside, middle.y()))

    def tiles_in_order(self) -> list[tuple[int, ...]]:
        """The units of each tile, column by column from the left: the order of Tab."""
        (x, y), ids = self._scene.wiring.centres.T, self._scene.wiring.ids
        order = ids[np.lexsort((y, x))].tolist()
        return list(dict.fromkeys(self._scene.folding.together(unit) for unit in order))

    def hit(self, point: Point, scale: float = 1.0) -> Hit:
        """What lies under a point, at `scale` screen pixels for each unit of length."""
        unit, port = self.unit_at(point), self._port_at(point)
        if port is not None and (unit is None or port in self._scene.folding.together(unit)):
            return self._hit_unit(port, port=True)
        if unit is not None:
            return self._hit_unit(unit)
        labelled = self._scene.weight_labels.pair_at(point)
        if labelled is not None:
            return Hit(connection=labelled)
        row = self._scene.wiring.connection_near(point, _HIT_REACH / scale)
        return NOTHING if row is None else Hit(connection=self._scene.wiring.pair(row))

    def _hit_unit(self, unit: int, *, port: bool = False) -> Hit:
        block = self._scene.folding.by_unit.get(unit)
        return Hit(unit if block is None else block.lead, port=port, block=block)

    def _port_at(self, point: Point) -> int | None:
        reach = geometry.PORT_REACH
        for unit in reversed(self._scene.wiring.units_within(point[0] - reach, point[1], *point)):
            row = self._scene.wiring.row[unit]
            edge = float(self._scene.wiring.centres[row, 0] + self._scene.wiring.halves[row])
            if point[0] >= edge - reach * 0.8:
                return unit
        return None
