"""A vector type inside Numba: sixteen examples side by side, one to a lane, with `+ - * /`.

The compiler keeps such values in vector registers, which it would not find out by itself from
loops over arrays (it cannot prove that arrays do not overlap).

    row u of an array (units, 16):   | example 0 | example 1 | … | example 15 |   = one `Lanes`
"""

# ruff: noqa: ARG001, ARG005  (Numba prescribes the arguments)
from __future__ import annotations

import math
import operator
from collections.abc import Callable
from typing import Any

from engine.jit import extending, intrinsic, ir, templates, types
from engine.kernels.vector import ELEMENTARY, Vector, splat, vector_type
from engine.plan import LANES


class LanesType(types.Type):  # type: ignore[misc]
    """Numba's type of sixteen numbers."""

    def __init__(self, element: Any) -> None:
        self.element = element
        super().__init__(name=f"Lanes({element})")


@extending.register_model(LanesType)
class _LanesModel(extending.models.PrimitiveModel):  # type: ignore[misc]
    def __init__(self, manager: Any, kind: LanesType) -> None:
        super().__init__(manager, kind, vector_type(kind.element))


LANES_OF = {types.float32: LanesType(types.float32), types.float64: LanesType(types.float64)}


def widen(context: Any, builder: Any, kind: Any, value: Any, wanted: LanesType) -> Vector:
    """A Lanes value as it is, or a number in every lane."""
    if isinstance(kind, LanesType):
        return Vector(builder, value)
    number = context.cast(builder, value, kind, wanted.element)
    return Vector(builder, splat(builder, number))


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
def spread(_typing: Any, number: Any) -> Any:
    """The same number in every lane; Lanes stay as they are."""
    if isinstance(number, LanesType):
        return number(number), lambda context, builder, sig, values: values[0]
    lanes = LANES_OF[number]
    return lanes(number), lambda context, builder, sig, values: splat(builder, values[0])


@intrinsic
def total(_typing: Any, lanes: Any) -> Any:
    """The sum over the lanes."""

    def generate(context: Any, builder: Any, sig: Any, values: Any) -> Any:
        return Vector(builder, values[0]).total()

    return lanes.element(lanes), generate


def _address(context: Any, builder: Any, kind: Any, array: Any, index: Any, scale: int) -> Any:
    data = context.make_array(kind)(context, builder, array).data
    return builder.gep(data, [builder.mul(index, ir.Constant(index.type, scale))])


@intrinsic
def at(_typing: Any, array: Any, index: Any) -> Any:
    """array[index] without the check for a negative index; the array taken as flat."""

    def generate(context: Any, builder: Any, sig: Any, values: Any) -> Any:
        return builder.load(_address(context, builder, sig.args[0], values[0], values[1], 1))

    return array.dtype(array, types.intp), generate


@intrinsic
def load(_typing: Any, array: Any, row: Any) -> Any:
    """Row number `row` of an array (rows, 16), or of a flat one taken sixteen by sixteen."""
    lanes = LANES_OF[array.dtype]

    def generate(context: Any, builder: Any, sig: Any, values: Any) -> Any:
        address = _address(context, builder, sig.args[0], values[0], values[1], LANES)
        pointer = builder.bitcast(address, vector_type(array.dtype).as_pointer())
        return builder.load(pointer, align=array.dtype.bitwidth // 8)

    return lanes(array, types.intp), generate


@intrinsic
def store(_typing: Any, array: Any, row: Any, value: Any) -> Any:
    """Write row number `row`."""

    def generate(context: Any, builder: Any, sig: Any, values: Any) -> Any:
        address = _address(context, builder, sig.args[0], values[0], values[1], LANES)
        pointer = builder.bitcast(address, vector_type(array.dtype).as_pointer())
        builder.store(values[2], pointer, align=array.dtype.bitwidth // 8)
        return context.get_dummy_value()

    return types.void(array, types.intp, value), generate


@intrinsic
def put(_typing: Any, array: Any, index: Any, value: Any) -> Any:
    """array[index] = value without the check for a negative index; the array taken as flat."""

    def generate(context: Any, builder: Any, sig: Any, values: Any) -> Any:
        builder.store(values[2], _address(context, builder, sig.args[0], values[0], values[1], 1))
        return context.get_dummy_value()

    return types.void(array, types.intp, array.dtype), generate
