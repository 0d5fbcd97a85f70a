"""Layers collapsed into one block each: a way of looking, which no undo step knows of."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from engine import Kind, Network, Unit
from gui.canvas import geometry
from gui.canvas.geometry import Point
from gui.look.translate import tr
from gui.look.words import activation_name, compact

Layers = list[tuple[str, list[Unit]]]  # a title and the units of each

MANY = 40
HALF = 64.0


@dataclass(frozen=True)
class Block:
    """Units of one layer, from top to bottom, drawn as one tile at `centre`."""

    units: tuple[int, ...]
    kind: Kind
    centre: Point

    @property
    def lead(self) -> int:
        """The unit that stands for all of them."""
        return self.units[0]


class Folding:
    """Which layers are collapsed. A layer is the inputs, the outputs, or hidden units of one level.

    A layer of more than MANY units begins collapsed, and stays so until it is opened by hand.
    `blocks` are the collapsed ones, `by_unit` finds the block that a unit is in.
    """

    def __init__(self) -> None:
        self.blocks: tuple[Block, ...] = ()
        self.by_unit: Mapping[int, Block] = {}
        self._closed: set[int] = set()
        self._opened: set[int] = set()

    def by_hand(self) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """The units whose layers were collapsed by hand, and those whose were opened."""
        return tuple(sorted(self._closed)), tuple(sorted(self._opened))

    def restore(self, closed: Iterable[int], opened: Iterable[int]) -> None:
        """Collapse and open by hand what was so before."""
        self._closed, self._opened = set(closed), set(opened)

    def follow(self, network: Network) -> None:
        """Find the blocks of a network that may be another one now."""
        found = []
        for _, units in layers(network):
            inside = self._collapsed(units)
            if len(inside) > 1:
                found.append(Block(_in_order(inside), inside[0].kind, _centre(inside)))
        self._set_blocks(found)

    def recentre(self, network: Network, moved: Collection[int]) -> list[tuple[int, Point]]:
        """Let blocks follow units that were moved; the new places of all units in these blocks."""
        touched = {self.by_unit[unit].units for unit in moved if unit in self.by_unit}
        blocks = [
            Block(block.units, block.kind, _centre([network.unit(unit) for unit in block.units]))
            if block.units in touched
            else block
            for block in self.blocks
        ]
        self._set_blocks(blocks)
        return [
            (unit, each.centre) for each in blocks if each.units in touched for unit in each.units
        ]

    def collapse(self, network: Network, units: Iterable[int]) -> bool:
        """Collapse the layers that these units are in; False if they are already, or too small."""
        wanted = set(units)
        together = [
            {unit.id for unit in layer}
            for _, layer in layers(network)
            if len(layer) > 1 and any(unit.id in wanted for unit in layer)
        ]
        return self._change(network, closed=set().union(*together))

    def open(self, network: Network, units: Iterable[int]) -> bool:
        """Open the blocks that these units are in; False if there is none."""
        inside = {
            each for unit in units if unit in self.by_unit for each in self.by_unit[unit].units
        }
        return self._change(network, opened=inside)

    def _change(
        self, network: Network, *, closed: Collection[int] = (), opened: Collection[int] = ()
    ) -> bool:
        before, inside = self.blocks, set(self.by_unit)
        self._closed = (self._closed | set(closed)) - set(opened)
        self._opened = (self._opened | set(opened)) - set(closed)
        self.follow(network)
        if inside == set(self.by_unit):
            # Units that were moved meanwhile may be in another order now, which nobody is told.
            self._set_blocks(before)
            return False
        return True

    def _collapsed(self, units: list[Unit]) -> list[Unit]:
        if len(units) > MANY and not any(unit.id in self._opened for unit in units):
            return units
        return [unit for unit in units if unit.id in self._closed]

    def _set_blocks(self, blocks: Iterable[Block]) -> None:
        self.blocks = tuple(blocks)
        self.by_unit = {unit: block for block in self.blocks for unit in block.units}

    # Where units are drawn

    def together(self, unit: int) -> tuple[int, ...]:
        """All units that are drawn in the same tile as this one."""
        return self.by_unit[unit].units if unit in self.by_unit else (unit,)

    def place(self, unit: Unit) -> tuple[Point, float]:
        """Where a unit is drawn, and half the width of the tile it is drawn in."""
        block = self.by_unit.get(unit.id)
        if block is not None:
            return block.centre, HALF
        return unit.position, geometry.half_size(unit.kind)


def layers(network: Network) -> Layers:
    """Inputs, hidden units by level, and outputs: each with a title, without the empty ones."""
    levels = network.levels()
    hidden: dict[int, list[Unit]] = {}
    for unit in network.units:
        if unit.kind == "hidden":
            hidden.setdefault(levels[unit.id], []).append(unit)
    found = [(tr("Input"), [unit for unit in network.units if unit.kind == "input"])]
    for number, level in enumerate(sorted(hidden), 1):
        found.append((tr("Hidden {number}", number=number), hidden[level]))
    found.append((tr("Output"), [unit for unit in network.units if unit.kind == "output"]))
    return [(title, units) for title, units in found if units]


def details(units: Collection[Unit]) -> tuple[str, ...]:
    """What is said of a layer: its size, its activation, and its keep p where there is dropout."""
    count, first = len(units), next(iter(units))
    if first.kind == "input":
        parts = [tr("1 column") if count == 1 else tr("{count} columns", count=count)]
    else:
        parts = [tr("1 unit") if count == 1 else tr("{count} units", count=count)]
        used = sorted({unit.activation for unit in units})
        parts.append(activation_name(used[0]) if len(used) == 1 else tr("mixed"))
    keeps = {unit.keep_probability for unit in units}
    if keeps != {1.0}:
        (least, *rest) = sorted(keeps)
        parts.append(tr("keep p = {p}", p=tr("mixed") if rest else compact(least)))
    return tuple(parts)


def _in_order(units: list[Unit]) -> tuple[int, ...]:
    """From top to bottom; inputs stay in the order of the data's columns."""
    if units[0].kind != "input":
        units = sorted(units, key=lambda unit: unit.position[1])
    return tuple(unit.id for unit in units)


def _centre(units: list[Unit]) -> Point:
    count = len(units)
    x, y = (sum(unit.position[axis] for unit in units) / count for axis in (0, 1))
    return x, y
