"""The landscape of the loss: its heights over a plane through the present weights.

    weights(x, y) = present weights + x · direction 1 + y · direction 2

Directions are two random ones whose weights into each unit are as long as the unit's own (Li, Xu,
Taylor, Studer, Goldstein, "Visualizing the Loss Landscape of Neural Nets", NeurIPS 2018, section
4; what they call a filter is here all that leads into one unit), the two principal ones of the
run's path (section 7), or two chosen weights and biases themselves: then the axes are their values
and nothing is left out.

Every height is the loss that `Trainer.evaluate` gives for those weights. They are measured piece
by piece, a coarse grid first, on copies, so that any thread may do it:

    1 · · · 1        1 = first grid, 2 = the next one, 3 = the finest
    3 3 3 3 3
    2 3 2 3 2        a coarse grid is shown with straight lines between its points
    3 3 3 3 3        until the next one is complete
    1 · · · 1
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any, Literal, get_args

import numpy as np
from numpy.typing import NDArray

from engine import given
from engine.computing.backends import CpuBackend
from engine.computing.examples import PreparedData
from engine.computing.plan import Plan
from engine.data.dataset import PARTS, Part
from engine.errors import BadValue, DataError
from engine.study import directions
from engine.study.directions import Floats, Parameter
from engine.training.timeline import Moment

Directions = Literal["random", "path", "two"]

_STRIDES = (16, 8, 4, 2, 1)
_MOST_POINTS = 501
_MOST_PLACES = 512
# Multiply-adds of one landscape; with more parameters fewer examples are looked at.
_WORK = 4 * 10**10
_LEAST_EXAMPLES = 200
# How far to look in any case, and the room left around a path, as a share of its extent.
_LEAST_REACH = {"random": 1.0, "path": 0.0, "two": 1.0}
_MARGIN, _LEAST_HEIGHT = 0.4, 0.3


@dataclass(frozen=True, slots=True)
class LandscapeView:
    """What to measure: which plane, on which part of the data, how far and how finely.

    `two` are the parameters for "two": a connection as (source id, target id), a bias as its
    unit's id. `reach` is the distance from the present weights to each edge; None takes what it
    takes to show the run's path. `points` counts the grid points along each axis.
    Raises BadValue for what cannot be.
    """

    directions: Directions = "random"
    two: tuple[Parameter, Parameter] | None = None
    part: Part = "train"
    reach: float | None = None
    points: int = 51
    seed: int = 0

    def __post_init__(self) -> None:
        if self.directions not in get_args(Directions):
            raise BadValue("There are no directions “{name}”.", name=self.directions)
        if self.part not in PARTS:
            raise BadValue("Data have no part “{part}”.", part=self.part)
        given.seed(self.seed)
        if not 3 <= given.whole(self.points, "The number of grid points") <= _MOST_POINTS:
            raise BadValue("A landscape has 3 to {most} points a side.", most=_MOST_POINTS)
        if self.reach is not None and not 0 < given.number(self.reach, "The reach") < np.inf:
            raise BadValue("The reach of a landscape is a number above 0.")
        if self.directions == "two" and (self.two is None or self.two[0] == self.two[1]):
            raise BadValue("Two weights or biases are needed.", "Choose two different ones.")


@dataclass(frozen=True, eq=False)
class Ground:
    """What a landscape needs of a run: copies, and what no run ever changes.

    `values` (size,) are the parameters in the middle, `path` the moments of the run that are kept,
    up to the present. `revision` counts the edits of the network.
    """

    plan: Plan
    loss: str
    prepared: PreparedData
    values: NDArray[Any]
    path: tuple[Moment, ...]
    revision: int


class Landscape:
    """The loss over a plane, as far as it is measured.

    across, up      (n,) coordinates of the grid: distances along the directions from the present
                    weights, or the values of two chosen parameters
    directions      (2, size) in the space of all parameters
    losses          (n, n) a row for each coordinate in `up`; NaN where nothing is measured yet
    steps, path     (p,), (p, 2) where the run has been, as far as the trainer keeps its past
    present, loss   coordinates (x, y) of the weights around which it was measured, and their loss
    on_plane        the share of the path's squared extent that lies in the plane
    examples        how many examples are looked at, of `examples_in_part`

    Raises NoDirections where a direction has no length, DataError for an empty part, BadValue for
    parameters that there are not.
    """

    def __init__(self, view: LandscapeView, ground: Ground) -> None:
        self.view, self.revision = view, ground.revision
        self._plan, self._examples = ground.plan, ground.prepared.examples
        self._centre = ground.values.astype(np.float64)
        self._choose_rows(ground.prepared)
        moments = _evenly(ground.path, _MOST_PLACES)
        self.steps = np.array([moment.step for moment in moments])
        self._lay_out(np.array([moment.values for moment in moments]) - self._centre)
        self._backend = CpuBackend(ground.plan, ground.loss, ground.values.dtype)
        self._order, self._ends = _order(view.points)
        self._done = 0
        self.losses = np.full((view.points, view.points), np.nan)
        self.loss = self._measured(self._centre)

    def _choose_rows(self, prepared: PreparedData) -> None:
        rows, part = prepared.data.rows(self.view.part), self.view.part
        if not len(rows):
            raise DataError(
                "There are no {part} examples.", "Give that part of the data a share.", part=part
            )
        self.examples_in_part = len(rows)
        most = max(_WORK // max(self.view.points**2 * self._plan.edges, 1), _LEAST_EXAMPLES)
        if len(rows) > most:
            rows = rows[np.linspace(0, len(rows) - 1, most).astype(np.int64)]
        self._rows = rows
        self.examples = len(rows)

    def _lay_out(self, offsets: Floats) -> None:
        view = self.view
        self._start = np.zeros(2)
        if view.directions == "two" and view.two is not None:
            self.directions, places = directions.along(self._plan, view.two)
            self._start = self._centre[places]
        elif view.directions == "path":
            self.directions = directions.principal(offsets)
        else:
            self.directions = directions.random(self._plan, self._centre, view.seed)
        self._inverse = np.linalg.pinv(self.directions)
        away = offsets @ self._inverse
        self.path: Floats = self._start + away
        total = float((offsets**2).sum())
        self.on_plane = float(((away @ self.directions) ** 2).sum()) / total if total else 1.0
        self.present = float(self._start[0]), float(self._start[1])
        low, high = _frame(self.path, self._start, view)
        self.across: Floats = np.linspace(low[0], high[0], view.points)
        self.up: Floats = np.linspace(low[1], high[1], view.points)

    # Measuring

    @property
    def share(self) -> float:
        """How much is measured, from 0 to 1."""
        return self._done / len(self._order)

    @property
    def is_complete(self) -> bool:
        """Whether every grid point is measured."""
        return self._done == len(self._order)

    @property
    def fineness(self) -> int:
        """How many of the grids, each finer than the one before, are complete."""
        return int((self._ends <= self._done).sum())

    def measure(self, seconds: float = 0.02) -> bool:
        """Measure on for about so long, one point at least; False when all is measured."""
        until = time.perf_counter() + seconds
        while not self.is_complete:
            row, column = self._order[self._done]
            values = self.values_at(self.across[column], self.up[row])
            self.losses[row, column] = self._measured(values)
            self._done += 1
            if time.perf_counter() >= until:
                break
        return not self.is_complete

    def heights(self) -> Floats:
        """The losses (n, n) of the finest complete grid, straight lines between its points.

        NaN before there is one.
        """
        if not self.fineness:
            return np.full_like(self.losses, np.nan)
        lines = _lines(self.view.points, _STRIDES[self.fineness - 1])
        known, every = self.losses[np.ix_(lines, lines)], np.arange(self.view.points)
        if len(lines) == len(every):
            return known
        wide = np.array([np.interp(every, lines, row) for row in known])
        return np.array([np.interp(every, lines, column) for column in wide.T]).T

    @property
    def lowest(self) -> tuple[float, float, float]:
        """(x, y, loss) of the lowest grid point measured so far; its loss may be NaN."""
        finite = np.where(np.isfinite(self.losses), self.losses, np.inf)
        row, column = np.unravel_index(int(finite.argmin()), finite.shape)
        loss = float(self.losses[row, column])
        return float(self.across[column]), float(self.up[row]), loss

    def _measured(self, values: Floats) -> float:
        with np.errstate(over="ignore"):  # an infinite weight gives an infinite loss
            numbers = values.astype(self._backend.dtype)
        return self._backend.compare(self._examples, self._rows, numbers)[1]

    # Between weights and the plane

    def values_at(self, x: float, y: float) -> Floats:
        """All parameters (size,), as the plan lays them out, at a point of the plane."""
        found: Floats = self._centre + (np.array([x, y]) - self._start) @ self.directions
        return found

    def parameters_at(
        self, x: float, y: float
    ) -> tuple[dict[tuple[int, int], float], dict[int, float]]:
        """Weights by (source id, target id) and biases by unit id at a point of the plane."""
        values = self.values_at(x, y)
        return self._plan.by_pair(values), self._plan.by_unit(values)

    def is_at(self, weights: Floats, biases: Floats) -> bool:
        """Whether it was measured around these weights (m,) and biases (n,) of a snapshot."""
        plan, centre = self._plan.arrays, self._centre
        if (len(weights), len(biases)) != (self._plan.edges, plan.units):
            return False
        own = centre[plan.bias : plan.bias + plan.units]
        same = np.array_equal(centre[: self._plan.edges], weights)
        return same and bool(np.array_equal(own, biases))

    def locate(self, weights: Floats, biases: Floats) -> tuple[float, float]:
        """The point of the plane next to weights (m,) and biases (n,) as a snapshot has them."""
        away, plan = -self._centre, self._plan.arrays
        away[: self._plan.edges] += weights
        away[plan.bias : plan.bias + plan.units] += biases
        x, y = self._start + away @ self._inverse
        return float(x), float(y)


def _frame(path: Floats, present: Floats, view: LandscapeView) -> tuple[Floats, Floats]:
    """The lower and the upper ends (2,) of both axes."""
    if view.reach is not None:
        return present - view.reach, present + view.reach
    low, high = path.min(axis=0), path.max(axis=0)
    span = high - low
    if view.directions == "path":  # both axes are distances: what is flat is to look flat
        span = np.maximum(span, _LEAST_HEIGHT * span.max())
    middle, half = (low + high) / 2, (0.5 + _MARGIN) * span
    least = _LEAST_REACH[view.directions]
    return np.minimum(middle - half, present - least), np.maximum(middle + half, present + least)


def _evenly(moments: tuple[Moment, ...], most: int) -> tuple[Moment, ...]:
    """At most so many of the moments, the first and the last among them."""
    if len(moments) <= most:
        return moments
    return tuple(moments[place] for place in np.linspace(0, len(moments) - 1, most).astype(int))


def _lines(points: int, stride: int) -> NDArray[np.int64]:
    """The lines of a grid that a coarser one has: every so many, and the last."""
    return np.unique([*range(0, points, stride), points - 1])


def _order(points: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """All (row, column), coarse grids first, and how many belong to each grid and those before."""
    level = np.zeros((points, points), np.int64)
    for number, stride in reversed(list(enumerate(_STRIDES))):
        lines = _lines(points, stride)
        level[np.ix_(lines, lines)] = number
    order = np.argsort(level, axis=None, kind="stable")
    ends = np.cumsum(np.bincount(level.ravel(), minlength=len(_STRIDES)))
    return np.stack(np.unravel_index(order, level.shape), axis=1), ends
