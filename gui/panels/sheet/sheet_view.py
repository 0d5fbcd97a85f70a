"""The grid of a sheet with the keys of a spreadsheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QAbstractItemView,
    QLineEdit,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
)

from gui.look import theme
from gui.look.translate import tr
from gui.panels.sheet.sheet import cells_of
from gui.panels.sheet.sheet_model import Index, SheetModel

_WIDEST = 200
_STEPS = {
    Qt.Key.Key_Return: (1, 0),
    Qt.Key.Key_Enter: (1, 0),
    Qt.Key.Key_Tab: (0, 1),
    Qt.Key.Key_Backtab: (0, -1),
}
_WHILE_TYPING = {**_STEPS, Qt.Key.Key_Down: (1, 0), Qt.Key.Key_Up: (-1, 0)}


class SheetView(QTableView):
    """Enter goes down, Tab right; typing replaces, F2 edits, Delete clears; ranges are copied.

    `menu_wanted` asks for a column's menu, `left` says that Ctrl+Tab or Esc leaves the grid.
    """

    menu_wanted = Signal(int, QPoint)
    visited = Signal(int)
    left = Signal()

    def __init__(self, model: SheetModel) -> None:
        super().__init__()
        self._sheet = model
        self.setModel(model)
        self.setItemDelegate(_Typing(self))
        self.setAccessibleName(tr("Table"))
        self.setAccessibleDescription(
            tr("Enter goes down, Tab right; F2 edits, Delete clears, Ctrl+Tab leaves.")
        )
        trigger = QAbstractItemView.EditTrigger
        self.setEditTriggers(trigger.AnyKeyPressed | trigger.EditKeyPressed | trigger.DoubleClicked)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setWordWrap(False)
        self.setCornerButtonEnabled(False)
        self.setStyleSheet("QTableCornerButton::section { background: transparent; border: none; }")
        header = self.horizontalHeader()
        header.setSectionsClickable(True)
        header.setMaximumSectionSize(round(_WIDEST * theme.scale()))
        header.sectionClicked.connect(self._ask_below)
        self._keys: dict[QKeySequence.StandardKey, Callable[[], object]] = {
            QKeySequence.StandardKey.Copy: self.copy,
            QKeySequence.StandardKey.Cut: self.cut,
            QKeySequence.StandardKey.Paste: self.paste,
            QKeySequence.StandardKey.Undo: model.undo_stack.undo,
            QKeySequence.StandardKey.Redo: model.undo_stack.redo,
        }
        model.modelAboutToBeReset.connect(self._remember)
        model.modelReset.connect(self._come_back)
        self._place = (0, 0)
        self.selectionModel().currentChanged.connect(lambda now, _: self.visited.emit(now.column()))
        self.setCurrentIndex(model.index(0, 0))

    # Places

    @property
    def corners(self) -> tuple[int, int, int, int]:
        """Top, left, bottom, right of what is selected, all included."""
        places = self._selected() or [self._current()]
        rows, columns = [row for row, _ in places], [column for _, column in places]
        return min(rows), min(columns), max(rows), max(columns)

    def step(self, down: int, right: int) -> None:
        """Go to a neighbour; at the end of a row to the beginning of the next."""
        rows, columns = self._sheet.rowCount(), self._sheet.columnCount()
        row, column = self._current()
        place = row * columns + column + right + down * columns
        if 0 <= place < rows * columns:
            self.setCurrentIndex(self._sheet.index(*divmod(place, columns)))

    def visit(self, column: int) -> None:
        """Make a column the current one, in the same row."""
        if column != self._current()[1]:
            self.setCurrentIndex(self._sheet.index(self._current()[0], column))

    def _current(self) -> tuple[int, int]:
        index = self.currentIndex()
        return max(index.row(), 0), max(index.column(), 0)

    def _selected(self) -> list[tuple[int, int]]:
        return [(index.row(), index.column()) for index in self.selectedIndexes()]

    def _remember(self) -> None:
        self._place = self._current()

    def _come_back(self) -> None:
        """The same place in a sheet of another size."""
        row = min(self._place[0], self._sheet.rowCount() - 1)
        column = min(self._place[1], self._sheet.columnCount() - 1)
        self.setCurrentIndex(self._sheet.index(row, column))

    def _ask_below(self, column: int) -> None:
        header = self.horizontalHeader()
        at = QPoint(max(header.sectionViewportPosition(column), 0), header.height())
        self.visit(column)
        self.menu_wanted.emit(column, header.viewport().mapToGlobal(at))

    # Edits

    def clear(self) -> None:
        """Empty what is selected."""
        self._sheet.change(tr("Clear"), self._sheet.sheet.cleared(self._selected()))

    def copy(self) -> None:
        """Put what is selected on the clipboard, tabs between cells."""
        stream = io.StringIO()
        writer = csv.writer(stream, delimiter="\t", lineterminator="\n")
        writer.writerows(self._sheet.sheet.block(*self.corners))
        QGuiApplication.clipboard().setText(stream.getvalue())

    def cut(self) -> None:
        """Copy, then empty."""
        self.copy()
        self.clear()

    def paste(self) -> None:
        """Write a range from the clipboard from the current cell on."""
        block = cells_of(QGuiApplication.clipboard().text())
        if not block:
            return
        top, left, *_ = self.corners
        self._sheet.change(tr("Paste"), self._sheet.sheet.put(top, left, block))

    # Keys

    def focusNextPrevChild(self, _next: bool) -> bool:  # noqa: N802
        """Tab belongs to the cells."""
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move, clear, copy and paste, take back; anything else as Qt does."""
        key = Qt.Key(event.key())
        back = -1 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1
        deed = next((self._keys[known] for known in self._keys if event.matches(known)), None)
        if deed is not None:
            deed()
        elif event.modifiers() & Qt.KeyboardModifier.ControlModifier and key == Qt.Key.Key_Y:
            self._sheet.undo_stack.redo()
        elif key == Qt.Key.Key_Escape or (
            event.modifiers() & Qt.KeyboardModifier.ControlModifier and key in _TABS
        ):
            self.left.emit()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.step(back, 0)
        elif key in _STEPS:
            self.step(*_STEPS[key])
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.clear()
        else:
            super().keyPressEvent(event)


_TABS = (Qt.Key.Key_Tab, Qt.Key.Key_Backtab)


class _Typing(QStyledItemDelegate):
    """Takes what is typed, and goes where the key says."""

    def __init__(self, view: SheetView) -> None:
        super().__init__(view)
        self._view = view

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Frame the current cell."""
        super().paint(painter, option, index)
        if index == self._view.currentIndex():
            pen = QPen(theme.current().accent, 2)
            pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
            painter.setPen(pen)
            painter.drawRect(option.rect.adjusted(1, 1, -2, -2))

    def eventFilter(self, editor: QObject, event: QEvent) -> bool:
        """Commit with Enter, Tab and the arrows up and down, and go on."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            key = Qt.Key(event.key())
            if key in _WHILE_TYPING and isinstance(editor, QLineEdit):
                self.commitData.emit(editor)
                self.closeEditor.emit(editor, QAbstractItemDelegate.EndEditHint.NoHint)
                back = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
                down, right = _WHILE_TYPING[key]
                self._view.step(-1 if back and down > 0 else down, right)
                return True
        return super().eventFilter(editor, event)
