"""When a run should end by itself, judged from its history."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import Enum, auto

from engine.snapshot import HistoryRow


class Verdict(Enum):
    """What a new row of the history means for the run."""

    GO_ON = auto()
    BEST_SO_FAR = auto()
    NO_IMPROVEMENT = auto()
    TARGET_REACHED = auto()


@dataclass
class Stopper:
    """Watches for the target loss, and for a validation loss that no longer falls.

    A loss counts as better when it is lower by more than `min_improvement`; `patience` is in
    epochs. A target or a patience of 0 never stops.
    """

    target_loss: float
    patience: int
    min_improvement: float
    best_loss: float = math.inf
    best_epoch: int = 0

    def judge(self, row: HistoryRow) -> Verdict:
        """Take note of a row and say what it means."""
        if row.metrics.get("train_loss", math.inf) <= self.target_loss and self.target_loss > 0.0:
            return Verdict.TARGET_REACHED
        loss = row.metrics.get("validation_loss")
        if self.patience == 0 or loss is None:
            return Verdict.GO_ON
        if loss < self.best_loss - self.min_improvement:
            self.best_loss, self.best_epoch = loss, row.epoch
            return Verdict.BEST_SO_FAR
        waited = row.epoch - self.best_epoch
        return Verdict.NO_IMPROVEMENT if waited >= self.patience else Verdict.GO_ON
