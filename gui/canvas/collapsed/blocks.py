"""The collapsed layers of a scene: their tiles and strands, in step with the folding."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtWidgets import QGraphicsScene

from engine import Network
from engine.data.datasets import Dataset
from gui.canvas.collapsed.block_item import BlockItem, BlockLook
from gui.canvas.collapsed.block_pictures import shown
from gui.canvas.collapsed.folding import Block, Folding
from gui.canvas.collapsed.matrix import DataMean, WeightMatrix
from gui.canvas.collapsed.strands import Strands
from gui.canvas.overlay import Overlay
from gui.canvas.wiring import Wiring


class Blocks:
    """Makes the items and keeps them where and as they should be; `items` is by leading unit."""

    def __init__(self, scene: QGraphicsScene) -> None:
        self._scene = scene
        self.items: dict[int, BlockItem] = {}
        self.strands = Strands()

    def follow(self, network: Network, wiring: Wiring, folding: Folding, data: Dataset) -> None:
        """Show the blocks of a network that may be another one now."""
        for item in self.items.values():
            self._scene.removeItem(item)
        places = wiring.centres.tolist()
        columns = {unit: (places[row][0], places[row][1]) for unit, row in wiring.row.items()}
        for block in folding.blocks:  # in whose order they are, since all have one place
            for number, unit in enumerate(block.units):
                columns[unit] = columns[unit][0], float(number)
        self.items = {}
        for block in folding.blocks:
            picture = _picture(network, block, columns, data)
            self.items[block.lead] = BlockItem(block, picture)
            self._scene.addItem(self.items[block.lead])
        self.strands.follow(network, wiring, folding)
        if folding.blocks and self.strands.scene() is None:
            self._scene.addItem(self.strands)
        elif not folding.blocks and self.strands.scene() is not None:
            self._scene.removeItem(self.strands)
        self.place(folding)

    def place(self, folding: Folding) -> None:
        """Follow units that were moved."""
        for block in folding.blocks:
            item = self.items[block.lead]
            item.block = block
            item.setPos(QPointF(*block.centre))
        self.strands.place()

    def show(self, overlay: Overlay) -> None:
        """Show what the overlay says of their units and connections."""
        for item in self.items.values():
            item.show_picture(shown(overlay, item.block, item.picture))
        self.strands.take(overlay.lines.numbers)

    def take_data(self, data: Dataset) -> None:
        """Know the means of other data."""
        for item in self.items.values():
            if isinstance(item.picture, DataMean):
                item.picture = DataMean(data, item.block)

    def recolor(self) -> None:
        """Use the theme's present colours."""
        for item in self.items.values():
            item.recolor()

    def dress(self, look: Callable[[Block], BlockLook], flash: Callable[[Block], float]) -> None:
        """Let each block look as it should."""
        for item in self.items.values():
            item.wear(look(item.block), flash(item.block))

    def extents(self, scale: float) -> list[QRectF]:
        """The pixels each takes at a scale, the scene's origin being at (0, 0)."""
        return [item.extent(scale).translated(item.pos() * scale) for item in self.items.values()]


def _picture(
    network: Network, block: Block, columns: dict[int, tuple[float, float]], data: Dataset
) -> WeightMatrix | DataMean:
    if block.kind == "input":
        return DataMean(data, block)
    return WeightMatrix(network, block, columns)
