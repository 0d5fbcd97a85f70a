"""From errors to new parameters: gradients of edges and biases, and the optimizer's step."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from engine.computing.parameters import Parameters
from engine.computing.plan import LANES, PlanArrays
from engine.functions.optimizers import ADAM_BETA1, ADAM_BETA2, OPTIMIZERS
from engine.jit import inlined
from engine.kernels.lanes import at, load, store, store_some, width
from engine.kernels.shuffles import products, totals
from engine.kernels.tables import PLAIN_DESCENT, optimize
from engine.kernels.team import Team, meet, share
from engine.kernels.tiles import Tiles, block_weights, units_of
from engine.kernels.work import Work

_NO_POWER = 1e-30
_DESCENT = OPTIMIZERS["sgd"].code


class Rules(NamedTuple):
    """The settings as numbers; `rates[e − first_epoch]` is the learning rate of epoch e.

    A mini-batch whose mean loss is above `most_loss` ends training.
    """

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
    most_loss: float
    seed: np.uint64
    first_epoch: int
    rates: NDArray[np.float64]


@inlined
def add_gradient(
    plan: PlanArrays, tiles: Tiles | None, base: int, more: bool, work: Work, team: Team
) -> None:
    """dE/dw = Σ over a chunk of a dE/dz, and of dE/dz for biases; `more`: add to what is there.

    | edge 0: a · dE/dz in each lane |
    | edge 1: …                      |  →  add tree  →  | dE/dw of edges 0 to 15 |
    | …                              |
    """
    gradient, begin = work.gradient, base * width(work.values)
    # Inputs have no errors.
    inputs = plan.inputs // LANES
    edges, units = (0, -(-plan.edges // LANES)), (0, (plan.size - plan.bias) // LANES - inputs)
    if tiles is not None:
        edges, units = share(team, edges[1]), share(team, units[1])
    for block in range(edges[0], edges[1]):
        found = products(work.values, work.errors, plan.sources, plan.targets, block * LANES, begin)
        if more:
            found = found + load(gradient, block)
        if tiles is None:
            store(gradient, block, found)
        else:
            # Weights of blocks follow the last edge, and another thread may see to them.
            store_some(gradient, block, found, plan.edges - block * LANES)
    first = plan.bias // LANES
    for place in range(inputs + units[0], inputs + units[1]):
        found, block = totals(work.errors, base + place * LANES), first + place
        if more:
            found = found + load(gradient, block)
        store(gradient, block, found)


@inlined
def update(
    plan: PlanArrays,
    tiles: Tiles | None,
    rules: Rules,
    rate: float,
    parameters: Parameters,
    gradient: Any,
    team: Team,
) -> None:
    """One step of the optimizer; penalties are for weights only."""
    powers = parameters.powers
    # Below this they change nothing, and at last numbers so small take the processor very long.
    powers[0] = powers[0] * ADAM_BETA1 if powers[0] > _NO_POWER else 0.0
    powers[1] = powers[1] * ADAM_BETA2 if powers[1] > _NO_POWER else 0.0
    one, two = 1.0 - powers[0], 1.0 - powers[1]
    code = rules.optimizer
    if code == _DESCENT and rules.momentum == 0.0:
        code = PLAIN_DESCENT
    factors = (rate, rules.momentum, rules.look_ahead, 1.0 - rate * rules.decay, one, two)
    penalties = (rules.l1, rules.l2)
    arrays = (parameters.values, gradient, parameters.first, parameters.second)
    biases, end = plan.bias // LANES, plan.size // LANES
    if tiles is None:
        optimize(code, arrays, (biases, 0, end), factors, penalties)
    else:
        for block in range(-1, len(tiles.weights)):
            mine = _my_sixteens(plan, tiles, block, team)
            optimize(code, arrays, (biases, mine[0], mine[1]), factors, penalties)
        meet(team)
    if rules.max_norm > 0.0:
        if team.worker == 0:
            _limit_norms(plan, tiles, rules.max_norm, parameters.values)
        if tiles is not None:
            meet(team)


@inlined
def _my_sixteens(plan: PlanArrays, tiles: Tiles, block: int, team: Team) -> Any:
    """Which sixteens of parameters this thread updates: of a block those whose gradient it made.

    Block −1 are those before the first block, the last block goes on to the end.
    """
    begin, count, length = 0, at(tiles.weights, 0), 1
    if block >= 0:
        target = at(tiles.targets, block)
        begin, count = at(tiles.weights, block), units_of(plan, target)
        length = units_of(plan, at(tiles.sources, block))
    mine = share(team, count)
    first, end = (begin + mine[0] * length) // LANES, (begin + mine[1] * length) // LANES
    if team.worker == team.workers - 1 and block == len(tiles.weights) - 1:
        end = plan.size // LANES
    return first, end


@inlined
def _limit_norms(plan: PlanArrays, tiles: Tiles | None, longest: float, values: Any) -> None:
    """Shorten the vector of weights into each unit to at most `longest`."""
    for stage in range(1, len(plan.stages) - 1):
        for unit in range(plan.stages[stage], plan.stages[stage + 1]):
            square = 0.0
            for slot in range(plan.into.first[unit], plan.into.first[unit + 1]):
                square += np.float64(values[plan.into.weights[slot]]) ** 2
            if tiles is not None:
                square += block_weights(plan, tiles, stage, unit, values, 1.0)
            if square > longest * longest:
                factor = longest / math.sqrt(square)
                for slot in range(plan.into.first[unit], plan.into.first[unit + 1]):
                    values[plan.into.weights[slot]] *= factor
                if tiles is not None:
                    block_weights(plan, tiles, stage, unit, values, factor)
