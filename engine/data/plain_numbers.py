"""Lines of nothing but numbers, as most of a long table is: read faster than cell by cell."""

from __future__ import annotations

import warnings

import numpy as np
from numpy.typing import NDArray

from engine.data.dialect import Dialect

_SIGNS = "0123456789eE+-\n"
_NEWLINE = ord("\n")


def plain_numbers(lines: str, width: int, dialect: Dialect) -> NDArray[np.float64] | None:
    """The numbers (rows, width) in whole lines; None when there is anything but numbers in them.

    What this refuses is read cell by cell: gaps, words, blank lines, rows of another width.
    """
    if not lines.isascii() or dialect.delimiter == dialect.decimal:
        return None
    lines = lines.replace("\r\n", "\n")
    if not lines.endswith("\n"):
        lines += "\n"
    letters = lines.encode("ascii")
    known = (_SIGNS + dialect.delimiter + dialect.decimal).encode()
    if letters.translate(None, known) or not _is_even(letters, width, dialect.delimiter):
        return None
    if dialect.decimal == ",":
        lines = lines.replace(",", ".")
    try:
        with warnings.catch_warnings(action="error"):
            numbers = np.fromstring(lines.replace("\n", dialect.delimiter), sep=dialect.delimiter)
    except (DeprecationWarning, ValueError):
        return None
    if len(numbers) % width or len(numbers) != width * lines.count("\n"):
        return None
    return numbers.reshape(-1, width) if np.isfinite(numbers).all() else None


def _is_even(text: bytes, width: int, delimiter: str) -> bool:
    """Whether every line has as many delimiters as a row of this width."""
    letters = np.frombuffer(text, np.uint8)
    ends = np.flatnonzero(letters == _NEWLINE)
    before = np.searchsorted(np.flatnonzero(letters == ord(delimiter)), ends)
    return bool((before == np.arange(1, len(ends) + 1) * (width - 1)).all())
