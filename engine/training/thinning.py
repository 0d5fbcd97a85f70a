"""Thinning: what a long run forgets of its way, so that its record stays within a budget.

They go whose neighbours are nearest: on a scale that is half the logarithm of the steps, for the
quick beginning, and half the steps themselves, for an even rest. The first, the last and the one
with the lowest loss always stay.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

# At most so many bytes, and so many moments, hold a run's past; see `engine.training.timeline`.
BUDGET, MOST = 64 * 2**20, 2000
# About 10 MB of rows in the engine, and 1 MB of columns for the window's charts.
MOST_ROWS = 10_000
# Thinning takes some more than it has to, so that it is seldom done.
ROOM = 7 / 8

Floats = NDArray[np.float64]


def kept_rows(steps: Floats, losses: Floats, most: int = MOST_ROWS) -> NDArray[np.int64]:
    """The places (k,) of the rows of a history that stay; all while there are at most `most`.

    `steps` (r,) ascend; `losses` (r,) are those by which rows are compared, NaN where unknown.
    """
    places = np.arange(len(steps))
    if len(places) <= most:
        return places
    goal = max(round(ROOM * most), 3)
    while len(places) > goal:
        gone = least_needed(steps[places], losses[places], len(places) - goal)
        if not gone:
            break
        places = np.delete(places, sorted(gone))
    return places


def least_needed(steps: Floats, losses: Floats, count: int) -> set[int]:
    """The places of at most so many whose neighbours are nearest, no two side by side."""
    passed = (steps - steps[0]) / max(steps[-1] - steps[0], 1.0)
    scale = passed + np.log1p(steps - steps[0]) / max(math.log1p(steps[-1] - steps[0]), 1e-9)
    gaps = np.full(len(steps), math.inf)
    gaps[1:-1] = scale[2:] - scale[:-2]
    gaps[np.where(np.isnan(losses), math.inf, losses).argmin()] = math.inf
    gone: set[int] = set()
    for place in np.argsort(gaps, kind="stable").tolist():
        if len(gone) == count or gaps[place] == math.inf:
            break
        if place - 1 not in gone and place + 1 not in gone:
            gone.add(place)
    return gone
