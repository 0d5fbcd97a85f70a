"""The network as two tables, units and connections: rows that are read only when they are seen."""

from __future__ import annotations

import re
from abc import abstractmethod
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor

from engine import Network, Unit
from gui import theme
from gui.live import Floats, Ints, LiveNumbers, Pair
from gui.translate import tr
from gui.words import activation_name, fixed, unit_name

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


class UnitsModel(TwinModel):
    """A row for each unit."""

    NAME, KIND, ACTIVATION, BIAS, KEEP = range(5)
    choice_column = ACTIVATION

    def __init__(self, live: LiveNumbers, parent: QObject) -> None:
        super().__init__(live, parent)
        self.units: tuple[Unit, ...] = ()
        self._names: list[str] = []
        self._row: dict[int, int] = {}
        self.titles = (tr("Unit"), tr("Kind"), tr("Activation"), tr("Bias"), tr("Keep p"))
        self.hints = (
            tr("What the unit is called"),
            tr("Input, hidden unit or output"),
            tr("How the weighted sum z becomes a = g(z)"),
            tr("The bias w₀, added to the weighted sum"),
            tr("The chance that the unit takes part in a mini-batch"),
        )

    @property
    def count(self) -> int:
        """How many units there are."""
        return len(self.units)

    def read(self, network: Network) -> None:
        """Take the network's units."""
        self.units = network.units
        self._names = [unit_name(network, unit.id) for unit in self.units]
        self._row = {unit.id: row for row, unit in enumerate(self.units)}

    def rows_of_units(self, units: Sequence[int]) -> Ints:
        """The rows of these units."""
        return np.array([self._row[unit] for unit in units if unit in self._row], np.int64)

    def name(self, row: int) -> str:
        """The unit's name."""
        return self._names[row]

    def text(self, row: int, column: int) -> str:
        """What a cell says; empty where a unit has no such property."""
        unit = self.units[row]
        if column == self.NAME:
            return self._names[row]
        if column == self.KIND:
            return {"input": tr("input"), "hidden": tr("hidden"), "output": tr("output")}[unit.kind]
        if not self._has(row, column):
            return ""
        if column == self.ACTIVATION:
            return activation_name(unit.activation)
        return fixed(self._number(row, column), 3 if column == self.BIAS else 2)

    def value(self, row: int, column: int) -> object:
        """The name, the activation's key or the number."""
        unit = self.units[row]
        if column in (self.NAME, self.KIND):
            return unit.name
        return unit.activation if column == self.ACTIVATION else self._number(row, column)

    def is_editable(self, row: int, column: int) -> bool:
        """Whether the unit has the property, and it can be changed."""
        return column != self.KIND and self._has(row, column)

    def ink(self, row: int, column: int) -> QColor:  # noqa: ARG002
        """Names and biases stand out."""
        colours = theme.current()
        return colours.text if column in (self.NAME, self.BIAS) else colours.secondary

    def ranks(self, column: int) -> NDArray[Any]:
        """By number, or by name with numbers in their order: h2 before h10."""
        rows = range(self.count)
        if column in (self.BIAS, self.KEEP):
            return np.array(
                [self._number(row, column) if self._has(row, column) else np.nan for row in rows]
            )
        return ranks_of([self.text(row, column) for row in rows])

    def _number(self, row: int, column: int) -> float:
        if column == self.BIAS:
            return float(self.live.biases()[row])
        return self.units[row].keep_probability

    def _has(self, row: int, column: int) -> bool:
        kind = self.units[row].kind
        return not (
            (kind == "input" and column in (self.ACTIVATION, self.BIAS))
            or (kind == "output" and column == self.KEEP)
        )


class LinksModel(TwinModel):
    """A row for each connection."""

    SOURCE, TARGET, WEIGHT, GRADIENT = range(4)

    def __init__(self, live: LiveNumbers, parent: QObject) -> None:
        super().__init__(live, parent)
        self._sources = self._targets = np.empty(0, np.int64)
        self._unit_names: dict[int, str] = {}
        self.titles = (tr("From"), tr("To"), tr("Weight"), tr("Gradient"))
        self.hints = (
            tr("The unit where the connection begins"),
            tr("The unit that it feeds"),
            tr("What the source’s activation is multiplied by"),
            tr("How the loss over the training part changes with the weight"),
        )
        self.gradients: Floats | None = None

    @property
    def count(self) -> int:
        """How many connections there are."""
        return len(self._sources)

    def read(self, network: Network) -> None:
        """Take the network's connections."""
        arrays = network.arrays()
        self._sources, self._targets = arrays.sources, arrays.targets
        self._unit_names = {unit.id: unit_name(network, unit.id) for unit in network.units}
        self.gradients = None

    def take_gradients(self, known: Mapping[Pair, float] | None) -> None:
        """Show these gradients; None shows that there are none."""
        if known is None:
            self.gradients = None
        else:
            pairs = self.pairs(np.arange(self.count))
            self.gradients = np.array([known.get(pair, np.nan) for pair in pairs])

    def pair(self, row: int) -> Pair:
        """Source and target of a row."""
        return int(self._sources[row]), int(self._targets[row])

    def pairs(self, rows: Ints) -> list[Pair]:
        """Source and target of each of these rows."""
        ends = self._sources[rows].tolist(), self._targets[rows].tolist()
        return list(zip(*ends, strict=True))

    def rows_of_pairs(self, pairs: Sequence[Pair]) -> Ints:
        """The rows of these connections."""
        wanted = np.array(pairs, np.int64).reshape(-1, 2)
        keys = (self._sources << 32) | self._targets
        return np.flatnonzero(np.isin(keys, (wanted[:, 0] << 32) | wanted[:, 1]))

    def name(self, row: int) -> str:
        """Both units, as in x₁ → h₂."""
        source, target = self.pair(row)
        return f"{self._unit_names[source]} → {self._unit_names[target]}"

    def text(self, row: int, column: int) -> str:
        """What a cell says."""
        if column in (self.SOURCE, self.TARGET):
            return self._unit_names[self.pair(row)[column]]
        if column == self.WEIGHT:
            return fixed(self._weight(row))
        return NOTHING if self.gradients is None else fixed(float(self.gradients[row]), 4)

    def value(self, row: int, column: int) -> object:
        """The number of a cell."""
        return self._weight(row) if column == self.WEIGHT else self.text(row, column)

    def is_editable(self, row: int, column: int) -> bool:  # noqa: ARG002
        """A weight can be set; ends are not changed but connected anew."""
        return column == self.WEIGHT

    def ink(self, row: int, column: int) -> QColor:
        """A weight has the colour of its sign."""
        if column == self.WEIGHT:
            return theme.sign_ink(self._weight(row))
        colours = theme.current()
        return colours.faint if column == self.GRADIENT else colours.text

    def ranks(self, column: int) -> NDArray[Any]:
        """By number, or by name with numbers in their order: h2 before h10."""
        if column == self.WEIGHT:
            return self.live.weights()
        if column == self.GRADIENT:
            return np.zeros(self.count) if self.gradients is None else self.gradients
        ids = list(self._unit_names)
        rank = dict(zip(ids, ranks_of(list(self._unit_names.values())).tolist(), strict=True))
        ends = self._sources if column == self.SOURCE else self._targets
        return np.array([rank[unit] for unit in ends.tolist()], np.int64)

    def _weight(self, row: int) -> float:
        return float(self.live.weights()[row])


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
