"""The loops on the processor that Python calls: train on mini-batches, and look at outputs."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from engine.jit import inlined, kernel
from engine.kernels.lanes import load, sign, store, total
from engine.kernels.passes import (
    Work,
    backward,
    deal,
    draw_masks,
    drop_inputs,
    forward,
    output_errors,
    softmax,
)
from engine.kernels.rng import PER_EXAMPLE, shuffle
from engine.kernels.tables import optimize
from engine.optimizers import ADAM_BETA1, ADAM_BETA2
from engine.parameters import Parameters
from engine.plan import LANES, PlanArrays

# Places in the clock, an array of whole numbers that training moves on.
STEP, EPOCH, POSITION, DEALT, EXAMPLES, CLOCKS = 0, 1, 2, 3, 4, 5

NO_UPDATE = -1
NO_LOSS = -1


class Examples(NamedTuple):
    """Scaled data in the kernels' precision, inputs (N, d) and targets (N, k)."""

    inputs: NDArray[Any]
    targets: NDArray[Any]


class Rules(NamedTuple):
    """The settings as numbers; `rates[e − first_epoch]` is the learning rate of epoch e."""

    batch_size: int
    shuffle: bool
    loss: int
    divisor: int
    optimizer: int
    l1: float
    l2: float
    decay: float
    momentum: float
    look_ahead: float
    max_norm: float
    dropout: bool
    mask_purpose: int
    warmup_steps: int
    seed: np.uint64
    first_epoch: int
    rates: NDArray[np.float64]


@kernel
def train(
    plan: PlanArrays,
    codes: NDArray[np.int32],
    rules: Rules,
    examples: Examples,
    rows: NDArray[np.int64],
    order: NDArray[np.int64],
    parameters: Parameters,
    work: Work,
    clock: NDArray[np.int64],
    steps: int,
) -> bool:
    """Train on `steps` mini-batches; False if a loss was not finite, with the rest left undone."""
    dropout = rules.dropout and len(plan.dropping) > 0
    for _ in range(steps):
        if clock[DEALT] != clock[EPOCH]:
            _begin_epoch(rules, rows, order, clock)
        start, step = clock[POSITION], clock[STEP]
        size = min(rules.batch_size, len(rows) - start)
        scale = 1.0 / (size * rules.divisor)
        for block in range(plan.size // LANES):
            store(work.gradient, block, load(work.live, 0))
        loss = 0.0
        for begin in range(start, start + size, LANES):
            count = min(LANES, start + size - begin)
            deal(plan.inputs, examples.inputs, order, begin, count, work.values)
            deal(plan.outputs, examples.targets, order, begin, count, work.targets)
            if dropout:
                if begin == start or rules.mask_purpose == PER_EXAMPLE:
                    draw_masks(
                        plan, rules.seed, step, rules.mask_purpose, order, begin, count, work
                    )
                drop_inputs(plan, work)
            forward(plan, codes, parameters.values, work)
            losses = output_errors(plan, rules.loss, scale, load(work.live, count), work)
            backward(plan, parameters.values, work)
            loss += np.float64(total(losses))
        if not math.isfinite(loss):
            return False
        if rules.optimizer != NO_UPDATE:
            rate = rules.rates[clock[EPOCH] - rules.first_epoch]
            if step < rules.warmup_steps:
                rate *= (step + 1) / rules.warmup_steps
            _update(plan, rules, rate, parameters, work.gradient)
        clock[STEP] += 1
        clock[EXAMPLES] += size
        clock[POSITION] += size
        if clock[POSITION] >= len(rows):
            clock[POSITION] = 0
            clock[EPOCH] += 1
    return True


@inlined
def _begin_epoch(rules: Rules, rows: Any, order: Any, clock: Any) -> None:
    if rules.shuffle:
        shuffle(rows, rules.seed, clock[EPOCH], order)
    else:
        for place in range(len(rows)):
            order[place] = rows[place]
    clock[DEALT] = clock[EPOCH]


@inlined
def _update(
    plan: PlanArrays, rules: Rules, rate: float, parameters: Parameters, gradient: Any
) -> None:
    """One step of the optimizer, sixteen parameters at a time; penalties are for weights only."""
    powers = parameters.powers
    powers[0] *= ADAM_BETA1
    powers[1] *= ADAM_BETA2
    one, two = 1.0 - powers[0], 1.0 - powers[1]
    for block in range(plan.size // LANES):
        weights = block < plan.bias // LANES
        shrink = 1.0 - rate * rules.decay if weights else 1.0
        factors = (rate, rules.momentum, rules.look_ahead, shrink, one, two)
        weight, slope = load(parameters.values, block), load(gradient, block)
        if weights:
            slope = slope + rules.l2 * weight + rules.l1 * sign(weight)
        first, second = load(parameters.first, block), load(parameters.second, block)
        weight, first, second = optimize(rules.optimizer, weight, slope, first, second, factors)
        store(parameters.values, block, weight)
        store(parameters.first, block, first)
        store(parameters.second, block, second)
    if rules.max_norm > 0.0:
        _limit_norms(plan, rules.max_norm, parameters.values)


@inlined
def _limit_norms(plan: PlanArrays, longest: float, values: Any) -> None:
    """Shorten the vector of weights into each unit to at most `longest`."""
    for unit in range(plan.inputs, plan.units):
        square = 0.0
        for edge in range(plan.first[unit], plan.first[unit + 1]):
            square += np.float64(values[plan.parameters[edge]]) ** 2
        if square > longest * longest:
            factor = longest / math.sqrt(square)
            for edge in range(plan.first[unit], plan.first[unit + 1]):
                values[plan.parameters[edge]] *= factor


@kernel
def observe(
    plan: PlanArrays,
    codes: NDArray[np.int32],
    examples: Examples,
    rows: NDArray[np.int64],
    values: NDArray[Any],
    work: Work,
    joint: bool,
    loss: int,
    first_unit: int,
    out: NDArray[Any],
) -> float:
    """What units from row `first_unit` on give, without dropout: `out` (units, rows).

    `joint` turns outputs into softmax shares. Returns the sum of the losses, 0 with NO_LOSS, for
    which the examples need no targets.
    """
    added = 0.0
    for begin in range(0, len(rows), LANES):
        count = min(LANES, len(rows) - begin)
        deal(plan.inputs, examples.inputs, rows, begin, count, work.values)
        forward(plan, codes, values, work)
        if joint:
            softmax(plan, work)
            for unit in range(plan.units - plan.outputs, plan.units):
                store(work.values, unit, load(work.errors, unit))
        if loss != NO_LOSS:
            deal(plan.outputs, examples.targets, rows, begin, count, work.targets)
            losses = output_errors(plan, loss, 1.0, load(work.live, count), work)
            added += np.float64(total(losses))
        for unit in range(first_unit, plan.units):
            for lane in range(count):
                out[unit - first_unit, begin + lane] = work.values[unit, lane]
    return added
