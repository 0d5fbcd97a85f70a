"""Files of other programs as bytes, in bounds; nothing is extracted to the disk, nothing is run."""

from __future__ import annotations

import io
import zipfile
import zlib
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from engine import npy
from engine.errors import NetworkFileError

Array = NDArray[np.generic]

MOST_BYTES = 64 * 2**20
# Weights hardly shrink; what claims to grow more than this is a trap.
_MOST_GROWTH = 100
_SMALL = 2**20
_DAMAGED = (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, ValueError, MemoryError)


def content_of(path: Path) -> bytes:
    """The bytes of a file. Raises NetworkFileError for one that is too large or cannot be read."""
    try:
        with path.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise NetworkFileError(
            "{name} cannot be read: {reason}.",
            "Check that the file is there and may be opened.",
            name=path.name,
            reason=error.strerror or error,
        ) from None
    if len(content) > MOST_BYTES:
        raise NetworkFileError(
            "{name} is too large: a network's file may have {most} MB.",
            name=path.name,
            most=MOST_BYTES // 2**20,
        )
    return content


def damaged(path: Path, what: str) -> NetworkFileError:
    """The refusal of a file that is not the `what` that its name says."""
    return NetworkFileError(
        "{name} is damaged, or it is no {what}.", "Save it again.", name=path.name, what=what
    )


class Archive:
    """The members of a zip that stay within bounds. Raises NetworkFileError for any other file."""

    def __init__(self, path: Path, what: str) -> None:
        self._path, self._what = path, what
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(content_of(path)))
            self.names = frozenset(self._zip.namelist())
        except (*_DAMAGED, NotImplementedError):
            raise damaged(path, what) from None
        self._left = MOST_BYTES

    def bytes_of(self, name: str) -> bytes:
        """One member, unpacked."""
        if name not in self.names:
            raise NetworkFileError(
                "{file} does not hold {name}.", file=self._path.name, name=name[:60]
            )
        try:
            entry = self._zip.getinfo(name)
            self._left -= entry.file_size
            if self._left < 0 or entry.file_size > _SMALL + _MOST_GROWTH * entry.compress_size:
                raise damaged(self._path, self._what)
            return self._zip.read(entry)
        except (*_DAMAGED, NotImplementedError):
            raise damaged(self._path, self._what) from None

    def array(self, name: str, *, words: bool = False) -> Array:
        """One member in NumPy's format: numbers, or with `words` text."""
        content = self.bytes_of(name)
        try:
            return npy.read(io.BytesIO(content), len(content), words=words)
        except (*_DAMAGED, UnicodeError):
            raise damaged(self._path, self._what) from None
