"""Every edit the canvas can ask for: one named undo step each, a refusal becomes a notice."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import product

from PySide6.QtCore import QObject, QPoint

from engine import EngineError, Kind, Network, errors, fitting, layout
from gui import notices
from gui.canvas.geometry import Point
from gui.canvas.wiring import Pair
from gui.document import Document
from gui.selection import Selection
from gui.translate import tr
from gui.words import activation_name, compact, listed, unit_name


class Edits(QObject):
    """Edits of the document on behalf of the canvas; each returns whether it was done.

    `at` is where a notice appears when the engine refuses, a global position.
    """

    def __init__(self, document: Document, selection: Selection, parent: QObject) -> None:
        super().__init__(parent)
        self._document = document
        self._selection = selection

    @property
    def _network(self) -> Network:
        return self._document.network

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
        added: list[int] = []

        def edit(network: Network) -> None:
            fitting_one = fitting.output_activation(network, self._document.data)
            activation = fitting_one if kind == "output" else None
            added.append(network.add_unit(kind, activation=activation, position=point))

        done = self._attempt(words[kind], at, edit)
        if done:
            self._selection.set(added)
        return done

    def connect_units(self, sources: Sequence[int], target: int, at: QPoint | None = None) -> bool:
        """Connect every source but `target` itself to it; those connected already are left out."""
        known = (*self._network.incoming(target), target)
        missing = [unit for unit in sources if unit not in known]
        pairs = [(unit, target) for unit in missing or sources]
        names = listed([self.name(unit) for unit, _ in pairs])
        return self._connect(tr("Connect {a} → {b}", a=names, b=self.name(target)), pairs, at)

    def add_connected(self, sources: Sequence[int], point: Point, at: QPoint | None = None) -> bool:
        """Add a hidden unit that all the sources feed, and select it."""
        added: list[int] = []

        def edit(network: Network) -> None:
            added.append(network.add_unit("hidden", position=point))
            for source in sources:
                network.connect(source, added[0])

        done = self._attempt(tr("Add a connected hidden unit"), at, edit)
        if done:
            self._selection.set(added)
        return done

    def connect_to_next_layer(self, units: Iterable[int], at: QPoint | None = None) -> bool:
        """Connect each unit to every unit of the layer after its own that it does not feed yet."""
        chosen = set(units)
        levels = self._display_levels()
        after: dict[int, list[int]] = {}
        for unit, level in levels.items():
            after.setdefault(level, []).append(unit)
        pairs = [
            pair
            for unit in chosen
            if self._network.unit(unit).kind != "output"
            for pair in product((unit,), _next_layer(after, levels[unit]))
            if pair[1] not in chosen and not self._network.has_connection(*pair)
        ]
        if not pairs:
            notices.bus.post(
                notices.Notice(
                    "info",
                    tr("There is nothing left to connect in the next layer."),
                    tr("Drag from a unit’s right edge to connect it to any other."),
                    at=at,
                )
            )
            return False
        return self._connect(tr("Connect to the next layer"), pairs, at)

    def delete(self, units: Iterable[int], connections: Iterable[Pair]) -> bool:
        """Remove units with all that hangs on them, and connections."""
        gone, pairs = list(units), list(connections)
        if not gone and not pairs:
            return False

        def edit(network: Network) -> None:
            for pair in pairs:
                network.disconnect(*pair)
            for unit in gone:
                network.remove_unit(unit)

        return self._attempt(self._deletion(gone, pairs), None, edit)

    def place(self, places: Mapping[int, Point], merge: str) -> bool:
        """Put units somewhere; steps with the same `merge` key are one."""
        names = listed([self.name(unit) for unit in places])

        def edit(network: Network) -> None:
            for unit, point in places.items():
                network.update_unit(unit, position=point)

        return self._attempt(tr("Move {units}", units=names), None, edit, merge)

    def nudge(self, units: Iterable[int], dx: float, dy: float) -> bool:
        """Move units a little; nudges of the same units in a row are one step."""
        places = {}
        for unit in sorted(units):
            x, y = self._network.unit(unit).position
            places[unit] = (x + dx, y + dy)
        return bool(places) and self.place(places, f"nudge {sorted(places)}")

    def tidy(self) -> bool:
        """Lay the network out in columns, one for each layer."""

        def edit(network: Network) -> None:
            for unit, point in layout.positions(network).items():
                network.update_unit(unit, position=point)

        return self._attempt(tr("Tidy layout"), None, edit)

    def set_activation(self, units: Iterable[int], key: str, at: QPoint | None = None) -> bool:
        """Give units an activation; inputs, which have none, are left out."""
        chosen = self._of_kinds(units, "hidden", "output")
        title = tr(
            "Set the activation of {units} to {activation}",
            units=listed([self.name(unit) for unit in chosen]),
            activation=activation_name(key),
        )
        return self._update(
            title, chosen, at, lambda net, unit: net.update_unit(unit, activation=key)
        )

    def set_keep(self, units: Iterable[int], keep: float, at: QPoint | None = None) -> bool:
        """Give units a keep probability; outputs, which are never dropped, are left out."""
        chosen = self._of_kinds(units, "input", "hidden")
        title = tr(
            "Set keep p of {units} to {p}",
            units=listed([self.name(unit) for unit in chosen]),
            p=compact(keep),
        )
        return self._update(
            title, chosen, at, lambda net, unit: net.update_unit(unit, keep_probability=keep)
        )

    def set_bias(self, units: Iterable[int], bias: float, at: QPoint | None = None) -> bool:
        """Give units a bias; inputs, which have none, are left out."""
        chosen = self._of_kinds(units, "hidden", "output")
        title = tr(
            "Set the bias of {units} to {bias}",
            units=listed([self.name(unit) for unit in chosen]),
            bias=compact(bias),
        )
        return self._update(title, chosen, at, lambda net, unit: net.update_unit(unit, bias=bias))

    def set_weight(self, pairs: Iterable[Pair], weight: float, at: QPoint | None = None) -> bool:
        """Give connections a weight by hand."""
        chosen = list(pairs)
        names = listed([f"{self.name(a)} → {self.name(b)}" for a, b in chosen])

        def edit(network: Network) -> None:
            for pair in chosen:
                network.set_weight(*pair, weight)

        return self._attempt(tr("Set the weight of {connections}", connections=names), at, edit)

    def _connect(self, name: str, pairs: Sequence[Pair], at: QPoint | None) -> bool:
        def edit(network: Network) -> None:
            for pair in pairs:
                network.connect(*pair)

        return self._attempt(name, at, edit)

    def _update(
        self,
        name: str,
        units: Sequence[int],
        at: QPoint | None,
        change: Callable[[Network, int], None],
    ) -> bool:
        def edit(network: Network) -> None:
            for unit in units:
                change(network, unit)

        return bool(units) and self._attempt(name, at, edit)

    def _attempt(
        self, name: str, at: QPoint | None, edit: Callable[[Network], object], merge: str = ""
    ) -> bool:
        try:
            with self._document.edit(name, merge) as network:
                edit(network)
        except EngineError as error:
            notices.bus.post(notices.Notice.of(error, at))
            return False
        return True

    def _of_kinds(self, units: Iterable[int], *kinds: Kind) -> list[int]:
        return [unit for unit in sorted(units) if self._network.unit(unit).kind in kinds]

    def _deletion(self, units: Sequence[int], pairs: Sequence[Pair]) -> str:
        if units:
            return tr("Delete {units}", units=listed([self.name(unit) for unit in units]))
        names = [f"{self.name(source)} → {self.name(target)}" for source, target in pairs]
        return tr("Delete {connections}", connections=listed(names))

    def _display_levels(self) -> dict[int, int]:
        """Layers as they are shown: outputs all in the last one."""
        levels = self._network.levels()
        outputs = set(self._network.outputs)
        last = 1 + max((level for unit, level in levels.items() if unit not in outputs), default=0)
        return {unit: last if unit in outputs else level for unit, level in levels.items()}


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


def _next_layer(layers: Mapping[int, Sequence[int]], level: int) -> Sequence[int]:
    later = [number for number in layers if number > level]
    return layers[min(later)] if later else ()
