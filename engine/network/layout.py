"""Where units stand when nobody has placed them: one column a layer, inputs on the left."""

from __future__ import annotations

from typing import Protocol

from engine.network.changes import Position, Unit

COLUMN = 200.0
ROW = 60.0
OUTPUT_ROW = 80.0  # outputs are drawn larger


class Layered(Protocol):
    """What a layout needs to know of a network; the network itself uses `place` from here."""

    @property
    def units(self) -> tuple[Unit, ...]:
        """All units."""

    @property
    def outputs(self) -> tuple[int, ...]:
        """Ids of the output units."""

    def levels(self) -> dict[int, int]:
        """The layer of each unit."""

    def incoming(self, unit_id: int, /) -> tuple[int, ...]:
        """Ids of the units that feed this one."""


def place(column: int, row: int, rows: int, distance: float = ROW) -> Position:
    """The place of one unit in a column of `rows` units that is centred on y = 0."""
    return column * COLUMN, (row - (rows - 1) / 2) * distance


def positions(network: Layered) -> dict[int, Position]:
    """A place for every unit: columns by layer, outputs all in the last, few crossings.

    Within a column units are ordered by the mean height of the units that feed them
    (Sugiyama et al. 1981, one sweep), units without any by their age.
    """
    columns = _columns(network)
    places: dict[int, Position] = {}
    for number, column in enumerate(columns):
        if number:
            column.sort(key=lambda unit: _height(network, places, unit))
        distance = OUTPUT_ROW if number == len(columns) - 1 else ROW
        for row, unit in enumerate(column):
            places[unit] = place(number, row, len(column), distance)
    return places


def _columns(network: Layered) -> list[list[int]]:
    levels = network.levels()
    outputs = set(network.outputs)
    hidden = max((level for unit, level in levels.items() if unit not in outputs), default=0)
    last = max(hidden + 1, 1)
    columns: list[list[int]] = [[] for _ in range(last + 1)]
    for unit in network.units:
        columns[last if unit.id in outputs else levels[unit.id]].append(unit.id)
    return columns


def _height(network: Layered, places: dict[int, Position], unit: int) -> tuple[float, int]:
    heights = [places[source][1] for source in network.incoming(unit) if source in places]
    return (sum(heights) / len(heights) if heights else 0.0), unit
