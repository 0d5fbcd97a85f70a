"""The network that a person builds: units and connections, acyclic by construction."""

from __future__ import annotations

import itertools
import math
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from engine import given, initializers, layout, traversal
from engine.changes import (
    Change,
    Connection,
    ConnectionChange,
    Kind,
    Link,
    Position,
    Record,
    Unit,
    UnitChange,
)
from engine.errors import (
    BadValue,
    ConnectionIntoInput,
    ConnectionOutOfOutput,
    DuplicateConnection,
    UnknownConnection,
    UnknownUnit,
    WouldCreateCycle,
)
from engine.rules import checked_unit, checked_weight, known_initializer

_PREFIX: dict[Kind, str] = {"input": "x", "hidden": "h", "output": "y"}


@dataclass(frozen=True, slots=True)
class NetworkArrays:
    """A network as arrays: n units by id, m connections sorted by target, then source."""

    unit_ids: NDArray[np.int64]
    biases: NDArray[np.float64]
    keep_probabilities: NDArray[np.float64]
    sources: NDArray[np.int64]
    targets: NDArray[np.int64]
    weights: NDArray[np.float64]


class Network:
    """Units and connections, edited one at a time; whatever is impossible raises and does nothing.

    Weights nobody set are drawn by `initializer` from `seed` and the two unit ids, so that they
    do not depend on the order in which a network was built. Unit ids are never reused.
    """

    def __init__(self, seed: int = 0, initializer: str = "glorot_uniform") -> None:
        self._seed = given.seed(seed)
        self._initializer = known_initializer(initializer)
        self._next_id = 1
        self._units: dict[int, Unit] = {}
        # target -> source -> the weight set by hand, or None
        self._incoming: dict[int, dict[int, float | None]] = {}
        self._outgoing: dict[int, dict[int, None]] = {}
        self._names: Counter[str] = Counter()
        self._kinds: Counter[Kind] = Counter()
        self._record: Record | None = None
        self._arrays: NetworkArrays | None = None

    @classmethod
    def layered(
        cls,
        sizes: Sequence[int],
        activation: str = "tanh",
        output_activation: str = "linear",
        seed: int = 0,
        *,
        keep_probability: float = 1.0,
        initializer: str = "glorot_uniform",
    ) -> Network:
        """Fully connected layers of these sizes: inputs first, outputs last.

        `keep_probability` is that of the hidden units. Raises BadValue for fewer than two layers
        or an empty one.
        """
        sizes = _checked_sizes(sizes)
        if len(sizes) < 2 or min(sizes) < 1:
            raise BadValue(
                "A layered network needs at least two layers of at least one unit.",
                "Give sizes such as 2, 4, 1.",
            )
        network = cls(seed, initializer)
        before: list[int] = []
        for number, size in enumerate(sizes):
            kind: Kind = "hidden"
            if number in (0, len(sizes) - 1):
                kind = "output" if number else "input"
            layer = [
                network.add_unit(
                    kind,
                    activation={"hidden": activation, "output": output_activation}.get(kind),
                    keep_probability=keep_probability if kind == "hidden" else 1.0,
                    position=layout.place(
                        number, row, size, layout.OUTPUT_ROW if kind == "output" else layout.ROW
                    ),
                )
                for row in range(size)
            ]
            for target in layer:
                for source in before:
                    network.connect(source, target)
            before = layer
        return network

    # What is there

    @property
    def seed(self) -> int:
        """The number that initial weights are drawn from."""
        return self._seed

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

    def has_unit(self, unit_id: int) -> bool:
        """Whether a unit has this id."""
        return unit_id in self._units

    def has_connection(self, source: int, target: int) -> bool:
        """Whether a connection runs from `source` to `target`."""
        return source in self._incoming.get(target, ())

    def connection(self, source: int, target: int) -> Connection:
        """The connection from `source` to `target`; raises UnknownConnection."""
        given = self._given(source, target)
        if given is not None:
            return Connection(source, target, given)
        drawn = self._draw(
            np.array([source]),
            np.array([target]),
            np.array([float(len(self._incoming[target]))]),
            np.array([float(len(self._outgoing[source]))]),
        )
        return Connection(source, target, float(drawn[0]))

    def link(self, source: int, target: int) -> Link:
        """Whether that connection's weight was set by hand; raises UnknownConnection."""
        return Link(self._given(source, target))

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
        return traversal.topological_order(self._units, self._incoming, self._outgoing)

    def levels(self) -> dict[int, int]:
        """Each unit's layer: inputs 0, every other unit one more than the deepest that feeds it."""
        lowest = {unit.id: int(unit.kind != "input") for unit in self._units.values()}
        return traversal.levels(self.topological_order(), self._incoming, lowest)

    def arrays(self) -> NetworkArrays:
        """The whole network as arrays, initial weights included; kept until the next edit."""
        if self._arrays is None:
            self._arrays = self._build_arrays()
        return self._arrays

    def copy(self) -> Network:
        """An independent network with the same ids, names, seed and weights."""
        other = Network(self._seed, self._initializer)
        other._next_id = self._next_id
        other._names, other._kinds = self._names.copy(), self._kinds.copy()
        other._units = dict(self._units)
        other._incoming = {unit: dict(sources) for unit, sources in self._incoming.items()}
        other._outgoing = {unit: dict(targets) for unit, targets in self._outgoing.items()}
        return other

    # Edits

    def add_unit(
        self,
        kind: Kind,
        *,
        activation: str | None = None,
        bias: float = 0.0,
        keep_probability: float = 1.0,
        name: str = "",
        position: Position = (0.0, 0.0),
    ) -> int:
        """Add a unit and return its id; without a name it gets the next free x, h or y number.

        Without an activation a hidden unit gets tanh, every other one passes its sum on (linear).
        """
        if not isinstance(kind, str) or kind not in _PREFIX:
            raise BadValue(
                "“{kind}” is no kind of unit.", "Use input, hidden or output.", kind=kind
            )
        unit = checked_unit(
            Unit(
                id=self._next_id,
                kind=kind,
                name=name or self._free_name(kind),
                activation=activation or ("tanh" if kind == "hidden" else "linear"),
                bias=bias,
                keep_probability=keep_probability,
                position=position,
            )
        )
        self._put_unit(UnitChange(None, unit))
        return unit.id

    def update_unit(
        self,
        unit_id: int,
        *,
        activation: str | None = None,
        bias: float | None = None,
        keep_probability: float | None = None,
        name: str | None = None,
        position: Position | None = None,
    ) -> None:
        """Change some of a unit's properties; None leaves one as it is. Raises BadValue."""
        before = self.unit(unit_id)
        wanted = replace(
            before,
            activation=before.activation if activation is None else activation,
            bias=before.bias if bias is None else bias,
            keep_probability=before.keep_probability
            if keep_probability is None
            else keep_probability,
            name=before.name if name is None else name,
            position=before.position if position is None else position,
        )
        after = checked_unit(wanted)
        if after != before:
            self._put_unit(UnitChange(before, after))

    def remove_unit(self, unit_id: int) -> None:
        """Remove a unit and all its connections."""
        unit = self.unit(unit_id)
        for source in self.incoming(unit.id):
            self.disconnect(source, unit.id)
        for target in self.outgoing(unit.id):
            self.disconnect(unit.id, target)
        self._put_unit(UnitChange(unit, None))

    def connect(self, source: int, target: int, weight: float | None = None) -> None:
        """Connect two units; `weight` None leaves it to the initialiser.

        Raises WouldCreateCycle, DuplicateConnection, ConnectionIntoInput, ConnectionOutOfOutput,
        UnknownUnit or BadValue.
        """
        self.check_connection(source, target)
        source, target = self._units[source].id, self._units[target].id  # plain ints
        link = Link(checked_weight(weight))
        self._put_connection(ConnectionChange(source, target, None, link))

    def connect_all(
        self,
        sources: Iterable[int],
        targets: Iterable[int],
        weights: Iterable[float | None] | None = None,
    ) -> None:
        """Connect many pairs at once, looking for cycles only once; raises as `connect` does.

        Where one of them cannot be, none is made.
        """
        given_weights = itertools.repeat(None) if weights is None else weights
        with self.recording():
            for source, target, weight in zip(sources, targets, given_weights, strict=False):
                start, end = self._check_ends(int(source), int(target))
                link = Link(checked_weight(weight))
                self._put_connection(ConnectionChange(start.id, end.id, None, link))
            if len(self.topological_order()) < len(self._units):
                cycle = traversal.some_cycle(self._outgoing)
                raise WouldCreateCycle(cycle, tuple(self._units[unit].name for unit in cycle))

    def check_connection(self, source: int, target: int) -> None:
        """Raise what `connect` would raise for these two units; change nothing."""
        start, end = self._check_ends(source, target)
        if cycle := self.path(end.id, start.id):
            raise WouldCreateCycle(cycle, tuple(self._units[unit].name for unit in cycle))

    def _check_ends(self, source: int, target: int) -> tuple[Unit, Unit]:
        """Raise what speaks against connecting these two units, but for longer cycles."""
        start, end = self.unit(source), self.unit(target)
        if source == target:
            raise WouldCreateCycle((source,), (start.name,))
        if end.kind == "input":
            raise ConnectionIntoInput((source, target), end.name)
        if start.kind == "output":
            raise ConnectionOutOfOutput((source, target), start.name)
        if self.has_connection(source, target):
            raise DuplicateConnection((source, target), start.name, end.name)
        return start, end

    def disconnect(self, source: int, target: int) -> None:
        """Remove a connection; raises UnknownConnection."""
        before = self.link(source, target)
        source, target = self._units[source].id, self._units[target].id
        self._put_connection(ConnectionChange(source, target, before, None))

    def set_weight(self, source: int, target: int, weight: float | None) -> None:
        """Set a connection's initial weight by hand, or (None) leave it to the initialiser."""
        before, after = self.link(source, target), Link(checked_weight(weight))
        source, target = self._units[source].id, self._units[target].id
        if before != after:
            self._put_connection(ConnectionChange(source, target, before, after))

    def reseed(self, seed: int) -> None:
        """Draw all weights nobody set from another seed."""
        before, self._seed = self._seed, given.seed(seed)
        self._arrays = None
        if self._record is not None:
            self._record.add_seed(before, self._seed)

    def set_initializer(self, key: str) -> None:
        """Draw all weights nobody set in another way; raises BadValue for an unknown key."""
        before, self._initializer = self._initializer, known_initializer(key)
        self._arrays = None
        if self._record is not None:
            self._record.add_initializer(before, key)

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
        for link in change.connections:
            if link.after is None:
                self._put_connection(link)
        for unit in change.units:
            self._put_unit(unit)
        for link in change.connections:
            if link.after is not None:
                self._put_connection(link)
        if change.seed:
            self.reseed(change.seed[1])
        if change.initializer:
            self.set_initializer(change.initializer[1])

    # The only places that write

    def _put_unit(self, step: UnitChange) -> None:
        self._count(step)
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
        self._arrays = None
        if self._record is not None:
            self._record.add_unit(step)

    def _put_connection(self, step: ConnectionChange) -> None:
        if step.after is None:
            del self._incoming[step.target][step.source]
            del self._outgoing[step.source][step.target]
        else:
            # The units' own numbers, so that no connection keeps two more objects alive.
            source, target = self._units[step.source].id, self._units[step.target].id
            self._incoming[target][source] = step.after.weight
            self._outgoing[source][target] = None
        self._arrays = None
        if self._record is not None:
            self._record.add_connection(step)

    # Helpers

    def _of_kind(self, kind: Kind) -> tuple[int, ...]:
        return tuple(unit.id for unit in self._units.values() if unit.kind == kind)

    def _given(self, source: int, target: int) -> float | None:
        start, end = self.unit(source), self.unit(target)
        if not self.has_connection(source, target):
            raise UnknownConnection(start.name, end.name)
        return self._incoming[target][source]

    def _free_name(self, kind: Kind) -> str:
        number = self._kinds[kind] + 1
        while self._names[f"{_PREFIX[kind]}{number}"] > 0:
            number += 1
        return f"{_PREFIX[kind]}{number}"

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

    def _build_arrays(self) -> NetworkArrays:
        units = self._units.values()
        pairs = [
            (source, target, math.nan if given is None else given)
            for target in self._units
            for source, given in sorted(self._incoming[target].items())
        ]
        table = np.array(pairs, dtype=np.float64).reshape(-1, 3)
        sources, targets = table[:, 0].astype(np.int64), table[:, 1].astype(np.int64)
        weights = table[:, 2].copy()
        drawn = np.isnan(weights)
        if drawn.any():
            fan_in = np.bincount(targets)[targets[drawn]].astype(np.float64)
            fan_out = np.bincount(sources)[sources[drawn]].astype(np.float64)
            weights[drawn] = self._draw(sources[drawn], targets[drawn], fan_in, fan_out)
        return NetworkArrays(
            np.array([unit.id for unit in units], dtype=np.int64),
            np.array([unit.bias for unit in units], dtype=np.float64),
            np.array([unit.keep_probability for unit in units], dtype=np.float64),
            sources,
            targets,
            weights,
        )


def _checked_sizes(sizes: Sequence[int]) -> list[int]:
    try:
        given_sizes = list(sizes)
    except TypeError:
        raise BadValue(
            "The sizes of layers are a list, not {sizes!r:.60}.",
            "Give sizes such as 2, 4, 1.",
            sizes=sizes,
        ) from None
    return [given.whole(size, "The size of a layer") for size in given_sizes]
