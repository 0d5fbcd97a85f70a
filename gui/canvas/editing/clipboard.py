"""Units on the clipboard: with the connections among them, their weights and their places.

They travel as JSON, so that they can be pasted in another window or kept in a text. Whatever is
pasted is taken for hostile: it is checked for its form here and for its sense by the network.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Literal

import msgspec
import numpy as np
from PySide6.QtCore import QMimeData

from engine import EngineError, Kind, Network, errors
from gui.canvas.geometry import Floats, Point

MIME = "application/x-netloom-units+json"
_MOST_BYTES = 64_000_000
_MOST_UNITS = 20_000
_FARTHEST = 1e5

Number = Annotated[float, msgspec.Meta(ge=-1e12, le=1e12)]
Place = Annotated[float, msgspec.Meta(ge=-_FARTHEST, le=_FARTHEST)]
Share = Annotated[float, msgspec.Meta(gt=0.0, le=1.0)]
Text = Annotated[str, msgspec.Meta(min_length=1, max_length=200)]


class PackedUnit(msgspec.Struct):
    """One unit; `id` is only what the parcel's connections call it."""

    id: int
    kind: Kind
    name: Text
    activation: Text
    bias: Number
    keep_probability: Share
    x: Place
    y: Place


class PackedConnection(msgspec.Struct):
    """One connection between two units of the parcel."""

    source: int
    target: int
    weight: Number


class Parcel(msgspec.Struct):
    """Units and the connections among them; `netloom` numbers the form."""

    netloom: Literal[1]
    units: Annotated[list[PackedUnit], msgspec.Meta(min_length=1, max_length=_MOST_UNITS)]
    connections: list[PackedConnection]


def pack(network: Network, units: Iterable[int], biases: Floats, weights: Floats) -> Parcel:
    """A parcel of these units, with biases and weights as they are now, as in the arrays."""
    arrays, chosen = network.arrays(), np.array(sorted(units), np.int64)
    rows = np.searchsorted(arrays.unit_ids, chosen).tolist()
    packed = [
        PackedUnit(
            unit.id,
            unit.kind,
            unit.name,
            unit.activation,
            float(biases[row]),
            unit.keep_probability,
            *unit.position,
        )
        for row, unit in zip(rows, map(network.unit, chosen.tolist()), strict=True)
    ]
    inner = np.isin(arrays.sources, chosen) & np.isin(arrays.targets, chosen)
    columns = (each[inner].tolist() for each in (arrays.sources, arrays.targets, weights))
    return Parcel(1, packed, list(map(PackedConnection, *columns)))


def to_mime(parcel: Parcel) -> QMimeData:
    """The parcel as the clipboard carries it."""
    text = msgspec.json.encode(parcel)
    mime = QMimeData()
    mime.setData(MIME, text)
    mime.setText(text.decode())
    return mime


def from_mime(mime: QMimeData | None) -> Parcel:
    """The parcel on the clipboard. Raises EngineError when there is none, or it is damaged.

    `mime` is None on a system whose clipboard nobody has used yet.
    """
    mime = mime or QMimeData()
    ours = mime.hasFormat(MIME)
    data = bytes(mime.data(MIME).data()) if ours else mime.text().encode()
    if not ours and not data.lstrip().startswith(b'{"netloom"'):
        raise EngineError("There are no units to paste.", "Copy some from a network first.")
    try:
        if len(data) > _MOST_BYTES:
            raise msgspec.ValidationError("too large")
        return msgspec.json.decode(data, type=Parcel)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise errors.BadValue(
            "What the clipboard holds cannot be pasted: it is damaged or too large.",
            "Copy the units again.",
        ) from error


def unpack(network: Network, parcel: Parcel, offset: Point) -> list[int]:
    """Add the parcel's units `offset` from where they stood, and connect them; their new ids.

    Raises EngineError for what no network can have.
    """
    ids: dict[int, int] = {}
    known = {unit.name for unit in network.units}
    for unit in parcel.units:
        if unit.id in ids:
            raise errors.BadValue("Two of the units to paste have the same number.")
        ids[unit.id] = network.add_unit(
            unit.kind,
            activation=unit.activation,
            bias=unit.bias,
            keep_probability=unit.keep_probability,
            name="" if unit.name in known else unit.name,
            position=(unit.x + offset[0], unit.y + offset[1]),
        )
    network.connect_all(
        np.array([ids.get(link.source, 0) for link in parcel.connections], np.int64),
        np.array([ids.get(link.target, 0) for link in parcel.connections], np.int64),
        np.array([link.weight for link in parcel.connections], float),
    )
    return list(ids.values())
