"""A vector type inside Numba: examples side by side, one to a lane, with `+ - * /`.

The compiler keeps such values in vector registers, which it would not find out by itself from
loops over arrays (it cannot prove that arrays do not overlap). An array's shape says how many
lanes its rows have: 16, or 32 for mini-batches that fill them (two rows of 16 at once keep the
processor's units busier).

    row u of an array (units, 16):     | example 0 | example 1 | … | example 15 |    = one `Lanes`
    row u of an array (units, 2, 16):  | example 0 | example 1 | … | example 31 |    = one `Lanes`
"""

# ruff: noqa: ARG001  (Numba prescribes the arguments)
from __future__ import annotations

import math
import operator
from collections.abc import Callable
from typing import Any

from engine.computing.plan import LANES
from engine.jit import extending, intrinsic, ir, templates, types
from engine.kernels.elementary import ELEMENTARY
from engine.kernels.vector import Vector, declared, first_lanes, splat, vector_type, write_some


class LanesType(types.Type):  # type: ignore[misc]
    """Numba's type of `count` numbers."""

    def __init__(self, element: Any, count: int) -> None:
        self.element, self.count = element, count
        super().__init__(name=f"Lanes({element} x {count})")


@extending.register_model(LanesType)
class _LanesModel(extending.models.PrimitiveModel):  # type: ignore[misc]
    def __init__(self, manager: Any, kind: LanesType) -> None:
        super().__init__(manager, kind, vector_type(kind.element, kind.count))


def lanes_of(array: Any) -> LanesType:
    """The type of a row: of 32 lanes if the array is (rows, 2, 16), else of 16."""
    return LanesType(array.dtype, 2 * LANES if array.ndim == 3 else LANES)


def widen(context: Any, builder: Any, kind: Any, value: Any, wanted: LanesType) -> Vector:
    """A Lanes value as it is, or a number in every lane."""
    if isinstance(kind, LanesType):
        return Vector(builder, value)
    number = context.cast(builder, value, kind, wanted.element)
    return Vector(builder, splat(builder, number, wanted.count))


def _lanes_among(kinds: tuple[Any, ...]) -> LanesType | None:
    """The Lanes type of these arguments if they are Lanes and numbers only, at least one Lanes."""
    lanes = {kind for kind in kinds if isinstance(kind, LanesType)}
    numbers = all(isinstance(kind, LanesType | types.Number) for kind in kinds)
    return lanes.pop() if numbers and len(lanes) == 1 else None


def _teach(function: Any, operation: Callable[..., Vector]) -> None:
    """Make Numba compile `function` for Lanes (and numbers among them) as `operation`."""

    class Template(templates.AbstractTemplate):  # type: ignore[misc]
        def generic(self, args: tuple[Any, ...], kws: Any) -> Any:
            lanes = None if kws else _lanes_among(args)
            return lanes and templates.signature(lanes, *args)

    templates.infer_global(function)(Template)

    def lower(context: Any, builder: Any, sig: Any, values: Any) -> Any:
        pairs = zip(sig.args, values, strict=True)
        operands = [widen(context, builder, *pair, sig.return_type) for pair in pairs]
        return operation(*operands).value

    for kinds in (
        (LanesType,),
        (LanesType, LanesType),
        (LanesType, types.Number),
        (types.Number, LanesType),
    ):
        extending.lower_builtin(function, *kinds)(lower)


for _operator in (operator.add, operator.sub, operator.mul, operator.truediv):
    _teach(_operator, _operator)
for _name in ("exp", "log"):
    _teach(getattr(math, _name), ELEMENTARY[_name])


@intrinsic
def larger(_typing: Any, one: Any, other: Any) -> Any:
    """The larger number in each lane; NaN in `other` wins."""

    def generate(context: Any, builder: Any, sig: Any, values: Any) -> Any:
        left, right = (Vector(builder, value) for value in values)
        return (left >= right).select(left, right).value

    return one(one, one), generate


@intrinsic
def sign(_typing: Any, lanes: Any) -> Any:
    """1, 0 or −1 in each lane."""

    def generate(context: Any, builder: Any, sig: Any, values: Any) -> Any:
        x = Vector(builder, values[0])
        return (x > 0.0).select(1.0, (x < 0.0).select(-1.0, 0.0)).value

    return lanes(lanes), generate


@intrinsic
def spread(_typing: Any, number: Any, like: Any) -> Any:
    """The same number in as many lanes as the rows of the array `like` have."""
    lanes = LanesType(number, lanes_of(like).count)

    def generate(context: Any, builder: Any, sig: Any, values: Any) -> Any:
        return splat(builder, values[0], lanes.count)

    return lanes(number, like), generate


@intrinsic
def width(_typing: Any, array: Any) -> Any:
    """How many lanes the rows of an array have, known while compiling."""
    count = lanes_of(array).count

    def generate(context: Any, builder: Any, sig: Any, values: Any) -> Any:
        return context.get_constant(types.intp, count)

    return types.intp(array), generate


