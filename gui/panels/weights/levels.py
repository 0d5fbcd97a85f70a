"""A network level by level, and numbers of connections or units as matrices of its levels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine import Network, Snapshot
from gui.look.translate import tr

Ints = NDArray[np.int64]
Numbers = NDArray[np.floating]


@dataclass(frozen=True)
class Level:
    """The units (r,) of one level, and the connections that lead into them.

    `sources` (c,) are the units that feed it, wherever they stand. Connection `edges[i]` of the
    snapshot belongs to row `rows[i]` and column `columns[i]`.
    """

    title: str
    units: Ints
    sources: Ints
    places: Ints
    edges: Ints
    rows: Ints
    columns: Ints

    def of_connections(self, numbers: Numbers) -> NDArray[np.float32]:
        """Numbers of connections as a matrix (r, c), targets × sources, NaN where there is none."""
        found = np.full((len(self.units), len(self.sources)), np.nan, np.float32)
        found[self.rows, self.columns] = numbers[self.edges]
        return found

    def of_units(self, numbers: Numbers) -> NDArray[np.float32]:
        """The rows (r, k) of numbers (n, k) that units of a snapshot have."""
        return np.asarray(numbers[self.places], np.float32)


class Levels:
    """The levels of a network, as a snapshot lists its units and connections."""

    def __init__(self, network: Network, snapshot: Snapshot) -> None:
        self._sources = snapshot.sources
        self.revision = snapshot.revision
        self.levels = _levels(network, snapshot)

    def fits(self, snapshot: Snapshot) -> bool:
        """Whether the snapshot still lists the same units and connections."""
        return snapshot.revision == self.revision and snapshot.sources is self._sources


def _levels(network: Network, snapshot: Snapshot) -> tuple[Level, ...]:
    groups = _groups(network, snapshot.unit_ids)
    place_of = _Lookup(snapshot.unit_ids)
    group_of = np.zeros(len(snapshot.unit_ids), np.int64)
    row_of = np.zeros_like(group_of)
    for number, (_, units) in enumerate(groups):
        places = place_of(units)
        group_of[places], row_of[places] = number, np.arange(len(units))
    rank = group_of * (len(snapshot.unit_ids) + 1) + row_of
    sources, targets = place_of(snapshot.sources), place_of(snapshot.targets)
    found = []
    for number, (title, units) in enumerate(groups):
        edges = np.flatnonzero(group_of[targets] == number)
        ranks, columns = np.unique(rank[sources[edges]], return_inverse=True)
        order = np.argsort(rank)
        feeders = snapshot.unit_ids[order[np.searchsorted(rank, ranks, sorter=order)]]
        rows = row_of[targets[edges]]
        found.append(Level(title, units, feeders, place_of(units), edges, rows, columns))
    return tuple(found)


def _groups(network: Network, known: Ints) -> list[tuple[str, Ints]]:
    """Titles and units: inputs, hidden units by level, outputs; only units that are known."""
    level_of, here = network.levels(), set(known.tolist())
    ends = {*network.inputs, *network.outputs}
    hidden: dict[int, list[int]] = {}
    for unit in network.units:
        if unit.id not in ends and unit.id in here:
            hidden.setdefault(level_of[unit.id], []).append(unit.id)
    groups: list[tuple[str, Sequence[int]]] = [
        (tr("Input"), [unit for unit in network.inputs if unit in here]),
        *(
            (tr("Hidden {number}", number=number), hidden[level])
            for number, level in enumerate(sorted(hidden), start=1)
        ),
        (tr("Output"), [unit for unit in network.outputs if unit in here]),
    ]
    return [(title, np.array(units, np.int64)) for title, units in groups if len(units)]


class _Lookup:
    """Unit ids -> their places in an array of ids."""

    def __init__(self, ids: Ints) -> None:
        self._places = np.zeros(int(ids.max(initial=0)) + 1, np.int64)
        self._places[ids] = np.arange(len(ids))

    def __call__(self, ids: Ints) -> Ints:
        return self._places[ids]
