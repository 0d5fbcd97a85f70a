"""What each ONNX operator does to columns of numbers: one row an operator."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.errors import NetworkFileError
from engine.importers.sums import Columns, Sketch

Array = NDArray[Any]
Value = Columns | Array

_NEAR = 1e-6
_LEAK = 0.01  # our own leaky ReLU


@dataclass(eq=False)
class Node:
    """One operator with what goes into it; an input that is left out is None."""

    operator: str
    inputs: list[Value | None]
    attributes: Mapping[str, Any]
    sketch: Sketch
    notes: list[str] = field(default_factory=list)

    def refuse(self, why: str = "") -> NetworkFileError:
        """What to raise for an operator that cannot be taken."""
        return NetworkFileError(
            "The operator {operator} cannot be taken{why}.",
            "What can be taken are dense layers, their activations, and scaling of the inputs.",
            operator=self.operator,
            why=f" {why}" if why else "",
        )

    def value(self, place: int) -> Columns:
        """An input that depends on the example."""
        found = self.given(place)
        if not isinstance(found, Columns):
            raise self.refuse("here")
        return found

    def flat(self, place: int) -> Columns:
        """An input that is a row of numbers for each example."""
        found = self.value(place)
        if len(found.shape) != 1:
            raise self.refuse("to pictures that are not flattened before")
        return found

    def constant(self, place: int) -> Array:
        """An input that stands in the file."""
        found = self.given(place)
        if isinstance(found, Columns):
            raise self.refuse("to what is not in the file")
        return found

    def given(self, place: int) -> Value:
        """An input, whatever it is."""
        found = self.inputs[place] if place < len(self.inputs) else None
        if found is None:
            raise self.refuse("without all its inputs")
        return found

    def has(self, place: int) -> bool:
        """Whether an optional input is given."""
        return place < len(self.inputs) and self.inputs[place] is not None

    def row(self, numbers: Array, width: int) -> NDArray[np.float64]:
        """A constant as one number for each of `width` columns."""
        if numbers.dtype.kind not in "fiub" or numbers.size not in (1, width):
            raise self.refuse("with numbers of this shape")
        if numbers.ndim > 0 and numbers.shape[-1] != numbers.size:
            raise self.refuse("with numbers of this shape")
        return np.broadcast_to(numbers.reshape(-1).astype(np.float64), (width,))


def _activation(key: str) -> Callable[[Node], Value]:
    return lambda node: node.sketch.units(node.value(0), key)


def _same(node: Node) -> Value:
    return node.given(0)


def _cast(node: Node) -> Value:
    value = node.given(0)
    if not isinstance(value, Columns):
        kinds = {1: np.float32, 6: np.int32, 7: np.int64, 10: np.float16, 11: np.float64}
        return value.astype(kinds.get(node.attributes.get("to", 1), np.float64))
    if node.attributes.get("to", 1) not in (1, 10, 11):  # the floating-point numbers
        raise node.refuse("to whole numbers")
    return value


def _gemm(node: Node) -> Value:
    known = node.attributes
    weights = node.constant(1)
    if known.get("transA", 0) or weights.ndim != 2:
        raise node.refuse("of this kind")
    weights = (weights.T if known.get("transB", 0) else weights) * known.get("alpha", 1.0)
    bias = node.constant(2) if node.has(2) else np.zeros(1)
    shift = node.row(bias, weights.shape[1]) * known.get("beta", 1.0)
    return _times(node, weights, shift)


def _matmul(node: Node) -> Value:
    weights = node.constant(1)
    if weights.ndim != 2:
        raise node.refuse("of this kind")
    return _times(node, weights, np.zeros(weights.shape[1]))


def _times(node: Node, weights: Array, bias: NDArray[np.float64]) -> Value:
    source = node.flat(0)
    if weights.dtype.kind != "f" or len(weights) != source.width:
        raise node.refuse(f"of {len(weights)} rows to {source.width} numbers")
    return node.sketch.product(source, weights.astype(np.float64), bias)


def _arithmetic(node: Node) -> Value:
    """Add, Sub, Mul or Div of two; one of them may stand in the file."""
    first, second = node.given(0), node.given(1)
    if not isinstance(first, Columns) and not isinstance(second, Columns):
        return _of_constants(node, first, second)
    if isinstance(first, Columns) and isinstance(second, Columns):
        return _of_values(node, first, second)
    if isinstance(first, Columns):
        row = node.row(node.constant(1), first.width)
        return node.sketch.scaled(first, *_line(node, row))
    value = node.value(1)
    row = node.row(node.constant(0), value.width)
    if node.operator == "Div":
        raise node.refuse("by what is not in the file")
    if node.operator == "Sub":
        return node.sketch.scaled(value, -np.ones(value.width), row)
    return node.sketch.scaled(value, *_line(node, row))


def _line(node: Node, row: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Factor and shift that the operator stands for."""
    ones, zeros = np.ones(len(row)), np.zeros(len(row))
    if node.operator in ("Add", "Sub"):
        return ones, row if node.operator == "Add" else -row
    if node.operator == "Mul":
        return row, zeros
    if not row.all():
        raise node.refuse("by 0")
    return 1.0 / row, zeros


