"""A network cut into blocks that are each one matrix product: what code and ONNX are made of."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.errors import ExportError
from engine.exporters.forward import Graph
from engine.functions.activations import ACTIVATIONS

_MOST_WEIGHTS = 400_000_000  # a matrix this large is beyond what files of code or ONNX can hold


@dataclass(frozen=True, slots=True)
class Part:
    """Columns of an earlier block (0: the inputs); `columns` None takes them all, in order."""

    block: int
    columns: tuple[int, ...] | None


@dataclass(frozen=True, slots=True)
class Block:
    """Units of one level with one activation: a = g(x W + b), with x the `parts` side by side.

    `weights` is (inputs of the block, units), 0 where there is no connection, `present` the same
    shape, True where there is one; `biases` (units,). Softmax is left out here: it is taken
    over all outputs at the very end.
    """

    units: tuple[int, ...]
    activation: str
    parts: tuple[Part, ...]
    weights: NDArray[np.float64]
    biases: NDArray[np.float64]
    present: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Blocks:
    """The blocks in order of work, and where the outputs are found.

    `outputs` gathers the output units from the blocks and `order` (k,) puts the gathered columns
    into the order of the targets (None: they have it). `joint` are the outputs, after ordering,
    that share a softmax.
    """

    blocks: tuple[Block, ...]
    outputs: tuple[Part, ...]
    order: tuple[int, ...] | None
    joint: tuple[int, ...]


def cut(graph: Graph) -> Blocks:
    """The blocks of a network; units that no output depends on are left out."""
    incoming = _incoming(graph)
    inputs = [int(graph.unit_ids[row]) for row in graph.rows_of("input")]
    outputs = [int(graph.unit_ids[row]) for row in graph.rows_of("output")]
    place = {unit: (0, column) for column, unit in enumerate(inputs)}
    blocks: list[Block] = []
    for units in _groups(graph, incoming, inputs, outputs):
        blocks.append(_block(graph, units, incoming, place))
        place.update({unit: (len(blocks), column) for column, unit in enumerate(units)})
    widths = [len(inputs), *(len(block.units) for block in blocks)]
    parts, gathered = _parts(outputs, place, widths)
    order = tuple(gathered.index(unit) for unit in outputs)
    activations = dict(zip(graph.unit_ids.tolist(), graph.activations, strict=True))
    return Blocks(
        tuple(blocks),
        parts,
        None if order == tuple(range(len(order))) else order,
        tuple(
            column for column, unit in enumerate(outputs) if ACTIVATIONS[activations[unit]].joint
        ),
    )


def _incoming(graph: Graph) -> dict[int, dict[int, float]]:
    incoming: dict[int, dict[int, float]] = {unit: {} for unit in graph.unit_ids.tolist()}
    rows = zip(graph.sources.tolist(), graph.targets.tolist(), graph.weights.tolist(), strict=True)
    for source, target, weight in rows:
        incoming[target][source] = weight
    return incoming


def _groups(
    graph: Graph, incoming: dict[int, dict[int, float]], inputs: list[int], outputs: list[int]
) -> list[list[int]]:
    """The units other than inputs that outputs depend on, by level and then by activation."""
    activations = dict(zip(graph.unit_ids.tolist(), graph.activations, strict=True))
    levels = _levels(incoming, set(inputs), outputs)
    groups: dict[tuple[int, str], list[int]] = {}
    for unit in sorted(levels):
        if levels[unit] > 0:
            groups.setdefault((levels[unit], activations[unit]), []).append(unit)
    return [units for _, units in sorted(groups.items())]


def _levels(
    incoming: dict[int, dict[int, float]], inputs: set[int], outputs: list[int]
) -> dict[int, int]:
    """The longest way into each unit that an output depends on; 0 for inputs only."""
    levels: dict[int, int] = {}
    waiting = list(outputs)
    while waiting:
        unit = waiting[-1]
        unknown = [source for source in incoming[unit] if source not in levels]
        if unknown:
            waiting.extend(unknown)
            continue
        waiting.pop()
        lowest = 0 if unit in inputs else 1
        levels[unit] = max((levels[source] + 1 for source in incoming[unit]), default=lowest)
    return levels


def _block(
    graph: Graph,
    units: list[int],
    incoming: dict[int, dict[int, float]],
    place: dict[int, tuple[int, int]],
) -> Block:
    row_of = {unit: row for row, unit in enumerate(graph.unit_ids.tolist())}
    widths = _widths(place)
    sources = sorted({source for unit in units for source in incoming[unit]})
    if len(sources) * len(units) > _MOST_WEIGHTS:
        raise ExportError("This network is too large for this format.", "Export it as NPZ instead.")
    parts, gathered = _parts(sources, place, widths)
    column_of = {unit: column for column, unit in enumerate(gathered)}
    weights = np.zeros((len(gathered), len(units)))
    present = np.zeros_like(weights, np.bool_)
    for number, unit in enumerate(units):
        for source, weight in incoming[unit].items():
            weights[column_of[source], number] = weight
            present[column_of[source], number] = True
    rows = [row_of[unit] for unit in units]
    activation = graph.activations[rows[0]]
    return Block(tuple(units), activation, parts, weights, graph.biases[rows], present)


def _widths(place: dict[int, tuple[int, int]]) -> list[int]:
    widths = [0] * (1 + max((block for block, _ in place.values()), default=0))
    for block, _ in place.values():
        widths[block] += 1
    return widths


def _parts(
    units: list[int], place: dict[int, tuple[int, int]], widths: list[int]
) -> tuple[tuple[Part, ...], list[int]]:
    """Where the units are found, and the units in the order in which they come out."""
    gathered = sorted(set(units), key=place.__getitem__)
    columns: dict[int, list[int]] = {}
    for unit in gathered:
        block, column = place[unit]
        columns.setdefault(block, []).append(column)
    parts = tuple(
        Part(block, None if len(taken) == widths[block] else tuple(taken))
        for block, taken in columns.items()
    )
    return parts, gathered
