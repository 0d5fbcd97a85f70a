"""Moving numbers between lanes: examples dealt into lanes, and sums over lanes sixteen at a time.

A table of examples has one example a row, the kernels want one example a lane. Sixteen rows of
sixteen numbers change their order in four rounds; each round exchanges halves of pairs of rows:

    a0 a1 a2 a3     a0 a1 b0 b1     a0 b0 c0 d0
    b0 b1 b2 b3  →  c0 c1 d0 d1  →  a1 b1 c1 d1        (four by four: two rounds)
    c0 c1 c2 c3     a2 a3 b2 b3     a2 b2 c2 d2
    d0 d1 d2 d3     c2 c3 d2 d3     a3 b3 c3 d3

Sixteen sums over the lanes of sixteen vectors come the same way: add the two halves of each pair
instead of keeping both, and after four rounds one vector holds the sum of vector i in lane i.
"""

# ruff: noqa: ARG001  (Numba prescribes the arguments)
from __future__ import annotations

from typing import Any

from engine.computing.plan import LANES
from engine.jit import intrinsic, ir, types
from engine.kernels.lanes import LanesType, address, lanes_of, read, write
from engine.kernels.vector import lane_numbers, vector_type

_INT64 = ir.IntType(64)


def _halves(builder: Any, one: Any, other: Any, distance: int) -> tuple[Any, Any]:
    """Lanes whose number lacks the bit `distance` of both vectors, and those that have it."""
    low, high = [], []
    for lane in range(LANES):
        if lane & distance:
            low.append(LANES + lane - distance)
            high.append(LANES + lane)
        else:
            low.append(lane)
            high.append(lane + distance)
    return (
        builder.shuffle_vector(one, other, lane_numbers(low)),
        builder.shuffle_vector(one, other, lane_numbers(high)),
    )


def _transposed(builder: Any, rows: list[Any]) -> list[Any]:
    """Sixteen vectors whose lane i is that of the given row i."""
    distance = LANES // 2
    while distance:
        for place in range(LANES):
            if not place & distance:
                pair = _halves(builder, rows[place], rows[place + distance], distance)
                rows[place], rows[place + distance] = pair
        distance //= 2
    return rows


def _sums(builder: Any, rows: list[Any]) -> Any:
    """One vector with the sum over the lanes of row i in lane i."""
    distance = LANES // 2
    while distance:
        rows = [
            builder.fadd(*_halves(builder, rows[place], rows[place + distance], distance))
            for place in range(distance)
        ]
        distance //= 2
    return rows[0]


def _constant(number: int) -> Any:
    return ir.Constant(_INT64, number)


@intrinsic
def deal_block(
    _typing: Any,
    table: Any,
    order: Any,
    place: Any,
    length: Any,
    column: Any,
    into: Any,
    start: Any,
) -> Any:
    """Sixteen columns of sixteen examples, one column to sixteen lanes.

    `into[start + c · w + i] = table[order[place + i] · length + column + c]`, the arrays taken as
    flat, for c and i from 0 to 15; w is the number of lanes of a row of `into`.
    """
    count = lanes_of(into).count

    def generate(context: Any, builder: Any, sig: Any, values: Any) -> Any:
        table, order, place, length, column, into, start = values
        vector = vector_type(sig.args[0].dtype).as_pointer()
        rows = []
        for lane in range(LANES):
            where = builder.add(place, _constant(lane))
            row = builder.load(address(context, builder, sig.args[1], order, where))
            begin = builder.add(builder.mul(row, length), column)
            pointer = address(context, builder, sig.args[0], table, begin)
            rows.append(read(builder, builder.bitcast(pointer, vector), sig.args[0].dtype))
        for number, row in enumerate(_transposed(builder, rows)):
            end = builder.add(start, _constant(number * count))
            pointer = address(context, builder, sig.args[5], into, end)
            write(builder, row, builder.bitcast(pointer, vector), sig.args[0].dtype)
        return context.get_dummy_value()

    intp = types.intp
    return types.void(table, order, intp, intp, intp, into, intp), generate


