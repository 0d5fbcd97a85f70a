"""The network that a person builds: units and connections, acyclic by construction."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np

from engine import given
from engine.errors import (
    BadValue,
    ConnectionIntoInput,
    ConnectionOutOfOutput,
    DuplicateConnection,
    WouldCreateCycle,
)
from engine.network import layout, traversal
from engine.network.changes import Kind, Position, Unit, UnitChange
from engine.network.links import ABSENT, Ints, LinkChanges, every_pair, joined, pair_keys
from engine.network.rules import (
    checked_ends,
    checked_unit,
    checked_weights,
    coded,
    known_initializer,
)
from engine.network.structure import Structure

_PREFIX: dict[Kind, str] = {"input": "x", "hidden": "h", "output": "y"}


class Network(Structure):
    """Units and connections, edited one at a time; whatever is impossible raises and does nothing.

    Weights nobody set are drawn by `initializer` from `seed` and the two unit ids, so that they
    do not depend on the order in which a network was built. Unit ids are never reused.
    """

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
            network.connect_all(*every_pair(before, layer))
            before = layer
        return network

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
            ),
            self.called,
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
        after = checked_unit(wanted, self.called)
        if after != before:
            self._put_unit(UnitChange(before, after))

    def remove_unit(self, unit_id: int) -> None:
        """Remove a unit and all its connections."""
        unit = self.unit(unit_id)
        feeds = self._outgoing[unit.id]
        sources = [*self._incoming[unit.id], *[unit.id] * len(feeds)]
        targets = [*[unit.id] * len(self._incoming[unit.id]), *feeds]
        self.disconnect_all(sources, targets)
        self._put_unit(UnitChange(unit, None))

    def connect(self, source: int, target: int, weight: float | None = None) -> None:
        """Connect two units; `weight` None leaves it to the initialiser.

        Raises WouldCreateCycle, DuplicateConnection, ConnectionIntoInput, ConnectionOutOfOutput,
        UnknownUnit or BadValue.
        """
        self.check_connection(source, target)
        source, target = self._units[source].id, self._units[target].id  # plain ints
        self._put_connection(source, target, ABSENT, coded(weight))

    def connect_all(
        self,
        sources: Iterable[int],
        targets: Iterable[int],
        weights: Iterable[float | None] | None = None,
    ) -> None:
        """Connect many pairs at once, looking for cycles only once; raises as `connect` does.

        Where one of them cannot be, none is made.
        """
        starts, ends = checked_ends(sources, targets)
        self._check_all(starts, ends)
        if (np.diff(np.sort(pair_keys(starts, ends), kind="stable")) == 0).any():
            pairs = Counter(zip(starts.tolist(), ends.tolist(), strict=True))
            pair = next(pair for pair, times in pairs.items() if times > 1)
            raise DuplicateConnection(pair, *map(self.called, pair))
        with self.recording():
            self._put_links(LinkChanges.new(starts, ends, checked_weights(weights, len(starts))))
            if len(self.topological_order()) < len(self._units):
                cycle, new = (
                    traversal.some_cycle(self._outgoing),
                    set(zip(starts.tolist(), ends.tolist(), strict=True)),
                )
                closing = next(i for i, end in enumerate(cycle) if (cycle[i - 1], end) in new)
                cycle = cycle[closing:] + cycle[:closing]
                raise WouldCreateCycle(cycle, tuple(map(self.called, cycle)))

    def check_connection(self, source: int, target: int) -> None:
        """Raise what `connect` would raise for these two units; change nothing."""
        start, end = self._check_ends(source, target)
        if cycle := self.path(end.id, start.id):
            raise WouldCreateCycle(cycle, tuple(map(self.called, cycle)))

    def _check_all(self, starts: Ints, ends: Ints) -> None:
        """What `_check_ends` does, for very many: only those in doubt are looked at closely."""
        able = ({*self._units} - never for never in ({*self.outputs}, {*self.inputs}))
        begin, end = (np.array([*units], np.int64) for units in able)
        doubtful = (starts == ends) | ~(np.isin(starts, begin) & np.isin(ends, end))
        fed = [unit for unit, sources in self._incoming.items() if sources]
        again = np.flatnonzero(np.isin(ends, np.array(fed, np.int64)))
        pairs = zip(starts[again].tolist(), ends[again].tolist(), strict=True)
        doubtful[again] |= np.fromiter((a in self._incoming[b] for a, b in pairs), bool)
        for source, target in zip(starts[doubtful].tolist(), ends[doubtful].tolist(), strict=True):
            self._check_ends(source, target)

    def _check_ends(self, source: int, target: int) -> tuple[Unit, Unit]:
        """Raise what speaks against connecting these two units, but for longer cycles."""
        start, end = self.unit(source), self.unit(target)
        if source == target:
            raise WouldCreateCycle((source,), (self.called(start),))
        if end.kind == "input":
            raise ConnectionIntoInput((source, target), self.called(end))
        if start.kind == "output":
            raise ConnectionOutOfOutput((source, target), self.called(start))
        if self.has_connection(source, target):
            raise DuplicateConnection((source, target), *map(self.called, (start, end)))
        return start, end

    def disconnect(self, source: int, target: int) -> None:
        """Remove a connection; raises UnknownConnection."""
        before = self._given(source, target)
        source, target = self._units[source].id, self._units[target].id
        self._put_connection(source, target, before, ABSENT)

    def disconnect_all(self, sources: Iterable[int], targets: Iterable[int]) -> None:
        """Remove many different connections at once; raises UnknownConnection, and removes none."""
        starts, ends = checked_ends(sources, targets)
        before = self.set_by_hand(starts, ends)
        self._put_links(LinkChanges(starts, ends, before, np.full(len(starts), ABSENT)))

    def set_weight(self, source: int, target: int, weight: float | None) -> None:
        """Set a connection's initial weight by hand, or (None) leave it to the initialiser."""
        self.set_weights([source], [target], [weight])

    def set_weights(
        self,
        sources: Iterable[int],
        targets: Iterable[int],
        weights: Iterable[float | None] | None,
    ) -> None:
        """Set the initial weights of many different connections; None as for one of them."""
        starts, ends = checked_ends(sources, targets)
        before, after = self.set_by_hand(starts, ends), checked_weights(weights, len(starts))
        self._put_links(joined([LinkChanges(starts, ends, before, after)]))

    def reseed(self, seed: int) -> None:
        """Draw all weights nobody set from another seed."""
        self._put_seed(given.seed(seed))

    def set_initializer(self, key: str) -> None:
        """Draw all weights nobody set in another way; raises BadValue for an unknown key."""
        self._put_initializer(known_initializer(key))

    # Helpers

    def _free_name(self, kind: Kind) -> str:
        number = self._kinds[kind] + 1
        while self._names[f"{_PREFIX[kind]}{number}"] > 0:
            number += 1
        return f"{_PREFIX[kind]}{number}"


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
