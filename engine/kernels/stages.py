"""A mini-batch stage by stage, by one thread or a team, for networks with blocks.

    thread 0   deal │ h 0 … 63   │ ŷ 0 … 7 │ errors, even chunks │ ŷ 0 … 7 │ h 0 … 63   │
    thread 1   deal │ h 64 … 127 │ ŷ 8, 9  │ errors, odd chunks  │ ŷ 8, 9  │ h 64 … 127 │
                   meet         meet      meet                  meet      meet         meet

Threads share the units of a stage, not the examples: who computes a unit for all examples also
makes the gradient of the weights into it and updates them, so that a weight stays in the cache of
one core. What others wrote is slow to read, and slower to write, and of activations and errors
there is less. Inputs every thread deals for itself.

Stages that no block touches may have connections inside; there threads share the chunks.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from engine.computing.plan import PlanArrays
from engine.jit import inlined
from engine.kernels.lanes import at, total, width
from engine.kernels.masks import NO_MASKS, draw_masks, drop_inputs, drops_inputs
from engine.kernels.passes import (
    all_kept,
    backward_stage,
    deal,
    forward_stage,
    output_errors,
)
from engine.kernels.rng import PER_EXAMPLE
from engine.kernels.team import Team, meet, share
from engine.kernels.tile import height
from engine.kernels.tiles import Coming, Tiles, turn, units_of
from engine.kernels.work import Work

# The bytes of weights that are used again and again while they are near, chunk after chunk.
_NEAR = 2**19


class Part(NamedTuple):
    """`size` examples from place `begin` of the order on, all of a mini-batch or as fit in.

    `step` is the mini-batch's number, `purpose` that of its masks; losses are multiplied by
    `scale` before they are differentiated.
    """

    begin: int
    size: int
    scale: float
    step: int
    purpose: int


@inlined
def there_and_back(
    plan: PlanArrays,
    tiles: Tiles,
    codes: Any,
    rules: Any,
    table: Any,
    order: Any,
    parameters: Any,
    work: Work,
    team: Team,
    part: Part,
) -> None:
    """Forward, the errors of the outputs, and back; losses are left in `work.losses`."""
    lanes = width(work.values)
    chunks = -(-part.size // lanes)
    if part.purpose == PER_EXAMPLE:
        for chunk in range(team.worker, chunks, team.workers):
            base, place = chunk * work.stride, part.begin + chunk * lanes
            draw_masks(plan, rules.seed, part.step, part.purpose, order, place, base, work)
        meet(team)
    for stage in range(1, len(plan.stages) - 1):
        _forward(plan, tiles, codes, stage, chunks, table, order, parameters, work, team, part)
        meet(team)
    for chunk in range(team.worker, chunks, team.workers):
        count = min(lanes, part.size - chunk * lanes)
        base = chunk * work.stride
        losses = output_errors(plan, rules.loss, part.scale, count, base, work)
        work.losses[chunk] = np.float64(total(losses))
    turn(plan, tiles, 0 if drops_inputs(plan, part.purpose) else 1, chunks, work, team)
    meet(team)
    for stage in range(len(plan.stages) - 2, 0, -1):
        _backward(plan, tiles, stage, chunks, parameters, work, team)
        meet(team)


@inlined
def _forward(
    plan: PlanArrays,
    tiles: Tiles,
    codes: Any,
    stage: int,
    chunks: int,
    table: Any,
    order: Any,
    parameters: Any,
    work: Work,
    team: Team,
    part: Part,
) -> None:
    """This thread's share of a stage, for all chunks."""
    lanes = width(work.values)
    first, last, chunk0, workers = _my_share(plan, tiles, stage, work, team)
    length = 0
    for block in range(at(tiles.into, stage), at(tiles.into, stage + 1)):
        length += units_of(plan, at(tiles.sources, block))
    rows = _near_rows(length, parameters, last - first, work)
    # Inputs are dealt when the first units read them, in good time for other threads' chunks.
    deals_here = stage == 1 and workers == 1 and first < last
    if stage == 1 and not deals_here:
        for chunk in range(chunks):
            _deal(plan, table, order, chunk, work, part)
    for place in range(first, last, rows):
        end = min(place + rows, last)
        for chunk in range(chunk0, chunks, workers):
            coming = Coming(table, order, len(order), 0)
            if deals_here and place == first:
                _deal(plan, table, order, chunk, work, part)
                each = -(-lanes // -(-(end - place) // height(work.values)))
                coming = Coming(table, order, part.begin + (chunk + 1) * lanes, each)
            forward_stage(
                plan,
                tiles,
                codes,
                parameters,
                stage,
                (place, end),
                chunk * work.stride,
                part.purpose,
                work,
                coming,
            )


@inlined
def _deal(plan: PlanArrays, table: Any, order: Any, chunk: int, work: Work, part: Part) -> None:
    base = chunk * work.stride
    deal(table, order, part.begin + chunk * width(work.values), base, work)
    if part.purpose != NO_MASKS:
        drop_inputs(plan, part.purpose, base, work)


@inlined
def _backward(
    plan: PlanArrays,
    tiles: Tiles,
    stage: int,
    chunks: int,
    parameters: Any,
    work: Work,
    team: Team,
) -> None:
    """This thread's share of a stage on the way back, for all chunks."""
    first, last, chunk0, workers = _my_share(plan, tiles, stage, work, team)
    length = 0
    for way in range(at(tiles.out_of, stage), at(tiles.out_of, stage + 1)):
        length += units_of(plan, at(tiles.targets, at(tiles.leaving, way)))
    rows = _near_rows(length, parameters, last - first, work)
    for place in range(first, last, rows):
        places = (place, min(place + rows, last))
        for chunk in range(chunk0, chunks, workers):
            backward_stage(plan, tiles, parameters, stage, places, chunk * work.stride, work)


@inlined
def _my_share(plan: PlanArrays, tiles: Tiles, stage: int, work: Work, team: Team) -> Any:
    """The places of this thread in a stage's list, its first chunk, and the step to the next."""
    first, last = all_kept(plan, stage, work)
    begins = at(tiles.out_of, stage) < at(tiles.out_of, stage + 1)
    if not begins and at(tiles.into, stage) == at(tiles.into, stage + 1):
        return first, last, team.worker, team.workers
    rows = height(work.values)
    mine = share(team, -(-(last - first) // rows))
    return first + rows * mine[0], min(first + rows * mine[1], last), 0, 1


@inlined
def _near_rows(length: int, parameters: Any, units: int, work: Work) -> Any:
    """How many units with `length` weights each to see to at a time: all if there is room.

    Whole tiles, as the last one would reach into what another thread sees to.
    """
    tile = height(work.values)
    many = _NEAR // (max(length, 1) * parameters.itemsize) // tile * tile
    return min(max(many, tile), max(units, 1))
