"""The data in the space of a layer's units: where examples stand, and the borders drawn there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from engine import Network, Principal, Snapshot, activations, losses, principal
from gui.panels.widgets.scales import Range, at_least

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

_REACH = 40.0
_HALVINGS = 60
_LEAST_FILLED = 0.35
_MARGIN = 0.06


@dataclass(frozen=True, eq=False)
class Shown:
    """Two axes of a layer's space: units, or principal components of all its units.

    A point of the picture (x, y) stands for activations `origin` + (x, y) · `axes` (2, k) of the
    layer's `units` (k,); `is_whole` says that every activation is such a point.
    """

    units: Ints
    origin: Floats
    axes: Floats
    is_whole: bool
    components: Principal | None = None

    def place(self, layer: Floats) -> Floats:
        """Where examples stand, (r, 2), by the layer's activations (r, k)."""
        found: Floats = (layer - self.origin) @ self.axes.T
        return found


def units_shown(units: Ints, first: int, second: int) -> Shown:
    """The activations of two units of a layer."""
    axes = np.stack([units == first, units == second]).astype(np.float64)
    return Shown(units, np.zeros(len(units)), axes, bool(axes.any(axis=0).all()))


def components_shown(units: Ints, layer: Floats, before: Shown | None) -> Shown:
    """The first two principal components of a layer's activations (r, k)."""
    same = before is not None and np.array_equal(before.units, units)
    known = before.components if before is not None and same else None
    found = principal(layer, known)
    return Shown(units, found.mean, found.axes, len(units) <= len(found.axes), found)


@dataclass(frozen=True)
class Line:
    """All points with normal · (x, y) + offset = 0: where `unit` changes sides."""

    unit: int
    normal: tuple[float, float]
    offset: float

    def height(self, points: Floats) -> Floats:
        """normal · (x, y) + offset of points (n, 2): its sign tells the side."""
        found: Floats = points @ np.array(self.normal) + self.offset
        return found


def sums(shown: Shown, network: Network, snapshot: Snapshot) -> list[Line]:
    """The weighted sums z over the picture, of every unit that reads nothing but what it shows."""
    read = _read(shown)
    found = []
    fed = {unit for source in read for unit in network.outgoing(source)}
    for unit in (unit for unit in snapshot.unit_ids.tolist() if unit in fed):
        sources = network.incoming(unit)
        if not set(sources) <= read:
            continue
        weights = np.zeros(len(shown.units))
        for edge in np.flatnonzero(snapshot.targets == unit):
            weights[shown.units == snapshot.sources[edge]] = snapshot.weights[edge]
        bias = float(snapshot.biases[snapshot.unit_ids == unit][0])
        normal = shown.axes @ weights
        offset = bias + float(weights @ shown.origin)
        found.append(Line(unit, (float(normal[0]), float(normal[1])), offset))
    return found


def _read(shown: Shown) -> set[int]:
    if shown.is_whole:
        return set(shown.units.tolist())
    if shown.components is not None:
        return set()
    return set(shown.units[shown.axes.any(axis=0)].tolist())


def borders(lines: Sequence[Line], network: Network, loss: str, task: str) -> list[Line]:
    """Where units change sides: hidden ones at z = 0, the output of two classes where it decides.

    Outputs of a regression and those that only decide together have no border of their own.
    """
    found = []
    for line in lines:
        unit = network.unit(line.unit)
        if unit.kind == "hidden":
            found.append(line)
        elif task == "binary":
            level = decision(unit.activation, losses.LOSSES[loss].threshold)
            if level is not None:
                found.append(Line(line.unit, line.normal, line.offset - level))
    return found


@lru_cache(maxsize=64)
def decision(activation: str, threshold: float) -> float | None:
    """The weighted sum at which g(z) reaches the threshold; None where it never does."""
    g = activations.ACTIVATIONS[activation].function
    low, high = -_REACH, _REACH
    if not g(low) < threshold <= g(high):
        return None
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if g(middle) < threshold else (low, middle)
    return (low + high) / 2


def regions(
    lines: Sequence[Line], network: Network, loss: str, task: str, across: Range, up: Range
) -> list[Floats]:
    """For each class the corners (n, 2) of where it is predicted, within the ranges.

    Empty where the outputs read more than what is shown, and for a regression.
    """
    outputs = [line for line in lines if line.unit in network.outputs]
    (left, right), (low, high) = across, up
    corners = np.array([(left, low), (right, low), (right, high), (left, high)])
    if len(outputs) != len(network.outputs) or task == "regression":
        return []
    if task == "binary":
        found = borders(outputs, network, loss, task)
        return [_cut(corners, line, sign) for line in found[:1] for sign in (-1.0, 1.0)]
    order = {unit: place for place, unit in enumerate(network.outputs)}
    outputs.sort(key=lambda line: order[line.unit])
    return [_won(corners, line, outputs) for line in outputs]


def _won(corners: Floats, line: Line, all_lines: Sequence[Line]) -> Floats:
    """Where one sum is the largest of all."""
    for other in all_lines:
        if other is not line:
            normal = (line.normal[0] - other.normal[0], line.normal[1] - other.normal[1])
            corners = _cut(corners, Line(line.unit, normal, line.offset - other.offset), 1.0)
    return corners


def _cut(corners: Floats, line: Line, sign: float) -> Floats:
    """The part of a convex polygon (n, 2) on the positive side of a line, `sign` turning it."""
    heights = sign * line.height(corners)
    found = []
    for place in range(len(corners)):
        here, there = heights[place - 1], heights[place]
        if (here < 0) != (there < 0):
            share = here / (here - there)
            found.append(corners[place - 1] + share * (corners[place] - corners[place - 1]))
        if there >= 0:
            found.append(corners[place])
    return np.array(found).reshape(-1, 2)


def calm_range(values: Floats, before: Range | None) -> Range:
    """A round range around values: `before` while it holds them all and they fill enough of it."""
    low, high = (float(values.min()), float(values.max())) if len(values) else (0.0, 0.0)
    if before is not None:
        width = before[1] - before[0]
        if before[0] <= low and high <= before[1] and high - low >= _LEAST_FILLED * width:
            return before
    below = -at_least(-low) if low < 0 else 0.0
    above = at_least(high) if high > 0 else 0.0
    return widened(below, above if above > below else below + 1.0)


def widened(low: float, high: float) -> Range:
    """With a margin, so that no mark is cut."""
    margin = _MARGIN * (high - low)
    return low - margin, high + margin


def unit_range(network: Network, unit: int, values: Floats, before: Range | None) -> Range:
    """The range of one unit's activations: the whole of it where that is bounded."""
    row = activations.ACTIVATIONS[network.unit(unit).activation]
    if network.unit(unit).kind != "input" and row.is_bounded:
        return widened(row.low, row.high)
    return calm_range(values, before)
