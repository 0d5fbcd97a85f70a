"""What an edit did to connections, in columns: a hundred thousand take little more than a few."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

# A connection's weight as one number: a finite one was set by hand.
DRAWN = math.nan  # left to the initialiser
ABSENT = math.inf  # there is no such connection

_SHIFT = 32


@dataclass(frozen=True, slots=True)
class Link:
    """How a connection got its weight: set by hand, or (None) drawn by the initialiser."""

    weight: float | None


@dataclass(frozen=True, slots=True, eq=False)
class LinkChanges:
    """Connections (m,) before and after an edit, each once; their ends are unit ids.

    `before` and `after` are weights set by hand, DRAWN or ABSENT.
    """

    sources: Ints
    targets: Ints
    before: Floats
    after: Floats

    @classmethod
    def of(cls, rows: Iterable[tuple[int, int, float, float]]) -> LinkChanges:
        """Source, target, before and after of each connection."""
        table = list(rows)
        ends = np.array([row[:2] for row in table], np.int64).reshape(-1, 2)
        weights = np.array([row[2:] for row in table], float).reshape(-1, 2)
        return cls(ends[:, 0], ends[:, 1], weights[:, 0], weights[:, 1])

    @classmethod
    def new(cls, sources: Ints, targets: Ints, weights: Floats) -> LinkChanges:
        """Connections (m,) that were not there before."""
        return cls(sources, targets, np.full(len(sources), ABSENT), weights)

    def __len__(self) -> int:
        return len(self.sources)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, LinkChanges) and all(
            np.array_equal(ours, theirs, equal_nan=True)
            for ours, theirs in zip(self._columns, other._columns, strict=True)
        )

    def __hash__(self) -> int:
        return hash(self.keys.tobytes())

    @property
    def keys(self) -> Ints:
        """One number (m,) for each pair of ends."""
        return pair_keys(self.sources, self.targets)

    @property
    def structural(self) -> bool:
        """Whether connections came or went."""
        return bool((np.isinf(self.before) != np.isinf(self.after)).any())

    def only(self, rows: NDArray[np.bool_] | Ints) -> LinkChanges:
        """These rows."""
        sources, targets, before, after = self._columns
        return LinkChanges(sources[rows], targets[rows], before[rows], after[rows])

    def inverse(self) -> LinkChanges:
        """What takes this back."""
        return LinkChanges(self.sources, self.targets, self.after, self.before)

    @property
    def _columns(self) -> tuple[Ints, Ints, Floats, Floats]:
        return self.sources, self.targets, self.before, self.after


NO_LINKS = LinkChanges.of(())


def joined(parts: Iterable[LinkChanges]) -> LinkChanges:
    """One after another as one; without what came back to where it began."""
    steps = [part for part in parts if len(part)]
    if not steps:
        return NO_LINKS
    columns = zip(*(step._columns for step in steps), strict=True)
    all_steps = LinkChanges(*(np.concatenate(column) for column in columns))
    pairs = all_steps.keys
    order = np.argsort(pairs, kind="stable")
    turns = np.flatnonzero(np.diff(pairs[order])) + 1
    first, last = order[np.r_[0, turns]], order[np.r_[turns - 1, len(order) - 1]]
    before, after = all_steps.before[first], all_steps.after[last]
    changed = ~((before == after) | (np.isnan(before) & np.isnan(after)))
    rows = first[changed]
    return LinkChanges(
        all_steps.sources[rows], all_steps.targets[rows], before[changed], after[changed]
    )


def pair_keys(sources: Ints, targets: Ints) -> Ints:
    """One number for each (source, target), so that connections can be looked up in arrays.

    They rise in the order in which a network's arrays hold them, so that nothing is left to sort.
    """
    return np.asarray((targets << _SHIFT) | sources)


def every_pair(sources: Sequence[int], targets: Sequence[int]) -> tuple[Ints, Ints]:
    """The ends (m,) of connections of all sources with all targets, one target after the other."""
    starts, ends = np.array(sources, np.int64), np.array(targets, np.int64)
    return np.tile(starts, len(ends)), np.repeat(ends, len(starts))


def bundles(ends: Ints) -> Iterator[tuple[int, Ints]]:
    """Each unit at one end of connections (m,), and the rows of those, in their order."""
    order = np.argsort(ends, kind="stable")
    for rows in np.split(order, np.flatnonzero(np.diff(ends[order])) + 1):
        if len(rows):
            yield int(ends[rows[0]]), rows


def enter(
    links: LinkChanges,
    units: Iterable[int],
    incoming: dict[int, dict[int, float]],
    outgoing: dict[int, dict[int, None]],
) -> None:
    """Write what becomes of connections among `units` into their dictionaries.

    Unit by unit: one connection after the other takes five times as long.
    """
    gone = np.isinf(links.after)
    ends = (each[gone].tolist() for each in (links.sources, links.targets))
    for source, target in zip(*ends, strict=True):
        del incoming[target][source], outgoing[source][target]
    if gone.all():
        return
    there = links.only(~gone)
    # The units' own numbers, so that no connection keeps two more objects alive.
    own = {unit: unit for unit in units}.__getitem__
    for target, rows in bundles(there.targets):
        weights = (w if w == w else DRAWN for w in there.after[rows].tolist())
        incoming[target].update(zip(map(own, there.sources[rows].tolist()), weights, strict=True))
    for source, rows in bundles(there.sources):
        outgoing[source].update(dict.fromkeys(map(own, there.targets[rows].tolist())))