def _of_constants(node: Node, first: Array, second: Array) -> Value:
    try:
        shape = np.broadcast_shapes(first.shape, second.shape)
    except ValueError:
        raise node.refuse("with numbers of this shape") from None
    if int(np.prod(shape)) > max(first.size, second.size):
        raise node.refuse("with numbers of this shape")
    if node.operator == "Div" and not np.all(second):
        raise node.refuse("by 0")
    operation = {"Add": np.add, "Sub": np.subtract, "Mul": np.multiply, "Div": np.true_divide}
    return np.asarray(operation[node.operator](first, second))


def _of_values(node: Node, first: Columns, second: Columns) -> Value:
    if first.shape != second.shape:
        raise node.refuse("to different numbers of columns")
    if node.operator == "Mul":
        made = node.sketch.gated(first, second) or node.sketch.gated(second, first)
        if made is None:
            raise node.refuse("of two values, unless they are parts of SiLU or GELU")
        return made
    if node.operator == "Div":
        raise node.refuse("by what is not in the file")
    if node.operator == "Sub":
        minus = -np.ones(second.width)
        second = node.sketch.scaled(second, minus, np.zeros(second.width))
    return node.sketch.added(first, second)


def _leaky(node: Node) -> Value:
    value = node.value(0)
    slope = node.constant(1) if node.operator == "PRelu" else np.array(_alpha(node, _LEAK))
    slopes = node.row(slope, value.width)
    if np.allclose(slopes, _LEAK, rtol=0.0, atol=1e-8):
        return node.sketch.units(value, "leaky_relu")
    node.notes.append(
        "A leaky ReLU with another slope than 0.01 is a ReLU and a connection past it."
    )
    bent = node.sketch.units(value, "relu")
    zeros = np.zeros(value.width)
    straight = replace(value, sums=np.full(value.width, -1))
    return node.sketch.added(
        node.sketch.scaled(bent, 1.0 - slopes, zeros), node.sketch.scaled(straight, slopes, zeros)
    )


def _alpha(node: Node, usual: float) -> float:
    return float(node.attributes.get("alpha", usual))


def _elu(node: Node) -> Value:
    if abs(_alpha(node, 1.0) - 1.0) > _NEAR:
        raise node.refuse("with an alpha other than 1")
    return node.sketch.units(node.value(0), "elu")


def _gelu(node: Node) -> Value:
    if node.attributes.get("approximate", b"none") not in (b"none", "none"):
        node.notes.append("GELU is taken exactly, not in its approximation by tanh.")
    return node.sketch.units(node.value(0), "gelu")


def _swish(node: Node) -> Value:
    if abs(_alpha(node, 1.0) - 1.0) > _NEAR:
        raise node.refuse("with an alpha other than 1")
    return node.sketch.units(node.value(0), "silu")


def _softmax(node: Node) -> Value:
    value = node.flat(0)
    if node.attributes.get("axis", -1) not in (1, -1):
        raise node.refuse("over the examples")
    if "softmax" in node.sketch.activations:
        raise node.refuse("twice")
    if node.operator == "LogSoftmax":
        node.notes.append("The logarithm behind the softmax was left out.")
    return node.sketch.units(value, "softmax")


def _reached(node: Node) -> Value:
    value = node.value(0)
    low = node.row(node.constant(1), value.width)
    return node.sketch.units(node.sketch.scaled(value, np.ones(value.width), -low), "step")


def _most(node: Node) -> Value:
    if len(node.inputs) != 2:
        raise node.refuse("of other than two values")
    place = 0 if isinstance(node.inputs[0], Columns) else 1
    if node.constant(1 - place).any():
        raise node.refuse("with other numbers than 0")
    return node.sketch.units(node.value(place), "relu")


def _sum(node: Node) -> Value:
    total = node.value(0)
    for place in range(1, len(node.inputs)):
        total = node.sketch.added(total, node.value(place))
    return total


def _negative(node: Node) -> Value:
    value = node.value(0)
    return node.sketch.scaled(value, -np.ones(value.width), np.zeros(value.width))


