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
from statistics import median
from typing import TYPE_CHECKING

from engine.data.cells import (
    is_missing,
    number,
    perhaps_grouped,
    written_with_comma,
    written_with_point,
)

if TYPE_CHECKING:
    from _csv import Reader

# Where two delimiters explain a file equally well the earlier one wins: commas also stand in
# numbers and sentences.
DELIMITERS = ("\t", ";", "|", ",")
_SAMPLE = 200


@dataclass(frozen=True, slots=True)
class Dialect:
    """The choices with which a text is cut into cells.

    `skip` lines stand above the table, `titles` of them hold words; `units` says that a line of
    units such as “cm” stands below the header.
    """

    encoding: str
    delimiter: str = ","
    decimal: str = "."
    header: bool = True
    skip: int = 0
    titles: int = 0
    units: bool = False

    @property
    def top(self) -> int:
        """How many rows of the table are no examples."""
        return self.header + self.units


def records(lines: Iterator[str], dialect: Dialect) -> Reader:
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
    skip, titles = _above(lines, found)
    found = replace(found, skip=skip, titles=titles)
    rows = _sample(lines, found)
    found = replace(found, decimal=decimal or _decimal(rows, found.delimiter))
    found = replace(found, header=_has_header(rows, found.decimal) if header is None else header)
    return replace(found, units=found.header and _has_units(rows, found.decimal))


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


def _above(lines: list[str], dialect: Dialect) -> tuple[int, int]:
    """How many lines stand above the table, and how many of them are titles or remarks."""
    sample = _sample(lines, dialect)
    width, _ = _usual_width(sample)
    usual = median(map(_filled, sample)) if sample else 0
    rows = records(iter(lines), dialect)
    skip, titles = dialect.skip, 0
    with suppress(csv.Error):
        for row in rows:
            if any(map(str.strip, row)):
                if not (_is_remark(row, width) or _is_title(row, width, usual)):
                    break
                titles += 1
                skip = rows.line_num + dialect.skip
    return skip, titles


def _filled(row: list[str]) -> int:
    return sum(1 for cell in row if cell.strip())


def _is_remark(row: list[str], width: int) -> bool:
    return is_comment(row, width) or (len(row) != width and row[0].startswith(("%", "//")))


def is_comment(row: list[str], width: int) -> bool:
    """Whether a row is a remark with # rather than cells of a table of this width."""
    return row[0].startswith("#") and len(row) != width


def _is_title(row: list[str], width: int, usual: float) -> bool:
    """Whether a row above a table, with `usual` filled cells in a row, tells what it is about."""
    filled = _filled(row)
    if width < 2 or 2 * filled > usual or any(cell.strip()[:1].isdecimal() for cell in row):
        return False
    if any(sign in cell for cell in row for sign in ";\t|"):
        return False  # rather a table with another delimiter than was chosen
    return filled == 1 or len(row) < width


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


def _has_units(rows: list[list[str]], decimal: str) -> bool:
    """Whether a line of units stands below the names: words above nothing but numbers."""
    if len(rows) < 4 or len(rows[0]) != len(rows[1]):
        return False
    below = list(zip(*(row for row in rows[2:] if len(row) == len(rows[1])), strict=True))
    above = [
        unit
        for unit, cells in zip(rows[1], below, strict=False)
        if all(is_missing(cell) or number(cell, decimal) is not None for cell in cells)
    ]
    words = [unit for unit in above if not is_missing(unit)]
    if not words or any(number(unit, decimal) is not None for unit in above):
        return False
    bracketed = all(re.fullmatch(r"[(\[].*[)\]]", unit.strip()) for unit in words)
    return bracketed or (len(words) > 1 and 2 * len(words) > len(above))
