"""The line to the runner: commands go there at once, a frame clock fetches what comes back."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from typing import TYPE_CHECKING, Any, TypeVar

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from engine import EngineError, Failed, Network, Snapshot
from gui.editing.document import Document
from gui.run.run_link import Answers, trained_copy
from gui.run.runner_keeper import RunnerKeeper

if TYPE_CHECKING:
    from engine import Runner, Trainer

Answer = TypeVar("Answer")

_FRAME_MS = 16
# A picture that is late is looked for a few times, after so many ms, before the next frame.
_SOON_MS, _SOON = 4, 3
_QUIET_FRAMES = 30


class RunnerLine(QObject):
    """To the runner of the document that is open.

    `made` when there is one; then, as the clock finds them, `came` and `failed`, or `rested` when
    there is nothing. The clock stops when nothing has come for a while and neither this line nor
    `expects` expects anything.
    """

    made = Signal()
    came = Signal(Snapshot)
    failed = Signal(Failed)
    rested = Signal()

    def __init__(self, document: Document, expects: Callable[[], bool], parent: QObject) -> None:
        super().__init__(parent)
        self._document, self._expects = document, expects
        self._has_answered = False
        self._quiet = 0
        self._early: list[Callable[[Runner], object]] = []
        self._answers = Answers()
        self._keeper = RunnerKeeper()
        self._clock = QTimer(self, interval=_FRAME_MS)
        self._clock.setTimerType(Qt.TimerType.PreciseTimer)
        self._clock.timeout.connect(self._tick)

    @property
    def runner(self) -> Runner | None:
        """The runner; None while the engine is being loaded."""
        return self._keeper.runner

    @property
    def is_prepared(self) -> bool:
        """Whether the runner has answered, with its kernels compiled."""
        return self._has_answered and self._keeper.is_compiled

    @property
    def is_preparing(self) -> bool:
        """Whether one has to wait: for the first answer, or for kernels."""
        runner = self.runner
        return not self.is_prepared or (runner is not None and runner.is_preparing)

    @property
    def is_awake(self) -> bool:
        """Whether the frame clock is running."""
        return self._clock.isActive()

    def start(self) -> None:
        """Load the compiled part of the engine in another thread, then make the runner."""
        if not self._keeper.has_started:
            self._keeper.start()
            self.wake()

    def send(self, command: Callable[[Runner], object]) -> None:
        """Give the runner a command, as soon as there is one, and look for what follows."""
        self.start()
        if self.runner is None:
            self._early.append(command)
        else:
            command(self.runner)
        self.wake()

    def expect(self, answer: Future[Any]) -> None:
        """Tell of this answer if it is a refusal."""
        self._answers.expect(answer)
        self.wake()

    def wake(self) -> None:
        """Look into the mailbox at every frame, if there is anything to come."""
        if self._keeper.has_started:
            self._quiet = 0
            self._clock.start()

    def retire(self) -> None:
        """Another document is open: end the runner, and make one for that."""
        self._keeper.retire()
        self._early.clear()
        self._has_answered = False
        self.wake()

    def close(self) -> None:
        """End the threads."""
        self._clock.stop()
        self._keeper.close()

    # Questions

    def ask(self, question: Callable[[Trainer], Answer]) -> Future[Answer] | None:
        """Ask the trainer something between two steps; None before there is one."""
        return self.runner.call(question) if self.runner and self._has_answered else None

    def trained_network(self) -> Network:
        """A copy of the document's network with the weights as trained so far."""
        if self.runner is None or not self._has_answered:
            return self._document.network.copy()
        return trained_copy(self.runner, self._document.network)

    # The clock

    def _tick(self) -> None:
        if self.runner is None:
            if runner := self._keeper.make_runner(self._document):
                self.made.emit()
                early, self._early = self._early, []
                for command in early:
                    command(runner)
            return
        message = self.runner.take()
        if isinstance(message, Snapshot):
            self._quiet, self._has_answered = 0, True
            self._look_again(_FRAME_MS)
            self.came.emit(message)
        elif isinstance(message, Failed):
            self._fail(message)
        else:
            self._rest()
        for error in self._answers.failures():
            if not isinstance(error, EngineError):
                raise error
            self._fail(Failed(error))

    def _fail(self, failure: Failed) -> None:
        self._quiet, self._has_answered = 0, True
        self.failed.emit(failure)

    def _rest(self) -> None:
        self.rested.emit()
        self._quiet += 1
        busy = self.runner is not None and self.runner.is_busy
        waiting = busy or len(self._answers) > 0 or self._expects()
        self._look_again(_SOON_MS if waiting and self._quiet <= _SOON else _FRAME_MS)
        if not waiting and self.is_prepared and self._quiet > _QUIET_FRAMES:
            self._clock.stop()

    def _look_again(self, milliseconds: int) -> None:
        """Look into the mailbox at this interval from now on."""
        if milliseconds != self._clock.interval():  # a clock that is set begins anew
            self._clock.setInterval(milliseconds)
