"""The data at a glance: parts and classes, columns with their ranges, and a scatter matrix."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from engine.data.datasets import PARTS, Dataset
from gui.editing.document import Document
from gui.look import theme
from gui.look.translate import tr
from gui.look.words import compact, low, part_name
from gui.panels.data.glance import facts
from gui.panels.data.glance.balance_bars import BalanceBars
from gui.panels.data.glance.scatter_matrix import ScatterMatrix
from gui.panels.widgets.legend import MarkKey
from gui.panels.widgets.section import button, dialog_column, label
from gui.run.plane import shares_explained
from gui.stills import pictures

_MOST_PLANES = 5
_USUAL_PLANES = 4
_SIDE = 336
_ROUNDING = 1e-12  # of the range: so much of a mean is no more than rounding
_SIZE = (940, 600)
_HEADINGS = ("Column", "Least", "Mean", "Largest", "Values")


class GlanceDialog(QDialog):
    """Follows the document's data; a tick in the table puts a column into the matrix."""

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("The data at a glance"))
        self._document = document
        self._shown: list[int] = []
        self._names: tuple[str, ...] = ()
        row = QHBoxLayout()
        row.setSpacing(2 * theme.RHYTHM)
        row.addWidget(self._side())
        row.addLayout(self._pictures(), 1)
        column = dialog_column(self)
        column.addLayout(row, 1)
        foot = QHBoxLayout()
        foot.addStretch(1)
        close = button(tr("Close"))
        close.clicked.connect(self.close)
        foot.addWidget(close)
        column.addLayout(foot)
        self.resize(*(round(side * theme.scale()) for side in _SIZE))
        document.data_changed.connect(self._show)
        document.opened.connect(self._show)
        self._show()

    # Parts

    def _side(self) -> QWidget:
        side = QWidget()
        side.setFixedWidth(round(_SIDE * theme.scale()))
        column = QVBoxLayout(side)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.RHYTHM)
        self.balance_title = label(tr("Classes and parts"), "heading")
        column.addWidget(self.balance_title)
        self.balance = BalanceBars()
        pictures.offer(self.balance, tr("Classes and parts"))
        column.addWidget(self.balance)
        self.parts = label("", "faint", wrap=True)
        column.addWidget(self.parts)
        column.addWidget(label(tr("Columns"), "heading"))
        self.table = QTableWidget()
        self.table.setAccessibleName(tr("Columns"))
        self.table.setColumnCount(len(_HEADINGS))
        self.table.setHorizontalHeaderLabels([tr(heading) for heading in _HEADINGS])
        self.table.verticalHeader().hide()
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setTabKeyNavigation(False)
        self.table.setShowGrid(False)
        header = self.table.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        if first := self.table.horizontalHeaderItem(0):
            first.setTextAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.table.itemChanged.connect(self._tick)
        column.addWidget(self.table, 1)
        self.missing = label("", "faint", wrap=True)
        column.addWidget(self.missing)
        return side

    def _pictures(self) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(theme.RHYTHM)
        head = QHBoxLayout()
        head.setSpacing(2 * theme.RHYTHM)
        head.addWidget(label(tr("Each column against each other"), "heading"))
        head.addStretch(1)
        for number, part in enumerate(PARTS):
            head.addWidget(MarkKey(part_name(part), None, 0, part=number))
        column.addLayout(head)
        self.matrix = ScatterMatrix()
        pictures.offer(self.matrix, tr("Scatter matrix"))
        column.addWidget(self.matrix, 1)
        self.sampled = label("", "faint", wrap=True)
        column.addWidget(self.sampled)
        return column

    # Following the document

    def _show(self) -> None:
        data = self._document.data
        found = facts.columns(data)
        names = tuple(each.name for each in found)
        if names != self._names:
            self._names, self._shown = names, _first_columns(data, len(found))
        self.balance.show_data(data)
        self._tell(data)
        self._fill(found)
        self.matrix.show_data(data, self._shown)

    def _tell(self, data: Dataset) -> None:
        shares = " + ".join(f"{len(data.rows(part)):,}" for part in PARTS)
        told = tr("{all} examples = {shares} to train, validate and test.").format(
            all=f"{len(data.inputs):,}", shares=shares
        )
        if data.fractions is not None:
            how = (
                tr("Drawn with seed {seed}; each part has its share of every class.")
                if data.classes
                else tr("Drawn at random with seed {seed}.")
            )
            told += " " + how.format(seed=data.split_seed)
        self.parts.setText(told + " " + tr("Test examples are never trained on."))
        self.missing.setText("\n".join(data.notes) or tr("No value was missing, none was changed."))
        rows, count = facts.shown_rows(data), len(data.inputs)
        some = tr("{some} of {all} examples are drawn.", some=f"{len(rows):,}", all=f"{count:,}")
        self.sampled.setText(some if len(rows) < count else "")
        self.sampled.setVisible(len(rows) < count)

    def _fill(self, found: list[facts.ColumnFacts]) -> None:
        self.table.blockSignals(True)
        self.table.setRowCount(len(found))
        for place, each in enumerate(found):
            mean = 0.0 if abs(each.mean) < _ROUNDING * (each.high - each.low) else each.mean
            numbers = (compact(each.low), compact(mean), compact(each.high))
            for column, text in enumerate((low(each.name), *numbers, f"{each.values:,}")):
                item = QTableWidgetItem(text)
                if column == 0:
                    ticked = place in self._shown
                    item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
                    state = Qt.CheckState.Checked if ticked else Qt.CheckState.Unchecked
                    item.setCheckState(state)
                else:
                    right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
                    item.setTextAlignment(right)
                item.setToolTip(
                    tr("{name}: standard deviation {value}").format(
                        name=each.name, value=compact(each.deviation)
                    )
                )
                self.table.setItem(place, column, item)
        self.table.blockSignals(False)

    def _tick(self, item: QTableWidgetItem) -> None:
        """Show a column, or hide it; the first of too many makes room."""
        place = item.row()
        if item.checkState() == Qt.CheckState.Checked:
            self._shown = [*self._shown, place][-_MOST_PLANES:]
        elif len(self._shown) > 1:
            self._shown = [each for each in self._shown if each != place]
        self._shown.sort()
        self._fill(facts.columns(self._document.data))
        self.matrix.show_data(self._document.data, self._shown)


def _first_columns(data: Dataset, count: int) -> list[int]:
    """The inputs that go with the targets most, and what is to be predicted."""
    best = np.argsort(-shares_explained(data).round(6), kind="stable")
    targets = range(data.inputs.shape[1], count)
    chosen = best[: _USUAL_PLANES - min(len(targets), 1)].tolist()
    return sorted([*chosen, *list(targets)[:1]])
