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

from engine.computing.plan import LANES
from engine.functions import activations
from engine.functions.activations import ACTIVATIONS
from engine.functions.losses import LOSSES
from engine.functions.optimizers import OPTIMIZERS, Factors
from engine.jit import cgutils, intrinsic, ir, types
from engine.kernels.elementary import ELEMENTARY
from engine.kernels.lanes import LanesType, read, row_address, widen, write
from engine.kernels.vector import Comparison, Vector

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

# With the number of slots that each remembers; gradient descent without momentum needs none.
PLAIN_DESCENT = 1 + max(row.code for row in OPTIMIZERS.values())
_OPTIMIZERS: dict[int, tuple[Trace, int]] = {
    row.code: (_retargeted(row.update), row.slots) for row in OPTIMIZERS.values()
}
_OPTIMIZERS[PLAIN_DESCENT] = _OPTIMIZERS[OPTIMIZERS["sgd"].code][0], 0


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
    _typing: Any, code: Any, arrays: Any, blocks: Any, factors: Any, penalties: Any
) -> Any:
    """One step of the optimizer with this code, sixteen parameters at a time.

    `arrays` are the parameters, their gradient and the optimizer's two numbers for each; `blocks`
    (sixteens of weights, first sixteen to update, end); `factors` the six numbers of `Factors`,
    whose `shrink` is for weights only, as are the `penalties` (λ₁, λ₂). The choice is made once,
    outside the loop, and numbers that an optimizer does not use are not touched.
    """
    lanes = LanesType(arrays[0].dtype, LANES)

    def generate(context: Any, builder: Any, sig: Any, given: Any) -> Any:
        def numbers(tuple_: Any, count: int) -> list[Vector]:
            parts = [builder.extract_value(tuple_, place) for place in range(count)]
            wide = (widen(context, builder, types.float64, part, lanes) for part in parts)
            return [Vector(builder, vector.value, steady=True) for vector in wide]

        def chosen(condition: Any, yes: Vector, no: float) -> Vector:
            return Vector(builder, builder.select(condition, yes.value, yes.same(no).value))

        def one_step(trace: Trace, slots: int, block: Any) -> None:
            pointers = [
                row_address(context, builder, kind, builder.extract_value(given[1], place), block)
                for place, kind in enumerate(sig.args[1])
            ]
            weight: Any
            memory: list[Any]
            weight, slope, *memory = (
                Vector(builder, read(builder, pointer, lanes.element))
                for pointer in pointers[: 2 + slots]
            )
            is_weight = builder.icmp_signed("<", block, builder.extract_value(given[2], 0))
            l1, l2 = (chosen(is_weight, penalty, 0.0) for penalty in numbers(given[4], 2))
            shared: list[Any] = numbers(given[3], len(Factors._fields))
            factors: Any = Factors(*shared)
            factors = factors._replace(shrink=chosen(is_weight, factors.shrink, 1.0))
            signs = (weight > 0.0).select(l1, (weight < 0.0).select(-l1, weight.same(0.0)))
            slope = slope + l2 * weight + signs
            memory += [weight.same(0.0)] * (2 - slots)
            weight, *memory = trace(weight, slope, *memory, factors)
            for value, pointer in zip((weight, *memory[:slots]), _writable(pointers), strict=False):
                write(builder, value.value, pointer, lanes.element)

        done = builder.append_basic_block("done")
        choice = builder.switch(given[0], done)
        for number, (trace, slots) in _OPTIMIZERS.items():
            case = builder.append_basic_block(f"optimizer{number}")
            choice.add_case(ir.Constant(given[0].type, number), case)
            builder.position_at_end(case)
            begin, end = (builder.extract_value(given[2], place) for place in (1, 2))
            with cgutils.for_range_slice(builder, begin, end, begin.type(1)) as (block, _):
                one_step(trace, slots, block)
            builder.branch(done)
        builder.position_at_end(done)
        return context.get_dummy_value()

    return types.void(types.intp, arrays, blocks, factors, penalties), generate


def _writable(pointers: list[Any]) -> list[Any]:
    """The pointers without that of the gradient."""
    return [pointers[0], *pointers[2:]]
