"""The rasteriser's inner loops: curves over the ground, the strongest last, without the GIL.

One file, because Numba compiles a kernel anew when its own file has changed and only then.

A curve is cut where it turns from flat to steep. Flat pieces are drawn column by column, steep
ones row by row, so that in each of these a piece is one short span, partly covered at both ends.
A piece is y = b + x (p + x (q + x r)), which leaves both ends where and how the curve does.

Lengths are pixels of the sheet, in fixed point (32 bits behind the point) where it is hot.
"""

from __future__ import annotations

import math

import numpy as np

from engine import jit
from gui.canvas.connections.raster_order import Levels, Marks, Pixels, Rows
from gui.canvas.geometry import Floats

PATCH = 32
NOW, BEFORE = 1, 2
_ONE = 1 << 32
_ELBOW, _ELBOWS_FROM = 0.36, 2.0
_SHORT = jit.ir.IntType(16)


@jit.kernel
def draw(
    sheet: Pixels,
    ground: Pixels,
    plain: Marks,
    wide: int,
    span: tuple[int, int],
    units: tuple[Floats, Floats, Floats],
    links: tuple[Rows, Rows, Levels, Rows, int],
    strokes: tuple[Pixels, Floats, Floats, Floats],
    bend: tuple[Floats, Floats, Floats, float],
    marks: Marks,
) -> None:
    """Draw connections over the ground, in the rows of a sheet from the first to the end (`span`).

    Both are `wide` pixels wide; of the ground's rows (n,) those are `plain` that have one colour.
    `units` are where lines leave and reach them, and their heights;
    `links` the rows of sources and targets, the levels, the order, front one first, and how many
    are drawn in full, the others with the faint ones of the `strokes`. `bend` holds where flat
    and where steep curves are cut, how far down a curve is at each of its steps and how much of
    its tangent is added (41, 2), and the tangent. `marks` says of each patch of the sheet whether
    anything was drawn there: before, and afterwards, now. Elsewhere the sheet is the ground.
    """
    top, bottom = span
    sources, targets, levels, order, strong = links
    (outs, ins, heights), (colors, widths, faint, dashes) = units, strokes
    flat, steep, curve, tangent = bend
    paper = sheet, wide, top, bottom, marks
    _wipe(sheet, ground, plain, wide, top, bottom, marks)
    for number in range(len(order) - 1, -1, -1):
        row = order[number]
        level = levels[row]
        width = widths[level] if number < strong else faint[level]
        y0, y1 = heights[sources[row]], heights[targets[row]]
        room = width + 1.0
        if max(y0, y1) < top - room or min(y0, y1) >= bottom + room:
            continue
        x0, x1 = outs[sources[row]], ins[targets[row]]
        dx, dy = x1 - x0, y1 - y0
        reach = max(abs(dx) * 0.5, tangent)
        ends, look = (x0, y0, dx, dy, reach), (width, colors[level])
        if dashes[level, 0] > 0.0 or dx + abs(dy) < reach:
            _polyline(paper, ends, look, (dashes[level, 0], dashes[level, 1]), curve)
        else:
            _curve(paper, ends, look, flat, steep)


@jit.inlined
def _curve(paper, ends, look, flat, steep):  # type: ignore[no-untyped-def]
    """Draw a curve piece by piece: all flat, or flat, steep, and flat again."""
    (_, _, dx, dy, reach), width = ends, look[0]
    bent = abs(dy) > dx - reach
    cuts, turn, back = flat, 0.0, 0.0
    if bent:
        # Where it is as steep as wide: t (1 − t) = v
        v = reach / (6.0 * reach - 2.0 * (dx - abs(dy)))
        turn, cuts = 0.5 - 0.5 * math.sqrt(max(1.0 - 4.0 * v, 0.0)), steep
        if width > _ELBOWS_FROM:  # reaches back, or a notch would stay
            speed = math.sqrt(2.0) * 6.0 * abs(dy) * v
            back = min(_ELBOW * width / speed, 0.5 * turn)
    last = len(cuts) - 1
    ax, ay, px, py = _place(ends, 0.0)
    for k in range(1, len(cuts)):
        t = turn + (1.0 - 2.0 * turn) * cuts[k] if k < last else 1.0
        bx, by, qx, qy = _place(ends, t)
        across = bent and 1 < k < last
        if (k == 2 or k == last) and back > 0.0:
            before = (turn if k == 2 else 1.0 - turn) - back
            ax, ay, px, py = _place(ends, before)
        _stroke(paper, across, (ax, ay, px, py), (bx, by, qx, qy), look)
        ax, ay, px, py = bx, by, qx, qy


