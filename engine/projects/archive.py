"""The archive of a project: one readable JSON and one NPZ, read without trusting either."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from pathlib import Path
from typing import IO

import numpy as np
from numpy.typing import NDArray

from engine import npy
from engine.errors import ProjectError

Arrays = dict[str, NDArray[np.generic]]

_JSON, _ARRAYS = "project.json", "arrays.npz"
# Larger projects are stored as they are: deflating would take minutes, and what is read can then
# not be larger than its file. What others deflated may have shrunk no more than numbers do.
_LARGE = 16 * 2**20
_MOST_GROWTH = 10
_MOST_PART = 8 * 2**30
_THOROUGH, _QUICK, _QUICK_FROM = 6, 1, 4 * 2**20
_ROOM_FOR_HEADERS = 2**16
_ZIP64_FROM = 2**31 - 1
DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    NotImplementedError,  # an unknown compression
    RuntimeError,  # encrypted
    ValueError,
    MemoryError,
)


def write(file: IO[bytes], document: bytes, arrays: Arrays, *, small: bool = True) -> None:
    """Write a project file; that takes less time where it need not be `small`."""
    size = sum(array.nbytes for array in arrays.values())
    total = len(document) + size + _ROOM_FOR_HEADERS
    compression = zipfile.ZIP_DEFLATED if small and total <= _LARGE else zipfile.ZIP_STORED
    level = _THOROUGH if total <= _QUICK_FROM else _QUICK
    # Entries opened by name carry no time of day: the same project gives the same bytes.
    with zipfile.ZipFile(file, "w", compression, compresslevel=level) as archive:
        with archive.open(_JSON, "w") as part:
            part.write(document)
        if arrays:
            large = size + _ROOM_FOR_HEADERS > _ZIP64_FROM
            with archive.open(_ARRAYS, "w", force_zip64=large) as part:
                np.savez(part, allow_pickle=False, **arrays)


def unpack(path: Path) -> tuple[bytes, Arrays]:
    """The JSON text and the arrays of a project file. Raises ProjectError.

    Nothing is ever extracted to the disk, and nothing is unpickled or run.
    """
    try:
        with path.open("rb") as file:
            _check_directory(file)
            with zipfile.ZipFile(file) as archive:
                return _parts(archive, path)
    except OSError as error:
        raise ProjectError(
            "{name} cannot be opened: {reason}.", name=path.name, reason=error.strerror or error
        ) from None
    except DAMAGED:
        raise _damaged(path) from None


def _parts(archive: zipfile.ZipFile, path: Path) -> tuple[bytes, Arrays]:
    names = archive.namelist()
    if _JSON not in names:
        raise ProjectError("{name} is not a Netloom project.", name=path.name)
    if len(set(names)) != len(names) or not set(names) <= {_JSON, _ARRAYS}:
        raise ProjectError(
            "{name} holds files that do not belong into a project.",
            "Open the project as Netloom saved it.",
            name=path.name,
        )
    document = _content(archive, _JSON)
    return document, read_arrays(_content(archive, _ARRAYS)) if _ARRAYS in names else {}


def _damaged(path: Path) -> ProjectError:
    if not zipfile.is_zipfile(path):
        return ProjectError(
            "{name} is not a Netloom project, or it was cut short.",
            "Open an earlier copy of it.",
            name=path.name,
        )
    return ProjectError("{name} is damaged.", "Open an earlier copy of it.", name=path.name)


def _content(archive: zipfile.ZipFile, name: str) -> bytes:
    entry = archive.getinfo(name)
    if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise NotImplementedError("a compression whose memory nobody bounds")
    if entry.file_size > min(_MOST_PART, max(_LARGE, _MOST_GROWTH * entry.compress_size)):
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
    stream = io.BytesIO(content)
    _check_directory(stream)
    with zipfile.ZipFile(stream) as inner:
        entries = inner.infolist()
        # Stored as they are, and each for itself, so that together they are no larger.
        if sum(entry.file_size for entry in entries) > len(content):
            raise ValueError("larger than their file")
        for entry in entries:
            name = entry.filename.removesuffix(".npy")
            if entry.compress_type != zipfile.ZIP_STORED or name in arrays:
                raise ValueError(name)
            with inner.open(entry) as file:
                array = npy.read(file, entry.file_size)
            if array.dtype.str not in ("<f8", "<f4", "<i8"):
                raise ValueError("not an array of a project")
            arrays[name] = array
    return arrays


_END, _LOCATOR, _END_64 = b"PK\x05\x06", b"PK\x06\x07", b"PK\x06\x06"
_END_BYTES, _LOCATOR_BYTES, _END_64_BYTES = 22, 20, 56
_MOST_DIRECTORY = 2**16


def _check_directory(file: IO[bytes]) -> None:
    """Refuse a directory of more entries than a project has, before anybody lists them."""
    size = file.seek(0, io.SEEK_END)
    file.seek(max(0, size - _END_BYTES - _LOCATOR_BYTES - _END_64_BYTES))
    tail = file.read()
    end, locator = tail[-_END_BYTES:], tail[-_END_BYTES - _LOCATOR_BYTES : -_END_BYTES]
    if len(end) < _END_BYTES or not end.startswith(_END):
        raise zipfile.BadZipFile("no directory at the end")
    length = int.from_bytes(end[12:16], "little")
    if locator.startswith(_LOCATOR):
        if not tail.startswith(_END_64):
            raise zipfile.BadZipFile("a directory elsewhere")
        length = max(length, int.from_bytes(tail[40:48], "little"))
    if length > _MOST_DIRECTORY:
        raise zipfile.BadZipFile("too long a directory")