@intrinsic
def turn_block(_typing: Any, lanes: Any, begin: Any, into: Any, start: Any, length: Any) -> Any:
    """Sixteen units of sixteen examples, from a row for each unit to a row for each example.

    `into[start + i · length + u] = lanes[begin + u · w + i]`, the arrays taken as flat, for u and
    i from 0 to 15; w is the number of lanes of a row of `lanes`.
    """
    count = lanes_of(lanes).count

    def generate(context: Any, builder: Any, sig: Any, values: Any) -> Any:
        lanes, begin, into, start, length = values
        vector = vector_type(sig.args[0].dtype).as_pointer()
        rows = []
        for unit in range(LANES):
            place = builder.add(begin, _constant(unit * count))
            pointer = address(context, builder, sig.args[0], lanes, place)
            rows.append(read(builder, builder.bitcast(pointer, vector), sig.args[0].dtype))
        for lane, row in enumerate(_transposed(builder, rows)):
            end = builder.add(start, builder.mul(length, _constant(lane)))
            pointer = address(context, builder, sig.args[2], into, end)
            write(builder, row, builder.bitcast(pointer, vector), sig.args[0].dtype)
        return context.get_dummy_value()

    intp = types.intp
    return types.void(lanes, intp, into, intp, intp), generate


def _parts(context: Any, builder: Any, kind: Any, array: Any, place: Any) -> list[Any]:
    """The vectors of sixteen lanes that a row beginning at `place` consists of."""
    element, count = kind.dtype, lanes_of(kind).count
    first = builder.bitcast(
        address(context, builder, kind, array, place), vector_type(element).as_pointer()
    )
    pointers = [builder.gep(first, [_constant(part)]) for part in range(count // LANES)]
    return [read(builder, pointer, element) for pointer in pointers]


@intrinsic
def products(
    _typing: Any, values: Any, errors: Any, sources: Any, targets: Any, edge: Any, begin: Any
) -> Any:
    """Σ over the lanes of a · dE/dz for the edges `edge` to `edge` + 15, one to a lane.

    `begin` is where the chunk begins in `values` and `errors`, `sources` and `targets` say how far
    from there the rows of an edge's units are.
    """

    def generate(context: Any, builder: Any, sig: Any, given: Any) -> Any:
        def parts(array: int, table: int, place: Any) -> list[Any]:
            found = builder.load(address(context, builder, sig.args[table], given[table], place))
            where = builder.add(given[5], builder.sext(found, given[5].type))
            return _parts(context, builder, sig.args[array], given[array], where)

        rows = []
        for number in range(LANES):
            place = builder.add(given[4], _constant(number))
            pairs = list(zip(parts(0, 2, place), parts(1, 3, place), strict=True))
            added = builder.fmul(*pairs[0], flags=("contract",))
            for pair in pairs[1:]:
                product = builder.fmul(*pair, flags=("contract",))
                added = builder.fadd(product, added, flags=("contract",))
            rows.append(added)
        return _sums(builder, rows)

    intp, lanes = types.intp, LanesType(values.dtype, LANES)
    return lanes(values, errors, sources, targets, intp, intp), generate


@intrinsic
def totals(_typing: Any, array: Any, row: Any) -> Any:
    """Σ over the lanes of the rows `row` to `row` + 15, one to a lane."""
    count = lanes_of(array).count

    def generate(context: Any, builder: Any, sig: Any, given: Any) -> Any:
        rows = []
        for number in range(LANES):
            place = builder.mul(builder.add(given[1], _constant(number)), _constant(count))
            first, *more = _parts(context, builder, sig.args[0], given[0], place)
            for part in more:
                first = builder.fadd(first, part)
            rows.append(first)
        return _sums(builder, rows)

    return LanesType(array.dtype, LANES)(array, types.intp), generate
