"""The room that kernels need for a plan: activations, errors and lists of a mini-batch's chunks."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.computing.crew import MOST_THREADS
from engine.computing.plan import FOUR, LANES, MOST_ROWS, Plan, aligned, rounded_up
from engine.kernels.tiles import Tiles
from engine.kernels.work import Work

# Bytes that the chunks of one mini-batch may take; a larger one is worked through in parts.
_ROOM = 2**26


def new_work(plan: Plan, dtype: np.dtype[Any], lanes: int, examples: int) -> Work:
    """Room for so many examples, as far as that takes no more than some megabytes."""
    arrays = plan.arrays
    units, outputs = arrays.units, arrays.outputs
    # Dealing writes whole blocks of sixteen columns, gradients read whole blocks of sixteen units.
    lead = rounded_up(max(outputs + arrays.inputs, 1)) - arrays.inputs
    stride = rounded_up(lead + rounded_up(units + 1))
    wanted, size = -(-examples // lanes), 3 * stride * lanes * dtype.itemsize
    chunks = max(1, min(wanted, _ROOM // size)) if plan.blocks else 1
    shape = (LANES,) if lanes == LANES else (2, LANES)

    def rows(count: int) -> NDArray[Any]:
        return aligned((count, *shape), dtype)

    # Each thread has inputs of its own; room that is not used takes no memory.
    dealt = rows((MOST_THREADS if plan.blocks else 1) * chunks * stride + lead)
    masks = rows(chunks * stride)
    masks[:] = 1.0
    live = rows(lanes + 1)
    live.reshape(lanes + 1, lanes)[:] = np.tri(lanes + 1, lanes, -1)
    stages = arrays.stages
    kept = np.zeros(units + MOST_ROWS * len(stages), np.int32)
    for number, (begin, end) in enumerate(pairwise(stages.tolist())):
        place = begin + MOST_ROWS * number
        kept[place : place + MOST_ROWS + end - begin] = max(begin, end - 1)
        kept[place : place + end - begin] = np.arange(begin, end)
    return Work(
        stride=stride,
        chunks=chunks,
        own=0,
        dealt=dealt,
        targets=dealt[lead - outputs :],
        values=dealt[lead:],
        slopes=rows(chunks * stride),
        errors=rows(chunks * stride),
        gates=np.ones(units, dtype),
        masks=masks,
        words=np.zeros(FOUR * len(arrays.blocks), np.uint32),
        live=live,
        losses=np.zeros(chunks),
        # Tiles read (and write back) some places beyond the end of a row of weights.
        gradient=aligned(arrays.size + lanes, dtype),
        kept=kept,
        dropped=np.zeros_like(kept),
        counts=np.diff(stages),
    )


def new_tiles(plan: Plan, work: Work) -> Tiles | None:
    """The plan's blocks with room for turned activations; None if there are no blocks."""
    if not plan.blocks:
        return None
    sources, targets, weights = np.array(plan.blocks, np.int64).T.copy()
    stages = plan.arrays.stages
    lanes = work.live.shape[0] - 1
    needed = np.where(np.isin(np.arange(len(stages) - 1), sources), -(-np.diff(stages) // lanes), 0)
    span = work.chunks * lanes
    numbers = np.arange(len(stages))
    leaving = np.argsort(sources, kind="stable")
    return Tiles(
        sources=sources,
        targets=targets,
        weights=weights,
        into=np.searchsorted(targets, numbers),
        out_of=np.searchsorted(sources[leaving], numbers),
        leaving=leaving,
        panels=np.where(needed > 0, np.cumsum(needed) - needed, -1),
        span=span,
        across=aligned((int(needed.sum()) * span, lanes), work.live.dtype),
        natural=np.arange(span),
    )
