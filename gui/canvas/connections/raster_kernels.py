"""The rasteriser's inner loops: curves laid over each other from the front, without the GIL.

One file, because Numba compiles a kernel anew when its own file has changed and only then.

A pixel of the sheet is one int64 of four lanes of 16 bits: from the top how much of what lies
behind it still shows (256: all, 0: nothing), then green, red and blue so far, times 256. Laying
a colour over it is one multiplication: `color` holds −1 in the upper lane. Because the strongest
connections come first, whatever is covered stays as it is.

Lengths are pixels of the sheet, in fixed point (16 bits behind the point) where it is hot.
"""

from __future__ import annotations

import math

import numpy as np

from engine import jit
from gui.canvas.connections.raster_order import Ints, Levels, Marks, Pixels, Rows
from gui.canvas.geometry import Floats

CLEAR = 256 << 48
PATCH = 32
NOW, BEFORE = 1, 2
_ONE = 65536
_ELBOW, _ELBOWS_FROM = 0.36, 2.0


@jit.kernel
def draw(
    image: Pixels,
    ground: Pixels,
    sheet: Ints,
    size: tuple[int, int, int],
    span: tuple[int, int, int],
    units: tuple[Floats, Floats, Floats],
    links: tuple[Rows, Rows, Levels, Rows, int],
    strokes: tuple[Ints, Floats, Floats, Floats],
    bend: tuple[Floats, Ints, float],
    marks: Marks,
) -> None:
    """Draw connections over the rows of the sheet from the first to the end of `span`.

    `ground` and `image` have across × down pixels, the sheet one for `shrink` × `shrink` of those
    (`size`). It holds a strip, as many rows as `span` ends with, and one more; it is clear before
    and after. `units` are where lines leave and reach them, and their heights; `links` the rows of
    sources and targets, the levels, the order, front one first, and how many are drawn in full,
    the others with the faint ones of the `strokes`. `bend` holds how far down a curve is at each
    step and how much of its tangent is added (41, 2), at which step it is so many sixty-fourths
    down, and the tangent. `marks` says of each patch of the sheet whether anything was drawn there:
    before, in this image, and afterwards, now. Elsewhere the image is the ground.
    """
    (across, _, shrink), (begin, end, strip) = size, span
    sources, targets, levels, order, strong = links
    (outs, ins, heights), (colors, widths, faint, dashes) = units, strokes
    wide = (across + shrink - 1) // shrink
    patches = (wide + PATCH - 1) // PATCH
    for top in range(begin, end, strip):
        bottom = min(top + strip, end)
        first, last = (top - begin) // PATCH, (bottom - begin + PATCH - 1) // PATCH
        here = marks[first * patches : last * patches]
        for patch in range(len(here)):
            here[patch] = BEFORE if here[patch] & NOW else 0
        for number in range(len(order)):
            row = order[number]
            level = levels[row]
            width = widths[level] if number < strong else faint[level]
            y0, y1 = heights[sources[row]], heights[targets[row]]
            room = width + 1.0
            if max(y0, y1) < top - room or min(y0, y1) >= bottom + room:
                continue
            x0, x1 = outs[sources[row]], ins[targets[row]]
            ends, look = (x0, y0, x1 - x0, y1 - y0), (width, colors[level])
            dash = dashes[level, 0], dashes[level, 1]
            _curve(sheet, wide, top, bottom, ends, look, dash, bend, here)
        _develop(sheet, ground, image, wide, top, bottom, size, here)


@jit.inlined
def _curve(sheet, wide, top, bottom, ends, look, dash, bend, marks):  # type: ignore[no-untyped-def]
    """Lay one curve over the sheet, as lines along its longer side."""
    (x0, y0, dx, dy), (width, color), (on, off) = ends, look, dash
    curve, entries, tangent = bend
    reach = max(abs(dx) * 0.5, tangent)
    pace = _pace(min(max(abs(dx), reach), abs(dy)))
    room = width + 1.0
    first = 0 if on > 0.0 else _entry(y0, dy, top - room, bottom + room, pace, entries)
    ax = x0 + dx * curve[first, 0] + reach * curve[first, 1]
    ay, before, run = y0 + dy * curve[first, 0], 0, 0.0
    for k in range(first + pace, len(curve), pace):
        bx = x0 + dx * curve[k, 0] + reach * curve[k, 1]
        by = y0 + dy * curve[k, 0]
        kind = 1 if abs(bx - ax) >= abs(by - ay) else 2
        elbow = before + kind == 3 and width > _ELBOWS_FROM
        seen = max(ay, by) >= top - room and min(ay, by) < bottom + room
        if not seen and (ay >= bottom + room) == (dy > 0.0):
            break  # it never comes back
        if on > 0.0:
            length = math.hypot(bx - ax, by - ay)
            if seen and length > 0.0:
                line = ax, ay, bx, by
                _dashed(sheet, wide, top, bottom, line, width, color, on, off, run, length, marks)
            run += length
        elif seen:
            _line(sheet, wide, top, bottom, ax, ay, bx, by, width, color, elbow, marks)
        ax, ay, before = bx, by, kind


