"""What it takes to turn one network into another, as one change that can be taken back."""

from __future__ import annotations

from engine.network.changes import Change, UnitChange
from engine.network.graph import Network
from engine.network.links import ABSENT, LinkChanges, joined
from engine.network.rules import coded


def change_between(before: Network, after: Network) -> Change:
    """The change after which `before.apply` makes it equal to `after`, ids included."""
    old = {unit.id: unit for unit in before.units}
    new = {unit.id: unit for unit in after.units}
    units = (UnitChange(old.get(unit), new.get(unit)) for unit in sorted({*old, *new}))
    links, wanted = _links(before), _links(after)
    connections = LinkChanges.of(
        (*pair, links.get(pair, ABSENT), wanted.get(pair, ABSENT))
        for pair in sorted({*links, *wanted})
    )
    initializers = before.initializer, after.initializer
    return Change(
        tuple(unit for unit in units if unit.before != unit.after),
        joined([connections]),
        (before.seed, after.seed) if before.seed != after.seed else None,
        initializers if before.initializer != after.initializer else None,
    )


def _links(network: Network) -> dict[tuple[int, int], float]:
    return {
        (source, unit.id): coded(network.link(source, unit.id).weight)
        for unit in network.units
        for source in network.incoming(unit.id)
    }
