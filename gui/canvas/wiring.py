"""The document's units and connections as arrays: what is drawn, and what the pointer can hit."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine import Network, pair_keys
from gui.canvas import geometry
from gui.canvas.collapsed.folding import HALF, Folding
from gui.canvas.geometry import Floats, Point

Ints = NDArray[np.int64]
Rows = NDArray[np.int32]
Selected = NDArray[np.integer[Any]] | slice
Pair = tuple[int, int]


class Wiring:
    """n units and m connections by row.

    `ids`, `halves` (n,), `centres` (n, 2); `sources`, `targets` (m,) are unit ids, `source_rows`
    and `target_rows` (m,) the rows of those units. A connection runs from the right edge of its
    source to the left edge of its target. What takes more than a few bytes for each of them, such
    as its curve, is computed when it is asked for. Units of a collapsed layer (`folded`) all stand
    in its place, and their connections are left out: `link_rows` (m,) says which of the network's
    connections the others are, whose ends are `all_sources` and so on.
    """

    def __init__(self, network: Network, folding: Folding | None = None) -> None:
        units = network.units
        arrays = network.arrays()
        self.moves = 0
        self._found: tuple[frozenset[Pair], Ints] = frozenset(), np.empty(0, np.int64)
        self.ids: Ints = arrays.unit_ids
        self.row = {unit.id: row for row, unit in enumerate(units)}
        self.centres: Floats = np.array([unit.position for unit in units], float).reshape(-1, 2)
        self.halves: Floats = np.array([geometry.half_size(unit.kind) for unit in units])
        self.all_sources: Ints = arrays.sources
        self.all_targets: Ints = arrays.targets
        self.all_source_rows = self._rows_of(arrays.sources)
        self.all_target_rows = self._rows_of(arrays.targets)
        self.folded = np.zeros(len(units), bool)
        if folding is not None:
            self._fold(folding)
        left = ~(self.folded[self.all_source_rows] | self.folded[self.all_target_rows])
        # What is left of all is all: no copies where nothing is collapsed.
        self.link_rows: Selected = slice(None) if left.all() else np.flatnonzero(left)
        self.sources: Ints = arrays.sources[self.link_rows]
        self.targets: Ints = arrays.targets[self.link_rows]
        self.keys: Ints = pair_keys(self.sources, self.targets)
        self.source_rows = self.all_source_rows[self.link_rows]
        self.target_rows = self.all_target_rows[self.link_rows]

    def _fold(self, folding: Folding) -> None:
        """Put the units of a collapsed layer in its place, all with its size."""
        for block in folding.blocks:
            rows = [self.row[unit] for unit in block.units]
            self.folded[rows] = True
            self.centres[rows], self.halves[rows] = block.centre, HALF

    def _rows_of(self, ids: Ints) -> Rows:
        rows = np.zeros(self.ids.max(initial=0) + 1, np.int32)
        rows[self.ids] = np.arange(len(self.ids))
        return rows[ids]

    def place(self, places: Iterable[tuple[int, Point]]) -> None:
        """Move units; `moves` counts how often."""
        self.moves += 1
        for unit, point in places:
            self.centres[self.row[unit]] = point

    def ends(self, rows: Selected, centres: Floats | None = None) -> tuple[Floats, Floats]:
        """Where some connections (r,) begin and end (r, 2); `centres` instead of the present."""
        places = self.centres if centres is None else centres
        source, target = self.source_rows[rows], self.target_rows[rows]
        starts, ends = places[source], places[target]
        starts[:, 0] += self.halves[source]
        ends[:, 0] -= self.halves[target]
        return starts, ends

    def curves_of(self, rows: Selected) -> Floats:
        """Some connections (r,) as polylines (r, k + 1, 2)."""
        return geometry.sampled(geometry.control_points(*self.ends(rows)))

    def boxes(self, centres: Floats | None = None) -> tuple[Floats, Floats, Floats, Floats]:
        """Left, top, right and bottom (m,) of the room each connection takes, or of more."""
        starts, ends = self.ends(slice(None), centres)
        across = ends[:, 0] - starts[:, 0]
        swing = np.maximum(geometry.MIN_TANGENT, np.abs(across) / 2) - across / 2
        (left, top), (right, bottom) = np.minimum(starts, ends).T, np.maximum(starts, ends).T
        return left - swing, top, right + swing, bottom

    def connection_near(self, point: Point, reach: float) -> int | None:
        """The row of the connection nearest to a point, None where none is within `reach`."""
        x, y = point
        near = self.seen_within((x - reach, y - reach, x + reach, y + reach))
        close = np.flatnonzero(near)
        if not len(close):
            return None
        away = geometry.distances(self.curves_of(close), point)
        best = int(away.argmin())
        return int(close[best]) if away[best] <= reach else None

    def connections_within(self, left: float, top: float, right: float, bottom: float) -> list[int]:
        """Rows of the connections that run through a rectangle."""
        near = np.flatnonzero(self.seen_within((left, top, right, bottom)))
        inside = geometry.crossing(self.curves_of(near), left, top, right, bottom)
        rows: list[int] = near[inside].tolist()
        return rows

    def seen_within(
        self, room: tuple[float, float, float, float], centres: Floats | None = None
    ) -> NDArray[np.bool_]:
        """Which connections (m,) may be seen between left, top, right and bottom."""
        left, top, right, bottom = self.boxes(centres)
        seen: NDArray[np.bool_] = (
            (right >= room[0]) & (left <= room[2]) & (bottom >= room[1]) & (top <= room[3])
        )
        return seen

    def pair(self, row: int) -> Pair:
        """The source and target of one connection."""
        return int(self.sources[row]), int(self.targets[row])

    def rows_of_pairs(self, pairs: Iterable[Pair]) -> Ints:
        """The rows of these connections; those that do not exist are left out.

        Those of the last frozen set are known: of a hundred thousand that are selected, say.
        """
        if not isinstance(pairs, frozenset):
            return self._rows_of_pairs(pairs)
        if pairs is not self._found[0]:
            self._found = pairs, self._rows_of_pairs(pairs)
        return self._found[1]

    def _rows_of_pairs(self, pairs: Iterable[Pair]) -> Ints:
        sources, targets = np.fromiter(chain.from_iterable(pairs), np.int64).reshape(-1, 2).T
        wanted = np.sort(pair_keys(sources, targets))
        places = np.searchsorted(self.keys, wanted)  # which rise, as those of a network do
        there = places < len(self.keys)
        rows = places[there]
        return np.unique(rows[self.keys[rows] == wanted[there]])

    def units_within(self, left: float, top: float, right: float, bottom: float) -> list[int]:
        """Ids of the units whose tile touches a rectangle."""
        found: list[int] = self.ids[self.unit_rows_within(left, top, right, bottom)].tolist()
        return found

    def unit_rows_within(self, left: float, top: float, right: float, bottom: float) -> Ints:
        """Rows of the units whose tile touches a rectangle."""
        (x, y), half = self.centres.T, self.halves
        return np.flatnonzero(
            (x + half >= left) & (x - half <= right) & (y + half >= top) & (y - half <= bottom)
        )

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
