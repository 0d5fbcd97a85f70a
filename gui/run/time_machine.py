"""The time machine: looking back at earlier epochs of the run, playing them, going on from one."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QElapsedTimer, QObject, QTimer, Signal

from engine import Snapshot, Span
from gui.editing.commands import Restart, Step
from gui.editing.document import Document
from gui.editing.notices import Notice, bus
from gui.look.translate import tr

if TYPE_CHECKING:
    from engine import Trainer

SPEEDS = (0.25, 0.5, 1.0, 2.0, 4.0)
_FRAME_MS = 33
# At speed 1 the whole run plays in ten seconds, a short one at two epochs a second.
_WHOLE_RUN_SECONDS = 10.0
_LEAST_EPOCHS_PER_SECOND = 2.0
_PAGES = 10


class Run(Protocol):
    """What the time machine needs of the session."""

    snapshot: Snapshot | None

    def look(self, question: Callable[[Trainer], bool]) -> Future[bool] | None:
        """Pause, and let the trainer look elsewhere; the answer is whether that is the past."""


class TimeMachine(QObject):
    """Where in the run one looks. Looking pauses training; the present waits meanwhile.

    `changed` when another moment is shown, or one can look further; `playing_changed` when the
    run begins or ends to be played back.
    """

    changed = Signal()
    playing_changed = Signal()

    def __init__(self, run: Run, document: Document, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._run, self._document = run, document
        self.speed = 1.0
        self._direction = 0
        self._place = 0.0
        self._answer: Future[bool] | None = None
        self._since = QElapsedTimer()
        self._timer = QTimer(self, interval=_FRAME_MS)
        self._timer.timeout.connect(self._play_on)
        document.stepped.connect(self._follow)
        document.opened.connect(self._reopen)

    @property
    def handlers(self) -> dict[str, Callable[[], object]]:
        """What the menu offers, by the keys of its entries."""
        return {
            "earlier": lambda: self.look_further(-1),
            "later": lambda: self.look_further(1),
            "replay": lambda: self.toggle(1),
            "go_on": self.go_on_from_here,
            "come_back": self.come_back,
        }

    # Where one looks

    @property
    def span(self) -> Span:
        """Which epochs one can look at, as last heard of."""
        return self._run.snapshot.span if self._run.snapshot else Span()

    @property
    def epoch(self) -> int:
        """The epoch that is shown."""
        return self._run.snapshot.epoch if self._run.snapshot else 0

    @property
    def is_past(self) -> bool:
        """Whether an earlier moment is shown, or asked for."""
        return self.span.is_past if self._answer is None else _expected(self._answer)

    @property
    def can_look_back(self) -> bool:
        """Whether there is anything to look back at."""
        return self.span.moments > 0 and (self.is_past or self.span.first < self.span.now)

    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Take note of what the trainer shows now."""
        answer = self._answer
        if answer is not None and answer.done() and _expected(answer) == snapshot.span.is_past:
            self._answer = None
        self.changed.emit()

    def look(self, epoch: float) -> None:
        """Show a picture of any epoch; between two kept moments its weights are in between."""
        self.stop()
        self._look_at(epoch, exact=False)

    def settle(self, epoch: float) -> None:
        """Show the kept moment nearest to an epoch, just as it was."""
        self.stop()
        self._look_at(epoch, exact=True)

    def look_further(self, moments: int) -> None:
        """Go so many kept moments on, or back when negative."""
        self.stop()
        self._ask(lambda trainer: trainer.past.show_next(moments))

    def turn_page(self, pages: int) -> None:
        """Go tenths of the kept moments on, or back."""
        self.look_further(pages * max(self.span.moments // _PAGES, 1))

    def come_back(self) -> None:
        """Show the present again."""
        self._end_playing()
        if self.is_past:
            self._ask(lambda trainer: trainer.past.come_back())

    def go_on_from_here(self) -> bool:
        """Let the run go on from the moment shown, as one step that can be undone.

        False when the present is shown.
        """
        self.stop()
        if not self.is_past:
            return False
        epoch, last = f"{self.epoch:,d}", f"{self.span.now:,d}"
        self._answer = None
        self._document.restart(Restart(from_past=True), tr("Go on from epoch {epoch}", epoch=epoch))
        bus.post(
            Notice(
                "info",
                tr("The run goes on from epoch {epoch}.", epoch=epoch),
                tr("Undo brings back what came after, up to epoch {last}.", last=last),
            )
        )
        return True

    # Playing

    @property
    def direction(self) -> int:
        """1 while the run is played forwards, −1 backwards, 0 while it is not."""
        return self._direction

    def play(self, direction: int) -> None:
        """Play the run on from what is shown: 1 forwards (from the end: anew), −1 backwards."""
        if not self.can_look_back:
            return
        at_end = not self.is_past and direction > 0
        self._place = float(self.span.first if at_end else self.epoch)
        self._direction = direction
        self._since.start()
        self._timer.start()
        self._look_at(self._place, exact=False)
        self.playing_changed.emit()

    def toggle(self, direction: int) -> None:
        """Play in a direction, or stop when that is what it does."""
        if self._direction == direction:
            self.stop()
        else:
            self.play(direction)

    def stop(self) -> None:
        """Stop playing, at the nearest moment that was kept."""
        if self._end_playing():
            self._look_at(self._place, exact=True)

    def close(self) -> None:
        """No more pictures are wanted."""
        self._end_playing()

    def _end_playing(self) -> bool:
        was_playing = self._direction != 0
        self._direction = 0
        self._timer.stop()
        if was_playing:
            self.playing_changed.emit()
        return was_playing

    def _play_on(self) -> None:
        if self._answer is not None and not self._answer.done():
            return  # the last picture is still being made
        first, now = self.span.first, self.span.now
        usual = max((now - first) / _WHOLE_RUN_SECONDS, _LEAST_EPOCHS_PER_SECOND)
        self._place += self._direction * self.speed * usual * self._since.restart() / 1000
        if self._direction > 0 and self._place >= now:
            self.come_back()
        elif self._direction < 0 and self._place <= first:
            self.settle(first)
        else:
            self._look_at(self._place, exact=False)

    # Asking

    def _look_at(self, epoch: float, *, exact: bool) -> None:
        self._ask(lambda trainer: trainer.past.show(epoch, exact=exact))

    def _ask(self, look: Callable[[Trainer], None]) -> None:
        def question(trainer: Trainer) -> bool:
            look(trainer)
            return trainer.past.is_shown

        self._answer = self._run.look(question)

    # Following the document

    def _follow(self, step: Step) -> None:
        """An edit happens in the present; settings wait for whoever goes on from here."""
        present = step.data or step.seed or step.restart or not step.network.only_moves
        if not present or (not self.is_past and not self._direction):
            return
        self._end_playing()
        self._answer = None
        if not step.restart and not step.seed:
            bus.post(
                Notice(
                    "info",
                    tr("You edited the present network, so the present is shown again."),
                    tr("Looking back shows the run; going on from a moment can be undone."),
                )
            )

    def _reopen(self) -> None:
        self._end_playing()
        self._answer = None
        self.changed.emit()


def _expected(answer: Future[bool]) -> bool:
    """Whether the past is going to be shown: so while there is no answer yet."""
    if not answer.done():
        return True
    return not answer.cancelled() and answer.exception() is None and answer.result()
