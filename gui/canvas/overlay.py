"""The numbers the canvas shows: the document's, or a snapshot's where it has newer ones."""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QImage

from engine import Change, Network, Snapshot, activations
from gui import theme
from gui.canvas import geometry
from gui.canvas.geometry import Floats
from gui.canvas.wiring import Ints, Pair, Wiring, keys
from gui.plane import Plane

SMALLEST_SCALE = 2.0
_FAR = 1000.0
_TINY = 1e-9
_SHRINK_BELOW = 0.3


class Overlay:
    """Weights, biases, the last mini-batch's mask and the response pictures, by row of a Wiring.

    What the person has edited since the last snapshot keeps the document's number. `largest` is
    the |weight| that is drawn thickest; it follows the weights in steps of 1, 2, 5, 10, ….
    """

    def __init__(self, network: Network, wiring: Wiring) -> None:
        self.clear(network, wiring)

    def clear(self, network: Network, wiring: Wiring) -> None:
        """Forget the run: another document is open."""
        self.largest = SMALLEST_SCALE
        self._snapshot: Snapshot | None = None
        self._edited: set[Pair] = set()
        self._edited_units: set[int] = set()
        self.rebuild(network, wiring)

    def note(self, change: Change) -> None:
        """Take note of an edit, whose numbers no snapshot has yet."""
        self._edited |= {(link.source, link.target) for link in change.connections}
        self._edited_units |= {unit.id for unit in change.units}
        if change.seed or change.initializer:
            self._snapshot = None

    def show(self, snapshot: Snapshot) -> None:
        """Show this snapshot; it holds all edits that were made before it."""
        self._snapshot = snapshot
        self._edited.clear()
        self._edited_units.clear()
        self._combine()

    def rebuild(self, network: Network, wiring: Wiring) -> None:
        """Follow a change of the network."""
        arrays = network.arrays()
        self._wiring = wiring
        self._activations = [unit.activation for unit in network.units]
        self._initial: tuple[Floats, Floats] = arrays.weights, arrays.biases
        self._combine()

    @property
    def has_pictures(self) -> bool:
        """Whether there are response pictures to show."""
        return bool(self._pictures)

    def tile(self, unit: int) -> QImage | None:
        """The picture of a unit's response over the plane, high y at the top."""
        return self._pictures.get(unit)

    def response(self, unit: int) -> tuple[float, float] | None:
        """The smallest and largest response of a unit on its picture."""
        row = self._snapshot_row.get(unit)
        if self._snapshot is None or self._snapshot.responses is None or row is None:
            return None
        values = self._snapshot.responses[row]
        return float(values.min()), float(values.max())

    def color_range(self, unit: int) -> tuple[float, float] | None:
        """The responses that are drawn in full negative and full positive colour."""
        ends = self.response(unit)
        if ends is None:
            return None
        return color_range(self._activations[self._wiring.row[unit]], *ends)

    def recolor(self) -> None:
        """Draw the pictures again: the theme has changed."""
        self._paint_pictures()

    def _combine(self) -> None:
        self._snapshot_row: dict[int, int] = {}
        if self._snapshot is not None:
            ids = self._snapshot.unit_ids.tolist()
            self._snapshot_row = {unit: row for row, unit in enumerate(ids)}
        self.weights: Floats = self._current_weights()
        self.biases: Floats = self._current_biases()
        self.kept: NDArray[np.bool_] = self._current_mask()
        self.largest = _followed(self.largest, self.weights)
        self._paint_pictures()

    def _current_weights(self) -> Floats:
        weights = self._initial[0].copy()
        snapshot, wiring = self._snapshot, self._wiring
        if snapshot is None or not len(weights) or not len(snapshot.weights):
            return weights
        found, rows = _lookup(keys(snapshot.sources, snapshot.targets), wiring.keys)
        weights[found] = snapshot.weights[rows[found]]
        edited = wiring.rows_of_pairs(self._edited)
        weights[edited] = self._initial[0][edited]
        return weights

    def _current_biases(self) -> Floats:
        biases = self._initial[1].copy()
        if self._snapshot is None:
            return biases
        for unit, row in self._wiring.row.items():
            theirs = self._snapshot_row.get(unit)
            if theirs is not None and unit not in self._edited_units:
                biases[row] = self._snapshot.biases[theirs]
        return biases

    def _current_mask(self) -> NDArray[np.bool_]:
        kept = np.ones(len(self._wiring.ids), bool)
        if self._snapshot is not None and not self._snapshot.kept.all():
            for unit, row in self._wiring.row.items():
                theirs = self._snapshot_row.get(unit)
                kept[row] = True if theirs is None else self._snapshot.kept[theirs]
        return kept

    def _paint_pictures(self) -> None:
        self._pictures: dict[int, QImage] = {}
        snapshot = self._snapshot
        if snapshot is None or snapshot.responses is None or snapshot.watched is None:
            return
        plane = snapshot.watched.key
        size = plane.size if isinstance(plane, Plane) else 0
        responses = snapshot.responses
        if not size or responses.shape[1] != size * size:
            return
        wanted = [unit for unit in self._wiring.ids.tolist() if unit in self._snapshot_row]
        values = responses[[self._snapshot_row[unit] for unit in wanted]]
        for unit, picture in zip(wanted, self._colours(wanted, values), strict=True):
            shared = QImage(picture.data, size, size, 4 * size, QImage.Format.Format_RGB32)
            self._pictures[unit] = shared.copy()  # of its own: the array goes with this call

    def _colours(self, units: list[int], values: NDArray[np.float32]) -> NDArray[np.uint32]:
        if not units:
            return np.empty((0, 0), np.uint32)
        ends = zip(values.min(axis=1).tolist(), values.max(axis=1).tolist(), strict=True)
        rows = [self._wiring.row[unit] for unit in units]
        ranges = np.array(
            [
                color_range(self._activations[row], low, high)
                for row, (low, high) in zip(rows, ends, strict=True)
            ],
            dtype=np.float32,
        )
        with np.errstate(invalid="ignore", over="ignore"):  # a run about to diverge
            shares = (values - ranges[:, :1]) / (ranges[:, 1:] - ranges[:, :1])
        return np.ascontiguousarray(theme.diverging(np.clip(shares, 0.0, 1.0), 0.0, 1.0))


