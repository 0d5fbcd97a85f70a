"""The rasteriser's first loop: which connections are in view, the strongest first."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from engine import jit
from gui.canvas.geometry import Floats

Ints = NDArray[np.int64]
Rows = NDArray[np.int32]
Levels = NDArray[np.uint8]
Pixels = NDArray[np.uint32]
Marks = NDArray[np.uint8]

_UNSEEN = 255


@jit.kernel
def arrange(
    weights: Floats,
    largest: float,
    working: NDArray[np.bool_],
    steps: int,
    sources: Rows,
    targets: Rows,
    outs: Floats,
    ins: Floats,
    heights: Floats,
    wide: float,
    tall: float,
    tangent: float,
    room: float,
    levels: Levels,
    counts: Ints,
    order: Rows,
) -> int:
    """Number the level of each connection in `levels` (m,), and put those in view in `order`.

    The highest level comes first. `sources` and `targets` are rows of units; those run from
    (outs, heights) to (ins, heights), and where either unit is not `working` the level is 0.
    `room` is half the width of the thickest; `counts` (levels + 1,) is scratch. Returns how many
    are in view.
    """
    counts[:] = 0
    for row in range(len(weights)):
        source, target = sources[row], targets[row]
        x0, x1 = outs[source], ins[target]
        y0, y1 = heights[source], heights[target]
        swing = max(abs(x1 - x0) * 0.5, tangent) - (x1 - x0) * 0.5 + room
        if (
            max(x0, x1) + swing < 0.0
            or min(x0, x1) - swing > wide
            or max(y0, y1) + room < 0.0
            or min(y0, y1) - room > tall
        ):
            levels[row] = _UNSEEN
            continue
        level = 0
        if working[source] and working[target]:
            weight = weights[row]
            strength = min(abs(weight) / largest, 1.0)
            if not strength >= 0.0:  # not a number: the run diverged
                strength = 0.0
            level = 1 + 2 * int(strength * steps + 0.5) + int(weight >= 0)
        levels[row] = level
        counts[level] += 1
    place = 0
    for back in range(len(counts)):
        level = len(counts) - 1 - back
        many = counts[level]
        counts[level] = place
        place += many
    for row in range(len(weights)):
        level = levels[row]
        if level != _UNSEEN:
            order[counts[level]] = row
            counts[level] += 1
    return place
