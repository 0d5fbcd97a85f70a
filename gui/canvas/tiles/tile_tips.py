"""What the tile of a unit shows, in words and numbers."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from gui.canvas.scene import NetworkScene
from gui.canvas.tiles.faces import Bars, Fills, Glow, Shades
from gui.canvas.tiles.tile_modes import EXAMPLE, FLOW, HISTOGRAM, IMAGE, RESPONSE
from gui.look.translate import tr
from gui.look.words import compact


def told(scene: NetworkScene, unit: int) -> list[str]:
    """The lines of a unit's tooltip that belong to its tile, and to a mark on it."""
    row = scene.overlay.row_of(unit)
    lines = [] if row is None else _TOLD[scene.tiles.mode.key](scene, unit, row)
    return [*lines, *marks(scene, unit)]


def marks(scene: NetworkScene, unit: int) -> list[str]:
    """Why a unit is marked as one that hardly learns; nothing for others."""
    overlay, row = scene.overlay, scene.overlay.row_of(unit)
    spread = overlay.snapshot.spread if overlay.snapshot else None
    if row is None or spread is None:
        return []
    here = scene.wiring.row[unit]
    if overlay.dead[here]:
        text = "dead: its activation is 0 for each of {count} examples, so that nothing moves it"
        return [tr(text, count=f"{spread.examples:,}")]
    if overlay.saturated[here]:
        text = "saturated: at the end of its range for {share} % of {count} examples"
        share = np.floor(100 * spread.ended[row])
        return [tr(text, share=f"{share:.0f}", count=f"{spread.examples:,}")]
    return []


def dropout(scene: NetworkScene, unit: int) -> list[str]:
    """How often a unit was off, at full speed."""
    share = float(scene.overlay.off[scene.wiring.row[unit]])
    return [tr("off for {share} % of the last mini-batches", share=round(100 * share))] * (
        share > 0
    )


def _response(scene: NetworkScene, _unit: int, row: int) -> list[str]:
    face = scene.overlay.pictures.face
    if not isinstance(face, Shades):
        return []
    values = face.values[row]
    return [
        _range("responses from {low} to {high}", float(values.min()), float(values.max())),
        _colours(*face.ends[row].tolist()),
    ]


def _example(scene: NetworkScene, unit: int, row: int) -> list[str]:
    face, snapshot = scene.overlay.pictures.face, scene.overlay.snapshot
    if not isinstance(face, Fills) or snapshot is None or snapshot.example is None:
        return []
    seen = snapshot.example
    number = tr("a = {a} for {example}", a=compact(seen.a[row]), example=_example_title(scene))
    if scene.network.unit(unit).kind != "input":
        number = tr("z = {z}, {a}", z=compact(seen.z[row]), a=number)
    return [number, _colours(*face.ends[row].tolist())]


def _example_title(scene: NetworkScene) -> str:
    return scene.session.example.title


def _histogram(scene: NetworkScene, _unit: int, row: int) -> list[str]:
    face = scene.overlay.pictures.face
    if not isinstance(face, Bars):
        return []
    spread = face.basis
    text = "activation from {low} on the left to {high} on the right"
    return [
        _range(text, *spread.ends[row].tolist()),
        tr(
            "the tallest bar: {most} of {count} examples",
            most=f"{int(spread.counts[row].max()):,}",
            count=f"{spread.examples:,}",
        ),
    ]


def _image(scene: NetworkScene, unit: int, row: int) -> list[str]:
    face = scene.overlay.pictures.face
    if not isinstance(face, Shades):
        return [tr("no image: the inputs of these data are not the pixels of one")]
    if not face.has[row]:
        if scene.network.unit(unit).kind == "input":
            return [tr("an input has no incoming weights")]
        return [tr("no image: this unit is fed by units, not by the pixels")]
    return [_colours(*face.ends[row].tolist())]


def _flow(scene: NetworkScene, _unit: int, row: int) -> list[str]:
    face = scene.overlay.pictures.face
    if not isinstance(face, Glow):
        return []
    return [
        tr("mean of |∂L/∂a| over the mini-batch = {value}", value=compact(float(face.values[row]))),
        tr("full brightness at {largest}", largest=compact(face.largest)),
    ]


def slope(value: float) -> str:
    """What is said of a connection while lines show the gradient."""
    return tr("∂L/∂w = {value} for the mini-batch", value=compact(value))


def _range(text: str, low: float, high: float) -> str:
    return tr(text, low=compact(low), high=compact(high))


def _colours(low: float, high: float) -> str:
    return _range("colours from {low} to {high}", low, high)


_TOLD: dict[str, Callable[[NetworkScene, int, int], list[str]]] = {
    RESPONSE: _response,
    EXAMPLE: _example,
    HISTOGRAM: _histogram,
    IMAGE: _image,
    FLOW: _flow,
}
