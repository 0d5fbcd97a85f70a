"""Long work beside the window: one thread for each piece, watched by a timer, and cancellable."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QObject, QTimer, Signal

from engine import EngineError

T = TypeVar("T")
Progress = Callable[[float], bool]

_LOOK_MS = 30


@dataclass
class Desk:
    """What the working thread and the window share; no Qt object is among it."""

    cancelled: threading.Event = field(default_factory=threading.Event)
    share: float | None = None
    result: Any = None
    error: EngineError | OSError | None = None
    complete: bool = False

    def progress(self, share: float) -> bool:
        """Called by the work now and then: `share` of 1 is done; False asks it to stop."""
        self.share = share
        return not self.cancelled.is_set()


class Errand(QObject, Generic[T]):
    """Runs `work(progress)` in a thread and tells when the result is there, or brings the refusal.

    After `cancel` nothing arrives any more but `finished`.
    """

    done = Signal()
    refused = Signal(object)
    progressed = Signal(float)
    finished = Signal()

    def __init__(self, work: Callable[[Progress], T], parent: QObject) -> None:
        super().__init__(parent)
        self._desk = Desk()
        self._thread = threading.Thread(
            target=_run, args=(work, self._desk), name="netloom-errand", daemon=True
        )
        self._clock = QTimer(self)
        self._clock.setInterval(_LOOK_MS)
        self._clock.timeout.connect(self._look)

    def start(self) -> None:
        """Begin."""
        self._thread.start()
        self._clock.start()

    def cancel(self) -> None:
        """Ask the work to stop at its next word of progress; whatever it ends with is dropped."""
        self._desk.cancelled.set()

    @property
    def result(self) -> T:
        """What the work returned, once `done` has told of it."""
        result: T = self._desk.result
        return result

    @property
    def is_cancelled(self) -> bool:
        """Whether the work was asked to stop."""
        return self._desk.cancelled.is_set()

    @property
    def running(self) -> bool:
        """Whether the thread still works."""
        return self._thread.is_alive()

    def wait(self, seconds: float) -> None:
        """Wait for the thread, as before the window closes."""
        self._clock.stop()
        if self._thread.ident is not None:
            self._thread.join(seconds)

    def _look(self) -> None:
        desk = self._desk
        if self._thread.is_alive():
            if desk.share is not None:
                self.progressed.emit(desk.share)
            return
        self._clock.stop()
        self._thread.join()
        if not desk.cancelled.is_set():
            if desk.error is not None:
                self.refused.emit(desk.error)
            elif desk.complete:  # else threading.excepthook has reported it
                self.done.emit()
        self.finished.emit()


def _run(work: Callable[[Progress], object], desk: Desk) -> None:
    try:
        desk.result = work(desk.progress)
        desk.complete = True
    except (EngineError, OSError) as error:
        desk.error = error
