"""Recovery: offers the work of a window that ended badly, then keeps safe what this one does."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QLocale, QObject
from PySide6.QtWidgets import QMessageBox, QWidget

from gui.editing.document import Document
from gui.editing.notices import Notice, bus
from gui.look import icons
from gui.look.translate import tr
from gui.panels.widgets.section import present
from gui.run.session import Session
from gui.window import shelter
from gui.window.autosave import Autosave
from gui.window.shelter import Shelter


class Recovery(QObject):
    """Cares for work between two starts. `where` is the folder of all shelters."""

    def __init__(self, window: QWidget, document: Document, session: Session, where: Path) -> None:
        super().__init__(window)
        self._window, self._document, self._session = window, document, session
        self._where = where
        self._waiting: list[Shelter] = []
        self._then: Callable[[], object] = lambda: None
        self._keep = False
        self.autosave: Autosave | None = None

    def begin(self, then: Callable[[], object] = lambda: None) -> None:
        """Offer what was left behind; when none of it is taken, do `then`."""
        self._then = then
        for found in shelter.abandoned(self._where):
            if any(found.folder.glob("work-*")):
                self._waiting.append(found)
            else:
                found.remove()
        self._offer_next()

    def keep(self) -> None:
        """What is unsaved at the end shall be offered at the next start."""
        self._keep = True

    def end(self) -> None:
        """The window is closed: nothing is left behind that a person saved or gave up."""
        for left in self._waiting:
            left.leave()
        if self.autosave is not None:
            self.autosave.end(keep=self._keep)
            self.autosave = None

    # Offering

    def _offer_next(self) -> None:
        if not self._waiting:
            self._start_anew()
            return
        found = self._waiting[0]
        box = QMessageBox(self._window)
        box.setIconPixmap(icons.logo(64, 2))
        box.setWindowTitle("Netloom")
        box.setText(tr("Netloom ended before “{title}” was saved.", title=found.about.title))
        when = QLocale().toString(found.time, QLocale.FormatType.ShortFormat)
        box.setInformativeText(
            tr("It can be brought back as it was on {when}, with its training.", when=when)
        )
        back = box.addButton(tr("Bring it back"), QMessageBox.ButtonRole.AcceptRole)
        later = box.addButton(tr("Ask me later"), QMessageBox.ButtonRole.RejectRole)
        delete = box.addButton(tr("Delete it"), QMessageBox.ButtonRole.DestructiveRole)
        box.setDefaultButton(back)
        box.setEscapeButton(later)
        back.clicked.connect(lambda: self._bring_back(self._waiting.pop(0)))
        delete.clicked.connect(lambda: self._answer(self._waiting.pop(0).remove))
        later.clicked.connect(lambda: self._answer(self._waiting.pop(0).leave))
        present(box)

    def _answer(self, deed: Callable[[], object]) -> None:
        deed()
        self._offer_next()

    def _bring_back(self, found: Shelter) -> None:
        from engine import draft

        project = draft.read(found.folder)
        if project is None:
            happened = tr("“{title}” could not be brought back.", title=found.about.title)
            left = tr("What was left of it is in {folder}.", folder=str(found.folder))
            bus.post(Notice("error", happened, left))
            self._answer(found.leave)
            return
        about = found.about
        path = Path(about.path) if about.path else None
        self._document.recover(project, about.title, path)
        # The same folder is written on in, so that at no moment the work is nowhere.
        self._keep_safe(found)
        told = tr("“{title}” is back, with its training.", title=about.title)
        bus.post(Notice("info", told, tr("It is in no file yet: save it.")))

    def _start_anew(self) -> None:
        try:
            self._keep_safe(shelter.new(self._where))
        except OSError as error:
            happened = tr("Unsaved work cannot be kept safe: {reason}", reason=str(error))
            bus.post(Notice("warning", happened, tr("Save often.")))
        self._then()

    def _keep_safe(self, place: Shelter) -> None:
        self.autosave = Autosave(self._document, self._session, place)
        self.autosave.start()
