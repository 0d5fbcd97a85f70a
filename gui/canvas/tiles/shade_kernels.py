"""Pictures of tiles from numbers, in one loop without the GIL: NumPy goes over them ten times."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from engine import jit

Singles = NDArray[np.float32]
Points = tuple[NDArray[np.int64], NDArray[np.int64], Singles]


@jit.kernel
def shade(
    values: Singles,
    ends: Singles,
    rows: NDArray[np.int64],
    ladder: NDArray[np.uint32],
    down: Points,
    across: Points,
    line: Singles,
    image: NDArray[np.uint32],
) -> None:
    """Draw the pictures (n, tall · wide) of some `rows`, in `image` (r, edge²).

    Between the `ends` (n, 2) of a picture's scale numbers take the colours of the `ladder`; what
    is no number its middle one. `down` and `across` say between which points each pixel lies, and
    how far from the first; `line` (wide,) is scratch. What is no number equals nothing, itself
    neither.
    """
    (above, below, under), (left, right, beside) = down, across
    edge, wide = len(above), len(line)
    none, top = np.float32(0.0), np.float32(len(ladder) - 1)
    for number in range(len(rows)):
        known = values[rows[number]]
        least, span = ends[rows[number], 0], ends[rows[number], 1] - ends[rows[number], 0]
        stretch = top / (span if span > none else np.float32(1.0))
        for y in range(edge):
            first = known[above[y] * wide : (above[y] + 1) * wide]
            second = known[below[y] * wide : (below[y] + 1) * wide]
            for x in range(wide):
                line[x] = first[x]
            if under[y] > none:
                for x in range(wide):
                    line[x] += (second[x] - first[x]) * under[y]
            pixels = image[number, y * edge : (y + 1) * edge]
            # Choices of a number, never of a way to go: those would be guessed wrongly.
            for x in range(edge):
                value = line[np.uint64(left[x])]
                more = (line[np.uint64(right[x])] - value) * beside[x]
                value += more if beside[x] > none else none
                place = (value - least) * stretch + np.float32(0.5)
                low = none if place == place else top * np.float32(0.5)
                place = place if place > none else low
                place = place if place < top else top
                pixels[x] = ladder[np.uint64(np.int32(place))]
