"""Network -> Plan: the flat arrays that kernels read; the only file that knows both forms.

Units become rows: inputs first, in the order of the data's columns, then hidden units level by
level, so that each comes after those that feed it, outputs last. Connections are edges, grouped
by target (CSR), and listed once more by source for the way back:

    unit row        0   1   2             3             4
    first         [ 0 | 0 | 0           | 4           | 8           | 12 ]   slots of row u:
    feeders       [           0 1 − −     0 1 − −       2 3 − −      ]   first[u] … first[u + 1] − 1
    weights       [           0 1 z z     2 3 z z       4 5 z z      ]   − = row n, z = a zero

Slots come in fours, filled up with the row n and the number z of a parameter that is always zero,
so that loops over them are short and end where the processor expects it. One flat vector holds
all parameters: edge by edge its weight, then from `bias` on one bias for every row, then z.
(A connection refers to its weight by number, so several may come to share one.)
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, DTypeLike, NDArray

from engine.functions.activations import ACTIVATIONS
from engine.functions.losses import LOSSES
from engine.network.graph import Network

LANES = 16
FOUR = 4
# The most units that kernels take at a time in a dense block.
MOST_ROWS = 8
# A block of fewer connections is done sooner edge by edge.
_LEAST_BLOCK = 128
_ALIGNMENT = 64

Ints = NDArray[np.int32]
Ids = NDArray[np.int64]


class Slots(NamedTuple):
    """For each row, from `first[row]` on: the rows that feed it and the numbers of the weights.

    On the way back: the rows that it feeds.
    """

    first: Ints
    feeders: Ints
    weights: Ints


class PlanArrays(NamedTuple):
    """What kernels read of a plan: n units, m edges, numbers of rows and offsets.

    `stages` (s + 1,) are the rows at which stages begin, the inputs being the first stage.
    `into` are the slots of the way forward, `out_of` of the way back; `sources` and `targets`
    belong to the edges, filled up to whole vectors with the row n, whose errors are zero.
    `ids` (n,), `gains` (n,) 1/p, `limits` (n,) p in units of 2^−32, `dropping` rows with p < 1.
    Four units with consecutive ids get their random words from one `block`; `words` says where
    those of the dropping rows stand, see `engine.kernels.rng.draw_words`.
    """

    inputs: int
    outputs: int
    units: int
    edges: int
    bias: int
    size: int
    stages: NDArray[np.int64]
    into: Slots
    out_of: Slots
    sources: Ints
    targets: Ints
    ids: NDArray[np.int64]
    gains: NDArray[np.float64]
    limits: NDArray[np.uint64]
    dropping: NDArray[np.int64]
    blocks: NDArray[np.uint64]
    words: NDArray[np.int64]

    def in_lanes(self, lanes: int, inputs_at: int = 0) -> PlanArrays:
        """With the numbers of rows times the lanes of a row, as addresses want them.

        Those of inputs are `inputs_at` rows further on.
        """

        def placed(rows: Ints) -> Ints:
            return _compact((rows + inputs_at * (rows < self.inputs)) * lanes)

        return self._replace(
            into=self.into._replace(feeders=placed(self.into.feeders)),
            out_of=self.out_of._replace(feeders=self.out_of.feeders * lanes),
            sources=placed(self.sources),
            targets=self.targets * lanes,
        )


class Block(NamedTuple):
    """All connections from the units of one stage to those of another; the number of the first.

    Its weights are in the order of targets, then sources.
    """

    source: int
    target: int
    weight: int


@dataclass(frozen=True)
class Plan:
    """A network as arrays; `sources` and `targets` (m,) are the unit ids of each parameter."""

    arrays: PlanArrays
    unit_ids: NDArray[np.int64]
    sources: NDArray[np.int64]
    targets: NDArray[np.int64]
    activations: Ints
    blocks: tuple[Block, ...]

    @property
    def edges(self) -> int:
        """How many connections there are."""
        return len(self.sources)

    @cached_property
    def rows(self) -> dict[int, int]:
        """Unit id -> row."""
        return {int(unit): row for row, unit in enumerate(self.unit_ids)}

    @cached_property
    def pairs(self) -> dict[tuple[int, int], int]:
        """(source id, target id) -> number of its parameter."""
        pairs = zip(self.sources.tolist(), self.targets.tolist(), strict=True)
        return {pair: number for number, pair in enumerate(pairs)}

    def by_pair(self, numbers: NDArray[np.float64]) -> dict[tuple[int, int], float]:
        """(source id, target id) -> number, of numbers laid out as the parameters are."""
        pairs = zip(self.sources.tolist(), self.targets.tolist(), strict=True)
        return dict(zip(pairs, numbers[: self.edges].tolist(), strict=True))

    def by_unit(self, numbers: NDArray[np.float64]) -> dict[int, float]:
        """Unit id -> number for hidden and output units, of numbers laid out likewise."""
        units = self.unit_ids[self.arrays.inputs :].tolist()
        start = self.arrays.bias + self.arrays.inputs
        return dict(zip(units, numbers[start : start + len(units)].tolist(), strict=True))

    @cached_property
    def source_rows(self) -> Ids:
        """The row of each connection's source (m,)."""
        return self._rows_of(self.sources)

    @cached_property
    def target_rows(self) -> Ids:
        """The row of each connection's target (m,)."""
        return self._rows_of(self.targets)

    def _rows_of(self, units: Ids) -> Ids:
        order = np.argsort(self.unit_ids)
        return np.asarray(order[np.searchsorted(self.unit_ids, units, sorter=order)])

    def training_activations(self, loss: str) -> Ints:
        """The rows' activation codes with those that are part of the loss left to the loss."""
        codes = self.activations.copy()
        fused = LOSSES[loss].fused_with
        if fused:
            outputs = codes[len(codes) - self.arrays.outputs :]
            outputs[outputs == ACTIVATIONS[fused].code] = ACTIVATIONS["linear"].code
        return codes


