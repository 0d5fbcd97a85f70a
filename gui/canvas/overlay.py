"""The numbers the canvas shows: the document's, or a snapshot's where it has newer ones."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine import Change, MiniBatch, Network, Snapshot, pair_keys
from engine.data.datasets import Dataset
from gui.canvas.collapsed.folding import Block
from gui.canvas.connections.scales import SMALLEST_SCALE, FlowScale, Lines, followed
from gui.canvas.geometry import Floats
from gui.canvas.tiles.dropout_view import SHARES, DropoutView
from gui.canvas.tiles.face_makers import Seen
from gui.canvas.tiles.pictures import Pictures, fixed_ends
from gui.canvas.tiles.shading import Singles
from gui.canvas.tiles.tile_modes import FLOW, MODES, RESPONSE, TileMode
from gui.canvas.wiring import Ints, Pair, Wiring


class Overlay:
    """Weights, biases, the last mini-batch's mask and the tiles' pictures, by row of a Wiring.

    `all_weights` are those of all the network's connections, collapsed layers' too. `mode` says
    what tiles and `lines` show; `dead` and `saturated` (n,) which units hardly learn. `kept`
    (n,) are not struck out by dropout; `off` (n,) is the share of the time that units were off.

    What the person has edited since the last snapshot keeps the document's number. `largest` is
    the |weight| that is drawn thickest; it follows the weights in steps of 1, 2, 5, 10, ….
    """

    def __init__(self, network: Network, wiring: Wiring, data: Dataset) -> None:
        self.pictures = Pictures()
        self.mode = MODES[RESPONSE]
        self.clear(network, wiring, data)

    def clear(self, network: Network, wiring: Wiring, data: Dataset) -> None:
        """Forget the run: another document is open."""
        self.largest = SMALLEST_SCALE
        self._flow = FlowScale()
        self._batch: MiniBatch | None = None
        self.dropout = DropoutView()
        self._snapshot: Snapshot | None = None
        self._edited: list[Ints] = []
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
        self._edited.append(change.connections.keys)
        self._edited_units |= {unit.id for unit in change.units}
        if change.seed or change.initializer:
            self._snapshot = None

    def show(self, snapshot: Snapshot) -> None:
        """Show this snapshot; it holds all edits that were made before it."""
        before, self._snapshot = self._snapshot, snapshot
        if before is None or before.revision != snapshot.revision:
            self._batch = None
        self._batch = snapshot.mini_batch or self._batch
        self.dropout.follow(before, snapshot)
        self._edited.clear()
        self._edited_units.clear()
        self._combine()

    def show_mode(self, mode: TileMode) -> None:
        """Show this in tiles and lines."""
        self.mode = mode
        self._combine()

    def rebuild(self, network: Network, wiring: Wiring) -> None:
        """Follow a change of the network."""
        arrays = network.arrays()
        self._wiring = wiring
        self._keys = pair_keys(arrays.sources, arrays.targets)
        self._inputs = network.inputs
        self._outputs = len(network.outputs)
        self._has_dropout = any(unit.keep_probability < 1 for unit in network.units)
        self._hidden = np.array([unit.kind == "hidden" for unit in network.units], bool)
        self._activations = [unit.activation for unit in network.units]
        self._initial: tuple[Floats, Floats] = arrays.weights, arrays.biases
        self._match_inputs()
        self._combine()

    def weights_of(self, pairs: Iterable[Pair]) -> dict[Pair, float]:
        """The weights of connections, also of those in collapsed layers."""
        return self._numbers_of(pairs, self.all_weights)

    def slopes_of(self, pairs: Iterable[Pair]) -> dict[Pair, float]:
        """∂L/∂w of connections in the last mini-batch, while lines show it; else nothing."""
        slopes = self.gradient() if self.lines.flow else None
        return {} if slopes is None else self._numbers_of(pairs, slopes)

    def _numbers_of(self, pairs: Iterable[Pair], numbers: Floats) -> dict[Pair, float]:
        wanted = np.array(list(pairs), np.int64).reshape(-1, 2)
        found, rows = _lookup(self._keys, pair_keys(wanted[:, 0], wanted[:, 1]))
        ends = wanted[found].tolist()
        return {(a, b): float(numbers[row]) for (a, b), row in zip(ends, rows[found], strict=True)}

    def shape_of(self, block: Block) -> tuple[int, int] | None:
        """Rows and columns of the picture whose pixels the block's units are; None for others."""
        shape = self._shape if block.kind == "input" else None
        return shape if shape and shape[0] * shape[1] == len(block.units) else None

    def row_of(self, unit: int) -> int | None:
        """A unit's row in the snapshot, None where that does not know it."""
        row = int(self._theirs[self._wiring.row[unit]])
        return row if row >= 0 else None

    @property
    def snapshot(self) -> Snapshot | None:
        """The snapshot that is shown."""
        return self._snapshot

    @property
    def batch(self) -> MiniBatch | None:
        """The last mini-batch that was looked at."""
        return self._batch

    def _measure(self, data: Dataset) -> None:
        """How far each column of the data reaches from 0, as the network takes it."""
        self._column_reaches: list[float] = data.reaches.tolist()
        self._shape = None if data.features else data.picture_shape

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
        self.kept, self.off = self._current_masks()
        self.largest = followed(self.largest, self.all_weights)
        self.lines = self._present_lines()
        self.dead, self.saturated = self._present_marks()
        self._take_pictures()

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
        snapshot = self._snapshot
        if snapshot is None or not len(self._keys) or not len(snapshot.weights):
            return self._initial[0]
        weights = self._by_connection(snapshot.weights, self._initial[0].copy())
        if self._edited:
            there, rows = _lookup(self._keys, np.concatenate(self._edited))
            weights[rows[there]] = self._initial[0][rows[there]]
        return weights

    def _by_connection(self, theirs: NDArray[np.floating[Any]], ours: Floats) -> Floats:
        """Numbers in the snapshot's order of connections written over our own."""
        snapshot, wiring = self._snapshot, self._wiring
        assert snapshot is not None
        if not len(ours) or not len(theirs):
            return ours
        sources, targets = wiring.all_sources, wiring.all_targets
        if _same(snapshot.sources, sources) and _same(snapshot.targets, targets):
            ours[:] = theirs
        else:
            found, rows = _lookup(pair_keys(snapshot.sources, snapshot.targets), self._keys)
            ours[found] = theirs[rows[found]]
        return ours

    def _current_biases(self) -> Floats:
        biases = self._initial[1].copy()
        if self._snapshot is not None:
            newer = self._theirs >= 0
            if self._edited_units:
                newer &= ~np.isin(self._wiring.ids, list(self._edited_units))
            biases[newer] = self._snapshot.biases[self._theirs[newer]]
        return biases

    def _current_masks(self) -> tuple[NDArray[np.bool_], Floats]:
        """Which units take part in the mini-batch, and for which share of the time others do."""
        kept, off = np.ones(len(self._wiring.ids), bool), np.zeros(len(self._wiring.ids))
        if self._snapshot is not None and not self.mode.whole:
            known = self._theirs >= 0
            kept[known] = self.dropout.kept(self._snapshot)[self._theirs[known]]
            shares = self.dropout.shares
            if shares is not None and len(shares) == len(self._snapshot.unit_ids):
                off[known] = shares[self._theirs[known]]
        return kept, off

    @property
    def drops(self) -> bool:
        """Whether there is dropout, or was in the mini-batch that is shown."""
        return self._has_dropout or not bool(self.kept.all())

    @property
    def wants_masks(self) -> bool:
        """Whether it takes the masks of many mini-batches to show dropout."""
        return self._has_dropout and self.dropout.how == SHARES and not self.mode.whole

    def _present_marks(self) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        """Which hidden units are dead, and which saturated."""
        spread = self._snapshot.spread if self._snapshot else None
        dead, saturated = np.zeros((2, len(self._wiring.ids)), bool)
        if spread is not None:
            known = (self._theirs >= 0) & self._hidden
            dead[known] = spread.dead[self._theirs[known]]
            saturated[known] = spread.saturated[self._theirs[known]]
        return dead, saturated

    def _take_pictures(self) -> None:
        self.pictured: NDArray[np.bool_] = np.zeros(len(self._wiring.ids), bool)
        face = None if self._snapshot is None else self.mode.make(self._seen(self._snapshot))
        if face is None:
            self.pictures.clear()
            return
        known = np.flatnonzero((self._theirs >= 0) & ~self._wiring.folded)
        known = known[face.has[self._theirs[known]]]
        self.pictured[known] = True
        units, theirs = self._wiring.ids[known].tolist(), self._theirs[known].tolist()
        self.pictures.take(face, dict(zip(units, theirs, strict=True)))

    def _seen(self, snapshot: Snapshot) -> Seen:
        ends = np.full((len(snapshot.unit_ids), 2), np.nan, np.float32)
        known = self._theirs >= 0
        ends[self._theirs[known]] = self._ends[known]
        shape = self._shape
        fits = shape is not None and shape[0] * shape[1] == len(self._inputs)
        return Seen(
            snapshot, ends, self._batch, self._flow.units, self._images, shape if fits else None
        )

    def _images(self) -> Singles:
        """The weights (n, d) from the inputs, by row of the snapshot; NaN without connection."""
        wiring, snapshot = self._wiring, self._snapshot
        assert snapshot is not None
        found = np.full((len(snapshot.unit_ids), len(self._inputs)), np.nan, np.float32)
        column = np.full(len(wiring.ids), -1)
        column[[wiring.row[unit] for unit in self._inputs]] = np.arange(len(self._inputs))
        into, theirs = column[wiring.all_source_rows], self._theirs[wiring.all_target_rows]
        there = (into >= 0) & (theirs >= 0)
        found[theirs[there], into[there]] = self.all_weights[there]
        return found

    # The gradient of a mini-batch

    def _present_lines(self) -> Lines:
        flows = self.mode.key == FLOW
        self._flow.follow(self._batch if flows else None, self._outputs)
        slopes = self.gradient() if flows else None
        return Lines(self.all_weights, self.largest) if slopes is None else self._flow.drawn(slopes)

    def gradient(self) -> Floats | None:
        """∂L/∂w (m,) of all connections in the last mini-batch; 0 where it is not known yet."""
        snapshot, batch = self._snapshot, self._batch
        if snapshot is None or batch is None or batch.gradient is None:
            return None
        return self._by_connection(batch.gradient, np.zeros(len(self._keys)))


def _same(ours: Ints, theirs: Ints) -> bool:
    return ours is theirs or np.array_equal(ours, theirs)


def _lookup(known: Ints, wanted: Ints) -> tuple[NDArray[np.bool_], Ints]:
    """Which of `wanted` are among `known`, and in which rows."""
    if not len(known):
        return np.zeros(len(wanted), bool), np.zeros(len(wanted), np.int64)
    order = np.argsort(known, kind="stable")  # as a network's keys are, which are sorted
    places = np.minimum(np.searchsorted(known, wanted, sorter=order), len(known) - 1)
    rows = order[places]
    return known[rows] == wanted, rows
