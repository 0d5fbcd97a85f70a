"""Dataset: examples as arrays, with names, parts and the recipe for scaling them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from engine import given
from engine.data.categories import Category, categories_of
from engine.data.features import Features
from engine.data.memory import Numbers
from engine.data.pictures import picture_shape
from engine.data.scaling import FITS, Recipe, fitted
from engine.data.sources import ArraySource, Source
from engine.data.splitting import split_rows
from engine.errors import DataError

Task = Literal["regression", "binary", "multiclass"]
Part = Literal["train", "validation", "test"]
Scaling = Literal["none", "standardize", "minmax"]
Floats = NDArray[np.float64]
Rows = NDArray[np.int64]

SCALINGS: tuple[Scaling, ...] = ("none", "standardize", "minmax")
TASKS: tuple[Task, ...] = ("regression", "binary", "multiclass")
PARTS: tuple[Part, ...] = ("train", "validation", "test")
MOST_SHOWN = 4000
_BLOCK = 16_384  # rows that are scaled at a time


def _no_rows() -> Rows:
    return np.empty(0, np.int64)


@dataclass(frozen=True, eq=False)
class Dataset:
    """Examples for one task. The arrays are read-only.

    inputs          (n, d) raw numbers, categories already one-hot; float64, or of very large
                    tables float32, see `engine.data.memory`
    targets         (n, k): numbers for "regression", 0/1 (n, 1) for "binary",
                    one-hot (n, number of classes) for "multiclass"
    classes         names of the classes, () for regression; binary: (name of 0, name of 1)
    notes           sentences on what was skipped, filled or converted
    train_rows …    row numbers of the three parts; data that were not split train on all rows
    fractions       (train, validation, test) of the split, None when not split
    scaling         "none", "standardize" or "minmax": see `recipe`
    features        what the network's inputs are, a raw column or a formula of them each; () where
                    they are the raw columns. Pictures and predictions take raw numbers all the same
    """

    inputs: Numbers
    targets: Floats
    input_names: tuple[str, ...]
    target_names: tuple[str, ...]
    task: Task
    classes: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    title: str = ""
    source: Source = field(default_factory=ArraySource)
    scaling: Scaling = "none"
    train_rows: Rows = field(default_factory=_no_rows)
    validation_rows: Rows = field(default_factory=_no_rows)
    test_rows: Rows = field(default_factory=_no_rows)
    fractions: tuple[float, float, float] | None = None
    split_seed: int = 0
    features: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if len(self.inputs) == 0:
            raise DataError("There are no examples in these data.")
        if self.inputs.shape[1] == 0:
            raise DataError("There is no input column in these data.")
        if self.targets.shape[1] == 0:
            raise DataError("There is no target column in these data.")
        if self.fractions is None:
            object.__setattr__(self, "train_rows", np.arange(len(self.inputs), dtype=np.int64))
        made = Features.of(self.input_names, self.features)
        if made is None:
            object.__setattr__(self, "features", ())
        else:
            made.refuse_undefined(made(self.inputs))
        for array in (self.inputs, self.targets, *self._parts().values()):
            array.flags.writeable = False

    def _parts(self) -> dict[Part, Rows]:
        return {
            "train": self.train_rows,
            "validation": self.validation_rows,
            "test": self.test_rows,
        }

    def rows(self, part: Part) -> Rows:
        """The row numbers of "train", "validation" or "test". Raises DataError."""
        parts = self._parts()
        if part not in PARTS:
            raise DataError(
                "Data have no part “{part}”.", "Use train, validation or test.", part=part
            )
        return parts[part]

    def raw(self, rows: Rows) -> Floats:
        """A copy of some rows of the raw inputs (n, d) in float64."""
        return self.inputs[rows].astype(np.float64, copy=False)

    def shown_rows(self, part: Part) -> Rows:
        """Those rows of a part that pictures show: all, or of very many some, evenly chosen."""
        rows = self.rows(part)
        if len(rows) <= MOST_SHOWN:
            return rows
        return rows[np.linspace(0, len(rows) - 1, MOST_SHOWN).astype(np.int64)]

    @cached_property
    def part_numbers(self) -> Rows:
        """The part of every row (n,), as its place in PARTS; a row in none counts as "train"."""
        numbers = np.zeros(len(self.inputs), np.int64)
        for number, part in enumerate(PARTS):
            numbers[self.rows(part)] = number
        return numbers

    @cached_property
    def class_numbers(self) -> Rows | None:
        """The class of every row (n,), counted from 0; None for regression. Read-only."""
        if self.task == "regression":
            return None
        binary = self.task == "binary"
        found = self.targets[:, 0] > 0.5 if binary else np.argmax(self.targets, axis=1)
        numbers = np.asarray(found, np.int64)
        numbers.flags.writeable = False
        return numbers

    @property
    def feature_names(self) -> tuple[str, ...]:
        """What each input of the network is, in their order: raw columns, and formulas of them."""
        return self.features or self.input_names

    @property
    def free_columns(self) -> tuple[str, ...]:
        """The raw columns that no input of the network takes as they are."""
        taken = set(self.feature_names)
        return tuple(name for name in self.input_names if name not in taken)

    @cached_property
    def means(self) -> Floats:
        """The mean of every raw column (d,)."""
        return np.asarray(self.inputs.mean(axis=0, dtype=np.float64))

    @cached_property
    def ends(self) -> tuple[Floats, Floats]:
        """The smallest and the largest number of every raw column (d,)."""
        low, high = self.inputs.min(axis=0), self.inputs.max(axis=0)
        return low.astype(np.float64), high.astype(np.float64)

    @cached_property
    def reaches(self) -> Floats:
        """How far each input of the network is from 0 at most (m,), as the network takes it."""
        starts = range(0, len(self.inputs), _BLOCK)
        blocks = (self.recipe.apply_inputs(self.inputs[at : at + _BLOCK]) for at in starts)
        return np.asarray(np.max([np.abs(block).max(axis=0) for block in blocks], axis=0))

    @property
    def input_range(self) -> tuple[float, float]:
        """The smallest and the largest number among all inputs."""
        return float(self.ends[0].min()), float(self.ends[1].max())

    @cached_property
    def picture_shape(self) -> tuple[int, int] | None:
        """(rows, columns) where the inputs are the pixels of a picture, row by row; else None."""
        return picture_shape(self.input_names)

    @cached_property
    def categories(self) -> tuple[Category, ...]:
        """The columns of the table that became several inputs, one for each of their values."""
        return categories_of(self.input_names, self.inputs)

    @cached_property
    def recipe(self) -> Recipe:
        """How raw numbers become the network's: fitted on the training part only."""
        features = Features.of(self.input_names, self.features)
        recipe = Recipe.identity(len(self.feature_names), self.targets.shape[1])
        recipe = replace(recipe, features=features)
        if self.scaling == "none":
            return recipe
        fit = FITS[self.scaling]
        if features is None:
            mean, scale = fitted(fit, self.inputs, self.train_rows)
        else:
            mean, scale = fit(features(self.inputs[self.train_rows]))
        recipe = replace(recipe, input_mean=mean, input_scale=scale)
        if self.task == "regression":
            mean, scale = fit(self.targets[self.train_rows])
            recipe = replace(recipe, target_mean=mean, target_scale=scale)
        return recipe

    def prepared(self) -> Dataset:
        """The same, with all found out that asks for every row: whoever shows it need not wait."""
        _ = self.recipe, self.reaches, self.means, self.ends, self.class_numbers, self.part_numbers
        return self

    def with_classes(self, order: tuple[str, ...]) -> Dataset:
        """The same examples with the classes in this order; as they are if these are others."""
        if sorted(order) != sorted(self.classes) or order == self.classes:
            return self
        if self.task == "binary":
            return replace(self, classes=order, targets=1.0 - self.targets)
        places = [self.classes.index(name) for name in order]
        return replace(
            self, classes=order, target_names=order, targets=self.targets[:, places].copy()
        )

    def split(
        self, train: float = 0.7, validation: float = 0.2, test: float = 0.1, seed: int = 0
    ) -> Dataset:
        """The same rows in three parts, stratified for classes. Raises DataError.

        The fractions add up to 1. The same seed gives the same parts.
        """
        fractions = (
            given.number(train, "A part of a split", DataError),
            given.number(validation, "A part of a split", DataError),
            given.number(test, "A part of a split", DataError),
        )
        parts = split_rows(len(self.inputs), self.class_numbers, fractions, seed)
        return replace(
            self,
            train_rows=parts[0],
            validation_rows=parts[1],
            test_rows=parts[2],
            fractions=fractions,
            split_seed=given.whole(seed, "A seed", DataError),
        )
