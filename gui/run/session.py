"""The training run as the window sees it: starts the runner, keeps it in step with the document,
and turns its snapshots into signals."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from concurrent.futures import Future
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QObject, Signal

from engine import Failed, Network, Quantity, Snapshot, errors, fitting
from gui.editing.commands import Restart, Step
from gui.editing.document import Document
from gui.editing.notices import Notice, bus
from gui.look.translate import tr
from gui.run.history import History
from gui.run.plane import Plane
from gui.run.run_link import pass_on
from gui.run.run_state import State, cure, told, without_use
from gui.run.runner_line import RunnerLine
from gui.run.time_machine import TimeMachine
from gui.run.wishes import Wishes

if TYPE_CHECKING:
    from engine import Runner, Trainer

__all__ = ["Session", "State"]

Answer = TypeVar("Answer")

_log = logging.getLogger(__name__)
# Slow enough to watch the opening network learn, quick enough to be done in a few seconds.
_OPENING_SPEED = 1000.0


class Session(QObject):
    """Play, pause, step and reset; the latest snapshot and the record of the run so far.

    Nothing is computed in this thread. `blocked_by` says why training cannot run, sentence by
    sentence; `wishes` is what snapshots hold besides weights; `example` is the one of the data
    that is looked at; `time` looks back at earlier epochs, which snapshots then show. Training
    goes on from what is shown.
    """

    state_changed = Signal(State)
    snapshot_ready = Signal(Snapshot)
    history_changed = Signal()
    plane_changed = Signal(Plane)

    def __init__(self, document: Document, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self.snapshot: Snapshot | None = None
        self.history = History()
        self.speed: float | None = _OPENING_SPEED
        self.state = State.PREPARING
        self.blocked_by: tuple[str, ...] = ()
        self._playing = self._shown_playing = False
        self._step = 0
        self._saved_step: int | None = None
        self.wishes = Wishes(document, self)
        self.example = self.wishes.example
        self.wishes.changed.connect(self._watch)
        self.wishes.plane_changed.connect(self.plane_changed)
        self._line = RunnerLine(document, self._expects, self)
        self._line.made.connect(self._begin)
        self._line.came.connect(self._show)
        self._line.failed.connect(self._fail)
        self._line.rested.connect(self._judge)
        self.time = TimeMachine(self, document, self)
        document.stepped.connect(self._follow)
        document.opened.connect(self._reopen)
        self.blocked_by = self._misfits()
        self._judge()

    # Commands

    def start(self) -> None:
        """Load the compiled part of the engine in another thread, then build the trainer."""
        self._line.start()

    def play(self) -> None:
        """Train on until paused; while something does not fit, say what instead."""
        if self.blocked_by:
            bus.post(cure(self.blocked_by, self._document))
            return
        if notice := without_use(self._document.network):
            bus.post(notice)
        self.time.go_on_from_here()
        self._playing = True
        self._command(lambda runner: runner.play())

    def pause(self) -> None:
        """Stop between two steps."""
        self._playing = False
        self._command(lambda runner: runner.pause())

    def toggle(self) -> None:
        """Play, or pause when playing."""
        (self.pause if self._playing else self.play)()

    def step(self, unit: str = "batch") -> None:
        """Pause and train one mini-batch ("batch") or one "epoch"."""
        if self.blocked_by:
            self.play()
            return
        self.time.go_on_from_here()
        self._playing = False
        self._command(lambda runner: runner.step(unit))

    def run_epochs(self, epochs: int) -> None:
        """Train exactly so many epochs, in one go and with every one of them on record."""
        self._command(
            lambda runner: self._line.expect(runner.call(lambda trainer: trainer.run(epochs)))
        )

    def reset(self) -> None:
        """Pause and go back to the initial weights; undo brings the trained ones back."""
        if self._playing:
            self.pause()
        self._document.restart(Restart(to_start=True), tr("Reset"))

    def new_seed(self) -> None:
        """Draw other initial weights; undo brings the trained ones back."""
        self._document.new_seed(Restart(to_start=False))

    def set_speed(self, steps_per_second: float | None) -> None:
        """Train at most so many steps a second; None is as fast as it goes."""
        self.speed = steps_per_second
        if self._line.runner is not None:
            self._command(lambda runner: runner.set_speed(steps_per_second))

    def set_plane(self, x: int, y: int) -> None:
        """Measure responses over the plane of the input columns `x` and `y`."""
        self.wishes.set_plane(x, y)

    def want(self, asker: object, quantities: Iterable[Quantity] = ()) -> None:
        """Let snapshots hold these for `asker` from now on; none takes the wish back."""
        self.wishes.want(asker, quantities)

    def look(self, question: Callable[[Trainer], bool]) -> Future[bool] | None:
        """Pause, and let the trainer look elsewhere in its run; None before there is one."""
        if self._playing:
            self.pause()
        answer = self.ask(question)
        if answer is not None:
            self._line.expect(answer)
        return answer

    def close(self) -> None:
        """End the threads; a run that was going on stops between two steps."""
        self.time.close()
        self._playing = False
        self._line.close()

    # Questions

    @property
    def has_unsaved_training(self) -> bool:
        """Whether there are trained weights that no file holds."""
        return self.snapshot is not None and self._step not in (0, self._saved_step)

    @property
    def is_playing(self) -> bool:
        """Whether it trains, or will as soon as it is prepared."""
        return self._playing

    @property
    def is_settled(self) -> bool:
        """Whether every command has been carried out and no snapshot is on its way."""
        return self._line.is_prepared and not self._line.is_awake

    @property
    def plane(self) -> Plane:
        """The plane of inputs that snapshots' responses are measured over."""
        return self.wishes.plane

    @property
    def is_awake(self) -> bool:
        """Whether the frame clock is running."""
        return self._line.is_awake

    def trained_network(self) -> Network:
        """A copy of the document's network with the weights as trained so far."""
        return self._line.trained_network()

    def ask(self, question: Callable[[Trainer], Answer]) -> Future[Answer] | None:
        """Ask the trainer something between two steps; None before there is one."""
        return self._line.ask(question)

    def mark_saved(self, step: int) -> None:
        """Take note that a file now holds the weights as trained for so many steps."""
        self._saved_step = step

    # What comes from the runner

    def _command(self, send: Callable[[Runner], object]) -> None:
        self._line.send(send)
        self._judge()

    def _expects(self) -> bool:
        """Whether something is to come though nobody has asked for it."""
        return self.state is State.PREPARING or self._playing

    def _begin(self) -> None:
        self._command(lambda runner: runner.set_speed(self.speed))
        self._watch()

    def _show(self, snapshot: Snapshot) -> None:
        snapshot = self.wishes.completed(snapshot, self.snapshot)
        if snapshot.restarted:
            self.history = History()
        self.history.extend(snapshot.rows)
        if snapshot.stopped_because and not snapshot.playing and self._playing:
            self._playing = False
            bus.post(Notice("info", snapshot.stopped_because))
        if not snapshot.span.is_past:
            self._step = snapshot.step
        if self._saved_step is None:  # what was opened is what the file holds
            self._saved_step = snapshot.step
        self.snapshot = snapshot
        self._judge()
        self.snapshot_ready.emit(snapshot)
        self.time.show_snapshot(snapshot)
        if snapshot.rows or snapshot.restarted:
            self.history_changed.emit()

    def _fail(self, failure: Failed) -> None:
        self._playing = False
        self._judge()
        if failure.details:
            _log.error("%s", failure.details)
        if not (self.blocked_by and isinstance(failure.error, errors.DoesNotFit)):
            bus.post(told(failure.error, self.reset))

    # Keeping in step with the document

    def _follow(self, step: Step) -> None:
        self.blocked_by = self._misfits()
        runner = self._line.runner
        if runner is not None:
            self._line.expect(pass_on(runner, self._document, step))
        if step.data:
            self.wishes.reset_plane()
        elif step.network.structural:
            self.set_plane(self.plane.x, self.plane.y)
        if self._playing and self.blocked_by:
            self.pause()
            bus.post(cure(self.blocked_by, self._document))
        self._line.wake()
        self._judge()

    def _reopen(self) -> None:
        self._line.retire()
        self._playing = False
        self.snapshot, self.history = None, History()
        self._saved_step, self._step = None, 0
        self.blocked_by = self._misfits()
        self._judge()
        self.wishes.reset_plane()
        self.history_changed.emit()

    # State

    def _judge(self) -> None:
        state = self._present_state()
        if (state, self._playing) != (self.state, self._shown_playing):
            self.state, self._shown_playing = state, self._playing
            self.state_changed.emit(state)

    def _present_state(self) -> State:
        if self.blocked_by:
            return State.BLOCKED
        if self._line.is_preparing:
            return State.PREPARING
        if self._playing:
            return State.RUNNING
        return State.PAUSED if self._step else State.READY

    def _misfits(self) -> tuple[str, ...]:
        now = self._document
        return tuple(fitting.misfits(now.network, now.data, now.settings))

    def _watch(self) -> None:
        if self._line.runner is not None:
            self._line.send(lambda runner: runner.watch(self.wishes.request()))
