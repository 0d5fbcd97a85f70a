"""The numbers in force: the trained ones where there are any, else those of the document."""

from __future__ import annotations

from PySide6.QtCore import QObject

from engine import Change, Snapshot
from gui.document import Document
from gui.session import Session

Pair = tuple[int, int]


def moves_only(change: Change) -> bool:
    """Whether units were moved and nothing else, not even their names."""
    return change.only_moves and all(
        unit.before is not None and unit.after is not None and unit.before.name == unit.after.name
        for unit in change.units
    )


class LiveNumbers(QObject):
    """Biases and weights as they are now.

    A number set by hand counts until the training has answered with a later revision.
    """

    def __init__(self, document: Document, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self._document = document
        self._session = session
        self._read: Snapshot | None = None
        self._biases: dict[int, float] = {}
        self._weights: dict[Pair, float] = {}
        self._by_hand: dict[int | Pair, int] = {}
        document.network_changed.connect(self._edited)
        document.opened.connect(self._by_hand.clear)

    def bias(self, unit: int) -> float:
        """The bias of a unit of the document."""
        self._refresh()
        if self._is_by_hand(unit) or unit not in self._biases:
            return self._document.network.unit(unit).bias
        return self._biases[unit]

    def weight(self, pair: Pair) -> float:
        """The weight of a connection of the document."""
        self._refresh()
        if self._is_by_hand(pair) or pair not in self._weights:
            return self._document.network.connection(*pair).weight
        return self._weights[pair]

    def _is_by_hand(self, what: int | Pair) -> bool:
        return self._by_hand.get(what, -1) >= self._revision

    @property
    def _revision(self) -> int:
        return self._read.revision if self._read is not None else -1

    def _refresh(self) -> None:
        snapshot = self._session.snapshot
        if snapshot is self._read:
            return
        self._read = snapshot
        self._biases, self._weights = {}, {}
        if snapshot is not None:
            pairs = zip(snapshot.sources.tolist(), snapshot.targets.tolist(), strict=True)
            self._weights = dict(zip(pairs, snapshot.weights.tolist(), strict=True))
            units = snapshot.unit_ids.tolist()
            self._biases = dict(zip(units, snapshot.biases.tolist(), strict=True))

    def _edited(self, change: Change) -> None:
        self._refresh()
        for unit in change.units:
            if unit.before and unit.after and unit.before.bias != unit.after.bias:
                self._by_hand[unit.id] = self._revision
        for link in change.connections:
            self._by_hand[link.source, link.target] = self._revision
