"""The lab report's dialog: it measures all parts, says what will be in the file, and writes it."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget

from engine import EngineError, errors
from engine.files import write_atomically
from gui.editing.document import Document
from gui.look import theme
from gui.look.translate import tr
from gui.panels.dialogs.lab_report import PARTS, Measured, page
from gui.panels.widgets.errand_dialog import ErrandDialog, waiting_words
from gui.panels.widgets.section import button, label
from gui.run.run_link import answer_of
from gui.run.session import Session, State
from gui.stills import picture_formats, pictures

if TYPE_CHECKING:
    from engine.projects.project_file import Project

_WIDTH = 480


class LabReportDialog(ErrandDialog):
    """Measures on opening, as trained by then; closing it leaves nothing running."""

    def __init__(self, document: Document, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(tr("Lab report"), tr("Measuring"), parent, known=False)
        self._document, self._session = document, session
        self._measured: Measured | None = None
        self._written: Path | None = None
        self.setMinimumWidth(round(_WIDTH * theme.scale()))
        words = tr(
            "One page with network, data, settings, seed, curves, metrics of all parts and how to "
            "repeat the run, to be read in any browser and printed."
        )
        self.column.addWidget(label(words, wrap=True))
        named = ", ".join(map(pictures.name_of, _seen())) or tr("none")
        seen = tr("Pictures in it, those in sight: {names}.", names=named)
        self.column.addWidget(label(seen, "faint", wrap=True))
        self.column.addWidget(self.told)
        self.column.addStretch(1)
        self.open_button = button(tr("Open it"), "link")
        self.open_button.clicked.connect(self._open)
        self.open_button.hide()
        self.close_button = button(tr("Close"))
        self.close_button.clicked.connect(self.reject)
        self.save_button = button(tr("Save…"), "primary")
        self.save_button.setDefault(True)
        self.save_button.setEnabled(False)
        self.save_button.clicked.connect(self.ask_save)
        foot = self.foot(self.close_button, self.save_button, before=self.open_button)
        self.column.addLayout(foot)
        session.state_changed.connect(self._begin)
        self._begin()

    def _begin(self) -> None:
        """Measure once the run can be asked; until then say what is waited for."""
        if self._measured is not None or self._errand is not None:
            return
        if self._session.state is State.BLOCKED:
            self.say(" ".join(self._session.blocked_by), "error")
        elif self._session.state is State.PREPARING:
            self._session.start()
            self.say(waiting_words())
        else:
            self._measure()

    def _measure(self) -> None:
        from engine.projects.project_file import Project

        answer = self._session.ask(Project.of)
        if answer is not None:
            self.work(lambda _progress: _measured(answer_of(answer)), self._show)

    def _show(self, measured: Measured) -> None:
        self._measured = measured
        self.save_button.setEnabled(True)
        self.say(tr("Measured after {epochs} epochs.", epochs=f"{measured.trainer.epoch:,}"))

    def ask_save(self) -> QFileDialog:
        """Let the person choose a file."""
        folder = self._document.path.parent if self._document.path else pictures.folder.path
        dialog = QFileDialog(self, tr("Save the lab report"), str(folder))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilter(tr("Web page") + " (*.html)")
        dialog.setDefaultSuffix(".html")
        dialog.selectFile(f"{self._document.title}-report.html")
        dialog.fileSelected.connect(lambda chosen: self.save(Path(chosen)))
        dialog.open()
        return dialog

    def save(self, path: Path) -> None:
        """Write the report; what fails is said."""
        if self._measured is None:
            return
        date = datetime.now().astimezone().strftime("%Y-%m-%d %H:%M")
        title = tr("Lab report: {title}", title=self._document.title)
        content = page(title, date, self._measured, self._session.history, self._images())
        try:
            write_atomically(path, content, errors.ExportError)
        except EngineError as error:
            self.tell_refusal(error)
            return
        self._written = path
        self.say("✓ " + tr("{name} is written.", name=path.name))
        self.open_button.show()

    def _images(self) -> list[tuple[str, int, bytes]]:
        """What is in sight, in the light colours of paper whatever the window has."""
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        before = theme.scheme()
        png = picture_formats.FORMATS[".png"].make
        if theme.current() is not theme.LIGHT:
            theme.apply(app, "light")
        try:
            return [(pictures.name_of(each), each.width(), png(each, "")) for each in _seen()]
        finally:
            if theme.scheme() != before:
                theme.apply(app, before)

    def _open(self) -> None:
        if self._written is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._written)))


def _measured(project: Project) -> Measured:
    """All parts that have examples, as the project stands."""
    trainer = project.trainer()
    try:
        parts = [part for part in PARTS if len(trainer.data.rows(part))]
        return Measured(trainer, {part: trainer.report(part) for part in parts}, "")
    except errors.PackageMissing as missing:
        return Measured(trainer, {}, str(missing))


def _seen() -> list[QWidget]:
    """The pictures in sight, the largest first: the network."""
    return sorted(pictures.offered(), key=lambda it: it.width() * it.height(), reverse=True)
