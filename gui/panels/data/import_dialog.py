"""The import dialog: what is in a table, which column to learn, and the reading of it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QWidget

from engine import EngineError, datasets
from engine.data.datasets import CsvPreview, Dataset
from gui.forms.fields import Choice
from gui.forms.form import Rows
from gui.look import theme
from gui.look.translate import tr
from gui.panels.data.data_steps import USUAL
from gui.panels.widgets.background import Progress
from gui.panels.widgets.errand_dialog import ErrandDialog
from gui.panels.widgets.preview_table import PreviewTable
from gui.panels.widgets.section import button, label

_DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}
_DECIMALS = {".": "point", ",": "comma"}
_FEWEST_ROWS = 2


class ImportDialog(ErrandDialog):
    """Shows the head of a CSV file; `dataset` is there once the dialog was accepted.

    Raises DataError when the file cannot be read as a table at all.
    """

    dataset: Dataset

    def __init__(self, path: Path | str, parent: QWidget | None = None) -> None:
        self._path = Path(path)
        title = tr("Import {name}", name=self._path.name)
        super().__init__(title, tr("Reading"), parent, known=True)
        self._preview: CsvPreview = datasets.inspect_csv(self._path)
        self.resize(round(640 * theme.scale()), round(520 * theme.scale()))
        column = self.column
        column.setSpacing(theme.RHYTHM + 4)
        self._recognised = label(wrap=True)
        column.addWidget(self._recognised)
        column.addLayout(self._dialect_row())
        self.table = PreviewTable()
        self.table.changed.connect(self._judge)
        column.addWidget(self.table, 1)
        column.addLayout(self._question())
        self.told.setProperty("role", "error")
        column.addWidget(self.told)
        column.addLayout(self._build_foot())
        self._show_preview()
        self.target.setFocus()

    # Parts

    def _dialect_row(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(theme.RHYTHM)
        self.delimiter = Choice()
        self.delimiter.offer({key: tr(text) for key, text in _DELIMITERS.items()})
        self.decimal = Choice()
        self.decimal.offer({key: tr(text) for key, text in _DECIMALS.items()})
        for text, choice in (
            (tr("Between columns"), self.delimiter),
            (tr("Decimal sign"), self.decimal),
        ):
            name = label(text)
            name.setBuddy(choice)
            choice.setAccessibleName(text)
            choice.chosen.connect(self._inspect)
            row.addWidget(name)
            row.addWidget(choice)
            row.addSpacing(theme.RHYTHM)
        self.header = QCheckBox(tr("The first line holds names"))
        self.header.clicked.connect(self._inspect)
        row.addWidget(self.header)
        row.addStretch(1)
        return row

    def _question(self) -> Rows:
        rows = Rows()
        self.target = Choice()
        self.target.chosen.connect(self._choose_target)
        rows.add(tr("Learn to predict"), self.target, tr("The target: the column to be predicted."))
        self.task = Choice()
        self.task.offer({"classes": tr("Classes"), "numbers": tr("Numbers")})
        self.task.chosen.connect(self._judge)
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
        """Look at the file again, with what the person says of it."""
        try:
            self._preview = datasets.inspect_csv(
                self._path,
                delimiter=self.delimiter.currentData(),
                decimal=self.decimal.currentData(),
                header=self.header.isChecked(),
            )
        except EngineError as error:
            self.tell_refusal(error)
            return
        self._show_preview()

    def _show_preview(self) -> None:
        preview = self._preview
        self.delimiter.show_key(preview.delimiter)
        self.decimal.show_key(preview.decimal)
        self.header.setChecked(preview.header)
        size = _size_in_words(self._path.stat().st_size)
        columns = tr("{count} columns", count=len(preview.columns))
        self._recognised.setText(
            f"{self._path.name} · {size} · {preview.encoding_label} · {columns}"
        )
        before = self.target.currentData()
        names = [column.name for column in preview.columns]
        self.target.offer({name: name for name in names})
        self.target.show_key(before if before in names else preview.target)
        self.table.show_preview(preview, self.target.currentData())
        self._choose_task()

    def _choose_target(self) -> None:
        self.table.show_preview(self._preview, self.target.currentData())
        self._choose_task()

    def _choose_task(self) -> None:
        column = self._target_column
        usual = self._preview.tasks[column.name]
        self.task.show_key("numbers" if usual == "regression" else "classes")
        words = column.kind == "category"
        self.task.set_reason("numbers", tr("This column holds words.") if words else "")
        self._judge()

    def _judge(self) -> None:
        """Say at once what would not work."""
        self.told.clear()
        usual = self._preview.tasks[self._target_column.name]
        if len(self._preview.rows) < _FEWEST_ROWS:
            self.told.setText(tr("The table has too few lines: two examples at least are needed."))
        elif not self._target_column.distinct:
            self.told.setText(tr("“{name}” is empty: there is nothing to learn.", name=self._name))
        elif usual is None:
            self.told.setText(
                tr("“{name}” has only one value: there is nothing to tell apart.", name=self._name)
            )
        elif not self.table.inputs:
            self.told.setText(tr("Leave at least one column as an input."))
        self.accept_button.setEnabled(not self.told.text())
        self.told.setVisible(bool(self.told.text()))

    @property
    def _name(self) -> str:
        return str(self.target.currentData())

    @property
    def _target_column(self) -> datasets.CsvColumn:
        return next(column for column in self._preview.columns if column.name == self._name)

    @property
    def _task(self) -> str:
        usual = self._preview.tasks[self._name]
        if self.task.currentData() == "numbers":
            return "regression"
        if usual in ("binary", "multiclass"):
            return usual
        return "binary" if self._target_column.distinct == 2 else "multiclass"

    # Reading

    def _read(self) -> None:
        preview, target, task = self._preview, self._name, self._task
        ignored = self.table.ignored

        def work(progress: Progress) -> Dataset:
            data: Dataset = datasets.read_csv(
                preview.path,
                target,
                task=task,
                encoding=preview.encoding,
                delimiter=preview.delimiter,
                decimal=preview.decimal,
                header=preview.header,
                ignore=ignored,
                progress=progress,
            )
            return data.split(*USUAL)

        self.work(work, self._take)

    def _take(self, data: Dataset) -> None:
        self.dataset = data
        self.accept()

    def show_work(self, busy: bool) -> None:
        """Nothing can be changed while the table is read."""
        super().show_work(busy)
        self.accept_button.setEnabled(not busy)
        for part in (self.delimiter, self.decimal, self.header, self.target, self.task, self.table):
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


def _size_in_words(size: int) -> str:
    if size < 1_000_000:
        return f"{max(size / 1000, 0.1):.1f} kB"
    return f"{size / 1_000_000:.1f} MB"
