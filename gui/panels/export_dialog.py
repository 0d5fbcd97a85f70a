"""The export dialog: a format, a file, and the proof that the file says the same."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QStandardPaths, QUrl
from PySide6.QtGui import QCloseEvent, QDesktopServices
from PySide6.QtWidgets import (
    QButtonGroup,
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QLineEdit,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from engine import EngineError, exporters
from gui import notices, theme
from gui.document import Document
from gui.panels.install_strip import InstallStrip
from gui.panels.widgets.background import Errand
from gui.panels.widgets.section import button, dialog_column, label
from gui.panels.widgets.share_bar import ShareBar
from gui.session import Session, State
from gui.translate import tr
from gui.words import power

if TYPE_CHECKING:
    from engine.exporters import Report

_CLOSING_SECONDS = 30.0
_FIRST = ".onnx"
_NEEDS = {".onnx": ("onnx", ("onnx", "onnxruntime"))}  # ending -> extra, packages it brings


class ExportDialog(QDialog):
    """Writes the network as trained so far; closing it leaves nothing running."""

    def __init__(self, document: Document, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document, self._session = document, session
        self._errand: Errand[Report] | None = None
        self._written: Path | None = None
        self.setWindowTitle(tr("Export the network"))
        self.setMinimumWidth(round(480 * theme.scale()))
        column = dialog_column(self)
        self._add_formats(column)
        self._add_file(column)
        if session.time.is_past:
            epoch = f"{session.time.epoch:,d}"
            words = tr("The weights of epoch {epoch} are exported, which are shown.", epoch=epoch)
            column.addWidget(label(words, wrap=True))
        self.install = InstallStrip()
        self.install.installed.connect(self._choose)
        column.addWidget(self.install)
        self.told = label(role="", wrap=True)
        self.told.hide()
        column.addWidget(self.told)
        column.addStretch(1)
        column.addLayout(self._foot())
        self._choose()

    # Parts

    def _add_formats(self, column: QVBoxLayout) -> None:
        column.addWidget(label(tr("Format"), "heading"))
        self._group = QButtonGroup(self)
        self.formats: dict[str, QRadioButton] = {}
        for ending in sorted(exporters.EXPORTERS, key=lambda ending: ending != _FIRST):
            row = exporters.EXPORTERS[ending]
            choice = QRadioButton(f"{tr(row.label)} ({ending})")
            choice.setAccessibleDescription(tr(row.hint))
            hint = label(tr(row.hint), "faint", wrap=True)
            hint.setContentsMargins(round(22 * theme.scale()), 0, 0, theme.RHYTHM // 2)
            self._group.addButton(choice)
            self.formats[ending] = choice
            column.addWidget(choice)
            column.addWidget(hint)
        self.formats[_FIRST].setChecked(True)
        self._group.buttonToggled.connect(self._choose)

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

    def _foot(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(theme.RHYTHM)
        self.progress = ShareBar(tr("Writing and checking"), known=False)
        self.progress.hide()
        self.show_folder = button(tr("Show in its folder"), "link")
        self.show_folder.clicked.connect(self._open_folder)
        self.show_folder.hide()
        self.close_button = button(tr("Close"))
        self.close_button.clicked.connect(self.reject)
        self.export_button = button(tr("Export"), "primary")
        self.export_button.setDefault(True)
        self.export_button.clicked.connect(self._export)
        row.addWidget(self.show_folder)
        row.addWidget(self.progress, 1)
        row.addStretch(0)
        row.addWidget(self.close_button)
        row.addWidget(self.export_button)
        return row

    # Choosing

    @property
    def ending(self) -> str:
        """The chosen format's ending."""
        return next(ending for ending, choice in self.formats.items() if choice.isChecked())

    @property
    def path(self) -> Path:
        """Where the file is to be written."""
        return Path(self.file.text().strip()).expanduser()

    def _suggestion(self) -> Path:
        place = QStandardPaths.StandardLocation.DocumentsLocation
        path = self._document.path
        folder = path.parent if path else Path(QStandardPaths.writableLocation(place))
        return folder / (self._document.title + _FIRST)

    def _choose(self) -> None:
        """Follow the chosen format: the file's ending, and what it still needs."""
        if self.path.suffix.lower() in exporters.EXPORTERS:
            self.file.setText(str(self.path.with_suffix(self.ending)))
        extra, packages = _NEEDS.get(self.ending, ("", ()))
        missing = tuple(name for name in packages if find_spec(name) is None)
        self.install.offer(extra if missing else "", missing)
        self.told.hide()
        self._judge()

    def _judge(self) -> None:
        path = self.path
        wrong = path.suffix.lower() != self.ending
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
        dialog.setNameFilter(f"{self.formats[self.ending].text()} (*{self.ending})")
        dialog.setDefaultSuffix(self.ending.lstrip("."))
        dialog.selectFile(self.path.name)
        dialog.fileSelected.connect(self.file.setText)
        dialog.open()

    # Writing

    def _export(self) -> None:
        if self._session.state is State.PREPARING and self._session.snapshot is not None:
            self._say(tr("The engine is still being prepared. Try again in a moment."), "error")
            return
        try:
            network = self._session.trained_network()
        except EngineError as error:
            self._tell_refusal(error)
            return
        path, data = self.path, self._document.data
        errand = Errand(lambda _progress: exporters.write(network, path, data=data), self)
        errand.done.connect(lambda: self._tell(errand.result))
        errand.refused.connect(self._tell_refusal)
        errand.finished.connect(self._end)
        self._errand = errand
        self.told.hide()
        self.progress.show()
        self.show_folder.hide()
        self.export_button.setEnabled(False)
        errand.start()

    def _tell(self, report: Report) -> None:
        self._written = report.path
        lines = [tr("{name} is written.", name=report.path.name)]
        if report.largest_difference is not None:
            lines.append(agreement(report))
        if report.note:
            lines.append(report.note)
        self._say("\n".join(lines), "warning" if report.note else "success")
        self.show_folder.show()

    def _tell_refusal(self, error: object) -> None:
        if isinstance(error, EngineError):
            notice = notices.Notice.of(error)
            self._say(f"{notice.happened} {notice.try_this}".strip(), "error")
        else:
            self._say(str(error), "error")

    def _say(self, text: str, level: str) -> None:
        sign = {"success": "✓ ", "warning": "", "error": ""}[level]
        self.told.setText(sign + text)
        self.told.setProperty("role", "error" if level == "error" else "")
        self.told.style().polish(self.told)
        self.told.show()

    def _end(self) -> None:
        self._errand = None
        self.progress.hide()
        self._judge()

    def _open_folder(self) -> None:
        if self._written is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._written.parent)))

    def reject(self) -> None:
        """Close, after what is being written is whole."""
        self.install.stop()
        if self._errand is not None:
            self._errand.wait(_CLOSING_SECONDS)
            self._errand = None
        super().reject()

    def closeEvent(self, event: QCloseEvent) -> None:
        """As with the button."""
        self.reject()
        super().closeEvent(event)


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
