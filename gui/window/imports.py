"""Data of one's own: opened from a file, pasted, or typed; read beside the window."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QFileDialog, QWidget

from engine import EngineError, datasets
from engine.data.datasets import CsvPreview, Dataset
from gui.editing.document import Document
from gui.editing.notices import Notice, bus
from gui.look.translate import tr
from gui.panels.widgets.section import present
from gui.window.clipped import table_on, text_on

if TYPE_CHECKING:
    from gui.panels.data.import_subject import ImportSubject
    from gui.panels.widgets.background import Progress

T = TypeVar("T")


class Imports(QObject):
    """Every way of one's own data into the document. Dialogs are opened, never waited for."""

    def __init__(self, window: QWidget, document: Document, folder: Callable[[], str]) -> None:
        super().__init__(window)
        self._window, self._document, self._folder = window, document, folder
        self._opening: QDialog | None = None

    @property
    def handlers(self) -> Mapping[str, Callable[..., object]]:
        """What the menu offers, by the keys of its entries."""
        return {
            "import_data": self.ask,
            "import_pictures": self.ask_folder,
            "paste_table": self.paste,
            "type_table": self.type,
        }

    # Files

    def ask(self) -> None:
        """Let the person choose a table to train on."""
        dialog = QFileDialog(self._window, tr("Import data"), self._folder())
        patterns = " ".join(datasets.DATA_PATTERNS)
        dialog.setNameFilters([tr("Tables") + f" ({patterns})", tr("All files") + " (*)"])
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(lambda name: self.open(Path(name)))
        present(dialog)

    def ask_folder(self) -> None:
        """Let the person choose a folder of pictures to train on."""
        dialog = QFileDialog(self._window, tr("Import a folder of pictures"), self._folder())
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.fileSelected.connect(lambda name: self.open(Path(name)))
        present(dialog)

    def open(self, path: Path) -> None:
        """Show what is in a table and ask which column is the target; take others as they are."""
        from gui.panels.data.import_subject import FileSubject

        if path.is_dir():
            self._ask_about_pictures(path)
        elif datasets.is_array_file(path):
            bus.post(Notice("info", tr("Reading {name}…", name=path.name)))
            self._look(path.name, lambda _progress: _read_arrays(path), self.take)
        else:
            self._ask_about(FileSubject(path))

    def _ask_about(self, subject: ImportSubject) -> None:
        from gui.panels.data.import_dialog import ImportDialog

        def ask(preview: CsvPreview) -> None:
            try:
                dialog = ImportDialog(subject, self._window, preview)
            except EngineError as error:
                bus.post(Notice.of(error))
                return
            dialog.accepted.connect(lambda: self.take(dialog.dataset))
            present(dialog)

        self._look(subject.name, lambda _progress: subject.inspect({}), ask)

    def _ask_about_pictures(self, path: Path) -> None:
        from gui.panels.data.pictures_dialog import PicturesDialog

        dialog = PicturesDialog(path, self._window)
        dialog.accepted.connect(lambda: self.take(dialog.dataset))
        present(dialog)

    def _look(self, name: str, job: Callable[[Progress], T], found: Callable[[T], object]) -> None:
        """Have it done beside the window; the latest file asked for wins."""
        from gui.panels.data.opening_dialog import OpeningDialog

        if self._opening is not None:
            self._opening.reject()
        dialog = OpeningDialog(name, job, found, self._window, known=False)
        dialog.finished.connect(lambda: self._forget(dialog))
        self._opening = dialog
        dialog.begin()

    def _forget(self, dialog: QDialog) -> None:
        if self._opening is dialog:
            self._opening = None

    # Clipboard and keyboard

    def paste(self) -> None:
        """Ask about the table on the clipboard, or say that there is none."""
        from gui.panels.data.import_subject import TextSubject

        mime = QGuiApplication.clipboard().mimeData()
        text = table_on(mime) or text_on(mime)
        if text.strip():
            self._ask_about(TextSubject(text))
            return
        happened = tr("There is no table on the clipboard.")
        bus.post(Notice("warning", happened, tr("Copy some cells in a spreadsheet first.")))

    def paste_if_table(self) -> bool:
        """Ask about a table if one is on the clipboard; False leaves it to others."""
        if not table_on(QGuiApplication.clipboard().mimeData()):
            return False
        self.paste()
        return True

    def type(self) -> None:
        """Let the person type a table, or change the present data if they are few."""
        from gui.panels.sheet.sheet_dialog import SheetDialog

        dialog = SheetDialog(self._document.data, self._window)
        dialog.accepted.connect(lambda: self.take(dialog.dataset, tr("Type the data")))
        present(dialog)

    # The one way to the document

    def take(self, data: Dataset, step: str = "") -> None:
        """Train on these data from now on, and say what they are."""
        from gui.panels.data.table_words import gets

        told = self._document.change_data(data, step or tr("Import {name}", name=data.title))
        happened = tr("The network was fitted to the data.") if told else tr("The table was read.")
        undo = (tr("Undo"), self._document.undo_stack.undo)
        sentences = " ".join((*told, gets(data) + ".", *data.notes))
        bus.post(Notice("info", happened, sentences, action=undo))


def _read_arrays(path: Path) -> Dataset:
    data: Dataset = datasets.read(path)
    return data.split().prepared()
