"""One mini-batch of a run, taken apart: forward, backward and update, each to be looked at alone.

All numbers are float64 and come from `engine.study.textbook`, with the rows and the dropout masks
that the trainer's next step uses. Doing the update is the trainer's own step, bit for bit, so that
a run that was looked at is the same run.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from engine.computing.examples import PreparedData
from engine.computing.orders import training_rules
from engine.computing.parameters import Parameters
from engine.computing.plan import Plan
from engine.functions.losses import LOSSES
from engine.functions.optimizers import OPTIMIZERS
from engine.functions.schedules import warm_up
from engine.kernels import cpu
from engine.kernels.cpu import DEALT, EPOCH, POSITION, STEP
from engine.study import textbook
from engine.study.textbook import Floats, Ids
from engine.training.settings import TrainingSettings


@dataclass(frozen=True, eq=False)
class Forward:
    """The forward pass: n units in the order of `unit_ids`, b examples in the order of `rows`.

    rows            (b,) numbers of the examples in the data
    z               (n, b) weighted sums; of inputs the (scaled) numbers of the data
    a               (n, b) activations as they feed other units, after dropout
    masks           (n, b) what dropout multiplied by: 0 dropped, 1/p kept, 1 without dropout
    targets         (k, b) of the outputs, which are the last k units, as training compares them
    losses          (b,) the loss of each example, without penalties; `loss` is their mean E
    """

    unit_ids: Ids
    rows: Ids
    z: Floats
    a: Floats
    masks: Floats
    targets: Floats
    losses: Floats

    @property
    def loss(self) -> float:
        """E: the mean of the losses."""
        return float(self.losses.mean())


@dataclass(frozen=True, eq=False)
class Backward:
    """The backward pass: derivatives of the mini-batch's loss E, penalties left out.

    da, dz          (n, b) ∂E/∂a and ∂E/∂z of each unit and example, for inputs too; E being a
                    mean, each is 1/b of the example's own. Where the loss contains the outputs'
                    activation, ∂E/∂a of an output that is exactly 0 or 1 may be infinite.
    weights         (m,) ∂E/∂w of the connections from `sources` to `targets` (m,), unit ids
    biases          (n,) ∂E/∂bias, 0 for inputs
    """

    unit_ids: Ids
    rows: Ids
    da: Floats
    dz: Floats
    sources: Ids
    targets: Ids
    weights: Floats
    biases: Floats


@dataclass(frozen=True, eq=False)
class Update:
    """What the optimizer does with the gradient: m connections, n units (inputs have no bias).

    learning_rate   of this step, by schedule and warm-up
    weight_slopes   (m,) gradient and penalties together; bias_slopes (n,) the gradient
    weights, biases (m,), (n,) before; new_weights, new_biases after, max-norm included
    shortened       (n,) whether max-norm shortened the weights into the unit
    """

    unit_ids: Ids
    sources: Ids
    targets: Ids
    learning_rate: float
    weight_slopes: Floats
    bias_slopes: Floats
    weights: Floats
    biases: Floats
    new_weights: Floats
    new_biases: Floats
    shortened: NDArray[np.bool_]

    @property
    def weight_changes(self) -> Floats:
        """How much is added to each weight (m,)."""
        return self.new_weights - self.weights

    @property
    def bias_changes(self) -> Floats:
        """How much is added to each bias (n,)."""
        return self.new_biases - self.biases


@dataclass(frozen=True, eq=False)
class Position:
    """Where a run stands: copies of its numbers, and what it trains on."""

    plan: Plan
    settings: TrainingSettings
    seed: int
    prepared: PreparedData
    parameters: Parameters
    clock: NDArray[np.int64]

    def is_still(self, now: Position) -> bool:
        """Whether the run has neither moved on nor been changed."""
        same = self.plan is now.plan and self.prepared is now.prepared
        given = (self.settings, self.seed, self.clock[STEP])
        return (
            same
            and given == (now.settings, now.seed, now.clock[STEP])
            and np.array_equal(self.parameters.values, now.parameters.values)
        )

    def rows(self) -> Ids:
        """The examples of the next mini-batch."""
        epoch, begin = int(self.clock[EPOCH]), int(self.clock[POSITION])
        order = self.prepared.rows
        if self.settings.shuffle and self.clock[DEALT] == epoch:
            order = self.prepared.order
        elif self.settings.shuffle:
            order = np.empty_like(self.prepared.rows)
            cpu.shuffled(self.prepared.rows, np.uint64(self.seed & (2**64 - 1)), epoch, order)
        return order[begin : begin + self.settings.batch_size].copy()


class SingleStep:
    """The next mini-batch of a run. `rows` (b,) are its examples, `step` and `epoch` count from 0.

    `forward`, `backward` and `change` may be asked in any order and change nothing; `update` takes
    the step. What has been computed stays as it was, also after the run has moved on.
    """

    def __init__(self, position: Position, take: Callable[[], None]) -> None:
        plan, settings = position.plan, position.settings
        self._position, self._take = position, take
        self._loss, self._optimizer = LOSSES[settings.loss], OPTIMIZERS[settings.optimizer]
        self.step, self.epoch = int(position.clock[STEP]), int(position.clock[EPOCH])
        self.rows = position.rows()
        self._rules = training_rules(settings, 1, position.seed, self.epoch, 1)
        values = position.parameters.values.astype(np.float64)
        self._biases = slice(plan.arrays.bias, plan.arrays.bias + plan.arrays.units)
        self._graph = textbook.Graph(plan, values[: plan.edges], values[self._biases])
        warm = warm_up(self.step, settings.warmup_steps)
        self.learning_rate = float(self._rules.rates[0]) * warm

    def forward(self) -> Forward:
        """z, a and the loss of every unit and example."""
        return self._forward

    def backward(self) -> Backward:
        """∂E/∂z and ∂E/∂a of every unit and example, and the gradient."""
        return self._backward

    def change(self) -> Update:
        """What `update` would do."""
        return self._change

    def update(self) -> Update:
        """Take this step: weights, optimizer memory and the run's clock move on.

        Raises StepIsOver when the run has moved on or was changed since, and what the trainer's
        `step` raises. A float32 run rounds what is returned here to its own digits.
        """
        change = self._change
        self._take()
        return change

    @cached_property
    def _forward(self) -> Forward:
        graph, arrays = self._graph, self._graph.plan.arrays
        split = self._position.prepared.exact.split(self.rows, arrays)
        targets, inputs = (part.T.copy() for part in split)
        mask = textbook.masks(graph.plan, self._rules, self.step, self.rows)
        z, a = textbook.forward(graph, inputs, mask)
        losses = textbook.losses(self._loss, z[graph.outputs], a[graph.outputs], targets)
        return Forward(graph.plan.unit_ids, self.rows, z, a, mask, targets, losses)

    @cached_property
    def _backward(self) -> Backward:
        graph, plan, there = self._graph, self._graph.plan, self._forward
        da, dz = textbook.backward(graph, self._loss, there.z, there.a, there.masks, there.targets)
        weights, biases = textbook.gradient(graph, there.a, dz)
        return Backward(
            plan.unit_ids, self.rows, da, dz, plan.sources, plan.targets, weights, biases
        )

    @cached_property
    def _change(self) -> Update:
        graph, plan, rules, back = self._graph, self._graph.plan, self._rules, self._backward
        given = textbook.factors(rules, self.learning_rate, self._position.parameters.powers)
        slopes = textbook.penalised(rules, graph.weights, back.weights)
        weights = textbook.stepped(
            self._optimizer, given, graph.weights, slopes, self._memory(slice(0, plan.edges))
        )
        unpenalised = given._replace(shrink=1.0)
        biases = textbook.stepped(
            self._optimizer, unpenalised, graph.biases, back.biases, self._memory(self._biases)
        )
        biases[: plan.arrays.inputs] = 0.0
        weights, shortened = textbook.limited(graph, weights, rules.max_norm)
        return Update(
            plan.unit_ids,
            plan.sources,
            plan.targets,
            self.learning_rate,
            weight_slopes=slopes,
            bias_slopes=back.biases,
            weights=graph.weights,
            biases=graph.biases,
            new_weights=weights,
            new_biases=biases,
            shortened=shortened,
        )

    def _memory(self, place: slice) -> tuple[Floats, Floats]:
        _, first, second, _ = self._position.parameters
        return first[place].astype(np.float64), second[place].astype(np.float64)
