"""Metrics on demand: confusion matrix and figures for one part of the data, as trained so far."""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QWidget

from engine.data.datasets import Part
from gui.editing.document import Document
from gui.forms.fields import Choice
from gui.look import theme
from gui.look.translate import tr
from gui.look.words import fixed
from gui.panels.dialogs.install_strip import InstallStrip
from gui.panels.widgets.background import Progress
from gui.panels.widgets.class_tables import ConfusionTable, FiguresTable
from gui.panels.widgets.errand_dialog import ErrandDialog, waiting_words
from gui.panels.widgets.section import button, label
from gui.run.run_link import answer_of
from gui.run.session import Session, State
from gui.stills import pictures

if TYPE_CHECKING:
    from engine import ClassReport, RegressionReport

    Report = ClassReport | RegressionReport

_PARTS: dict[Part, str] = {
    "train": "Training part",
    "validation": "Validation part",
    "test": "Test part",
}
_WIDTH = 560


class MetricsDialog(ErrandDialog):
    """Measures on opening, on another part and on Refresh; the run goes on meanwhile."""

    def __init__(self, document: Document, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(tr("Metrics"), tr("Measuring"), parent, known=False)
        self._document, self._session = document, session
        self.report: Report | None = None
        self.setMinimumWidth(round(_WIDTH * theme.scale()))
        column = self.column
        column.addLayout(self._head())
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
        for table in (self.matrix, self.figures):
            pictures.offer(table, table.accessibleName())
        for widget in (self._matrix_title, self.matrix, self._figures_title, self.figures):
            column.addWidget(widget)
        column.addStretch(1)
        self.close_button = button(tr("Close"))
        self.close_button.clicked.connect(self.reject)
        column.addLayout(self.foot(self.close_button))
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

    # Measuring

    def _begin(self) -> None:
        """Measure once the run can be asked; until then say what is waited for."""
        if self.report is not None or self._errand is not None:
            return
        if self._session.state is State.BLOCKED:
            self.say(" ".join(self._session.blocked_by), "error")
        elif self._session.state is State.PREPARING:
            self._session.start()
            self.say(waiting_words())
        else:
            self.refresh()

    def refresh(self) -> None:
        """Measure the chosen part, with the weights as they are now."""
        from engine.projects.project_file import Project

        if self._errand is not None or self._lacks_package():
            return
        answer = self._session.ask(Project.of)
        if answer is None:
            return
        part: Part = self.part.currentData()

        def work(_progress: Progress) -> Report:
            return answer_of(answer).trainer().report(part)

        self.work(work, self._show)

    def show_work(self, working: bool) -> None:
        """Nothing else can be asked for meanwhile."""
        super().show_work(working)
        self.again.setEnabled(not working)
        self.part.setEnabled(not working)

    def _lacks_package(self) -> bool:
        """Whether figures about classes cannot be had; the strip then says how to get them."""
        classes = self._document.data.task != "regression"
        lacks = classes and find_spec("sklearn") is None
        self.install.offer("tables" if lacks else "", ("scikit-learn",) if lacks else ())
        if lacks:
            self.say(tr("Figures about classes come from scikit-learn."))
        return lacks

    # What is shown

    def _show(self, report: Report | None) -> None:
        from_classes = None
        if report is not None:
            from engine import ClassReport

            from_classes = report if isinstance(report, ClassReport) else None
            self.say(summary(report))
        self.report = report
        for widget in (self._matrix_title, self.matrix, self._figures_title, self.figures):
            widget.setVisible(from_classes is not None)
        if from_classes is not None:
            self.matrix.show_report(from_classes)
            self.figures.show_report(from_classes)
        self.adjustSize()

    def give_up(self) -> None:
        """Stop an installation too."""
        self.install.stop()
        super().give_up()


def summary(report: Report) -> str:
    """Its figures in one line."""
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
