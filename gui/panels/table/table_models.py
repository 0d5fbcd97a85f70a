"""The network as two tables: a row for each unit, a row for each connection."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject
from PySide6.QtGui import QColor

from engine import Network, Unit, pair_keys
from gui.look import theme
from gui.look.translate import tr
from gui.look.words import activation_name, fixed, unit_name
from gui.panels.table.twin_model import NOTHING, TwinModel, ranks_of
from gui.run.live import Floats, Ints, LiveNumbers, Pair


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
        keys = pair_keys(self._sources, self._targets)
        return np.flatnonzero(np.isin(keys, pair_keys(wanted[:, 0], wanted[:, 1])))

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
