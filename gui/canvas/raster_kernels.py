"""The rasteriser's inner loops: curves laid over each other from the front, without the GIL.

One file, because Numba compiles a kernel anew when its own file has changed and only then.

A pixel of the sheet is one int64 of four lanes of 16 bits: from the top how much of what lies
behind it still shows (256: all, 0: nothing), then blue, green and red so far, times 256. Laying
a colour over it is one multiplication: `color` holds −1 in the upper lane. Because the strongest
connections come first, whatever is covered stays as it is.

Lengths are pixels of the sheet, in fixed point (16 bits behind the point) where it is hot.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from engine import jit
from gui.canvas.geometry import Floats

Ints = NDArray[np.int64]
Rows = NDArray[np.int32]
Levels = NDArray[np.uint8]
Pixels = NDArray[np.uint32]
Marks = NDArray[np.uint8]

CLEAR = 256 << 48
UNSEEN = 255
PATCH = 32
NOW, BEFORE = 1, 2
_ONE = 65536
_ELBOW = 0.36
_ELBOWS_FROM = 2.0


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
            levels[row] = UNSEEN
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
        if level != UNSEEN:
            order[counts[level]] = row
            counts[level] += 1
    return place


@jit.kernel
def draw(
    image: Pixels,
    ground: Pixels,
    sheet: Ints,
    across: int,
    down: int,
    shrink: int,
    first: int,
    end: int,
    outs: Floats,
    ins: Floats,
    heights: Floats,
    sources: Rows,
    targets: Rows,
    levels: Levels,
    order: Rows,
    strong: int,
    colors: Ints,
    widths: Floats,
    faint: Floats,
    dashes: Floats,
    curve: Floats,
    tangent: float,
    marks: Marks,
) -> None:
    """Draw the connections `order`, the front one first, over the rows `first` to `end`.

    `ground` and `image` have across × down pixels, the sheet one for `shrink` × `shrink` of those
    and a row more above and below; it is clear before and after. After the first `strong` ones
    the widths are those of `faint`. `curve` (41, 2) holds how far down a curve is at each step,
    and how much of its tangent is added. `marks` says of each patch of the sheet whether anything
    was drawn there: before, in this image, and afterwards, now. Elsewhere the image is the ground.
    """
    wide = (across + shrink - 1) // shrink
    tall = end - first
    shift = 1.0 - first
    for patch in range(len(marks)):
        marks[patch] = BEFORE if marks[patch] & NOW else 0
    for number in range(len(order)):
        row = order[number]
        level = levels[row]
        width = widths[level] if number < strong else faint[level]
        source, target = sources[row], targets[row]
        y0, y1 = heights[source] + shift, heights[target] + shift
        room = width + 1.0
        if max(y0, y1) < 1.0 - room or min(y0, y1) >= tall + 1.0 + room:
            continue
        x0, x1 = outs[source], ins[target]
        _curve(
            sheet,
            wide,
            tall,
            x0,
            y0,
            x1 - x0,
            y1 - y0,
            width,
            colors[level],
            dashes[level, 0],
            dashes[level, 1],
            curve,
            tangent,
            marks,
        )
    _develop(sheet, ground, image, wide, tall, first, across, down, shrink, marks)


@jit.inlined
def _curve(sheet, wide, tall, x0, y0, dx, dy, width, color, on, off, curve, tangent, marks):  # type: ignore[no-untyped-def]
    """Lay one curve over the sheet, as lines along its longer side."""
    reach = max(abs(dx) * 0.5, tangent)
    pace = _pace(min(max(abs(dx), reach), abs(dy)))
    room = width + 1.0
    lowest = tall + 1.0 + room
    ax, ay, before, run = x0, y0, 0, 0.0
    for k in range(pace, len(curve), pace):
        bx = x0 + dx * curve[k, 0] + reach * curve[k, 1]
        by = y0 + dy * curve[k, 0]
        kind = 1 if abs(bx - ax) >= abs(by - ay) else 2
        elbow = before + kind == 3 and width > _ELBOWS_FROM
        seen = max(ay, by) >= 1.0 - room and min(ay, by) < lowest
        if on > 0.0:
            length = math.hypot(bx - ax, by - ay)
            if seen and length > 0.0:
                ends = ax, ay, bx, by
                _dashed(sheet, wide, tall, ends, width, color, on, off, run, length, marks)
            run += length
        elif seen:
            _line(sheet, wide, tall, ax, ay, bx, by, width, color, elbow, marks)
        ax, ay, before = bx, by, kind


@jit.inlined
def _pace(size):  # type: ignore[no-untyped-def]
    """How many of the 40 steps of a curve one line may stand for, to be right to 0.3 pixels."""
    if size > 75.0:
        return 1
    if size > 30.0:
        return 2
    if size > 17.0:
        return 4
    if size > 6.0:
        return 5
    return 10 if size > 0.5 else 40


@jit.inlined
def _dashed(sheet, wide, tall, ends, width, color, on, off, run, length, marks):  # type: ignore[no-untyped-def]
    """Lay the dashes of a line that begins `run` pixels after its curve does."""
    ax, ay, bx, by = ends
    done = 0.0
    while done < length:
        phase = (run + done) % (on + off)
        piece = max((on if phase < on else on + off) - phase, 0.01)
        if phase < on:
            p, q = done / length, min((done + piece) / length, 1.0)
            dx, dy = bx - ax, by - ay
            cx, cy, ex, ey = ax + dx * p, ay + dy * p, ax + dx * q, ay + dy * q
            _line(sheet, wide, tall, cx, cy, ex, ey, width, color, False, marks)
        done += piece


@jit.inlined
def _line(sheet, wide, tall, ax, ay, bx, by, width, color, elbow, marks):  # type: ignore[no-untyped-def]
    """Lay one line over the sheet; an `elbow` also fills the notch to the one before it."""
    dx, dy = bx - ax, by - ay
    if elbow:
        back = _ELBOW * width / math.hypot(dx, dy)
        ax -= dx * back
        ay -= dy * back
    if abs(dx) >= abs(dy):
        if dx >= 0.0:
            _stroke(sheet, 1, wide, 0, wide, 1, tall + 1, ax, ay, bx, by, width, color, marks)
        else:
            _stroke(sheet, 1, wide, 0, wide, 1, tall + 1, bx, by, ax, ay, width, color, marks)
    elif dy >= 0.0:
        _stroke(sheet, wide, 1, 1, tall + 1, 0, wide, ay, ax, by, bx, width, color, marks)
    else:
        _stroke(sheet, wide, 1, 1, tall + 1, 0, wide, by, bx, ay, ax, width, color, marks)


@jit.inlined
def _stroke(sheet, along, across, first, end, least, most, a, b, c, d, width, color, marks):  # type: ignore[no-untyped-def]
    """Lay the line from (a, b) to (c, d) over the sheet; it is not steep: |d − b| <= c − a.

    `along` and `across` are the strides of the two axes; only places from `first` to `end` along
    and from `least` to `most` across are touched. A line takes the pixels whose middle it passes,
    so that of two that follow one another none takes a pixel twice.
    """
    i0 = int(math.ceil(a - 0.5))
    i1 = min(int(math.ceil(c - 0.5)), end)
    start = max(i0, first)
    if start >= i1:
        return
    slope = (d - b) / (c - a)
    step = int(math.floor(slope * _ONE))
    thick = int(width * math.sqrt(1.0 + slope * slope) * _ONE)
    # From the line's own beginning, so that it is the same however the picture is divided.
    low = int(math.floor((b + (i0 + 0.5 - a) * slope) * _ONE)) - (thick >> 1)
    low += step * (start - i0)
    last = low + step * (i1 - 1 - start)
    lowest, highest = min(low, last) >> 16, (max(low, last) + thick) >> 16
    if highest < least or lowest >= most:
        return
    top, bottom = max(lowest, least), min(highest, most - 1)
    if along == 1:
        _mark(marks, (across + PATCH - 1) // PATCH, start, i1 - 1, top, bottom)
    else:
        _mark(marks, (along + PATCH - 1) // PATCH, top, bottom, start, i1 - 1)
    place = start * along
    if lowest < least or highest >= most:
        for _ in range(start, i1):
            high = low + thick
            for j in range(max(low >> 16, least), min((high >> 16) + 1, most)):
                cover = min(high, (j + 1) << 16) - max(low, j << 16)
                _lay(sheet, place + j * across, cover >> 8, color)
            low += step
            place += along
    elif thick <= _ONE:
        for _ in range(start, i1):
            j = low >> 16
            cover = min(thick, ((j + 1) << 16) - low)
            at = place + j * across
            _lay(sheet, at, cover >> 8, color)
            _lay(sheet, at + across, (thick - cover) >> 8, color)
            low += step
            place += along
    else:
        for _ in range(start, i1):
            high = low + thick
            j0, j1 = low >> 16, high >> 16
            at = place + j0 * across
            _lay(sheet, at, (((j0 + 1) << 16) - low) >> 8, color)
            for _ in range(j0 + 1, j1):
                at += across
                _lay(sheet, at, 256, color)
            _lay(sheet, at + across, (high & 0xFFFF) >> 8, color)
            low += step
            place += along


@jit.inlined
def _lay(sheet, place, cover, color):  # type: ignore[no-untyped-def]
    """Lay a colour over one pixel, `cover` of 256 of it."""
    at = np.uint64(place)
    before = sheet[at]
    sheet[at] = before + (((before >> 48) * cover) >> 8) * color


@jit.inlined
def _mark(marks, patches, left, right, top, bottom):  # type: ignore[no-untyped-def]
    """Note that something is drawn in these columns and rows; there are `patches` in a row."""
    for row in range(top // PATCH, bottom // PATCH + 1):
        for column in range(left // PATCH, right // PATCH + 1):
            marks[row * patches + column] |= NOW


@jit.inlined
def _develop(sheet, ground, image, wide, tall, first, across, down, shrink, marks):  # type: ignore[no-untyped-def]
    """Lay what was drawn on the sheet over the ground, in the image; clear the sheet."""
    patches = (wide + PATCH - 1) // PATCH
    for patch in range(len(marks)):
        if marks[patch]:
            top, left = patch // patches * PATCH, patch % patches * PATCH
            for y in range(top, min(top + PATCH, tall + 2)):
                shown, row = 1 <= y <= tall, first + y - 1
                begin, end = y * wide + left, y * wide + min(left + PATCH, wide)
                if not shown:
                    for k in range(begin, end):
                        sheet[k] = CLEAR
                elif shrink == 1:
                    _develop_row(sheet, ground, image, begin, end, row * wide + left)
                else:
                    _enlarge(sheet, ground, image, begin, end, row, left, across, down, shrink)


@jit.inlined
def _develop_row(sheet, ground, image, begin, end, place):  # type: ignore[no-untyped-def]
    """Do it for one row of a patch, which begins at `place` in the image."""
    for k in range(np.uint64(end - begin)):
        at, to = np.uint64(begin) + k, np.uint64(place) + k
        below, found = ground[to], sheet[at]
        if found != CLEAR:
            sheet[at] = CLEAR
            image[to] = _over(np.int64(below), found)
        else:
            image[to] = below


@jit.inlined
def _enlarge(sheet, ground, image, begin, end, row, left, across, down, shrink):  # type: ignore[no-untyped-def]
    """Do it for one row of a patch, each pixel of which stands for several of the image."""
    for k in range(end - begin):
        found = sheet[begin + k]
        sheet[begin + k] = CLEAR
        x = (left + k) * shrink
        for j in range(row * shrink, min((row + 1) * shrink, down)):
            for i in range(x, min(x + shrink, across)):
                pixel = np.uint64(j * across + i)
                below = ground[pixel]
                image[pixel] = below if found == CLEAR else _over(np.int64(below), found)


@jit.inlined
def _over(below, found):  # type: ignore[no-untyped-def]
    """A pixel of the sheet over one of the ground."""
    rest = found >> 48
    red = ((found & 0xFFFF) + ((below >> 16) & 0xFF) * rest + 128) >> 8
    green = (((found >> 16) & 0xFFFF) + ((below >> 8) & 0xFF) * rest + 128) >> 8
    blue = (((found >> 32) & 0xFFFF) + (below & 0xFF) * rest + 128) >> 8
    return np.uint32(0xFF000000 | (red << 16) | (green << 8) | blue)
