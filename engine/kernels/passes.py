"""The passes over one chunk of sixteen examples: deal, forward, errors of the outputs, backward.

    deal       examples -> lanes      values   (units, 16)   activations a, after dropout
    forward    in topological order   slopes   (units, 16)   da/dz, times the same dropout mask
    errors     dE/da of the outputs   errors   (units, 16)   dE/da, then dE/dz
    backward   against the order      gradient (size,)       added up over a mini-batch's chunks

A mask is 0 for a dropped unit and 1/p for a kept one. As it multiplies a and da/dz alike, the
backward pass needs no word about dropout.
"""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from engine.jit import inlined
from engine.kernels.lanes import at, larger, load, put, spread, store, total
from engine.kernels.rng import PER_BATCH, PER_EXAMPLE, mask_words
from engine.kernels.tables import activate, compare
from engine.losses import LOSSES
from engine.plan import LANES, PlanArrays

_CROSS_ENTROPY = LOSSES["cross_entropy"].code


class Work(NamedTuple):
    """Room for one chunk; `live` row c has a one in each of the first c lanes (17, 16)."""

    values: NDArray[Any]
    slopes: NDArray[Any]
    errors: NDArray[Any]
    masks: NDArray[Any]
    targets: NDArray[Any]
    live: NDArray[Any]
    gradient: NDArray[Any]


@inlined
def deal(columns: int, table: Any, order: Any, start: int, count: int, into: Any) -> None:
    """`count` rows of a table, from place `start` of the order on, into the lanes of (columns, 16).

    Spare lanes repeat the first row, so that they hold finite numbers.
    """
    for lane in range(LANES):
        row = at(order, start + lane if lane < count else start)
        for column in range(columns):
            put(into, column * LANES + lane, at(table, row * columns + column))


@inlined
def drop_inputs(plan: PlanArrays, work: Work) -> None:
    """Apply the masks of input units, which forward does not visit."""
    for place in range(len(plan.dropping)):
        row = at(plan.dropping, place)
        if row < plan.inputs:
            store(work.values, row, load(work.values, row) * load(work.masks, row))


@inlined
def forward(plan: PlanArrays, codes: Any, values: Any, work: Work) -> None:
    """z = Σ w a + bias and a = g(z) for every unit, in topological order."""
    for unit in range(plan.inputs, plan.units):
        z = spread(at(values, plan.bias + unit))
        for edge in range(at(plan.first, unit), at(plan.first, unit + 1)):
            weight = at(values, at(plan.parameters, edge))
            z = z + weight * load(work.values, at(plan.sources, edge))
        a, slope = activate(at(codes, unit), z)
        mask = load(work.masks, unit)
        store(work.values, unit, a * mask)
        store(work.slopes, unit, slope * mask)


@inlined
def softmax(plan: PlanArrays, work: Work) -> Any:
    """Softmax of the outputs' z into their errors' place; (largest z, log Σ e^(z − largest))."""
    begin = plan.units - plan.outputs
    largest = load(work.values, begin)
    for unit in range(begin + 1, plan.units):
        largest = larger(largest, load(work.values, unit))
    added = largest - largest
    for unit in range(begin, plan.units):
        power = math.exp(load(work.values, unit) - largest)
        store(work.errors, unit, power)
        added = added + power
    for unit in range(begin, plan.units):
        store(work.errors, unit, load(work.errors, unit) / added)
    return largest, math.log(added)


@inlined
def output_errors(plan: PlanArrays, loss: int, scale: float, live: Any, work: Work) -> Any:
    """dE/da of the outputs (times `scale`) into the errors; the losses added up, lane by lane."""
    begin = plan.units - plan.outputs
    added = live - live
    if loss == _CROSS_ENTROPY:
        largest, log_sum = softmax(plan, work)
        for unit in range(begin, plan.units):
            target = load(work.targets, unit - begin)
            term, _ = compare(loss, load(work.values, unit) - largest, target)
            _, slope = compare(loss, load(work.errors, unit), target)
            added = added + (term + target * log_sum)
            store(work.errors, unit, slope * live * scale)
    else:
        for unit in range(begin, plan.units):
            target = load(work.targets, unit - begin)
            value, slope = compare(loss, load(work.values, unit), target)
            added = added + value
            store(work.errors, unit, slope * live * scale)
    return added * live


@inlined
def backward(plan: PlanArrays, values: Any, work: Work) -> None:
    """dE/dz of every unit from the outputs back, and dE/dw += Σ over the lanes of a dE/dz."""
    nothing = load(work.live, 0)
    for unit in range(plan.inputs, plan.units - plan.outputs):
        store(work.errors, unit, nothing)
    gradient = work.gradient
    for unit in range(plan.units - 1, plan.inputs - 1, -1):
        error = load(work.errors, unit) * load(work.slopes, unit)
        put(gradient, plan.bias + unit, at(gradient, plan.bias + unit) + total(error))
        middle = at(plan.inner, unit)
        for edge in range(at(plan.first, unit), middle):
            number = at(plan.parameters, edge)
            product = load(work.values, at(plan.sources, edge)) * error
            put(gradient, number, at(gradient, number) + total(product))
        for edge in range(middle, at(plan.first, unit + 1)):
            number, source = at(plan.parameters, edge), at(plan.sources, edge)
            product = load(work.values, source) * error
            put(gradient, number, at(gradient, number) + total(product))
            store(work.errors, source, load(work.errors, source) + at(values, number) * error)


@inlined
def draw_masks(
    plan: PlanArrays,
    seed: Any,
    step: int,
    purpose: int,
    order: Any,
    start: int,
    count: int,
    work: Work,
) -> None:
    """Dropout masks: one for all lanes (PER_BATCH), or one for each example, by its row."""
    masks = work.masks
    for lane in range(count if purpose == PER_EXAMPLE else 1):
        example = at(order, start + lane) if purpose == PER_EXAMPLE else 0
        block = -1
        words = (np.uint64(0), np.uint64(0), np.uint64(0), np.uint64(0))
        for place in range(len(plan.dropping)):
            row = at(plan.dropping, place)
            number = at(plan.ids, row)
            if number // 4 != block:
                block = number // 4
                words = mask_words(step, block, example, purpose, seed)
            gain = at(plan.gains, row) if words[number % 4] < at(plan.limits, row) else 0.0
            put(masks, row * LANES + lane, gain)
    if purpose == PER_BATCH:
        for place in range(len(plan.dropping)):
            row = at(plan.dropping, place)
            store(masks, row, spread(at(masks, row * LANES)))
