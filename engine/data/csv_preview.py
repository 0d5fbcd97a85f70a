"""What the head of a table tells before it is read: for a person to look at and to correct."""

from __future__ import annotations

import io
from contextlib import suppress
from dataclasses import dataclass, field, replace
from io import BufferedReader
from pathlib import Path

from engine import given
from engine.data.columns import Column, Kind
from engine.data.dataset import Task
from engine.data.dialect import Dialect, is_comment
from engine.data.opening import dialect_of, head_of, in_memory, opened, size_of
from engine.data.parquet import is_parquet, text_of_head
from engine.data.sources import Choices, Reading
from engine.data.table_text import begin, numbered_rows
from engine.data.tabular import Made, make
from engine.data.targets import usual_task
from engine.data.workbook import is_workbook, sheets_of
from engine.errors import DataError
from engine.given import PathName

_SHOWN = 200  # rows in a preview
_HEAD_ROWS = 10_000  # that must tell what is in a Parquet file
# What may be chosen; a text without the mark at its beginning has one of the others.
ENCODINGS = {
    "utf-8": "UTF-8",
    "utf-16": "UTF-16",
    "cp1250": "Windows-1250",
    "cp1251": "Windows-1251",
    "cp1252": "Windows-1252",
    "latin-1": "Latin-1",
}
_LABELS = ENCODINGS | {"utf-8-sig": "UTF-8", "utf-16-le": "UTF-16", "utf-16-be": "UTF-16"}


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
    as the target; None says that the column tells no examples apart. `share` of the text was
    looked at, 1 is all of it; `cells` are its columns, see `trial`. A workbook has `sheets`,
    of which `sheet` is shown.
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
    share: float
    cells: tuple[Column, ...] = field(repr=False)
    sheets: tuple[str, ...] = ()
    sheet: str | None = None

    @property
    def is_text(self) -> bool:
        """Whether encoding and delimiter are of this file: others need none."""
        path = Path(self.path)
        return not is_workbook(path) and not is_parquet(path)

    @property
    def encoding_label(self) -> str:
        """The encoding as people call it, or the format of what is no text."""
        if not self.is_text:
            return "Parquet" if is_parquet(Path(self.path)) else "Excel"
        return _LABELS.get(self.encoding, self.encoding)


def inspect_csv(
    path: PathName,
    *,
    encoding: str | None = None,
    delimiter: str | None = None,
    decimal: str | None = None,
    header: bool | None = None,
    sheet: str | None = None,
) -> CsvPreview:
    """What the head of a file tells about its table, however long it is.

    Rows of another width are cut or filled up, so that a wrong choice can be seen and changed.
    Raises DataError for a file that cannot be read, is empty or is no text.
    """
    path = given.path(path, DataError)
    reading = Reading(
        encoding=encoding, delimiter=delimiter, decimal=decimal, header=header, sheet=sheet
    )
    if is_parquet(path):
        return _of_parquet(path, reading)
    with opened(path, reading) as (file, plain):
        preview = _inspected(file, str(path), plain)
    if not is_workbook(path):
        return preview
    return replace(preview, sheets=sheets_of(path), sheet=plain.sheet)


def inspect_text(
    text: str,
    *,
    delimiter: str | None = None,
    decimal: str | None = None,
    header: bool | None = None,
) -> CsvPreview:
    """The same for a text that was pasted or typed; the preview has no path."""
    reading = Reading(encoding="utf-8", delimiter=delimiter, decimal=decimal, header=header)
    with in_memory(text) as file:
        return _inspected(file, "", reading)


def trial(preview: CsvPreview, choices: Choices) -> Made:
    """What reading would make of the lines that were looked at. Raises DataError."""
    columns = [column.copy() for column in preview.cells]
    return make(columns, choices)


def _of_parquet(path: Path, reading: Reading) -> CsvPreview:
    with opened(path, reading):  # for what keeps a file from being read
        text, share = text_of_head(path, _HEAD_ROWS)
    plain = replace(reading, encoding="utf-8", delimiter=",", decimal=".", header=True)
    with in_memory(text) as file:
        return replace(_inspected(file, str(path), plain), share=share)


def _inspected(file: BufferedReader, path: str, reading: Reading) -> CsvPreview:
    dialect = dialect_of(file, reading, whole=False)
    head, is_all = head_of(file)
    share = 1.0 if is_all else len(head) / size_of(file)
    text = head.decode(dialect.encoding, errors="replace")
    if not is_all:  # the last line may be cut
        text = text[: text.rfind("\n") + 1] or text
    columns, rows = _columns_of_head(text, dialect)
    tasks = {column.name: usual_task(column) for column in columns}
    return CsvPreview(
        path,
        dialect.encoding,
        dialect.delimiter,
        dialect.decimal,
        dialect.header,
        tuple(_described(column) for column in columns),
        tuple(tuple(row) for row in rows[:_SHOWN]),
        columns[-1].name,
        tasks[columns[-1].name],
        tasks,
        share,
        tuple(columns),
    )


def _columns_of_head(text: str, dialect: Dialect) -> tuple[list[Column], list[list[str]]]:
    """Columns and rows of a preview, all rows brought to the width of the first."""
    rows: list[list[str]] = []
    with suppress(DataError):  # shown up to there; reading the whole file names the line
        rows.extend(row for _, row in numbered_rows(io.StringIO(text, newline=""), dialect))
    columns = begin(rows, dialect) if rows else [Column("column 1", dialect.decimal)]
    width = len(columns)
    body = [(row + [""] * width)[:width] for row in rows if not is_comment(row, width)]
    for column, cells in zip(columns, zip(*body, strict=True), strict=False):
        column.add(cells)
    return columns, body


def _described(column: Column) -> CsvColumn:
    return CsvColumn(column.name, column.kind(), len(column.distinct(10_000)), column.missing)