def make_plan(network: Network) -> Plan:
    """Lay the network out as arrays."""
    groups = _groups(network)
    ids = np.array([unit for group in groups for unit in group], np.int64)
    units = [network.unit(unit) for unit in ids.tolist()]
    keep = np.array([unit.keep_probability for unit in units])
    keep[len(keep) - len(network.outputs) :] = 1.0
    sources, targets = _connections(network, ids)
    stages, blocks, edges = _dense_blocks([len(group) for group in groups], sources, targets)
    order = np.lexsort((sources, targets, edges))
    sources, targets = sources[order], targets[order]
    single = int((edges < 0).sum())
    padding = np.full(rounded_up(single) - single, len(ids))
    bias = rounded_up(len(sources))
    zero = bias + len(ids)
    dropping = np.flatnonzero(keep < 1.0)
    random_blocks, words = _random_words(ids[dropping])
    plan = PlanArrays(
        inputs=len(network.inputs),
        outputs=len(network.outputs),
        units=len(ids),
        edges=single,
        bias=bias,
        size=bias + rounded_up(len(ids) + 1),
        stages=stages,
        into=_slots(sources[:single], targets[:single], len(ids), zero),
        out_of=_slots(targets[:single], sources[:single], len(ids), zero),
        sources=_compact([*sources[:single], *padding]),
        targets=_compact([*targets[:single], *padding]),
        ids=ids,
        gains=1.0 / keep,
        limits=np.round(keep * 2.0**32).astype(np.uint64),
        dropping=dropping,
        blocks=random_blocks,
        words=words,
    )
    codes = [ACTIVATIONS[unit.activation].code if unit.kind != "input" else 0 for unit in units]
    activations = np.array(codes, np.int32)
    return Plan(plan, ids, ids[sources], ids[targets], activations, blocks)


