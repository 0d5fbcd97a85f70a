"""The passes over one chunk of examples, one example a lane: deal, forward, errors, backward.

    deal       examples -> lanes     targets  (outputs rows)  beside the inputs in the table
                                     values   (rows, lanes)   activations a, after dropout
    forward    in topological order  slopes   (rows, lanes)   da/dz, times the same dropout mask
    errors     dE/da of the outputs  errors   (rows, lanes)   dE/da, then dE/dz
    backward   against the order

A row is a unit; one chunk's rows follow another's, `stride` rows apart. Both ways walk lists of the
units that are kept, see `masks`.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from engine.computing.plan import FOUR, LANES, PlanArrays, Slots
from engine.functions.losses import LOSSES
from engine.jit import inlined
from engine.kernels.lanes import at, larger, load, load_from, spread, store, width
from engine.kernels.masks import NO_MASKS, mask_of
from engine.kernels.shuffles import deal_block
from engine.kernels.tables import activate, compare
from engine.kernels.tiles import Coming, Tiles, backward_tiles, forward_tiles, segment
from engine.kernels.work import Work

_CROSS_ENTROPY = LOSSES["cross_entropy"].code


@inlined
def deal(table: Any, order: Any, start: int, base: int, work: Work) -> None:
    """The examples from place `start` of the order on, into the lanes of the chunk at row `base`.

    They become this thread's own inputs and targets. Lanes beyond the mini-batch hold whatever
    examples come next; their errors are zero.
    """
    lanes, own = width(work.dealt), base + work.own
    for part in range(lanes // LANES):
        for column in range(0, table.shape[1], LANES):
            place = (own + column) * lanes + part * LANES
            deal_block(
                table, order, start + part * LANES, table.shape[1], column, work.dealt, place
            )


@inlined
def add_weighted(
    slots: Slots, unit: Any, parameters: Any, lanes: Any, base: int, start: Any
) -> Any:
    """`start` + Σ weight · row over the unit's slots; two sums at a time hide their delays."""
    one, other, begin = start, start - start, base * width(lanes)
    for slot in range(at(slots.first, unit), at(slots.first, unit + 1), FOUR):
        one = one + _term(slots, np.int64(slot), parameters, lanes, begin)
        other = other + _term(slots, np.int64(slot) + 1, parameters, lanes, begin)
        one = one + _term(slots, np.int64(slot) + 2, parameters, lanes, begin)
        other = other + _term(slots, np.int64(slot) + 3, parameters, lanes, begin)
    return one + other


@inlined
def _term(slots: Slots, slot: Any, parameters: Any, lanes: Any, begin: int) -> Any:
    weight = at(parameters, np.int64(at(slots.weights, slot)))
    return weight * load_from(lanes, begin + at(slots.feeders, slot), lanes)


@inlined
def forward(
    plan: PlanArrays,
    tiles: Tiles | None,
    codes: Any,
    parameters: Any,
    base: int,
    purpose: int,
    work: Work,
    coming: Coming,
) -> None:
    """z = Σ w a + bias and a = g(z) for every unit that is kept, in topological order."""
    for stage in range(1, len(plan.stages) - 1):
        places = all_kept(plan, stage, work)
        forward_stage(plan, tiles, codes, parameters, stage, places, base, purpose, work, coming)


@inlined
def forward_stage(
    plan: PlanArrays,
    tiles: Tiles | None,
    codes: Any,
    parameters: Any,
    stage: int,
    places: Any,
    base: int,
    purpose: int,
    work: Work,
    coming: Coming,
) -> None:
    """The way forward through the units at some places of a stage's list."""
    begun = False
    if tiles is not None:
        forward_tiles(plan, tiles, stage, places, parameters, base, work, coming)
        begun = at(tiles.into, stage) < at(tiles.into, stage + 1)
    for place in range(places[0], places[1]):
        unit = np.int64(at(work.kept, place))
        z = spread(at(parameters, plan.bias + unit), work.values)
        if begun:
            z = load(work.values, base + unit)
        z = add_weighted(plan.into, unit, parameters, work.values, base, z)
        a, slope = activate(at(codes, unit), z)
        if purpose != NO_MASKS:
            mask = mask_of(unit, base, purpose, work)
            a, slope = a * mask, slope * mask
        store(work.values, base + unit, a)
        store(work.slopes, base + unit, slope)


@inlined
def softmax(plan: PlanArrays, base: int, work: Work) -> Any:
    """Softmax of the outputs' z into their errors' place; (largest z, log Σ e^(z − largest))."""
    begin, end = base + plan.units - plan.outputs, base + plan.units
    largest = load(work.values, begin)
    for row in range(begin + 1, end):
        largest = larger(largest, load(work.values, row))
    added = largest - largest
    for row in range(begin, end):
        power = math.exp(load(work.values, row) - largest)
        store(work.errors, row, power)
        added = added + power
    share = 1.0 / added
    for row in range(begin, end):
        store(work.errors, row, load(work.errors, row) * share)
    return largest, math.log(added)


@inlined
def output_errors(
    plan: PlanArrays, loss: int, scale: float, count: int, base: int, work: Work
) -> Any:
    """dE/da of the outputs (times `scale`) into the errors; the losses added up, lane by lane.

    Only the first `count` lanes count, the others get errors of zero.
    """
    live = load(work.live, count)
    factor = live * scale
    begin, own = base + plan.units - plan.outputs, base + work.own
    added = live - live
    if loss == _CROSS_ENTROPY:
        largest, log_sum = softmax(plan, base, work)
        for place in range(plan.outputs):
            target = load(work.targets, own + place)
            term, _ = compare(loss, load(work.values, begin + place) - largest, target)
            _, slope = compare(loss, load(work.errors, begin + place), target)
            added = added + (term + target * log_sum)
            store(work.errors, begin + place, slope * factor)
    else:
        for place in range(plan.outputs):
            target = load(work.targets, own + place)
            value, slope = compare(loss, load(work.values, begin + place), target)
            added = added + value
            store(work.errors, begin + place, slope * factor)
    return added * live


@inlined
def backward(plan: PlanArrays, tiles: Tiles | None, parameters: Any, base: int, work: Work) -> None:
    """dE/dz of every unit that is kept, from the outputs back."""
    for stage in range(len(plan.stages) - 2, 0, -1):
        backward_stage(plan, tiles, parameters, stage, all_kept(plan, stage, work), base, work)


@inlined
def backward_stage(
    plan: PlanArrays,
    tiles: Tiles | None,
    parameters: Any,
    stage: int,
    places: Any,
    base: int,
    work: Work,
) -> None:
    """The way back through the units at some places of a stage's list."""
    first_output, nothing = plan.units - plan.outputs, load(work.live, 0)
    begun = False
    if tiles is not None:
        backward_tiles(plan, tiles, stage, places, parameters, base, work)
        begun = at(tiles.out_of, stage) < at(tiles.out_of, stage + 1)
    for place in range(places[1] - 1, places[0] - 1, -1):
        unit = np.int64(at(work.kept, place))
        error = nothing
        if begun or unit >= first_output:
            error = load(work.errors, base + unit)
        error = add_weighted(plan.out_of, unit, parameters, work.errors, base, error)
        store(work.errors, base + unit, error * load(work.slopes, base + unit))


@inlined
def all_kept(plan: PlanArrays, stage: int, work: Work) -> Any:
    """The places of a stage's units that are kept: from, up to but without."""
    first = segment(plan, stage)
    return first, first + at(work.counts, stage)
