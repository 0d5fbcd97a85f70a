"""Trainer: a run to work with: changed between two steps, saved, copied and asked about itself."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from engine import given
from engine.computing import parameters
from engine.computing.backends import CpuBackend
from engine.computing.model import checked_dataset
from engine.computing.parameters import NamedParameters
from engine.computing.plan import make_plan
from engine.data.dataset import Dataset
from engine.errors import StepIsOver
from engine.kernels.cpu import POSITION
from engine.live.snapshot import HistoryRow, MiniBatch, Quantity
from engine.network.changes import Change
from engine.network.graph import Network
from engine.training.past import Keepsake
from engine.training.run import Run
from engine.training.settings import TrainingSettings
from engine.training.stopping import BestState, LimitState

if TYPE_CHECKING:
    from engine.study.landscape import Ground, Landscape, LandscapeView
    from engine.study.rate_finder import RateSearch
    from engine.study.single_step import Position, SingleStep


@dataclass(frozen=True)
class TrainerState:
    """Everything that a run needs to go on bit for bit, but network, data and settings.

    `clock` (5,) holds step, epoch, position in the epoch, the epoch whose order is dealt, examples.
    `best` is None unless the run is waiting for a lower validation loss. `past` are the moments to
    look back at, which no file holds. `operations` that nobody counted are None.
    """

    parameters: NamedParameters
    clock: NDArray[np.int64]
    seed: int
    seconds: float
    history: tuple[HistoryRow, ...]
    best: BestState | None = None
    limits: LimitState = field(default_factory=LimitState)
    past: Keepsake | None = None
    operations: float | None = None


class Trainer(Run):
    """Trains a copy of `network`; the same seed, network, data and settings give the same bits.

    Seeded, deterministic, in the caller's thread. Raises DeviceError for a device that cannot be
    used and, unless `strict` is False, DoesNotFit when network, data and loss do not go together.
    A lenient trainer raises DoesNotFit only when it is to train, so that editing can go on until
    they do.
    """

    # Changes between two steps

    def change_settings(self, settings: TrainingSettings) -> None:
        """Go on with other settings; another optimizer begins with an empty memory."""
        before = self.settings
        self.settings = given.instance(settings, TrainingSettings, "The settings")
        if settings.optimizer != before.optimizer:
            self._parameters.forget()
        if settings.shuffle != before.shuffle:
            self._deal_anew()
        if settings.precision != before.precision:
            self._relay(parameters.named(self._parameters, self._plan))
            self._deal_anew()
            self._take_data()
        if (settings.precision, settings.loss) != (before.precision, before.loss):
            self._build()
        self._stopping.change(settings, self.epoch, self.seconds)
        self._safeguard.forget()
        self._same_since = self.steps

    def edit(self, network: Network, change: Change) -> None:
        """Go on with an edited network; what `change` did not touch keeps its trained numbers."""
        self.network = network.copy()
        if change.only_moves:
            return
        self.past.come_back()
        kept, before = parameters.named(self._parameters, self._plan).without(change), self._plan
        self._plan = make_plan(self.network)
        self._relay(kept)
        self.revision += 1
        self._forget_losses()
        self.past.follow_edit(before, self._plan)
        self._build()

    def change_data(self, data: Dataset) -> None:
        """Go on with other data from the beginning of an epoch; the history begins anew."""
        self.past.come_back()
        self.data = checked_dataset(data)
        self._clock[POSITION] = 0
        self._deal_anew()
        self._restart_history()
        self._take_data()

    def reset(self, seed: int | None = None) -> None:
        """Back to the network's own initial weights, the same bits every time; history anew.

        `seed` is that of orders and masks from now on; None keeps it.
        """
        if seed is not None:
            self.seed = given.seed(seed)
        self._parameters = parameters.initial(self.network, self._plan, self.settings.precision)
        self._clock[:] = 0
        self._deal_anew()
        self.seconds = self.operations = 0.0
        self._restart_history()
        self._backend.keep_all()

    def new_seed(self, change: Change, seed: int) -> None:
        """Apply a change of the network's seed, then begin anew with `seed`."""
        self.network.apply(change)
        self._plan = make_plan(self.network)
        self.revision += 1
        self._build()
        self.reset(seed)

    # To and from a state

    def copy(self) -> Trainer:
        """Another trainer at the same place of the same run; neither knows of the other."""
        made = Trainer(
            self.network, self.data, self.settings, self.seed, self.device.lower(), strict=False
        )
        made.restore(self.state_shown())
        return made

    def state(self) -> TrainerState:
        """All that is needed to go on from the present later, also while looking back."""
        with self.past.present():
            return replace(self.state_shown(), past=self.past.keepsake())

    def state_shown(self) -> TrainerState:
        """All that is needed to go on from here later; what came after here is left out."""
        return TrainerState(
            parameters.named(self._parameters, self._plan),
            self._clock.copy(),
            self.seed,
            self.seconds,
            tuple(row for row in self.history if row.step <= self.steps),
            self._stopping.best_state(self._plan),
            self._stopping.limit_state(),
            operations=self.operations,
        )

    def restore(self, state: TrainerState) -> None:
        """Go on from a saved state; units and connections it does not know begin anew."""
        self._relay(state.parameters)
        self._clock[:] = state.clock
        self._deal_anew()
        self.seed = state.seed
        self.seconds = state.seconds
        counted = state.operations
        self.operations = self.cost.of(self.examples, self.steps) if counted is None else counted
        self._restart_history()
        self.history[:] = state.history
        self._thin_history()
        self._stopping.restore(state.best, state.limits, self._parameters, self._plan)
        self.past.adopt(state.past)

    # Questions; what answers them is loaded late: few runs are asked

    def single_step(self) -> SingleStep:
        """The next mini-batch taken apart, in float64; its `update` is this trainer's `step`.

        Raises DoesNotFit.
        """
        from engine.study.single_step import SingleStep

        self._refuse_mismatch()
        start = self._position()

        def take() -> None:
            if not start.is_still(self._position()):
                raise StepIsOver
            self.step()

        return SingleStep(start, take)

    def mini_batch(self, quantities: Iterable[Quantity]) -> MiniBatch:
        """The next mini-batch as it will be, for looking while training goes on; changes nothing.

        Raises DoesNotFit.
        """
        from engine.study.mini_batch import look

        self._refuse_mismatch()
        if self._looking is None:
            self._looking = CpuBackend(self._plan, self.settings.loss, self.settings.precision)
        return look(self._position(), self._looking, frozenset(quantities), self._same_since)

    def _position(self) -> Position:
        from engine.study.single_step import Position

        numbers = self._parameters.copy(), self._clock.copy()
        return Position(self._plan, self.settings, self.seed, self._prepared, *numbers)

    def find_learning_rate(self, progress: Callable[[float], bool] | None = None) -> RateSearch:
        """Try learning rates on a copy of this run; see `engine.study.rate_finder.find`."""
        from engine.study import rate_finder

        return rate_finder.find(self, progress=progress)

    def ground(self) -> Ground:
        """What a landscape needs of this run, free of it. Raises DoesNotFit."""
        from engine.study.landscape import Ground

        self._refuse_mismatch()
        values = self._parameters.values.copy()
        path = self.past.path()
        return Ground(self._plan, self.settings.loss, self._prepared, values, path, self.revision)

    def landscape(self, view: LandscapeView | None = None) -> Landscape:
        """The loss over a plane through the present weights, yet to be measured.

        Raises DoesNotFit, NoDirections, DataError and BadValue, see `engine.study.landscape`.
        """
        from engine.study.landscape import Landscape, LandscapeView

        return Landscape(view or LandscapeView(), self.ground())
