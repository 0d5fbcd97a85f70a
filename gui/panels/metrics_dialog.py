"""Metrics on demand: confusion matrix and figures for one part of the data, as trained so far."""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING

from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QWidget

from engine import EngineError
from engine.datasets import Part
from gui import notices, theme
from gui.document import Document
from gui.fields import Choice
from gui.panels.install_strip import InstallStrip
from gui.panels.widgets.background import Errand, Progress
from gui.panels.widgets.class_tables import ConfusionTable, FiguresTable
from gui.panels.widgets.section import button, dialog_column, label
from gui.panels.widgets.share_bar import ShareBar
from gui.run_link import answer_of
from gui.session import Session, State
from gui.translate import tr
from gui.words import fixed

if TYPE_CHECKING:
    from engine import ClassReport, RegressionReport

    Report = ClassReport | RegressionReport

_PARTS: dict[Part, str] = {
    "train": "Training part",
    "validation": "Validation part",
    "test": "Test part",
}
_CLOSING_SECONDS = 30.0
_WIDTH = 560


class MetricsDialog(QDialog):
    """Measures on opening, on another part and on Refresh; the run goes on meanwhile."""

    def __init__(self, document: Document, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document, self._session = document, session
        self._errand: Errand[Report] | None = None
        self.report: Report | None = None
        self.setWindowTitle(tr("Metrics"))
        self.setMinimumWidth(round(_WIDTH * theme.scale()))
        column = dialog_column(self)
        column.addLayout(self._head())
        self.told = label(role="", wrap=True)
        column.addWidget(self.told)
        self.install = InstallStrip()
        self.install.installed.connect(self.refresh)
        column.addWidget(self.install)
        self._matrix_title = label(
            tr("Confusion matrix: each row a true class, each column what was predicted"), "heading"
        )
        self.matrix = ConfusionTable()
        self._figures_title = label(tr("Each class against the rest"), "heading")
        self.figures = FiguresTable()
        for widget in (self._matrix_title, self.matrix, self._figures_title, self.figures):
            column.addWidget(widget)
        column.addStretch(1)
        column.addLayout(self._foot())
        session.state_changed.connect(self._begin)
        self._show(None)
        self._begin()

    def _head(self) -> QHBoxLayout:
        self.part = Choice()
        self.part.setAccessibleName(tr("Part of the data"))
        self.part.setMinimumContentsLength(max(map(len, _PARTS.values())))
        data = self._document.data
        self.part.offer({key: tr(text) for key, text in _PARTS.items()})
        for key in _PARTS:
            empty = tr("No example is in this part.")
            self.part.set_reason(key, "" if len(data.rows(key)) else empty)
        self.part.show_key("validation" if len(data.validation_rows) else "train")
        self.part.chosen.connect(self.refresh)
        self.again = button(tr("Refresh"), "", tr("Measure again, as trained by now."))
        self.again.clicked.connect(self.refresh)
        row = QHBoxLayout()
        row.setSpacing(theme.RHYTHM)
        row.addWidget(self.part)
        row.addWidget(self.again)
        row.addStretch(1)
        return row

    def _foot(self) -> QHBoxLayout:
        self.progress = ShareBar(tr("Measuring"), known=False)
        self.close_button = button(tr("Close"))
        self.close_button.clicked.connect(self.reject)
        row = QHBoxLayout()
        row.setSpacing(theme.RHYTHM)
        row.addWidget(self.progress, 1)
        row.addStretch(0)
        row.addWidget(self.close_button)
        return row

    # Measuring

    def _begin(self) -> None:
        """Measure once the run can be asked; until then say what is waited for."""
        if self.report is not None or self._errand is not None:
            return
        if self._session.state is State.BLOCKED:
            self._say(" ".join(self._session.blocked_by), "error")
        elif self._session.state is State.PREPARING:
            self._session.start()
            self._say(tr("The engine is being prepared…"))
        else:
            self.refresh()
            return
        self.progress.hide()

    def refresh(self) -> None:
        """Measure the chosen part, with the weights as they are now."""
        from engine.project_file import Project

        if self._errand is not None or self._lacks_package():
            return
        answer = self._session.ask(Project.of)
        if answer is None:
            return
        part: Part = self.part.currentData()

        def work(_progress: Progress) -> Report:
            return answer_of(answer).trainer().report(part)

        errand = Errand(work, self)
        errand.done.connect(lambda: self._show(errand.result))
        errand.refused.connect(self._tell_refusal)
        errand.finished.connect(self._end)
        self._errand = errand
        self.progress.show()
        self.again.setEnabled(False)
        self.part.setEnabled(False)
        errand.start()

    def _lacks_package(self) -> bool:
        """Whether figures about classes cannot be had; the strip then says how to get them."""
        classes = self._document.data.task != "regression"
        lacks = classes and find_spec("sklearn") is None
        self.install.offer("tables" if lacks else "", ("scikit-learn",) if lacks else ())
        if lacks:
            self._say(tr("Figures about classes come from scikit-learn."))
            self.progress.hide()
        return lacks

    def _end(self) -> None:
        self._errand = None
        self.progress.hide()
        self.again.setEnabled(True)
        self.part.setEnabled(True)

    # What is shown

    def _show(self, report: Report | None) -> None:
        from_classes = None
        if report is not None:
            from engine import ClassReport

            from_classes = report if isinstance(report, ClassReport) else None
            self._say(_summary(report))
        self.report = report
        for widget in (self._matrix_title, self.matrix, self._figures_title, self.figures):
            widget.setVisible(from_classes is not None)
        if from_classes is not None:
            self.matrix.show_report(from_classes)
            self.figures.show_report(from_classes)
        self.adjustSize()

    def _say(self, text: str, role: str = "") -> None:
        self.told.setText(text)
        self.told.setProperty("role", role)
        self.told.style().polish(self.told)

    def _tell_refusal(self, error: object) -> None:
        if isinstance(error, EngineError):
            notice = notices.Notice.of(error)
            self._say(f"{notice.happened} {notice.try_this}".strip(), "error")
        else:
            self._say(str(error), "error")

    def done(self, result: int) -> None:
        """Close, with nothing left running."""
        self.install.stop()
        if self._errand is not None:
            self._errand.cancel()
            self._errand.wait(_CLOSING_SECONDS)
            self._errand = None
        super().done(result)

    def closeEvent(self, event: QCloseEvent) -> None:
        """As with the button."""
        self.reject()
        super().closeEvent(event)


def _summary(report: Report) -> str:
    from engine import ClassReport

    words = [tr("{count} examples", count=f"{report.examples:,}")]
    words.append(tr("loss {value}", value=fixed(report.loss)))
    if isinstance(report, ClassReport):
        words.append(tr("accuracy {value} %", value=f"{100 * report.accuracy:.1f}"))
        if report.roc_auc is None:
            words.append(tr("ROC-AUC not defined: one class only"))
        else:
            words.append(tr("ROC-AUC {value}", value=fixed(report.roc_auc)))
    else:
        words.append(tr("mean absolute error {value}", value=fixed(report.mae)))
        words.append(tr("root mean squared error {value}", value=fixed(report.rmse)))
        words.append(tr("R² {value}", value=fixed(report.r2)))
    return " · ".join(words)
