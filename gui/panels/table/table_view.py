"""A table that stays in step with the selection, and the editors of its cells."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QFontMetrics, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QAbstractItemView,
    QLineEdit,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from engine import activations
from gui.forms.fields import Choice, NumberEdit
from gui.look import theme
from gui.look.translate import tr
from gui.look.words import fixed
from gui.panels.table.twin_model import TwinModel
from gui.run.live import Ints

Index = QModelIndex | QPersistentModelIndex
Take = Callable[[int, int, object], object]

_ROW_HEIGHT = 24
_HEADER_ROOM = 30
_FIELD_SHEET = "border-radius: 0; padding: 0 4px;"


class TwinView(QTableView):
    """Shows a TwinModel; `chosen` says that the person has selected rows here.

    Only the lines in view are ever read. A double click, F2 or Enter edits a cell.
    """

    chosen = Signal()

    def __init__(self, model: TwinModel, name: str) -> None:
        super().__init__()
        self._twin = model
        self._following = False
        self.setModel(model)
        self.setAccessibleName(name)
        self.setAccessibleDescription(
            tr("Enter edits a cell. Alt+Up and Alt+Down sort by its column.")
        )
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setEditTriggers(
            QAbstractItemView.EditTrigger.DoubleClicked
            | QAbstractItemView.EditTrigger.EditKeyPressed
        )
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setProperty("role", "twin")
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        self._dress_header()
        self.selectionModel().selectionChanged.connect(self._choose)
        theme.signals.changed.connect(self._fit)
        self._fit()

    def _dress_header(self) -> None:
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        # One of its own, and empty: else each painting asks every row whether it is selected.
        header.setSelectionModel(QItemSelectionModel(self._twin, header))
        header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        header.setSortIndicatorClearable(True)
        self.setSortingEnabled(True)

    # Selection

    def select(self, rows: Ints) -> None:
        """Show these rows of the network as selected, and bring the first of them into view."""
        lines = self._twin.lines_of(rows)
        wanted = QItemSelection()
        right = self._twin.columnCount() - 1
        for run in np.split(lines, np.flatnonzero(np.diff(lines) > 1) + 1):
            if len(run):
                first, last = int(run[0]), int(run[-1])
                wanted.select(self._twin.index(first, 0), self._twin.index(last, right))
        self._following = True
        flag = QItemSelectionModel.SelectionFlag.ClearAndSelect
        self.selectionModel().select(wanted, flag)
        self._following = False
        if len(lines) and not self.hasFocus():
            self.scrollTo(self._twin.index(int(lines[0]), 0))

    def selected_rows(self) -> Ints:
        """The network's rows that are selected."""
        ranges = self.selectionModel().selection().toList()
        lines = [np.arange(each.top(), each.bottom() + 1) for each in ranges]
        return self._twin.rows[np.unique(np.concatenate(lines))] if lines else _NONE

    def _choose(self) -> None:
        if not self._following:
            self.chosen.emit()

    # Look

    def show_numbers(self) -> None:
        """Draw the lines in view with the numbers as they are now."""
        self.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the width among the columns."""
        super().resizeEvent(event)
        self._share_width()

    def _fit(self) -> None:
        self.setFont(theme.font(theme.TEXT, tabular=True))
        self.verticalHeader().setMinimumSectionSize(1)
        self.verticalHeader().setDefaultSectionSize(round(_ROW_HEIGHT * theme.scale()))
        self._share_width()

    def _share_width(self) -> None:
        """As wide as each heading needs, and what is left over in equal parts."""
        header = self.horizontalHeader()
        metrics = QFontMetrics(theme.font(theme.TEXT))
        needed = [
            metrics.horizontalAdvance(title) + round(_HEADER_ROOM * theme.scale())
            for title in self._twin.titles
        ]
        spare = max(0, self.viewport().width() - sum(needed)) // len(needed)
        for column, width in enumerate(needed):
            header.resizeSection(column, width + spare)

    # Keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Edit with Enter, sort with Alt+Up and Alt+Down."""
        key, current = event.key(), self.currentIndex()
        if key in _ENTER and current.isValid():
            editing = self.state() == QAbstractItemView.State.EditingState
            if current.flags() & Qt.ItemFlag.ItemIsEditable and not editing:
                self.edit(current)
        elif event.modifiers() & Qt.KeyboardModifier.AltModifier and key in _ORDERS:
            self.sortByColumn(max(current.column(), 0), _ORDERS[Qt.Key(key)])
        else:
            super().keyPressEvent(event)


