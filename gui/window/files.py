"""Opening, saving and leaving, so that nothing is lost on the way."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QDialog, QFileDialog, QMessageBox, QWidget

from engine import datasets
from gui.editing.document import Document
from gui.editing.notices import Notice, bus
from gui.look import icons
from gui.look.translate import tr
from gui.run.session import Session
from gui.window.imports import Imports
from gui.window.network_imports import NetworkImports
from gui.window.preferences import Preferences
from gui.window.saving import Saving
from gui.window.sharing import Sharing

if TYPE_CHECKING:
    from engine.projects.project_file import Project

ENDING = ".netloom"


class Files(QObject):
    """What the File menu does. Dialogs are opened, never waited for."""

    recent_changed = Signal()

    def __init__(
        self,
        window: QWidget,
        document: Document,
        session: Session,
        preferences: Preferences,
    ) -> None:
        super().__init__(window)
        self._window = window
        self._document, self._session = document, session
        self._preferences = preferences
        self.sharing = Sharing(
            document,
            session,
            lambda *reading: self.unless_unsaved(lambda: self._read(*reading)),
            self,
        )
        self.saving = Saving(document, session, self)
        self.saving.saved.connect(self._remember)
        self.imports = Imports(window, document, self._folder)
        self.networks = NetworkImports(window, document, session, self._folder)

    @property
    def handlers(self) -> Mapping[str, Callable[..., object]]:
        """What the menu offers, by the keys of its entries."""
        return {
            "new": self.new,
            "open": self.ask_open,
            "save": self.save,
            "save_as": self.save_as,
            "export": self.export,
            **self.imports.handlers,
            **self.sharing.handlers,
            **self.networks.handlers,
        }

    def paste(self) -> bool:
        """Take a table, a link or a project on the clipboard; False leaves it to others."""
        taken = self.networks.paste_if_link() or self.imports.paste_if_table()
        return taken or self.sharing.open_if_text()

    @property
    def has_unsaved_work(self) -> bool:
        """Whether edits or trained weights would be lost by leaving."""
        return (
            self._document.is_modified
            or self._session.has_unsaved_training
            or self.saving.is_running
        )

    # New and open

    def new(self) -> None:
        """Start from an empty canvas, after asking about unsaved work."""
        self.unless_unsaved(self._document.new)

    def ask_open(self) -> None:
        """Let the person choose a project, after asking about unsaved work."""
        self.unless_unsaved(self._choose_project)

    def _choose_project(self) -> None:
        dialog = QFileDialog(self._window, tr("Open a project"), self._folder())
        dialog.setNameFilters([tr("Netloom projects") + f" (*{ENDING})", tr("All files") + " (*)"])
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(lambda name: self._open_now(Path(name)))
        _show(dialog)

    def open(self, path: Path) -> None:
        """Open a project, after asking about unsaved work."""
        self.unless_unsaved(lambda: self._open_now(path))

    def _open_now(self, path: Path) -> None:
        from engine import project_file

        def take(project: Project) -> None:
            self._document.take(project, path)
            self._remember(path)

        self._read(path.name, lambda: project_file.load(path), take)

    def _read(
        self, name: str, read: Callable[[], Project], take: Callable[[Project], object]
    ) -> None:
        """Read beside the window; the latest project asked for wins."""
        from gui.window.opening import OpeningDialog

        index = self._document.undo_stack.index()

        def came(project: Project) -> None:
            if self._document.undo_stack.index() == index:
                take(project)
            else:  # edited in the moment before the dialog was there
                self.unless_unsaved(lambda: take(project))

        for earlier in self._window.findChildren(OpeningDialog):
            earlier.reject()
        OpeningDialog(name, read, came, self._window).start()

    def open_any(self, path: Path) -> None:
        """Open a dropped file: a project, another program's network, or data to train on."""
        from engine import importers

        if path.suffix.lower() == ENDING:
            self.open(path)
        elif importers.is_network_file(path):
            self.networks.open(path)
        elif datasets.is_data_file(path):
            self.imports.open(path)
        else:
            happened = tr("{name} is neither a project nor a network nor a table.", name=path.name)
            known = ", ".join((f"*{ENDING}", *importers.patterns(), *datasets.DATA_PATTERNS))
            bus.post(Notice("warning", happened, tr("Drop a file such as {known}.", known=known)))

    # Save

    def save(self, then: Callable[[], object] | None = None) -> None:
        """Save to the project's file, or ask for one; then do `then` if it was saved."""
        if self._document.path is None:
            self.save_as(then)
        else:
            self._save_to(self._document.path, then)

    def save_as(self, then: Callable[[], object] | None = None) -> None:
        """Ask for a file and save to it."""
        dialog = QFileDialog(self._window, tr("Save the project"), self._folder())
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilter(tr("Netloom projects") + f" (*{ENDING})")
        dialog.setDefaultSuffix(ENDING[1:])
        dialog.selectFile(self._document.title + ENDING)
        dialog.fileSelected.connect(lambda name: self._save_to(Path(name), then))
        _show(dialog)

    def _save_to(self, path: Path, then: Callable[[], object] | None) -> None:
        if self.saving.is_running:
            self.saving.afterwards(lambda: self._save_again(path, then))
        else:
            self.saving.save(path, then)

    def _save_again(self, path: Path, then: Callable[[], object] | None) -> None:
        if path != self._document.path or self.has_unsaved_work:
            self._save_to(path, then)
        elif then is not None:
            then()

    # Exports

    def export(self) -> None:
        """Let the person take the trained weights away."""
        from gui.panels.dialogs.export_dialog import ExportDialog

        _show(ExportDialog(self._document, self._session, self._window))

    # Leaving

    def unless_unsaved(self, then: Callable[[], object]) -> None:
        """Do `then` at once, or after the person chose to save or to discard what is unsaved."""
        if self.saving.is_running:
            self.saving.tell()
            self.saving.afterwards(lambda: self.unless_unsaved(then))
            return
        if not self.has_unsaved_work:
            then()
            return
        button = QMessageBox.StandardButton
        box = QMessageBox(self._window)
        box.setIconPixmap(icons.logo(64, 2))
        box.setWindowTitle("Netloom")
        box.setText(tr("Save “{title}” before going on?", title=self._document.title))
        box.setInformativeText(self._what_is_lost())
        box.setStandardButtons(button.Save | button.Discard | button.Cancel)
        box.setDefaultButton(button.Save)

        def answered(answer: int) -> None:
            if answer == button.Save:
                self.save(then)
            elif answer == button.Discard:
                then()

        box.finished.connect(answered)
        _show(box)

    def _what_is_lost(self) -> str:
        if self._document.is_modified:
            return tr("Your changes are in no file yet.")
        return tr("The trained weights are in no file yet.")

    def _remember(self, path: Path) -> None:
        self._preferences.add_recent_file(path)
        self.recent_changed.emit()

    def _folder(self) -> str:
        path = self._document.path
        recent = self._preferences.recent_files
        return str(path.parent if path else recent[0].parent if recent else Path.home())


def _show(dialog: QDialog) -> None:
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.open()
