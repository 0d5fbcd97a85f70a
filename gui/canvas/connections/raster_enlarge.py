"""The rasteriser's last loop: a coarse picture as one of the screen's pixels."""

from __future__ import annotations

import numpy as np

from engine import jit
from gui.canvas.connections.raster_kernels import NOW, PATCH
from gui.canvas.connections.raster_order import Marks, Pixels


@jit.kernel
def enlarge(
    sheet: Pixels,
    ground: Pixels,
    image: Pixels,
    size: tuple[int, int, int],
    span: tuple[int, int],
    marks: Marks,
) -> None:
    """Put the rows of a sheet into the image, each of its pixels as `shrink` × `shrink` (`size`).

    Where nothing is drawn now but was before, the image gets the ground.
    """
    (across, down, shrink), (begin, end) = size, span
    wide = (across + shrink - 1) // shrink
    patches = (wide + PATCH - 1) // PATCH
    for y in range(begin * shrink, min(end * shrink, down)):
        row = y // shrink
        base = (row - begin) // PATCH * patches
        for patch in range(patches):
            left, right = patch * PATCH, min((patch + 1) * PATCH, wide)
            if marks[base + patch] & NOW:
                for column in range(left, right):
                    found = sheet[np.uint64(row * wide + column)]
                    for x in range(column * shrink, min((column + 1) * shrink, across)):
                        image[np.uint64(y * across + x)] = found
            elif marks[base + patch]:
                first, last = left * shrink, min(right * shrink, across)
                for x in range(first, last):
                    image[np.uint64(y * across + x)] = ground[np.uint64(y * across + x)]
