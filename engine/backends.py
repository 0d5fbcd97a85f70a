"""Where a network is computed: chooses the device, says why, holds the room kernels need."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray

from engine.activations import ACTIVATIONS
from engine.errors import DeviceError
from engine.examples import PreparedData
from engine.kernels import cpu
from engine.kernels.cpu import Examples, Rules
from engine.kernels.passes import Work
from engine.losses import LOSSES
from engine.orders import measuring_rules
from engine.parameters import Parameters
from engine.plan import LANES, Plan, aligned

Ids = NDArray[np.int64]


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
        self._training, self._watching = (_work(plan, self.dtype) for _ in range(2))

    @property
    def kept(self) -> NDArray[np.bool_]:
        """Which units the last mini-batch (with a mask per example: its first one) kept."""
        return np.asarray(self._training.masks[:, 0] != 0.0)

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
        return cpu.train(
            self.plan.arrays,
            self._training_codes,
            rules,
            data.examples,
            data.rows,
            data.order,
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
        cpu.train(
            self.plan.arrays,
            self._training_codes,
            rules,
            examples,
            rows,
            rows.copy(),
            parameters,
            self._watching,
            clock,
            1,
        )
        return self._watching.gradient.copy()

    def activations(
        self, inputs: NDArray[Any], values: NDArray[Any], outputs_only: bool = False
    ) -> NDArray[Any]:
        """Activations without dropout (units, rows) of all units, or of the outputs."""
        codes, arrays = self.plan.activations, self.plan.arrays
        joint = bool((codes == ACTIVATIONS["softmax"].code).any())
        first = arrays.units - arrays.outputs if outputs_only else 0
        examples = Examples(inputs, inputs[:, :0])
        rows = np.arange(len(inputs))
        out = np.empty((arrays.units - first, len(rows)), self.dtype)
        cpu.observe(
            arrays, codes, examples, rows, values, self._watching, joint, cpu.NO_LOSS, first, out
        )
        return out

    def compare(
        self, examples: Examples, rows: Ids, values: NDArray[Any]
    ) -> tuple[NDArray[Any], float]:
        """What the loss compares (k, rows), z where the activation is part of it; the mean loss."""
        arrays = self.plan.arrays
        first = arrays.units - arrays.outputs
        out = np.empty((arrays.outputs, len(rows)), self.dtype)
        added = cpu.observe(
            arrays,
            self._training_codes,
            examples,
            rows,
            values,
            self._watching,
            False,
            self._loss.code,
            first,
            out,
        )
        return out, added / (len(rows) * self.divisor)


def _work(plan: Plan, dtype: np.dtype[Any]) -> Work:
    units, outputs = plan.arrays.units, plan.arrays.outputs
    rows = (units, units, units, units, outputs, LANES + 1)
    chunks = [aligned((count, LANES), dtype) for count in rows]
    work = Work._make([*chunks, aligned(plan.arrays.size, dtype)])
    work.masks[:] = 1.0
    work.live[:] = np.tri(LANES + 1, LANES, -1)
    return work
