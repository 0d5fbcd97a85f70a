"""Timeline: moments of a run to go back to, within a budget of memory.

Every moment is exact: training goes on from it with the same bits as the first time. When they
become too many, some go, see `engine.training.thinning`.

    steps  0 1 2 3 5 8   13    21       34          55            89            144    now
           first                        best (lowest loss)                             last
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.computing.parameters import Parameters
from engine.kernels.cpu import EPOCH, EXAMPLES, STEP
from engine.training.stopping import StoppingMemory
from engine.training.thinning import BUDGET, MOST, ROOM, least_needed

# What an array and an object of Python take beside their numbers.
_OVERHEAD = 1500

Numbers = NDArray[Any]


@dataclass(frozen=True, eq=False)
class Moment:
    """All that training changes, at one point of a run, laid out by the plan of that time.

    `first` and `second`, the memory of `optimizer`, are None where they are all zero; `kept` (n,)
    is None where the last mini-batch dropped no unit. `metrics` are the figures of the history's
    row that was written here, None where there was none.
    """

    values: Numbers
    first: Numbers | None
    second: Numbers | None
    powers: Numbers
    optimizer: str
    clock: NDArray[np.int64]
    seconds: float
    kept: NDArray[np.bool_] | None
    waiting: StoppingMemory
    metrics: Mapping[str, float] | None = None
    operations: float = 0.0

    @property
    def step(self) -> int:
        """How many mini-batches were trained on."""
        return int(self.clock[STEP])

    @property
    def epoch(self) -> int:
        """How many epochs were complete."""
        return int(self.clock[EPOCH])

    @property
    def loss(self) -> float:
        """The loss by which moments are compared: validation before training, lower is better."""
        metrics = self.metrics or {}
        loss = metrics.get("validation_loss", metrics.get("train_loss", math.inf))
        return math.inf if math.isnan(loss) else loss

    @property
    def bytes(self) -> int:
        """About what it takes in memory; the weights of early stopping, often shared, left out."""
        arrays = (self.values, self.first, self.second, self.kept)
        return _OVERHEAD + sum(array.nbytes for array in arrays if array is not None)

    def write(self, parameters: Parameters, optimizer: str) -> None:
        """Overwrite parameters with these; the memory of another optimizer is left out."""
        parameters.forget()
        parameters.values[:] = self.values
        if optimizer != self.optimizer:
            return
        parameters.powers[:] = self.powers
        for numbers, mine in ((parameters.first, self.first), (parameters.second, self.second)):
            if mine is not None:
                numbers[:] = mine


def memory(numbers: Numbers) -> Numbers | None:
    """A copy of an optimizer's numbers; None when they are all zero, which takes no room."""
    return numbers.copy() if numbers.any() else None


def between(before: Moment, after: Moment, epoch: float) -> Moment:
    """A picture of an epoch between two moments: weights and counts on a straight line."""
    width = after.epoch - before.epoch
    share = min(max((epoch - before.epoch) / width, 0.0), 1.0) if width else 1.0
    near = before if share < 0.5 else after
    clock = near.clock.copy()
    for place in (EPOCH, STEP, EXAMPLES):
        clock[place] = round((1 - share) * before.clock[place] + share * after.clock[place])
    values = (1 - share) * before.values + share * after.values
    operations = (1 - share) * before.operations + share * after.operations
    return replace(near, values=values, clock=clock, operations=operations)


class Timeline:
    """Moments in the order of their steps, never more than the budget allows.

    The first, the last and the one with the lowest loss always stay, even where these three take
    more than `budget` bytes.
    """

    def __init__(self, budget: int = BUDGET, most: int = MOST) -> None:
        self._budget, self._most = budget, most
        self._moments: list[Moment] = []
        self._bytes = 0

    @property
    def moments(self) -> Sequence[Moment]:
        """What is kept."""
        return self._moments

    @property
    def bytes(self) -> int:
        """About what it takes in memory."""
        return self._bytes

    def add(self, moment: Moment) -> None:
        """Keep a moment in the place of those at its step and after it."""
        self.cut(moment.step - 1)
        last = self._moments[-1] if self._moments else None
        self._moments.append(moment)
        self._bytes += moment.bytes
        if last is None or last.waiting.best is not moment.waiting.best:
            self._bytes += _bytes_of_best(moment)
        if self._bytes > self._budget or len(self._moments) > self._most:
            room = round(ROOM * self._budget), max(round(ROOM * self._most), 3)
            self._take(thinned(self._moments, *room))

    def cut(self, step: int) -> None:
        """Forget what came after so many steps."""
        if self._moments and self._moments[-1].step > step:
            self._take([moment for moment in self._moments if moment.step <= step])

    def clear(self) -> None:
        """Forget everything."""
        self._take([])

    def _take(self, moments: list[Moment]) -> None:
        self._moments, self._bytes = moments, _bytes_of(moments)


def around(moments: Sequence[Moment], epoch: float) -> tuple[Moment, Moment]:
    """The moments just before and just after an epoch, the same one twice at either end."""
    place = bisect_right(moments, epoch, key=lambda moment: moment.epoch)
    return moments[max(place - 1, 0)], moments[min(place, len(moments) - 1)]


def nearest(moments: Sequence[Moment], epoch: float) -> Moment:
    """The moment nearest to an epoch, the later one of two."""
    return min(reversed(around(moments, epoch)), key=lambda moment: abs(moment.epoch - epoch))


def thinned(moments: Sequence[Moment], budget: int, most: int) -> list[Moment]:
    """As many of the moments as so many bytes and a number allow; see `Timeline`."""
    kept = list(moments)
    while len(kept) > 3:
        size = _bytes_of(kept)
        too_many = len(kept) - most
        too_large = math.ceil((size - budget) * len(kept) / size)
        if max(too_many, too_large) <= 0:
            break
        steps = np.array([moment.step for moment in kept], np.float64)
        losses = np.array([moment.loss for moment in kept])
        gone = least_needed(steps, losses, max(too_many, too_large))
        if not gone:
            break
        kept = [moment for place, moment in enumerate(kept) if place not in gone]
    return kept


def _bytes_of(moments: Sequence[Moment]) -> int:
    best = {id(moment.waiting.best): _bytes_of_best(moment) for moment in moments}
    return sum(moment.bytes for moment in moments) + sum(best.values())


def _bytes_of_best(moment: Moment) -> int:
    best = moment.waiting.best
    return 0 if best is None else sum(numbers.nbytes for numbers in best)
