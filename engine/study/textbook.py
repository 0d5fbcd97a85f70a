"""One mini-batch in float64, written with arrays as a textbook writes it: for looking, not speed.

Every formula comes from the tables (activations, losses, optimizers, schedules); what is here is
how they follow one another. Rows of arrays are units in the order of the plan, columns examples.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from engine import philox
from engine.computing.plan import Plan
from engine.exporters.forward import levels, softmax
from engine.functions.activations import ACTIVATIONS, Activation
from engine.functions.losses import Loss
from engine.functions.optimizers import ADAM_BETA1, ADAM_BETA2, Factors, Optimizer
from engine.kernels.cpu import Rules
from engine.kernels.rng import PER_EXAMPLE

Floats = NDArray[np.float64]
Ids = NDArray[np.int64]

_BY_CODE = {row.code: row for row in ACTIVATIONS.values()}
# Products of so many numbers are made at a time, so that large mini-batches fit into memory.
_AT_ONCE = 2**22


def each(function: Callable[..., Any], *numbers: Floats | float, results: int = 1) -> Any:
    """A table's scalar function on every element; a tuple of arrays where it has more results."""
    found = np.frompyfunc(function, len(numbers), results)(*numbers)
    if results > 1:
        return tuple(np.asarray(array, np.float64) for array in found)
    return np.asarray(found, np.float64)


@dataclass(frozen=True)
class Graph:
    """A plan and the weights (m,) and biases (n,) in it, as sparse matrices."""

    plan: Plan
    weights: Floats
    biases: Floats

    @cached_property
    def sources(self) -> Ids:
        """The row of each connection's source."""
        return self._rows(self.plan.sources)

    @cached_property
    def targets(self) -> Ids:
        """The row of each connection's target."""
        return self._rows(self.plan.targets)

    @cached_property
    def into(self) -> Any:
        """The weight from row j to row i at place (i, j)."""
        shape = (len(self.biases), len(self.biases))
        return sparse.csr_array((self.weights, (self.targets, self.sources)), shape)

    @cached_property
    def levels(self) -> list[Ids]:
        """Rows of the units other than inputs, each group after those that feed it."""
        lowest = np.ones(len(self.biases), np.int64)
        lowest[: self.plan.arrays.inputs] = 0
        return levels(lowest, self.sources, self.targets)

    @cached_property
    def outputs(self) -> slice:
        """The rows of the outputs."""
        return slice(len(self.biases) - self.plan.arrays.outputs, len(self.biases))

    def of_each_activation(self, rows: Ids) -> list[tuple[Activation, Ids]]:
        """The rows, grouped by the unit's activation."""
        codes = self.plan.activations[rows]
        return [(_BY_CODE[code], rows[codes == code]) for code in np.unique(codes).tolist()]

    def _rows(self, ids: Ids) -> Ids:
        order = np.argsort(self.plan.unit_ids)
        return order[np.searchsorted(self.plan.unit_ids, ids, sorter=order)]


def masks(plan: Plan, rules: Rules, step: int, rows: Ids) -> Floats:
    """What dropout multiplies activations (n, b) by: 0 for a dropped unit, 1/p for a kept one."""
    found = np.ones((plan.arrays.units, len(rows)))
    examples = rows if rules.mask_purpose == PER_EXAMPLE else np.zeros(1, np.int64)
    found[:] = _drawn_masks(plan, rules, np.full(len(examples), step), examples)
    return found


def masks_of_steps(plan: Plan, rules: Rules, steps: Ids) -> Floats:
    """The masks (n, s) of so many mini-batches, where a mini-batch has one for all examples."""
    return _drawn_masks(plan, rules, steps, np.zeros_like(steps))


def _drawn_masks(plan: Plan, rules: Rules, steps: Ids, examples: Ids) -> Floats:
    """One column for each step with its example, (n, c)."""
    arrays = plan.arrays
    found = np.ones((arrays.units, len(steps)))
    dropping = arrays.dropping
    if not len(dropping):
        return found
    units = arrays.ids[dropping].astype(np.uint64)[:, None]
    zero = np.zeros((len(dropping), len(steps)), np.uint64)
    counter = (
        zero + steps.astype(np.uint64) % np.uint64(2**32),
        zero + units // np.uint64(4),
        zero + examples.astype(np.uint64) % np.uint64(2**32),
        zero + np.uint64(rules.mask_purpose) + ((steps.astype(np.uint64) >> 32) << 1),
    )
    words = np.stack(philox.philox4x32(counter, int(rules.seed)))
    drawn = np.take_along_axis(words, (zero + units % np.uint64(4)).astype(np.int64)[None], 0)[0]
    kept = drawn < arrays.limits[dropping][:, None]
    found[dropping] = np.where(kept, arrays.gains[dropping][:, None], 0.0)
    return found


def forward(graph: Graph, inputs: Floats, mask: Floats) -> tuple[Floats, Floats]:
    """z and a (n, b) for inputs (d, b): z = Σ w a + bias, a = g(z), then dropout."""
    z = np.zeros(mask.shape)
    a = np.zeros(mask.shape)
    count = len(inputs)
    z[:count] = inputs
    a[:count] = inputs * mask[:count]
    for level in graph.levels:
        z[level] = graph.into[level] @ a + graph.biases[level, None]
        for activation, rows in graph.of_each_activation(level):
            a[rows] = each(activation.function, z[rows]) * mask[rows]
    first = ACTIVATIONS["softmax"].code
    joint = graph.outputs if (graph.plan.activations[graph.outputs] == first).all() else slice(0)
    a[joint] = softmax(z[joint])
    return z, a


