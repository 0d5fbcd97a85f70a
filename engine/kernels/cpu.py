"""The loops on the processor that Python calls: train on mini-batches, and look at outputs.

a mini-batch     deal → forward → errors → backward      chunk by chunk, 16 or 32 examples each,
                                                         with blocks stage by stage, see `stages`
                 gradient                                sixteen parameters at a time, all chunks
                 optimizer                               sixteen parameters at a time
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from engine.computing.parameters import Parameters
from engine.computing.plan import PlanArrays
from engine.jit import inlined, kernel
from engine.kernels.lanes import at, load, store, total, width
from engine.kernels.learning import Rules as Rules
from engine.kernels.learning import add_gradient, update
from engine.kernels.masks import NO_MASKS, draw_masks, drop_inputs, drops_inputs, list_kept
from engine.kernels.passes import backward, deal, forward, output_errors, softmax
from engine.kernels.rng import PER_BATCH, PER_EXAMPLE, shuffle
from engine.kernels.stages import Part, there_and_back
from engine.kernels.team import Team, meet
from engine.kernels.tiles import Coming, Dealt, Tiles, gradient_tiles
from engine.kernels.work import Work

# Places in the clock, an array of whole numbers that training moves on.
STEP, EPOCH, POSITION, DEALT, EXAMPLES, CLOCKS = 0, 1, 2, 3, 4, 5

NO_UPDATE = -1
NO_LOSS = -1


class Examples(NamedTuple):
    """Scaled data in the kernels' precision, a row for each example: padding, targets, inputs.

    Rows are a multiple of sixteen numbers long. As inputs are at their end, many of them often
    begin at a cache line, and dealing writes nothing behind them.
    """

    table: NDArray[Any]

    def split(self, rows: NDArray[np.int64], plan: PlanArrays) -> tuple[NDArray[Any], NDArray[Any]]:
        """Targets (n, k) and inputs (n, d) of some rows."""
        found, first = self.table[rows], self.table.shape[1] - plan.inputs
        return found[:, first - plan.outputs : first], found[:, first:]


@kernel
def train(
    plan: PlanArrays,
    tiles: Tiles | None,
    codes: NDArray[np.int32],
    rules: Rules,
    examples: Examples,
    rows: NDArray[np.int64],
    order: NDArray[np.int64],
    parameters: Parameters,
    work: Work,
    clock: NDArray[np.int64],
    steps: int,
    team: Team,
) -> float:
    """Train on `steps` mini-batches; the mean loss of the last one.

    When that is NaN or above `rules.most_loss`, its step and the rest are left undone.

    `order` is longer than `rows` by as many places as a chunk has lanes, see
    `engine.computing.examples`.
    Only networks with blocks are trained by teams; each thread has its own order, powers, masks,
    lists of kept units, and clock.
    """
    purpose = rules.mask_purpose if rules.dropout and len(plan.dropping) > 0 else NO_MASKS
    loss: float = 0.0
    lanes, table = width(work.values), examples.table
    for _ in range(steps):
        if clock[DEALT] != clock[EPOCH]:
            _begin_epoch(rules, rows, order, clock)
        start, step = clock[POSITION], clock[STEP]
        size = min(rules.batch_size, len(rows) - start)
        if purpose != NO_MASKS:
            if purpose == PER_BATCH:
                draw_masks(plan, rules.seed, step, purpose, order, start, 0, work)
            list_kept(plan, purpose, min(work.chunks, -(-size // lanes)), work, team)
        loss, done, scale = 0.0, 0, 1.0 / (size * rules.divisor)
        while done < size:
            count = min(size - done, work.chunks * lanes)
            part = Part(start + done, count, scale, step, purpose)
            if tiles is None:
                _one_chunk(plan, tiles, codes, rules, table, order, parameters.values, work, part)
            else:
                values = parameters.values
                there_and_back(plan, tiles, codes, rules, table, order, values, work, team, part)
            for chunk in range(-(-count // lanes)):
                loss += work.losses[chunk]
                add_gradient(plan, tiles, chunk * work.stride, done + chunk > 0, work, team)
            if tiles is not None:
                dealt = Dealt(table, order, start + done, not drops_inputs(plan, purpose))
                gradient_tiles(plan, tiles, dealt, count, done > 0, work, team)
                meet(team)
            done += count
        loss /= size * rules.divisor
        if not loss <= rules.most_loss:
            return loss
        if rules.optimizer != NO_UPDATE:
            rate = rules.rates[clock[EPOCH] - rules.first_epoch]
            if step < rules.warmup_steps:
                rate *= (step + 1) / rules.warmup_steps
            update(plan, tiles, rules, rate, parameters, work.gradient, team)
        clock[STEP] += 1
        clock[EXAMPLES] += size
        clock[POSITION] += size
        if clock[POSITION] >= len(rows):
            clock[POSITION] = 0
            clock[EPOCH] += 1
    return loss


@inlined
def _one_chunk(
    plan: PlanArrays,
    tiles: Tiles | None,
    codes: Any,
    rules: Rules,
    table: Any,
    order: Any,
    values: Any,
    work: Work,
    part: Part,
) -> None:
    """Forward and back without blocks, where there is room for one chunk."""
    deal(table, order, part.begin, 0, work)
    if part.purpose != NO_MASKS:
        if part.purpose == PER_EXAMPLE:
            draw_masks(plan, rules.seed, part.step, part.purpose, order, part.begin, 0, work)
        drop_inputs(plan, part.purpose, 0, work)
    coming = Coming(table, order, part.begin, 0)
    # Not None: a kernel with blocks, which never comes here, would compile all of it twice.
    forward(plan, tiles, codes, values, 0, part.purpose, work, coming)
    losses = output_errors(plan, rules.loss, part.scale, part.size, 0, work)
    backward(plan, tiles, values, 0, work)
    work.losses[0] = np.float64(total(losses))


@inlined
def _begin_epoch(rules: Rules, rows: Any, order: Any, clock: Any) -> None:
    if rules.shuffle:
        shuffle(rows, rules.seed, clock[EPOCH], order)
    else:
        for place in range(len(rows)):
            order[place] = rows[place]
    clock[DEALT] = clock[EPOCH]


@kernel
def shuffled(
    rows: NDArray[np.int64], seed: np.uint64, epoch: int, order: NDArray[np.int64]
) -> None:
    """Write the rows into `order` as the epoch trains on them."""
    shuffle(rows, seed, epoch, order)


@kernel
def observe(
    plan: PlanArrays,
    tiles: Tiles | None,
    codes: NDArray[np.int32],
    examples: Examples,
    order: NDArray[np.int64],
    rows: int,
    values: NDArray[Any],
    work: Work,
    joint: bool,
    loss: int,
    first_unit: int,
    out: NDArray[Any],
) -> float:
    """What units from row `first_unit` on give, without dropout: `out` (units, rows).

    The examples are the first `rows` places of the order, which is longer by the lanes of a chunk.
    `joint` turns outputs into softmax shares. Returns the sum of the losses, 0 with NO_LOSS.
    """
    added, lanes = 0.0, width(work.values)
    for begin in range(0, rows, lanes):
        count = min(lanes, rows - begin)
        deal(examples.table, order, begin, 0, work)
        coming = Coming(examples.table, order, begin + lanes, 2)
        forward(plan, tiles, codes, values, 0, NO_MASKS, work, coming)
        if joint:
            softmax(plan, 0, work)
            for unit in range(plan.units - plan.outputs, plan.units):
                store(work.values, unit, load(work.errors, unit))
        if loss != NO_LOSS:
            added += np.float64(total(output_errors(plan, loss, 1.0, count, 0, work)))
        for unit in range(first_unit, plan.units):
            for lane in range(count):
                out[unit - first_unit, begin + lane] = at(work.values, unit * lanes + lane)
    return added
