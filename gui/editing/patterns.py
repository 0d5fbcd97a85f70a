"""Connecting whole layers: which units of one column are connected to which of the next."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise, product

import numpy as np
from PySide6.QtCore import QPoint

from engine import Network
from gui.editing import notices
from gui.editing.attempts import attempt
from gui.editing.document import Document
from gui.editing.waiting import waiting_for
from gui.look.translate import tr

Pair = tuple[int, int]
Units = Sequence[int]

DEFAULT_SHARE = 0.3
_APART = 44.0  # units nearer to each other than a tile is wide stand in one column


@dataclass(frozen=True)
class Pattern:
    """One row: what its button says, what the undo step is called, and the pairs it makes.

    `pairs` is called with two columns, the share of all pairs that is wanted, and a seed.
    """

    key: str
    label: str
    title: str
    hint: str
    pairs: Callable[[Units, Units, float, int], list[Pair]]


def _fully(sources: Units, targets: Units, _share: float, _seed: int) -> list[Pair]:
    return list(product(sources, targets))


def _one_to_one(sources: Units, targets: Units, _share: float, _seed: int) -> list[Pair]:
    return list(zip(sources, targets, strict=False))


def _at_random(sources: Units, targets: Units, share: float, seed: int) -> list[Pair]:
    pairs = sorted(product(sources, targets))
    draws = np.random.default_rng(seed).random(len(pairs))
    return [pair for pair, draw in zip(pairs, draws.tolist(), strict=True) if draw < share]


PATTERNS: dict[str, Pattern] = {
    row.key: row
    for row in (
        Pattern(
            "fully",
            "to every unit of the next layer",
            "Connect to the next layer",
            "Each selected unit to all units of the layer after it.",
            _fully,
        ),
        Pattern(
            "one_to_one",
            "one to one",
            "Connect one to one",
            "The topmost to the topmost of the next layer, the second to the second, and so on.",
            _one_to_one,
        ),
        Pattern(
            "at_random",
            "at random",
            "Connect at random",
            "Each possible connection with this probability; the same seed draws the same ones.",
            _at_random,
        ),
    )
}


def connect(
    document: Document,
    units: Iterable[int],
    key: str,
    at: QPoint | None = None,
    share: float = DEFAULT_SHARE,
) -> bool:
    """Connect the units by one of the patterns, as one step; connections that exist are left."""
    pattern, chosen = PATTERNS[key], tuple(units)
    pairs = _missing(document.network, chosen, pattern, share)
    if not pairs:
        left = key == "at_random" and _missing(document.network, chosen, PATTERNS["fully"], 1.0)
        notices.bus.post(_nothing_drawn(share, at) if left else _nothing_left(at))
        return False

    def edit(edited: Network) -> None:
        edited.connect_all((source for source, _ in pairs), (target for _, target in pairs))

    with waiting_for(len(pairs)):
        return attempt(document, tr(pattern.title), edit, at)


def _missing(network: Network, units: Units, pattern: Pattern, share: float) -> list[Pair]:
    """The pairs that a pattern makes and that are not connected yet."""
    return [
        pair
        for sources, targets in pairwise(columns(network, units))
        for pair in pattern.pairs(sources, targets, share, network.seed)
        if not network.has_connection(*pair)
    ]


def _nothing_left(at: QPoint | None) -> notices.Notice:
    return notices.Notice(
        "info",
        tr("There is nothing left to connect in the next layer."),
        tr("Drag from a unit’s right edge to connect it to any other."),
        at=at,
    )


def _nothing_drawn(share: float, at: QPoint | None) -> notices.Notice:
    return notices.Notice(
        "info",
        tr("With {percent} % chance, no further connection was drawn.", percent=round(100 * share)),
        tr("Take a higher probability, or another seed of the weights."),
        at=at,
    )


def columns(network: Network, units: Iterable[int]) -> list[list[int]]:
    """The units as columns from left to right, each from top to bottom.

    Units that stand in one column alone are followed by the next layer of the network.
    """
    chosen = sorted((network.unit(unit).position, unit) for unit in units)
    found: list[list[int]] = []
    last = -np.inf
    for (x, _), unit in chosen:
        if x - last > _APART:
            found.append([])
        found[-1].append(unit)
        last = x
    if len(found) == 1:
        found = [[unit for unit in found[0] if network.unit(unit).kind != "output"]]
        found.append(next_layer(network, found[0]))
    return [_from_top(network, column) for column in found]


def next_layer(network: Network, units: Iterable[int]) -> list[int]:
    """The layer after the last of the layers that these units are in; outputs are the last."""
    levels = display_levels(network)
    deepest = max((levels[unit] for unit in units), default=max(levels.values(), default=0))
    later = [level for level in levels.values() if level > deepest]
    return [unit for unit, level in levels.items() if later and level == min(later)]


def display_levels(network: Network) -> dict[int, int]:
    """The layer of each unit as it is shown: outputs all in the last one."""
    levels = network.levels()
    outputs = set(network.outputs)
    last = 1 + max((level for unit, level in levels.items() if unit not in outputs), default=0)
    return {unit: last if unit in outputs else level for unit, level in levels.items()}


def _from_top(network: Network, column: Iterable[int]) -> list[int]:
    return sorted(column, key=lambda unit: (network.unit(unit).position[1], unit))
