"""Adding a whole layer: how many units, which activation, wired to which layers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from engine import Network, every_pair, layout
from gui.canvas.geometry import Point
from gui.editing.attempts import attempt
from gui.editing.document import Document
from gui.editing.patterns import display_levels
from gui.editing.selection import Selection
from gui.editing.waiting import waiting_for
from gui.look.translate import tr

Units = tuple[int, ...]

MOST_UNITS = 2000
MOST_CONNECTIONS = 1_000_000
_BESIDE = 24.0  # a unit this much further right stands in a column of its own


@dataclass(frozen=True)
class LayerPlan:
    """A layer that may be added; `place` is its middle, None: between what it is wired to.

    `replaces`: the connections straight from the sources to the targets go.
    """

    size: int
    activation: str
    sources: Units = ()
    targets: Units = ()
    replaces: bool = False
    place: Point | None = None

    @property
    def connections(self) -> int:
        """How many connections it brings."""
        return self.size * (len(self.sources) + len(self.targets))


def layers_of(network: Network) -> list[Units]:
    """The units of each layer as it is shown, inputs first; without the empty ones."""
    found: dict[int, list[int]] = {}
    for unit, level in display_levels(network).items():
        found.setdefault(level, []).append(unit)
    return [tuple(sorted(units)) for _, units in sorted(found.items())]


def layer_name(network: Network, number: int, layers: Sequence[Units]) -> str:
    """What a layer of `layers` is called in a list: inputs, layer 1 (4 units), outputs."""
    kinds = {network.unit(unit).kind for unit in layers[number]}
    count = len(layers[number])
    if kinds == {"input"}:
        return tr("inputs ({count})", count=count)
    if kinds == {"output"}:
        return tr("outputs ({count})", count=count)
    first = int(any(network.unit(unit).kind == "input" for unit in layers[0]))
    return tr("layer {number} ({count})", number=number + 1 - first, count=count)


def direct(network: Network, sources: Units, targets: Units) -> list[tuple[int, int]]:
    """The connections straight from one of the sources to one of the targets."""
    ends = set(targets)
    return [
        (unit, target) for unit in sources for target in network.outgoing(unit) if target in ends
    ]


def add_layer(document: Document, selection: Selection, plan: LayerPlan) -> bool:
    """Add a layer as one step, and select its units."""
    added: list[int] = []

    def edit(network: Network) -> None:
        old = direct(network, plan.sources, plan.targets) if plan.replaces else []
        network.disconnect_all((start for start, _ in old), (end for _, end in old))
        moved, places = _room(network, plan)
        for unit, position in moved.items():
            network.update_unit(unit, position=position)
        added.extend(
            network.add_unit("hidden", activation=plan.activation, position=place)
            for place in places
        )
        into, out = every_pair(plan.sources, added), every_pair(added, plan.targets)
        network.connect_all(*(np.concatenate(ends) for ends in zip(into, out, strict=True)))

    with waiting_for(plan.connections):
        done = attempt(document, tr("Add a layer of {count} units", count=plan.size), edit)
    if done:
        selection.set(added)
    return done


def _room(network: Network, plan: LayerPlan) -> tuple[Mapping[int, Point], list[Point]]:
    """Where units have to move to make room, and where those of the new layer stand."""
    before = [network.unit(unit).position for unit in plan.sources]
    after = [network.unit(unit).position for unit in plan.targets]
    moved: dict[int, Point] = {}
    if plan.place is not None:
        x, y = plan.place
    else:
        y = _middle([place[1] for place in before + after])
        x = max((place[0] for place in before), default=0.0) + layout.COLUMN
        if before and after:
            gap = min(place[0] for place in after) - (x - layout.COLUMN)
            if gap >= 1.4 * layout.COLUMN:
                x += gap / 2 - layout.COLUMN
            else:
                moved = _shifted(network, x - layout.COLUMN + _BESIDE)
        elif after:
            x = min(place[0] for place in after) - layout.COLUMN
    rows = range(plan.size)
    return moved, [(x, y + layout.place(0, row, plan.size)[1]) for row in rows]


def _shifted(network: Network, left: float) -> dict[int, Point]:
    """All units right of `left`, one column further."""
    return {
        unit.id: (unit.position[0] + layout.COLUMN, unit.position[1])
        for unit in network.units
        if unit.position[0] > left
    }


def _middle(values: Sequence[float]) -> float:
    return (min(values) + max(values)) / 2 if values else 0.0