@jit.inlined
def _place(ends, t):  # type: ignore[no-untyped-def]
    """Where a curve is at t from 0 to 1, and how fast it goes across and down there."""
    x0, y0, dx, dy, reach = ends
    v = t * (1.0 - t)
    down = t * t * (3.0 - 2.0 * t)
    x = x0 + dx * down + reach * 3.0 * v * (1.0 - 2.0 * t)
    return x, y0 + dy * down, dx * 6.0 * v + reach * (3.0 - 18.0 * v), dy * 6.0 * v


@jit.inlined
def _polyline(paper, ends, look, dash, curve):  # type: ignore[no-untyped-def]
    """Draw a curve as short lines: where it runs backwards, or in dashes."""
    (x0, y0, dx, dy, reach), (on, off), width = ends, dash, look[0]
    ax, ay, before, run = x0, y0, 0, 0.0
    for k in range(1, len(curve)):
        bx = x0 + dx * curve[k, 0] + reach * curve[k, 1]
        by = y0 + dy * curve[k, 0]
        kind = 1 if abs(bx - ax) >= abs(by - ay) else 2
        length, done = math.hypot(bx - ax, by - ay), 0.0
        elbow = on == 0.0 and before + kind == 3 and width > _ELBOWS_FROM
        while done < length:
            phase, piece = 0.0, length
            if on > 0.0:
                phase = (run + done) % (on + off)
                piece = max((on if phase < on else on + off) - phase, 0.01)
            if on == 0.0 or phase < on:
                p = -_ELBOW * width / length if elbow else done / length
                q = min((done + piece) / length, 1.0)
                vx, vy = bx - ax, by - ay
                start, stop = (ax + vx * p, ay + vy * p, vx, vy), (ax + vx * q, ay + vy * q, vx, vy)
                _stroke(paper, kind == 2, start, stop, look)
            done += piece
        run += length
        ax, ay, before = bx, by, kind


@jit.inlined
def _stroke(paper, steep, start, stop, look):  # type: ignore[no-untyped-def]
    """Draw a piece between two places (x, y and how fast it goes there), row by row if `steep`.

    A piece takes the columns, or rows, whose middle it passes, so that of two that follow one
    another none takes a pixel twice.
    """
    sheet, wide, top, bottom, marks = paper
    (ax, ay, px, py), (bx, by, qx, qy), (width, color) = start, stop, look
    along, across, first, end, least, most = 1, wide, 0, wide, top, bottom
    if steep:
        ax, ay, px, py, bx, by, qx, qy = ay, ax, py, px, by, bx, qy, qx
        along, across, first, end, least, most = wide, 1, top, bottom, 0, wide
    if bx < ax:
        ax, ay, px, py, bx, by, qx, qy = bx, by, qx, qy, ax, ay, px, py
    begin = int(math.ceil(ax - 0.5))
    start, end = max(begin, first), min(int(math.ceil(bx - 0.5)), end)
    if start >= end:
        return
    h = 1.0 / (bx - ax)
    p, q, e = py / px, qy / qx, (by - ay) * h
    thick, grown = width * math.sqrt(1.0 + p * p), width * math.sqrt(1.0 + q * q)
    room = 0.5 * max(thick, grown) + 1.0
    near, far = int(math.floor(min(ay, by) - room)), int(math.floor(max(ay, by) + room))
    if far < least or near >= most:
        return
    inside = near >= least and far < most
    near, far = max(near, least), min(far, most - 1)
    if steep:
        _mark(marks, wide, near, far, start - top, end - 1 - top)
    else:
        _mark(marks, wide, start, end - 1, near - top, far - top)
    # Its edges step by step, in whole numbers, the same however the picture is divided.
    wider, second, third = (
        (grown - thick) * h,
        (3.0 * e - 2.0 * p - q) * h,
        (p + q - 2.0 * e) * h * h,
    )
    x, n = begin + 0.5 - ax, start - begin
    body, more = int((thick + x * wider) * _ONE), int(wider * _ONE)
    low = int((ay + x * (p + x * (second + x * third))) * _ONE) - (body >> 1)
    step = int((p + second * (2.0 * x + 1.0) + third * (3.0 * x * (x + 1.0) + 1.0)) * _ONE)
    turn, twist = int((2.0 * second + 6.0 * third * (x + 1.0)) * _ONE), int(6.0 * third * _ONE)
    step -= more >> 1
    body += n * more
    low += n * step + n * (n - 1) // 2 * turn + n * (n - 1) * (n - 2) // 6 * twist
    step += n * turn + n * (n - 1) // 2 * twist
    turn += n * twist
    place = start * along
    if not inside or min(thick, grown) < 1.01 < max(thick, grown) + 0.01:
        for _ in range(start, end):
            edge = low >> 24
            other = edge + (body >> 24)
            for j in range(max(edge >> 8, least), min((other >> 8) + 1, most)):
                cover = min(other, (j + 1) << 8) - max(edge, j << 8)
                _blend(sheet, place + j * across, cover, color)
            low, step, turn = low + step, step + turn, turn + twist
            body, place = body + more, place + along
    elif max(thick, grown) <= 1.0:
        for _ in range(start, end):
            edge, cover = low >> 24, body >> 24
            at = place + (edge >> 8) * across
            part = min(cover, 256 - (edge & 0xFF))
            _blend(sheet, at, part, color)
            _blend(sheet, at + across, cover - part, color)
            low, step, turn = low + step, step + turn, turn + twist
            body, place = body + more, place + along
    else:
        for _ in range(start, end):
            edge = low >> 24
            other = edge + (body >> 24)
            at = place + (edge >> 8) * across
            _blend(sheet, at, 256 - (edge & 0xFF), color)
            for _ in range((edge >> 8) + 1, other >> 8):
                at += across
                sheet[np.uint64(at)] = color
            _blend(sheet, at + across, other & 0xFF, color)
            low, step, turn = low + step, step + turn, turn + twist
            body, place = body + more, place + along


