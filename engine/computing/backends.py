"""Where a network is computed: chooses the device, says why, holds the room kernels need."""

from __future__ import annotations

import time
from dataclasses import dataclass
from threading import Thread
from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray

from engine.computing.crew import Crew
from engine.computing.examples import PreparedData, padded, tabulated
from engine.computing.orders import measuring_rules
from engine.computing.parameters import Parameters
from engine.computing.plan import LANES, Plan, PlanArrays
from engine.computing.rooms import new_tiles, new_work
from engine.errors import DeviceError
from engine.functions.activations import ACTIVATIONS
from engine.functions.losses import LOSSES
from engine.kernels import cpu
from engine.kernels.cpu import Examples, Rules
from engine.kernels.team import ALONE, Team
from engine.kernels.tile import tile_lanes
from engine.kernels.work import Work

Ids = NDArray[np.int64]

# Edge by edge, so many lanes keep the processor's units busy.
_WIDE = 2 * LANES


@dataclass(frozen=True)
class Choice:
    """The device that was chosen, and why, in a sentence."""

    device: str
    reason: str


def choose(device: str) -> Choice:
    """The device for "auto", "cpu" or "cuda"; raises DeviceError for one that cannot be used."""
    if device == "auto":
        return Choice("CPU", "This version computes on the processor.")
    if device == "cpu":
        return Choice("CPU", "The processor was asked for.")
    if device == "cuda":
        raise DeviceError(
            "This version cannot compute on a graphics card.", "Choose “auto” or “cpu”."
        )
    raise DeviceError(
        "There is no device “{device}”.", "Choose “auto”, “cpu” or “cuda”.", device=device
    )


