"""Walks over an acyclic graph given as adjacency: which units feed which."""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Iterable, Mapping
from itertools import chain

Adjacency = Mapping[int, Collection[int]]


def shortest_path(outgoing: Adjacency, source: int, target: int) -> tuple[int, ...]:
    """Ids on a shortest way from `source` to `target`, both included, or ()."""
    came_from = {source: source}
    queue = deque([source])
    while queue and target not in came_from:
        here = queue.popleft()
        for there in outgoing[here]:
            if there not in came_from:
                came_from[there] = here
                queue.append(there)
    if target not in came_from:
        return ()
    way = [target]
    while way[-1] != source:
        way.append(came_from[way[-1]])
    return tuple(reversed(way))


def reached(starts: Iterable[int], outgoing: Adjacency) -> set[int]:
    """All units on ways that begin at `starts`, these included."""
    found = list(starts)
    seen = set(found)
    for unit in found:  # grows while it is walked
        new = [target for target in outgoing[unit] if target not in seen]
        seen.update(new)
        found.extend(new)
    return seen


def topological_order(
    units: Iterable[int], incoming: Adjacency, outgoing: Adjacency
) -> tuple[int, ...]:
    """All units so that each comes after those that feed it (Kahn 1962).

    The order depends on the ids only, not on how the graph was built.
    """
    missing = {unit: len(incoming[unit]) for unit in units}
    order = [unit for unit, count in missing.items() if not count]
    for unit in order:  # grows while it is walked
        for target in sorted(outgoing[unit]):
            missing[target] -= 1
            if not missing[target]:
                order.append(target)
    return tuple(order)


def levels(order: Iterable[int], incoming: Adjacency, lowest: Mapping[int, int]) -> dict[int, int]:
    """Length of the longest way into each unit of a topological `order`, at least `lowest`."""
    found: dict[int, int] = {}
    for unit in order:
        found[unit] = 1 + max(map(found.__getitem__, incoming[unit]), default=lowest[unit] - 1)
    return found


def some_cycle(outgoing: Adjacency) -> tuple[int, ...]:
    """Ids along one cycle, in the direction of the connections; () where there is none."""
    missing = dict.fromkeys(outgoing, 0)
    for target in chain.from_iterable(outgoing.values()):
        missing[target] += 1
    free = [unit for unit, count in missing.items() if not count]
    for unit in free:  # grows while it is walked
        del missing[unit]
        for target in outgoing[unit]:
            missing[target] -= 1
            if not missing[target]:
                free.append(target)
    # Whatever is left lies on a cycle or behind one: walked back, it ends up on one.
    feeds = {target: unit for unit in missing for target in outgoing[unit] if target in missing}
    way: dict[int, None] = {}
    here = next(iter(feeds), None)
    while here is not None and here not in way:
        way[here] = None
        here = feeds[here]
    walked = list(way)
    return tuple(reversed(walked[walked.index(here) :])) if here is not None else ()
