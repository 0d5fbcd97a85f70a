"""Where a dataset came from, small enough to be written into a project."""

from __future__ import annotations

from dataclasses import dataclass


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


@dataclass(frozen=True)
class FileSource:
    """A table of text, and the choices with which it was read (None: found out from the file)."""

    path: str
    target: str | None = None
    task: str | None = None
    encoding: str | None = None
    delimiter: str | None = None
    decimal: str | None = None
    header: bool | None = None
    ignore: tuple[str, ...] = ()


@dataclass(frozen=True)
class ArrayFileSource:
    """A file of arrays, read as `engine.data.array_files` says."""

    path: str


@dataclass(frozen=True)
class ArraySource:
    """Arrays handed over by a program: they cannot be made again, so projects keep them."""


Source = GeneratedSource | TableSource | FileSource | ArrayFileSource | ArraySource
