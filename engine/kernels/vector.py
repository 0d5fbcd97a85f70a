"""Vectors of the code generator, with operators, so that formulas for exp and log stay legible.

    eˣ = 2ⁿ · eʳ   with n = round(x / ln 2), |r| ≤ ½ ln 2:   eʳ − 1 by its Taylor series,
                                                             2ⁿ by writing n into the exponent bits
    ln x = n ln 2 + ln m   with m in [√½, √2):               ln m = 2 artanh((m − 1) / (m + 1))

All of them keep NaN, and are within a few units of the last digit.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy import polynomial
from numpy.typing import NDArray

from engine.jit import ir, types
from engine.plan import LANES

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


_SINGLE = _Format("f32", np.float32, ir.IntType(32), 23, 127, 7, 4, -86.6, 88.72283)
_DOUBLE = _Format("f64", np.float64, ir.IntType(64), 52, 1023, 13, 10, -707.7, 709.782712893384)

# ln 2 in two parts, the first so short that its products with whole numbers are exact.
_LN2_HIGH = {"f32": 0.693359375, "f64": float.fromhex("0x1.62e42feep-1")}
_LN2_LOW = {"f32": math.log(2.0) - 0.693359375, "f64": 1.9082149292705877e-10}


def vector_type(element: Any, lanes: int = LANES) -> Any:
    """LLVM's type of one number per lane."""
    return ir.VectorType(ir.FloatType() if element == types.float32 else ir.DoubleType(), lanes)


def splat(builder: Any, number: Any, lanes: int = LANES) -> Any:
    """The number in every lane."""
    empty = ir.Constant(ir.VectorType(number.type, lanes), ir.Undefined)
    first = builder.insert_element(empty, number, ir.Constant(_INT32, 0))
    return builder.shuffle_vector(first, empty, lane_numbers([0] * lanes))


def write_some(builder: Any, value: Any, pointer: Any, live: Any) -> None:
    """Write the lanes whose bit in `live` is set, and touch nothing else."""
    kind = value.type
    bits = 32 if isinstance(kind.element, ir.FloatType) else 64
    name = f"llvm.masked.store.v{kind.count}f{bits}.p0"
    arguments = [kind, pointer.type, _INT32, live.type]
    known = builder.module.globals.get(name)
    function = known or ir.Function(builder.module, ir.FunctionType(ir.VoidType(), arguments), name)
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
        return _SINGLE if isinstance(self.value.type.element, ir.FloatType) else _DOUBLE

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
        function = _declared(self.builder, name, kind.element, [kind.element, kind])
        zero = ir.Constant(kind.element, -0.0)
        return self.builder.call(function, [zero, self.value], fastmath=("reassoc",))

    def call(self, name: str) -> Vector:
        """One of the code generator's own functions of one vector."""
        kind = self.value.type
        full = f"llvm.{name}.v{self.lanes}{self.format.suffix}"
        function = _declared(self.builder, full, kind, [kind])
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


def _declared(builder: Any, name: str, result: Any, arguments: list[Any]) -> Any:
    known = builder.module.globals.get(name)
    return known or ir.Function(builder.module, ir.FunctionType(result, arguments), name)


def _exp_parts(x: Vector, halvings: int = 0) -> tuple[Vector, Vector]:
    """(eʳ − 1, 2ⁿ⁻ʰ) with eˣ = 2ⁿ eʳ and h = `halvings`.

    Adding 1.5 · 2^mantissa rounds to a whole number and leaves it in the lowest bits.
    """
    form, builder = x.format, x.builder
    magic = 1.5 * 2.0**form.mantissa
    shifted = x * (1.0 / math.log(2.0)) + magic
    n = shifted - magic
    r = x - n * _LN2_HIGH[form.suffix] - n * _LN2_LOW[form.suffix]
    series = [1.0 / math.factorial(k) for k in range(1, form.exp_terms + 1)]
    whole = builder.sub(shifted.bits(), x.integers(form.bits_of(magic)))
    exponent = builder.add(whole, x.integers(form.bias - halvings))
    scale = x.from_bits(builder.shl(exponent, x.integers(form.mantissa)))
    return r * r.polynomial(series), scale


def _exp(x: Vector) -> Vector:
    form = x.format
    # 2^128 would be infinite where e^88.7 is not, so that the last doubling comes at the end.
    change, scale = _exp_parts(x, halvings=1)
    result = (scale * change + scale) * 2.0
    return (x > form.exp_high).select(
        x.same(math.inf), (x < form.exp_low).select(x.same(0.0), result)
    )


def _expm1(x: Vector) -> Vector:
    high = x.format.exp_high - 1.0
    change, scale = _exp_parts(x)
    result = scale * change + (scale - 1.0)
    return (x > high).select(x.same(math.inf), (x < -40.0).select(x.same(-1.0), result))


