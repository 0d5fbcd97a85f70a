"""The export dialog: a format, a file, and the proof that the file says the same."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QStandardPaths, Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from engine import EngineError, exporters
from gui.editing.document import Document
from gui.look import theme
from gui.look.translate import tr
from gui.look.words import power
from gui.panels.dialogs.install_strip import InstallStrip
from gui.panels.widgets.errand_dialog import ErrandDialog
from gui.panels.widgets.section import button, label
from gui.run.session import Session, State

if TYPE_CHECKING:
    from engine.exporters import Report

_CLOSING_SECONDS = 30.0
_SPACING = 3
_ENDING = Qt.ItemDataRole.UserRole
_NEEDS = {".onnx": ("onnx", ("onnx", "onnxruntime"))}  # ending -> extra, packages it brings


class ExportDialog(ErrandDialog):
    """Writes the network as trained so far; closing it leaves nothing running."""

    def __init__(self, document: Document, session: Session, parent: QWidget | None = None) -> None:
        doing = tr("Writing and checking")
        super().__init__(tr("Export the network"), doing, parent, known=False)
        self._document, self._session = document, session
        self._written: Path | None = None
        self.setMinimumWidth(round(480 * theme.scale()))
        column = self.column
        self._add_formats(column)
        self._add_file(column)
        if session.time.is_past:
            epoch = f"{session.time.epoch:,d}"
            words = tr("The weights of epoch {epoch} are exported, which are shown.", epoch=epoch)
            column.addWidget(label(words, wrap=True))
        self.install = InstallStrip()
        self.install.installed.connect(self._choose)
        column.addWidget(self.install)
        self.told.hide()
        column.addWidget(self.told)
        column.addStretch(1)
        column.addLayout(self._build_foot())
        self._choose()

    # Parts

    def _add_formats(self, column: QVBoxLayout) -> None:
        column.addWidget(label(tr("Format"), "heading"))
        self.formats = QListWidget()
        self.formats.setAccessibleName(tr("Format"))
        self.formats.setSpacing(_SPACING)
        for row in exporters.EXPORTERS.values():
            item = QListWidgetItem(f"{tr(row.label)}   {row.ending}", self.formats)
            item.setData(_ENDING, row.ending)
            item.setData(Qt.ItemDataRole.AccessibleDescriptionRole, tr(row.hint))
        self.formats.setCurrentRow(0)
        line = self.formats.sizeHintForRow(0) + 2 * _SPACING
        self.formats.setFixedHeight(line * self.formats.count() + 2 * theme.RHYTHM)
        self.formats.currentRowChanged.connect(self._choose)
        column.addWidget(self.formats)
        self.hint = label(role="faint", wrap=True)
        column.addWidget(self.hint)

    def _add_file(self, column: QVBoxLayout) -> None:
        column.addSpacing(theme.RHYTHM)
        column.addWidget(label(tr("File"), "heading"))
        self.file = QLineEdit(str(self._suggestion()))
        self.file.setAccessibleName(tr("File"))
        self.file.textChanged.connect(self._judge)
        self.browse = button(tr("Browse…"))
        self.browse.clicked.connect(self._browse)
        row = QHBoxLayout()
        row.setSpacing(theme.RHYTHM)
        row.addWidget(self.file, 1)
        row.addWidget(self.browse)
        column.addLayout(row)
        self.caution = label(role="faint", wrap=True)
        column.addWidget(self.caution)

    def _build_foot(self) -> QHBoxLayout:
        self.show_folder = button(tr("Show in its folder"), "link")
        self.show_folder.clicked.connect(self._open_folder)
        self.show_folder.hide()
        self.close_button = button(tr("Close"))
        self.close_button.clicked.connect(self.reject)
        self.export_button = button(tr("Export"), "primary")
        self.export_button.setDefault(True)
        self.export_button.clicked.connect(self._export)
        return self.foot(self.close_button, self.export_button, before=self.show_folder)

    # Choosing

    @property
    def ending(self) -> str:
        """The chosen format's ending."""
        return str(self.formats.currentItem().data(_ENDING))

    @property
    def path(self) -> Path:
        """Where the file is to be written."""
        return Path(self.file.text().strip()).expanduser()

    def _suggestion(self) -> Path:
        place = QStandardPaths.StandardLocation.DocumentsLocation
        path = self._document.path
        folder = path.parent if path else Path(QStandardPaths.writableLocation(place))
        return folder / (self._document.title + self.ending)

    def _choose(self) -> None:
        """Follow the chosen format: the file's ending, and what it still needs."""
        path, ending = self.path, self.ending
        self.hint.setText(tr(exporters.EXPORTERS[ending].hint))
        if old := exporters.ending_of(path.name):
            self.file.setText(str(path.with_name(path.name[: -len(old)] + ending)))
        extra, packages = _NEEDS.get(ending, ("", ()))
        missing = tuple(name for name in packages if find_spec(name) is None)
        self.install.offer(extra if missing else "", missing)
        self.told.hide()
        self._judge()

    def _judge(self) -> None:
        path = self.path
        wrong = exporters.ending_of(path.name) != self.ending
        if wrong:
            text = tr("The name must end in {ending}.", ending=self.ending)
        elif path == self._written:
            text = ""
        else:
            text = tr("This file is there already and will be replaced.") if path.is_file() else ""
        self.caution.setText(text)
        self.caution.setVisible(bool(text))
        self.export_button.setEnabled(not wrong and self._errand is None)

    def _browse(self) -> None:
        dialog = QFileDialog(self, tr("Export the network"), str(self.path.parent))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilter(f"{tr(exporters.EXPORTERS[self.ending].label)} (*{self.ending})")
        dialog.setDefaultSuffix(self.ending.lstrip("."))
        dialog.selectFile(self.path.name)
        dialog.fileSelected.connect(self.file.setText)
        dialog.open()

    # Writing

    def _export(self) -> None:
        if self._session.state is State.PREPARING and self._session.snapshot is not None:
            self.say(tr("The engine is still being prepared. Try again in a moment."), "error")
            return
        try:
            network = self._session.trained_network()
        except EngineError as error:
            self.tell_refusal(error)
            return
        path, data, settings = self.path, self._document.data, self._document.settings
        self.told.hide()
        self.show_folder.hide()
        self.work(lambda _progress: exporters.write(network, path, data, settings), self._tell)

    def show_work(self, working: bool) -> None:
        """One file is written at a time."""
        super().show_work(working)
        self._judge()

    def _tell(self, report: Report) -> None:
        self._written = report.path
        lines = [tr("{name} is written.", name=report.path.name)]
        if report.largest_difference is not None:
            lines.append(agreement(report))
        if report.note:
            lines.append(report.note)
        self.say(("" if report.note else "✓ ") + "\n".join(lines))
        self.show_folder.show()

    def _open_folder(self) -> None:
        if self._written is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._written.parent)))

    def give_up(self) -> None:
        """Stop an installation; what is being written becomes whole."""
        self.install.stop()
        if self._errand is not None:
            self._errand.wait(_CLOSING_SECONDS)
            self._errand = None


def agreement(report: Report) -> str:
    """How well the file's answers agree with the program's, in words."""
    difference = report.largest_difference or 0.0
    values = {"runtime": report.verified_with, "rows": report.rows}
    if difference == 0:
        return tr("Re-run in {runtime} on {rows} rows: agrees exactly.", **values)
    return tr(
        "Re-run in {runtime} on {rows} rows: agrees to {difference}.",
        **values,
        difference=power(difference),
    )