def losses(loss: Loss, z: Floats, a: Floats, targets: Floats) -> Floats:
    """The loss (b,) of each example, from the outputs' z, a and targets (k, b)."""
    if not loss.fused_with:
        added: Floats = each(loss.function, a, targets).sum(axis=0)
    elif not loss.joint:
        added = each(loss.function, z, targets).sum(axis=0)
    else:
        largest = z.max(axis=0)
        log_sum = np.log(np.exp(z - largest).sum(axis=0))
        added = (each(loss.function, z - largest, targets) + targets * log_sum).sum(axis=0)
    return added / (len(targets) if loss.mean_over_outputs else 1)


def output_slopes(loss: Loss, z: Floats, a: Floats, targets: Floats) -> tuple[Floats, Floats]:
    """dE/da of the outputs (k, b); dE/dz where the activation is part of the loss, else zeros.

    E is the mean over the examples.
    """
    scale = 1.0 / (targets.shape[1] * (len(targets) if loss.mean_over_outputs else 1))
    if not loss.fused_with:
        return each(loss.slope, a, targets) * scale, np.zeros_like(a)
    by_z = each(loss.slope, a if loss.joint else z, targets) * scale
    with np.errstate(divide="ignore", invalid="ignore"):
        by_a = np.where(targets == 0.0, 0.0, -targets / a)
        if not loss.joint:
            by_a += np.where(targets == 1.0, 0.0, (1.0 - targets) / (1.0 - a))
    return by_a * scale, by_z


def backward(
    graph: Graph, loss: Loss, z: Floats, a: Floats, mask: Floats, targets: Floats
) -> tuple[Floats, Floats]:
    """dE/da and dE/dz (n, b) of every unit, from the outputs back; for inputs, by the data."""
    by_a, by_z = np.zeros_like(z), np.zeros_like(z)
    outputs, inputs = graph.outputs, slice(0, graph.plan.arrays.inputs)
    by_a[outputs], by_z[outputs] = output_slopes(loss, z[outputs], a[outputs], targets)
    back = graph.into.T.tocsr()
    for level in reversed(graph.levels):
        inside = level[level < outputs.start]
        by_a[inside] = back[inside] @ by_z
        for activation, rows in graph.of_each_activation(inside if loss.fused_with else level):
            # The slope belongs to g(z) as it is before dropout.
            slopes = each(activation.derivative, z[rows], each(activation.function, z[rows]))
            by_z[rows] = by_a[rows] * slopes * mask[rows]
    by_a[inputs] = back[inputs] @ by_z
    by_z[inputs] = by_a[inputs] * mask[inputs]
    return by_a, by_z


def gradient(graph: Graph, a: Floats, by_z: Floats) -> tuple[Floats, Floats]:
    """dE/dw (m,) = Σ a dE/dz over the examples, and dE/dbias (n,), 0 for inputs."""
    weights = np.empty(len(graph.sources))
    size = max(1, _AT_ONCE // max(a.shape[1], 1))
    for begin in range(0, len(weights), size):
        part = slice(begin, begin + size)
        products = a[graph.sources[part]] * by_z[graph.targets[part]]
        weights[part] = products.sum(axis=1)
    biases = by_z.sum(axis=1)
    biases[: graph.plan.arrays.inputs] = 0.0
    return weights, biases


def penalised(rules: Rules, weights: Floats, slopes: Floats) -> Floats:
    """The gradient of weights with that of the penalties, (λ₂/2) Σ w² and λ₁ Σ |w|."""
    return slopes + rules.l2 * weights + rules.l1 * np.sign(weights)


def factors(rules: Rules, rate: float, powers: Floats) -> Factors:
    """The numbers of the optimizer's next step for weights."""
    one, other = 1.0 - powers * (ADAM_BETA1, ADAM_BETA2)
    shrink = 1.0 - rate * rules.decay
    return Factors(rate, rules.momentum, rules.look_ahead, shrink, float(one), float(other))


def stepped(
    optimizer: Optimizer, given: Factors, values: Floats, slopes: Floats, memory: tuple[Floats, ...]
) -> Floats:
    """What the optimizer makes of parameters, their slopes and its two numbers for each."""

    def update(value: float, slope: float, first: float, second: float) -> Any:
        return optimizer.update(value, slope, first, second, given)

    found: Floats = each(update, values, slopes, *memory, results=3)[0]
    return found


def limited(graph: Graph, weights: Floats, longest: float) -> tuple[Floats, NDArray[np.bool_]]:
    """The weights with the vector into each unit at most so long; which units' were shortened."""
    units = len(graph.biases)
    length = np.sqrt(np.bincount(graph.targets, weights**2, minlength=units))
    shortened = (length > longest) & (longest > 0.0)
    factor = np.where(shortened, longest / np.where(length > 0.0, length, 1.0), 1.0)
    return weights * factor[graph.targets], shortened
