"""Vectors of the code generator, with operators, so that formulas in them stay legible."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from engine.computing.plan import LANES
from engine.jit import ir, types

_INT32 = ir.IntType(32)
# a · b + c may become one instruction; nothing else is reordered.
_CONTRACT = ("contract",)


@dataclass(frozen=True)
class _Format:
    """What a precision needs: its bit layout and how long series must be."""

    suffix: str
    dtype: type[np.floating[Any]]
    integer: Any
    mantissa: int
    bias: int
    exp_terms: int
    log_terms: int
    exp_low: float
    exp_high: float

    def bits_of(self, number: float) -> int:
        """The bits of a number, read as a whole number."""
        return int(np.array(number, self.dtype).view(f"i{np.dtype(self.dtype).itemsize}"))


SINGLE = _Format("f32", np.float32, ir.IntType(32), 23, 127, 7, 4, -86.6, 88.72283)
_DOUBLE = _Format("f64", np.float64, ir.IntType(64), 52, 1023, 13, 10, -707.7, 709.782712893384)


def vector_type(element: Any, lanes: int = LANES) -> Any:
    """LLVM's type of one number per lane."""
    return ir.VectorType(ir.FloatType() if element == types.float32 else ir.DoubleType(), lanes)


def splat(builder: Any, number: Any, lanes: int = LANES) -> Any:
    """The number in every lane."""
    empty = ir.Constant(ir.VectorType(number.type, lanes), ir.Undefined)
    first = builder.insert_element(empty, number, ir.Constant(_INT32, 0))
    return builder.shuffle_vector(first, empty, lane_numbers([0] * lanes))


def first_lanes(builder: Any, count: Any, lanes: int) -> Any:
    """Bits set for the first `count` lanes: all for a larger count, none for less than 1."""
    numbers = ir.Constant(ir.VectorType(count.type, lanes), list(range(lanes)))
    return builder.icmp_signed("<", numbers, splat(builder, count, lanes))


def declared(builder: Any, name: str, kind: Any) -> Any:
    """A function by name and type that code may call, such as one of the code generator's own."""
    known = builder.module.globals.get(name)
    return known or ir.Function(builder.module, kind, name)


