"""What is said of a collapsed layer: what it is, and the weight under the pointer."""

from __future__ import annotations

from gui.canvas.collapsed.folding import Block, details, layers
from gui.canvas.collapsed.matrix import WeightMatrix
from gui.canvas.editing.edits import Edits
from gui.canvas.geometry import Point
from gui.canvas.scene import NetworkScene
from gui.canvas.tiles import tile_tips
from gui.look.translate import tr
from gui.look.words import compact


def tip(scene: NetworkScene, edits: Edits, block: Block, point: Point) -> str:
    """The tooltip of a block at a point of the scene."""
    return "\n".join([*_probed(scene, edits, block, point), *_told(scene, block)])


def spoken(scene: NetworkScene, block: Block) -> str:
    """A block for a screen reader."""
    network = scene.network
    inside = set(block.units)
    incoming = sum(len(network.incoming(unit)) for unit in inside)
    outgoing = sum(len(network.outgoing(unit)) for unit in inside)
    counted = tr("{incoming} connections in, {outgoing} out", incoming=incoming, outgoing=outgoing)
    return ", ".join([*_told(scene, block), counted, tr("Enter opens the layer")])


def _told(scene: NetworkScene, block: Block) -> list[str]:
    network = scene.network
    units = [network.unit(unit) for unit in block.units]
    title = next(name for name, layer in layers(network) if units[0] in layer)
    return [tr("{layer}, collapsed: {details}", layer=title, details=" · ".join(details(units)))]


def _probed(scene: NetworkScene, edits: Edits, block: Block, point: Point) -> list[str]:
    item = scene.blocks.items[block.lead]
    if item.cells is None:
        return []
    across, down = (
        min(max((at - centre) / (2 * item.half) + 0.5, 0.0), 1.0)
        for at, centre in zip(point, block.centre, strict=True)
    )
    if item.shown.unit_at is not None:
        unit = item.shown.unit_at(across, down)
        return [] if unit is None else [edits.name(unit), *tile_tips.told(scene, unit)]
    reach = compact(item.cells.reach)
    colours = tr("colours from −{reach} to {reach}", reach=reach)
    if isinstance(item.picture, WeightMatrix):
        pair = item.picture.pair_at(across, down)
        weight = scene.overlay.weights_of([pair]).get(pair)
        known = tr("not connected") if weight is None else tr("weight w = {w}", w=compact(weight))
        line = tr("{a} → {b}: {weight}", a=edits.name(pair[0]), b=edits.name(pair[1]), weight=known)
        slopes = [tile_tips.slope(slope) for slope in scene.overlay.slopes_of([pair]).values()]
        return [line, *(slopes or [colours])]
    number = item.picture.unit_at(across, down)
    if number is None or item.picture.means is None:
        return []
    mean = compact(float(item.picture.means[number]))
    return [
        tr("{unit}: mean of its column {mean}", unit=edits.name(block.units[number]), mean=mean),
        colours,
    ]
