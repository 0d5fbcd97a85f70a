"""Saving beside the window: one project at a time, while the person works on."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from concurrent.futures import CancelledError
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from engine import EngineError
from gui.editing.document import Document
from gui.editing.notices import Notice, bus
from gui.look.translate import tr
from gui.panels.widgets.background import Errand
from gui.run.session import Session

if TYPE_CHECKING:
    from engine import TrainerState

_TOLD_AFTER_MS = 400
_ANSWER_SECONDS = 30.0
_CLOSING_SECONDS = 120.0

Deed = Callable[[], object]


class Saving(QObject):
    """Writes the document with its run into files, in a thread of its own.

    What is edited meanwhile stays unsaved. `saved` tells which file now holds the work.
    """

    saved = Signal(Path)

    def __init__(self, document: Document, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self._document, self._session = document, session
        self._errand: Errand[TrainerState | None] | None = None
        self._path = Path()
        self._succeeded = False
        self._waiting: list[Deed] = []
        self._slow = QTimer(self, interval=_TOLD_AFTER_MS, singleShot=True)
        self._slow.timeout.connect(self.tell)

    @property
    def is_running(self) -> bool:
        """Whether a file is being written."""
        return self._errand is not None

    def tell(self) -> None:
        """Say what is being done."""
        bus.post(Notice("info", tr("Saving {name}…", name=self._path.name)))

    def afterwards(self, deed: Deed) -> None:
        """Do this once the file is written, or could not be."""
        self._waiting.append(deed)

    def wait(self) -> None:
        """Wait for the file, before the program ends."""
        if self._errand is not None:
            self._errand.wait(_CLOSING_SECONDS)

    def save(self, path: Path, then: Deed | None = None) -> None:
        """Begin to write to `path`, and do `then` if it was written; not while one is running."""
        from engine import project_file

        asked = self._session.ask(lambda trainer: trainer.state())
        project = self._document.being_saved()

        def write(_progress: object) -> TrainerState | None:
            state, silent = project.state, False
            try:
                state = asked.result(_ANSWER_SECONDS) if asked is not None else state
            except (CancelledError, TimeoutError):  # the edits at least
                silent = True
            project_file.save(path, dataclasses.replace(project, state=state))
            if silent:
                raise EngineError(
                    "{name} was saved without the training, which does not answer.",
                    "Save again once it goes on.",
                    name=path.name,
                )
            return state

        errand = Errand(write, self)
        errand.done.connect(lambda: self._succeed(errand, then))
        errand.refused.connect(lambda error: bus.post(Notice.of(error)))
        errand.finished.connect(self._end)
        self._path, self._errand, self._succeeded = path, errand, False
        self._slow.start()
        errand.start()

    def _succeed(self, errand: Errand[TrainerState | None], then: Deed | None) -> None:
        self._succeeded = True
        state = errand.result
        self._session.mark_saved(int(state.clock[0]) if state is not None else 0)
        self._document.saved(self._path)
        self.saved.emit(self._path)
        if not self._slow.isActive():
            bus.post(Notice("info", tr("{name} is saved.", name=self._path.name)))
        if then is not None:
            self._waiting.insert(0, then)

    def _end(self) -> None:
        self._slow.stop()
        if self._errand is not None:
            self._errand.deleteLater()
            self._errand = None
        if not self._succeeded:
            self._document.not_saved()
        waiting, self._waiting = self._waiting, []
        for deed in waiting:
            deed()
