"""The front of the data: every way to get a Dataset, and the tables that menus are made from."""

from __future__ import annotations

from pathlib import Path

from engine import given
from engine.data.array_files import is_array_file, read_arrays
from engine.data.arrays import from_arrays
from engine.data.columns import Column
from engine.data.csv_preview import (
    ENCODINGS,
    CsvColumn,
    CsvPreview,
    inspect_csv,
    inspect_text,
    trial,
)
from engine.data.csv_reader import Progress, read_csv, read_text
from engine.data.dataset import PARTS, SCALINGS, TASKS, Dataset, Part, Task
from engine.data.features import Features
from engine.data.generators import GENERATORS, MOST_NOISE, MOST_SAMPLES, Generator, Knob
from engine.data.image_folder import is_image_folder, read_images
from engine.data.painted import MOST_BRUSHES, painted
from engine.data.parquet import PARQUET_ENDINGS
from engine.data.scaling import FITS, Recipe
from engine.data.sources import (
    ArrayFileSource,
    ArraySource,
    Choices,
    FileSource,
    GeneratedSource,
    ImageFolderSource,
    PaintedSource,
    Reading,
    Source,
    TableSource,
    TextSource,
)
from engine.data.tables import TABLES, Table
from engine.data.tabular import Made
from engine.data.workbook import WORKBOOK_ENDINGS
from engine.errors import Cancelled, DataError

_TEXT_ENDINGS = (".csv", ".tsv", ".txt", ".data")
_TABLE_ENDINGS = (*_TEXT_ENDINGS, *WORKBOOK_ENDINGS, *PARQUET_ENDINGS)
DATA_PATTERNS = (*(f"*{ending}" for ending in _TABLE_ENDINGS), "*.npy", "*.npz", "*idx*ubyte*")

__all__ = [
    "DATA_PATTERNS",
    "ENCODINGS",
    "FITS",
    "GENERATORS",
    "MOST_BRUSHES",
    "MOST_NOISE",
    "MOST_SAMPLES",
    "PARTS",
    "SCALINGS",
    "TABLES",
    "TASKS",
    "ArrayFileSource",
    "ArraySource",
    "Cancelled",
    "Choices",
    "Column",
    "CsvColumn",
    "CsvPreview",
    "Dataset",
    "Features",
    "FileSource",
    "GeneratedSource",
    "Generator",
    "ImageFolderSource",
    "Knob",
    "Made",
    "PaintedSource",
    "Part",
    "Reading",
    "Recipe",
    "Source",
    "Table",
    "TableSource",
    "Task",
    "TextSource",
    "from_arrays",
    "has_columns",
    "inspect_csv",
    "inspect_text",
    "is_array_file",
    "is_data_file",
    "load",
    "painted",
    "read",
    "read_arrays",
    "read_csv",
    "read_images",
    "read_text",
    "rebuild",
    "trial",
]


def load(
    name: str,
    samples: int | None = None,
    noise: float = 0.0,
    seed: int = 0,
    *,
    knob: float | None = None,
    formula: str = "",
) -> Dataset:
    """A generated dataset, or one of the bundled tables, by its key. Raises DataError.

    `samples` (None: the usual number), `noise` (0 to 0.5), `seed`, `knob` and `formula` are for
    generators; a table is always the whole table.
    """
    name = given.text(name, "A dataset's name", DataError)
    if name in GENERATORS:
        return GENERATORS[name].make(samples, noise, seed, knob=knob, formula=formula)
    if name not in TABLES:
        raise DataError(
            "There is no dataset “{name}”.",
            "Use one of {known}.",
            name=name,
            known=", ".join((*GENERATORS, *TABLES)),
        )
    table = TABLES[name]
    if noise or formula or knob is not None or samples not in (None, table.samples):
        raise DataError(
            "{table} is a table of {count} rows: noise and the number of samples are fixed.",
            table=table.label,
            count=table.samples,
        )
    return table.make()


def is_data_file(path: Path) -> bool:
    """Whether `read` can read this: a file whose name says so, or a folder of pictures."""
    return has_columns(path) or is_array_file(path) or is_image_folder(path)


def has_columns(path: Path) -> bool:
    """Whether a file of this name is a table, whose columns can be chosen; see `read_csv`."""
    return path.suffix.lower() in _TABLE_ENDINGS


def read(
    path: given.PathName, target: str | None = None, *, progress: Progress | None = None
) -> Dataset:
    """The examples in a file or folder, read as its name says; `target` is a table's.

    `progress` is called with the share done and stops the reading by returning False. Raises
    DataError, and PackageMissing for Parquet without the extra.
    """
    path = given.path(path, DataError)
    if path.is_dir() and not has_columns(path):
        return read_images(path, progress=progress)
    if is_array_file(path):
        return read_arrays(path)
    return read_csv(path, target, progress=progress)


def rebuild(source: Source) -> Dataset:
    """The dataset that `source` describes, not split. Raises DataError for an ArraySource."""
    if isinstance(source, GeneratedSource):
        return load(
            source.name,
            source.samples,
            source.noise,
            source.seed,
            knob=source.knob,
            formula=source.formula,
        )
    if isinstance(source, TableSource):
        return load(source.name)
    if isinstance(source, ArrayFileSource):
        return read_arrays(source.path)
    if isinstance(source, ImageFolderSource):
        return read_images(source.path, side=source.side, colour=source.colour)
    if isinstance(source, FileSource):
        return read_csv(source.path, **source.asked)
    if isinstance(source, TextSource):
        return read_text(source.text, source, title=source.title)
    raise DataError("These data came from a program and cannot be made again.")
