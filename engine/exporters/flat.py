"""A network as one list of values that blocks fill in order: plain loops in any language run it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.exporters.blocks import Part, cut
from engine.exporters.forward import Graph

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Stretch:
    """Units side by side in the list: v[first + j] = g(Σᵢ weights[j, i] v[sources[i]] + bias).

    `weights` is (units, sources), 0 where there is no connection; `biases` (units,).
    """

    first: int
    sources: tuple[int, ...]
    weights: Floats
    biases: Floats
    activation: str


@dataclass(frozen=True, slots=True)
class Flat:
    """The list has `size` places, the inputs first; `outputs` are where the network's stand.

    `joint` are those of `outputs`, by their number, that share a softmax at the very end.
    """

    size: int
    stretches: tuple[Stretch, ...]
    outputs: tuple[int, ...]
    joint: tuple[int, ...]

    @property
    def activations(self) -> tuple[str, ...]:
        """What is needed, each once."""
        return tuple(sorted({stretch.activation for stretch in self.stretches}))


def flat(graph: Graph) -> Flat:
    """The list form of a network; units that no output depends on are left out."""
    plan = cut(graph)
    widths = [len(graph.rows_of("input")), *(len(block.units) for block in plan.blocks)]
    first = np.concatenate([[0], np.cumsum(widths)]).tolist()

    def places(parts: tuple[Part, ...]) -> tuple[int, ...]:
        return tuple(
            first[part.block] + column
            for part in parts
            for column in (range(widths[part.block]) if part.columns is None else part.columns)
        )

    stretches = tuple(
        Stretch(begin, places(block.parts), block.weights.T, block.biases, block.activation)
        for begin, block in zip(first[1:], plan.blocks, strict=False)
    )
    gathered = places(plan.outputs)
    outputs = gathered if plan.order is None else tuple(gathered[place] for place in plan.order)
    return Flat(first[-1], stretches, outputs, plan.joint)
