"""From the lines of a text to the columns of a table; what does not fit is named by its line."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from itertools import chain, islice
from typing import NoReturn, TextIO

from engine.data.columns import Column
from engine.data.dialect import Dialect, is_comment, records
from engine.data.plain_numbers import plain_numbers
from engine.errors import DataError

Row = list[str]

_ROWS = 16 * 1024  # rows taken at a time
_LETTERS = 2**19  # so that the window gets its turn between two pieces


@dataclass(slots=True)
class TextTable:
    """The columns of a text, and how many lines of remarks stood between its examples."""

    columns: list[Column] = field(default_factory=list)
    comments: int = 0


class DoesNotFitTable(Exception):
    """A row with other than `width` cells, or (None) quotation marks that do not match."""

    def __init__(self, width: int | None) -> None:
        super().__init__(width)
        self.width = width


def read_columns(
    text: TextIO, dialect: Dialect, after_block: Callable[[], None] = lambda: None
) -> TextTable:
    """All columns of the table, read a block of rows at a time. Raises DoesNotFitTable.

    No columns if there is not even a header.
    """
    for _ in range(dialect.skip):
        text.readline()
    dialect = replace(dialect, skip=0)
    table = TextTable()
    try:
        for lines in _pieces(text):
            _add_lines(table, lines, dialect, after_block)
            after_block()
    except csv.Error:
        raise DoesNotFitTable(None) from None
    return table


def _pieces(text: TextIO) -> Iterator[str | Iterator[str]]:
    """The text in pieces of whole lines; from the first quotation mark on, lines as they come.

    A cell in quotation marks may go on in the next line.
    """
    while piece := text.read(_LETTERS) + text.readline():
        if '"' in piece:
            yield chain(io.StringIO(piece, newline=""), text)
            return
        yield piece


def _add_lines(
    table: TextTable, lines: str | Iterator[str], dialect: Dialect, after_block: Callable[[], None]
) -> None:
    if isinstance(lines, str) and table.columns:
        numbers = plain_numbers(lines, len(table.columns), dialect)
        if numbers is not None:
            for column, values in zip(table.columns, numbers.T, strict=True):
                column.add_numbers(values)
            return
    rows = records(io.StringIO(lines, newline="") if isinstance(lines, str) else lines, dialect)
    for block in iter(lambda: list(islice(rows, _ROWS)), []):
        filled = [row for row in block if any(map(str.strip, row))]
        if not table.columns and filled:
            table.columns = begin(filled, dialect)
        _add(table, filled)
        after_block()


def explain(text: TextIO, dialect: Dialect, problem: DoesNotFitTable) -> NoReturn:
    """Raise the DataError that names the line at which `read_columns` stopped."""
    for line, row in numbered_rows(text, dialect):
        width = problem.width
        if width is not None and not is_comment(row, width) and _fitted(row, width) is None:
            raise DataError(
                "Line {line} has {found} columns, the first line has {expected}.",
                "Correct that line, or choose another delimiter.",
                line=line,
                found=len(row),
                expected=width,
            )
    raise DataError("The file changed while it was read.", "Open it again.")


def numbered_examples(text: TextIO, dialect: Dialect, width: int) -> Iterator[tuple[int, Row]]:
    """The rows of examples of a table of this width, with the lines they begin on (from 1)."""
    rows = (found for found in numbered_rows(text, dialect) if not is_comment(found[1], width))
    return islice(rows, dialect.top, None)


def numbered_rows(text: TextIO, dialect: Dialect) -> Iterator[tuple[int, Row]]:
    """All rows that are not blank, header included, with the lines they begin on (from 1).

    Raises DataError at quotation marks that do not match.
    """
    lines = _CountedLines(text)
    rows = records(lines, dialect)
    while True:
        line = max(lines.count, dialect.skip) + 1
        try:
            row = next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            if "field limit" in str(error):
                raise DataError(
                    "The cell that begins in line {line} has more than {most:,} characters.",
                    "Perhaps a quotation mark is not closed; or leave that column out.",
                    line=line,
                    most=csv.field_size_limit(),
                ) from None
            raise DataError(
                "The quotation marks in line {line} do not match.",
                "Close each quotation mark, and double those inside a text.",
                line=line,
            ) from None
        if any(map(str.strip, row)):
            yield line, row


class _CountedLines:
    """The lines of a text and how many were handed out."""

    def __init__(self, text: TextIO) -> None:
        self._text = text
        self.count = 0

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = next(self._text)
        self.count += 1
        return line


def begin(rows: list[Row], dialect: Dialect) -> list[Column]:
    """Empty columns with their names; takes the header out of `rows`."""
    header = rows.pop(0) if dialect.header else [""] * len(rows[0])
    if dialect.units:
        rows.pop(0)
    width = len(header)
    # A delimiter at the end of every line makes no column.
    while width > 1 and not header[width - 1].strip() and not _used(rows, width - 1):
        width -= 1
    return [Column(name, dialect.decimal) for name in column_names(header[:width])]


def _used(rows: list[Row], column: int) -> bool:
    return any(len(row) > column and row[column].strip() for row in rows)


def column_names(header: Row) -> list[str]:
    """A different name for every column: empty ones get their number, repeated ones a count."""
    names: list[str] = []
    for number, cell in enumerate(header, start=1):
        base = name = cell.strip() or f"column {number}"
        count = 1
        while name in names:
            count += 1
            name = f"{base} ({count})"
        names.append(name)
    return names


def _add(table: TextTable, rows: list[Row]) -> None:
    width = len(table.columns)
    odd = [index for index, row in enumerate(rows) if len(row) != width]
    for index in reversed(odd):
        if is_comment(rows[index], width):
            del rows[index]
            table.comments += 1
            continue
        fitted = _fitted(rows[index], width)
        if fitted is None:
            raise DoesNotFitTable(width)
        rows[index] = fitted
    for column, cells in zip(table.columns, zip(*rows, strict=True), strict=False):
        column.add(cells)


def _fitted(row: Row, width: int) -> Row | None:
    """The row without empty cells beyond the last column; None if it has another width."""
    if len(row) > width and not any(map(str.strip, row[width:])):
        return row[:width]
    return row if len(row) == width else None
