"""Reading tables of text as they are: encodings, delimiters, decimal commas, gaps, long files."""

from __future__ import annotations

import codecs
import io
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from functools import partial
from io import BufferedReader
from itertools import islice
from pathlib import Path

from engine import given
from engine.data.columns import Column, Kind
from engine.data.dataset import Dataset, Task
from engine.data.dialect import Dialect, detect
from engine.data.encodings import detect_encoding
from engine.data.sources import FileSource
from engine.data.table_text import (
    DoesNotFitTable,
    column_names,
    explain,
    numbered_rows,
    read_columns,
)
from engine.data.tabular import Choices, as_dataset, usual_task
from engine.errors import Cancelled, DataError
from engine.given import PathName

Progress = Callable[[float], bool]

_HEAD = 256 * 1024  # bytes that must tell how a file is written
_PIECE = 1024 * 1024
_SHOWN = 20  # rows in a preview
_LABELS = {
    "utf-8": "UTF-8",
    "utf-8-sig": "UTF-8",
    "utf-16": "UTF-16",
    "utf-16-le": "UTF-16",
    "utf-16-be": "UTF-16",
    "cp1250": "Windows-1250",
    "cp1252": "Windows-1252",
    "latin-1": "Latin-1",
}


@dataclass(frozen=True, slots=True)
class CsvColumn:
    """One column in a preview: `distinct` different values among the rows that were looked at."""

    name: str
    kind: Kind
    distinct: int
    missing: int


@dataclass(frozen=True, slots=True)
class CsvPreview:
    """What the head of a file tells. `rows` are its first rows as text, header left out.

    `target` and `task` are what `read_csv` is likely to choose, `tasks` the task for every column
    as the target; None says that the column tells no examples apart.
    """

    path: str
    encoding: str
    delimiter: str
    decimal: str
    header: bool
    columns: tuple[CsvColumn, ...]
    rows: tuple[tuple[str, ...], ...]
    target: str
    task: Task | None
    tasks: dict[str, Task | None]

    @property
    def encoding_label(self) -> str:
        """The encoding as people call it."""
        return _LABELS.get(self.encoding, self.encoding)


def read_csv(
    path: PathName,
    target: str | None = None,
    *,
    task: str | None = None,
    encoding: str | None = None,
    delimiter: str | None = None,
    decimal: str | None = None,
    header: bool | None = None,
    ignore: str | Iterable[str] = (),
    progress: Progress | None = None,
) -> Dataset:
    """The table in a text file as a dataset, inputs standardised. Raises DataError.

    `target` is a column's name (None: the last column), `task` "regression", "binary" or
    "multiclass" (None: classes if the target holds words or few whole numbers). What is None of
    the others is found out from the file; `ignore` names columns to leave out. `progress` is
    called with the share done and stops the reading by returning False (raises Cancelled).

    Gaps in inputs are filled with the column's mean, rows without a target skipped, texts made
    one-hot; `notes` of the result say so. A column is numbers when at least half of it is, and
    a word in it then an error with its line, unless it has few values and its words come again.
    """
    path = given.path(path, DataError)
    ignore = (ignore,) if isinstance(ignore, str) else tuple(ignore)
    source = FileSource(
        str(path), _column_name(target), task, encoding, delimiter, decimal, header, ignore
    )
    with _opened(path) as file:
        dialect = _dialect(file, source)
        columns = _read(file, dialect, progress)
        _refuse_odd_cells(file, dialect, [c for c in columns if c.name not in source.ignore])
    data = as_dataset(columns, Choices(source.target, task, frozenset(ignore)))
    return replace(data, title=path.stem, source=source)


def inspect_csv(
    path: PathName,
    *,
    encoding: str | None = None,
    delimiter: str | None = None,
    decimal: str | None = None,
    header: bool | None = None,
) -> CsvPreview:
    """What the head of a text file tells about its table, however long it is.

    Rows of another width are cut or filled up, so that a wrong choice can be seen and changed.
    Raises DataError for a file that cannot be read, is empty or is no text.
    """
    path = given.path(path, DataError)
    source = FileSource(str(path), None, None, encoding, delimiter, decimal, header)
    with _opened(path) as file:
        dialect = _dialect(file, source, whole=False)
        head, is_all = _head(file)
    text = head.decode(dialect.encoding, errors="replace")
    if not is_all:  # the last line may be cut
        text = text[: text.rfind("\n") + 1] or text
    columns, rows = _columns_of_head(text, dialect)
    tasks = {column.name: usual_task(column) for column in columns}
    return CsvPreview(
        source.path,
        dialect.encoding,
        dialect.delimiter,
        dialect.decimal,
        dialect.header,
        tuple(_described(column) for column in columns),
        tuple(tuple(row) for row in rows[:_SHOWN]),
        columns[-1].name,
        tasks[columns[-1].name],
        tasks,
    )


