"""How a table of text is written: encoding, delimiter, decimal sign, header; from its head."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import islice

from engine.data.cells import (
    is_missing,
    number,
    perhaps_grouped,
    written_with_comma,
    written_with_point,
)

# Where two delimiters explain a file equally well the earlier one wins: commas also stand in
# numbers and sentences.
DELIMITERS = ("\t", ";", "|", ",")
_SAMPLE = 200


@dataclass(frozen=True, slots=True)
class Dialect:
    """The choices with which a text is cut into cells; `skip` lines stand above the table."""

    encoding: str
    delimiter: str = ","
    decimal: str = "."
    header: bool = True
    skip: int = 0


def records(lines: Iterator[str], dialect: Dialect) -> Iterator[list[str]]:
    """The rows of cells in `lines`; raises csv.Error at quotation marks that do not match."""
    for _ in range(dialect.skip):
        next(lines, None)
    return csv.reader(
        lines, delimiter=dialect.delimiter, skipinitialspace=dialect.delimiter != "\t", strict=True
    )


def detect(
    text: str,
    encoding: str,
    *,
    delimiter: str | None = None,
    decimal: str | None = None,
    header: bool | None = None,
) -> Dialect:
    """The dialect of a table that begins with `text`; what is given is taken as it is."""
    lines = list(io.StringIO(text, newline=""))
    found = Dialect(encoding)
    if lines and (mark := re.fullmatch(r"\ufeff?sep=(.)\s*", lines[0])):
        found = replace(found, delimiter=mark[1], skip=1)
        delimiter = delimiter or mark[1]
    found = replace(found, delimiter=delimiter or _delimiter(lines))
    found = replace(found, skip=found.skip + _comments(lines[found.skip :], found))
    rows = _sample(lines, found)
    found = replace(found, decimal=decimal or _decimal(rows, found.delimiter))
    return replace(found, header=_has_header(rows, found.decimal) if header is None else header)


def _sample(lines: list[str], dialect: Dialect) -> list[list[str]]:
    """The first rows that are not blank, as far as their quotation marks match."""
    rows: list[list[str]] = []
    with suppress(csv.Error):  # reading the whole file names the line
        sample = islice(records(iter(lines), dialect), _SAMPLE)
        rows.extend(row for row in sample if any(map(str.strip, row)))
    return rows


def _delimiter(lines: list[str]) -> str:
    best, best_share = ",", 0.0
    for delimiter in DELIMITERS:
        width, share = _usual_width(_sample(lines, Dialect("", delimiter)))
        if width > 1 and share > best_share:
            best, best_share = delimiter, share
    return best


def _usual_width(rows: list[list[str]]) -> tuple[int, float]:
    """The most frequent number of cells in a row, and the share of rows that have it."""
    counts = Counter(map(len, rows))
    if not counts:
        return 0, 0.0
    width, count = counts.most_common(1)[0]
    return width, count / len(rows)


def _comments(lines: list[str], dialect: Dialect) -> int:
    """How many lines with # above the table are remarks rather than a header."""
    width, _ = _usual_width(_sample(lines, replace(dialect, skip=0)))
    count = 0
    for line in lines:
        if not line.startswith("#") or line.count(dialect.delimiter) + 1 == width:
            break
        count += 1
    return count


def _decimal(rows: list[list[str]], delimiter: str) -> str:
    """The decimal sign of most numbers.

    1,250 alone can be read in two ways. Where semicolons part the cells the comma is most likely
    the decimal sign that made them necessary, elsewhere it separates thousands.
    """
    cells = [cell for row in rows for cell in row]
    commas = [cell for cell in cells if written_with_comma(cell)]
    points = sum(map(written_with_point, cells))
    clear = sum(not perhaps_grouped(cell) for cell in commas)
    count = len(commas) if delimiter == ";" or clear else 0
    return "," if count > points else "."


def _has_header(rows: list[list[str]], decimal: str) -> bool:
    """Whether the first row names the columns.

    It does when it holds no number, unless its words come again below; and when most of its words
    stand above numbers.
    """
    if len(rows) < 2:
        return bool(rows) and not any(number(cell, decimal) is not None for cell in rows[0])
    below = list(zip(*(row for row in rows[1:] if len(row) == len(rows[0])), strict=True))
    words_above_numbers = words_again = numbers = 0
    for cell, column in zip(rows[0], below, strict=False):
        if number(cell, decimal) is not None:
            numbers += 1
        elif not is_missing(cell):
            known = [other for other in column if not is_missing(other)]
            words_again += cell in known
            count = sum(number(other, decimal) is not None for other in known)
            words_above_numbers += bool(known) and 2 * count > len(known)
    if numbers == 0:
        return words_above_numbers > 0 or words_again == 0
    return words_above_numbers > numbers
