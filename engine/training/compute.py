"""Compute: how many operations training takes, counted by the rule that is written out here.

An operation is one multiplication, division, addition or subtraction, or one value of a function.
Units are those with a weighted sum: hidden units and outputs.

    each example, forward    2  a connection    w · a, and adding it to z, which begins as the bias
                             1  a unit          a = g(z), whatever g is
    each example, backward   1  an output       the slope of the loss
                             2  a unit          the slope of g, and multiplying by it: its error δ
                             2  a connection    δ · a, and adding it to the mini-batch's sum
                             1  a unit          adding δ to such a sum for the bias
                             2  a connection from a hidden unit    w · δ, and adding it up
    each step                1  a parameter     dividing its sum by the number of examples
                             …  a parameter     the optimizer, see the rows of its table
                             2  a weight        for each penalty (decay of AdamW: 1), a largest norm

Dropout: a unit that is dropped costs nothing, nor do its connections; one that is kept, 1 more each
way for 1/p. Over a run that is counted with keep probabilities: the mean over all masks.
Shuffling, random numbers, and measuring the loss of whole parts of the data are not counted.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from engine.functions.optimizers import OPTIMIZERS
from engine.live.snapshot import Cost
from engine.training.settings import TrainingSettings

if TYPE_CHECKING:
    from engine.computing.plan import Plan

PETAFLOPS_DAY = 1e15 * 24 * 60 * 60
_MOMENTUM, _LOOK_AHEAD, _SHRINK, _PENALTY, _LIMIT = 2, 2, 1, 2, 2


def cost(plan: Plan, settings: TrainingSettings, kept: NDArray[np.floating] | None = None) -> Cost:
    """What a step on a network takes, with `kept` (n,) of its rows: 1 kept, 0 dropped.

    None counts with the keep probabilities of the units.
    """
    arrays = plan.arrays
    share = 1.0 / arrays.gains if kept is None else np.asarray(kept, np.float64)
    source, target = plan.source_rows, plan.target_rows
    through = share[source] * share[target]
    connections, passed_back = through.sum(), through[source >= arrays.inputs].sum()
    units = share[arrays.inputs :].sum()
    dropping = arrays.dropping
    scaled, scaled_back = share[dropping].sum(), share[dropping[dropping >= arrays.inputs]].sum()
    return Cost(
        float(2 * connections + units + scaled),
        float(arrays.outputs + 3 * units + 2 * connections + 2 * passed_back + scaled_back),
        _update(plan.edges, arrays.units - arrays.inputs, settings),
    )


def _update(weights: int, biases: int, settings: TrainingSettings) -> float:
    row = OPTIMIZERS[settings.optimizer]
    each = 1 + row.operations
    if settings.optimizer == "sgd" and settings.momentum:
        each += _MOMENTUM + _LOOK_AHEAD * settings.nesterov
    extra = _PENALTY * (settings.l1 > 0) + _LIMIT * (settings.max_norm > 0)
    if settings.l2:
        extra += _SHRINK if row.decoupled else _PENALTY
    return float(each * (weights + biases) + extra * weights)