def _batch_norm(node: Node) -> Value:
    value = node.flat(0)
    scale, shift, mean, variance = (
        node.row(node.constant(place), value.width) for place in range(1, 5)
    )
    if node.attributes.get("training_mode", 0) or (variance < 0.0).any():
        raise node.refuse("while it trains")
    factor = scale / np.sqrt(variance + node.attributes.get("epsilon", 1e-5))
    return node.sketch.scaled(value, factor, shift - mean * factor)


def _scaler(node: Node) -> Value:
    value = node.flat(0)
    offset, scale = (
        node.row(np.array(node.attributes.get(name, usual), np.float64), value.width)
        for name, usual in (("offset", [0.0]), ("scale", [1.0]))
    )
    return node.sketch.scaled(value, scale, -offset * scale)


def _flatten(node: Node) -> Value:
    value = node.value(0)
    if node.attributes.get("axis", 1) != 1:
        raise node.refuse("of this kind")
    return replace(value, shape=(value.width,))


def _reshape(node: Node) -> Value:
    wanted = node.constant(1)
    if wanted.dtype.kind != "i" or wanted.ndim != 1:
        raise node.refuse("of this kind")
    value = node.given(0)
    if not isinstance(value, Columns):
        try:
            return value.reshape(wanted.tolist())
        except ValueError:
            raise node.refuse("of this kind") from None
    if wanted.tolist()[1:] not in ([-1], [value.width]) or wanted[0] not in (-1, 0, 1):
        raise node.refuse("to another shape than rows of numbers")
    return replace(value, shape=(value.width,))


def _gather(node: Node) -> Value:
    value, numbers = node.flat(0), node.constant(1)
    if node.attributes.get("axis", 0) not in (1, -1) or numbers.ndim != 1:
        raise node.refuse("of this kind")
    return _picked(node, value, numbers)


def _picked(node: Node, value: Columns, numbers: Array) -> Columns:
    fits = numbers.dtype.kind == "i" and len(numbers)
    if not fits or (numbers < -value.width).any() or (numbers >= value.width).any():
        raise node.refuse("of columns that are not there")
    taken = value.taken(np.where(numbers < 0, numbers + value.width, numbers).astype(np.int64))
    return node.sketch.columns(taken.matrix, taken.bias, taken.sums)


def _slice(node: Node) -> Value:
    value = node.flat(0)
    starts, ends = node.constant(1), node.constant(2)
    axes = node.constant(3) if node.has(3) else np.array([0])
    steps = node.constant(4) if node.has(4) else np.array([1])
    if any(each.dtype.kind != "i" or each.size != 1 for each in (starts, ends, axes, steps)):
        raise node.refuse("of this kind")
    if int(axes.flat[0]) not in (1, -1) or int(steps.flat[0]) == 0:
        raise node.refuse("of this kind")
    every = slice(int(starts.flat[0]), int(ends.flat[0]), int(steps.flat[0]))
    return _picked(node, value, np.arange(value.width)[every])


def _concat(node: Node) -> Value:
    if node.attributes.get("axis") not in (1, -1) or not node.inputs:
        raise node.refuse("of this kind")
    return node.sketch.together([node.flat(place) for place in range(len(node.inputs))])


def _transpose(node: Node) -> Value:
    return node.constant(0).T


_ACTIVATIONS = {
    "Sigmoid": "sigmoid",
    "Tanh": "tanh",
    "Relu": "relu",
    "Softplus": "softplus",
    "Erf": "erf",  # only until it is found to be part of a GELU
}
OPERATORS: dict[str, Callable[[Node], Value]] = {
    **{operator: _activation(key) for operator, key in _ACTIVATIONS.items()},
    **dict.fromkeys(("Identity", "Dropout"), _same),
    **dict.fromkeys(("Add", "Sub", "Mul", "Div"), _arithmetic),
    **dict.fromkeys(("Softmax", "LogSoftmax"), _softmax),
    **dict.fromkeys(("LeakyRelu", "PRelu"), _leaky),
    "Cast": _cast,
    "Gemm": _gemm,
    "MatMul": _matmul,
    "Elu": _elu,
    "Gelu": _gelu,
    "Swish": _swish,
    "GreaterOrEqual": _reached,
    "Max": _most,
    "Sum": _sum,
    "Neg": _negative,
    "BatchNormalization": _batch_norm,
    "ai.onnx.ml.Scaler": _scaler,
    "Flatten": _flatten,
    "Reshape": _reshape,
    "Gather": _gather,
    "Slice": _slice,
    "Concat": _concat,
    "Transpose": _transpose,
}
