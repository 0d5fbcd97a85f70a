"""What a network consists of: its units and connections, and the journal of how they change."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Self

import numpy as np
from numpy.typing import NDArray

from engine import given
from engine.errors import UnknownConnection, UnknownUnit
from engine.functions import initializers
from engine.network import traversal
from engine.network.arrays import NetworkArrays, as_arrays
from engine.network.changes import Change, Connection, Kind, Record, Unit, UnitChange
from engine.network.links import ABSENT, Floats, Ints, Link, LinkChanges, enter
from engine.network.naming import unit_label
from engine.network.rules import known_initializer


class Structure:
    """Units and connections as they stand, to be asked; notes every change while it is recorded."""

    def __init__(self, seed: int = 0, initializer: str = "glorot_uniform") -> None:
        self._seed = given.seed(seed)
        self._initializer = known_initializer(initializer)
        self._next_id = 1
        self._units: dict[int, Unit] = {}
        # target -> source -> the weight set by hand, or DRAWN
        self._incoming: dict[int, dict[int, float]] = {}
        self._outgoing: dict[int, dict[int, None]] = {}
        self._names: Counter[str] = Counter()
        self._kinds: Counter[Kind] = Counter()
        self._record: Record | None = None
        self._edits = 0
        self._arrays: NetworkArrays | None = None
        self._order: tuple[int, ...] | None = None
        self._levels: dict[int, int] | None = None
        self._by_kind: dict[Kind, tuple[int, ...]] = {}

    # What is there

    @property
    def seed(self) -> int:
        """The number that initial weights are drawn from."""
        return self._seed

    @property
    def edits(self) -> int:
        """How often anything but a place was changed so far: whoever keeps numbers compares it."""
        return self._edits

    @property
    def initializer(self) -> str:
        """Key of the row of `initializers.INITIALIZERS` that draws the initial weights."""
        return self._initializer

    @property
    def units(self) -> tuple[Unit, ...]:
        """All units in order of creation."""
        return tuple(self._units.values())

    @property
    def inputs(self) -> tuple[int, ...]:
        """Ids of the input units, in the order of the data's input columns."""
        return self._of_kind("input")

    @property
    def outputs(self) -> tuple[int, ...]:
        """Ids of the output units, in the order of the data's target columns."""
        return self._of_kind("output")

    @property
    def connections(self) -> tuple[Connection, ...]:
        """All connections with their initial weights, sorted by target, then source."""
        arrays = self.arrays()
        rows = zip(
            arrays.sources.tolist(), arrays.targets.tolist(), arrays.weights.tolist(), strict=True
        )
        return tuple(Connection(*row) for row in rows)

    @property
    def connection_count(self) -> int:
        """How many connections there are."""
        return sum(map(len, self._incoming.values()))

    def unit(self, unit_id: int) -> Unit:
        """The unit with this id; raises UnknownUnit."""
        try:
            return self._units[unit_id]
        except (KeyError, TypeError):  # TypeError: a list, say, which can be no key
            raise UnknownUnit(unit_id) from None

    def called(self, unit: int | Unit) -> str:
        """A unit's name in sentences, see `naming`; the only output y goes without number."""
        found = unit if isinstance(unit, Unit) else self.unit(unit)
        return unit_label(found, alone={*self.outputs} <= {found.id})

    def has_unit(self, unit_id: int) -> bool:
        """Whether a unit has this id."""
        return unit_id in self._units

    def has_connection(self, source: int, target: int) -> bool:
        """Whether a connection runs from `source` to `target`."""
        return source in self._incoming.get(target, ())

    def connection(self, source: int, target: int) -> Connection:
        """The connection from `source` to `target`; raises UnknownConnection."""
        by_hand = self.link(source, target).weight
        if by_hand is not None:
            return Connection(source, target, by_hand)
        drawn = self._draw(
            np.array([source]),
            np.array([target]),
            np.array([float(len(self._incoming[target]))]),
            np.array([float(len(self._outgoing[source]))]),
        )
        return Connection(source, target, float(drawn[0]))

    def link(self, source: int, target: int) -> Link:
        """Whether that connection's weight was set by hand; raises UnknownConnection."""
        weight = self._given(source, target)
        return Link(None if math.isnan(weight) else weight)

    def incoming(self, unit_id: int) -> tuple[int, ...]:
        """Ids of the units that feed this one."""
        return tuple(self._incoming[self.unit(unit_id).id])

    def outgoing(self, unit_id: int) -> tuple[int, ...]:
        """Ids of the units that this one feeds."""
        return tuple(self._outgoing[self.unit(unit_id).id])

    def path(self, source: int, target: int) -> tuple[int, ...]:
        """Ids on a shortest way from `source` to `target` along connections, or ()."""
        return traversal.shortest_path(self._outgoing, self.unit(source).id, self.unit(target).id)

    def topological_order(self) -> tuple[int, ...]:
        """All ids so that every unit comes after those that feed it; the same however built."""
        if self._order is None:
            self._order = traversal.topological_order(self._units, self._incoming, self._outgoing)
        return self._order

    def levels(self) -> dict[int, int]:
        """Each unit's layer: inputs 0, every other unit one more than the deepest that feeds it."""
        if self._levels is None:
            lowest = {unit.id: int(unit.kind != "input") for unit in self._units.values()}
            self._levels = traversal.levels(self.topological_order(), self._incoming, lowest)
        return dict(self._levels)

    def arrays(self) -> NetworkArrays:
        """The whole network as arrays, initial weights included; kept until the next edit."""
        if self._arrays is None:
            self._arrays = as_arrays(self._units.values(), self._incoming, self._draw)
        return self._arrays

    def copy(self) -> Self:
        """An independent network with the same ids, names, seed and weights."""
        other = type(self)(self._seed, self._initializer)
        other._next_id = self._next_id
        other._names, other._kinds = self._names.copy(), self._kinds.copy()
        other._units = dict(self._units)
        other._incoming = {unit: dict(sources) for unit, sources in self._incoming.items()}
        other._outgoing = {unit: dict(targets) for unit, targets in self._outgoing.items()}
        return other

    # Changes

    @contextmanager
    def recording(self) -> Iterator[Record]:
        """Note every edit inside the block; if the block raises, take them all back."""
        outer, record = self._record, Record()
        self._record = record
        try:
            yield record
        except BaseException:
            self._record = None
            self.apply(record.change().inverse())
            self._record = outer
            raise
        self._record = outer
        if outer is not None:
            outer.add(record.change())

    def apply(self, change: Change) -> None:
        """Do what `change` says: again, or with its inverse, back."""
        gone = np.isinf(change.connections.after)
        self._put_links(change.connections.only(gone))
        for unit in change.units:
            self._put_unit(unit)
        self._put_links(change.connections.only(~gone))
        if change.seed:
            self._put_seed(change.seed[1])
        if change.initializer:
            self._put_initializer(change.initializer[1])

    # The only places that write

    def _put_unit(self, step: UnitChange) -> None:
        self._count(step)
        self._edits += not step.only_moves
        if step.after is None:
            del self._units[step.id], self._incoming[step.id], self._outgoing[step.id]
        else:
            returns = step.before is None and step.id < self._next_id
            self._units[step.id] = step.after
            self._incoming.setdefault(step.id, {})
            self._outgoing.setdefault(step.id, {})
            self._next_id = max(self._next_id, step.id + 1)
            if returns:  # order of creation is order of ids
                self._units = dict(sorted(self._units.items()))
        self._forget()
        if self._record is not None:
            self._record.add_unit(step)

    def _put_connection(self, source: int, target: int, before: float, after: float) -> None:
        if after == ABSENT:
            del self._incoming[target][source], self._outgoing[source][target]
        else:
            self._incoming[target][source] = after
            self._outgoing[source][target] = None
        self._edits += 1
        self._forget()
        if self._record is not None:
            self._record.add_connection(source, target, before, after)

    def _put_links(self, links: LinkChanges) -> None:
        if not len(links):
            return
        enter(links, self._units, self._incoming, self._outgoing)
        self._edits += 1
        if links.structural:
            self._forget()
        self._arrays = None
        if self._record is not None:
            self._record.add_links(links)

    def _put_seed(self, seed: int) -> None:
        before, self._seed = self._seed, seed
        self._edits += 1
        self._arrays = None
        if self._record is not None:
            self._record.add_seed(before, seed)

    def _put_initializer(self, key: str) -> None:
        before, self._initializer = self._initializer, key
        self._edits += 1
        self._arrays = None
        if self._record is not None:
            self._record.add_initializer(before, key)

    # Helpers

    def _forget(self) -> None:
        """What was worked out of units and connections is out of date."""
        self._arrays = self._levels = self._order = None
        self._by_kind.clear()

    def _of_kind(self, kind: Kind) -> tuple[int, ...]:
        if kind not in self._by_kind:
            found = tuple(unit.id for unit in self._units.values() if unit.kind == kind)
            self._by_kind[kind] = found
        return self._by_kind[kind]

    def _given(self, source: int, target: int) -> float:
        """A connection's weight as LinkChanges has it; raises UnknownConnection."""
        start, end = self.unit(source), self.unit(target)
        if not self.has_connection(source, target):
            raise UnknownConnection(self.called(start), self.called(end))
        return self._incoming[target][source]

    def set_by_hand(self, sources: Ints, targets: Ints) -> Floats:
        """The weights (m,) set by hand, NaN for drawn ones; raises UnknownConnection."""
        fed, nothing = self._incoming, dict[int, float]()
        pairs = zip(sources.tolist(), targets.tolist(), strict=True)
        found = np.fromiter((fed.get(b, nothing).get(a, ABSENT) for a, b in pairs), float)
        for row in np.flatnonzero(np.isinf(found)).tolist():
            self._given(int(sources[row]), int(targets[row]))  # raises
        return found

    def _count(self, step: UnitChange) -> None:
        for unit, change in ((step.before, -1), (step.after, 1)):
            if unit is not None:
                self._names[unit.name] += change
                self._kinds[unit.kind] += change

    def _draw(
        self,
        sources: NDArray[np.int64],
        targets: NDArray[np.int64],
        fan_in: NDArray[np.float64],
        fan_out: NDArray[np.float64],
    ) -> NDArray[np.float64]:
        return initializers.draw(self._initializer, self._seed, sources, targets, fan_in, fan_out)
