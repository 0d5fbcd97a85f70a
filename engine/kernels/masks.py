"""Dropout: masks are drawn, units that a mini-batch drops are left out of the lists of kept ones.

A mask is 0 for a dropped unit and 1/p for a kept one. As it multiplies a and da/dz alike, the
backward pass needs no word about dropout.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.computing.plan import MOST_ROWS, PlanArrays
from engine.jit import inlined
from engine.kernels.lanes import at, load, put, spread, store, width
from engine.kernels.rng import PER_EXAMPLE, draw_words
from engine.kernels.team import Team
from engine.kernels.tiles import segment
from engine.kernels.work import Work

# In place of the purpose of masks: nothing is dropped.
NO_MASKS = -1


@inlined
def draw_masks(
    plan: PlanArrays,
    seed: Any,
    step: int,
    purpose: int,
    order: Any,
    start: int,
    base: int,
    work: Work,
) -> None:
    """Dropout masks: one for all lanes (PER_BATCH), or one for each example of a chunk, by row."""
    lanes = width(work.masks)
    for lane in range(lanes if purpose == PER_EXAMPLE else 1):
        example = at(order, start + lane) if purpose == PER_EXAMPLE else 0
        draw_words(step, plan.blocks, example, purpose, seed, work.words)
        for place in range(len(plan.dropping)):
            row = at(plan.dropping, place)
            word = np.uint64(at(work.words, at(plan.words, place)))
            gain = at(plan.gains, row) if word < at(plan.limits, row) else 0.0
            if lane == 0:
                put(work.gates, row, gain)
            if purpose == PER_EXAMPLE:
                put(work.masks, (base + row) * lanes + lane, gain)


@inlined
def list_kept(plan: PlanArrays, purpose: int, chunks: int, work: Work, team: Team) -> None:
    """List the units that the mini-batch keeps; the others get activations and errors of zero.

    Each thread of a team lists them for itself and sees to its own chunks.
    With a mask for each example every unit is listed.
    """
    nothing = load(work.live, 0)
    for stage in range(len(plan.stages) - 1):
        begin = place = segment(plan, stage)
        for row in range(at(plan.stages, stage), at(plan.stages, stage + 1)):
            put(work.kept, place, np.int32(row))
            if purpose == PER_EXAMPLE or at(work.gates, row) != 0.0:
                place += 1
            else:
                put(
                    work.dropped,
                    begin + row - at(plan.stages, stage) - (place - begin),
                    np.int32(row),
                )
                chunk = team.worker
                while chunk < chunks:
                    store(work.values, chunk * work.stride + row, nothing)
                    store(work.errors, chunk * work.stride + row, nothing)
                    chunk += team.workers
        put(work.counts, stage, place - begin)
        # A tile may begin with the last unit and wants as many as it has rows.
        last = np.int32(at(work.kept, max(place - 1, begin)))
        for more in range(MOST_ROWS):
            put(work.kept, place + more, last)


@inlined
def drop_inputs(plan: PlanArrays, purpose: int, base: int, work: Work) -> None:
    """Apply the masks of input units, which forward does not visit."""
    for place in range(len(plan.dropping)):
        row = at(plan.dropping, place)
        if row < plan.inputs:
            own = base + work.own + row
            store(work.values, own, load(work.values, own) * mask_of(row, base, purpose, work))


@inlined
def drops_inputs(plan: PlanArrays, purpose: int) -> Any:
    """Whether there are masks of input units."""
    return purpose != NO_MASKS and at(plan.dropping, 0) < plan.inputs


@inlined
def mask_of(unit: Any, base: int, purpose: int, work: Work) -> Any:
    """What a unit's activations are multiplied by, lane by lane."""
    mask = spread(at(work.gates, unit), work.values)
    if purpose == PER_EXAMPLE:
        mask = load(work.masks, base + unit)
    return mask
