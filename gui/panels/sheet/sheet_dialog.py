"""The dialog in which a small table of data is typed, or the present one changed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLineEdit, QWidget

from engine import EngineError, datasets
from engine.data.datasets import CsvPreview, Dataset, Reading
from gui.editing.notices import Notice
from gui.look import theme
from gui.look.translate import tr
from gui.panels.data.column_choices import ColumnChoices, ColumnFacts, open_menu
from gui.panels.data.data_steps import USUAL
from gui.panels.data.table_words import gets
from gui.panels.sheet.sheet import Sheet, sheet_of
from gui.panels.sheet.sheet_model import SheetModel
from gui.panels.sheet.sheet_view import SheetView
from gui.panels.widgets.section import button, dialog_column, label, labelled

_SIZE = (680, 560)
_FEW = 20  # so few examples are all learned from
_AS_TYPED: dict[str, Any] = {"delimiter": "\t", "header": True}


class SheetDialog(QDialog):
    """Starts from `present` if it is small, else empty; `dataset` is there once accepted."""

    dataset: Dataset

    def __init__(self, present: Dataset, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Type a table"))
        self.resize(round(_SIZE[0] * theme.scale()), round(_SIZE[1] * theme.scale()))
        sheet = sheet_of(present)
        self._present = present if sheet is not None else None
        self._preview: CsvPreview | None = None
        self._left_out: tuple[str, ...] = ()
        self._warned = False
        self.model = SheetModel(sheet or Sheet())
        self._build()
        # Quick typing is read once, when it pauses.
        self._pause = QTimer(self, singleShot=True, interval=0)
        self._pause.timeout.connect(self._try)
        self.model.edited.connect(self._pause.start)
        self._try()
        self.view.setFocus()

    # Parts

    def _build(self) -> None:
        column = dialog_column(self)
        self.view = SheetView(self.model)
        self.view.menu_wanted.connect(self._open_menu)
        self.view.visited.connect(self._look_at)
        self.view.left.connect(self._leave_grid)
        column.addLayout(self._build_tools())
        column.addWidget(self.view, 1)
        self.columns = ColumnChoices()
        self.columns.column_chosen.connect(lambda name: self.view.visit(self._place(name)))
        self.columns.role_chosen.connect(self._set_role)
        self.columns.kind_chosen.connect(self._set_kind)
        self.name = QLineEdit()
        self.name.editingFinished.connect(self._rename)
        self.columns.add(labelled(tr("Name"), self.name, tr("What the column is called.")))
        column.addWidget(self.columns)
        self.outcome = label(role="title", wrap=True)
        self.told = label(wrap=True)
        column.addWidget(self.outcome)
        column.addWidget(self.told)
        column.addLayout(self._build_foot())

    def _build_tools(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(theme.RHYTHM // 2)
        deeds: tuple[tuple[str, str, Callable[[], None]], ...] = (
            (tr("Insert a row"), "Ctrl++", self.insert_row),
            (tr("Delete rows"), "Ctrl+-", self.delete_rows),
            (tr("Insert a column"), "Ctrl+Shift++", self.insert_column),
            (tr("Delete columns"), "Ctrl+Shift+-", self.delete_columns),
            (tr("Start empty"), "", self.start_empty),
        )
        self.tools = {}
        for text, keys, deed in deeds:
            shown = QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText)
            made = button(text, "", shown)
            made.setAutoDefault(False)
            made.clicked.connect(deed)
            if keys:
                QShortcut(QKeySequence(keys), self, deed)
            self.tools[text] = made
            row.addWidget(made)
        row.addStretch(1)
        return row

    def _build_foot(self) -> QHBoxLayout:
        self.cancel = button(tr("Cancel"))
        self.cancel.clicked.connect(self.reject)
        self.accept_button = button(tr("Use these data"), "primary")
        self.accept_button.clicked.connect(self._take)
        for one in (self.cancel, self.accept_button):
            one.setAutoDefault(False)
        row = QHBoxLayout()
        row.setSpacing(theme.RHYTHM)
        row.addStretch(1)
        row.addWidget(self.cancel)
        row.addWidget(self.accept_button)
        return row

    # What comes of it

    def _try(self) -> None:
        """Read the table as it is now, and say what the network would get."""
        sheet = self.model.sheet
        kinds: tuple[str, ...] = ()
        self._left_out = ()
        self.told.clear()
        try:
            self._preview = datasets.inspect_text(sheet.text, **_AS_TYPED)
            known = {column.name: column.kind for column in self._preview.columns}
            kinds = tuple(sheet.plan.kinds.get(name, known.get(name, "")) for name in sheet.names)
            made = datasets.trial(self._preview, sheet.plan.choices)
        except EngineError as error:
            notice = Notice.of(error)
            self.outcome.clear()
            if sheet.is_empty:
                self._say(
                    tr("Type a line for each example, or paste cells of a spreadsheet."),
                    "secondary",
                )
            else:
                self._say(f"{notice.happened} {notice.try_this}".strip(), "error")
        else:
            self._left_out = made.left_out
            self.outcome.setText(gets(made.data))
            self._say(" ".join(made.data.notes), "secondary")
        self.accept_button.setEnabled(bool(self.outcome.text()))
        self.model.show_reading(kinds, self._left_out)
        self._fit_columns()
        self.columns.offer(sheet.names, sheet.names[0])
        self._look_at(max(self.view.currentIndex().column(), 0))

    def _fit_columns(self) -> None:
        self.view.resizeColumnsToContents()
        for column in range(self.model.columnCount()):
            self.view.setColumnWidth(column, self.view.columnWidth(column) + theme.RHYTHM)

    def _say(self, text: str, role: str) -> None:
        self.told.setText(text)
        self.told.setProperty("role", role)
        self.told.style().polish(self.told)

    def _facts(self, name: str) -> ColumnFacts:
        plan = self.model.sheet.plan
        cells = self._preview.cells if self._preview else ()
        column = next((one for one in cells if one.name == name), None)
        words = column is not None and not column.numbers
        reason = tr("Only numbers can be one of several targets.") if words else ""
        kind = plan.kinds.get(name) or (column.kind() if column else "empty")
        return ColumnFacts(name, plan.role(name, self._left_out), kind, reason)

    def _place(self, name: str) -> int:
        return self.model.sheet.names.index(name)

    def _look_at(self, column: int) -> None:
        if 0 <= column < len(self.model.sheet.names):
            name = self.model.sheet.names[column]
            self.columns.show_facts(self._facts(name))
            self.name.setText(name)

    # Edits

    def insert_row(self) -> None:
        """An empty row above the selection."""
        self._change(tr("Insert a row"), self.model.sheet.with_rows(self.view.corners[0]))

    def delete_rows(self) -> None:
        """Take out the rows of the selection."""
        top, _, bottom, _ = self.view.corners
        self._change(tr("Delete rows"), self.model.sheet.without_rows(top, bottom))

    def insert_column(self) -> None:
        """An empty column left of the selection."""
        self._change(tr("Insert a column"), self.model.sheet.with_column(self.view.corners[1]))

    def delete_columns(self) -> None:
        """Take out the columns of the selection."""
        _, left, _, right = self.view.corners
        self._change(tr("Delete columns"), self.model.sheet.without_columns(left, right))

    def start_empty(self) -> None:
        """An empty table with two inputs and a target."""
        self._change(tr("Start empty"), Sheet())

    def _change(self, name: str, sheet: Sheet) -> None:
        self.model.change(name, sheet)
        self.view.setFocus()

    def _rename(self) -> None:
        column = max(self.view.currentIndex().column(), 0)
        sheet = self.model.sheet
        self.model.change(tr("Rename the column"), sheet.renamed(column, self.name.text()))
        self._look_at(column)

    def _set_role(self, name: str, role: str) -> None:
        sheet = self.model.sheet
        plan = sheet.plan.with_role(name, role)
        if not plan.targets:
            self._look_at(self._place(name))
            self._say(tr("Choose another column to be predicted first."), "error")
            return
        self.model.change(tr("Change the column’s role"), replace(sheet, plan=plan))

    def _set_kind(self, name: str, kind: str) -> None:
        sheet = self.model.sheet
        plan = sheet.plan.with_kind(name, kind)
        self.model.change(tr("Change the column’s kind"), replace(sheet, plan=plan))

    def _open_menu(self, column: int, at: QPoint) -> None:
        deeds = {"role": self._set_role, "kind": self._set_kind}
        open_menu(self, self._facts(self.model.sheet.names[column]), at, deeds)

    # Ending

    def _leave_grid(self) -> None:
        self.columns.column.setFocus(Qt.FocusReason.TabFocusReason)

    def _take(self) -> None:
        sheet, present = self.model.sheet, self._present
        reading = Reading(**_AS_TYPED, **sheet.plan.asked)
        try:
            data = datasets.read_text(sheet.text, reading, title=tr("Typed table"))
            if present is not None:
                data = replace(data, scaling=present.scaling).with_classes(present.classes)
            parts = present.fractions if present is not None else None
            if parts is None and present is None and len(data.inputs) >= _FEW:
                parts = USUAL
            if parts is not None:
                data = data.split(*parts, seed=present.split_seed if present is not None else 0)
        except EngineError as error:
            notice = Notice.of(error)
            self._say(f"{notice.happened} {notice.try_this}".strip(), "error")
            return
        self.dataset = data
        self.accept()

    def reject(self) -> None:
        """Close; what was typed is not dropped by the first Esc."""
        if self.model.undo_stack.canUndo() and not self._warned:
            self._warned = True
            self._say(tr("What you typed is not in use yet: once more drops it."), "error")
            return
        super().reject()
