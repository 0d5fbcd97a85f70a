"""exp, log, tanh and others of vectors, written in `+ - * /` and in the bits of numbers.

    eˣ = 2ⁿ · eʳ   with n = round(x / ln 2), |r| ≤ ½ ln 2:   eʳ − 1 by its Taylor series,
                                                             2ⁿ by writing n into the exponent bits
    ln x = n ln 2 + ln m   with m in [√½, √2):               ln m = 2 artanh((m − 1) / (m + 1))

All of them keep NaN, and are within a few units of the last digit.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
from numpy import polynomial

from engine.kernels.vector import SINGLE, Vector

# ln 2 in two parts, the first so short that its products with whole numbers are exact.
_LN2_HIGH = {"f32": 0.693359375, "f64": float.fromhex("0x1.62e42feep-1")}
_LN2_LOW = {"f32": math.log(2.0) - 0.693359375, "f64": 1.9082149292705877e-10}


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
    if x.format is SINGLE:
        inside = x.at_least(-_TANH_END).at_most(_TANH_END)
        square = inside * inside
        above, below = (square.polynomial(series) for series in _TANH_SERIES)
        return (inside * above / below).at_most(1.0).at_least(-1.0)
    inside = x.at_least(-20.0).at_most(20.0)
    change, scale = _exp_parts(inside + inside)
    grown = scale * change + (scale - 1.0)
    return grown / (grown + 2.0)


# tanh is 1 to the last digit of float32 from here on. Up to here tanh x ≈ x p(x²) / q(x²), with
# the p and q that make the relative error least (in squares, over Chebyshev's points): 2e-8.
_TANH_END = 8.7
_TANH_SERIES = (
    [0.999999984, 0.13397361, 0.00351507664, 2.09344306e-05, 1.38172223e-08],
    [1.0, 0.4673068, 0.0259508856, 0.00033176902, 7.96321091e-07],
)


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
