"""From the columns of a table to inputs and targets: one-hot, gaps filled, every step said."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from engine.data.columns import Column
from engine.data.dataset import TASKS, Dataset, Task
from engine.data.remarks import remarks
from engine.errors import DataError

Floats = NDArray[np.float64]

MOST_CATEGORIES = 50
_MOST_NUMBERED_CLASSES = 10
_ID_NAMES = frozenset({"id", "index", "no", "no.", "nr", "nr.", "#", "row", "unnamed: 0"})


@dataclass(frozen=True, slots=True)
class Choices:
    """What the person decided: None leaves it to the table; `ignore` names columns."""

    target: str | None = None
    task: str | None = None
    ignore: frozenset[str] = frozenset()


@dataclass(slots=True)
class _Inputs:
    """Input columns as they come together, with what happened to them."""

    columns: list[Floats] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def as_dataset(columns: list[Column], choices: Choices) -> Dataset:
    """The dataset that a table makes; takes the cells out of `columns`. Raises DataError."""
    _refuse_too_little(columns)
    target = _target_column(columns, choices)
    task = _task(target, choices.task)
    known, targets, classes = _targets(target, task)
    inputs = _Inputs()
    if skipped := int((~known).sum()):
        inputs.notes.append(
            f"{_rows(skipped)} without a value in “{target.name}” "
            f"{'was' if skipped == 1 else 'were'} skipped."
        )
    if task != "regression":
        _refuse_wrong_count(target.name, task, classes)
    for column in columns:
        if column is not target and column.name not in choices.ignore:
            _take(column, known, inputs)
    if not inputs.columns:
        raise DataError(
            "No column can serve as an input beside “{target}”. {why}",
            "A table needs a column of numbers, or of texts that come again.",
            target=target.name,
            why=" ".join(inputs.notes),
        )
    stacked = _stacked(inputs.columns)
    return Dataset(
        stacked,
        targets,
        tuple(inputs.names),
        classes if task == "multiclass" else (target.name,),
        task,
        classes,
        (*inputs.notes, *remarks(stacked, inputs.names, targets, classes)),
        scaling="standardize",
    )


def usual_task(target: Column) -> Task | None:
    """The task that a target column asks for; None when it has fewer than two values."""
    values = target.distinct(_MOST_NUMBERED_CLASSES + 1)
    if len(values) < 2:
        return None
    if target.kind() == "category":
        return "binary" if len(values) == 2 else "multiclass"
    whole = all(float(value).is_integer() for value in values if _is_number(value))
    enough = len(values) == 2 or target.numbers >= 2 * len(values)
    if whole and enough and len(values) <= _MOST_NUMBERED_CLASSES:
        return "binary" if len(values) == 2 else "multiclass"
    return "regression"


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def _refuse_too_little(columns: list[Column]) -> None:
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


def _target_column(columns: list[Column], choices: Choices) -> Column:
    if choices.target is None:
        left = [column for column in columns if column.name not in choices.ignore]
        return left[-1] if left else columns[-1]
    wanted = choices.target.strip()
    for same in (str.__eq__, lambda one, other: one.casefold() == other.casefold()):
        for column in columns:
            if same(column.name, wanted):
                return column
    raise DataError(
        "There is no column “{name}”.",
        "The columns are {known}.",
        name=wanted,
        known=", ".join(column.name for column in columns[:30]) + (", …" * (len(columns) > 30)),
    )


def _task(target: Column, wanted: str | None) -> Task:
    if wanted is None:
        task = usual_task(target)
        if task is None:
            raise DataError(
                "The target column “{name}” has no two different values.",
                "Choose another column as the target.",
                name=target.name,
            )
        return task
    if wanted not in TASKS:
        raise DataError(
            "There is no task “{task}”.", "Use regression, binary or multiclass.", task=wanted
        )
    return next(task for task in TASKS if task == wanted)


def _targets(target: Column, task: Task) -> tuple[NDArray[np.bool_], Floats, tuple[str, ...]]:
    """Which rows have a target, the targets of those rows (n, k), and the classes."""
    if task == "regression":
        if target.kind() != "number":
            raise DataError(
                "The target column “{name}” holds words, not numbers.",
                "Predict classes instead, or choose another column.",
                name=target.name,
            )
        values = target.take_numbers()
        known = ~np.isnan(values)
        return known, values[known][:, None], ()
    if len(target.distinct(MOST_CATEGORIES)) > MOST_CATEGORIES:
        raise DataError(
            "The target column “{name}” has more than {most} different values: "
            "too many to be classes.",
            "Choose another column, or predict numbers if it holds numbers.",
            name=target.name,
            most=MOST_CATEGORIES,
        )
    numbers, classes = target.take_categories()
    known = numbers >= 0
    if task == "binary":
        return known, numbers[known][:, None].astype(np.float64), classes
    return known, np.eye(len(classes))[numbers[known]], classes


def _refuse_wrong_count(name: str, task: Task, classes: tuple[str, ...]) -> None:
    if len(classes) < 2:
        raise DataError(
            "All examples belong to one class in “{name}”.",
            "Choose another column as the target.",
            name=name,
        )
    if task == "binary" and len(classes) > 2:
        raise DataError(
            "“{name}” has {count} classes, not two.",
            "Choose the task multiclass.",
            name=name,
            count=len(classes),
        )


def _take(column: Column, known: NDArray[np.bool_], inputs: _Inputs) -> None:
    """Add a column's input or inputs, of the rows that have a target; or say why not."""
    kind = column.kind()
    if kind == "empty":
        inputs.notes.append(f"Column “{column.name}” is empty and was left out.")
    elif kind == "number":
        _take_numbers(column, known, inputs)
    else:
        _take_categories(column, known, inputs)


def _take_numbers(column: Column, known: NDArray[np.bool_], inputs: _Inputs) -> None:
    values = column.take_numbers()[known]
    if _is_id(column.name, values):
        inputs.notes.append(f"Column “{column.name}” numbers the rows and was left out.")
        return
    gaps = np.isnan(values)
    if gaps.all():
        inputs.notes.append(f"Column “{column.name}” is empty and was left out.")
        return
    if gaps.any():
        mean = float(values[~gaps].mean())
        values[gaps] = mean
        inputs.notes.append(
            f"Column “{column.name}”: {_values(int(gaps.sum()))} filled with the mean, {mean:.4g}."
        )
    inputs.columns.append(values)
    inputs.names.append(column.name)


def _take_categories(column: Column, known: NDArray[np.bool_], inputs: _Inputs) -> None:
    numbers, names = column.take_categories()
    numbers = numbers[known]
    count = len(names)
    if count > MOST_CATEGORIES or (count >= 5 and count >= (numbers >= 0).sum()):
        inputs.notes.append(
            f"Column “{column.name}” has {count} different texts, too many for categories, "
            "and was left out."
        )
        return
    for number, name in enumerate(names):
        inputs.columns.append((numbers == number).astype(np.float64))
        inputs.names.append(f"{column.name}={name}")
    note = f"Column “{column.name}” became {count} inputs, one for each of its values."
    if missing := int((numbers < 0).sum()):
        note += f" {_values(missing)} set none of them."
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


def _stacked(columns: list[Floats]) -> Floats:
    """The columns side by side (n, d); gives each one's memory back as it goes."""
    table = np.empty((len(columns[0]), len(columns)))
    for number in range(len(columns)):
        table[:, number] = columns[number]
        columns[number] = np.empty(0)
    return table


def _rows(count: int) -> str:
    return "1 row" if count == 1 else f"{count} rows"


def _values(count: int) -> str:
    return "1 missing value" if count == 1 else f"{count} missing values"
