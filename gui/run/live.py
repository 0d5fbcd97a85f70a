"""The numbers in force: the trained ones where there are any, else those of the document."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject

from engine import Change, Network, Snapshot, pair_keys
from gui.editing.document import Document
from gui.run.session import Session

Pair = tuple[int, int]
Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

_NONE: Ints = np.empty(0, np.int64)


def moves_only(change: Change) -> bool:
    """Whether units were moved and nothing else, not even their names."""
    return change.only_moves and all(
        unit.before is not None and unit.after is not None and unit.before.name == unit.after.name
        for unit in change.units
    )


def is_of(snapshot: Snapshot, network: Network) -> bool:
    """Whether a snapshot lists all units of a network, and as many connections."""
    units = snapshot.unit_ids.tolist()
    counts = len(units) == len(network.units), len(snapshot.weights) == network.connection_count
    return all(counts) and all(network.has_unit(unit) for unit in units)


@dataclass(frozen=True, slots=True)
class Passed:
    """Weighted sum and activation of a unit for one example, dropout off."""

    z: float
    a: float


@dataclass(frozen=True, slots=True)
class _ByHand:
    """Biases of units, and weights by `pair_keys`, set by hand since a revision of the run."""

    revision: int
    units: Ints
    links: Ints


class LiveNumbers(QObject):
    """Biases and weights as they are now, and what a unit makes of the example that is passing.

    A number set by hand counts until the training has answered with a later revision.
    """

    def __init__(self, document: Document, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self._document = document
        self._session = session
        self._by_hand: list[_ByHand] = []
        self._biases = self._weights = _Column()
        self._read: Snapshot | None = None
        self._known: tuple[Network, int] | None = None
        document.network_changed.connect(self._edited)
        document.opened.connect(self._reopened)

    def bias(self, unit: int) -> float:
        """The bias of a unit of the document."""
        return float(self.biases_of([unit])[0])

    def biases_of(self, units: Sequence[int]) -> Floats:
        """The biases (r,) of units of the document."""
        self._refresh()
        return self._biases.now[self._biases.rows_of(np.array(units, np.int64))]

    def weight(self, pair: Pair) -> float:
        """The weight of a connection of the document."""
        return self.weights_of([pair])[0]

    def weights_of(self, pairs: Sequence[Pair]) -> list[float]:
        """The weights of connections of the document."""
        sources, targets = np.array(pairs, np.int64).reshape(-1, 2).T
        found: list[float] = self.weights_between(sources, targets).tolist()
        return found

    def weights_between(self, sources: Ints, targets: Ints) -> Floats:
        """The weights (m,) of connections of the document, by their ends."""
        self._refresh()
        return self._weights.now[self._weights.rows_of(pair_keys(sources, targets))]

    def biases(self) -> Floats:
        """The biases (n,) of the document's units, in their order."""
        self._refresh()
        return self._biases.now

    def weights(self) -> Floats:
        """The weights (m,) of the document's connections, in the order of its arrays."""
        self._refresh()
        return self._weights.now

    def passed(self, unit: int) -> Passed | None:
        """z and a of a unit for the example that passes through; None while they are unknown."""
        snapshot = self._session.snapshot
        if snapshot is None or snapshot.example is None:
            return None
        rows = np.flatnonzero(snapshot.unit_ids == unit)
        if not len(rows):
            return None
        row, seen = int(rows[0]), snapshot.example
        return Passed(float(seen.z[row]), float(seen.a[row]))

    @property
    def passing_title(self) -> str:
        """What to call the example that passes through; empty without one."""
        snapshot = self._session.snapshot
        seen = snapshot.example if snapshot is not None else None
        return "" if seen is None else self._session.example.title_of(seen.row)

    def _refresh(self) -> None:
        snapshot, network = self._session.snapshot, self._document.network
        # Not told by the document: others may hear of an edit first, and ask for its numbers.
        edited = self._known != (network, network.edits)
        if snapshot is self._read and not edited:
            return
        self._read = snapshot
        if edited:
            self._known = network, network.edits
            arrays = network.arrays()
            self._biases = _Column(arrays.unit_ids, arrays.biases)
            self._weights = _Column(pair_keys(arrays.sources, arrays.targets), arrays.weights)
        if snapshot is None:
            self._biases.take()
            self._weights.take()
            return
        # What is not needed any more is forgotten: the training goes only forwards.
        self._by_hand = [each for each in self._by_hand if each.revision >= snapshot.revision]
        units = np.concatenate([_NONE, *(each.units for each in self._by_hand)])
        self._biases.take(snapshot.unit_ids, snapshot.biases, units)
        links = np.concatenate([_NONE, *(each.links for each in self._by_hand)])
        self._weights.take(pair_keys(snapshot.sources, snapshot.targets), snapshot.weights, links)

    def _edited(self, change: Change) -> None:
        revision = self._session.snapshot.revision if self._session.snapshot else -1
        units = [
            unit.id
            for unit in change.units
            if unit.before and unit.after and unit.before.bias != unit.after.bias
        ]
        if units or len(change.connections):
            by_hand = _ByHand(revision, np.array(units, np.int64), change.connections.keys)
            self._by_hand.append(by_hand)

    def _reopened(self) -> None:
        self._by_hand.clear()


class _Column:
    """Numbers by key (k,): the document's, and over them the training's where they are known."""

    def __init__(self, keys: Ints | None = None, numbers: Floats | None = None) -> None:
        self._keys: Ints = np.empty(0, np.int64) if keys is None else keys
        self._set: Floats = np.empty(0) if numbers is None else numbers
        self._order = np.argsort(self._keys, kind="stable")  # most often they are sorted
        self._theirs: Ints | None = None
        self._known = np.empty(0, np.int64)
        self.now = self._set

    def rows_of(self, keys: Ints) -> Ints:
        """The rows of these keys, which are all there."""
        places = np.searchsorted(self._keys, keys, sorter=self._order)
        return np.asarray(self._order[places])

    def take(
        self, keys: Ints | None = None, numbers: Floats | None = None, by_hand: Ints | None = None
    ) -> None:
        """Show these numbers but for the keys `by_hand`; none shows what was set."""
        self.now = self._set.copy()
        if keys is None or numbers is None or not len(keys) or not len(self._keys):
            return
        if self._theirs is None or not np.array_equal(keys, self._theirs):
            self._theirs = keys
            self._known, self._mine = self._found(keys)
        self.now[self._mine] = numbers[self._known]
        if by_hand is not None and len(by_hand):
            _, mine = self._found(by_hand)
            self.now[mine] = self._set[mine]

    def _found(self, keys: Ints) -> tuple[Ints, Ints]:
        """Which of these keys (r,) are among ours, and the rows of those."""
        places = np.searchsorted(self._keys, keys, sorter=self._order)
        rows = self._order[np.minimum(places, len(self._keys) - 1)]
        found = np.flatnonzero(self._keys[rows] == keys)
        return found, np.asarray(rows[found])
