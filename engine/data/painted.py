"""Data that a person paints: points of classes in the plane, or the points of a curve."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

from engine.data.arrays import from_arrays
from engine.data.dataset import Dataset
from engine.data.sources import PaintedSource
from engine.data.splitting import Fractions, joined_parts
from engine.errors import DataError

MOST_BRUSHES = 6
_TITLE = "Painted"


def painted(
    points: ArrayLike,
    labels: ArrayLike,
    classes: int,
    *,
    parts: NDArray[np.int64],
    fractions: Fractions,
    seed: int = 0,
    like: Dataset | None = None,
) -> Dataset:
    """Painted points as data: of 2 to 6 classes, or of a curve where `classes` is 0.

    `points` (n, 2) are inputs, or (n, 2) of x and y for a curve, which has no labels; `parts`
    (n,) is the place in PARTS that a point has already, −1 for a new one, which gets its part by
    the `fractions`. What continues other data has their names, features and scaling (`like`).
    Raises DataError without points.
    """
    table, numbers = np.asarray(points, np.float64), np.asarray(labels, np.int64)
    if classes:
        data = _of_classes(table, numbers, classes, like)
    else:
        data = from_arrays(table[:, :1], table[:, 1:], input_names=("x",))
    if like is not None:
        data = replace(data, input_names=like.input_names, scaling=like.scaling)
    known = parts if (parts == 0).any() else np.full(len(table), -1)  # something is trained on
    found = joined_parts(known, numbers, fractions, seed)
    train, validation, test = (np.flatnonzero(found == part) for part in range(3))
    return replace(
        data,
        title=_TITLE,
        source=PaintedSource(),
        train_rows=train,
        validation_rows=validation,
        test_rows=test,
        fractions=fractions,
        split_seed=seed,
    )


def _of_classes(
    points: NDArray[np.float64], labels: NDArray[np.int64], classes: int, like: Dataset | None
) -> Dataset:
    if not 2 <= classes <= MOST_BRUSHES:
        raise DataError(
            "Painted data have 2 to {most} classes, not {count}.", most=MOST_BRUSHES, count=classes
        )
    task = "binary" if classes == 2 else "multiclass"
    kept = like.classes[:classes] if like is not None else ()
    names = (*kept, *(f"class {number + 1}" for number in range(len(kept), classes)))
    return from_arrays(points, labels, task, classes=names)
