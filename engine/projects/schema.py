"""What stands in a project's JSON, field by field; reading it is strict.

Only units have an `id`, and only connections `source` and `target` together.
"""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

from engine.errors import ProjectError

VERSION = 3  # 1: without `view`; 2: without painted data, features


class _Entry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An object of the JSON; an unknown field is an error."""


class UnitEntry(_Entry, frozen=True):
    """A unit as the person made it."""

    id: int
    kind: Literal["input", "hidden", "output"]
    name: str
    activation: str
    bias: float
    keep_probability: float
    position: tuple[float, float]


class ConnectionEntry(_Entry, frozen=True):
    """A connection; `weight` null leaves its first weight to the initialiser."""

    source: int
    target: int
    weight: float | None


class NetworkEntry(_Entry, frozen=True):
    """The network at the start of training. `next_id` keeps ids of removed units from reuse."""

    seed: int
    initializer: str
    next_id: int
    units: tuple[UnitEntry, ...]
    connections: tuple[ConnectionEntry, ...]


class GeneratedOrigin(_Entry, frozen=True, tag="generated"):
    """Points that are drawn again when the project is opened."""

    name: str
    samples: int
    noise: float
    seed: int
    knob: float | None = None
    formula: str = ""


class TableOrigin(_Entry, frozen=True, tag="table"):
    """A bundled table; its numbers stand in the arrays."""

    name: str


class FileOrigin(_Entry, frozen=True, tag="file"):
    """A file and how it was read; its numbers stand in the arrays."""

    path: str
    target: str | tuple[str, ...] | None
    task: str | None
    encoding: str | None
    delimiter: str | None
    decimal: str | None
    header: bool | None
    ignore: tuple[str, ...]
    inputs: tuple[str, ...] = ()
    kinds: tuple[tuple[str, str], ...] = ()
    sheet: str | None = None


class TextOrigin(_Entry, frozen=True, tag="text"):
    """A table that was pasted or typed; its text stands here, its numbers in the arrays."""

    text: str
    title: str
    target: str | tuple[str, ...] | None
    task: str | None
    encoding: str | None
    delimiter: str | None
    decimal: str | None
    header: bool | None
    ignore: tuple[str, ...]
    inputs: tuple[str, ...]
    kinds: tuple[tuple[str, str], ...]
    sheet: str | None = None


class ArrayFileOrigin(_Entry, frozen=True, tag="array file"):
    """A file of arrays; its numbers stand in the arrays."""

    path: str


class ArrayOrigin(_Entry, frozen=True, tag="arrays"):
    """Numbers from a program; they stand in the arrays."""


class ImageFolderOrigin(_Entry, frozen=True, tag="image folder"):
    """A folder of pictures and how they became inputs; their pixels stand in the arrays."""

    path: str
    side: int
    colour: bool


class PaintedOrigin(_Entry, frozen=True, tag="painted"):
    """Points set by hand; they stand in the arrays."""


Origin = (
    GeneratedOrigin
    | TableOrigin
    | FileOrigin
    | TextOrigin
    | ArrayFileOrigin
    | ImageFolderOrigin
    | ArrayOrigin
    | PaintedOrigin
)


class DataEntry(_Entry, frozen=True):
    """Everything about the data but the numbers."""

    origin: Origin
    title: str
    task: Literal["regression", "binary", "multiclass"]
    input_names: tuple[str, ...]
    target_names: tuple[str, ...]
    classes: tuple[str, ...]
    notes: tuple[str, ...]
    scaling: Literal["none", "standardize", "minmax"]
    fractions: tuple[float, float, float] | None
    split_seed: int
    features: tuple[str, ...] = ()


class BestEntry(_Entry, frozen=True):
    """The epoch with the least validation loss, for early stopping; its weights are arrays."""

    loss: float
    epoch: int


class LimitEntry(_Entry, frozen=True):
    """Where epochs and seconds are counted from, and the least training loss for a plateau."""

    since_epoch: int
    since_seconds: float
    least_loss: float | None
    least_epoch: int


class RunEntry(_Entry, frozen=True):
    """A run so far. `metrics` name the columns of the history's metrics in the arrays.

    `operations` of training are null in projects from before they were counted.
    """

    seed: int
    seconds: float
    metrics: tuple[str, ...]
    best: BestEntry | None = None
    limits: LimitEntry | None = None
    operations: float | None = None


Scale = Annotated[float, msgspec.Meta(ge=0.01, le=100.0)]
Place = Annotated[float, msgspec.Meta(ge=-1e9, le=1e9)]


class CameraEntry(_Entry, frozen=True):
    """How large the canvas is drawn, and the place in the middle of it."""

    scale: Scale
    centre: tuple[Place, Place]


class ViewEntry(_Entry, frozen=True):
    """How the person looks at the network; `camera` None shows all of it.

    Ids of units whose layers were collapsed by hand, and of those that were opened.
    """

    collapsed: tuple[int, ...] = ()
    opened: tuple[int, ...] = ()
    camera: CameraEntry | None = None


class ProjectEntry(_Entry, frozen=True):
    """The whole JSON."""

    version: int
    seed: int
    network: NetworkEntry
    data: DataEntry
    settings: dict[str, bool | int | float | str]
    run: RunEntry | None
    view: ViewEntry | None = None
    format: Literal["netloom project"] = "netloom project"


class _VersionOnly(msgspec.Struct):
    version: int


def encode(entry: ProjectEntry) -> bytes:
    """The JSON text, indented for reading unless it is very long."""
    text = msgspec.json.encode(entry)
    return msgspec.json.format(text, indent=1) if len(text) < 2**20 else text


def decode(text: bytes, name: str) -> ProjectEntry:
    """What the JSON text of the project `name` says. Raises ProjectError."""
    try:
        found = msgspec.json.decode(text, type=_VersionOnly)
        if found.version > VERSION:
            raise ProjectError(
                "{name} was saved by a newer version of Netloom (format {version}).",
                "Update Netloom to open it.",
                name=name,
                version=found.version,
            )
        if found.version < 1:
            raise ProjectError("{name} is not a Netloom project.", name=name)
        return msgspec.json.decode(text, type=ProjectEntry)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
        raise ProjectError(
            "{name} does not say what a project says: {detail}.",
            "If it was edited by hand, take that edit back.",
            name=name,
            detail=str(error).rstrip("."),
        ) from None
