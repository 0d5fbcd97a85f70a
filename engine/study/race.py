"""Race: several variants of one task, trained in turns from the same start, so that they compare.

    epoch        1        2        3
    variant 1  ──●────────●───▶           a turn goes to whoever has the fewest epochs, and ends
    variant 2  ──●────────▶               with the epoch, or after 10 ms where an epoch is longer:
    variant 3  ──●────────▶               nobody is ever more than one epoch ahead

Fair by epochs, so that curves over epochs grow side by side; the time that each took is measured
apart. Each variant has a trainer of its own, which knows nothing of the others.
"""

from __future__ import annotations

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

    rows            a line for every epoch
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

        `progress` is called after every turn and answers whether to go on. Whether the end was
        reached; what one variant cannot do is its own outcome, and never raised.
        """
        while self.turn(epoch):
            if progress is not None and not progress():
                return False
        return True

    def turn(self, epoch: int) -> bool:
        """Let the variant train that has the fewest epochs; False when none has less than these."""
        waiting = [lane for lane in self._lanes if not lane.outcome and lane.epoch < epoch]
        if waiting:
            min(waiting, key=lambda lane: lane.epoch).turn()
        return bool(waiting)

    def standings(
        self, points: Sequence[NDArray[np.float64] | None] | None = None
    ) -> tuple[Standing, ...]:
        """Where everyone stands; `points` are raw inputs (g, d) to predict, one array a variant."""
        places = points if points is not None else [None] * len(self._lanes)
        return tuple(lane.standing(at) for lane, at in zip(self._lanes, places, strict=True))

    def state(self, number: int) -> TrainerState | None:
        """Where the run of one variant is, to go on from elsewhere; None before it has begun."""
        return self._lanes[number].state()


class _Lane:
    """One variant with its trainer, which is built when its first turn comes."""

    def __init__(self, variant: Variant) -> None:
        self.variant = variant
        self.outcome: Outcome = ""
        self._told = ""
        self._metrics: Mapping[str, float] | None = None
        self._trainer: Trainer | None = None
        self._pace = Pace()

    @property
    def epoch(self) -> int:
        return self._trainer.epoch if self._trainer is not None else 0

    def turn(self) -> None:
        """Train to the end of the epoch, or for about 10 ms."""
        try:
            self._train(self._ready())
        except Diverged as error:
            self._end("diverged", str(error))
        except EngineError as error:
            self._end("refused", str(error))

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

    def _train(self, trainer: Trainer) -> None:
        steps = min(self._pace.steps(), trainer.steps_left)
        began = time.perf_counter()
        trainer.advance(steps)
        self._pace.note(steps, time.perf_counter() - began)
        trainer.mind_limits()
        if trainer.at_epoch_end:
            self._metrics = trainer.record().metrics
        if trainer.stopped_because:
            self._end("stopped", trainer.stopped_because)

    def _end(self, outcome: Outcome, told: str) -> None:
        self.outcome, self._told = outcome, told
        if self._trainer is not None:
            self._metrics = self._trainer.metrics()
