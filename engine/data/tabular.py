"""From the columns of a table to inputs and targets: one-hot, gaps filled, every step said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from engine.data.columns import Column
from engine.data.dataset import Dataset
from engine.data.memory import kept, stacked
from engine.data.remarks import remarks
from engine.data.sources import Choices
from engine.data.targets import (
    MOST_CATEGORIES,
    NUMERIC,
    check_columns,
    kind_of,
    take_targets,
    target_columns,
)
from engine.errors import DataError

Floats = NDArray[np.float64]
Known = NDArray[np.bool_]

_MOST_PLACES = 3  # rows that a note names
_MOST_INSISTED = 1000  # categories of a column that was chosen to be an input or a category
_ID_NAMES = frozenset({"id", "index", "no", "no.", "nr", "nr.", "#", "row", "unnamed: 0"})


@dataclass(frozen=True, slots=True)
class Made:
    """A dataset, and the columns that nobody left out but the reading did."""

    data: Dataset
    left_out: tuple[str, ...]


@dataclass(slots=True)
class _Inputs:
    """Input columns as they come together, with what happened to them."""

    columns: list[Floats] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)

    def leave_out(self, name: str, why: str) -> None:
        """Say why a column is none of the inputs."""
        self.left_out.append(name)
        self.notes.append(f"Column “{name}” {why} was left out.")


def as_dataset(columns: list[Column], choices: Choices) -> Dataset:
    """The dataset that a table makes; takes the cells out of `columns`. Raises DataError."""
    return make(columns, choices).data


def make(columns: list[Column], choices: Choices) -> Made:
    """The dataset that a table makes; takes the cells out of `columns`. Raises DataError."""
    _refuse_too_little(columns)
    check_columns(columns, choices)
    chosen = target_columns(columns, choices)
    targets = take_targets(chosen, choices)
    inputs = _Inputs(notes=[note for column in chosen for note in column.notes])
    if skipped := int((~targets.known).sum()):
        named = ", ".join(f"“{column.name}”" for column in chosen)
        inputs.notes.append(
            f"{_rows(skipped)} without a value in {named} "
            f"{'was' if skipped == 1 else 'were'} skipped: {_places(~targets.known)}."
        )
    for column in columns:
        if not any(column is one for one in chosen) and column.name not in choices.ignore:
            _take(column, targets.known, choices, inputs)
    if not inputs.columns:
        raise _no_input(chosen, inputs)
    table = stacked(inputs.columns)
    notes = remarks(table, inputs.names, targets.values, targets.classes)
    data = Dataset(
        table,
        targets.values,
        tuple(inputs.names),
        targets.names,
        targets.task,
        targets.classes,
        (*inputs.notes, *notes),
        scaling="standardize",
    )
    return Made(data, tuple(inputs.left_out))


def _refuse_too_little(columns: Sequence[Column]) -> None:
    rows = columns[0].rows if columns else 0
    if rows == 0:
        raise DataError(
            "The file holds only a line of names and no examples.",
            "Add a line for each example below it.",
        )
    if rows == 1:
        raise DataError(
            "The file holds only one example.", "A network needs several examples to learn from."
        )
    if len(columns) == 1:
        raise DataError(
            "There is only one column, “{name}”.",
            "A table needs a column for the target and at least one for the inputs; "
            "if it has them, choose another delimiter.",
            name=columns[0].name,
        )


def _no_input(targets: Sequence[Column], inputs: _Inputs) -> DataError:
    beside = ", ".join(column.name for column in targets)
    if not inputs.notes:
        return DataError(
            "No column is left beside “{target}”.",
            "Leave at least one column as an input.",
            target=beside,
        )
    return DataError(
        "No column can serve as an input beside “{target}”. {why}",
        "A table needs a column of numbers, or of texts that come again.",
        target=beside,
        why=" ".join(inputs.notes),
    )


def _take(column: Column, known: Known, choices: Choices, inputs: _Inputs) -> None:
    """Add a column's input or inputs, of the rows that have a target; or say why not."""
    kind = kind_of(column, choices)
    wanted = column.name in choices.inputs
    if kind == "empty":
        inputs.leave_out(column.name, "is empty and")
    elif kind == "text":
        inputs.leave_out(column.name, "holds text and")
    elif kind in NUMERIC:
        _take_numbers(column, known, inputs, wanted=wanted)
    else:
        insisted = wanted or (column.name, "category") in choices.kinds
        _take_categories(column, known, inputs, insisted=insisted)


def _take_numbers(column: Column, known: Known, inputs: _Inputs, *, wanted: bool) -> None:
    values = column.take_numbers()
    if not known.all():
        values = kept([values[known]])
    if not wanted and _is_id(column.name, values):
        inputs.leave_out(column.name, "numbers the rows and")
        return
    gaps = np.isnan(values)
    if gaps.all():
        inputs.leave_out(column.name, "holds no numbers and" if column.words else "is empty and")
        return
    inputs.notes.extend(column.notes)
    if gaps.any():
        mean = float(values[~gaps].mean())
        values[gaps] = mean
        inputs.notes.append(
            f"Column “{column.name}”: {_values(int(gaps.sum()))} filled with the mean, {mean:.4g}: "
            f"{_places(gaps, known)}."
        )
    inputs.columns.append(values)
    inputs.names.append(column.name)


def _take_categories(column: Column, known: Known, inputs: _Inputs, *, insisted: bool) -> None:
    numbers, names = column.take_categories()
    numbers = numbers[known]
    count = len(names)
    too_many = count > MOST_CATEGORIES or (count >= 5 and count >= (numbers >= 0).sum())
    if count > _MOST_INSISTED if insisted else too_many:
        why = f"has {count} different texts, too many for categories, and"
        inputs.leave_out(column.name, why)
        return
    for number, name in enumerate(names):
        inputs.columns.append((numbers == number).astype(np.float64))
        inputs.names.append(f"{column.name}={name}")
    note = f"Column “{column.name}” became {count} inputs, one for each of its values."
    if missing := int((numbers < 0).sum()):
        note += f" {_values(missing)} set none of them: {_places(numbers < 0, known)}."
    inputs.notes.append(note)


def _is_id(name: str, values: Floats) -> bool:
    """Whether a column only tells rows apart: named so, and whole numbers all different.

    A first column without a name is one if it counts the rows, as spreadsheets write it.
    """
    if len(values) < 5 or not (values == np.floor(values)).all():
        return False
    bare = name.strip().lower()
    if bare == "column 1":
        return bool((np.diff(values) == 1.0).all())
    named = bare in _ID_NAMES or bare.endswith(("_id", " id")) or name.endswith(("Id", "ID"))
    return named and len(np.unique(values)) == len(values)


def _places(there: Known, known: Known | None = None) -> str:
    """The first rows of the table, counted from 1, that a mask is true for, and how many more.

    The mask is of the `known` rows only, where these are given.
    """
    rows = np.flatnonzero(there) if known is None else np.flatnonzero(known)[there]
    named = [f"{row + 1}" for row in rows[:_MOST_PLACES].tolist()]
    if more := len(rows) - len(named):
        named.append(f"{more} more")
    last = named.pop()
    return f"rows {', '.join(named)} and {last}" if named else f"row {last}"


def _rows(count: int) -> str:
    return "1 row" if count == 1 else f"{count} rows"


def _values(count: int) -> str:
    return "1 missing value" if count == 1 else f"{count} missing values"
