"""How the units and blocks of a scene look now."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from engine import Network, Unit
from gui.canvas.collapsed.block_item import BlockLook
from gui.canvas.collapsed.folding import Block, details
from gui.canvas.tiles.unit_look import UnitLook
from gui.look.words import activation_name, unit_label

if TYPE_CHECKING:
    from gui.canvas.scene import NetworkScene

_LONGEST_SYMBOL = 4


class Wardrobe:
    """Puts together looks from the document, the selection, the pointer and the run."""

    def __init__(self, scene: NetworkScene) -> None:
        self._scene = scene
        self._worded: frozenset[str] = frozenset()

    def follow(self, network: Network) -> None:
        """Know the names of a network that may be another one now.

        Where some units of a kind have names too long for a tile, all of them stand beside.
        """
        self._worded = frozenset(
            unit.kind for unit in network.units if len(unit.name) > _LONGEST_SYMBOL
        )

    def signs(self) -> NDArray[np.bool_]:
        """All that a unit's look takes from a snapshot, (signs, n)."""
        overlay = self._scene.overlay
        signs = overlay.biases > 0, overlay.biases < 0
        return np.array([*signs, overlay.kept, overlay.pictured, overlay.dead, overlay.saturated])

    def look(self, unit: Unit, *, alone: bool) -> UnitLook:
        """How a unit looks; `alone` if it is the only output."""
        scene = self._scene
        row, overlay = scene.wiring.row[unit.id], scene.overlay
        return UnitLook(
            name=unit_label(unit, alone=alone),
            kind=unit.kind,
            caption="" if unit.kind == "input" else activation_name(unit.activation),
            bias=None if unit.kind == "input" else _sign(overlay.biases[row]),
            worded=unit.kind in self._worded,
            watching=scene.watching,
            selected=unit.id in scene.selection.units,
            hovered=unit.id == scene.hovered.unit,
            marked=unit.id in scene.marked,
            dropped=scene.watching and not overlay.kept[row],
            pictured=overlay.pictures.has(unit.id),
            badge=self._badge(row) if scene.watching else "",
            target=scene.targets.get(unit.id, ""),
        )

    def _badge(self, row: int) -> str:
        if self._scene.overlay.dead[row]:
            return "dead"
        return "saturated" if self._scene.overlay.saturated[row] else ""

    def block_look(self, block: Block) -> BlockLook:
        """How a collapsed layer looks."""
        scene = self._scene
        units = [scene.network.unit(unit) for unit in block.units]
        return BlockLook(
            title=" · ".join(details(units)),
            kind=block.kind,
            selected=scene.selection.units.issuperset(block.units),
            hovered=block.lead == scene.hovered.unit,
            marked=scene.marked.issuperset(block.units),
            target=scene.targets.get(block.lead, ""),
        )

    def block_flash(self, block: Block) -> float:
        """How strong a block's warning ring is."""
        flash = self._scene.flash
        return 0.0 if flash.units.isdisjoint(block.units) else flash.strength


def _sign(value: float) -> int:
    return int(value > 0) - int(value < 0)
