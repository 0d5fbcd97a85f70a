"""Networks from elsewhere into the document: from the menu, dropped, or pasted as a link."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from engine import EngineError
from gui.editing.document import Document
from gui.editing.notices import Notice, bus
from gui.look.translate import tr
from gui.panels.widgets.section import present
from gui.run.session import Session
from gui.window.clipped import text_on

if TYPE_CHECKING:
    from gui.panels.dialogs.network_dialog import Taken


class NetworkImports(QObject):
    """One step that can be undone, whichever way it came. `taken` tells that there is one."""

    taken = Signal()

    def __init__(
        self,
        window: QWidget,
        document: Document,
        session: Session,
        folder: Callable[[], str],
    ) -> None:
        super().__init__(window)
        self._window, self._document, self._session = window, document, session
        self._folder = folder

    @property
    def handlers(self) -> Mapping[str, Callable[..., object]]:
        """What the menu offers, by the keys of its entries."""
        return {"import_network": self.ask}

    def ask(self) -> None:
        """Let the person choose a file, or put a link in."""
        self._show("")

    def open(self, path: Path) -> None:
        """Show what is in a file, to be imported."""
        self._show(str(path))

    def _show(self, what: str) -> None:
        from gui.panels.dialogs.network_dialog import NetworkDialog

        dialog = NetworkDialog(self._document, self._folder(), self._window, what)
        dialog.taken.connect(lambda found: self._take(found))
        present(dialog)

    def paste_if_link(self) -> bool:
        """Take the network of a link on the clipboard; False leaves it to others."""
        text = text_on(QGuiApplication.clipboard().mimeData())
        if "playground.tensorflow.org" not in text.lower():
            return False
        from engine import importers
        from gui.panels.dialogs.network_dialog import read

        if not importers.is_link(text):
            return False
        try:
            self._take(read(text, self._document.data, self._document.settings))
        except EngineError as error:
            bus.post(Notice.of(error))
        return True

    def _take(self, found: Taken) -> None:
        from engine import Variant

        document, imported = self._document, found.imported
        self._session.pause()
        seed = document.seed if imported.data is None else found.network.seed
        variant = Variant(imported.title, found.network, found.data, found.settings, seed)
        document.take_over(tr("Import {name}", name=tr(imported.title)), variant, None)
        self.taken.emit()
        happened = tr("{name} was imported.", name=tr(imported.title))
        if misfits := found.misfits:
            action = document.repair_name, document.make_fit
            bus.post(Notice("warning", happened, " ".join(misfits), action=action))
        else:
            undo = tr("Undo"), document.undo_stack.undo
            bus.post(Notice("info", happened, " ".join(imported.notes), action=undo))
