"""The document's units and connections as arrays: what is drawn, and what the pointer can hit."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from engine import Network
from gui.canvas import geometry
from gui.canvas.folding import HALF, Folding
from gui.canvas.geometry import Floats, Point

Ints = NDArray[np.int64]
Pair = tuple[int, int]

_SHIFT = 32
_OVERLAP = 0.4


class Wiring:
    """n units and m connections by row, with the connections' curves ready for drawing.

    `ids`, `halves` (n,), `centres` (n, 2); `sources`, `targets` (m,) are unit ids and `curves`
    (m, k + 1, 2) polylines from the right edge of a source to the left edge of its target, with
    the corners `low`, `high` (m, 2) of the room each takes. Units of a collapsed layer (`folded`)
    all stand in its place, and their connections are left out: `link_rows` (m,) says which of the
    network's connections the others are.
    """

    def __init__(self, network: Network, folding: Folding | None = None) -> None:
        units = network.units
        arrays = network.arrays()
        self.ids: Ints = arrays.unit_ids
        self.row = {unit.id: row for row, unit in enumerate(units)}
        self.centres: Floats = np.array([unit.position for unit in units], float).reshape(-1, 2)
        self.halves: Floats = np.array([geometry.half_size(unit.kind) for unit in units])
        self.all_source_rows = self.rows_of(arrays.sources)
        self.all_target_rows = self.rows_of(arrays.targets)
        self.folded = np.zeros(len(units), bool)
        if folding is not None:
            self._fold(folding)
        self.link_rows = np.flatnonzero(
            ~(self.folded[self.all_source_rows] | self.folded[self.all_target_rows])
        )
        self.sources: Ints = arrays.sources[self.link_rows]
        self.targets: Ints = arrays.targets[self.link_rows]
        self.keys: Ints = keys(self.sources, self.targets)
        self.source_rows = self.all_source_rows[self.link_rows]
        self.target_rows = self.all_target_rows[self.link_rows]
        self.curves: Floats = self._curves(slice(None))
        self.low, self.high = geometry.corners(self.curves)
        self._lines: dict[int, Floats] = {}

    def _fold(self, folding: Folding) -> None:
        """Put the units of a collapsed layer in its place, all with its size."""
        for block in folding.blocks:
            rows = [self.row[unit] for unit in block.units]
            self.folded[rows] = True
            self.centres[rows], self.halves[rows] = block.centre, HALF

    def rows_of(self, ids: Ints) -> Ints:
        """The rows of these unit ids."""
        return np.array([self.row[unit] for unit in ids.tolist()], dtype=np.int64)

    def place(self, places: Iterable[tuple[int, Point]]) -> None:
        """Move units, and bend the curves that hang on them."""
        moved = np.zeros(len(self.ids), bool)
        for unit, point in places:
            self.centres[self.row[unit]] = point
            moved[self.row[unit]] = True
        touched = np.flatnonzero(moved[self.source_rows] | moved[self.target_rows])
        self.curves[touched] = self._curves(touched)
        self.low[touched], self.high[touched] = geometry.corners(self.curves[touched])
        self._lines.clear()

    def lines(self, stride: int) -> Floats:
        """The curves as separate lines (m, k / stride, 4); a stride skips points of the curves."""
        if stride not in self._lines:
            self._lines[stride] = geometry.segments(self.curves[:, ::stride], _OVERLAP * stride)
        return self._lines[stride]

    def connection_near(self, point: Point, reach: float) -> int | None:
        """The row of the connection nearest to a point, None where none is within `reach`."""
        place = np.asarray(point)
        close = np.flatnonzero(
            ((self.low - reach <= place) & (place <= self.high + reach)).all(axis=1)
        )
        if not len(close):
            return None
        away = geometry.distances(self.curves[close], point)
        best = int(away.argmin())
        return int(close[best]) if away[best] <= reach else None

    def seen_within(self, room: tuple[float, float, float, float]) -> NDArray[np.bool_]:
        """Which connections (m,) may be seen between left, top, right and bottom."""
        left, top, right, bottom = room
        seen: NDArray[np.bool_] = (
            (self.high[:, 0] >= left)
            & (self.low[:, 0] <= right)
            & (self.high[:, 1] >= top)
            & (self.low[:, 1] <= bottom)
        )
        return seen

    def pair(self, row: int) -> Pair:
        """The source and target of one connection."""
        return int(self.sources[row]), int(self.targets[row])

    def rows_of_pairs(self, pairs: Iterable[Pair]) -> Ints:
        """The rows of these connections; those that do not exist are left out."""
        wanted = np.array(list(pairs), dtype=np.int64).reshape(-1, 2)
        return np.flatnonzero(np.isin(self.keys, keys(wanted[:, 0], wanted[:, 1])))

    def units_within(self, left: float, top: float, right: float, bottom: float) -> list[int]:
        """Ids of the units whose tile touches a rectangle."""
        x, y = self.centres[:, 0], self.centres[:, 1]
        half = self.halves
        touched = (
            (x + half >= left) & (x - half <= right) & (y + half >= top) & (y - half <= bottom)
        )
        found: list[int] = self.ids[touched].tolist()
        return found

    def tile(self, unit: int) -> tuple[Point, float]:
        """Where the tile stands that a unit is drawn in, and half its width."""
        row = self.row[unit]
        x, y = self.centres[row].tolist()
        return (x, y), float(self.halves[row])

    def bounds(self) -> tuple[float, float, float, float] | None:
        """Left, top, right and bottom of all tiles; None without units."""
        if not len(self.ids):
            return None
        low = (self.centres - self.halves[:, None]).min(axis=0)
        high = (self.centres + self.halves[:, None]).max(axis=0)
        return float(low[0]), float(low[1]), float(high[0]), float(high[1])

    def _curves(self, rows: Ints | slice) -> Floats:
        source, target = self.source_rows[rows], self.target_rows[rows]
        starts, ends = self.centres[source], self.centres[target]
        starts[:, 0] += self.halves[source]
        ends[:, 0] -= self.halves[target]
        return geometry.sampled(geometry.control_points(starts, ends))


def keys(sources: Ints, targets: Ints) -> Ints:
    """One number for each (source, target), so that connections can be looked up in arrays."""
    return (sources << _SHIFT) | targets
