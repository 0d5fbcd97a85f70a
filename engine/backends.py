"""Where a network is computed: chooses the device, says why, holds the room kernels need."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray

from engine.activations import ACTIVATIONS
from engine.errors import DeviceError
from engine.examples import PreparedData, padded, tabulated
from engine.kernels import cpu
from engine.kernels.cpu import Examples, Rules
from engine.kernels.passes import Work
from engine.kernels.tiles import Tiles
from engine.losses import LOSSES
from engine.orders import measuring_rules
from engine.parameters import Parameters
from engine.plan import LANES, MOST_ROWS, Plan, aligned, rounded_up

Ids = NDArray[np.int64]

# Lanes of a chunk: sixteen for mini-batches that fit, else as many as fill the processor's units.
WIDE = 2 * LANES
# Bytes that the chunks of one mini-batch may take; a larger one is worked through in parts.
_ROOM = 2**26


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
        self._arrays = {lanes: plan.arrays.in_lanes(lanes) for lanes in (LANES, WIDE)}
        self._sized_for = LANES, 1
        self._training = _work(plan, self.dtype, *self._sized_for)
        self._tiles = _tiles(plan, self._training)
        self._watching = _work(plan, self.dtype, WIDE, 1)

    @property
    def kept(self) -> NDArray[np.bool_]:
        """Which units the last mini-batch (with a mask per example: its first one) kept."""
        masks = self._training.masks[: self.plan.arrays.units]
        return np.asarray(masks.reshape(len(masks), -1)[:, 0] != 0.0)

    @property
    def divisor(self) -> int:
        """What the sum of one example's losses is divided by."""
        return max(self.plan.arrays.outputs, 1) if self._loss.mean_over_outputs else 1

    def keep_all(self) -> None:
        """Forget the last dropout mask."""
        self._training.masks[:] = 1.0

    def train(
        self,
        rules: Rules,
        data: PreparedData,
        parameters: Parameters,
        clock: Ids,
        steps: int,
    ) -> bool:
        """Train on `steps` mini-batches; False when a loss was not finite."""
        batch = min(rules.batch_size, len(data.rows))
        lanes = LANES if batch <= LANES else WIDE
        if (lanes, batch) != self._sized_for:
            self._training = _work(self.plan, self.dtype, lanes, batch)
            self._tiles = _tiles(self.plan, self._training)
            self._sized_for = lanes, batch
        return cpu.train(
            self._arrays[lanes],
            self._tiles,
            self._training_codes,
            rules,
            data.examples,
            data.rows,
            data.padded_order,
            parameters,
            self._training,
            clock,
            steps,
        )

    def gradient(self, examples: Examples, rows: Ids, values: NDArray[Any]) -> NDArray[Any]:
        """The gradient of the mean loss over the rows, laid out as the parameters are."""
        parameters = Parameters(values, values, values, np.ones(2))
        rules = measuring_rules(self._loss.key, self.divisor, len(rows))
        clock = np.zeros(cpu.CLOCKS, np.int64)
        clock[cpu.DEALT] = -1
        work = _work(self.plan, self.dtype, WIDE, len(rows))
        cpu.train(
            self._arrays[WIDE],
            _tiles(self.plan, work),
            self._training_codes,
            rules,
            examples,
            rows,
            padded(rows),
            parameters,
            work,
            clock,
            1,
        )
        return work.gradient[: self.plan.arrays.size]

    def activations(
        self, inputs: NDArray[Any], values: NDArray[Any], outputs_only: bool = False
    ) -> NDArray[Any]:
        """Activations without dropout (units, rows) of all units, or of the outputs."""
        codes, arrays = self.plan.activations, self.plan.arrays
        joint = bool((codes == ACTIVATIONS["softmax"].code).any())
        first = arrays.units - arrays.outputs if outputs_only else 0
        rows = np.arange(len(inputs))
        examples = tabulated(inputs, np.zeros((len(rows), arrays.outputs)), self.dtype)
        return self._observe(codes, examples, rows, values, joint, cpu.NO_LOSS, first)[0]

    def compare(
        self, examples: Examples, rows: Ids, values: NDArray[Any]
    ) -> tuple[NDArray[Any], float]:
        """What the loss compares (k, rows), z where the activation is part of it; the mean loss."""
        first = self.plan.arrays.units - self.plan.arrays.outputs
        codes, loss = self._training_codes, self._loss.code
        out, added = self._observe(codes, examples, rows, values, False, loss, first)
        return out, added / (len(rows) * self.divisor)

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
                self._arrays[WIDE],
                _tiles(self.plan, self._watching),
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


def _work(plan: Plan, dtype: np.dtype[Any], lanes: int, examples: int) -> Work:
    """Room for so many examples, as far as that takes no more than some megabytes."""
    arrays = plan.arrays
    units, outputs = arrays.units, arrays.outputs
    # Dealing writes whole blocks of sixteen columns, gradients read whole blocks of sixteen units.
    stride = rounded_up(outputs + rounded_up(units + 1))
    wanted, size = -(-examples // lanes), 3 * stride * lanes * dtype.itemsize
    chunks = max(1, min(wanted, _ROOM // size)) if plan.blocks else 1
    shape = (LANES,) if lanes == LANES else (2, LANES)

    def rows(count: int) -> NDArray[Any]:
        return aligned((count, *shape), dtype)

    dealt = rows(chunks * stride + outputs)
    masks = rows(units)
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
        dealt=dealt,
        values=dealt[outputs:],
        slopes=rows(chunks * stride),
        errors=rows(chunks * stride),
        masks=masks,
        live=live,
        # Tiles read (and write back) some places beyond the end of a row of weights.
        gradient=aligned(arrays.size + lanes, dtype),
        kept=kept,
        dropped=np.zeros_like(kept),
        counts=np.diff(stages),
    )


def _tiles(plan: Plan, work: Work) -> Tiles | None:
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
        across=aligned((int(needed.sum()) * span, *work.live.shape[1:]), work.live.dtype),
    )
