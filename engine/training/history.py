"""When a run should end by itself: judged from its history, its epochs and its time."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import Enum, auto

from engine.live.snapshot import HistoryRow


class Verdict(Enum):
    """What a new row of the history means for the run."""

    GO_ON = auto()
    BEST_SO_FAR = auto()
    NO_IMPROVEMENT = auto()
    TARGET_REACHED = auto()
    PLATEAU = auto()


@dataclass
class Stopper:
    """Watches for the target loss, and for losses that no longer fall.

    A loss counts as better when it is lower by more than `min_improvement`; `patience` (for the
    validation loss) and `plateau` (for the training loss) are in epochs. A rule of 0 never stops.
    """

    target_loss: float
    patience: int
    min_improvement: float
    plateau: int = 0
    best_loss: float = math.inf
    best_epoch: int = 0
    least_loss: float = math.inf
    least_epoch: int = 0

    def judge(self, row: HistoryRow) -> Verdict:
        """Take note of a row and say what it means."""
        loss = row.metrics.get("train_loss", math.inf)
        if loss <= self.target_loss and self.target_loss > 0.0:
            return Verdict.TARGET_REACHED
        verdict = self._judge_validation(row)
        flat = self._is_flat(loss, row.epoch)
        return Verdict.PLATEAU if flat and verdict is not Verdict.NO_IMPROVEMENT else verdict

    def _judge_validation(self, row: HistoryRow) -> Verdict:
        loss = row.metrics.get("validation_loss")
        if self.patience == 0 or loss is None:
            return Verdict.GO_ON
        if loss < self.best_loss - self.min_improvement:
            self.best_loss, self.best_epoch = loss, row.epoch
            return Verdict.BEST_SO_FAR
        waited = row.epoch - self.best_epoch
        return Verdict.NO_IMPROVEMENT if waited >= self.patience else Verdict.GO_ON

    def _is_flat(self, loss: float, epoch: int) -> bool:
        if loss < self.least_loss - self.min_improvement:
            self.least_loss, self.least_epoch = loss, epoch
        return 0 < self.plateau <= epoch - self.least_epoch


@dataclass
class Limits:
    """So many epochs and seconds of training, counted from `since_epoch` and `since_seconds`.

    A limit of 0 never stops.
    """

    epochs: int = 0
    seconds: float = 0.0
    since_epoch: int = 0
    since_seconds: float = 0.0

    @property
    def last_epoch(self) -> int | None:
        """The number of epochs at which the run is to stop; None for no such number."""
        return self.since_epoch + self.epochs if self.epochs else None

    def reached(self, epoch: int, seconds: float) -> str:
        """Why a run that has come so far is to stop, in words; "" while it is not."""
        if self._epochs_are_over(epoch):
            done = "1 epoch is" if self.epochs == 1 else f"{self.epochs:,} epochs are"
            return f"{done} done. Train goes on for as many more."
        if self._time_is_over(seconds):
            return f"{self.seconds:g} s of training are over. Train goes on for as long again."
        return ""

    def go_on(self, epoch: int, seconds: float) -> None:
        """Count anew, from here, towards what is reached already."""
        if self._epochs_are_over(epoch):
            self.since_epoch = epoch
        if self._time_is_over(seconds):
            self.since_seconds = seconds

    def _epochs_are_over(self, epoch: int) -> bool:
        return 0 < self.epochs <= epoch - self.since_epoch

    def _time_is_over(self, seconds: float) -> bool:
        return 0.0 < self.seconds <= seconds - self.since_seconds
