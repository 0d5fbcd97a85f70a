"""Stopping: a run's rules for ending by itself, and the best weights that it may go back to."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from engine.computing import parameters
from engine.computing.parameters import NamedParameters, Parameters
from engine.computing.plan import Plan
from engine.live.snapshot import HistoryRow
from engine.training.history import Limits, Stopper, Verdict
from engine.training.settings import TrainingSettings


@dataclass(frozen=True)
class BestState:
    """What early stopping remembers: the least validation loss, its epoch and its weights."""

    loss: float
    epoch: int
    parameters: NamedParameters


@dataclass(frozen=True)
class LimitState:
    """Where epochs and seconds are counted from, and since when the training loss has not fallen.

    `least_loss` is None until a plateau is waited for.
    """

    since_epoch: int = 0
    since_seconds: float = 0.0
    least_loss: float | None = None
    least_epoch: int = 0


@dataclass(frozen=True, eq=False)
class StoppingMemory:
    """All that the rules remember at one moment, and the settings that they were made of."""

    settings: TrainingSettings
    stopper: Stopper
    limits: Limits
    best: Parameters | None
    reason: str
    by_loss: bool


class Stopping:
    """Judges a run by the rules of its settings; `reason` says in words why it stopped, or is "".

    What has stopped goes on with the rules begun anew: another wait for a lower loss, as many more
    epochs, as much more time.
    """

    def __init__(self, settings: TrainingSettings) -> None:
        self.reason = ""
        self._settings = settings
        self._limits = _limits(settings)
        self._by_loss = False
        self.forget()

    @property
    def last_epoch(self) -> int | None:
        """The number of epochs at which the run is to stop; None for no such number."""
        return self._limits.last_epoch

    @property
    def watches_the_clock(self) -> bool:
        """Whether the run may have to stop in the middle of an epoch."""
        return self._limits.seconds > 0.0

    def forget(self) -> None:
        """Network, data or settings are others: wait anew for lower losses."""
        chosen = self._settings
        self._stopper = Stopper(
            chosen.target_loss, chosen.patience, chosen.min_improvement, chosen.plateau
        )
        self._best: Parameters | None = None

    def change(self, settings: TrainingSettings, epoch: int, seconds: float) -> None:
        """Judge by other rules from here on."""
        self._settings = settings
        before = self._limits
        self._limits = replace(
            _limits(settings), since_epoch=before.since_epoch, since_seconds=before.since_seconds
        )
        self._limits.go_on(epoch, seconds)
        self.forget()

    def restart(self, epoch: int, seconds: float) -> None:
        """A new run begins here."""
        self.reason = ""
        self._limits = replace(self._limits, since_epoch=epoch, since_seconds=seconds)
        self.forget()

    def resume(self, epoch: int, seconds: float) -> None:
        """Forget why the run stopped, so that it can go on."""
        if self.reason and self._by_loss:
            self.forget()
        self.reason, self._by_loss = "", False
        self._limits.go_on(epoch, seconds)

    def mind_limits(self, epoch: int, seconds: float) -> None:
        """Stop a run that has come to the end of its epochs or its time."""
        self.reason = self.reason or self._limits.reached(epoch, seconds)

    def judge(self, row: HistoryRow, present: Parameters) -> None:
        """Take note of a row: keep the best parameters, or stop and perhaps bring them back."""
        stopper = self._stopper
        verdict = stopper.judge(row)
        if verdict is Verdict.BEST_SO_FAR:
            self._best = present.copy()
        elif verdict is Verdict.TARGET_REACHED:
            self._stop(f"The training loss reached {row.train_loss:.3g}.")
        elif verdict is Verdict.PLATEAU:
            self._stop(f"The training loss has not fallen{self._enough} for {_epochs(stopper)}.")
        elif verdict is Verdict.NO_IMPROVEMENT and self._best is not None:
            present.take(self._best)
            self._stop(
                f"The validation loss has not improved for {stopper.patience} epochs; "
                f"the weights of epoch {stopper.best_epoch} are back."
            )
        self.mind_limits(row.epoch, row.seconds)

    @property
    def _enough(self) -> str:
        least = self._stopper.min_improvement
        return f" by more than {least:g}" if least else ""

    def _stop(self, reason: str) -> None:
        self.reason, self._by_loss = reason, True

    # Back in time

    def remember(self) -> StoppingMemory:
        """What the rules know now; the best parameters are shared, which never change."""
        return StoppingMemory(
            self._settings,
            replace(self._stopper),
            replace(self._limits),
            self._best,
            self.reason,
            self._by_loss,
        )

    def recall(self, memory: StoppingMemory) -> None:
        """Know what was known then; under other settings only where limits are counted from."""
        limits = memory.limits
        self._limits = replace(
            self._limits, since_epoch=limits.since_epoch, since_seconds=limits.since_seconds
        )
        if memory.settings != self._settings:
            self.reason, self._by_loss = "", False
            self.forget()
            return
        self._stopper, self._best = replace(memory.stopper), memory.best
        self.reason, self._by_loss = memory.reason, memory.by_loss

    # To and from a file

    def best_state(self, plan: Plan) -> BestState | None:
        """What early stopping remembers; None unless the run waits for a lower validation loss."""
        if self._best is None or (self.reason and self._by_loss):
            return None
        kept = parameters.named(self._best, plan)
        return BestState(self._stopper.best_loss, self._stopper.best_epoch, kept)

    def limit_state(self) -> LimitState:
        """Where the other rules stand."""
        limits, stopper = self._limits, self._stopper
        waits = math.isfinite(stopper.least_loss) and not (self.reason and self._by_loss)
        least = (stopper.least_loss, stopper.least_epoch) if waits else (None, 0)
        return LimitState(limits.since_epoch, limits.since_seconds, *least)

    def restore(
        self, best: BestState | None, limits: LimitState, present: Parameters, plan: Plan
    ) -> None:
        """Go on waiting where a saved run stood; `present` are parameters of the plan's layout."""
        self._limits.since_epoch = limits.since_epoch
        self._limits.since_seconds = limits.since_seconds
        if limits.least_loss is not None:
            self._stopper.least_loss = limits.least_loss
            self._stopper.least_epoch = limits.least_epoch
        if best is not None:
            self._best = present.copy()
            parameters.overlay(self._best, plan, best.parameters)
            self._stopper.best_loss, self._stopper.best_epoch = best.loss, best.epoch


def _limits(settings: TrainingSettings) -> Limits:
    return Limits(settings.max_epochs, settings.max_seconds)


def _epochs(stopper: Stopper) -> str:
    return "1 epoch" if stopper.plateau == 1 else f"{stopper.plateau:,} epochs"
