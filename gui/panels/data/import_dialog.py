"""The import dialog: what is in a table, what its columns are for, and the reading of it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QPoint
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QWidget

from engine import EngineError, datasets
from engine.data.datasets import CsvPreview, Dataset
from gui.forms.fields import Choice
from gui.forms.form import Rows
from gui.look import theme
from gui.look.translate import tr
from gui.panels.data.column_choices import ColumnChoices, ColumnFacts, kind_word, open_menu
from gui.panels.data.column_plan import ColumnPlan
from gui.panels.data.data_steps import USUAL
from gui.panels.data.import_subject import FileSubject, ImportSubject
from gui.panels.data.reading_row import ReadingRow
from gui.panels.data.table_words import gets
from gui.panels.widgets.background import Progress
from gui.panels.widgets.errand_dialog import ErrandDialog
from gui.panels.widgets.preview_table import PreviewTable
from gui.panels.widgets.section import button, label

_SIZE = (820, 600)
_NOTE_LINES = 4


class ImportDialog(ErrandDialog):
    """Shows the head of a table; `dataset` is there once the dialog was accepted.

    Every choice is tried on the lines that are shown: what the network would get stands below
    them. Without a `preview` the table is looked at here; raises DataError for what is none.
    """

    dataset: Dataset

    def __init__(
        self,
        subject: ImportSubject | Path | str,
        parent: QWidget | None = None,
        preview: CsvPreview | None = None,
    ) -> None:
        self._subject = FileSubject(Path(subject)) if isinstance(subject, Path | str) else subject
        super().__init__(self._subject.heading, tr("Reading"), parent, known=True)
        self._preview: CsvPreview = preview or self._subject.inspect({})
        self._plan = ColumnPlan()
        self._left_out: tuple[str, ...] = ()
        self.resize(round(_SIZE[0] * theme.scale()), round(_SIZE[1] * theme.scale()))
        self._build()
        self._show_preview()
        self.target.setFocus()

    # Parts

    def _build(self) -> None:
        column = self.column
        column.setSpacing(theme.RHYTHM + 2)
        self._recognised = label(wrap=True)
        self.reading = ReadingRow(is_file=self._subject.is_file)
        self.reading.changed.connect(self._inspect)
        self.table = PreviewTable()
        self.table.toggled.connect(self._toggle)
        self.table.menu_wanted.connect(self._open_menu)
        self.table.visited.connect(self._look_at)
        self.columns = ColumnChoices()
        self.columns.column_chosen.connect(self._look_at)
        self.columns.role_chosen.connect(self._set_role)
        self.columns.kind_chosen.connect(self._set_kind)
        column.addWidget(self._recognised)
        column.addWidget(self.reading)
        column.addWidget(self.table, 1)
        column.addWidget(self.columns)
        column.addLayout(self._question())
        self.outcome = label(role="title", wrap=True)
        self.notes = _Notes()
        self.told.setProperty("role", "error")
        column.addWidget(self.outcome)
        column.addWidget(self.notes)
        column.addWidget(self.told)
        column.addLayout(self._build_foot())

    def _question(self) -> Rows:
        rows = Rows()
        self.target = Choice()
        self.target.chosen.connect(lambda name: self._set_role(name, "target"))
        rows.add(tr("Learn to predict"), self.target, tr("The target: the column to be predicted."))
        self.task = Choice()
        self.task.offer({"category": tr("Classes"), "number": tr("Numbers")})
        self.task.chosen.connect(lambda kind: self._set_kind(self._plan.targets[0], kind))
        rows.add(tr("It holds"), self.task, tr("Kinds to tell apart, or numbers to come close to."))
        return rows

    def _build_foot(self) -> QHBoxLayout:
        self.cancel = button(tr("Cancel"))
        self.cancel.clicked.connect(self.reject)
        self.accept_button = button(tr("Import"), "primary")
        self.accept_button.setDefault(True)
        self.accept_button.clicked.connect(self._read)
        return self.foot(self.cancel, self.accept_button)

    # What is recognised

    def _inspect(self) -> None:
        """Look at the table again, with what the person says of it."""
        try:
            self._preview = self._subject.inspect(self.reading.asked)
        except EngineError as error:
            self.tell_refusal(error)
            return
        self._show_preview()

    def _show_preview(self) -> None:
        preview = self._preview
        names = [column.name for column in preview.columns]
        self._plan = self._plan.among(names, preview.target)
        self._recognised.setText(self._subject.described(preview))
        self.reading.show_preview(preview)
        self.target.offer({name: name for name in names})
        before = self.columns.name
        self.columns.offer(names, before if before in names else names[0])
        self.table.show_preview(preview)
        self._show_plan()

    def _show_plan(self) -> None:
        """Try the plan on the lines that are known, and show what comes of it."""
        self._try()
        plan = self._plan
        kinds = [kind_word(self._facts(column.name).kind) for column in self._preview.columns]
        self.table.show_roles(lambda name: plan.role(name, self._left_out), kinds)
        self.columns.show_facts(self._facts(self.columns.name))
        several = len(plan.targets) > 1
        self.target.show_key(None if several else plan.targets[0])
        if several:
            self.target.setPlaceholderText(tr("{count} columns", count=len(plan.targets)))
        self.task.setEnabled(not several)
        self._show_task()

    def _show_task(self) -> None:
        name = self._plan.targets[0]
        usual = self._preview.tasks[name]
        number = self._plan.kinds.get(name, "number" if usual == "regression" else "") == "number"
        self.task.show_key("number" if number or len(self._plan.targets) > 1 else "category")
        words = not self._column(name).numbers
        self.task.set_reason("number", tr("This column holds words.") if words else "")

    def _try(self) -> None:
        """Say what the network would get, or at once what would not work."""
        share = self._preview.share
        self.told.clear()
        try:
            made = datasets.trial(self._preview, self._plan.choices)
        except EngineError as error:
            self._left_out = ()
            self.outcome.clear()
            self.notes.show_notes(())
            self.tell_refusal(error)
            # What lies beyond the first lines of a long table may be otherwise.
            self.accept_button.setEnabled(share < 1.0)
        else:
            self._left_out = made.left_out
            self.outcome.setText(gets(made.data, share))
            rows = len(self._preview.cells) and self._preview.cells[0].rows
            only = tr("In the first {count} rows:", count=f"{rows:,}")
            self.notes.show_notes((only, *made.data.notes) if share < 1.0 else made.data.notes)
            self.accept_button.setEnabled(True)
        self.told.setVisible(bool(self.told.text()))
        self.outcome.setVisible(bool(self.outcome.text()))

    def _column(self, name: str) -> datasets.Column:
        return next(column for column in self._preview.cells if column.name == name)

    def _facts(self, name: str) -> ColumnFacts:
        column, plan = self._column(name), self._plan
        no_target = "" if column.numbers else tr("Only numbers can be one of several targets.")
        kind = plan.kinds.get(name) or column.kind()
        return ColumnFacts(name, plan.role(name, self._left_out), kind, no_target)

    # What the person decides

    def _look_at(self, name: str) -> None:
        self.columns.show_facts(self._facts(name))
        self.table.visit(name)

    def _open_menu(self, name: str, at: QPoint) -> None:
        deeds = {"role": self._set_role, "kind": self._set_kind}
        open_menu(self, self._facts(name), at, deeds)

    def _toggle(self, name: str, taken: bool) -> None:
        self._set_role(name, "input" if taken else "ignore")

    def _set_role(self, name: str, role: str) -> None:
        plan = self._plan.with_role(name, role)
        if not plan.targets:
            self._show_plan()
            self.say(tr("Choose another column to be predicted first."), "error")
            return
        self._plan = plan
        self._show_plan()

    def _set_kind(self, name: str, kind: str) -> None:
        self._plan = self._plan.with_kind(name, kind)
        self._show_plan()

    # Reading

    def _read(self) -> None:
        subject, asked = self._subject, {**self.reading.asked, **self._plan.asked}
        # As they are seen; the encoding is found out from the whole file, not from its head.
        for name in ("delimiter", "decimal", "header"):
            asked.setdefault(name, getattr(self._preview, name))

        def work(progress: Progress) -> Dataset:
            return subject.read(asked, progress).split(*USUAL).prepared()

        self.work(work, self._take)

    def _take(self, data: Dataset) -> None:
        self.dataset = data
        self.accept()

    def show_work(self, busy: bool) -> None:
        """Nothing can be changed while the table is read."""
        super().show_work(busy)
        self.accept_button.setEnabled(not busy)
        for part in (self.reading, self.target, self.task, self.columns, self.table):
            part.setEnabled(not busy)
        if busy:
            self.told.hide()
            self.cancel.setFocus()

    def reject(self) -> None:
        """Stop the reading that is going on; without one, close."""
        if self._errand is not None:
            self._errand.cancel()
            return
        super().reject()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Stop the reading and wait for its thread."""
        self.give_up()
        super().closeEvent(event)


class _Notes(QPlainTextEdit):
    """What was skipped, filled or changed; hidden where nothing was."""

    def __init__(self) -> None:
        super().__init__()
        self.setReadOnly(True)
        self.setTabChangesFocus(True)
        self.setAccessibleName(tr("What reading changes"))
        self.setFixedHeight(self.fontMetrics().lineSpacing() * _NOTE_LINES + 2 * theme.RHYTHM)

    def show_notes(self, notes: tuple[str, ...]) -> None:
        """Show a sentence a line."""
        self.setPlainText("\n".join(notes))
        self.setVisible(bool(notes))
