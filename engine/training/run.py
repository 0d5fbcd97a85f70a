"""Run: a learner's way through its epochs: the record of it, its end, and moments to go back to."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from engine import given
from engine.computing.plan import Plan
from engine.errors import Diverged
from engine.live.pace import Pace
from engine.live.snapshot import HistoryRow, Snapshot
from engine.training.learner import Learner
from engine.training.past import Past
from engine.training.stopping import Stopping
from engine.training.thinning import MOST_ROWS, kept_rows
from engine.training.timeline import Moment, memory


class Run(Learner):
    """A learner that remembers its way: rows of history, rules to stop by, moments of its past."""

    def _set_out(self) -> None:
        """Begin the record of the way."""
        self.history: list[HistoryRow] = []
        self.past = Past(self)
        self.restarts = 0
        self.revision = 0
        self.measures_test = False
        self._stopping = Stopping(self.settings)
        self._same_since = 0

    # On its way

    def advance(self, steps: int) -> None:
        """Train on so many mini-batches, from the moment that is shown; see `Learner.advance`."""
        self._refuse_mismatch()
        self.past.begin()
        try:
            super().advance(steps)
        except Diverged:
            self._cut()
            raise

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
        self._thin_history()
        moment = self.moment() if self.past.is_kept else None
        self._stopping.judge(row, self._parameters)
        if moment is not None:
            waiting = self._stopping.remember()
            self.past.timeline.add(replace(moment, waiting=waiting, metrics=row.metrics))
        return row

    @property
    def stopped_because(self) -> str:
        """Why the run stopped by itself, in words; "" while it has not."""
        return self._stopping.reason

    @property
    def last_epoch(self) -> int | None:
        """The number of epochs at which a rule stops the run; None for no such rule."""
        return self._stopping.last_epoch

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
            operations=self.operations,
            cost=self.cost,
        )

    # Back in time; see `engine.training.past`

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
            operations=self.operations,
        )

    def go_to(self, moment: Moment) -> None:
        """Stand at a moment of the present plan; the history stays whole."""
        moment.write(self._parameters, self.settings.optimizer)
        self._clock[:] = moment.clock
        self._deal_anew()
        self.seconds, self.operations = moment.seconds, moment.operations
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

    def _thin_history(self) -> None:
        """Keep the record of a long run within its budget."""
        if len(self.history) > MOST_ROWS:
            steps = np.array([row.step for row in self.history], np.float64)
            losses = np.array([row.loss for row in self.history])
            self.history[:] = [self.history[place] for place in kept_rows(steps, losses).tolist()]

    # Beginning anew

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
