"""A sheet as Qt's views see it; every edit is a step that can be taken back."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QUndoCommand, QUndoStack

from gui.look import theme
from gui.look.translate import tr
from gui.panels.data.column_choices import kind_word
from gui.panels.sheet.sheet import MOST_ROWS, Sheet

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
_ROLES = {"input": "", "target": "target", "ignore": "left out"}


class SheetModel(QAbstractTableModel):
    """`sheet` is what is shown; one empty row stands below it for the next to be typed.

    `kinds` and `left_out` are what reading makes of the columns, for their headings.
    """

    edited = Signal()

    def __init__(self, sheet: Sheet) -> None:
        super().__init__()
        self.sheet = sheet
        self.undo_stack = QUndoStack(self)
        self._kinds: tuple[str, ...] = ()
        self._left_out: tuple[str, ...] = ()

    def change(self, name: str, sheet: Sheet) -> None:
        """Another sheet in the place of this one, as a step called `name`."""
        if sheet != self.sheet:
            self.undo_stack.push(_Edit(name, self, self.sheet, sheet))

    def show(self, sheet: Sheet) -> None:
        """Show a sheet without a step."""
        before, self.sheet = self.sheet, sheet
        if (before.names, len(before.rows)) == (sheet.names, len(sheet.rows)):
            last = self.index(self.rowCount() - 1, self.columnCount() - 1)
            self.dataChanged.emit(self.index(0, 0), last, [])
        else:
            self.beginResetModel()
            self.endResetModel()
        self.edited.emit()

    def show_reading(self, kinds: tuple[str, ...], left_out: tuple[str, ...]) -> None:
        """Say in the headings what reading makes of the columns."""
        self._kinds, self._left_out = kinds, left_out
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, self.columnCount() - 1)
        last = self.index(self.rowCount() - 1, self.columnCount() - 1)
        self.dataChanged.emit(self.index(0, 0), last, [])

    def role_of(self, column: int) -> str:
        """What a column is used as."""
        return self.sheet.plan.role(self.sheet.names[column], self._left_out)

    # What views ask

    def rowCount(self, parent: Index = _NOWHERE) -> int:  # noqa: N802
        """The rows and the one below them."""
        below = len(self.sheet.rows) < MOST_ROWS
        return 0 if parent.isValid() else len(self.sheet.rows) + below

    def columnCount(self, parent: Index = _NOWHERE) -> int:  # noqa: N802
        """The columns."""
        return 0 if parent.isValid() else len(self.sheet.names)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """A cell's text and colours."""
        row, column = index.row(), index.column()
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            return self.sheet.rows[row][column] if row < len(self.sheet.rows) else ""
        if role == Qt.ItemDataRole.BackgroundRole and self.role_of(column) == "target":
            return theme.current().soft_accent
        if role == Qt.ItemDataRole.ForegroundRole and self.role_of(column) == "ignore":
            return theme.current().faint
        if role == Qt.ItemDataRole.TextAlignmentRole:
            number = column < len(self._kinds) and self._kinds[column] == "number"
            side = Qt.AlignmentFlag.AlignRight if number else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignVCenter
        return None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:  # noqa: N802
        """Write a cell."""
        if role != Qt.ItemDataRole.EditRole:
            return False
        row, column = index.row(), index.column()
        if str(value) != self.data(index):
            self.change(tr("Type"), self.sheet.put(row, column, [[str(value)]]))
        return True

    def flags(self, _index: Index) -> Qt.ItemFlag:
        """Every cell can be typed into."""
        flag = Qt.ItemFlag
        return flag.ItemIsEnabled | flag.ItemIsSelectable | flag.ItemIsEditable

    def headerData(  # noqa: N802
        self, section: int, way: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """A column's name, role and kind; a row's number."""
        across = way == Qt.Orientation.Horizontal
        if role == Qt.ItemDataRole.ToolTipRole and across:
            return self.sheet.names[section]
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        if not across:
            return str(section + 1) if section < len(self.sheet.rows) else "+"
        kind = kind_word(self._kinds[section]) if section < len(self._kinds) else ""
        word = _ROLES[self.role_of(section)]
        told = " · ".join(part for part in (tr(word) if word else "", kind) if part)
        return f"{self.sheet.names[section]}\n{told} ▾"


class _Edit(QUndoCommand):
    """One step: the sheet before and after it."""

    def __init__(self, name: str, model: SheetModel, before: Sheet, after: Sheet) -> None:
        super().__init__(name)
        self._model, self._before, self._after = model, before, after

    def redo(self) -> None:
        """Show the later sheet."""
        self._model.show(self._after)

    def undo(self) -> None:
        """Show the earlier one."""
        self._model.show(self._before)
