"""The first rows of a table, with a line that says what each column is for."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QPoint, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QBrush, QContextMenuEvent
from PySide6.QtWidgets import QAbstractItemView, QTableWidget, QTableWidgetItem

from engine.data.datasets import CsvPreview
from gui.look import icons, theme
from gui.look.translate import tr

_ROLE_ROW = 0
_WIDEST = 220
_FEWEST_ROWS, _MOST_CELLS = 20, 4000  # a wide table is shown by fewer rows, so that it opens soon


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
    """Columns are taken out of the inputs by their check mark in the first line.

    `toggled` carries the column's name and whether it is to be an input. A click on a heading, or
    the menu key, asks for the column's menu with `menu_wanted`; `visited` tells of another column.
    """

    toggled = Signal(str, bool)
    menu_wanted = Signal(str, QPoint)
    visited = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._names: list[str] = []
        self.verticalHeader().hide()
        self.setShowGrid(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setTabKeyNavigation(False)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setAccessibleName(tr("The first rows of the table"))
        self.setAccessibleDescription(tr("The menu key asks what the column is used for."))
        self.itemChanged.connect(self._toggle)
        self.currentCellChanged.connect(self._visit)
        header = self.horizontalHeader()
        header.setSectionsClickable(True)
        header.setMaximumSectionSize(round(_WIDEST * theme.scale()))
        header.sectionClicked.connect(self._ask_below)
        self.setStyleSheet(_marks_sheet())

    # Showing

    def show_preview(self, preview: CsvPreview) -> None:
        """Show the rows of a preview; `show_roles` then says what they are for."""
        self._names = [column.name for column in preview.columns]
        with QSignalBlocker(self):
            self.clear()
            self.setColumnCount(len(self._names))
            shown = preview.rows[: max(_FEWEST_ROWS, _MOST_CELLS // len(self._names))]
            self.setRowCount(1 + len(shown))
            for number, column in enumerate(preview.columns):
                self.setItem(_ROLE_ROW, number, QTableWidgetItem())
                for row, cells in enumerate(shown, 1):
                    self.setItem(row, number, _cell(cells[number], column.kind == "number"))

    def show_roles(self, role: Callable[[str], str], kinds: Sequence[str]) -> None:
        """Say of each column what it is used as ("input", "target", "ignore") and holds."""
        colours = theme.current()
        with QSignalBlocker(self):
            for number, name in enumerate(self._names):
                self._head(number, name, kinds[number])
                taken = role(name)
                _show_role(self._at(_ROLE_ROW, number), taken)
                ink = QBrush(colours.faint) if taken == "ignore" else QBrush()
                paper = QBrush(colours.soft_accent) if taken == "target" else QBrush()
                for row in range(1, self.rowCount()):
                    self._at(row, number).setForeground(ink)
                    self._at(row, number).setBackground(paper)
        self._share_widths()

    def _at(self, row: int, column: int) -> QTableWidgetItem:
        item = self.item(row, column)
        assert item is not None, "show_preview fills every cell"
        return item

    def _head(self, number: int, name: str, kind: str) -> None:
        shown = " ".join(name.split())
        room = self.horizontalHeader().maximumSectionSize() - 4 * theme.RHYTHM
        fitted = self.fontMetrics().elidedText(shown, Qt.TextElideMode.ElideRight, room)
        head = QTableWidgetItem(f"{fitted}\n{kind} ▾")
        head.setToolTip(tr("{name}: click for its role and kind.", name=shown))
        self.setHorizontalHeaderItem(number, head)

    def _share_widths(self) -> None:
        self.resizeColumnsToContents()
        for number in range(self.columnCount()):
            self.setColumnWidth(number, self.columnWidth(number) + 2 * theme.RHYTHM)

    def visit(self, name: str) -> None:
        """Bring a column into view, as the current one."""
        column = self._names.index(name)
        if self.currentColumn() != column:
            with QSignalBlocker(self):
                self.setCurrentCell(max(self.currentRow(), _ROLE_ROW), column)

    # Hearing

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """The menu of the column under the pointer, or of the current one."""
        by_key = event.reason() == QContextMenuEvent.Reason.Keyboard
        place = event.pos() - self.viewport().pos()
        column = self.currentColumn() if by_key else self.columnAt(place.x())
        if column >= 0:
            self._ask_below(column)

    def _ask_below(self, column: int) -> None:
        header = self.horizontalHeader()
        left = header.sectionViewportPosition(column)
        at = header.viewport().mapToGlobal(QPoint(max(left, 0), header.height()))
        self.visit(self._names[column])
        self.visited.emit(self._names[column])
        self.menu_wanted.emit(self._names[column], at)

    def _visit(self, _row: int, column: int, _before: int, last: int) -> None:
        if column != last and 0 <= column < len(self._names):
            self.visited.emit(self._names[column])

    def _toggle(self, item: QTableWidgetItem) -> None:
        if item.row() == _ROLE_ROW:
            name = self._names[item.column()]
            self.toggled.emit(name, item.checkState() == Qt.CheckState.Checked)


def _cell(text: str, numeric: bool) -> QTableWidgetItem:
    item = QTableWidgetItem(" ".join(text.split()))
    item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
    side = Qt.AlignmentFlag.AlignRight if numeric else Qt.AlignmentFlag.AlignLeft
    item.setTextAlignment(side | Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignVCenter)
    return item


def _show_role(item: QTableWidgetItem, role: str) -> None:
    colours = theme.current()
    flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
    if role == "target":
        item.setText(tr("target"))
        item.setForeground(colours.accent)
        item.setBackground(colours.soft_accent)
        item.setData(Qt.ItemDataRole.CheckStateRole, None)
        item.setToolTip("")
        item.setFlags(flags)
        return
    taken = role == "input"
    item.setText(tr("input") if taken else tr("left out"))
    item.setForeground(QBrush() if taken else QBrush(colours.faint))
    item.setBackground(QBrush())
    item.setFlags(flags | Qt.ItemFlag.ItemIsUserCheckable)
    item.setCheckState(Qt.CheckState.Checked if taken else Qt.CheckState.Unchecked)
    item.setToolTip(
        tr("Untick to leave this column out.") if taken else tr("Tick to take this column.")
    )