@jit.inlined
def _blend(sheet, place, cover, color):  # type: ignore[no-untyped-def]
    """Lay a colour over one pixel, `cover` of 256 of it."""
    at = np.uint64(place)
    sheet[at] = _mixed(sheet[at], color, cover)


@jit.intrinsic
def _mixed(context, below, color, cover):  # type: ignore[no-untyped-def]  # noqa: ARG001
    """`cover` of 256 of a pixel's colour and the rest of another's: its four bytes at once."""

    def write(context, builder, signature, given):  # type: ignore[no-untyped-def]  # noqa: ARG001
        bytes_, shorts = jit.ir.VectorType(jit.ir.IntType(8), 4), jit.ir.VectorType(_SHORT, 4)
        under, over = (builder.zext(builder.bitcast(each, bytes_), shorts) for each in given[:2])
        share = jit.ir.Constant(shorts, jit.ir.Undefined)
        for k in range(4):
            lane = jit.ir.Constant(jit.ir.IntType(32), k)
            share = builder.insert_element(share, builder.trunc(given[2], _SHORT), lane)
        eight, half = (jit.ir.Constant(shorts, [many] * 4) for many in (8, 128))
        mixed = builder.add(builder.shl(under, eight), builder.mul(builder.sub(over, under), share))
        mixed = builder.lshr(builder.add(mixed, half), eight)
        return builder.bitcast(builder.trunc(mixed, bytes_), jit.ir.IntType(32))

    pixel = jit.types.uint32
    return pixel(pixel, pixel, jit.types.int64), write


@jit.inlined
def _mark(marks, wide, left, right, top, bottom):  # type: ignore[no-untyped-def]
    """Note that something is drawn in these columns and rows."""
    patches = (wide + PATCH - 1) // PATCH
    for row in range(top // PATCH, bottom // PATCH + 1):
        for column in range(left // PATCH, right // PATCH + 1):
            marks[row * patches + column] |= NOW


@jit.inlined
def _wipe(sheet, ground, plain, wide, top, bottom, marks):  # type: ignore[no-untyped-def]
    """Make the sheet the ground again where something was drawn, and say that that was before."""
    patches = (wide + PATCH - 1) // PATCH
    for patch in range(len(marks)):
        marks[patch] = BEFORE if marks[patch] & NOW else 0
        if marks[patch]:
            upper, left = top + patch // patches * PATCH, patch % patches * PATCH
            many = min(PATCH, wide - left)
            for row in range(upper, min(upper + PATCH, bottom)):
                if plain[row]:  # to read all of the ground would take ten times as long
                    color = ground[np.uint64(row * wide)]
                    for k in range(np.uint64(many)):
                        sheet[np.uint64(row * wide + left) + k] = color
                else:
                    _copy(sheet, ground, row * wide + left, many)


@jit.inlined
def _copy(image, ground, first, many):  # type: ignore[no-untyped-def]
    """Take some pixels over from the ground."""
    for k in range(np.uint64(many)):
        at = np.uint64(first) + k
        image[at] = ground[at]