@jit.inlined
def _entry(y0, dy, highest, lowest, pace, entries):  # type: ignore[no-untyped-def]
    """The step from which on a curve may be between two heights, or one line before it."""
    away = highest - y0 if dy > 0.0 else y0 - lowest
    if away <= 0.0:
        return 0
    part = int(away / abs(dy) * (len(entries) - 1)) if away < abs(dy) else len(entries) - 1
    return max(entries[part] // pace - 1, 0) * pace


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
def _dashed(sheet, wide, top, bottom, ends, width, color, on, off, run, length, marks):  # type: ignore[no-untyped-def]
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
            _line(sheet, wide, top, bottom, cx, cy, ex, ey, width, color, False, marks)
        done += piece


@jit.inlined
def _line(sheet, wide, top, bottom, ax, ay, bx, by, width, color, elbow, marks):  # type: ignore[no-untyped-def]
    """Lay one line over the sheet; an `elbow` also fills the notch to the one before it."""
    dx, dy = bx - ax, by - ay
    if elbow:
        back = _ELBOW * width / math.hypot(dx, dy)
        ax -= dx * back
        ay -= dy * back
    if abs(dx) >= abs(dy):
        if dx >= 0.0:
            _stroke(sheet, 1, wide, 0, wide, top, bottom, top, ax, ay, bx, by, width, color, marks)
        else:
            _stroke(sheet, 1, wide, 0, wide, top, bottom, top, bx, by, ax, ay, width, color, marks)
    elif dy >= 0.0:
        _stroke(sheet, wide, 1, top, bottom, 0, wide, top, ay, ax, by, bx, width, color, marks)
    else:
        _stroke(sheet, wide, 1, top, bottom, 0, wide, top, by, bx, ay, ax, width, color, marks)


@jit.inlined
def _stroke(sheet, along, across, first, end, least, most, top, a, b, c, d, width, color, marks):  # type: ignore[no-untyped-def]
    """Lay the line from (a, b) to (c, d) over the sheet; it is not steep: |d − b| <= c − a.

    `along` and `across` are the strides of the two axes; only places from `first` to `end` along
    and from `least` to `most` across are touched; the sheet begins with the row `top`. A line
    takes the pixels whose middle it passes, so that of two that follow one another none takes a
    pixel twice.
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
    near, far = max(lowest, least), min(highest, most - 1)
    if along == 1:
        _mark(marks, (across + PATCH - 1) // PATCH, start, i1 - 1, near - top, far - top)
        place = start - top * across
    else:
        _mark(marks, (along + PATCH - 1) // PATCH, near, far, start - top, i1 - 1 - top)
        place = (start - top) * along
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
def _develop(sheet, ground, image, wide, top, bottom, size, marks):  # type: ignore[no-untyped-def]
    """Lay what was drawn on the sheet over the ground, in the image; clear the sheet."""
    patches = (wide + PATCH - 1) // PATCH
    for row in range(top, bottom):
        base, patch = (row - top) // PATCH * patches, 0
        while patch < patches:
            first = patch
            while patch < patches and marks[base + patch]:
                patch += 1
            if patch > first:
                left, right = first * PATCH, min(patch * PATCH, wide)
                begin = (row - top) * wide
                if size[2] == 1:
                    _develop_row(sheet, ground, image, begin, row * wide, left, right)
                else:
                    _enlarge(sheet, ground, image, begin, row, left, right, size)
            patch += 1


@jit.inlined
def _develop_row(sheet, ground, image, begin, place, left, right):  # type: ignore[no-untyped-def]
    """Do it for part of a row, from `left` to `right`; vector by vector, so without a question."""
    for k in range(np.uint64(right - left)):
        at, to = np.uint64(begin + left) + k, np.uint64(place + left) + k
        image[to] = _over(ground[to], sheet[at])
        sheet[at] = CLEAR


@jit.inlined
def _enlarge(sheet, ground, image, begin, row, left, right, size):  # type: ignore[no-untyped-def]
    """Do it for part of a row, each pixel of which stands for several of the image."""
    across, down, shrink = size
    for column in range(left, right):
        found = sheet[begin + column]
        sheet[begin + column] = CLEAR
        x = column * shrink
        for j in range(row * shrink, min((row + 1) * shrink, down)):
            for i in range(x, min(x + shrink, across)):
                pixel = np.uint64(j * across + i)
                image[pixel] = _over(ground[pixel], found)


@jit.inlined
def _over(below, found):  # type: ignore[no-untyped-def]
    """A pixel of the sheet over one of the ground; blue and red are computed as one number."""
    seen, under = np.uint64(found), np.uint64(below)
    rest = seen >> np.uint64(48)
    outer, middle = under & np.uint64(0xFF00FF), (under >> np.uint64(8)) & np.uint64(0xFF)
    outer = (seen & np.uint64(0xFFFFFFFF)) + outer * rest + np.uint64(0x800080)
    middle = ((seen >> np.uint64(32)) & np.uint64(0xFFFF)) + middle * rest + np.uint64(0x80)
    colour = ((outer >> np.uint64(8)) & np.uint64(0xFF00FF)) | (middle & np.uint64(0xFF00))
    return np.uint32(np.uint64(0xFF000000) | colour)
