"""Opening a text that holds a table, and finding out how it is written."""

from __future__ import annotations

import codecs
import io
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from io import BufferedReader
from pathlib import Path

from engine.data.dialect import Dialect, detect
from engine.data.encodings import detect_encoding
from engine.data.sources import Reading
from engine.data.workbook import is_workbook, text_of_sheet
from engine.errors import DataError

_HEAD = 256 * 1024  # bytes that must tell how a file is written
_PIECE = 1024 * 1024


@contextmanager
def opened(path: Path, reading: Reading) -> Iterator[tuple[BufferedReader, Reading]]:
    """A table's bytes, of a workbook as text, and how these are read.

    Whatever keeps the file from being read becomes a DataError.
    """
    name = path.name
    try:
        if is_workbook(path):
            sheet, text = text_of_sheet(path, reading.sheet)
            yield (
                in_memory(text),
                replace(reading, encoding="utf-8", delimiter=",", sheet=sheet),
            )
            return
        with path.open("rb") as file:
            yield file, reading
    except OSError as error:
        raise DataError(
            "{name} cannot be read: {reason}.",
            "Check that the file is there and may be opened.",
            name=name,
            reason=error.strerror or error,
        ) from None
    except UnicodeError:
        raise DataError(
            "{name} is not text in the expected encoding.",
            "Choose another encoding, or save the file as UTF-8.",
            name=name,
        ) from None


def head_of(file: BufferedReader) -> tuple[bytes, bool]:
    """The first bytes, and whether they are the whole file."""
    file.seek(0)
    head = file.read(_HEAD)
    if not head.strip(b"\xef\xbb\xbf\xff\xfe \t\r\n\0"):
        raise DataError(
            "The file is empty.", "A table has a line of names and then a line for each example."
        )
    return head, not file.peek(1)


def dialect_of(file: BufferedReader, source: Reading, *, whole: bool = True) -> Dialect:
    """How a text is written: as `source` says, the rest from its head. Raises DataError.

    The encoding is found out from the `whole` of it, or from the head too.
    """
    _refuse_odd_signs(source)
    head, _ = head_of(file)
    encoding = source.encoding
    if encoding is None:
        encoding = detect_encoding(head, iter(partial(file.read, _PIECE), b"") if whole else ())
    elif encoding.lower().replace("_", "-") in ("utf-8", "utf8"):
        encoding = "utf-8-sig"  # a mark at the beginning is no part of the first name
    try:
        decoder = codecs.getincrementaldecoder(encoding)(errors="replace")
    except LookupError:
        raise DataError("There is no encoding “{name}”.", name=encoding) from None
    return detect(
        decoder.decode(head),
        encoding,
        delimiter=source.delimiter,
        decimal=source.decimal,
        header=source.header,
    )


def _refuse_odd_signs(source: Reading) -> None:
    if source.delimiter is not None and len(source.delimiter) != 1:
        raise DataError("A delimiter is a single character, not “{sign}”.", sign=source.delimiter)
    if source.decimal not in (None, ".", ","):
        raise DataError("The decimal sign is “.” or “,”, not “{sign}”.", sign=source.decimal)


@contextmanager
def text_of(file: BufferedReader, dialect: Dialect) -> Iterator[io.TextIOWrapper]:
    """The file's text from its beginning; the file stays open afterwards."""
    file.seek(0)
    wrapper = io.TextIOWrapper(file, dialect.encoding, newline="")
    try:
        yield wrapper
    finally:
        wrapper.detach()


def in_memory(text: str) -> BufferedReader:
    """A text as the bytes of a file in UTF-8."""
    # A lone half of a surrogate pair, as a clipboard may hold, has no bytes.
    return BufferedReader(io.BytesIO(text.encode(errors="replace")))


def size_of(file: BufferedReader) -> int:
    """How many bytes a file has, 1 if it has none; its place stays."""
    here = file.tell()
    size = file.seek(0, os.SEEK_END)
    file.seek(here)
    return max(size, 1)
