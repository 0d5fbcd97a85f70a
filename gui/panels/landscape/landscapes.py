"""Landscapes: has the loss around the present weights measured, beside the window and the run."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QObject, QTimer, Signal

from engine import EngineError, Snapshot, errors
from gui.editing.document import Document
from gui.editing.notices import Notice
from gui.look.translate import tr
from gui.panels.widgets.background import Errand, Progress
from gui.run.run_link import answer_of
from gui.run.session import Session, State

if TYPE_CHECKING:
    from engine import Ground, Landscape
    from engine.data.datasets import Part

Parameter = tuple[int, int] | int

# Long enough that a held key or a row of edits asks once.
_SETTLE_MS = 150
# A finished picture stays until the new one has so many grids.
_FINE_ENOUGH = 3


@dataclass(frozen=True)
class View:
    """What the person wants to see, as `engine.LandscapeView` has it."""

    directions: str = "path"
    two: tuple[Parameter, Parameter] | None = None
    part: Part = "train"
    reach: float | None = None
    seed: int = 0


class Landscapes(QObject):
    """Keeps `landscape` up to date while it is wanted and training rests.

    While training runs it is measured when there is none for the present network, data and view,
    or when asked. `grown` tells of more of it, `changed` of everything else: `is_measuring`,
    `share`, `refusal` (why there is none, in words) and `note`.
    """

    grown = Signal()
    changed = Signal()

    def __init__(self, document: Document, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self.view = View()
        self.landscape: Landscape | None = None
        self.refusal = self.note = ""
        self.share = 0.0
        self._wanted, self._stale, self._given_up = False, True, False
        self._other_view = True
        self._seen: Snapshot | None = None
        self._shown_fineness = 0
        self._errand: Errand[Landscape] | None = None
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_SETTLE_MS)
        self._soon.timeout.connect(self._begin)
        self._document, self._loss = document, document.settings.loss
        session.snapshot_ready.connect(self._snapshot_came)
        session.state_changed.connect(self._look)
        document.settings_changed.connect(self._settings_changed)
        document.data_changed.connect(self._begin_anew)
        document.opened.connect(self._forget)

    @property
    def is_measuring(self) -> bool:
        """Whether a measurement is under way."""
        return self._errand is not None

    def set_wanted(self, wanted: bool) -> None:
        """Keep up to date (True), or do nothing at all."""
        self._wanted = wanted
        self._seen = None
        if not wanted:
            self._soon.stop()
            self._stop()
        elif self._session.snapshot is not None:
            self._snapshot_came(self._session.snapshot)
        self._look()

    def show(self, view: View) -> None:
        """Measure this from now on."""
        if view != self.view:
            self.view = view
            self._other_view = True
            self._renew()

    def update(self) -> None:
        """Measure now, around the present weights."""
        self._stale, self._given_up = True, False
        self._stop()
        self._begin()

    def cancel(self) -> None:
        """Stop measuring, until the weights are others or the person asks again."""
        self._given_up = True
        self._stop()

    # When to measure

    def _snapshot_came(self, snapshot: Snapshot) -> None:
        """Measure anew for weights at rest that are new here: every answer brings a snapshot."""
        if not self._wanted:
            return
        before, self._seen = self._seen, snapshot
        if before is not None and before.revision != snapshot.revision:
            self._begin_anew()
        elif snapshot.playing:
            self._look()
        elif before is None or before.playing or not _same_weights(before, snapshot):
            found = self.landscape
            if found is None or not found.is_at(snapshot.weights, snapshot.biases):
                self._renew()

    def _settings_changed(self) -> None:
        if self._document.settings.loss != self._loss:
            self._begin_anew()

    def _begin_anew(self) -> None:
        """Network, data or loss are others: take the first picture there is of them."""
        self._loss = self._document.settings.loss
        self._other_view = True
        self._renew()

    def _forget(self) -> None:
        self.landscape, self.note = None, ""
        self._begin_anew()
        self.changed.emit()

    def _renew(self) -> None:
        self._stale, self._given_up = True, False
        self._stop()
        self._look()

    def _look(self) -> None:
        waiting = self._stale and not self._given_up and self._errand is None
        if self._wanted and waiting and not self._soon.isActive():
            self._soon.start()

    def _begin(self) -> None:
        if not self._wanted or self._errand is not None:
            return
        if self._session.state in (State.BLOCKED, State.PREPARING):
            return
        answer = self._session.ask(lambda trainer: trainer.ground())
        if answer is None:
            return
        growing: list[Landscape] = []
        errand = Errand(_work(answer, self.view, growing), self)
        errand.progressed.connect(lambda share: self._grow(growing, share))
        errand.done.connect(lambda: self._finish(errand.result))
        errand.refused.connect(self._refuse)
        errand.finished.connect(lambda: self._end(errand))
        self._stale, self.share = False, 0.0
        self._errand = errand
        errand.start()
        self.changed.emit()

    def _stop(self) -> None:
        if self._errand is not None:
            self._errand.cancel()
            self._errand = None
            self._stale = True
            self.changed.emit()

    # What comes of it

    def _grow(self, growing: list[Landscape], share: float) -> None:
        if not self.is_measuring or not growing:
            return
        self.share = share
        found = growing[-1]
        least = 1 if self.landscape is None or self._other_view else _FINE_ENOUGH
        more = found is not self.landscape or found.fineness > self._shown_fineness
        if found.fineness >= least and more:
            self._take(found)
        self.changed.emit()

    def _finish(self, found: Landscape) -> None:
        self.share = 1.0
        self._take(found)

    def _take(self, found: Landscape) -> None:
        self.landscape, self._shown_fineness = found, found.fineness
        self._other_view = False
        self.refusal = self.note = ""
        if found.view.directions != self.view.directions:
            self.note = tr("No path yet: two random directions.")
        self.grown.emit()

    def _refuse(self, error: object) -> None:
        if isinstance(error, EngineError):
            notice = Notice.of(error)
            self.refusal = f"{notice.happened} {notice.try_this}".strip()
            self.landscape = None

    def _end(self, errand: Errand[Landscape]) -> None:
        if errand is self._errand:
            self._errand = None
        errand.deleteLater()
        self._look()
        self.changed.emit()


def _same_weights(one: Snapshot, other: Snapshot) -> bool:
    weights = np.array_equal(one.weights, other.weights)
    return weights and bool(np.array_equal(one.biases, other.biases))


def _work(
    answer: Future[Ground], view: View, growing: list[Landscape]
) -> Callable[[Progress], Landscape]:
    """What the errand does: lay the plane, then measure as long as it is wanted."""

    def work(progress: Progress) -> Landscape:
        found = _laid_out(answer_of(answer), view)
        growing.append(found)
        while found.measure():
            if not progress(found.share):
                raise errors.Cancelled
        return found

    return work


def _laid_out(ground: Ground, view: View) -> Landscape:
    """The plane that is wanted; through random directions while the run has no path yet."""
    from engine import Landscape, LandscapeView  # loaded by now

    wanted = LandscapeView(view.directions, view.two, view.part, view.reach, seed=view.seed)  # type: ignore[arg-type]
    try:
        return Landscape(wanted, ground)
    except errors.NoDirections:
        if view.directions != "path":
            raise
        return Landscape(replace(wanted, directions="random"), ground)
