"""A table of a network's rows: sorted, filtered, and read only where it is seen."""

from __future__ import annotations

import re
from abc import abstractmethod
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor

from engine import Network
from gui.look import theme
from gui.run.live import Ints, LiveNumbers

Index = QModelIndex | QPersistentModelIndex
Role = Qt.ItemDataRole

NOTHING = "–"
_PLAIN = str.maketrans("₀₁₂₃₄₅₆₇₈₉ŷ", "0123456789y")
_NUMBER = re.compile(r"(\d+)")


class TwinModel(QAbstractTableModel):
    """Rows of a network in an order of the person's choice, those that fit a filter.

    `rows` (k,) says which of the network's rows each line shows.
    """

    titles: tuple[str, ...] = ()
    hints: tuple[str, ...] = ()
    choice_column = -1  # where an activation is chosen

    def __init__(self, live: LiveNumbers, parent: QObject) -> None:
        super().__init__(parent)
        self.live = live
        self.rows: Ints = np.empty(0, np.int64)
        self._sorted_by: tuple[int, Qt.SortOrder] = (-1, Qt.SortOrder.AscendingOrder)
        self._filter: tuple[str, ...] = ()
        self._plain_names: list[str] | None = None

    # What a table has to know

    @property
    @abstractmethod
    def count(self) -> int:
        """How many rows there are without the filter."""

    @abstractmethod
    def read(self, network: Network) -> None:
        """Take the network's rows."""

    @abstractmethod
    def name(self, row: int) -> str:
        """What a row is about."""

    @abstractmethod
    def text(self, row: int, column: int) -> str:
        """What a cell says."""

    @abstractmethod
    def value(self, row: int, column: int) -> object:
        """What an editor of a cell begins with."""

    @abstractmethod
    def is_editable(self, row: int, column: int) -> bool:
        """Whether a cell can be changed."""

    @abstractmethod
    def ranks(self, column: int) -> NDArray[Any]:
        """Numbers (count,) that put the rows in the order of a column; NaN comes last."""

    def ink(self, row: int, column: int) -> QColor:  # noqa: ARG002
        """The colour of a cell's text."""
        return theme.current().text

    # Following

    def follow(self, network: Network, *, anew: bool) -> None:
        """Show the network as it is now; `anew` when it has other rows."""
        self._plain_names = None
        if anew:
            self.beginResetModel()
            self.read(network)
            self._arrange()
            self.endResetModel()
        else:
            self.read(network)
            if self._filter and not np.array_equal(np.flatnonzero(self._fitting()), self.fitting):
                self.beginResetModel()  # a name is another one now
                self._arrange()
                self.endResetModel()
            self.refresh()

    def refresh(self) -> None:
        """Say that numbers are others now."""
        last = self.index(self.rowCount() - 1, self.columnCount() - 1)
        if last.isValid():
            self.dataChanged.emit(self.index(0, 0), last, [])

    def filter(self, text: str) -> None:
        """Show the rows only whose name has every word of `text`."""
        words = tuple(_plain(text).split())
        if words != self._filter:
            self._filter = words
            self.beginResetModel()
            self._arrange()
            self.endResetModel()

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Put the rows in the order of a column; −1 is the network's own order."""
        self.layoutAboutToBeChanged.emit()
        held = self.persistentIndexList()
        shown = [int(self.rows[index.row()]) for index in held]
        self._sorted_by = column, order
        self._arrange()
        place = {row: line for line, row in enumerate(self.rows.tolist())} if held else {}
        moved = [
            self.index(place[row], index.column()) for row, index in zip(shown, held, strict=True)
        ]
        self.changePersistentIndexList(held, moved)
        self.layoutChanged.emit()

    def sort_again(self) -> None:
        """Put the rows in order once more: their numbers are others now."""
        if self._sorted_by[0] >= 0:
            self.sort(*self._sorted_by)

    def _arrange(self) -> None:
        column, order = self._sorted_by
        if column < 0:
            rows = np.arange(self.count)
        else:
            ranks = self.ranks(column)
            descending = order == Qt.SortOrder.DescendingOrder
            rows = np.argsort(-ranks if descending else ranks, kind="stable")
        self.rows = rows[self._fitting()[rows]] if self._filter else rows

    def _fitting(self) -> NDArray[np.bool_]:
        """Which rows (count,) have every word of the filter in their name."""
        if self._plain_names is None:
            self._plain_names = [_plain(self.name(row)) for row in range(self.count)]
        fits = [all(word in name for word in self._filter) for name in self._plain_names]
        return np.array(fits, bool)

    @property
    def fitting(self) -> Ints:
        """The network's rows that are shown, in rising order."""
        return np.sort(self.rows)

    def lines_of(self, rows: Ints) -> Ints:
        """The lines in which these rows are shown, in rising order."""
        return np.flatnonzero(np.isin(self.rows, rows))

    # Qt's questions

    def rowCount(self, parent: Index | None = None) -> int:  # noqa: N802
        """How many rows are shown."""
        return 0 if parent is not None and parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index | None = None) -> int:  # noqa: N802
        """How many columns there are."""
        return 0 if parent is not None and parent.isValid() else len(self.titles)

    def headerData(  # noqa: N802
        self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole
    ) -> Any:
        """The columns' titles, and what they mean."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Role.DisplayRole:
            return self.titles[section]
        if role == Role.ToolTipRole:
            return self.hints[section]
        if role == Role.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        return None

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:
        """What a cell says, how, and what a screen reader says of it."""
        row, column = int(self.rows[index.row()]), index.column()
        if role == Role.DisplayRole:
            return self.text(row, column)
        if role == Role.EditRole:
            return self.value(row, column)
        if role == Role.ForegroundRole:
            return self.ink(row, column)
        if role == Role.AccessibleTextRole:
            title, text = self.titles[column], self.text(row, column)
            return f"{self.name(row)}, {title}: {text or NOTHING}"
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Whether a cell can be selected, and changed."""
        flags = super().flags(index)
        if self.is_editable(int(self.rows[index.row()]), index.column()):
            flags |= Qt.ItemFlag.ItemIsEditable
        return flags


def ranks_of(texts: Sequence[str]) -> NDArray[np.int64]:
    """The place (k,) of each text among all in order, with numbers in their order."""
    places = {text: place for place, text in enumerate(sorted(set(texts), key=_natural))}
    return np.array([places[text] for text in texts], np.int64)


def _natural(text: str) -> list[tuple[int, int, str]]:
    parts = _NUMBER.split(_plain(text))
    return [(0, int(part), "") if part.isdigit() else (1, 0, part) for part in parts]


def _plain(text: str) -> str:
    """A text as it is typed: x₁ is x1, a hat is left out."""
    return text.translate(_PLAIN).casefold()
