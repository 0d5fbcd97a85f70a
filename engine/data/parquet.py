"""Tables in Parquet files, read by pyarrow: an extra, since it is as large as all the rest."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from engine.data.cells import written
from engine.data.columns import Column
from engine.data.table_text import column_names
from engine.errors import DataError, PackageMissing

PARQUET_ENDINGS = (".parquet", ".pq")

_ROWS = 64 * 1024  # taken at a time


def is_parquet(path: Path) -> bool:
    """Whether a file of this name is read here."""
    return path.suffix.lower() in PARQUET_ENDINGS


def parquet_columns(path: Path, tell: Callable[[float], None]) -> list[Column]:
    """The columns of a file; `tell` hears the share done. Raises DataError, PackageMissing."""
    with _opened(path) as file:
        columns = [Column(name) for name in column_names(list(file.schema_arrow.names))]
        done, rows = 0, max(file.metadata.num_rows, 1)
        for batch in file.iter_batches(_ROWS):
            for column, values in zip(columns, batch.columns, strict=True):
                _add(column, values)
            done += batch.num_rows
            tell(done / rows)
    return columns


def text_of_head(path: Path, most: int) -> tuple[str, float]:
    """The first rows as text with commas, and what share of all rows they are."""
    text = io.StringIO()
    write = csv.writer(text, lineterminator="\n").writerow
    with _opened(path) as file:
        write(column_names(list(file.schema_arrow.names)))
        rows = file.metadata.num_rows
        for batch in file.iter_batches(min(most, _ROWS)):
            for row in zip(*(_texts(values) for values in batch.columns), strict=True):
                write(row)
            break
    return text.getvalue(), min(1.0, most / max(rows, 1))


@contextmanager
def _opened(path: Path) -> Iterator[Any]:
    try:
        import pyarrow as pa
        from pyarrow import parquet
    except ImportError:
        raise PackageMissing("Parquet files", "pyarrow", "parquet") from None
    try:
        # Plain reading: a mapped file that is cut short would end the program.
        with path.open("rb") as stream, parquet.ParquetFile(stream) as file:
            yield file
    except (pa.ArrowException, OSError) as error:
        if getattr(error, "errno", None) is not None:
            raise  # the disk's, not pyarrow's
        raise DataError(
            "{name} is damaged, or it is no Parquet file.", "Save it again.", name=path.name
        ) from None


def _add(column: Column, values: Any) -> None:
    from pyarrow import types

    kind = values.type
    if types.is_integer(kind) or types.is_floating(kind):
        numbers = values.cast("float64", safe=False).to_numpy(zero_copy_only=False)
        column.add_numbers(np.where(np.isfinite(numbers), numbers, np.nan))
    else:
        column.add(_texts(values))


def _texts(values: Any) -> list[str]:
    return [written(value) for value in values.to_pylist()]
