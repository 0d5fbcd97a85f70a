"""Between a Network and its entry in a project; reading checks what editing would have checked."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

from engine.errors import BadValue, ProjectError
from engine.network import rules
from engine.network.changes import Change, Unit, UnitChange
from engine.network.graph import Network
from engine.network.links import ABSENT, LinkChanges
from engine.projects.schema import ConnectionEntry, NetworkEntry, UnitEntry

_MOST_ID = 2**31 - 1


def network_entry(network: Network) -> NetworkEntry:
    """The entry of a network; weights nobody set stay unset."""
    return NetworkEntry(
        network.seed,
        network.initializer,
        network.copy().add_unit("hidden"),
        tuple(
            UnitEntry(
                unit.id,
                unit.kind,
                unit.name,
                unit.activation,
                float(unit.bias),
                float(unit.keep_probability),
                (float(unit.position[0]), float(unit.position[1])),
            )
            for unit in network.units
        ),
        tuple(
            ConnectionEntry(source, target, network.link(source, target).weight)
            for target in (unit.id for unit in network.units)
            for source in network.incoming(target)
        ),
    )


def network_from(entry: NetworkEntry) -> Network:
    """The network of an entry, ids and all. Raises ProjectError."""
    units = sorted(map(_unit, entry.units), key=lambda unit: unit.id)
    _check_ids([unit.id for unit in units], entry.next_id)
    try:
        network = Network(entry.seed, entry.initializer)
        for unit in units:
            rules.checked_unit(unit)
        for each in entry.connections:
            rules.checked_weight(each.weight)
    except BadValue as error:
        raise ProjectError(
            "The project holds a value that a network cannot have: {detail}", detail=error
        ) from None
    _check_connections(entry.connections, {unit.id: unit for unit in units})
    network.apply(
        Change(
            tuple(UnitChange(None, unit) for unit in units),
            LinkChanges.of(
                (each.source, each.target, ABSENT, rules.coded(each.weight))
                for each in entry.connections
            ),
        )
    )
    if len(network.topological_order()) != len(units):
        raise ProjectError(
            "The connections of the project's network run in a circle.",
            "If it was edited by hand, take that edit back.",
        )
    _skip_ids(network, entry.next_id)
    return network


def _skip_ids(network: Network, next_id: int) -> None:
    """Let the next unit get `next_id`, as if those before it had been removed."""
    last = next_id - 1
    if last >= 1 and not network.has_unit(last):
        network.apply(Change((UnitChange(None, Unit(last, "hidden", "")),)))
        network.remove_unit(last)


def _unit(entry: UnitEntry) -> Unit:
    return Unit(
        entry.id,
        entry.kind,
        entry.name,
        entry.activation,
        entry.bias,
        entry.keep_probability,
        entry.position,
    )


def _check_ids(ids: list[int], next_id: int) -> None:
    twice = next((one for one, after in pairwise(ids) if one == after), None)  # they are in order
    if twice is not None:
        raise ProjectError("Two units of the project have the number {unit}.", unit=twice)
    if ids and not (min(ids) >= 1 and max(ids) < next_id):
        raise ProjectError("The numbers of the project's units are out of range.")
    if not 1 <= next_id <= _MOST_ID:
        raise ProjectError("The numbers of the project's units are out of range.")


def _check_connections(entries: Iterable[ConnectionEntry], units: dict[int, Unit]) -> None:
    seen: set[tuple[int, int]] = set()
    for each in entries:
        pair = (each.source, each.target)
        source, target = units.get(each.source), units.get(each.target)
        if source is None or target is None:
            trouble = "connects a unit that is not there"
        elif source.kind == "output" or target.kind == "input":
            trouble = "leaves an output or enters an input"
        elif pair in seen:
            trouble = "stands there twice"
        else:
            seen.add(pair)
            continue
        raise ProjectError(
            "The project's connection from unit {source} to unit {target} {trouble}.",
            "If it was edited by hand, take that edit back.",
            source=each.source,
            target=each.target,
            trouble=trouble,
        )
