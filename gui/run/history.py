"""The record of a run as columns, for charts and live figures; thinned as the engine's own is."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from engine import HistoryRow, thinning

_FIRST_CAPACITY = 256
Axis = Literal["epochs", "steps", "examples", "seconds"]


class Column:
    """Numbers that are appended one by one and read as an array; no number is NaN."""

    def __init__(self, missing: int = 0) -> None:
        self._numbers = np.full(max(_FIRST_CAPACITY, 2 * missing), math.nan)
        self._length = missing

    def append(self, number: float) -> None:
        """Add one number at the end."""
        if self._length == len(self._numbers):
            room = np.full_like(self._numbers, math.nan)
            self._numbers = np.concatenate([self._numbers, room])
        self._numbers[self._length] = number
        self._length += 1

    def keep(self, places: NDArray[np.int64]) -> None:
        """Forget all numbers but those at these places, which ascend."""
        self._numbers[: len(places)] = self.values[places]
        self._length = len(places)

    @property
    def values(self) -> NDArray[np.float64]:
        """What there is so far: a view, (rows,)."""
        return self._numbers[: self._length]


class History:
    """Epochs and one column for each metric, all of the same length; of very many rows some.

    `rates` are the learning rates.
    """

    def __init__(self) -> None:
        self._epochs, self._steps, self._examples, self._seconds, self._rates = (
            Column() for _ in range(5)
        )
        self._columns: dict[str, Column] = {}

    def __len__(self) -> int:
        return len(self._epochs.values)

    def extend(self, rows: Iterable[HistoryRow]) -> None:
        """Add the rows of a snapshot."""
        for row in rows:
            for name in row.metrics:
                if name not in self._columns:
                    self._columns[name] = Column(missing=len(self))
            self._epochs.append(row.epoch)
            self._steps.append(row.step)
            self._examples.append(row.examples)
            self._seconds.append(row.seconds)
            self._rates.append(row.learning_rate)
            for name, column in self._columns.items():
                column.append(row.metrics.get(name, math.nan))
            if len(self) > thinning.MOST_ROWS:
                self._thin()

    def follow(self, rows: Sequence[HistoryRow]) -> None:
        """Add those that are new in a whole record, which has not gone back."""
        self.extend(rows[bisect_right(rows, self.last_step, key=lambda row: row.step) :])

    @property
    def last_step(self) -> float:
        """How many steps were taken at the last row; −1 while there is none."""
        return float(self._steps.values[-1]) if len(self) else -1.0

    def _thin(self) -> None:
        losses, trained = self.column("validation_loss"), self.column("train_loss")
        losses = np.where(np.isnan(losses), trained, losses)
        places = thinning.kept_rows(self._steps.values, losses)
        fixed = (self._epochs, self._steps, self._examples, self._seconds, self._rates)
        for column in (*fixed, *self._columns.values()):
            column.keep(places)

    @property
    def names(self) -> tuple[str, ...]:
        """The metrics there are, such as "train_loss"."""
        return tuple(self._columns)

    @property
    def epochs(self) -> NDArray[np.float64]:
        """The epoch of each row, (rows,)."""
        return self._epochs.values

    @property
    def rates(self) -> NDArray[np.float64]:
        """The learning rate after each row, (rows,)."""
        return self._rates.values

    def along(self, axis: Axis) -> NDArray[np.float64]:
        """How far the run had come at each row, (rows,): in epochs, steps, examples or seconds."""
        columns = {
            "epochs": self._epochs,
            "steps": self._steps,
            "examples": self._examples,
            "seconds": self._seconds,
        }
        return columns[axis].values

    def column(self, name: str) -> NDArray[np.float64]:
        """One metric by row, (rows,); NaN where it was not measured."""
        if name not in self._columns:
            return np.full(len(self), math.nan)
        return self._columns[name].values