def _column_name(target: str | None) -> str | None:
    return None if target is None else given.text(target, "The target column's name", DataError)


@contextmanager
def _opened(path: Path) -> Iterator[BufferedReader]:
    name = path.name
    try:
        with path.open("rb") as file:
            yield file
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


def _head(file: BufferedReader) -> tuple[bytes, bool]:
    """The first bytes, and whether they are the whole file."""
    file.seek(0)
    head = file.read(_HEAD)
    if not head.strip(b"\xef\xbb\xbf\xff\xfe \t\r\n\0"):
        raise DataError(
            "The file is empty.", "A table has a line of names and then a line for each example."
        )
    return head, not file.peek(1)


def _dialect(file: BufferedReader, source: FileSource, *, whole: bool = True) -> Dialect:
    _refuse_odd_signs(source)
    head, _ = _head(file)
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


def _refuse_odd_signs(source: FileSource) -> None:
    if source.delimiter is not None and len(source.delimiter) != 1:
        raise DataError("A delimiter is a single character, not “{sign}”.", sign=source.delimiter)
    if source.decimal not in (None, ".", ","):
        raise DataError("The decimal sign is “.” or “,”, not “{sign}”.", sign=source.decimal)


@contextmanager
def _text(file: BufferedReader, dialect: Dialect) -> Iterator[io.TextIOWrapper]:
    """The file's text from its beginning; the file stays open afterwards."""
    file.seek(0)
    wrapper = io.TextIOWrapper(file, dialect.encoding, newline="")
    try:
        yield wrapper
    finally:
        wrapper.detach()


def _read(file: BufferedReader, dialect: Dialect, progress: Progress | None) -> list[Column]:
    size = max(os.fstat(file.fileno()).st_size, 1)

    def tell() -> None:
        if progress is not None and not progress(min(file.tell() / size, 1.0)):
            raise Cancelled

    try:
        with _text(file, dialect) as text:
            return read_columns(text, dialect, tell)
    except DoesNotFitTable as problem:
        with _text(file, dialect) as text:
            explain(text, dialect, problem)


def _refuse_odd_cells(file: BufferedReader, dialect: Dialect, columns: list[Column]) -> None:
    """Raise DataError for the first word in a column that is otherwise numbers."""
    odd = [
        (*column.first_word(), column.name)
        for column in columns
        if column.words and column.kind() == "number"
    ]
    if not odd:
        return
    row, word, name = min(odd)
    with _text(file, dialect) as text:
        lines = islice(numbered_rows(text, dialect), row + dialect.header, None)
        line, _ = next(lines)
    raise DataError(
        "Line {line}: “{word}” is not a number, but the column “{column}” holds numbers.",
        "Correct that cell, or leave it empty if the number is not known.",
        line=line,
        column=name,
        word=word if len(word) <= 40 else word[:39] + "…",
    )


def _columns_of_head(text: str, dialect: Dialect) -> tuple[list[Column], list[list[str]]]:
    """Columns and rows of a preview, all rows brought to the width of the first."""
    rows: list[list[str]] = []
    with suppress(DataError):  # shown up to there; reading the whole file names the line
        rows.extend(row for _, row in numbered_rows(io.StringIO(text, newline=""), dialect))
    first = rows[0] if rows else [""]
    names = column_names(first if dialect.header else [""] * len(first))
    body = [(row + [""] * len(names))[: len(names)] for row in rows[dialect.header :]]
    columns = [Column(name, dialect.decimal) for name in names]
    for column, cells in zip(columns, zip(*body, strict=True), strict=False):
        column.add(cells)
    return columns, body


def _described(column: Column) -> CsvColumn:
    return CsvColumn(column.name, column.kind(), len(column.distinct(10_000)), column.missing)
