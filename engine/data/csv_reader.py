"""Reading tables as they are: encodings, delimiters, decimal commas, gaps, long files.

Python's csv cuts text into cells, our own dialect is found first, and lines of nothing but numbers
are read by NumPy (`plain_numbers`). Of the 99 readable files in tests/engine/corpus others take
this many for what they are as they come; and 1,000,000 rows of 50 columns (370 MB) take them:

    reader            right   refused   seconds   MB at its peak above the start
    this one             99         0      13.9    520
    duckdb 2.0           46        12       3.7   1370
    pandas 3.1, sep=None 31        13         –      –
    pandas 3.1           22        16       2.0   1180
    pyarrow 26           21        31       5.0   1170
    polars 2.1           15        31       2.6    960

All are faster; none stays within three times the numbers as float32 (600 MB) or can be stopped, and
what they take for text a person would have to repair. Letters: on 20 short texts charset-normalizer
names the right code page of 11, `encodings` of 19.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from io import BufferedReader

from engine import given
from engine.data.columns import Column, shortened
from engine.data.dataset import Dataset
from engine.data.dialect import Dialect
from engine.data.opening import dialect_of, in_memory, opened, size_of, text_of
from engine.data.parquet import is_parquet, parquet_columns
from engine.data.sources import FileSource, Reading, TextSource
from engine.data.table_text import (
    DoesNotFitTable,
    TextTable,
    explain,
    numbered_examples,
    read_columns,
)
from engine.data.tabular import as_dataset
from engine.errors import Cancelled, DataError
from engine.given import PathName

_FEWEST_NUMBERS = 20  # for each word in a column of numbers

Progress = Callable[[float], bool]
Kinds = Mapping[str, str] | Iterable[tuple[str, str]]


def read_csv(
    path: PathName,
    target: str | Iterable[str] | None = None,
    *,
    task: str | None = None,
    encoding: str | None = None,
    delimiter: str | None = None,
    decimal: str | None = None,
    header: bool | None = None,
    ignore: str | Iterable[str] = (),
    inputs: str | Iterable[str] = (),
    kinds: Kinds = (),
    sheet: str | None = None,
    progress: Progress | None = None,
) -> Dataset:
    """The table in a text file, a workbook or a Parquet file as a dataset, inputs standardised.

    `target` is a column's name (None: the last column) or those of several columns of numbers,
    `task` "regression", "binary" or "multiclass" (None: classes if the target holds words or few
    whole numbers). What is None of the others is found out from the file. `ignore` names columns
    to leave out, `inputs` columns to take that would be left out; `kinds` says of columns that
    they hold "number", "category", "date", "boolean" or "text"; `sheet` is a workbook's.
    `progress` is called with the share done and stops the reading by returning False (raises
    Cancelled).

    Gaps in inputs are filled with the column's mean, rows without a target skipped, texts made
    one-hot, dates days since the first; `notes` of the result say so. A column is numbers when at
    least half of it is, unless it has few values and its words come again. If few of it, one for
    20 numbers, are words, they count as missing; of more the first is an error with its line.
    Raises DataError, and PackageMissing for Parquet without the extra.
    """
    path = given.path(path, DataError)
    source = FileSource(
        path=str(path),
        target=_column_names(target),
        task=task,
        encoding=encoding,
        delimiter=delimiter,
        decimal=decimal,
        header=header,
        ignore=_names(ignore),
        inputs=_names(inputs),
        kinds=_pairs(kinds),
        sheet=sheet,
    )
    with opened(path, source) as (file, reading):
        if is_parquet(path):
            data = as_dataset(parquet_columns(path, _teller(progress)), source)
        else:
            data = _dataset(file, reading, progress)
    return replace(data, title=path.stem, source=source)


def read_text(
    text: str, reading: Reading | None = None, *, title: str = "", progress: Progress | None = None
) -> Dataset:
    """The table in a text that was pasted or typed, read as `read_csv` reads a file.

    The source of the result keeps the text. Raises DataError.
    """
    source = TextSource(text=text, title=title, **(reading or Reading()).asked)
    with in_memory(text) as file:
        data = _dataset(file, replace(source, encoding="utf-8"), progress)
    return replace(data, title=title, source=source)


def _dataset(file: BufferedReader, source: Reading, progress: Progress | None) -> Dataset:
    dialect = dialect_of(file, source)
    table = _read(file, dialect, progress)
    told = {*source.ignore, *dict(source.kinds)}  # such a cell is left out, or counted
    _name_odd_cells(file, dialect, table, told)
    data = as_dataset(table.columns, source)
    return replace(data, notes=(*_left_out(dialect, table), *data.notes))


def _teller(progress: Progress | None) -> Callable[[float], None]:
    """What tells of the share done, and raises Cancelled when the person has stopped it."""

    def tell(share: float) -> None:
        if progress is not None and not progress(share):
            raise Cancelled

    return tell


def _left_out(dialect: Dialect, table: TextTable) -> Iterator[str]:
    """A sentence for each kind of line that is neither header nor example."""
    counts = (("above the table", dialect.titles), ("with #", table.comments))
    for what, count in counts:
        if count:
            lines = "1 line" if count == 1 else f"{count} lines"
            yield f"{lines} {what} {'was' if count == 1 else 'were'} left out."
    if dialect.units:
        yield "The line of units below the names was left out."


def _column_names(target: object) -> str | tuple[str, ...] | None:
    if target is None:
        return None
    if isinstance(target, str) or not isinstance(target, Iterable):
        return given.text(target, "The target column's name", DataError)
    names = tuple(given.text(name, "A target column's name", DataError) for name in target)
    return names[0] if len(names) == 1 else names or None


def _names(names: str | Iterable[str]) -> tuple[str, ...]:
    return (names,) if isinstance(names, str) else tuple(names)


def _pairs(kinds: Kinds) -> tuple[tuple[str, str], ...]:
    pairs = kinds.items() if isinstance(kinds, Mapping) else kinds
    return tuple((name, kind) for name, kind in pairs)


def _read(file: BufferedReader, dialect: Dialect, progress: Progress | None) -> TextTable:
    size = size_of(file)
    tell = _teller(progress)
    try:
        with text_of(file, dialect) as text:
            return read_columns(text, dialect, lambda: tell(min(file.tell() / size, 1.0)))
    except DoesNotFitTable as problem:
        with text_of(file, dialect) as text:
            explain(text, dialect, problem)


def _name_odd_cells(
    file: BufferedReader, dialect: Dialect, table: TextTable, told: Collection[str]
) -> None:
    """Tell columns of numbers the line of their first word, for their notes.

    Raises DataError for the first word in one that has too many, and is none of those `told`.
    """
    odd = [column for column in table.columns if column.words and column.kind() == "number"]
    rows = {column.first_word()[0]: column for column in reversed(odd)}
    if not rows:
        return
    with text_of(file, dialect) as text:
        examples = numbered_examples(text, dialect, len(table.columns))
        lines = {row: line for row, (line, _) in enumerate(examples) if row in rows}
    for column in sorted(odd, key=Column.first_word):
        row, word = column.first_word()
        column.first_odd_line = lines[row]
        if column.name not in told and _FEWEST_NUMBERS * column.words.total() > column.numbers:
            raise DataError(
                "Line {line}: “{word}” is not a number, but the column “{column}” holds numbers.",
                "Correct that cell, or leave it empty if the number is not known.",
                line=lines[row],
                column=column.name,
                word=shortened(word),
            )
