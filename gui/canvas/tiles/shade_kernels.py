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
    scratch: tuple[Singles, Singles, NDArray[np.int32]],
    image: NDArray[np.uint32],
) -> None:
    """Draw the pictures (n, tall · wide) of some `rows`, in `image` (r, edge²).

    Between the `ends` (n, 2) of a picture's scale numbers take the colours of the `ladder`; what
    is no number its middle one. `down` and `across` say between which points each pixel lies, and
    how far from the first; `scratch` holds one line of points (wide,), and its pixels as numbers
    and as steps of the ladder (edge,). What is no number equals nothing, itself neither.
    """
    (above, below, under), (left, right, beside) = down, across
    line, between, steps = scratch
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
            # Three loops: what looks nothing up in between is done for many pixels at once.
            for x in range(edge):
                value = line[np.uint64(left[x])]
                more = (line[np.uint64(right[x])] - value) * beside[x]
                between[x] = value + (more if beside[x] > none else none)
            # Choices of a number, never of a way to go: those would be guessed wrongly.
            for x in range(edge):
                place = (between[x] - least) * stretch + np.float32(0.5)
                low = none if place == place else top * np.float32(0.5)
                place = place if place > none else low
                place = place if place < top else top
                steps[x] = np.int32(place)
            pixels = image[number, y * edge : (y + 1) * edge]
            for x in range(edge):
                pixels[x] = ladder[np.uint64(steps[x])]


@jit.kernel
def round_off(
    image: NDArray[np.uint32], cut: NDArray[np.int64], cover: NDArray[np.float64]
) -> None:
    """Leave of the `cut` pixels (c,) of opaque pictures (n, edge²) so much (c,), premultiplied."""
    for number in range(len(image)):
        for place in range(len(cut)):
            pixel, left = image[number, cut[place]], np.uint32(0)
            for shift in range(0, 32, 8):
                part = np.float64((pixel >> np.uint32(shift)) & np.uint32(255)) * cover[place]
                left |= np.uint32(np.rint(part)) << np.uint32(shift)
            image[number, cut[place]] = left
