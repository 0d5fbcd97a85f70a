"""Which columns of a table are its targets, what task they ask for, and their numbers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.data.columns import Column
from engine.data.dataset import TASKS, Task
from engine.data.sources import Choices
from engine.errors import DataError

Floats = NDArray[np.float64]
KINDS = ("number", "category", "date", "boolean", "text")
NUMERIC = ("number", "date", "boolean")  # what makes one input, or a target of regression

MOST_CATEGORIES = 50
_MOST_NUMBERED_CLASSES = 10
_MOST_LISTED = 30


@dataclass(frozen=True, slots=True)
class Targets:
    """`known` (rows,) says which rows have a target; `values` (n, k) are those rows' targets."""

    known: NDArray[np.bool_]
    values: Floats
    names: tuple[str, ...]
    task: Task
    classes: tuple[str, ...]


def kind_of(column: Column, choices: Choices) -> str:
    """What a column is taken for: as was chosen, or as its cells say."""
    return dict(choices.kinds).get(column.name) or column.kind()


def usual_task(target: Column, kind: str | None = None) -> Task | None:
    """The task that a target column asks for; None when it has fewer than two values."""
    values = target.distinct(_MOST_NUMBERED_CLASSES + 1)
    if len(values) < 2:
        return None
    kind = kind or target.kind()
    if kind == "date":
        return "regression"
    if kind in ("category", "boolean"):
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


def target_columns(columns: Sequence[Column], choices: Choices) -> list[Column]:
    """The columns to be predicted, in the table's order. Raises DataError."""
    if choices.target is None or choices.target == ():
        left = [column for column in columns if column.name not in choices.ignore]
        return [left[-1] if left else columns[-1]]
    wanted = (choices.target,) if isinstance(choices.target, str) else choices.target
    found = [_named(columns, name.strip()) for name in wanted]
    return [column for column in columns if any(column is one for one in found)]


def check_columns(columns: Sequence[Column], choices: Choices) -> None:
    """Raise DataError for a kind that there is not, or one of a column that there is not."""
    for name, kind in choices.kinds:
        if kind not in KINDS:
            raise DataError(
                "A column is number, category, date, boolean or text, not “{kind}”.", kind=kind
            )
        _named(columns, name)
    for name in choices.inputs:
        _named(columns, name)


def _named(columns: Sequence[Column], wanted: str) -> Column:
    for same in (str.__eq__, lambda one, other: one.casefold() == other.casefold()):
        for column in columns:
            if same(column.name, wanted):
                return column
    names = [column.name for column in columns]
    raise DataError(
        "There is no column “{name}”.",
        "The columns are {known}.",
        name=wanted,
        known=", ".join(names[:_MOST_LISTED]) + (", …" * (len(names) > _MOST_LISTED)),
    )


def take_targets(columns: Sequence[Column], choices: Choices) -> Targets:
    """The targets that these columns hold; takes the cells out of them. Raises DataError."""
    for column in columns:
        if kind_of(column, choices) == "text":
            raise DataError(
                "The target column “{name}” is taken for text, which cannot be predicted.",
                "Take it for a category or for numbers, or choose another column.",
                name=column.name,
            )
    if len(columns) > 1:
        return _take_several(columns, choices)
    task = _task(columns[0], choices)
    if task == "regression":
        return _take_numbers(columns, choices)
    return _take_classes(columns[0], task)


def _take_several(columns: Sequence[Column], choices: Choices) -> Targets:
    if choices.task not in (None, "regression"):
        raise DataError(
            "Only numbers can be predicted from several columns at once.",
            "Choose one column as the target for classes.",
        )
    return _take_numbers(columns, choices)


def _task(target: Column, choices: Choices) -> Task:
    wanted = choices.task
    if wanted is None:
        task = usual_task(target, dict(choices.kinds).get(target.name))
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


def _holds_words(name: str) -> DataError:
    return DataError(
        "The target column “{name}” holds words, not numbers.",
        "Predict classes instead, or choose another column.",
        name=name,
    )


def _take_numbers(columns: Sequence[Column], choices: Choices) -> Targets:
    for column in columns:
        kind = kind_of(column, choices)
        if kind not in NUMERIC or (kind == "number" and not column.numbers):
            raise _holds_words(column.name)
    values = np.stack([column.take_numbers() for column in columns], axis=1)
    known: NDArray[np.bool_] = ~np.asarray(np.isnan(values).any(axis=1))
    return Targets(known, values[known], _names(columns), "regression", ())


def _take_classes(target: Column, task: Task) -> Targets:
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
    _refuse_wrong_count(target.name, task, classes)
    if task == "binary":
        values = numbers[known][:, None].astype(np.float64)
        return Targets(known, values, (target.name,), task, classes)
    return Targets(known, np.eye(len(classes))[numbers[known]], classes, task, classes)


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


def _names(columns: Iterable[Column]) -> tuple[str, ...]:
    return tuple(column.name for column in columns)
