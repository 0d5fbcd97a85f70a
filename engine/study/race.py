"""Race: several variants of one task, trained in turns from the same start, so that they compare.

    epoch        7        8        9       10
    variant 1  ──●────────┼────────┼────────●      a turn goes to whoever has the fewest epochs, and
    variant 2  ──●────────┼────────┼─▶             ends where all meet, or after about 25 ms; they
    variant 3  ──●                                 meet as far on as the slowest comes in that time,
                                                   or else at the next epoch

Fair by epochs, so that curves over epochs grow side by side; the time that each took is measured
apart. Each variant has a trainer of its own, which knows nothing of the others.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import NDArray

from engine import given
from engine.data.dataset import Dataset
from engine.errors import BadValue, Diverged, EngineError
from engine.live.pace import Pace
from engine.live.snapshot import HistoryRow
from engine.network.graph import Network
from engine.training.settings import TrainingSettings

if TYPE_CHECKING:
    from engine.training.trainer import Trainer, TrainerState

MOST = 16
# Two or three are one picture of a window; each has to wait for it once.
_TURN_SECONDS, _MEETING_SECONDS = 0.025, 0.06
# From an octave of epochs, which doubles their number, at least so many get a row.
_EACH = 150
Outcome = Literal["", "stopped", "diverged", "refused"]


@dataclass(frozen=True, eq=False)
class Variant:
    """One that takes part: what is trained, on what, how, and from which seed.

    The network is never changed. `seed` is that of orders and masks; initial weights come from the
    network's own.
    """

    name: str
    network: Network
    data: Dataset
    settings: TrainingSettings
    seed: int = 0

    def changed(self, what: str, value: Any) -> Variant:
        """The same but for one thing: a training setting, or a row of `OTHER_CHANGES`.

        Raises SettingsError or BadValue for a value that cannot be.
        """
        if what in OTHER_CHANGES:
            return OTHER_CHANGES[what](self, value)
        return replace(self, settings=self.settings.replace(**{what: value}))

    @property
    def parameters(self) -> int:
        """How many numbers are learned: weights, and a bias for every unit but the inputs."""
        network = self.network
        return network.connection_count + len(network.units) - len(network.inputs)


def _with_hidden(variant: Variant, **properties: Any) -> Variant:
    network = variant.network.copy()
    for unit in network.units:
        if unit.kind == "hidden":
            network.update_unit(unit.id, **properties)
    return replace(variant, network=network)


def _with_seed(variant: Variant, seed: int) -> Variant:
    network = variant.network.copy()
    network.reseed(seed)
    return replace(variant, network=network, seed=network.seed)


# What can be different between variants beside the settings.
OTHER_CHANGES: Mapping[str, Callable[[Variant, Any], Variant]] = {
    "activation": lambda variant, key: _with_hidden(variant, activation=key),
    "keep_probability": lambda variant, share: _with_hidden(variant, keep_probability=share),
    "seed": _with_seed,
    "name": lambda variant, name: replace(variant, name=given.text(name, "A variant's name")),
}


@dataclass(frozen=True, eq=False)
class Standing:
    """Where one variant stands. It shares nothing with the training that goes on.

    rows            a line for every epoch; of later ones for some, see `next_row`
    metrics         of the present weights: the last row's, or, where a rule or a divergence
                    brought earlier weights back, those of these
    outcome         "" while it can go on, else how it ended; `told` says so in a sentence
    outputs         (g, k) what it predicts at the points that were asked for, None without points
    """

    epoch: int = 0
    steps: int = 0
    seconds: float = 0.0
    rows: tuple[HistoryRow, ...] = ()
    metrics: Mapping[str, float] | None = None
    outcome: Outcome = ""
    told: str = ""
    outputs: NDArray[np.float64] | None = None


class Race:
    """Trains variants in the caller's thread; the same variants give the same bits, in any company.

    Raises BadValue for no variant, or more than 16.
    """

    def __init__(self, variants: Iterable[Variant]) -> None:
        self._lanes = [_Lane(variant) for variant in variants]
        if not 1 <= len(self._lanes) <= MOST:
            raise BadValue(
                "A race of {count} variants cannot be run.",
                "From 1 to {most} take part.",
                count=len(self._lanes),
                most=MOST,
            )
        self._meeting = 0  # the epoch at which all that go on stand side by side again
        self._is_short = True  # whether that is the next one

    @property
    def variants(self) -> tuple[Variant, ...]:
        """Who takes part, in order."""
        return tuple(lane.variant for lane in self._lanes)

    @property
    def epoch(self) -> int:
        """How many epochs everyone has complete who can still go on; everyone, if nobody can."""
        going = [lane.epoch for lane in self._lanes if not lane.outcome]
        return min(going or [lane.epoch for lane in self._lanes])

    @property
    def is_over(self) -> bool:
        """Whether nobody can go on."""
        return all(lane.outcome for lane in self._lanes)

    def run_to(self, epoch: int, progress: Callable[[], bool] | None = None) -> bool:
        """Train until so many epochs are complete for everyone who can go on.

        `progress` is called whenever all meet, and after every turn on the way to the next epoch;
        it answers whether to go on. Whether the end was reached; what one variant cannot do is its
        own outcome, and never raised.
        """
        done = False
        while not done and self.turn(epoch):
            if progress is not None and (self._is_short or self.epoch >= min(self._meeting, epoch)):
                done = not progress()
        for lane in self._lanes:
            lane.write_row()
        return not done

    def turn(self, epoch: int) -> bool:
        """Let the variant train that has the fewest epochs; False when none has less than these."""
        waiting = [lane for lane in self._lanes if not lane.outcome and lane.epoch < epoch]
        if not waiting:
            return False
        first = min(waiting, key=lambda lane: lane.epoch)
        if first.epoch >= self._meeting:
            self._meeting = first.epoch + _epochs_between(waiting)
            self._is_short = self._meeting - first.epoch == 1
        first.turn(min(epoch, self._meeting))
        return True

    def standings(
        self, points: Sequence[NDArray[np.float64] | None] | None = None
    ) -> tuple[Standing, ...]:
        """Where everyone stands; `points` are raw inputs (g, d) to predict, one array a variant."""
        places = points if points is not None else [None] * len(self._lanes)
        return tuple(lane.standing(at) for lane, at in zip(self._lanes, places, strict=True))

    def state(self, number: int) -> TrainerState | None:
        """Where the run of one variant is, to go on from elsewhere; None before it has begun."""
        return self._lanes[number].state()


def next_row(epoch: int) -> int:
    """The next epoch after this one that gets a row: every one at first, later every 2nd, 4th …

    So a long race is not held up by measuring more than its curves can show.
    """
    apart = 1 << max((epoch // _EACH).bit_length() - 1, 0)
    return (epoch // apart + 1) * apart


def _epochs_between(lanes: Sequence[_Lane]) -> int:
    """How many epochs these train before they meet again, which takes a moment at most."""
    seconds = [lane.seconds_an_epoch for lane in lanes]
    return max(int(min(_TURN_SECONDS / max(seconds), _MEETING_SECONDS / sum(seconds))), 1)


class _Lane:
    """One variant with its trainer, which is built when its first turn comes."""

    def __init__(self, variant: Variant) -> None:
        self.variant = variant
        self.outcome: Outcome = ""
        self._told = ""
        self._metrics: Mapping[str, float] | None = None
        self._trainer: Trainer | None = None
        self._pace = Pace(_TURN_SECONDS)

    @property
    def epoch(self) -> int:
        return self._trainer.epoch if self._trainer is not None else 0

    @property
    def seconds_an_epoch(self) -> float:
        """How long it takes to train one, as far as is known."""
        trainer = self._trainer
        return self._pace.seconds(trainer.steps_per_epoch) if trainer is not None else math.inf

    def turn(self, epoch: int) -> None:
        """Train until so many epochs are complete, or for about 25 ms."""
        end = time.perf_counter() + _TURN_SECONDS
        try:
            trainer = self._ready()
            while not self.outcome and trainer.epoch < epoch and time.perf_counter() < end:
                self._train(trainer, epoch)
        except Diverged as error:
            self._end("diverged", str(error))
        except EngineError as error:
            self._end("refused", str(error))

    def write_row(self) -> None:
        """Write a row for the present epoch if it is complete and has none."""
        trainer = self._trainer
        if trainer is None or self.outcome or not trainer.at_epoch_end:
            return
        if trainer.steps > (trainer.history[-1].step if trainer.history else 0):
            self._metrics = trainer.record().metrics

    def standing(self, points: NDArray[np.float64] | None) -> Standing:
        trainer = self._trainer
        if trainer is None:
            return Standing(outcome=self.outcome, told=self._told)
        return Standing(
            trainer.epoch,
            trainer.steps,
            trainer.seconds,
            tuple(trainer.history),
            self._metrics,
            self.outcome,
            self._told,
            None if points is None else trainer.predict(points),
        )

    def state(self) -> TrainerState | None:
        return self._trainer.state() if self._trainer is not None else None

    def _ready(self) -> Trainer:
        if self._trainer is None:
            from engine.training.trainer import (
                Trainer,  # late: it needs Numba, which takes long to load
            )

            variant = self.variant
            self._trainer = Trainer(variant.network, variant.data, variant.settings, variant.seed)
            self._trainer.prepare()
        return self._trainer

    def _train(self, trainer: Trainer, epoch: int) -> None:
        """Train towards an epoch, at most as far as the next row."""
        row = trainer.epoch + 1 if self._counts_rows else next_row(trainer.epoch)
        whole = max(min(epoch, row, trainer.last_epoch or row) - trainer.epoch - 1, 0)
        steps = min(self._pace.steps(), trainer.steps_left + whole * trainer.steps_per_epoch)
        began = time.perf_counter()
        trainer.advance(steps)
        self._pace.note(steps, time.perf_counter() - began)
        trainer.mind_limits()
        if trainer.epoch == row or trainer.stopped_because:
            self.write_row()
        if trainer.stopped_because:
            self._end("stopped", trainer.stopped_because)

    @property
    def _counts_rows(self) -> bool:
        """Whether a rule waits for a loss, and so has to see that of every epoch."""
        rules = self.variant.settings
        return bool(rules.patience or rules.plateau or rules.target_loss)

    def _end(self, outcome: Outcome, told: str) -> None:
        self.outcome, self._told = outcome, told
        if self._trainer is not None:
            self._metrics = self._trainer.metrics()
