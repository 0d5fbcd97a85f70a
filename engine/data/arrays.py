"""Datasets from arrays that a program hands over."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar, get_args

import numpy as np
from numpy.typing import ArrayLike, NDArray

from engine import given
from engine.data import memory
from engine.data.dataset import Dataset, Task
from engine.data.memory import Numbers
from engine.data.remarks import remarks
from engine.errors import DataError

Floats = NDArray[np.float64]
Number = TypeVar("Number", bound=np.floating[Any])


def from_arrays(
    inputs: ArrayLike,
    targets: ArrayLike,
    task: str = "regression",
    *,
    input_names: Sequence[str] | None = None,
    target_names: Sequence[str] | None = None,
    classes: Sequence[str] | None = None,
    title: str = "",
) -> Dataset:
    """A dataset from inputs (n, d) and targets, copied as float64, not scaled, not rounded.

    Very many inputs that come in a kind of number that float32 holds exactly become float32.

    `targets` is (n,) or (n, k) numbers for "regression", (n,) or (n, 1) of 0/1 for "binary",
    (n,) class numbers from 0, or one-hot (n, k), for "multiclass". Columns that never change and
    targets of one class only are taken, with a sentence in `notes`. Raises DataError for NaN,
    infinity, no rows, no columns, and targets that do not suit the task.
    """
    if not isinstance(task, str) or task not in get_args(Task):
        raise DataError(
            "There is no task “{task}”.", "Use regression, binary or multiclass.", task=task
        )
    points = _table(_narrow(inputs), "input")
    values = _table(given.table(targets, "targets"), "target")
    if len(points) != len(values):
        raise DataError(
            "There are {inputs} rows of inputs and {targets} rows of targets.",
            "Give one row of targets for every row of inputs.",
            inputs=len(points),
            targets=len(values),
        )
    if not len(points):
        raise DataError("There are no examples in these data.")
    kind: Task = next(known for known in get_args(Task) if known == task)
    labels = None if classes is None else tuple(map(str, classes))
    values, names = _class_targets(values, kind, labels)
    columns = _names(input_names, points.shape[1], "x", "input")
    return Dataset(
        points,
        values,
        columns,
        names if kind == "multiclass" else _names(target_names, values.shape[1], "y", "target"),
        kind,
        () if kind == "regression" else names,
        remarks(points, columns, values, names),
        title=str(title),
    )


def _narrow(inputs: ArrayLike) -> Numbers:
    is_large = isinstance(inputs, np.ndarray) and inputs.size > memory.LARGE
    if is_large and np.can_cast(np.asarray(inputs).dtype, np.float32):
        return np.array(inputs, np.float32)
    return given.table(inputs, "inputs")


def _table(table: NDArray[Number], what: str) -> NDArray[Number]:
    if table.ndim == 1:
        table = table[:, None]
    if table.ndim != 2:
        raise DataError(
            "The {what}s have {dimensions} dimensions.",
            "A table has two: rows and columns.",
            what=what,
            dimensions=table.ndim,
        )
    given.finite(table, f"{what}s")
    return table


def _class_targets(
    values: Floats, task: Task, classes: tuple[str, ...] | None
) -> tuple[Floats, tuple[str, ...]]:
    """Targets as a Dataset holds them, and the names of the classes."""
    if task == "regression":
        return values, ()
    if task == "binary":
        if values.shape[1] != 1 or not np.isin(values, (0.0, 1.0)).all():
            raise DataError(
                "Targets of two classes are one column of 0 and 1.",
                "Use the task multiclass for class numbers.",
            )
        return values, _class_names(classes, 2)
    numbers = _class_numbers(values)
    count = len(classes) if classes else max(int(numbers.max(initial=0)) + 1, values.shape[1])
    if count < 2 or numbers.max(initial=0) >= count:
        raise DataError(
            "Class numbers run from 0 to one less than the number of classes, at least two.",
        )
    return np.eye(count)[numbers], _class_names(classes, count)


def _class_numbers(values: Floats) -> NDArray[np.int64]:
    if values.shape[1] == 1:
        numbers = values[:, 0].astype(np.int64)
        if (numbers != values[:, 0]).any() or (numbers < 0).any() or numbers.max(initial=0) > 9999:
            raise DataError("Class numbers are whole numbers from 0 to 9999.")
        return numbers
    if not np.isin(values, (0.0, 1.0)).all() or (values.sum(axis=1) != 1.0).any():
        raise DataError(
            "Targets of several columns must hold exactly one 1 a row.",
            "Give one column of class numbers, counted from 0, instead.",
        )
    return np.asarray(np.argmax(values, axis=1), np.int64)


def _class_names(classes: tuple[str, ...] | None, count: int) -> tuple[str, ...]:
    names = classes or tuple(str(number) for number in range(count))
    if len(names) != count:
        raise DataError(
            "There are {count} classes and {names} names for them.", count=count, names=len(names)
        )
    return names


def _names(wanted: Sequence[str] | None, count: int, prefix: str, what: str) -> tuple[str, ...]:
    if wanted is None:
        return (
            ("y",)
            if (prefix, count) == ("y", 1)
            else tuple(f"{prefix}{number}" for number in range(1, count + 1))
        )
    if len(wanted) != count:
        raise DataError(
            "There are {count} {what} columns and {names} names for them.",
            count=count,
            what=what,
            names=len(wanted),
        )
    return tuple(map(str, wanted))
