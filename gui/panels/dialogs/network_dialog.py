"""A network from elsewhere: a file or a link, what is in it, and what it will be trained on."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLineEdit, QWidget

from engine import Network, TrainingSettings, activations, fitting, importers
from engine.data.datasets import Dataset
from gui.editing.document import Document
from gui.forms.fields import Choice
from gui.look import theme
from gui.look.translate import tr
from gui.panels.dialogs.install_strip import InstallStrip
from gui.panels.widgets.errand_dialog import ErrandDialog
from gui.panels.widgets.section import button, label, labelled

if TYPE_CHECKING:
    from engine.importers import Imported

_TYPING_MS = 250
_USUAL = "relu"


@dataclass(frozen=True, eq=False)
class Taken:
    """What a file or a link holds, and network, data and settings as they will be."""

    imported: Imported
    network: Network
    data: Dataset
    settings: TrainingSettings

    @property
    def misfits(self) -> tuple[str, ...]:
        """What does not go together."""
        return fitting.misfits(self.network, self.data, self.settings)


class NetworkDialog(ErrandDialog):
    """Reads beside the window while one types; `taken` carries what is imported in the end."""

    taken = Signal(object)

    def __init__(
        self, document: Document, folder: str, parent: QWidget | None = None, what: str = ""
    ) -> None:
        super().__init__(tr("Import a network"), tr("Reading"), parent, known=False)
        self._data, self._settings, self._folder = document.data, document.settings, folder
        self._found: Taken | None = None
        self._read = ("", "")
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_TYPING_MS)
        self._pause.timeout.connect(self.look)
        self.setMinimumWidth(round(520 * theme.scale()))
        self._add_source()
        self._add_activation()
        self.install = InstallStrip()
        self.install.installed.connect(self.look)
        self.column.addWidget(self.install)
        self.column.addSpacing(theme.RHYTHM)
        self.column.addWidget(self.told)
        self.column.addStretch(1)
        self.column.addLayout(self._build_foot())
        self.source.setText(what)
        self.look()

    # Parts

    def _add_source(self) -> None:
        self.column.addWidget(label(tr("File or link"), "heading"))
        self.source = QLineEdit()
        self.source.setAccessibleName(tr("File or link"))
        self.source.setClearButtonEnabled(True)
        self.source.textChanged.connect(lambda _: self._pause.start())
        self.browse = button(tr("Browse…"))
        self.browse.clicked.connect(self._browse)
        row = QHBoxLayout()
        row.setSpacing(theme.RHYTHM)
        row.addWidget(self.source, 1)
        row.addWidget(self.browse)
        self.column.addLayout(row)
        known = ", ".join(importers.patterns())
        words = tr(
            "A file of another program ({known}), or a link to the TensorFlow Playground. "
            "Nothing in it is run, and nothing is fetched.",
            known=known,
        )
        self.column.addWidget(label(words, "faint", wrap=True))

    def _add_activation(self) -> None:
        self.activation = Choice()
        rows = activations.ACTIVATIONS.items()
        self.activation.offer({key: tr(row.label) for key, row in rows if not row.joint})
        self.activation.show_key(_USUAL)
        self.activation.chosen.connect(lambda _: self.look())
        words = tr("Activation of hidden units")
        help_text = tr("Such files hold weights alone; the program that made them knows the rest.")
        self.asked = labelled(words, self.activation, help_text)
        self.column.addWidget(self.asked)

    def _build_foot(self) -> QHBoxLayout:
        self.cancel = button(tr("Cancel"))
        self.cancel.clicked.connect(self.reject)
        self.take = button(tr("Import"), "primary")
        self.take.setDefault(True)
        self.take.clicked.connect(self._accept)
        return self.foot(self.cancel, self.take)

    def _browse(self) -> None:
        dialog = QFileDialog(self, tr("Import a network"), self._folder)
        patterns = " ".join(importers.patterns())
        dialog.setNameFilters([tr("Networks") + f" ({patterns})", tr("All files") + " (*)"])
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(self.source.setText)
        dialog.open()

    # Reading

    def look(self) -> None:
        """Read what is named now, unless that is being read or nothing is there."""
        text = self.source.text().strip()
        ending = Path(text).suffix.lower() if text and not importers.is_link(text) else ""
        row = importers.IMPORTERS.get(ending)
        self.asked.setVisible(row is not None and row.asks)
        missing = ("onnx",) if ending == ".onnx" and find_spec("onnx") is None else ()
        self.install.offer("onnx" if missing else "", missing)
        if self._errand is not None:
            return  # looked at again when it has ended
        self._found = None
        self._read = text, str(self.activation.currentData())
        self.take.setEnabled(False)
        if missing or not text:
            self.told.hide()
            return
        activation, data, settings = self._read[1], self._data, self._settings
        self.work(lambda _progress: read(text, data, settings, activation), self._tell)

    def show_work(self, working: bool) -> None:
        """After one thing is read, another may have been typed."""
        super().show_work(working)
        now = self.source.text().strip(), str(self.activation.currentData())
        if working:
            return
        if now != self._read:
            self._pause.start()
        needed = self.column.totalHeightForWidth(self.width())
        self.resize(self.width(), max(self.height(), needed))

    def _tell(self, found: Taken) -> None:
        self._found = found
        self.say("\n".join(_summary(found)))
        self.take.setEnabled(True)

    def _accept(self) -> None:
        if self._found is not None:
            self.taken.emit(self._found)
            self.accept()

    def give_up(self) -> None:
        """Stop an installation and what is being read."""
        self._pause.stop()
        self.install.stop()
        super().give_up()


def read(text: str, data: Dataset, settings: TrainingSettings, activation: str = _USUAL) -> Taken:
    """What a link or the file of this name holds, beside these data and settings.

    Raises NetworkFileError, PackageMissing.
    """
    if importers.is_link(text):
        imported = importers.read_link(text)
    else:
        imported = importers.read(Path(text).expanduser(), activation)
    return Taken(imported, *imported.beside(data, settings))


def _summary(found: Taken) -> list[str]:
    """What was found, and whether it goes with the data."""
    network = found.network
    inputs, outputs = len(network.inputs), len(network.outputs)
    words = tr(
        "{origin}: inputs {inputs}, hidden units {hidden}, outputs {outputs}; connections {links}.",
        origin=found.imported.origin,
        inputs=f"{inputs:,}",
        hidden=f"{len(network.units) - inputs - outputs:,}",
        outputs=f"{outputs:,}",
        links=f"{network.connection_count:,}",
    )
    if found.imported.data is not None:
        fit = tr("Data and settings come with it: {title}.", title=tr(found.data.title))
    elif found.misfits:
        fit = tr("It does not fit the present data yet:") + " " + " ".join(found.misfits)
    else:
        fit = tr("It fits the present data, {title}.", title=tr(found.data.title))
    return [words, *found.imported.notes, fit]
