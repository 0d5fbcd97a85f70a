"""Autosave: however the process ends, the next start finds the work as it was a moment ago."""

from __future__ import annotations

import dataclasses
from concurrent.futures import CancelledError, Future
from typing import TYPE_CHECKING

from PySide6.QtCore import QElapsedTimer, QObject, QTimer

from gui.editing.document import Document
from gui.editing.notices import Notice, bus
from gui.look.translate import tr
from gui.panels.widgets.background import Errand
from gui.run.session import Session
from gui.window.shelter import About, Shelter

if TYPE_CHECKING:
    from engine.projects.project_file import Project

_EVERY_MS = 500
# Writing a very large project may not keep a core busy: it rests four times as long as it wrote.
_REST = 4
_ANSWER_SECONDS = 20.0
_CLOSING_SECONDS = 30.0


class Autosave(QObject):
    """Writes document and run into the shelter, in a thread of its own, whenever they changed."""

    def __init__(self, document: Document, session: Session, shelter: Shelter) -> None:
        super().__init__(document)
        from engine import draft

        self.shelter = shelter
        self._document, self._session = document, session
        self._draft = draft.Draft(shelter.folder)
        self._about = About("")
        self._has_edits = False
        self._saved_step = -1
        self._has_complained = False
        self._errand: Errand[bool] | None = None
        self._writing = QElapsedTimer()
        self._clock = QTimer(self, interval=_EVERY_MS)
        self._clock.timeout.connect(self.save_soon)
        for signal in (document.stepped, document.opened, document.title_changed):
            signal.connect(lambda *_: self._note(True))

    def start(self) -> None:
        """Look for changes from now on."""
        self._clock.start()

    def end(self, *, keep: bool = False) -> None:
        """Write no more; unless told to `keep` it, the work is in a file or not wanted."""
        self._clock.stop()
        if self._errand is not None:
            self._errand.wait(_CLOSING_SECONDS)
            self._errand = None
        if keep:
            self.shelter.leave()
        else:
            self.shelter.remove()

    @property
    def is_up_to_date(self) -> bool:
        """Whether what is written is what there is."""
        step = self._session.snapshot.step if self._session.snapshot else 0
        return self._errand is None and not self._has_edits and step == self._saved_step

    def save_soon(self) -> None:
        """Begin to write what has changed, unless that is being done."""
        # While the past is shown, what was written last holds the present.
        if self._errand is not None or self.is_up_to_date or self._session.time.is_past:
            return
        self._has_edits = False
        self._saved_step = self._session.snapshot.step if self._session.snapshot else 0
        self._document.saving.emit()  # the canvas writes down how it is looked at
        about = About(self._document.title, str(self._document.path or ""))
        project, view = self._project(), self._document.view

        def write(_progress: object) -> bool:
            try:
                found = project.result(_ANSWER_SECONDS)
            except (CancelledError, TimeoutError):  # another document, or the kernels compile
                return False
            if about != self._about:
                self.shelter.write_about(about)
                self._about = about
            self._draft.write(dataclasses.replace(found, view=view))
            return True

        errand = Errand(write, self)
        errand.done.connect(lambda: self._note(not errand.result))
        errand.refused.connect(self._complain)
        errand.finished.connect(self._finish)
        self._errand = errand
        self._writing.start()
        errand.start()

    def _project(self) -> Future[Project]:
        """What there is, asked of the run, so that weights and edits belong together."""
        from engine import project_file

        asked = self._session.ask(project_file.Project.of)
        if asked is not None:
            return asked
        document = self._document
        known: Future[Project] = Future()
        known.set_result(
            project_file.Project(
                document.network.copy(),
                document.data,
                document.settings,
                document.seed,
                document.state,
            )
        )
        return known

    def _note(self, is_behind: bool) -> None:
        self._has_edits = self._has_edits or is_behind

    def _finish(self) -> None:
        if self._errand is not None:
            self._errand.deleteLater()
            self._errand = None
            self._clock.setInterval(max(_EVERY_MS, _REST * self._writing.elapsed()))

    def _complain(self, error: object) -> None:
        """Say it once: the disk may be full for hours."""
        self._has_edits = True
        if not self._has_complained:
            self._has_complained = True
            happened = tr("Unsaved work cannot be kept safe: {reason}", reason=str(error))
            bus.post(Notice("warning", happened, tr("Save the project now, to another place.")))
