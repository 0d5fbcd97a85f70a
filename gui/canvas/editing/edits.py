"""Every edit of units and connections the canvas can ask for: one named undo step each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import product

import numpy as np
from PySide6.QtCore import QObject, QPoint
from PySide6.QtWidgets import QWidget

from engine import EngineError, Kind, Network, errors, fitting
from gui.canvas.editing.column_menu import ColumnMenu
from gui.canvas.geometry import Point
from gui.canvas.wiring import Pair
from gui.editing.attempts import attempt
from gui.editing.document import Document
from gui.editing.selection import Selection
from gui.editing.waiting import waiting_for
from gui.look.translate import tr
from gui.look.words import listed_as, named, unit_name


class Edits(QObject):
    """Edits of the document on behalf of the canvas; each returns whether it was done.

    `at` is where a notice appears when the engine refuses, a global position. `now` holds the
    numbers that training has made of those in the document.
    """

    def __init__(self, document: Document, selection: Selection, parent: QObject) -> None:
        super().__init__(parent)
        self.document = document
        self._selection = selection
        self._widget = parent if isinstance(parent, QWidget) else None

    @property
    def _network(self) -> Network:
        return self.document.network

    def name(self, unit: int) -> str:
        """A unit's name as it is written on the canvas."""
        return unit_name(self._network, unit)

    def add_unit(self, kind: Kind, point: Point, at: QPoint | None = None) -> bool:
        """Add a unit, and select it."""
        words = {
            "input": tr("Add an input"),
            "hidden": tr("Add a hidden unit"),
            "output": tr("Add an output"),
        }

        def edit(network: Network) -> list[int]:
            fitting_one = fitting.output_activation(network, self.document.data)
            activation = fitting_one if kind == "output" else None
            return [network.add_unit(kind, activation=activation, position=point)]

        done = self._add(words[kind], edit, at)
        if done and kind == "input" and at is not None:
            ColumnMenu(self.document, self._network.inputs[-1], self._widget).ask(at)
        return done

    def add_connected(self, sources: Sequence[int], point: Point, at: QPoint | None = None) -> bool:
        """Add a hidden unit that all the sources feed, and select it."""

        def edit(network: Network) -> list[int]:
            added = network.add_unit("hidden", position=point)
            for source in sources:
                network.connect(source, added)
            return [added]

        return self._add(tr("Add a connected hidden unit"), edit, at)

    def insert_unit(self, pair: Pair, point: Point, at: QPoint | None = None) -> bool:
        """Put a hidden unit into a connection, and select it.

        It takes the connection's place: the weight, where one was set, leads into the unit.
        """
        source, target = pair

        def edit(network: Network) -> list[int]:
            weight = network.link(source, target).weight
            network.disconnect(source, target)
            added = network.add_unit("hidden", position=point)
            network.connect(source, added, weight)
            network.connect(added, target)
            return [added]

        names = tr("{a} → {b}", a=self.name(source), b=self.name(target))
        return self._add(tr("Insert a unit into {connection}", connection=names), edit, at)

    def connect_units(
        self, sources: Sequence[int], targets: Sequence[int], at: QPoint | None = None
    ) -> bool:
        """Connect every source to every target but itself; what is connected already stays so."""
        asked = list(product(sources, targets))
        missing = [
            pair for pair in asked if pair[0] != pair[1] and not self._network.has_connection(*pair)
        ]
        pairs = missing or asked
        begins, ends = ([pair[side] for pair in pairs] for side in (0, 1))

        def edit(network: Network) -> None:
            if len(pairs) == 1:
                network.connect(*pairs[0])  # names the shortest way round, where there is one
            else:
                network.connect_all(begins, ends)

        a, b = (named(self._network, list(dict.fromkeys(units))) for units in (begins, ends))
        return attempt(self.document, tr("Connect {a} → {b}", a=a, b=b), edit, at)

    def delete(
        self, units: Iterable[int], connections: Iterable[Pair], title: str = "Delete {what}"
    ) -> bool:
        """Remove units with all that hangs on them, and connections."""
        gone, pairs = sorted(units), sorted(connections)
        if not gone and not pairs:
            return False

        def edit(network: Network) -> None:
            network.disconnect_all((a for a, _ in pairs), (b for _, b in pairs))
            for unit in gone:
                network.remove_unit(unit)

        what = named(self._network, gone) if gone else self._wires(pairs)
        arrays = self._network.arrays()
        ending = np.isin(arrays.sources, gone) | np.isin(arrays.targets, gone)
        with waiting_for(len(pairs) + int(ending.sum())):
            return attempt(self.document, tr(title, what=what), edit)

    def _add(self, name: str, edit: Callable[[Network], list[int]], at: QPoint | None) -> bool:
        """Do an edit that returns the units it added, and select them."""
        added: list[int] = []
        done = attempt(self.document, name, lambda network: added.extend(edit(network)), at)
        if done:
            self._selection.set(added)
        return done

    def _wires(self, pairs: Sequence[Pair]) -> str:
        return listed_as(lambda pair: f"{self.name(pair[0])} → {self.name(pair[1])}", pairs)


def refusal(network: Network, source: int, target: int) -> EngineError | None:
    """Why these two units cannot be connected; None when they can."""
    try:
        network.check_connection(source, target)
    except errors.EngineError as error:
        return error
    return None


def possible_targets(network: Network, sources: Sequence[int]) -> frozenset[int]:
    """Units that at least one of the sources, and none in a circle, could be connected to."""
    sources = [unit for unit in sources if network.unit(unit).kind != "output"]
    ancestors = set(sources)
    waiting = list(sources)
    while waiting:
        fresh = [unit for unit in network.incoming(waiting.pop()) if unit not in ancestors]
        ancestors.update(fresh)
        waiting.extend(fresh)
    return frozenset(
        unit.id
        for unit in network.units
        if unit.kind != "input"
        and unit.id not in ancestors
        and any(not network.has_connection(source, unit.id) for source in sources)
    )