_NONE: Ints = np.empty(0, np.int64)
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_ORDERS = {
    Qt.Key.Key_Up: Qt.SortOrder.AscendingOrder,
    Qt.Key.Key_Down: Qt.SortOrder.DescendingOrder,
}


class CellEditor(QStyledItemDelegate):
    """Fields for numbers, a list for activations; `take` gets row, column and what was entered."""

    def __init__(self, view: TwinView, take: Take) -> None:
        super().__init__(view)
        self._view = view
        self._take = take

    def createEditor(  # noqa: N802
        self,
        parent: QWidget | None,
        option: QStyleOptionViewItem,  # noqa: ARG002
        index: Index,
    ) -> QWidget:
        """The field of a cell, by what it holds."""
        model = index.model()
        assert isinstance(model, TwinModel)
        row, column = int(model.rows[index.row()]), index.column()
        value = model.value(row, column)
        field: QWidget
        if isinstance(value, float):
            number = NumberEdit(lambda shown: fixed(shown, 4), parent=parent)
            number.committed.connect(lambda wanted: self._take(row, column, wanted))
            field = number
        elif value in activations.ACTIVATIONS and column == model.choice_column:
            field = self._choice(parent, row, column)
        else:
            field = QLineEdit(parent)
        field.setStyleSheet(_FIELD_SHEET)
        field.setAccessibleName(f"{model.name(row)}, {model.titles[column]}")
        field.setToolTip(model.hints[column])
        return field

    def _choice(self, parent: QWidget | None, row: int, column: int) -> Choice:
        choice = Choice(parent)
        choice.offer({key: tr(each.label) for key, each in activations.ACTIVATIONS.items()})

        def take(key: str) -> None:
            self._take(row, column, key)
            self.closeEditor.emit(choice, QAbstractItemDelegate.EndEditHint.NoHint)

        choice.chosen.connect(take)
        return choice

    def setEditorData(self, editor: QWidget, index: Index) -> None:  # noqa: N802
        """Begin with what is there."""
        value = index.data(Qt.ItemDataRole.EditRole)
        if isinstance(editor, NumberEdit):
            editor.reset_value(value)
            editor.selectAll()
        elif isinstance(editor, Choice):
            editor.show_key(value)
            QTimer.singleShot(0, editor, editor.showPopup)  # once it has its place
        elif isinstance(editor, QLineEdit):
            editor.setText(value)

    def eventFilter(self, editor: QObject, event: QEvent) -> bool:
        """Escape brings back the number in force: a field hands over its text when it is left.

        Enter hands over at once. Qt would put that off, until after a second Enter or a click
        elsewhere that has closed the field.
        """
        key = event.key() if isinstance(event, QKeyEvent) else None
        if key == Qt.Key.Key_Escape and isinstance(editor, NumberEdit):
            editor.reset_value(editor.value)
        pressed = event.type() == QEvent.Type.KeyPress
        if pressed and key in _ENTER and isinstance(editor, QLineEdit):
            self.commitData.emit(editor)
            self.closeEditor.emit(editor, QAbstractItemDelegate.EndEditHint.NoHint)
            return True
        return super().eventFilter(editor, event)

    def setModelData(  # noqa: N802
        self, editor: QWidget, model: QAbstractItemModel, index: Index
    ) -> None:
        """Hand over what was entered; a number's field does so itself when it is left."""
        assert isinstance(model, TwinModel)
        if isinstance(editor, NumberEdit):
            editor.editingFinished.emit()
        elif isinstance(editor, QLineEdit) and editor.isModified():
            self._take(int(model.rows[index.row()]), index.column(), editor.text())

    def updateEditorGeometry(  # noqa: N802
        self,
        editor: QWidget,
        option: QStyleOptionViewItem,
        index: Index,  # noqa: ARG002
    ) -> None:
        """As large as the cell, or as the field needs to be."""
        place = option.rect
        if isinstance(editor, Choice):
            place.setWidth(max(place.width(), editor.sizeHint().width()))
        editor.setGeometry(place)
