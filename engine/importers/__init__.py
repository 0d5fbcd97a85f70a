"""Networks from elsewhere: files of other programs, read strictly, and links.

To add a format: a file with `read(path) -> Imported` and one row in `IMPORTERS`. A reader trusts
nothing, runs nothing, and raises NetworkFileError with a sentence for whatever it will not take.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from engine import given
from engine.errors import NetworkFileError
from engine.functions.activations import ACTIVATIONS
from engine.importers import onnx_file, own_files, safetensors_file, skops_file
from engine.importers.playground import is_link
from engine.importers.playground import read as read_link
from engine.importers.taken import Imported

__all__ = [
    "IMPORTERS",
    "Imported",
    "Importer",
    "is_link",
    "is_network_file",
    "patterns",
    "read",
    "read_link",
]


@dataclass(frozen=True, slots=True)
class Importer:
    """One row. `owns(path)` tells it apart where other files have the same ending.

    With `asks`, the file does not say the activation of its hidden layers: `read` is told it too.
    """

    ending: str
    label: str
    read: Callable[..., Imported]
    asks: bool = False
    owns: Callable[[Path], bool] = lambda path: True  # noqa: ARG005


_TABLE = (
    Importer(".onnx", "ONNX", onnx_file.read),
    Importer(".safetensors", "safetensors", safetensors_file.read, asks=True),
    Importer(".skops", "skops", skops_file.read),
    Importer(".json", "JSON", own_files.read_json),
    Importer(".npz", "NumPy arrays", own_files.read_npz, owns=own_files.is_npz),
)
IMPORTERS: dict[str, Importer] = {row.ending: row for row in _TABLE}


def patterns() -> tuple[str, ...]:
    """The names of files that can be read, as a dialog wants them."""
    return tuple(f"*{ending}" for ending in IMPORTERS)


def is_network_file(path: Path) -> bool:
    """Whether a file holds a network, by its name, and where that is not enough by its content."""
    row = IMPORTERS.get(path.suffix.lower())
    return row is not None and path.is_file() and row.owns(path)


def read(path: given.PathName, activation: str = "relu") -> Imported:
    """The network in a file of another program, or in one of our own exports.

    `activation` is that of hidden layers in files that do not say it.
    Raises NetworkFileError for what cannot be taken, PackageMissing for ONNX without the extra.
    """
    where = given.path(path, NetworkFileError)
    row = IMPORTERS.get(where.suffix.lower())
    if row is None:
        raise NetworkFileError(
            "{name} is no network that can be imported.",
            "Choose a file such as {known}.",
            name=where.name,
            known=", ".join(patterns()),
        )
    if not row.asks:
        return row.read(where)
    if activation not in ACTIVATIONS or ACTIVATIONS[activation].joint:
        raise NetworkFileError("There is no activation “{key}” for hidden units.", key=activation)
    return row.read(where, activation)
