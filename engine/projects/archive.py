"""The archive of a project: one readable JSON and one NPZ, read without trusting either."""

from __future__ import annotations

import io
import zipfile
import zlib
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from engine import npy
from engine.errors import ProjectError

Arrays = dict[str, NDArray[np.generic]]

_JSON, _ARRAYS = "project.json", "arrays.npz"
_MOST_JSON = 256 * 2**20
_MOST_ARRAYS = 8 * 2**30
# Real weights and data hardly shrink; what claims to grow more than this is a trap.
_MOST_GROWTH = 100
_SMALL = 2**20
DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,  # an unknown compression
    RuntimeError,  # encrypted
    ValueError,
    MemoryError,
)


def pack(document: bytes, arrays: Arrays, *, small: bool = True) -> bytes:
    """The bytes of a project file; they take less time where they need not be `small`."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", compresslevel=6) as archive:
        _add(archive, _JSON, document, small)
        if arrays:
            inner = io.BytesIO()
            np.savez(inner, allow_pickle=False, **arrays)
            _add(archive, _ARRAYS, inner.getvalue(), small)
    return stream.getvalue()


def _add(archive: zipfile.ZipFile, name: str, content: bytes, small: bool) -> None:
    # Without the time of day the same project gives the same bytes.
    entry = zipfile.ZipInfo(name)
    entry.compress_type = zipfile.ZIP_DEFLATED if small else zipfile.ZIP_STORED
    archive.writestr(entry, content)


def unpack(path: Path) -> tuple[bytes, Arrays]:
    """The JSON text and the arrays of a project file. Raises ProjectError.

    Nothing is ever extracted to the disk, and nothing is unpickled or run.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
            if _JSON not in names:
                raise ProjectError("{name} is not a Netloom project.", name=path.name)
            if len(set(names)) != len(names) or not set(names) <= {_JSON, _ARRAYS}:
                raise ProjectError(
                    "{name} holds files that do not belong into a project.",
                    "Open the project as Netloom saved it.",
                    name=path.name,
                )
            document = _content(archive, _JSON, _MOST_JSON)
            if _ARRAYS not in names:
                return document, {}
            return document, read_arrays(_content(archive, _ARRAYS, _MOST_ARRAYS))
    except OSError as error:
        raise ProjectError(
            "{name} cannot be opened: {reason}.", name=path.name, reason=error.strerror or error
        ) from None
    except DAMAGED:
        raise _damaged(path) from None


def _damaged(path: Path) -> ProjectError:
    if not zipfile.is_zipfile(path):
        return ProjectError(
            "{name} is not a Netloom project, or it was cut short.",
            "Open an earlier copy of it.",
            name=path.name,
        )
    return ProjectError("{name} is damaged.", "Open an earlier copy of it.", name=path.name)


def _content(archive: zipfile.ZipFile, name: str, most: int) -> bytes:
    entry = archive.getinfo(name)
    grown = entry.file_size > _SMALL + _MOST_GROWTH * entry.compress_size
    if entry.file_size > most or grown:
        raise ProjectError(
            "The project claims to hold {size:.0f} MB in {name}: too much to be true.",
            "Open the project as Netloom saved it.",
            size=entry.file_size / 2**20,
            name=name,
        )
    return archive.read(entry)


def read_arrays(content: bytes) -> Arrays:
    """The arrays of an NPZ file's bytes; ValueError or an error of the zip for any other."""
    arrays: Arrays = {}
    with zipfile.ZipFile(io.BytesIO(content)) as inner:
        for entry in inner.infolist():
            if entry.file_size > len(content):  # stored as they are, so they cannot be larger
                raise ValueError(entry.filename)
            with inner.open(entry) as file:
                array = npy.read(file, entry.file_size)
            if array.dtype.str not in ("<f8", "<f4", "<i8"):
                raise ValueError("not an array of a project")
            arrays[entry.filename.removesuffix(".npy")] = array
    return arrays
