"""The first rows of a table, with a line that says what each column is for."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QBrush
from PySide6.QtWidgets import QAbstractItemView, QTableWidget, QTableWidgetItem

from engine.data.datasets import CsvPreview
from gui.look import icons, theme
from gui.look.translate import tr

_ROLE_ROW = 0


def _marks_sheet() -> str:
    """Check marks as they look elsewhere in the window."""
    variant = "dark" if theme.current().dark else "light"
    tick = (icons.FOLDER / f"check-{variant}.svg").as_posix()
    return (
        "QTableView::indicator { width: 12px; height: 12px; border-radius: 4px;"
        " border: 1px solid palette(placeholder-text); background: transparent; }"
        "QTableView::indicator:checked { background: palette(highlight);"
        f' border-color: palette(highlight); image: url("{tick}"); }}'
    )


class PreviewTable(QTableWidget):
    """Columns can be taken out of the inputs by their check mark in the first line."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._target = ""
        self._names: list[str] = []
        self._left_out: set[str] = set()
        self.verticalHeader().hide()
        self.setShowGrid(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setTabKeyNavigation(False)
        self.setAccessibleName(tr("The first rows of the table"))
        self.itemChanged.connect(self._toggled)
        self.setStyleSheet(_marks_sheet())

    @property
    def inputs(self) -> tuple[str, ...]:
        """The columns that the network is to see."""
        return tuple(
            name for name in self._names if name != self._target and name not in self._left_out
        )

    @property
    def ignored(self) -> tuple[str, ...]:
        """The columns that are left out."""
        return tuple(name for name in self._names if name in self._left_out)

    def show_preview(self, preview: CsvPreview, target: str) -> None:
        """Show a preview with this target column."""
        self._target = target
        self._names = [column.name for column in preview.columns]
        self._left_out &= set(self._names) - {target}
        with QSignalBlocker(self):
            self.clear()
            self.setColumnCount(len(self._names))
            self.setRowCount(1 + len(preview.rows))
            self.setHorizontalHeaderLabels(self._names)
            for number, column in enumerate(preview.columns):
                self.setItem(_ROLE_ROW, number, self._role_item(column.name))
                numeric = column.kind == "number"
                for row, cells in enumerate(preview.rows, 1):
                    self.setItem(row, number, self._cell(cells[number], column.name, numeric))
        self.resizeColumnsToContents()
        for number in range(self.columnCount()):
            self.setColumnWidth(number, self.columnWidth(number) + 2 * theme.RHYTHM)

    def _role_item(self, name: str) -> QTableWidgetItem:
        if name == self._target:
            item = QTableWidgetItem(tr("target"))
            item.setForeground(theme.current().accent)
            item.setBackground(theme.current().soft_accent)
            item.setFlags(Qt.ItemFlag.ItemIsEnabled)
            return item
        item = QTableWidgetItem(tr("input"))
        item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsUserCheckable)
        state = Qt.CheckState.Unchecked if name in self._left_out else Qt.CheckState.Checked
        item.setCheckState(state)
        item.setToolTip(tr("Untick to leave this column out."))
        return item

    def _cell(self, text: str, name: str, numeric: bool) -> QTableWidgetItem:
        item = QTableWidgetItem(text)
        item.setFlags(Qt.ItemFlag.ItemIsEnabled)
        side = Qt.AlignmentFlag.AlignRight if numeric else Qt.AlignmentFlag.AlignLeft
        item.setTextAlignment(side | Qt.AlignmentFlag.AlignVCenter)
        if name == self._target:
            item.setBackground(theme.current().soft_accent)
        if name in self._left_out:
            item.setForeground(QBrush(theme.current().faint))
        return item

    def _toggled(self, item: QTableWidgetItem) -> None:
        if item.row() != _ROLE_ROW:
            return
        name = self._names[item.column()]
        if item.checkState() == Qt.CheckState.Checked:
            self._left_out.discard(name)
        elif name != self._target:
            self._left_out.add(name)
        self.changed.emit()
