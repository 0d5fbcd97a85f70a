"""The next mini-batch of a run, computed by the kernels: cheap enough to be looked at all the time.

Unlike `engine.study.single_step`, which explains a step in float64, this runs in the training's own
precision, with a backend of its own, so that nothing of the run is touched.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from engine.computing.orders import training_rules
from engine.computing.plan import Plan
from engine.kernels.cpu import EPOCH, STEP
from engine.kernels.rng import PER_EXAMPLE
from engine.live.snapshot import MiniBatch, Quantity
from engine.study import textbook
from engine.study.single_step import Position, SingleStep

if TYPE_CHECKING:
    from engine.computing.backends import CpuBackend
    from engine.kernels.cpu import Rules

Ids = NDArray[np.int64]
Singles = NDArray[np.float32]

MOST_EXAMPLES = 128
MOST_STEPS = 64
# Of a mini-batch so large that slopes of all units would take more numbers, the first examples.
_AT_ONCE = 2**20


def look(
    position: Position, backend: CpuBackend, quantities: frozenset[Quantity], same_since: int
) -> MiniBatch:
    """What is wanted of the mini-batch that begins at `position`.

    Masks of steps before `same_since` are not known: network, settings or seed were others.
    """
    step = int(position.clock[STEP])
    rows = position.rows()[:MOST_EXAMPLES]
    found: dict[str, Any] = {}
    rules = _rules(position, backend)
    if "activations" in quantities:
        found["activations"] = _activations(position, backend, rules, rows)
    if "masks" in quantities:
        found |= _masks(position.plan, rules, rows, step, same_since)
    if "error_flow" in quantities:
        found["error_flow"] = _error_flow(position)
    if "gradient" in quantities:  # last: it moves the copies in `position` on
        found |= _trial_step(position, backend, rules)
    return MiniBatch(step, rows, **found)


def _rules(position: Position, backend: CpuBackend) -> Rules:
    epoch = int(position.clock[EPOCH])
    return training_rules(position.settings, backend.divisor, position.seed, epoch, 2)


def _error_flow(position: Position) -> NDArray[np.float64]:
    """The mean |∂L/∂a| (n,); ∂E/∂a is 1/b of an example's own, so that their sum is the mean."""
    most = max(1, _AT_ONCE // position.plan.arrays.units)
    size = min(position.settings.batch_size, most)
    position = replace(position, settings=position.settings.replace(batch_size=size))
    found: NDArray[np.float64] = np.abs(SingleStep(position, _stay).backward().da).sum(axis=1)
    return found


def _stay() -> None:
    """Take no step."""


def _trial_step(position: Position, backend: CpuBackend, rules: Rules) -> dict[str, Singles]:
    """The gradient, and how far the optimizer goes, by taking the step on copies."""
    parameters, plan = position.parameters, position.plan
    before = parameters.values.copy()
    backend.train(rules, position.prepared, parameters, position.clock, 1)
    gradient = _by_kind(plan, backend.last_gradient)
    changes = _by_kind(plan, parameters.values - before)
    names = ("gradient", "bias_gradient", "changes", "bias_changes")
    return dict(zip(names, (*gradient, *changes), strict=True))


def _by_kind(plan: Plan, numbers: NDArray[Any]) -> tuple[Singles, Singles]:
    """Those of weights and those of biases; inputs have none."""
    start, arrays = plan.arrays.bias, plan.arrays
    singles = numbers.astype(np.float32)
    singles[start : start + arrays.inputs] = 0.0
    return singles[: plan.edges], singles[start : start + arrays.units]


def _activations(position: Position, backend: CpuBackend, rules: Rules, rows: Ids) -> Singles:
    """a (n, b) after dropout; as masks multiply a, they may multiply the weights that a meets."""
    plan, arrays = position.plan, position.plan.arrays
    _, inputs = position.prepared.examples.split(rows, arrays)
    masks = textbook.masks(plan, rules, int(position.clock[STEP]), rows)
    groups = [np.arange(len(rows))]
    if rules.mask_purpose == PER_EXAMPLE and len(arrays.dropping):
        groups = list(np.arange(len(rows))[:, None])
    found = np.empty((arrays.units, len(rows)), np.float32)
    for group in groups:
        values = position.parameters.values.copy()
        values[: plan.edges] *= masks[plan.source_rows, group[0]].astype(values.dtype)
        found[:, group] = backend.activations(inputs[group], values) * masks[:, group]
    return found


def _masks(plan: Plan, rules: Rules, rows: Ids, step: int, same_since: int) -> dict[str, Any]:
    if rules.mask_purpose == PER_EXAMPLE:
        masks, steps = textbook.masks(plan, rules, step, rows), np.empty(0, np.int64)
    else:
        steps = np.arange(max(min(same_since, step), step + 1 - MOST_STEPS), step + 1)
        masks = textbook.masks_of_steps(plan, rules, steps)
    return {"masks": masks.astype(np.float32), "mask_steps": steps}
