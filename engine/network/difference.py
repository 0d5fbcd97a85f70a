"""What it takes to turn one network into another, as one change that can be taken back."""

from __future__ import annotations

from engine.network.changes import Change, ConnectionChange, Link, UnitChange
from engine.network.graph import Network


def change_between(before: Network, after: Network) -> Change:
    """The change after which `before.apply` makes it equal to `after`, ids included."""
    old = {unit.id: unit for unit in before.units}
    new = {unit.id: unit for unit in after.units}
    units = (UnitChange(old.get(unit), new.get(unit)) for unit in sorted({*old, *new}))
    links, wanted = _links(before), _links(after)
    connections = (
        ConnectionChange(*pair, links.get(pair), wanted.get(pair))
        for pair in sorted({*links, *wanted})
    )
    initializers = before.initializer, after.initializer
    return Change(
        tuple(unit for unit in units if unit.before != unit.after),
        tuple(link for link in connections if link.before != link.after),
        (before.seed, after.seed) if before.seed != after.seed else None,
        initializers if before.initializer != after.initializer else None,
    )


def _links(network: Network) -> dict[tuple[int, int], Link]:
    return {
        (source, unit.id): network.link(source, unit.id)
        for unit in network.units
        for source in network.incoming(unit.id)
    }