def _tanh(x: Vector) -> Vector:
    """In float64 (e²ˣ − 1) / (e²ˣ + 1), in float32 a quotient of polynomials, twice as fast."""
    if x.format is _SINGLE:
        inside = x.at_least(-_TANH_END).at_most(_TANH_END)
        square = inside * inside
        above, below = (square.polynomial(series) for series in _TANH_SERIES)
        return (inside * above / below).at_most(1.0).at_least(-1.0)
    inside = x.at_least(-20.0).at_most(20.0)
    change, scale = _exp_parts(inside + inside)
    grown = scale * change + (scale - 1.0)
    return grown / (grown + 2.0)


def _tanh_series(above: int, below: int, end: float) -> tuple[list[float], list[float]]:
    """Coefficients p and q with tanh x ≈ x p(x²) / q(x²) for |x| up to `end`, q beginning with 1.

    The error is made small by least squares, weighted anew with the last q until it settles.
    """
    angles = math.pi * (np.arange(2000) + 0.5) / 2000
    y = 0.5 * end * end * (1.0 + np.cos(angles))
    x = np.sqrt(y)
    wanted = np.tanh(x) / x
    scaled = y / (end * end)
    powers = scaled[:, None] ** np.arange(max(above, below) + 1)
    weight: NDArray[Any] = 1.0 / wanted
    found = np.zeros(above + below + 1)
    for _ in range(20):
        columns = np.hstack([powers[:, : above + 1], -wanted[:, None] * powers[:, 1 : below + 1]])
        found = np.linalg.lstsq(columns * weight[:, None], wanted * weight, rcond=None)[0]
        quotient = 1.0 + powers[:, 1 : below + 1] @ found[above + 1 :]
        weight = 1.0 / (wanted * quotient)
    sizes = (end * end) ** np.arange(max(above, below) + 1)
    p = found[: above + 1] / sizes[: above + 1]
    q = np.concatenate([[1.0], found[above + 1 :]]) / sizes[: below + 1]
    return p.tolist(), q.tolist()


# tanh is 1 to the last digit of float32 from here on.
_TANH_END = 8.7
_TANH_SERIES = _tanh_series(4, 4, _TANH_END)


def _log(x: Vector) -> Vector:
    form, builder = x.format, x.builder
    width = x.integers(form.mantissa)
    above = builder.sub(x.bits(), x.integers(form.bits_of(math.sqrt(0.5))))
    exponent = builder.ashr(above, width)
    m = x.from_bits(builder.sub(x.bits(), builder.shl(exponent, width)))
    n = x.from_integers(exponent)
    f = (m - 1.0) / (m + 1.0)
    square = f * f
    series = [2.0 / (2 * k + 1) for k in range(1, form.log_terms + 1)]
    tail = f * square * square.polynomial(series) + n * _LN2_LOW[form.suffix]
    result = n * _LN2_HIGH[form.suffix] + (f * 2.0 + tail)
    # Zero, negative numbers, infinity and NaN have no place in the bit arithmetic above.
    positive = (x <= 0.0).select((x < 0.0).select(x.same(math.nan), x.same(-math.inf)), result)
    return (x < math.inf).select(positive, x)


def _log1p(x: Vector) -> Vector:
    near = x + 1.0
    lost = x - (near - 1.0)
    return (near < math.inf).select(_log(near) + lost / near, near)


def _erfc_series(degree: int) -> list[float]:
    """Coefficients of e^(x²) erfc(x) / t as a polynomial in y, for x from 0 to 6 (see `_erf`)."""
    angles = math.pi * (np.arange(degree + 1) + 0.5) / (degree + 1)
    y = np.cos(angles)
    t = 0.625 + 0.375 * y
    x = 2.0 / t - 2.0
    values = np.array([math.erfc(point) for point in x]) * np.exp(x * x) / t
    fitted = polynomial.chebyshev.chebfit(y, values, degree)
    return [float(number) for number in polynomial.chebyshev.cheb2poly(fitted)]


_ERFC_SERIES = {"f32": _erfc_series(8), "f64": _erfc_series(18)}


def _erf(x: Vector) -> Vector:
    """1 − erfc |x| with the sign of x; erfc is smooth in t = 2 / (2 + x), y runs from −1 to 1."""
    size = abs(x).at_most(6.0)
    t = 2.0 / (size + 2.0)
    y = t * (8.0 / 3.0) - 5.0 / 3.0
    found = 1.0 - t * y.polynomial(_ERFC_SERIES[x.format.suffix]) * _exp(-(size * size))
    return (x < 0.0).select(-found, found)


def _sqrt(x: Vector) -> Vector:
    return x.call("sqrt")


# The functions of `math` that the tables may use, by name.
ELEMENTARY: dict[str, Callable[[Vector], Vector]] = {
    "sqrt": _sqrt,
    "exp": _exp,
    "expm1": _expm1,
    "tanh": _tanh,
    "log": _log,
    "log1p": _log1p,
    "erf": _erf,
}
