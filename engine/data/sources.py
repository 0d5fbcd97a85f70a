"""Where a dataset came from, small enough to be written into a project."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any


@dataclass(frozen=True)
class GeneratedSource:
    """Points drawn by one of the generators; the same values give the same points.

    `knob` and `formula` are for those generators that have one.
    """

    name: str
    samples: int
    noise: float
    seed: int
    knob: float | None = None
    formula: str = ""


@dataclass(frozen=True)
class TableSource:
    """One of the tables that come with scikit-learn."""

    name: str


@dataclass(frozen=True, kw_only=True)
class Choices:
    """What becomes of the columns of a table; what is not said here is found out from the cells.

    target    the column to be predicted, or several of numbers (None: the last column)
    task      a task, see `dataset.TASKS`
    ignore    columns to leave out
    inputs    columns to take though they would be left out, such as one that numbers the rows
    kinds     (column, "number", "category" or "text"): a text is left out
    """

    target: str | tuple[str, ...] | None = None
    task: str | None = None
    ignore: tuple[str, ...] = ()
    inputs: tuple[str, ...] = ()
    kinds: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, kw_only=True)
class Reading(Choices):
    """The same, and how a text is cut into columns (None: found out from the text).

    `sheet` is a workbook's (None: the first that holds something).
    """

    encoding: str | None = None
    delimiter: str | None = None
    decimal: str | None = None
    header: bool | None = None
    sheet: str | None = None

    @property
    def asked(self) -> dict[str, Any]:
        """These choices by the names under which the readers take them."""
        return {field.name: getattr(self, field.name) for field in fields(Reading)}


@dataclass(frozen=True)
class FileSource(Reading):
    """A table of text in a file."""

    path: str


@dataclass(frozen=True)
class TextSource(Reading):
    """A table that was pasted or typed: its text is kept."""

    text: str
    title: str = ""


@dataclass(frozen=True)
class ArrayFileSource:
    """A file of arrays, read as `engine.data.array_files` says."""

    path: str


@dataclass(frozen=True)
class ImageFolderSource:
    """A folder of pictures, and how these became inputs, see `engine.data.image_folder`."""

    path: str
    side: int
    colour: bool


@dataclass(frozen=True)
class ArraySource:
    """Arrays handed over by a program: they cannot be made again, so projects keep them."""


@dataclass(frozen=True)
class PaintedSource:
    """Points set by hand: nothing else can make them again, so projects keep them."""


Source = (
    GeneratedSource
    | TableSource
    | FileSource
    | TextSource
    | ArrayFileSource
    | ImageFolderSource
    | ArraySource
    | PaintedSource
)
