"""Where units stand: moving, aligning, distributing, tidying; one undo step each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np

from engine import Network, layout
from gui.canvas import geometry
from gui.canvas.geometry import Floats, Point
from gui.editing.attempts import attempt
from gui.editing.document import Document
from gui.look.translate import tr
from gui.look.words import named

Axis = Literal[0, 1]
ACROSS: Axis = 0
DOWN: Axis = 1


@dataclass(frozen=True)
class Alignment:
    """One row: along which axis tiles line up, and where: 0 first edges, ½ middles, 1 last."""

    title: str
    axis: Axis
    share: float


_BESIDE = 3 * geometry.GRID
_FEW = 40
_MOST_STEPS = 24
_DIRECTIONS = ((1, 1), (0, 1), (1, 0), (0, -1), (-1, 0))

ALIGNMENTS: dict[str, Alignment] = {
    "align_left": Alignment("Align {units} at the left", ACROSS, 0.0),
    "align_centre": Alignment("Align the centres of {units}", ACROSS, 0.5),
    "align_right": Alignment("Align {units} at the right", ACROSS, 1.0),
    "align_top": Alignment("Align {units} at the top", DOWN, 0.0),
    "align_middle": Alignment("Align the middles of {units}", DOWN, 0.5),
    "align_bottom": Alignment("Align {units} at the bottom", DOWN, 1.0),
}
DISTRIBUTIONS: dict[str, Axis] = {"distribute_across": ACROSS, "distribute_down": DOWN}


def place(document: Document, places: Mapping[int, Point], title: str, merge: str = "") -> bool:
    """Put units somewhere; `title` names the step, with {units} in it for their names."""
    names = named(document.network, list(places))

    def edit(network: Network) -> None:
        for unit, point in places.items():
            network.update_unit(unit, position=point)

    return bool(places) and attempt(document, tr(title, units=names), edit, merge=merge)


def move(document: Document, places: Mapping[int, Point], merge: str) -> bool:
    """Put units where the hand has carried them; steps with the same `merge` key are one."""
    return place(document, places, "Move {units}", merge)


def nudge(document: Document, units: Iterable[int], dx: float, dy: float) -> bool:
    """Move units a little; nudges of the same units in a row are one step."""
    places = {}
    for unit in sorted(units):
        x, y = document.network.unit(unit).position
        places[unit] = (x + dx, y + dy)
    return move(document, places, f"nudge {sorted(places)}")


def align(document: Document, units: Iterable[int], key: str) -> bool:
    """Line the tiles of units up by a row of `ALIGNMENTS`."""
    row = ALIGNMENTS[key]
    spans = {unit: _span(document.network, unit, row.axis) for unit in sorted(units)}
    low = min((middle - half for middle, half in spans.values()), default=0.0)
    high = max((middle + half for middle, half in spans.values()), default=0.0)
    line = low + row.share * (high - low)
    wanted = {unit: line + (1 - 2 * row.share) * half for unit, (_, half) in spans.items()}
    return place(document, _moved(document.network, wanted, row.axis), row.title)


def distribute(document: Document, units: Iterable[int], key: str) -> bool:
    """Let the middles of units stand equally far apart, between the two outermost."""
    axis = DISTRIBUTIONS[key]
    middles = sorted((document.network.unit(unit).position[axis], unit) for unit in units)
    if len(middles) < 3:
        return False
    (first, _), (last, _) = middles[0], middles[-1]
    step = (last - first) / (len(middles) - 1)
    wanted = {unit: first + step * number for number, (_, unit) in enumerate(middles)}
    return place(document, _moved(document.network, wanted, axis), "Distribute {units}")


def tidy(document: Document) -> bool:
    """Lay the network out in columns, one for each layer."""
    return place(document, layout.positions(document.network), "Tidy layout")


def _span(network: Network, unit: int, axis: Axis) -> tuple[float, float]:
    """The middle of a tile along an axis, and half its edge."""
    row = network.unit(unit)
    return row.position[axis], geometry.half_size(row.kind)


def _moved(network: Network, wanted: Mapping[int, float], axis: Axis) -> dict[int, Point]:
    places = {}
    for unit, value in wanted.items():
        x, y = network.unit(unit).position
        places[unit] = (value, y) if axis == ACROSS else (x, value)
    return places


def free_offset(places: Floats, network: Network) -> Point:
    """How far units at `places` (n, 2) have to be moved to cover none of a network's.

    A few go as little as possible to the lower right, down, to the right, up, or to the left;
    many, or where nothing is free nearby, below everything.
    """
    others = np.array([unit.position for unit in network.units]).reshape(-1, 2)
    for step in range(_MOST_STEPS if len(places) <= _FEW else 1):
        for across, down in _DIRECTIONS:
            offset = across * step * _BESIDE, down * step * _BESIDE
            if not _covers(places + offset, others):
                return offset
    lowest = float(others[:, 1].max() - places[:, 1].min())
    return 0.0, geometry.snapped(lowest + geometry.OUTPUT_TILE + _BESIDE)


def _covers(places: Floats, others: Floats) -> bool:
    """Whether a unit at one of the places would lie on one of the others."""
    near = geometry.OUTPUT_TILE
    low, high = places.min(axis=0) - near, places.max(axis=0) + near
    close = others[((others > low) & (others < high)).all(axis=1)]
    return any((np.abs(close - place) < near).all(axis=1).any() for place in places)