class CpuBackend:
    """One plan on the processor, in one precision, with one loss."""

    def __init__(self, plan: Plan, loss: str, dtype: DTypeLike) -> None:
        self.plan = plan
        self.dtype = np.dtype(dtype)
        self._loss = LOSSES[loss]
        self._training_codes = plan.training_activations(loss)
        # Lanes of a chunk, if the mini-batch is not smaller.
        self._lanes = tile_lanes(self.dtype.itemsize) if plan.blocks else _WIDE
        self._arrays: dict[tuple[int, int], PlanArrays] = {}
        self._crew = Crew()
        self._sized_for = LANES, 1
        self._training = new_work(plan, self.dtype, *self._sized_for)
        self._tiles = new_tiles(plan, self._training)
        self._watching = new_work(plan, self.dtype, self._lanes, 1)

    @property
    def kept(self) -> NDArray[np.bool_]:
        """Which units the last mini-batch (with a mask per example: its first one) kept."""
        return np.asarray(self._training.gates != 0.0)

    @property
    def divisor(self) -> int:
        """What the sum of one example's losses is divided by."""
        return max(self.plan.arrays.outputs, 1) if self._loss.mean_over_outputs else 1

    @property
    def last_gradient(self) -> NDArray[Any]:
        """The gradient of the last mini-batch, penalties left out, laid out as parameters are."""
        return self._training.gradient[: self.plan.arrays.size].copy()

    def keep_all(self) -> None:
        """Forget the last dropout mask."""
        self._training.gates[:] = 1.0

    def show_kept(self, kept: NDArray[np.bool_]) -> None:
        """Let this be the mask of the last mini-batch, until the next one draws its own."""
        self._training.gates[:] = kept

    def train(
        self,
        rules: Rules,
        data: PreparedData,
        parameters: Parameters,
        clock: Ids,
        steps: int,
    ) -> float:
        """Train on `steps` mini-batches; the mean loss of the last one.

        Stops before a step whose loss is NaN or above `rules.most_loss`.
        """
        batch = min(rules.batch_size, len(data.rows))
        lanes = LANES if batch <= LANES else self._lanes
        if (lanes, batch) != self._sized_for:
            self._training = new_work(self.plan, self.dtype, lanes, batch)
            self._tiles = new_tiles(self.plan, self._training)
            self._sized_for = lanes, batch
            self._arrays.clear()
        examples = data.examples

        def work_on(team: Team, mine: Work, order: Ids, numbers: Parameters, now: Ids) -> float:
            laid = self._laid_out(lanes, mine.own)
            given = laid, self._tiles, self._training_codes, rules, examples, data.rows
            return cpu.train(*given, order, numbers, mine, now, steps, team)

        blocks = self.plan.edges - self.plan.arrays.edges
        workers = self._crew.size(batch * blocks)
        began, trained = time.perf_counter(), clock[cpu.EXAMPLES]
        arrivals = np.zeros(1, np.int64)
        helpers = [
            Thread(
                target=work_on,
                args=(
                    Team(worker, workers, arrivals),
                    self._training.for_another_thread(worker),
                    data.padded_order.copy(),
                    parameters._replace(powers=parameters.powers.copy()),
                    clock.copy(),
                ),
            )
            for worker in range(1, workers)
        ]
        for helper in helpers:
            helper.start()
        loss = work_on(
            Team(0, workers, arrivals), self._training, data.padded_order, parameters, clock
        )
        for helper in helpers:
            helper.join()
        self._crew.note(workers, int(clock[cpu.EXAMPLES] - trained), time.perf_counter() - began)
        return loss

    def gradient(self, examples: Examples, rows: Ids, values: NDArray[Any]) -> NDArray[Any]:
        """The gradient of the mean loss over the rows, laid out as the parameters are."""
        parameters = Parameters(values, values, values, np.ones(2))
        rules = measuring_rules(self._loss.key, self.divisor, len(rows))
        clock = np.zeros(cpu.CLOCKS, np.int64)
        clock[cpu.DEALT] = -1
        work = new_work(self.plan, self.dtype, self._lanes, len(rows))
        cpu.train(
            self._laid_out(self._lanes),
            new_tiles(self.plan, work),
            self._training_codes,
            rules,
            examples,
            rows,
            padded(rows),
            parameters,
            work,
            clock,
            1,
            ALONE,
        )
        return work.gradient[: self.plan.arrays.size]

    def activations(
        self, inputs: NDArray[Any], values: NDArray[Any], outputs_only: bool = False
    ) -> NDArray[Any]:
        """Activations without dropout (units, rows) of all units, or of the outputs."""
        codes, arrays = self.plan.activations, self.plan.arrays
        first = arrays.units - arrays.outputs if outputs_only else 0
        rows = np.arange(len(inputs))
        examples = tabulated(inputs, np.zeros((len(rows), arrays.outputs)), self.dtype)
        return self._observe(codes, examples, rows, values, self._joint, cpu.NO_LOSS, first)[0]

    def outputs(self, examples: Examples, rows: Ids, values: NDArray[Any]) -> NDArray[Any]:
        """Activations without dropout (k, rows) of the outputs, for rows of examples."""
        codes = self.plan.activations
        first = self.plan.arrays.units - self.plan.arrays.outputs
        return self._observe(codes, examples, rows, values, self._joint, cpu.NO_LOSS, first)[0]

    def compare(
        self, examples: Examples, rows: Ids, values: NDArray[Any]
    ) -> tuple[NDArray[Any], float]:
        """What the loss compares (k, rows), z where the activation is part of it; the mean loss."""
        first = self.plan.arrays.units - self.plan.arrays.outputs
        codes, loss = self._training_codes, self._loss.code
        out, added = self._observe(codes, examples, rows, values, False, loss, first)
        return out, added / (len(rows) * self.divisor)

    @property
    def _joint(self) -> bool:
        """Whether outputs are shares of their sum."""
        return bool((self.plan.activations == ACTIVATIONS["softmax"].code).any())

    def _laid_out(self, lanes: int, inputs_at: int = 0) -> PlanArrays:
        """The plan in rows of so many lanes, as `PlanArrays.in_lanes` says."""
        key = lanes, inputs_at
        if key not in self._arrays:
            self._arrays[key] = self.plan.arrays.in_lanes(lanes, inputs_at)
        return self._arrays[key]

    def _observe(
        self,
        codes: NDArray[np.int32],
        examples: Examples,
        rows: Ids,
        values: NDArray[Any],
        joint: bool,
        loss: int,
        first: int,
    ) -> tuple[NDArray[Any], float]:
        out = np.empty((self.plan.arrays.units - first, len(rows)), self.dtype)
        added = 0.0
        if len(rows):
            added = cpu.observe(
                self._laid_out(self._lanes),
                new_tiles(self.plan, self._watching),
                codes,
                examples,
                padded(rows),
                len(rows),
                values,
                self._watching,
                joint,
                loss,
                first,
                out,
            )
        return out, added
