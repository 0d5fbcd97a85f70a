"""A tile inside Numba: as many rows of lanes as the vector registers hold.

`places` are flat places of an array, one for each row; `like` is an array with the tile's lanes.
"""

# ruff: noqa: ARG001  (Numba prescribes the arguments)
from __future__ import annotations

from typing import Any

from engine.computing.plan import LANES, MOST_ROWS
from engine.jit import intrinsic, ir, registers, types
from engine.kernels.lanes import LanesType, address, lanes_of, read, write
from engine.kernels.vector import Vector, first_lanes, splat, vector_type, write_some


def rows_of_sums(lanes: int, itemsize: int) -> int:
    """How many rows fit into registers, beside one row of lanes to multiply and one number."""
    count, size = registers()
    parts = max(1, lanes * itemsize // size)
    return max(1, min(MOST_ROWS, (count - 1) // parts - 1))


def tile_lanes(itemsize: int) -> int:
    """The lanes whose tiles keep the most sums in registers."""
    return max(LANES, 2 * LANES, key=lambda lanes: lanes * rows_of_sums(lanes, itemsize))


def tile_height(lanes: LanesType) -> int:
    """The rows of a tile."""
    return rows_of_sums(lanes.count, lanes.element.bitwidth // 8)


@intrinsic
def height(_typing: Any, like: Any) -> Any:
    """The rows of a tile whose lanes are those of an array, known while compiling."""
    rows = tile_height(lanes_of(like))

    def generate(context: Any, builder: Any, sig: Any, given: Any) -> Any:
        return context.get_constant(types.intp, rows)

    return types.intp(like), generate


def _tile_of(array: Any) -> Any:
    lanes = lanes_of(array)
    return types.UniTuple(lanes, tile_height(lanes))


def _spread(builder: Any, number: Any, lanes: LanesType) -> Vector:
    return Vector(builder, splat(builder, number, lanes.count))


def _flat(context: Any, builder: Any, kind: Any, array: Any, place: Any, lanes: LanesType) -> Any:
    """A pointer to the lanes that begin at any place of an array."""
    found = address(context, builder, kind, array, place)
    return builder.bitcast(found, vector_type(lanes.element, lanes.count).as_pointer())


@intrinsic
def listed(_typing: Any, units: Any, place: Any, factor: Any, offset: Any, like: Any) -> Any:
    """`offset` + `factor` · unit, for the units in the list from `place` on, one for each row."""
    count = tile_height(lanes_of(like))
    numbers = types.UniTuple(types.intp, count)

    def generate(context: Any, builder: Any, sig: Any, given: Any) -> Any:
        units, place, factor, offset, _ = given
        found = []
        for row in range(count):
            where = builder.add(place, ir.Constant(place.type, row))
            unit = builder.load(address(context, builder, sig.args[0], units, where))
            unit = builder.sext(unit, place.type)
            found.append(builder.add(offset, builder.mul(factor, unit)))
        return context.make_tuple(builder, numbers, found)

    return numbers(units, types.intp, types.intp, types.intp, like), generate


@intrinsic
def tile_of_numbers(_typing: Any, numbers: Any, places: Any, like: Any) -> Any:
    """Row i has numbers[places[i]] in every lane."""
    kind = _tile_of(like)

    def generate(context: Any, builder: Any, sig: Any, given: Any) -> Any:
        rows = []
        for row in range(kind.count):
            place = builder.extract_value(given[1], row)
            number = builder.load(address(context, builder, sig.args[0], given[0], place))
            rows.append(_spread(builder, number, kind.dtype).value)
        return context.make_tuple(builder, kind, rows)

    return kind(numbers, places, like), generate


@intrinsic
def tile_of_zeros(_typing: Any, like: Any) -> Any:
    """Zeros everywhere."""
    kind = _tile_of(like)

    def generate(context: Any, builder: Any, sig: Any, given: Any) -> Any:
        vector = vector_type(kind.dtype.element, kind.dtype.count)
        zero = ir.Constant(vector, [0.0] * kind.dtype.count)
        return context.make_tuple(builder, kind, [zero] * kind.count)

    return kind(like), generate


@intrinsic
def tile_from(_typing: Any, array: Any, places: Any, like: Any) -> Any:
    """Row i is the lanes of a flat array that begin at places[i]."""
    kind = _tile_of(like)

    def generate(context: Any, builder: Any, sig: Any, given: Any) -> Any:
        rows = []
        for row in range(kind.count):
            place = builder.extract_value(given[1], row)
            pointer = _flat(context, builder, sig.args[0], given[0], place, kind.dtype)
            rows.append(read(builder, pointer, kind.dtype.element))
        return context.make_tuple(builder, kind, rows)

    return kind(array, places, like), generate


@intrinsic
def tile_into(_typing: Any, tile: Any, array: Any, places: Any, count: Any) -> Any:
    """Write the first `count` lanes of row i to places[i] and on; the others stay as they are."""
    lanes = tile.dtype

    def generate(context: Any, builder: Any, sig: Any, given: Any) -> Any:
        tile, array, places, count = given
        live = first_lanes(builder, count, lanes.count)
        whole = builder.icmp_signed(">=", count, ir.Constant(count.type, lanes.count))
        pointers = [
            _flat(context, builder, sig.args[1], array, builder.extract_value(places, row), lanes)
            for row in range(sig.args[0].count)
        ]
        rows = [builder.extract_value(tile, row) for row in range(sig.args[0].count)]
        with builder.if_else(whole) as (all_lanes, some):
            with all_lanes:
                for row, pointer in zip(rows, pointers, strict=True):
                    write(builder, row, pointer, lanes.element)
            with some:
                for row, pointer in zip(rows, pointers, strict=True):
                    write_some(builder, row, pointer, live)
        return context.get_dummy_value()

    return types.void(tile, array, places, types.intp), generate


@intrinsic
def add_product(_typing: Any, tile: Any, numbers: Any, places: Any, step: Any, vector: Any) -> Any:
    """Row i += numbers[places[i] + step] · vector."""

    def generate(context: Any, builder: Any, sig: Any, given: Any) -> Any:
        tile, numbers, places, step, vector = given
        rows = []
        for row in range(sig.args[0].count):
            place = builder.add(builder.extract_value(places, row), step)
            number = builder.load(address(context, builder, sig.args[1], numbers, place))
            product = _spread(builder, number, sig.args[4]) * Vector(builder, vector)
            rows.append((product + Vector(builder, builder.extract_value(tile, row))).value)
        return context.make_tuple(builder, sig.args[0], rows)

    return tile(tile, numbers, places, types.intp, vector), generate
