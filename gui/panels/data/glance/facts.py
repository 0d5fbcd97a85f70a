"""What is told of data at a glance, as numbers: columns, classes, parts."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.data.datasets import PARTS, Dataset

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
MOST_SHOWN = 1500
_BINS = 20


@dataclass(frozen=True)
class ColumnFacts:
    """One column: its name, ends, mean, standard deviation, and how many values it has."""

    name: str
    low: float
    high: float
    mean: float
    deviation: float
    values: int


def columns(data: Dataset) -> list[ColumnFacts]:
    """The facts of all inputs, then of the targets that are numbers."""
    tables = [(data.input_names, data.inputs)]
    if data.task == "regression":
        tables.append((data.target_names, data.targets))
    return [
        ColumnFacts(
            name,
            float(column.min()),
            float(column.max()),
            float(column.mean()),
            float(column.std()),
            len(np.unique(column)),
        )
        for names, table in tables
        for name, column in zip(names, table.T, strict=True)
    ]


def balance(data: Dataset) -> Ints:
    """How many examples of each class each part has (classes, parts); one row for numbers."""
    numbers = data.class_numbers
    count = max(len(data.classes), 1)
    found = np.zeros((count, len(PARTS)), np.int64)
    for part, name in enumerate(PARTS):
        rows = data.rows(name)
        labels = np.zeros(len(rows), np.int64) if numbers is None else numbers[rows]
        found[:, part] = np.bincount(labels, minlength=count)
    return found


def shown_rows(data: Dataset) -> Ints:
    """The rows that pictures show: all of few, or some of many, evenly chosen."""
    count = len(data.inputs)
    if count <= MOST_SHOWN:
        return np.arange(count)
    return np.linspace(0, count - 1, MOST_SHOWN).astype(np.int64)


def histogram(column: Floats, groups: Ints, count: int) -> Ints:
    """How many values of each group lie in each of evenly wide bands (groups, bands)."""
    low, high = float(column.min()), float(column.max())
    if low == high:
        low, high = low - 0.5, high + 0.5
    place = (column / (high - low) - low / (high - low)) * _BINS
    bands = np.clip(place.astype(np.int64), 0, _BINS - 1)
    found = np.zeros((count, _BINS), np.int64)
    np.add.at(found, (groups, bands), 1)
    return found
