"""The tables' plain functions as machine code: one switch over all rows of each table.

A row's function is called once, while code is generated, with vectors of the code generator in
place of numbers and their own `math` and `where` in place of Python's. What it computes with
them is the code. Numba sees three functions only, however many rows there are.
"""

# ruff: noqa: ARG001  (Numba prescribes the arguments)
from __future__ import annotations

import dis
import math
from collections.abc import Callable, Sequence
from types import FunctionType, SimpleNamespace
from typing import Any

from engine import activations
from engine.activations import ACTIVATIONS
from engine.jit import intrinsic, ir, types
from engine.kernels.lanes import widen
from engine.kernels.vector import ELEMENTARY, Comparison, Vector
from engine.losses import LOSSES
from engine.optimizers import OPTIMIZERS, Factors

# Takes the vectors of one call and gives as many results as the switch has.
Trace = Callable[..., Sequence["Vector | float"]]


def _either(function: Callable[[float], float], traced: Callable[[Vector], Vector]) -> Any:
    """`function` for numbers, `traced` for vectors."""
    return lambda x: traced(x) if isinstance(x, Vector) else function(x)


def _where(condition: Any, yes: Any, no: Any) -> Any:
    if isinstance(condition, Comparison):
        return condition.select(yes, no)
    return activations.where(condition, yes, no)


_MATH = SimpleNamespace(
    **{name: getattr(math, name) for name in ("pi", "e")},
    **{name: _either(getattr(math, name), traced) for name, traced in ELEMENTARY.items()},
)


def _retargeted(function: Callable[..., Any]) -> Callable[..., Any]:
    """The same function, with the vectors' `math` and `where`, also in functions that it calls."""
    assert isinstance(function, FunctionType)
    instructions = dis.get_instructions(function)
    used = {entry.argval for entry in instructions if entry.opname == "LOAD_GLOBAL"}
    names: dict[str, Any] = {}
    for name in used & function.__globals__.keys():
        value = names[name] = function.__globals__[name]
        if value is math:
            names[name] = _MATH
        elif value is activations.where:
            names[name] = _where
        elif isinstance(value, FunctionType):
            names[name] = _retargeted(value)
    names["__builtins__"] = {"abs": abs}
    return FunctionType(function.__code__, names, function.__name__, function.__defaults__)


def _switch(
    builder: Any, code: Any, traces: dict[int, Trace], arguments: Sequence[Any], results: int
) -> list[Any]:
    """Code that runs the trace whose number is `code`; returns its results."""
    done = builder.append_basic_block("done")
    wrong = builder.append_basic_block("unknown")
    choice = builder.switch(code, wrong)
    with builder.goto_block(wrong):
        builder.unreachable()
    outcomes = []
    for number, trace in traces.items():
        block = builder.append_basic_block(f"row{number}")
        choice.add_case(ir.Constant(code.type, number), block)
        builder.position_at_end(block)
        like = arguments[0]
        values = [like.same(value).value for value in trace(*arguments)]
        outcomes.append((values, builder.block))
        builder.branch(done)
    builder.position_at_end(done)
    merged = []
    for place in range(results):
        phi = builder.phi(outcomes[0][0][place].type)
        for values, block in outcomes:
            phi.add_incoming(values[place], block)
        merged.append(phi)
    return merged


def _with_slope(function: Any, slope: Any) -> Trace:
    function, slope = _retargeted(function), _retargeted(slope)

    def trace(*arguments: Vector) -> Sequence[Vector | float]:
        if len(arguments) == 1:  # an activation: its slope may use a
            a = function(*arguments)
            return a, slope(*arguments, a)
        return function(*arguments), slope(*arguments)

    return trace


_ACTIVATIONS = {row.code: _with_slope(row.function, row.derivative) for row in ACTIVATIONS.values()}
_LOSSES = {row.code: _with_slope(row.function, row.slope) for row in LOSSES.values()}
_OPTIMIZERS: dict[int, Trace] = {row.code: _retargeted(row.update) for row in OPTIMIZERS.values()}


@intrinsic
def activate(_typing: Any, code: Any, z: Any) -> Any:
    """(a, da/dz) of the activation with this code."""
    pair = types.UniTuple(z, 2)

    def generate(context: Any, builder: Any, sig: Any, values: Any) -> Any:
        merged = _switch(builder, values[0], _ACTIVATIONS, [Vector(builder, values[1])], 2)
        return context.make_tuple(builder, pair, merged)

    return pair(types.intp, z), generate


@intrinsic
def compare(_typing: Any, code: Any, output: Any, target: Any) -> Any:
    """(loss, its slope) of the loss with this code."""
    pair = types.UniTuple(output, 2)

    def generate(context: Any, builder: Any, sig: Any, values: Any) -> Any:
        arguments = [Vector(builder, value) for value in values[1:]]
        merged = _switch(builder, values[0], _LOSSES, arguments, 2)
        return context.make_tuple(builder, pair, merged)

    return pair(types.intp, output, target), generate


@intrinsic
def optimize(
    _typing: Any, code: Any, weight: Any, gradient: Any, first: Any, second: Any, factors: Any
) -> Any:
    """(weight, first, second) after one step of the optimizer with this code."""
    triple = types.UniTuple(weight, 3)

    def generate(context: Any, builder: Any, sig: Any, values: Any) -> Any:
        arguments: list[Any] = [Vector(builder, value) for value in values[1:5]]
        kinds = [types.float64] * len(Factors._fields)
        numbers: list[Any] = [
            widen(context, builder, kind, builder.extract_value(values[5], place), weight)
            for place, kind in enumerate(kinds)
        ]
        arguments.append(Factors(*numbers))
        merged = _switch(builder, values[0], _OPTIMIZERS, arguments, 3)
        return context.make_tuple(builder, triple, merged)

    return triple(types.intp, weight, gradient, first, second, factors), generate
