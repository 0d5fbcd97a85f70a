"""Trainer: a model that learns; seeded, deterministic, in the caller's thread."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from engine import given, parameters
from engine.backends import CpuBackend
from engine.changes import Change
from engine.data.dataset import Dataset
from engine.errors import Diverged, StepIsOver
from engine.graph import Network
from engine.kernels import cpu
from engine.kernels.cpu import DEALT, EPOCH, EXAMPLES, POSITION, STEP
from engine.model import Model, checked_dataset
from engine.orders import scheduled_rate, training_rules
from engine.pace import Pace
from engine.parameters import NamedParameters
from engine.past import Keepsake, Past
from engine.plan import Plan, make_plan
from engine.safeguard import Safeguard
from engine.schedules import warm_up
from engine.settings import TrainingSettings
from engine.snapshot import HistoryRow, MiniBatch, Quantity, Snapshot
from engine.stopping import BestState, LimitState, Stopping
from engine.timeline import Moment, memory

if TYPE_CHECKING:
    from engine.landscape import Ground, Landscape, LandscapeView
    from engine.rate_finder import RateSearch
    from engine.single_step import Position, SingleStep


@dataclass(frozen=True)
class TrainerState:
    """Everything that a run needs to go on bit for bit, but network, data and settings.

    `clock` (5,) holds step, epoch, position in the epoch, the epoch whose order is dealt, examples.
    `best` is None unless the run is waiting for a lower validation loss. `past` are the moments to
    look back at, which no file holds.
    """

    parameters: NamedParameters
    clock: NDArray[np.int64]
    seed: int
    seconds: float
    history: tuple[HistoryRow, ...]
    best: BestState | None = None
    limits: LimitState = field(default_factory=LimitState)
    past: Keepsake | None = None


class Trainer(Model):
    """Trains a copy of `network`; the same seed, network, data and settings give the same bits.

    Raises DeviceError for a device that cannot be used and, unless `strict` is False, DoesNotFit
    when network, data and loss do not go together. A lenient trainer raises DoesNotFit only when
    it is to train, so that editing can go on until they do.
    """

    def __init__(
        self,
        network: Network,
        data: Dataset,
        settings: TrainingSettings,
        seed: int = 0,
        device: str = "auto",
        *,
        strict: bool = True,
    ) -> None:
        super().__init__(network, data, settings, device)
        if strict:
            self._refuse_mismatch()
        self.seed = given.seed(seed)
        self.history: list[HistoryRow] = []
        self.restarts = 0
        self.revision = 0
        self.seconds = 0.0
        self._clock = np.zeros(cpu.CLOCKS, np.int64)
        self._clock[DEALT] = -1
        self._stopping = Stopping(self.settings)
        self._safeguard = Safeguard()
        self._prepared_for: tuple[object, int] | None = None
        self.past = Past(self)
        self.measures_test = False
        self._same_since = 0

    # Training

    def step(self) -> None:
        """Train on one mini-batch."""
        self.advance(1)

    def single_step(self) -> SingleStep:
        """The next mini-batch taken apart, in float64; its `update` is this trainer's `step`.

        Raises DoesNotFit.
        """
        from engine.single_step import SingleStep  # late: few runs are taken apart

        self._refuse_mismatch()
        start = self._position()

        def take() -> None:
            if not start.is_still(self._position()):
                raise StepIsOver
            self.step()

        return SingleStep(start, take)

    def find_learning_rate(self, progress: Callable[[float], bool] | None = None) -> RateSearch:
        """Try learning rates on a copy of this run; see `engine.rate_finder.find`."""
        from engine import rate_finder  # late: few runs look for a rate

        return rate_finder.find(self, progress=progress)

    def ground(self) -> Ground:
        """What a landscape needs of this run, free of it. Raises DoesNotFit."""
        from engine.landscape import Ground  # late: few runs are looked at from above

        self._refuse_mismatch()
        values = self._parameters.values.copy()
        path = self.past.path()
        return Ground(self._plan, self.settings.loss, self._prepared, values, path, self.revision)

    def landscape(self, view: LandscapeView | None = None) -> Landscape:
        """The loss over a plane through the present weights, yet to be measured.

        Raises DoesNotFit, NoDirections, DataError and BadValue, see `engine.landscape`.
        """
        from engine.landscape import Landscape, LandscapeView

        return Landscape(view or LandscapeView(), self.ground())

    def mini_batch(self, quantities: Iterable[Quantity]) -> MiniBatch:
        """The next mini-batch as it will be, for looking while training goes on; changes nothing.

        Raises DoesNotFit.
        """
        from engine.mini_batch import look

        self._refuse_mismatch()
        if self._looking is None:
            self._looking = CpuBackend(self._plan, self.settings.loss, self.settings.precision)
        return look(self._position(), self._looking, frozenset(quantities), self._same_since)

    def _position(self) -> Position:
        from engine.single_step import Position

        numbers = self._parameters.copy(), self._clock.copy()
        return Position(self._plan, self.settings, self.seed, self._prepared, *numbers)

    def advance(self, steps: int) -> None:
        """Train on so many mini-batches, without Python's lock while it lasts.

        Raises DoesNotFit, or Diverged, with the last weights restored whose loss was sane, when a
        loss is not finite or has exploded.
        """
        self._refuse_mismatch()
        self.past.begin()
        steps = given.whole(steps, "The number of steps")
        batch = min(self.settings.batch_size, len(self._prepared.rows))
        size = self._plan.arrays.size
        while steps > 0:
            if self._safeguard.is_due(size, self.examples):
                self.keep_safe()
            now = min(steps, -(-self._safeguard.look_ahead(size) // batch))
            self._advance(now)
            steps -= now

    def keep_safe(self) -> None:
        """Have the present weights restored if training diverges from here on."""
        self._safeguard.keep(self._parameters, self._clock, self.examples)

    def run(self, epochs: int = 1) -> None:
        """Train to the end of so many epochs, with a row of history for each.

        Ends early, with the reason in `stopped_because`, when the settings' stopping rules say so.
        """
        epochs = given.whole(epochs, "The number of epochs")
        self.resume()
        for _ in range(epochs):
            self._finish_epoch()
            if self.at_epoch_end:
                self.record()
            if self.stopped_because:
                break

    def _finish_epoch(self) -> None:
        """Train to the end of the epoch, or of the time that there is for the run."""
        pace = Pace()
        while True:
            watched = self._stopping.watches_the_clock
            steps = min(pace.steps(), self.steps_left) if watched else self.steps_left
            began = time.perf_counter()
            self.advance(steps)
            pace.note(steps, time.perf_counter() - began)
            self.mind_limits()
            if self.at_epoch_end or self.stopped_because:
                return

    def mind_limits(self) -> None:
        """Stop the run if it has come to the end of its epochs or its time."""
        self._stopping.mind_limits(self.epoch, self.seconds)

    def resume(self) -> None:
        """Forget why the run stopped, so that it can go on: from the moment that is shown."""
        self.past.go_on_from_here()
        self._stopping.resume(self.epoch, self.seconds)

    @property
    def is_prepared(self) -> bool:
        """Whether everything is compiled that training needs; True while it cannot train."""
        return self.mismatch is not None or self._prepared_for == self._present_form

    def prepare(self) -> None:
        """Have the loops compiled, without training; takes seconds once on each machine."""
        if not self.is_prepared:
            self._train(0)
            self.respond(self.data.inputs[:1])
            self._prepared_for = self._present_form

    @property
    def _present_form(self) -> tuple[object, int]:
        """What the kernels that are needed depend on: precision, blocks, the size of batches."""
        return self._backend, self.settings.batch_size

    def record(self) -> HistoryRow:
        """Measure, add a row to the history, and stop the run if a rule of the settings says so."""
        row = HistoryRow(
            self.epoch,
            self.steps,
            self.examples,
            self.seconds,
            self.learning_rate,
            self.metrics(test=self.measures_test),
        )
        self.history.append(row)
        moment = self.moment() if self.past.is_kept else None
        self._stopping.judge(row, self._parameters)
        if moment is not None:
            waiting = self._stopping.remember()
            self.past.timeline.add(replace(moment, waiting=waiting, metrics=row.metrics))
        return row

    def _advance(self, steps: int) -> None:
        start = time.perf_counter()
        loss = self._train(steps)
        self.seconds += time.perf_counter() - start
        if not self._safeguard.accepts(loss) or not self._parameters.is_finite():
            raise self._diverged(loss)

    def _diverged(self, loss: float) -> Diverged:
        epoch, rate = self.epoch + 1, self.learning_rate
        self._safeguard.bring_back(self._parameters, self._clock)
        self._clock[DEALT] = -1
        self._cut()
        return Diverged(
            "Training diverged in epoch {epoch}: with the learning rate {rate:g} the loss exploded "
            "(to {loss:.3g}). The last good weights are back.",
            "Try the learning rate {less:g}; standardise inputs that are large.",
            epoch=epoch,
            rate=rate,
            loss=loss,
            less=float(f"{self.settings.learning_rate / 10:.2g}"),
        )

    def _train(self, steps: int) -> float:
        epochs = steps // self.steps_per_epoch + 2
        rules = training_rules(self.settings, self._backend.divisor, self.seed, self.epoch, epochs)
        rules = rules._replace(most_loss=self._safeguard.most_loss)
        return self._backend.train(rules, self._prepared, self._parameters, self._clock, steps)

    # Where the run is

    @property
    def stopped_because(self) -> str:
        """Why the run stopped by itself, in words; "" while it has not."""
        return self._stopping.reason

    @property
    def last_epoch(self) -> int | None:
        """The number of epochs at which a rule stops the run; None for no such rule."""
        return self._stopping.last_epoch

    @property
    def epoch(self) -> int:
        """How many epochs are complete."""
        return int(self._clock[EPOCH])

    @property
    def steps(self) -> int:
        """How many mini-batches have been trained on."""
        return int(self._clock[STEP])

    @property
    def examples(self) -> int:
        """How many examples have been trained on, repetitions counted."""
        return int(self._clock[EXAMPLES])

    @property
    def at_epoch_end(self) -> bool:
        """Whether the last step completed an epoch."""
        return bool(self._clock[POSITION] == 0)

    @property
    def steps_per_epoch(self) -> int:
        """Mini-batches in an epoch, the last one perhaps smaller."""
        return max(1, -(-len(self._prepared.rows) // self.settings.batch_size))

    @property
    def steps_left(self) -> int:
        """Mini-batches until the end of the present epoch."""
        left = len(self._prepared.rows) - int(self._clock[POSITION])
        return max(1, -(-left // self.settings.batch_size))

    @property
    def learning_rate(self) -> float:
        """The learning rate of the next step, by schedule and warm-up."""
        factor = warm_up(self.steps, self.settings.warmup_steps)
        return scheduled_rate(self.settings, self.epoch) * factor

    def snapshot(
        self,
        *,
        rows: tuple[HistoryRow, ...] = (),
        measured: Mapping[str, float] | None = None,
        restarted: bool = False,
        playing: bool = False,
        examples_per_second: float = 0.0,
    ) -> Snapshot:
        """A frozen copy of the present state, without responses.

        `measured` are the metrics to show, the last row's when not given.
        """
        if measured is None:
            measured = self.history[-1].metrics if self.history else {}
        values = self._parameters.values.astype(np.float64)
        start, units = self._plan.arrays.bias, self._plan.arrays.units
        return Snapshot(
            revision=self.revision,
            epoch=self.epoch,
            step=self.steps,
            examples=self.examples,
            seconds=self.seconds,
            examples_per_second=examples_per_second,
            learning_rate=self.learning_rate,
            device=self.device,
            metrics=measured,
            unit_ids=self._plan.unit_ids,
            biases=values[start : start + units],
            kept=self._backend.kept,
            sources=self._plan.sources,
            targets=self._plan.targets,
            weights=values[: self._plan.edges],
            rows=rows,
            stopped_because=self.stopped_because,
            restarted=restarted,
            playing=playing,
            span=self.past.span,
        )

    # Changes between two steps

    def change_settings(self, settings: TrainingSettings) -> None:
        """Go on with other settings; another optimizer begins with an empty memory."""
        before = self.settings
        self.settings = given.instance(settings, TrainingSettings, "The settings")
        if settings.optimizer != before.optimizer:
            self._parameters.forget()
        if settings.shuffle != before.shuffle:
            self._clock[DEALT] = -1
        if settings.precision != before.precision:
            self._relay(parameters.named(self._parameters, self._plan))
            self._clock[DEALT] = -1
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
        self._clock[[POSITION, DEALT]] = 0, -1
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
        self._clock[DEALT] = -1
        self.seconds = 0.0
        self._restart_history()
        self._backend.keep_all()

    def new_seed(self, change: Change, seed: int) -> None:
        """Apply a change of the network's seed, then begin anew with `seed`."""
        self.network.apply(change)
        self._plan = make_plan(self.network)
        self.revision += 1
        self._build()
        self.reset(seed)

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
        )

    def restore(self, state: TrainerState) -> None:
        """Go on from a saved state; units and connections it does not know begin anew."""
        self._relay(state.parameters)
        self._clock[:] = state.clock
        self._clock[DEALT] = -1
        self.seed = state.seed
        self.seconds = state.seconds
        self._restart_history()
        self.history[:] = state.history
        self._stopping.restore(state.best, state.limits, self._parameters, self._plan)
        self.past.adopt(state.past)

    # Back in time; see `engine.past`

    @property
    def plan(self) -> Plan:
        """How parameters are laid out now."""
        return self._plan

    def moment(self) -> Moment:
        """A copy of all that training changes."""
        numbers, kept = self._parameters, self._backend.kept
        return Moment(
            numbers.values.copy(),
            memory(numbers.first),
            memory(numbers.second),
            numbers.powers.copy(),
            self.settings.optimizer,
            self._clock.copy(),
            self.seconds,
            None if kept.all() else kept,
            self._stopping.remember(),
        )

    def go_to(self, moment: Moment) -> None:
        """Stand at a moment of the present plan; the history stays whole."""
        moment.write(self._parameters, self.settings.optimizer)
        self._clock[:] = moment.clock
        self._clock[DEALT] = -1
        self.seconds = moment.seconds
        self._stopping.recall(moment.waiting)
        self._backend.keep_all()
        if moment.kept is not None:
            self._backend.show_kept(moment.kept)

    def go_on_from(self, moment: Moment) -> None:
        """Let the run go on from a moment, as if there had been nothing after it."""
        self.go_to(moment)
        self._safeguard.forget()
        self._cut()

    def _cut(self) -> None:
        """Forget the rows and moments of a future that is not going to be."""
        self.past.cut(self.steps)
        if self.history and self.history[-1].step > self.steps:
            self.history[:] = [row for row in self.history if row.step <= self.steps]
            self.restarts += 1

    # Helpers

    def _restart_history(self) -> None:
        self.history.clear()
        self.restarts += 1
        self._stopping.restart(self.epoch, self.seconds)
        self._forget_losses()
        self.past.forget()

    def _forget_losses(self) -> None:
        self._stopping.forget()
        self._safeguard.forget()
        self._same_since = self.steps
