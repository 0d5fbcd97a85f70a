"""A tiny project as a text: copied for a mail or a page of exercises, and opened from there."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication

from gui.editing.document import Document
from gui.editing.notices import Notice, bus
from gui.look.translate import tr
from gui.panels.widgets.background import Errand
from gui.run.session import Session
from gui.window.clipped import text_on

if TYPE_CHECKING:
    from engine.projects.project_file import Project

_ANSWER_SECONDS = 30.0

Opener = Callable[[str, Callable[[], "Project"], Callable[["Project"], object]], None]


class Sharing(QObject):
    """Between the document and a text on the clipboard. `opener` reads and asks as for a file."""

    def __init__(
        self, document: Document, session: Session, opener: Opener, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._document, self._session, self._opener = document, session, opener

    @property
    def handlers(self) -> Mapping[str, Callable[..., object]]:
        """What the menu offers, by the keys of its entries."""
        return {"copy_text": self.copy, "open_text": self.open}

    def copy(self) -> None:
        """Put the project on the clipboard as a text, or say why that cannot be."""
        from engine import project_file, share

        now = self._document
        network, data, settings, seed = now.network.copy(), now.data, now.settings, now.seed
        known, asked = now.state, self._session.ask(lambda trainer: trainer.state())

        def write(_progress: object) -> str:
            state = known if asked is None else asked.result(_ANSWER_SECONDS)
            return share.write(project_file.Project(network, data, settings, seed, state))

        errand = Errand(write, self)
        errand.done.connect(lambda: self._copied(errand.result))
        errand.refused.connect(lambda error: bus.post(Notice.of(error)))
        errand.finished.connect(errand.deleteLater)
        errand.start()

    def _copied(self, text: str) -> None:
        QGuiApplication.clipboard().setText(text)
        happened = tr("The project is on the clipboard: {signs} signs of text.", signs=len(text))
        bus.post(Notice("info", happened, tr("File ▸ Open a copied text opens it elsewhere.")))

    def open(self) -> None:
        """Open the project whose text is on the clipboard, or say that there is none."""
        if self.open_if_text():
            return
        happened = tr("There is no project on the clipboard.")
        bus.post(Notice("warning", happened, tr("Copy all of a text that begins with netloom:1:")))

    def open_if_text(self) -> bool:
        """Open a project if its text is on the clipboard; False leaves it to others."""
        from engine import share

        text = text_on(QGuiApplication.clipboard().mimeData())
        if not share.is_text(text):
            return False
        self._opener(
            tr("the copied text"),
            lambda: share.read(text),
            lambda project: self._document.take(project, None),
        )
        return True
