"""Activation functions a = g(z): a few plain functions and one table of them.

To add one: write g and its derivative with `+ - * /`, `math` and `where` only (the kernels run the
same functions on many examples at once), add a row, and run `pytest -k <key>`.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

_FAR = 1000.0


@dataclass(frozen=True, slots=True)
class Activation:
    """One row of the table.

    `function(z)` is a, `derivative(z, a)` its slope da/dz. `low` and `high` are the ends of the
    colour scale for values of a: the whole range where it is bounded, else −1 and 1. `joint` marks
    the activation of all output units together, `rule` one that only the perceptron rule trains.
    """

    key: str
    code: int
    label: str
    formula: str
    hint: str
    function: Callable[[float], float]
    derivative: Callable[[float, float], float]
    low: float = -1.0
    high: float = 1.0
    joint: bool = False
    perceptron_rule: bool = False

    @property
    def is_bounded(self) -> bool:
        """Whether a stays between the ends of the colour scale."""
        if self.joint:
            return True
        return self.low <= self.function(-_FAR) and self.function(_FAR) <= self.high

    @property
    def is_flat_at_zero(self) -> bool:
        """Whether a unit can be off: its activation 0, with no slope that would bring it back."""
        return self.function(-1.0) == 0.0 and self.derivative(-1.0, 0.0) == 0.0


def where(condition: bool, yes: float, no: float) -> float:
    """`yes` if the condition holds, else `no`."""
    return yes if condition else no


def linear(z: float) -> float:
    """The weighted sum itself."""
    return z


def linear_slope(z: float, a: float) -> float:  # noqa: ARG001
    """One everywhere."""
    return 1.0


def sigmoid(z: float) -> float:
    """The logistic function, written so that e^−|z| cannot overflow."""
    small = math.exp(-abs(z))
    return where(z >= 0.0, 1.0, small) / (1.0 + small)


def sigmoid_slope(z: float, a: float) -> float:  # noqa: ARG001
    """a (1 − a)."""
    return a * (1.0 - a)


def tanh(z: float) -> float:
    """The hyperbolic tangent."""
    return math.tanh(z)


def tanh_slope(z: float, a: float) -> float:  # noqa: ARG001
    """1 − a²."""
    return 1.0 - a * a


def relu(z: float) -> float:
    """z where positive, else 0; NaN stays NaN, so that divergence is seen."""
    return where(z <= 0.0, 0.0, z)


def relu_slope(z: float, a: float) -> float:  # noqa: ARG001
    """1 where z is positive, else 0."""
    return where(z > 0.0, 1.0, 0.0)


def leaky_relu(z: float) -> float:
    """z where positive, else a hundredth of it."""
    return where(z > 0.0, z, 0.01 * z)


def leaky_relu_slope(z: float, a: float) -> float:  # noqa: ARG001
    """1 where z is positive, else 0.01."""
    return where(z > 0.0, 1.0, 0.01)


def softplus(z: float) -> float:
    """log(1 + e^z), written so that it cannot overflow."""
    return where(z > 0.0, z, 0.0) + math.log1p(math.exp(-abs(z)))


def softplus_slope(z: float, a: float) -> float:  # noqa: ARG001
    """The logistic function."""
    return sigmoid(z)


def elu(z: float) -> float:
    """z where positive, else e^z − 1."""
    return where(z > 0.0, z, math.expm1(where(z > 0.0, 0.0, z)))


def elu_slope(z: float, a: float) -> float:
    """1 where z is positive, else e^z = a + 1."""
    return where(z > 0.0, 1.0, a + 1.0)


def silu(z: float) -> float:
    """z σ(z)."""
    return z * sigmoid(z)


def silu_slope(z: float, a: float) -> float:
    """σ(z) + a (1 − σ(z))."""
    gate = sigmoid(z)
    return gate + a * (1.0 - gate)


def gelu(z: float) -> float:
    """z Φ(z), with Φ the normal distribution's cumulative function."""
    return 0.5 * z * (1.0 + math.erf(z * math.sqrt(0.5)))


def gelu_slope(z: float, a: float) -> float:  # noqa: ARG001
    """Φ(z) + z φ(z)."""
    cumulative = 0.5 * (1.0 + math.erf(z * math.sqrt(0.5)))
    density = math.exp(-0.5 * z * z) * (1.0 / math.sqrt(2.0 * math.pi))
    return cumulative + z * density


def step(z: float) -> float:
    """1 where z is not negative, else 0."""
    return where(z >= 0.0, 1.0, 0.0)


def step_slope(z: float, a: float) -> float:  # noqa: ARG001
    """1: the perceptron rule's stand-in for a slope that is 0 almost everywhere."""
    return 1.0


_ROWS = (
    Activation(
        "sigmoid",
        0,
        "sigmoid (logistic)",
        "g(z) = 1 / (1 + e⁻ᶻ)",
        "An S between 0 and 1, readable as a probability.",
        sigmoid,
        sigmoid_slope,
        low=0.0,
    ),
    Activation(
        "tanh",
        1,
        "tanh",
        "g(z) = tanh z",
        "An S between −1 and 1.",
        tanh,
        tanh_slope,
    ),
    Activation(
        "relu",
        2,
        "ReLU",
        "g(z) = max(0, z)",
        "Nothing below 0, the weighted sum above.",
        relu,
        relu_slope,
    ),
    Activation(
        "softplus",
        3,
        "softplus",
        "g(z) = ln(1 + eᶻ)",
        "A ReLU with a soft bend.",
        softplus,
        softplus_slope,
    ),
    Activation(
        "linear",
        4,
        "linear",
        "g(z) = z",
        "The weighted sum as it is; for predicting numbers.",
        linear,
        linear_slope,
    ),
    Activation(
        "leaky_relu",
        5,
        "leaky ReLU",
        "g(z) = z for z > 0, else 0.01 z",
        "A ReLU that keeps a small slope below 0, so that no unit dies.",
        leaky_relu,
        leaky_relu_slope,
    ),
    Activation(
        "elu",
        6,
        "ELU",
        "g(z) = z for z > 0, else eᶻ − 1",
        "A ReLU that levels off at −1 below 0.",
        elu,
        elu_slope,
    ),
    Activation(
        "silu",
        7,
        "SiLU (swish)",
        "g(z) = z σ(z)",
        "A smooth ReLU with a small dip below 0.",
        silu,
        silu_slope,
    ),
    Activation(
        "gelu",
        8,
        "GELU",
        "g(z) = z Φ(z)",
        "A smooth ReLU made of the normal distribution; common in language models.",
        gelu,
        gelu_slope,
    ),
    Activation(
        "step",
        9,
        "step (perceptron)",
        "g(z) = 1 for z ≥ 0, else 0",
        "The perceptron's threshold. It has no slope: only a single output unit can learn with it, "
        "by the perceptron rule w ← w + α (y − ŷ) x, which is the loss “half squared error”.",
        step,
        step_slope,
        low=0.0,
        perceptron_rule=True,
    ),
    Activation(
        "softmax",
        10,
        "softmax",
        "gᵢ(z) = eᶻⁱ / Σⱼ eᶻʲ",
        "Probabilities of several classes that add up to 1; for all output units together.",
        linear,
        linear_slope,
        low=0.0,
        joint=True,
    ),
)

ACTIVATIONS: dict[str, Activation] = {row.key: row for row in _ROWS}