def write_some(builder: Any, value: Any, pointer: Any, live: Any) -> None:
    """Write the lanes whose bit in `live` is set, and touch nothing else."""
    kind = value.type
    bits = 32 if isinstance(kind.element, ir.FloatType) else 64
    name = f"llvm.masked.store.v{kind.count}f{bits}.p0"
    arguments = [kind, pointer.type, _INT32, live.type]
    function = declared(builder, name, ir.FunctionType(ir.VoidType(), arguments))
    builder.call(function, [value, pointer, ir.Constant(_INT32, bits // 8), live])


def lane_numbers(numbers: list[int]) -> Any:
    """Constants that say which lane goes where."""
    return ir.Constant(ir.VectorType(_INT32, len(numbers)), numbers)


class Vector:
    """A vector value while code is generated; Python numbers among operands count for all lanes.

    `steady` marks one that stays the same through a loop: dividing by it means computing its
    reciprocal once, before the loop, and multiplying, which takes a tenth of the time.
    """

    def __init__(self, builder: Any, value: Any, steady: bool = False) -> None:
        self.builder, self.value, self.steady = builder, value, steady

    @property
    def format(self) -> _Format:
        """The precision of its numbers."""
        return SINGLE if isinstance(self.value.type.element, ir.FloatType) else _DOUBLE

    @property
    def lanes(self) -> int:
        """How many numbers it holds."""
        return int(self.value.type.count)

    def _with(self, value: Any) -> Vector:
        return Vector(self.builder, value)

    def _raw(self, other: Vector | float) -> Any:
        if isinstance(other, Vector):
            return other.value
        return ir.Constant(self.value.type, [float(other)] * self.lanes)

    def __add__(self, other: Vector | float) -> Vector:
        return self._with(self.builder.fadd(self.value, self._raw(other), flags=_CONTRACT))

    def __sub__(self, other: Vector | float) -> Vector:
        return self._with(self.builder.fsub(self.value, self._raw(other), flags=_CONTRACT))

    def __mul__(self, other: Vector | float) -> Vector:
        return self._with(self.builder.fmul(self.value, self._raw(other), flags=_CONTRACT))

    def __truediv__(self, other: Vector | float) -> Vector:
        if isinstance(other, Vector) and other.steady and not self.steady:
            reciprocal = self.builder.fdiv(self._raw(1.0), other.value)
            return self * self._with(reciprocal)
        return self._with(self.builder.fdiv(self.value, self._raw(other), flags=_CONTRACT))

    def __neg__(self) -> Vector:
        return self._with(self.builder.fneg(self.value))

    def __abs__(self) -> Vector:
        return self.call("fabs")

    def __lt__(self, other: Vector | float) -> Comparison:
        return self._compare("<", other)

    def __le__(self, other: Vector | float) -> Comparison:
        return self._compare("<=", other)

    def __gt__(self, other: Vector | float) -> Comparison:
        return self._compare(">", other)

    def __ge__(self, other: Vector | float) -> Comparison:
        return self._compare(">=", other)

    def _compare(self, sign: str, other: Vector | float) -> Comparison:
        found = self.builder.fcmp_ordered(sign, self.value, self._raw(other))
        return Comparison(self, found)

    def __radd__(self, other: float) -> Vector:
        return self.same(other) + self

    def __rsub__(self, other: float) -> Vector:
        return self.same(other) - self

    def __rmul__(self, other: float) -> Vector:
        return self.same(other) * self

    def __rtruediv__(self, other: float) -> Vector:
        return self.same(other) / self

    def same(self, value: Vector | float) -> Vector:
        """A vector as it is, a number in every lane in this vector's precision."""
        return value if isinstance(value, Vector) else self._with(self._raw(value))

    def at_most(self, limit: float) -> Vector:
        """The smaller of each number and the limit; NaN stays NaN."""
        return (self > limit).select(self.same(limit), self)

    def at_least(self, limit: float) -> Vector:
        """The larger of each number and the limit; NaN stays NaN."""
        return (self < limit).select(self.same(limit), self)

    def polynomial(self, coefficients: list[float]) -> Vector:
        """Horner's rule; the first coefficient is the constant one."""
        result = self._with(self._raw(coefficients[-1]))
        for coefficient in reversed(coefficients[:-1]):
            result = result * self + coefficient
        return result

    def total(self) -> Any:
        """The sum over the lanes, as a number."""
        kind = self.value.type
        name = f"llvm.vector.reduce.fadd.v{self.lanes}{self.format.suffix}"
        function = declared(self.builder, name, ir.FunctionType(kind.element, [kind.element, kind]))
        zero = ir.Constant(kind.element, -0.0)
        return self.builder.call(function, [zero, self.value], fastmath=("reassoc",))

    def call(self, name: str) -> Vector:
        """One of the code generator's own functions of one vector."""
        kind = self.value.type
        full = f"llvm.{name}.v{self.lanes}{self.format.suffix}"
        function = declared(self.builder, full, ir.FunctionType(kind, [kind]))
        return Vector(self.builder, self.builder.call(function, [self.value]), self.steady)

    def from_integers(self, integers: Any) -> Vector:
        """Integers converted to this vector's precision."""
        return self._with(self.builder.sitofp(integers, self.value.type))

    def bits(self) -> Any:
        """The same bits as integers."""
        return self.builder.bitcast(self.value, ir.VectorType(self.format.integer, self.lanes))

    def from_bits(self, bits: Any) -> Vector:
        """Integers read as numbers of this vector's precision."""
        return self._with(self.builder.bitcast(bits, self.value.type))

    def integers(self, number: int) -> Any:
        """An integer constant in every lane, as wide as the numbers."""
        return ir.Constant(ir.VectorType(self.format.integer, self.lanes), [number] * self.lanes)


class Comparison:
    """The outcome of comparing two vectors, lane by lane."""

    def __init__(self, like: Vector, value: Any) -> None:
        self.like, self.value = like, value

    def select(self, yes: Vector | float, no: Vector | float) -> Vector:
        """In each lane `yes` where it holds, else `no`."""
        like = self.like
        chosen = like.builder.select(self.value, like.same(yes).value, like.same(no).value)
        return Vector(like.builder, chosen)