@intrinsic
def total(_typing: Any, lanes: Any) -> Any:
    """The sum over the lanes."""

    def generate(context: Any, builder: Any, sig: Any, values: Any) -> Any:
        return Vector(builder, values[0]).total()

    return lanes.element(lanes), generate


def address(context: Any, builder: Any, kind: Any, array: Any, place: Any) -> Any:
    """Where number `place` of an array stands, the array taken as flat."""
    data = context.make_array(kind)(context, builder, array).data
    return builder.gep(data, [place])


def row_address(context: Any, builder: Any, kind: Any, array: Any, row: Any) -> Any:
    """Where a row of lanes begins."""
    lanes = lanes_of(kind)
    place = builder.mul(row, ir.Constant(row.type, lanes.count))
    found = address(context, builder, kind, array, place)
    return builder.bitcast(found, vector_type(lanes.element, lanes.count).as_pointer())


def read(builder: Any, pointer: Any, element: Any) -> Any:
    """The vector at an address that need not be aligned."""
    return builder.load(pointer, align=element.bitwidth // 8)


def write(builder: Any, value: Any, pointer: Any, element: Any) -> None:
    """Put a vector at an address that need not be aligned."""
    builder.store(value, pointer, align=element.bitwidth // 8)


@intrinsic
def at(_typing: Any, array: Any, index: Any) -> Any:
    """array[index] without the check for a negative index; the array taken as flat."""

    def generate(context: Any, builder: Any, sig: Any, values: Any) -> Any:
        return builder.load(address(context, builder, sig.args[0], values[0], values[1]))

    return array.dtype(array, types.intp), generate


@intrinsic
def fetch(_typing: Any, array: Any, index: Any) -> Any:
    """Have the memory around array[index] brought near, without waiting for it; taken as flat."""

    def generate(context: Any, builder: Any, sig: Any, values: Any) -> Any:
        number = ir.IntType(32)
        pointer = address(context, builder, sig.args[0], values[0], values[1])
        kind = ir.FunctionType(ir.VoidType(), [pointer.type, number, number, number])
        function = declared(builder, "llvm.prefetch.p0", kind)
        to_read, to_the_nearest_cache, data = (ir.Constant(number, use) for use in (0, 3, 1))
        builder.call(function, [pointer, to_read, to_the_nearest_cache, data])
        return context.get_dummy_value()

    return types.void(array, types.intp), generate


@intrinsic
def load(_typing: Any, array: Any, row: Any) -> Any:
    """Row number `row` of an array of lanes; a flat one is taken sixteen by sixteen."""

    def generate(context: Any, builder: Any, sig: Any, values: Any) -> Any:
        pointer = row_address(context, builder, sig.args[0], values[0], values[1])
        return read(builder, pointer, sig.args[0].dtype)

    return lanes_of(array)(array, types.intp), generate


@intrinsic
def load_from(_typing: Any, array: Any, place: Any, like: Any) -> Any:
    """As many numbers as a row of `like` has, from any place on, the array taken as flat."""
    lanes = lanes_of(like)

    def generate(context: Any, builder: Any, sig: Any, values: Any) -> Any:
        found = address(context, builder, sig.args[0], values[0], values[1])
        pointer = builder.bitcast(found, vector_type(lanes.element, lanes.count).as_pointer())
        return read(builder, pointer, lanes.element)

    return lanes(array, types.intp, like), generate


@intrinsic
def store(_typing: Any, array: Any, row: Any, value: Any) -> Any:
    """Write row number `row`."""

    def generate(context: Any, builder: Any, sig: Any, values: Any) -> Any:
        pointer = row_address(context, builder, sig.args[0], values[0], values[1])
        write(builder, values[2], pointer, sig.args[0].dtype)
        return context.get_dummy_value()

    return types.void(array, types.intp, value), generate


@intrinsic
def store_some(_typing: Any, array: Any, row: Any, value: Any, count: Any) -> Any:
    """Write the first `count` lanes of row number `row`, and touch nothing else."""

    def generate(context: Any, builder: Any, sig: Any, values: Any) -> Any:
        pointer = row_address(context, builder, sig.args[0], values[0], values[1])
        write_some(builder, values[2], pointer, first_lanes(builder, values[3], sig.args[2].count))
        return context.get_dummy_value()

    return types.void(array, types.intp, value, types.intp), generate


@intrinsic
def put(_typing: Any, array: Any, index: Any, value: Any) -> Any:
    """array[index] = value without the check for a negative index; the array taken as flat."""

    def generate(context: Any, builder: Any, sig: Any, values: Any) -> Any:
        builder.store(values[2], address(context, builder, sig.args[0], values[0], values[1]))
        return context.get_dummy_value()

    return types.void(array, types.intp, array.dtype), generate
