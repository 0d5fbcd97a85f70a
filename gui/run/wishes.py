"""What the window wants to be told of a run beyond its weights: one request for all who look."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from engine import ExamplePass, Quantity, Snapshot, WatchRequest
from gui.editing.document import Document
from gui.run.example import ChosenExample
from gui.run.plane import Plane, first_plane, plane_of


class Wishes(QObject):
    """The plane over which responses are measured, the chosen example, and what each view asks.

    `changed` says that the request is another one; `plane_changed` that the plane is.
    """

    changed = Signal()
    plane_changed = Signal(Plane)

    def __init__(self, document: Document, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._wanted: dict[object, frozenset[Quantity]] = {}
        self._passing: set[object] = set()
        self.plane = self._default_plane()
        self.example = ChosenExample(document, self)
        self.example.changed.connect(self.changed)

    def want(self, asker: object, quantities: Iterable[Quantity] = ()) -> None:
        """Let snapshots hold these for `asker` from now on; none takes the wish back."""
        before = self.quantities
        self._wanted[asker] = frozenset(quantities)
        if self.quantities != before:
            self.changed.emit()

    def pass_any(self, asker: object, *, wanted: bool) -> None:
        """For `asker` let an example pass through even while none is chosen (True), or not."""
        before = self.row
        (self._passing.add if wanted else self._passing.discard)(asker)
        if self.row != before:
            self.changed.emit()

    @property
    def row(self) -> int | None:
        """The example that passes through: the chosen one, or the first where any will do."""
        train = self._document.data.train_rows
        if self.example.row is not None or not self._passing or not len(train):
            return self.example.row
        return int(train[0])

    def set_plane(self, x: int, y: int) -> None:
        """Measure responses over the plane of the input columns `x` and `y`."""
        plane = plane_of(self._document.data, x, y, len(self._document.network.units))
        if plane != self.plane:
            self._take_plane(plane)

    def choose_axis(self, axis: int, column: int, _checked: bool = False) -> None:
        """Let the plane's x (0) or y (1) be this column; the other takes its if it had it."""
        axes = [self.plane.x, self.plane.y]
        if axes[1 - axis] == column:
            axes.reverse()
        axes[axis] = column
        self.set_plane(*axes)

    def reset_plane(self) -> None:
        """Measure responses over the plane of the columns that go with the targets most."""
        self._take_plane(self._default_plane())

    def request(self) -> WatchRequest:
        """All of it, as the engine is told."""
        points = self.plane.points(self._document.data)
        return WatchRequest(points, self.plane, self.quantities, self.row)

    def completed(self, snapshot: Snapshot, previous: Snapshot | None) -> Snapshot:
        """With what the previous one answered while training has no time for new answers."""
        if previous is None or not snapshot.playing or snapshot.revision != previous.revision:
            return snapshot
        if snapshot.responses is None:
            snapshot = replace(snapshot, responses=previous.responses, watched=previous.watched)
        if snapshot.example is None and previous.example and self._is_of(previous.example):
            snapshot = replace(snapshot, example=previous.example)
        kept = {
            name: getattr(previous, name)
            for name in ("predictions", "spread")
            if name in self.quantities and getattr(snapshot, name) is None
        }
        return replace(snapshot, **kept)

    def _is_of(self, example: ExamplePass) -> bool:
        return example.row == self.row

    @property
    def quantities(self) -> frozenset[Quantity]:
        """What is asked for by anyone."""
        return frozenset().union(*self._wanted.values())

    def _take_plane(self, plane: Plane) -> None:
        self.plane = plane
        self.changed.emit()
        self.plane_changed.emit(plane)

    def _default_plane(self) -> Plane:
        return first_plane(self._document.data, len(self._document.network.units))