def _groups(network: Network) -> list[list[int]]:
    """Unit ids in the order of rows: inputs, hidden units by level, outputs."""
    ends = {*network.inputs, *network.outputs}
    levels = network.levels()
    hidden: dict[int, list[int]] = {}
    for unit in network.topological_order():
        if unit not in ends:
            hidden.setdefault(levels[unit], []).append(unit)
    middle = [hidden[level] for level in sorted(hidden)]
    return [list(network.inputs), *middle, list(network.outputs)]


def _connections(network: Network, ids: Ids) -> tuple[Ids, Ids]:
    """Rows of the source and of the target of every connection."""
    given = network.arrays()
    row_of = np.zeros(int(ids.max(initial=0)) + 1, np.int64)
    row_of[ids] = np.arange(len(ids))
    return row_of[given.sources], row_of[given.targets]


def _dense_blocks(
    sizes: list[int], sources: Ids, targets: Ids
) -> tuple[Ids, tuple[Block, ...], Ids]:
    """Where stages begin, the blocks, and for each connection its block's number or −1.

    Groups that no block touches join one stage with their neighbours.
    """
    counts = np.array(sizes)
    begins = np.cumsum(counts) - counts
    group = np.repeat(np.arange(len(counts)), counts)
    pairs = group[targets] * len(counts) + group[sources]
    found, where, there = np.unique(pairs, return_inverse=True, return_counts=True)
    to, of = np.divmod(found, len(counts))
    dense = (there == counts[of] * counts[to]) & (there >= _LEAST_BLOCK)
    number = np.where(dense, np.cumsum(dense) - 1, -1)
    touched = np.isin(np.arange(len(counts)), [of[dense], to[dense]])
    opens = touched | np.roll(touched, 1) | (np.arange(len(counts)) < 2)
    stage = np.cumsum(opens) - 1
    weights = len(sources) - there[dense].sum() + np.cumsum(there[dense]) - there[dense]
    blocks = zip(stage[of[dense]], stage[to[dense]], weights, strict=True)
    stages = np.append(begins[opens], counts.sum())
    return stages, tuple(Block(*map(int, block)) for block in blocks), number[where]


def _random_words(ids: Ids) -> tuple[NDArray[np.uint64], Ids]:
    """The blocks of four ids that random words are drawn for, and where each id finds its own."""
    blocks, block = np.unique(ids // FOUR, return_inverse=True)
    sixteen, lane = np.divmod(block, LANES)
    padded = np.resize(blocks, rounded_up(len(blocks))).astype(np.uint64)
    return padded, (sixteen * FOUR + ids % FOUR) * LANES + lane


def _slots(feeders: NDArray[np.int64], rows: NDArray[np.int64], units: int, zero: int) -> Slots:
    """Slots of every row for the edges (feeder, row), in the edges' order."""
    order = np.argsort(rows, kind="stable")
    counts = np.bincount(rows, minlength=units)
    first = np.concatenate([[0], np.cumsum(-(-counts // FOUR) * FOUR)])
    begins = np.cumsum(counts) - counts
    places = np.repeat(first[:-1] - begins, counts) + np.arange(len(rows))
    empty = (np.full(first[-1], filler, np.int32) for filler in (units, zero))
    slots = Slots(_compact(first), *empty)
    slots.feeders[places] = feeders[order]
    slots.weights[places] = order
    return slots


def _compact(numbers: ArrayLike) -> Ints:
    return np.array(numbers, np.int32)


def rounded_up(count: int) -> int:
    """The next multiple of the number of lanes."""
    return -(-count // LANES) * LANES


def aligned(shape: int | tuple[int, ...], dtype: DTypeLike) -> NDArray[Any]:
    """Zeros that begin at a cache line, so that no vector straddles two."""
    count = int(np.prod(shape))
    kind = np.dtype(dtype)
    buffer = np.zeros(count * kind.itemsize + _ALIGNMENT, np.uint8)
    start = -buffer.ctypes.data % _ALIGNMENT
    return buffer[start : start + count * kind.itemsize].view(kind).reshape(shape)
