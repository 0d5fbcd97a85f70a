"""The passes over one chunk of examples, one example a lane: deal, forward, errors, backward.

    deal       examples -> lanes     targets  (outputs rows)  beside the inputs in the table
                                     values   (rows, lanes)   activations a, after dropout
    forward    in topological order  slopes   (rows, lanes)   da/dz, times the same dropout mask
    errors     dE/da of the outputs  errors   (rows, lanes)   dE/da, then dE/dz
    backward   against the order

A row is a unit; one chunk's rows follow another's, `stride` rows apart. A mask is 0 for a dropped
unit and 1/p for a kept one. As it multiplies a and da/dz alike, the backward pass needs no word
about dropout, and units that are dropped in all lanes are left out of the list that it walks.
"""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from engine.jit import inlined
from engine.kernels.lanes import at, larger, load, load_from, put, spread, store, width
from engine.kernels.rng import PER_EXAMPLE, draw_words
from engine.kernels.shuffles import deal_block
from engine.kernels.tables import activate, compare
from engine.kernels.team import Team
from engine.kernels.tiles import Coming, Tiles, backward_tiles, forward_tiles, segment
from engine.losses import LOSSES
from engine.plan import FOUR, LANES, MOST_ROWS, PlanArrays, Slots

_CROSS_ENTROPY = LOSSES["cross_entropy"].code
# In place of the purpose of masks: nothing is dropped.
NO_MASKS = -1


class Work(NamedTuple):
    """Room for `chunks` chunks of `stride` rows.

    `values` begins `outputs` rows into `dealt`, so that an example's targets and inputs are dealt
    in one go. `live` row c has a one in each of the first c lanes, `losses` is each chunk's sum.
    `gates` (units,) are the mini-batch's mask, or with one for each example that of the first;
    `masks` has a row for each unit, with a mask for each example only. `words` are random bits.
    `kept` lists the units that are computed, stage by stage, `counts` (stages,) says how many,
    `dropped` lists the others.
    """

    stride: int
    chunks: int
    dealt: NDArray[Any]
    values: NDArray[Any]
    slopes: NDArray[Any]
    errors: NDArray[Any]
    gates: NDArray[Any]
    masks: NDArray[Any]
    words: NDArray[np.uint32]
    live: NDArray[Any]
    losses: NDArray[np.float64]
    gradient: NDArray[Any]
    kept: NDArray[np.int32]
    dropped: NDArray[np.int32]
    counts: NDArray[np.int64]

    def for_another_thread(self) -> Work:
        """The same room, with masks and lists of its own."""
        own = ("gates", "masks", "words", "kept", "dropped", "counts")
        return self._replace(**{name: getattr(self, name).copy() for name in own})


@inlined
def deal(table: Any, order: Any, start: int, base: int, work: Work) -> None:
    """The examples from place `start` of the order on, into the lanes of the chunk at row `base`.

    Lanes beyond the mini-batch hold whatever examples come next; their errors are zero.
    """
    lanes = width(work.dealt)
    for part in range(lanes // LANES):
        for column in range(0, table.shape[1], LANES):
            place = (base + column) * lanes + part * LANES
            deal_block(
                table, order, start + part * LANES, table.shape[1], column, work.dealt, place
            )


@inlined
def drop_inputs(plan: PlanArrays, purpose: int, base: int, work: Work) -> None:
    """Apply the masks of input units, which forward does not visit."""
    for place in range(len(plan.dropping)):
        row = at(plan.dropping, place)
        if row < plan.inputs:
            value = load(work.values, base + row) * mask_of(row, purpose, work)
            store(work.values, base + row, value)


@inlined
def mask_of(unit: Any, purpose: int, work: Work) -> Any:
    """What a unit's activations are multiplied by, lane by lane."""
    mask = spread(at(work.gates, unit), work.values)
    if purpose == PER_EXAMPLE:
        mask = load(work.masks, unit)
    return mask


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
    return weight * load_from(lanes, begin + at(slots.feeders, slot))


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
        begun = False
        if tiles is not None:
            forward_tiles(plan, tiles, stage, parameters, base, work, coming)
            begun = at(tiles.into, stage) < at(tiles.into, stage + 1)
        first = segment(plan, stage)
        for place in range(first, first + at(work.counts, stage)):
            unit = np.int64(at(work.kept, place))
            z = spread(at(parameters, plan.bias + unit), work.values)
            if begun:
                z = load(work.values, base + unit)
            z = add_weighted(plan.into, unit, parameters, work.values, base, z)
            a, slope = activate(at(codes, unit), z)
            if purpose != NO_MASKS:
                mask = mask_of(unit, purpose, work)
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
    begin = base + plan.units - plan.outputs
    added = live - live
    if loss == _CROSS_ENTROPY:
        largest, log_sum = softmax(plan, base, work)
        for place in range(plan.outputs):
            target = load(work.dealt, base + place)
            term, _ = compare(loss, load(work.values, begin + place) - largest, target)
            _, slope = compare(loss, load(work.errors, begin + place), target)
            added = added + (term + target * log_sum)
            store(work.errors, begin + place, slope * factor)
    else:
        for place in range(plan.outputs):
            target = load(work.dealt, base + place)
            value, slope = compare(loss, load(work.values, begin + place), target)
            added = added + value
            store(work.errors, begin + place, slope * factor)
    return added * live


@inlined
def backward(plan: PlanArrays, tiles: Tiles | None, parameters: Any, base: int, work: Work) -> None:
    """dE/dz of every unit that is kept, from the outputs back."""
    first_output = plan.units - plan.outputs
    nothing = load(work.live, 0)
    for stage in range(len(plan.stages) - 2, 0, -1):
        begun = False
        if tiles is not None:
            backward_tiles(plan, tiles, stage, parameters, base, work)
            begun = at(tiles.out_of, stage) < at(tiles.out_of, stage + 1)
        first = segment(plan, stage)
        for place in range(first + at(work.counts, stage) - 1, first - 1, -1):
            unit = np.int64(at(work.kept, place))
            error = nothing
            if begun or unit >= first_output:
                error = load(work.errors, base + unit)
            error = add_weighted(plan.out_of, unit, parameters, work.errors, base, error)
            store(work.errors, base + unit, error * load(work.slopes, base + unit))


@inlined
def draw_masks(
    plan: PlanArrays, seed: Any, step: int, purpose: int, order: Any, start: int, work: Work
) -> None:
    """Dropout masks: one for all lanes (PER_BATCH), or one for each example, by its row."""
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
                put(work.masks, row * lanes + lane, gain)


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
