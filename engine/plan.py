"""Network -> Plan: the flat arrays that kernels read; the only file that knows both forms.

Units become rows: inputs first, in the order of the data's columns, then hidden units so that each
comes after those that feed it, outputs last. Connections are grouped by target (CSR):

    unit row        0   1   2   3   4                 edges of row u:  first[u] … first[u + 1] − 1
    first         [ 0   0   0   2   4   6 ]           of these, from inner[u] on, the source is
    sources       [ 0 1 | 0 1 | 2 3 ]                 no input and wants its error back
    parameters    [ 0 1 | 2 3 | 4 5 ]                 edge -> number of its weight

One flat vector holds all parameters: the weights, then from `bias` on one bias for every row.
A connection names its parameter by number, so that several connections may come to share one.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import DTypeLike, NDArray

from engine.activations import ACTIVATIONS
from engine.graph import Network
from engine.losses import LOSSES

LANES = 16
_ALIGNMENT = 64


class PlanArrays(NamedTuple):
    """What kernels read of a plan: n units, m edges, numbers of rows and offsets.

    `ids` (n,), `gains` (n,) 1/p, `limits` (n,) p in units of 2^−32, `dropping` rows with p < 1.
    """

    inputs: int
    outputs: int
    units: int
    bias: int
    size: int
    first: NDArray[np.int32]
    inner: NDArray[np.int32]
    sources: NDArray[np.int32]
    parameters: NDArray[np.int32]
    ids: NDArray[np.int64]
    gains: NDArray[np.float64]
    limits: NDArray[np.uint64]
    dropping: NDArray[np.int64]


@dataclass(frozen=True)
class Plan:
    """A network as arrays; `sources` and `targets` (m,) are the unit ids of each parameter."""

    arrays: PlanArrays
    unit_ids: NDArray[np.int64]
    sources: NDArray[np.int64]
    targets: NDArray[np.int64]
    activations: NDArray[np.int32]
    keep_probabilities: NDArray[np.float64]

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

    def training_activations(self, loss: str) -> NDArray[np.int32]:
        """The rows' activation codes with those that are part of the loss left to the loss."""
        codes = self.activations.copy()
        fused = LOSSES[loss].fused_with
        if fused:
            outputs = codes[len(codes) - self.arrays.outputs :]
            outputs[outputs == ACTIVATIONS[fused].code] = ACTIVATIONS["linear"].code
        return codes


def make_plan(network: Network) -> Plan:
    """Lay the network out as arrays."""
    ends = {*network.inputs, *network.outputs}
    hidden = [unit for unit in network.topological_order() if unit not in ends]
    ids = np.array([*network.inputs, *hidden, *network.outputs], np.int64)
    units = [network.unit(unit) for unit in ids.tolist()]
    keep = np.array([unit.keep_probability for unit in units])
    keep[len(keep) - len(network.outputs) :] = 1.0
    sources, targets, arrays = _edges(network, ids)
    plan = PlanArrays(
        inputs=len(network.inputs),
        outputs=len(network.outputs),
        units=len(ids),
        bias=rounded_up(len(sources)),
        size=rounded_up(len(sources)) + rounded_up(len(ids)),
        **arrays,
        ids=ids,
        gains=1.0 / keep,
        limits=np.round(keep * 2.0**32).astype(np.uint64),
        dropping=np.flatnonzero(keep < 1.0),
    )
    codes = [ACTIVATIONS[unit.activation].code if unit.kind != "input" else 0 for unit in units]
    return Plan(plan, ids, sources, targets, np.array(codes, np.int32), keep)


def _edges(
    network: Network, ids: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64], dict[str, NDArray[np.int32]]]:
    """Source and target ids in the order of the edges, and the arrays of the CSR form."""
    given = network.arrays()
    row_of = np.zeros(int(ids.max(initial=0)) + 1, np.int64)
    row_of[ids] = np.arange(len(ids))
    sources, targets = row_of[given.sources], row_of[given.targets]
    order = np.lexsort((sources, targets))
    sources, targets = sources[order], targets[order]
    rows = np.arange(len(ids) + 1)
    first = np.searchsorted(targets, rows)
    from_inputs = np.bincount(targets[sources < len(network.inputs)], minlength=len(ids))
    arrays = {
        "first": first,
        "inner": first[:-1] + from_inputs,
        "sources": sources,
        "parameters": np.arange(len(sources)),
    }
    compact = {name: values.astype(np.int32) for name, values in arrays.items()}
    return given.sources[order], given.targets[order], compact


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
