"""The gradient of the loss, measured for those who look at it while training rests."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import Future
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, QTimer, Signal

from engine import EngineError, Snapshot
from gui.editing.document import Document
from gui.run.live import Pair
from gui.run.session import Session, State

if TYPE_CHECKING:
    from engine import Trainer

_POLL_MS = 60


class Gradients(QObject):
    """`known` by (source, target): exact, over the training part; None while there is none.

    Training goes first: nothing is measured while it runs, nor before `set_wanted(True)`.
    """

    changed = Signal()

    def __init__(self, document: Document, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self.known: Mapping[Pair, float] | None = None
        self._session = session
        self._wanted = False
        self._stale = True
        self._answer: Future[Mapping[Pair, float]] | None = None
        self._poll = QTimer(self)
        self._poll.setInterval(_POLL_MS)
        self._poll.timeout.connect(self._look)
        self._weights: tuple[NDArray[np.float64], ...] = ()
        session.snapshot_ready.connect(self._snapshot_came)
        for changed in (document.settings_changed, document.data_changed, document.opened):
            changed.connect(self._forget)
        session.state_changed.connect(self._measure)

    def set_wanted(self, wanted: bool) -> None:
        """Measure from now on (True), or stop."""
        self._wanted = wanted
        if wanted:
            self._measure()
        else:
            self._forget()

    def _snapshot_came(self, snapshot: Snapshot) -> None:
        """Forget what belongs to other weights; every answer brings a snapshot of the same."""
        weights = (snapshot.weights, snapshot.biases)
        before, self._weights = self._weights, weights
        if len(before) != 2 or not all(map(np.array_equal, before, weights)):
            self._forget()

    def _forget(self) -> None:
        self._stale = True
        if self.known is not None:
            self.known = None
            self.changed.emit()
        self._measure()

    def _measure(self) -> None:
        resting = self._session.state in (State.READY, State.PAUSED)
        if self._wanted and self._stale and resting and self._answer is None:
            self._answer = self._session.ask(_gradients)
            self._stale = self._answer is None
            if self._answer is not None:
                self._poll.start()

    def _look(self) -> None:
        answer = self._answer
        if answer is not None and not answer.done():
            return
        self._poll.stop()
        self._answer = None
        if answer is None or answer.cancelled() or isinstance(answer.exception(), EngineError):
            return
        if self._stale or not self._wanted:
            self._measure()
        else:
            self.known = answer.result()
            self.changed.emit()


def _gradients(trainer: Trainer) -> Mapping[Pair, float]:
    return trainer.gradients()[0]