def color_range(activation: str, low: float, high: float) -> tuple[float, float]:
    """The ends of the colour scale of a unit whose responses run from `low` to `high`.

    The whole range of a bounded activation; else symmetric about 0, by the unit's own largest.
    """
    if is_bounded(activation):
        row = activations.ACTIVATIONS[activation]
        return row.low, row.high
    largest = max(abs(low), abs(high), _TINY)
    return -largest, largest


@cache
def is_bounded(key: str) -> bool:
    """Whether an activation stays between the ends of its row's colour scale."""
    row = activations.ACTIVATIONS[key]
    if row.joint:
        return True
    return row.low <= row.function(-_FAR) and row.function(_FAR) <= row.high


def _lookup(known: Ints, wanted: Ints) -> tuple[NDArray[np.bool_], Ints]:
    """Which of `wanted` are among `known`, and in which rows."""
    order = np.argsort(known)
    places = np.minimum(np.searchsorted(known, wanted, sorter=order), len(known) - 1)
    rows = order[places]
    return known[rows] == wanted, rows


def _followed(largest: float, weights: Floats) -> float:
    """The scale's end for these weights; it shrinks late, so that thickness means one thing."""
    finite = np.abs(weights[np.isfinite(weights)])
    top = geometry.nice_ceiling(max(SMALLEST_SCALE, float(finite.max(initial=0.0))))
    return top if top > largest or top < _SHRINK_BELOW * largest else largest
