"""What the canvas says about the thing under the pointer, and to a screen reader."""

from __future__ import annotations

from gui.canvas.collapsed import block_tips
from gui.canvas.editing.edits import Edits
from gui.canvas.finding import Hit
from gui.canvas.geometry import Point
from gui.canvas.over import labels
from gui.canvas.scene import NetworkScene
from gui.canvas.tiles import tile_tips
from gui.canvas.wiring import Pair
from gui.look.translate import tr
from gui.look.words import activation_name, compact


def tip(scene: NetworkScene, edits: Edits, hit: Hit, point: Point) -> str:
    """The tooltip of a unit, a port, a connection or a block at a point; empty for the ground."""
    if hit.port and hit.unit in scene.network.outputs:
        return tr("An output ends the network: nothing can be connected out of it.")
    if hit.port:
        return tr("Drag to another unit to connect, or to an empty place to add one.")
    if hit.block is not None:
        return block_tips.tip(scene, edits, hit.block, point)
    if hit.unit is not None:
        return "\n".join(describe(scene, edits, hit.unit))
    if hit.connection is not None:
        source, target = hit.connection
        words = tr(
            "{source} → {target}\nweight w = {weight}",
            source=edits.name(source),
            target=edits.name(target),
            weight=compact(scene.overlay.weights_of([hit.connection])[hit.connection]),
        )
        slopes = scene.overlay.slopes_of([hit.connection]).values()
        return "\n".join([words, *(tile_tips.slope(slope) for slope in slopes)])
    return ""


def describe(scene: NetworkScene, edits: Edits, unit_id: int) -> list[str]:
    """A unit in words and numbers, a line each."""
    unit = scene.network.unit(unit_id)
    lines = [tr("{name}, {kind}", name=edits.name(unit_id), kind=labels.kind_label(unit))]
    if unit.kind != "input":
        bias = float(scene.overlay.biases[scene.wiring.row[unit_id]])
        lines.append(
            tr(
                "activation {activation} · bias w₀ = {bias}",
                activation=activation_name(unit.activation),
                bias=compact(bias),
            )
        )
    lines.append(
        tr(
            "{incoming} in · {outgoing} out",
            incoming=len(scene.network.incoming(unit_id)),
            outgoing=len(scene.network.outgoing(unit_id)),
        )
    )
    if unit.keep_probability < 1:
        lines.append(tr("keep p = {p}", p=compact(unit.keep_probability)))
    if scene.watching and not scene.overlay.kept[scene.wiring.row[unit_id]]:
        lines.append(tr("off for this mini-batch"))
    lines += tile_tips.dropout(scene, unit_id) if scene.watching else []
    return lines + (tile_tips.told(scene, unit_id) if scene.watching else [])


def spoken(scene: NetworkScene, edits: Edits) -> str:
    """The canvas for a screen reader: what is selected, or how much there is."""
    selection = scene.selection
    if len(selection.units) == 1 and not selection.connections:
        (unit,) = selection.units
        return spoken_unit(scene, edits, unit)
    if len(selection.connections) == 1 and not selection.units:
        (pair,) = selection.connections
        return spoken_connection(scene, edits, pair)
    for block in scene.folding.blocks:
        if selection.units == set(block.units):
            return block_tips.spoken(scene, block)
    if selection:
        return tr(
            "{units} units and {connections} connections selected",
            units=len(selection.units),
            connections=len(selection.connections),
        )
    return tr(
        "{units} units and {connections} connections",
        units=len(scene.wiring.ids),
        connections=scene.network.connection_count,
    )


def spoken_connection(scene: NetworkScene, edits: Edits, pair: Pair) -> str:
    """As in “Connection x₁ → h₁, weight 0.5”."""
    weight = scene.overlay.weights_of([pair]).get(pair, 0.0)
    ends = {"a": edits.name(pair[0]), "b": edits.name(pair[1])}
    return tr("Connection {a} → {b}, weight {w}", **ends, w=compact(weight))


def spoken_unit(scene: NetworkScene, edits: Edits, unit_id: int) -> str:
    """As in “Hidden unit h₁, tanh, bias 0.1, 2 connections in, 1 out”."""
    network, unit = scene.network, scene.network.unit(unit_id)
    kinds = {"input": tr("Input"), "hidden": tr("Hidden unit"), "output": tr("Output")}
    parts = [f"{kinds[unit.kind]} {edits.name(unit_id)}"]
    if unit.kind != "input":
        bias = compact(float(scene.overlay.biases[scene.wiring.row[unit_id]]))
        parts += [activation_name(unit.activation), tr("bias {bias}", bias=bias)]
    if unit.keep_probability < 1:
        parts.append(tr("keep p = {p}", p=compact(unit.keep_probability)))
    if scene.watching:
        parts += tile_tips.marks(scene, unit_id)
    incoming, outgoing = len(network.incoming(unit_id)), len(network.outgoing(unit_id))
    if unit.kind != "input":
        one = tr("1 connection in")
        parts.append(one if incoming == 1 else tr("{count} connections in", count=incoming))
    parts.append(tr("{count} out", count=outgoing))
    return ", ".join(parts)
