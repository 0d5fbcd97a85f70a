"""The table of a race: one row for each variant, sorted by whatever the person clicks."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import (
    QAbstractTableModel,
    QItemSelectionModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QSortFilterProxyModel,
    Qt,
    Signal,
)
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from engine import Standing, Variant
from gui.look import theme
from gui.look.translate import tr
from gui.look.words import compact
from gui.panels.race.race_look import sample
from gui.panels.race.race_run import RaceRun

Index = QModelIndex | QPersistentModelIndex
_ROW_HEIGHT, _ROOM = 24, 24
_NOWHERE = QModelIndex()
_SORT = Qt.ItemDataRole.UserRole


@dataclass(frozen=True)
class _Column:
    """One column: its heading, what it means, the number that sorts it, how that is written."""

    title: str
    tip: str
    number: Callable[[Variant, Standing], float]
    write: Callable[[float], str] = compact


def _metric(name: str) -> Callable[[Variant, Standing], float]:
    return lambda _, standing: (standing.metrics or {}).get(name, math.nan)


def _score(variant: Variant, standing: Standing) -> float:
    name = "r2" if variant.data.task == "regression" else "accuracy"
    part = "validation" if len(variant.data.validation_rows) else "train"
    return (standing.metrics or {}).get(f"{part}_{name}", math.nan)


_WORDS = {"stopped": "stopped", "diverged": "diverged", "refused": "no fit"}
_VARIANT, _OUTCOME = 0, 7
_COLUMNS = (
    _Column("Variant", "In the colour of its curve", lambda _, __: 0.0),
    _Column("Training loss", "Of the weights it has now", _metric("train_loss")),
    _Column("Validation loss", "Of the weights it has now", _metric("validation_loss")),
    _Column(
        "Accuracy",
        "On the validation part; for numbers R²",
        _score,
        lambda share: f"{100 * share:.1f} %",
    ),
    _Column("Epochs", "Complete ones", lambda _, one: one.epoch, "{:,.0f}".format),
    _Column("Seconds", "Of training, without waiting", lambda _, one: one.seconds, "{:.3f}".format),
    _Column("Parameters", "Weights and biases", lambda who, _: who.parameters, "{:,.0f}".format),
    _Column("State", "How it ended, if it did", lambda _, one: float(bool(one.outcome))),
)


class RaceModel(QAbstractTableModel):
    """What `run` knows of each variant, in the order of the race."""

    def __init__(self, run: RaceRun, parent: QObject) -> None:
        super().__init__(parent)
        self._run = run
        self._rows = 0

    def follow(self) -> None:
        """Show what is known now."""
        if len(self._run.variants) != self._rows:
            self.beginResetModel()
            self._rows = len(self._run.variants)
            self.endResetModel()
        elif self._rows:
            last = self.index(self._rows - 1, len(_COLUMNS) - 1)
            self.dataChanged.emit(self.index(0, 0), last, [])

    def rowCount(self, parent: Index = _NOWHERE) -> int:  # noqa: N802
        """One row a variant."""
        return 0 if parent.isValid() else self._rows

    def columnCount(self, parent: Index = _NOWHERE) -> int:  # noqa: N802
        """As many as the table of columns has rows."""
        return 0 if parent.isValid() else len(_COLUMNS)

    def headerData(  # noqa: N802
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        """Headings, and as tooltips what they mean."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(section)
        column = _COLUMNS[section]
        texts = {Qt.ItemDataRole.DisplayRole: column.title, Qt.ItemDataRole.ToolTipRole: column.tip}
        text = texts.get(Qt.ItemDataRole(role)) if role in list(Qt.ItemDataRole) else None
        return None if text is None else tr(text)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Text, sorting number, sample of the curve, alignment, tooltip."""
        row, column = index.row(), index.column()
        variant, standing = self._run.variants[row], self._run.standings[row]
        if role == Qt.ItemDataRole.DisplayRole:
            return self._text(row, column)
        if role == _SORT:
            number = row if column == _VARIANT else _COLUMNS[column].number(variant, standing)
            return math.inf if math.isnan(number) else number
        if role == Qt.ItemDataRole.DecorationRole and column == _VARIANT:
            return sample(row)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(column)
        if role == Qt.ItemDataRole.ToolTipRole:
            return {_VARIANT: variant.name, _OUTCOME: standing.told}.get(column) or None
        return None

    def _text(self, row: int, column: int) -> str:
        variant, standing = self._run.variants[row], self._run.standings[row]
        if column == _VARIANT:
            return f"{row + 1}  {variant.name}"
        if column == _OUTCOME:
            return tr(_WORDS[standing.outcome]) if standing.outcome else ""
        number = _COLUMNS[column].number(variant, standing)
        if math.isnan(number):
            return "–"
        if _COLUMNS[column].title == "Accuracy" and variant.data.task == "regression":
            return tr("R² {value}", value=compact(number))
        return _COLUMNS[column].write(number)


class RaceTable(QTableView):
    """One row is chosen at a time. The order changes when a heading is clicked or the race rests,
    never while numbers run."""

    chosen = Signal(int)

    def __init__(self, run: RaceRun) -> None:
        super().__init__()
        self.setAccessibleName(tr("Variants"))
        self._run = run
        self._model = RaceModel(run, self)
        self._sorted = QSortFilterProxyModel(self)
        self._sorted.setSourceModel(self._model)
        self._sorted.setSortRole(_SORT)
        self._sorted.setDynamicSortFilter(False)
        self.setModel(self._sorted)
        self.setSortingEnabled(True)
        self.sortByColumn(_VARIANT, Qt.SortOrder.AscendingOrder)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setProperty("role", "twin")
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.verticalHeader().hide()
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.selectionModel().currentRowChanged.connect(self._choose)
        run.moved.connect(self._follow)
        run.running_changed.connect(self._sort_again)
        theme.signals.changed.connect(self._fit)
        self._fit()
        self._follow()

    @property
    def order(self) -> list[int]:
        """The variants' numbers from the first row to the last."""
        rows = range(self._sorted.rowCount())
        return [self._sorted.mapToSource(self._sorted.index(row, 0)).row() for row in rows]

    @property
    def current(self) -> int | None:
        """The chosen variant, None while there is none."""
        index = self._sorted.mapToSource(self.currentIndex())
        return index.row() if index.isValid() else None

    def choose(self, number: int) -> None:
        """Choose one variant."""
        index = self._sorted.mapFromSource(self._model.index(number, 0))
        flags = QItemSelectionModel.SelectionFlag
        self.selectionModel().setCurrentIndex(index, flags.ClearAndSelect | flags.Rows)
        self.scrollTo(index)

    def _choose(self, index: QModelIndex) -> None:
        if index.isValid():
            self.chosen.emit(self._sorted.mapToSource(index).row())

    def _follow(self) -> None:
        self._model.follow()

    def _sort_again(self) -> None:
        if not self._run.is_running:
            self._sorted.invalidate()

    def _fit(self) -> None:
        self.verticalHeader().setDefaultSectionSize(round(_ROW_HEIGHT * theme.scale()))
        header = self.horizontalHeader()
        header.setSectionResizeMode(_VARIANT, QHeaderView.ResizeMode.Stretch)
        for column in range(1, len(_COLUMNS)):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Interactive)
            texts = _WORDS.values() if column == _OUTCOME else (_COLUMNS[column].title,)
            room = max(header.fontMetrics().horizontalAdvance(tr(text)) for text in texts)
            header.resizeSection(column, room + round(_ROOM * theme.scale()))


def _alignment(column: int) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignRight
    if column in (_VARIANT, _OUTCOME):
        side = Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter
