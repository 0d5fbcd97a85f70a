"""What is selected: units and connections, shared by the canvas, the panels and the menus."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QObject, Signal

Pair = tuple[int, int]


class Selection(QObject):
    """The selected unit ids and (source, target) pairs; says when they change."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.units: frozenset[int] = frozenset()
        self.connections: frozenset[Pair] = frozenset()
        self._sorted: tuple[frozenset[Pair], tuple[Pair, ...]] = self.connections, ()

    @property
    def sorted_connections(self) -> tuple[Pair, ...]:
        """The connections in the order of their ends; the same tuple until they are others."""
        if self._sorted[0] is not self.connections:
            self._sorted = self.connections, tuple(sorted(self.connections))
        return self._sorted[1]

    def __bool__(self) -> bool:
        return bool(self.units or self.connections)

    def set(self, units: Iterable[int] = (), connections: Iterable[Pair] = ()) -> None:
        """Select exactly these."""
        wanted = frozenset(units), frozenset(connections)
        if wanted != (self.units, self.connections):
            self.units, self.connections = wanted
            self.changed.emit()

    def clear(self) -> None:
        """Select nothing."""
        self.set()

    def toggle(self, units: Iterable[int] = (), connections: Iterable[Pair] = ()) -> None:
        """Select what of these is not selected, and the other way round."""
        self.set(self.units ^ frozenset(units), self.connections ^ frozenset(connections))

    def keep(self, units: Iterable[int], connections: Iterable[Pair]) -> None:
        """Drop from the selection what is not among these: it is gone from the network."""
        self.set(self.units & frozenset(units), self.connections & frozenset(connections))
