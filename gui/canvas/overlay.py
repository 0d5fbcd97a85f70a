"""The numbers the canvas shows: the document's, or a snapshot's where it has newer ones."""

from __future__ import annotations

import math
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from engine import Change, Network, Snapshot
from engine.datasets import Dataset
from gui.canvas import geometry
from gui.canvas.geometry import Floats
from gui.canvas.pictures import Pictures, fixed_ends, own_ends
from gui.canvas.wiring import Ints, Pair, Wiring, keys
from gui.plane import Plane

SMALLEST_SCALE = 2.0
_SHRINK_BELOW = 0.3


class Overlay:
    """Weights, biases, the last mini-batch's mask and the response pictures, by row of a Wiring.

    `all_weights` are those of all the network's connections, collapsed layers' too.

    What the person has edited since the last snapshot keeps the document's number. `largest` is
    the |weight| that is drawn thickest; it follows the weights in steps of 1, 2, 5, 10, ….
    """

    def __init__(self, network: Network, wiring: Wiring, data: Dataset) -> None:
        self.pictures = Pictures()
        self.clear(network, wiring, data)

    def clear(self, network: Network, wiring: Wiring, data: Dataset) -> None:
        """Forget the run: another document is open."""
        self.largest = SMALLEST_SCALE
        self._snapshot: Snapshot | None = None
        self._edited: set[Pair] = set()
        self._edited_units: set[int] = set()
        self._measure(data)
        self.rebuild(network, wiring)

    def take_data(self, data: Dataset) -> None:
        """Colour the inputs by the range of these data."""
        self._measure(data)
        self._match_inputs()
        self._combine()

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
        self._keys = keys(arrays.sources, arrays.targets)
        self._inputs = network.inputs
        self._activations = [unit.activation for unit in network.units]
        self._initial: tuple[Floats, Floats] = arrays.weights, arrays.biases
        self._match_inputs()
        self._combine()

    def weights_of(self, pairs: Iterable[Pair]) -> dict[Pair, float]:
        """The weights of connections, also of those in collapsed layers."""
        wanted = np.array(list(pairs), np.int64).reshape(-1, 2)
        found, rows = _lookup(self._keys, keys(wanted[:, 0], wanted[:, 1]))
        ends = wanted[found].tolist()
        return {
            (a, b): float(self.all_weights[row])
            for (a, b), row in zip(ends, rows[found], strict=True)
        }

    def response(self, unit: int) -> tuple[float, float] | None:
        """The smallest and largest response of a unit on its picture."""
        if self._snapshot is None or self._snapshot.responses is None:
            return None
        row = self._theirs[self._wiring.row[unit]]
        if row < 0:
            return None
        values = self._snapshot.responses[row]
        return float(values.min()), float(values.max())

    def color_range(self, unit: int) -> tuple[float, float] | None:
        """The responses that are drawn in full negative and full positive colour."""
        row = self._wiring.row[unit]
        if self._snapshot is None or self._snapshot.responses is None or self._theirs[row] < 0:
            return None
        ends = self._ends[row]
        if np.isnan(ends[0]):
            (ends,) = own_ends(self._snapshot.responses[self._theirs[row], None])
        return float(ends[0]), float(ends[1])

    def _measure(self, data: Dataset) -> None:
        """How far each column of the data reaches from 0, as the network takes it."""
        columns = np.abs(data.recipe.apply_inputs(data.inputs)).max(axis=0)
        self._column_reaches: list[float] = columns.tolist()

    def _match_inputs(self) -> None:
        """The ends of the units' colour scales (n, 2), NaN where the responses decide."""
        fits = len(self._inputs) == len(self._column_reaches)
        reach = dict(zip(self._inputs, self._column_reaches, strict=True)) if fits else {}
        ends = [
            fixed_ends(activation, reach.get(unit)) or (np.nan, np.nan)
            for unit, activation in zip(self._wiring.ids.tolist(), self._activations, strict=True)
        ]
        self._ends = np.array(ends, np.float32).reshape(-1, 2)

    def _combine(self) -> None:
        self._theirs: Ints = self._rows_in_snapshot()
        self.all_weights: Floats = self._current_weights()
        self.weights: Floats = self.all_weights[self._wiring.link_rows]
        self.biases: Floats = self._current_biases()
        self.kept: NDArray[np.bool_] = self._current_mask()
        self.largest = _followed(self.largest, self.all_weights)
        self._take_pictures()
        known = self.pictures.known
        self.pictured: NDArray[np.bool_] = np.array(
            [unit in known for unit in self._wiring.ids.tolist()], bool
        )

    def _rows_in_snapshot(self) -> Ints:
        """For each unit its row in the snapshot, −1 where that does not know it."""
        ids = self._wiring.ids
        if self._snapshot is None:
            return np.full(len(ids), -1)
        if np.array_equal(ids, self._snapshot.unit_ids):
            return np.arange(len(ids))
        rows = {unit: row for row, unit in enumerate(self._snapshot.unit_ids.tolist())}
        return np.array([rows.get(unit, -1) for unit in ids.tolist()], np.int64)

    def _current_weights(self) -> Floats:
        snapshot, wiring = self._snapshot, self._wiring
        if snapshot is None or not len(self._keys) or not len(snapshot.weights):
            return self._initial[0]
        weights = self._initial[0].copy()
        sources, targets = wiring.all_sources, wiring.all_targets
        if _same(snapshot.sources, sources) and _same(snapshot.targets, targets):
            weights[:] = snapshot.weights
        else:
            found, rows = _lookup(keys(snapshot.sources, snapshot.targets), self._keys)
            weights[found] = snapshot.weights[rows[found]]
        if self._edited:
            ends = np.array(list(self._edited), np.int64)
            edited = np.isin(self._keys, keys(ends[:, 0], ends[:, 1]))
            weights[edited] = self._initial[0][edited]
        return weights

    def _current_biases(self) -> Floats:
        biases = self._initial[1].copy()
        if self._snapshot is not None:
            newer = self._theirs >= 0
            if self._edited_units:
                newer &= ~np.isin(self._wiring.ids, list(self._edited_units))
            biases[newer] = self._snapshot.biases[self._theirs[newer]]
        return biases

    def _current_mask(self) -> NDArray[np.bool_]:
        kept = np.ones(len(self._wiring.ids), bool)
        if self._snapshot is not None:
            known = self._theirs >= 0
            kept[known] = self._snapshot.kept[self._theirs[known]]
        return kept

    def _take_pictures(self) -> None:
        snapshot = self._snapshot
        if snapshot is None or snapshot.responses is None or snapshot.watched is None:
            self.pictures.clear()
            return
        plane, responses = snapshot.watched.key, snapshot.responses
        if not isinstance(plane, Plane) or responses.shape[1] != plane.size**2:
            self.pictures.clear()
            return
        known = np.flatnonzero((self._theirs >= 0) & ~self._wiring.folded)
        theirs = self._theirs[known]
        ends = np.empty((len(responses), 2), np.float32)
        ends[theirs] = self._ends[known]
        open_ended = np.isnan(ends[theirs, 0])
        ends[theirs[open_ended]] = own_ends(responses[theirs[open_ended]])
        rows = dict(zip(self._wiring.ids[known].tolist(), theirs.tolist(), strict=True))
        self.pictures.take(responses, ends, rows)


def _same(ours: Ints, theirs: Ints) -> bool:
    return ours is theirs or np.array_equal(ours, theirs)


def _lookup(known: Ints, wanted: Ints) -> tuple[NDArray[np.bool_], Ints]:
    """Which of `wanted` are among `known`, and in which rows."""
    if not len(known):
        return np.zeros(len(wanted), bool), np.zeros(len(wanted), np.int64)
    order = np.argsort(known)
    places = np.minimum(np.searchsorted(known, wanted, sorter=order), len(known) - 1)
    rows = order[places]
    return known[rows] == wanted, rows


def _followed(largest: float, weights: Floats) -> float:
    """The scale's end for these weights; it shrinks late, so that thickness means one thing."""
    strongest = float(np.abs(weights).max(initial=0.0))
    if not math.isfinite(strongest):
        strongest = float(np.abs(weights[np.isfinite(weights)]).max(initial=0.0))
    top = geometry.nice_ceiling(max(SMALLEST_SCALE, strongest))
    return top if top > largest or top < _SHRINK_BELOW * largest else largest
