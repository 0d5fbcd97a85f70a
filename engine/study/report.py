"""Metrics on demand: how good a model is on one part of its data, beyond loss and accuracy.

Figures about classes are scikit-learn's, which is imported here on first use and may be missing.
"""

from __future__ import annotations

import importlib
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.data.dataset import Dataset, Part
from engine.errors import PackageMissing
from engine.functions import metrics

Counts = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class ClassFigures:
    """One class against the rest, or an average over classes (`name` "macro" or "weighted").

    precision       of those predicted as this class, the share that is; 0 where none is predicted
    recall          of those of this class, the share that is predicted; 0 where there is none
    f1              the harmonic mean of both
    roc_auc         the chance that the output is higher for an example of this class than for one
                    of another; None where one of the two does not occur
    support         how many examples of this class there are
    """

    name: str
    precision: float
    recall: float
    f1: float
    roc_auc: float | None
    support: int


@dataclass(frozen=True, eq=False)
class ClassReport:
    """How well classes are told apart on `examples` examples of a part.

    confusion       (k, k) how often the true class (row) was predicted as the class (column)
    classes         names of the k classes; `figures` are theirs, `macro` weighs each class alike,
                    `weighted` by its support
    roc_auc         of two classes the area under the curve, of more the mean of each against the
                    rest; None where it is not defined for any
    """

    part: Part
    examples: int
    loss: float
    accuracy: float
    classes: tuple[str, ...]
    confusion: Counts
    figures: tuple[ClassFigures, ...]
    macro: ClassFigures
    weighted: ClassFigures
    roc_auc: float | None

    def as_dict(self) -> dict[str, object]:
        """Plain values, as JSON takes them."""
        return asdict(self) | {"confusion": self.confusion.tolist()}


@dataclass(frozen=True, slots=True)
class RegressionReport:
    """How well numbers are predicted: errors in raw units, R² against predicting the mean."""

    part: Part
    examples: int
    loss: float
    mae: float
    rmse: float
    r2: float

    def as_dict(self) -> dict[str, object]:
        """Plain values, as JSON takes them."""
        return asdict(self)


def make(
    data: Dataset, part: Part, known: dict[str, float], outputs: Floats, threshold: float
) -> ClassReport | RegressionReport:
    """The report on a part, of what `Model.evaluate` knows of it and its outputs (n, k).

    An only output above `threshold` predicts the second class. Raises PackageMissing for classes.
    """
    rows = data.rows(part)
    if data.task == "regression":
        return RegressionReport(part, len(rows), **known)
    numbers = data.class_numbers
    assert numbers is not None, "data with classes number them"
    predicted = metrics.classes(outputs, threshold)
    scores = np.hstack([-outputs, outputs]) if outputs.shape[1] == 1 else outputs
    return _classes(part, data.classes, numbers[rows], predicted, scores, known)


def _classes(
    part: Part,
    names: tuple[str, ...],
    true: Counts,
    predicted: Counts,
    scores: Floats,
    known: dict[str, float],
) -> ClassReport:
    sk = _sklearn()
    labels = np.arange(len(names))

    def figures(average: str | None) -> tuple[Any, Any, Any, Any]:
        found: tuple[Any, Any, Any, Any] = sk.precision_recall_fscore_support(
            true, predicted, labels=labels, average=average, zero_division=0.0
        )
        return found

    def averaged(average: str, weights: Counts) -> ClassFigures:
        precision, recall, f1, _ = figures(average)
        area = _mean(areas, weights)
        return ClassFigures(average, float(precision), float(recall), float(f1), area, len(true))

    areas = [_area(sk, true == label, scores[:, label]) for label in labels.tolist()]
    each = tuple(
        ClassFigures(name, float(precision), float(recall), float(f1), area, int(support))
        for name, area, precision, recall, f1, support in zip(
            names, areas, *figures(None), strict=True
        )
    )
    macro = averaged("macro", np.ones_like(labels))
    return ClassReport(
        part,
        len(true),
        known["loss"],
        known["accuracy"],
        names,
        np.asarray(sk.confusion_matrix(true, predicted, labels=labels), np.int64),
        each,
        macro,
        averaged("weighted", np.bincount(true, minlength=len(names))),
        macro.roc_auc,
    )


def _area(sk: Any, is_class: NDArray[np.bool_], scores: Floats) -> float | None:
    if is_class.all() or not is_class.any():
        return None
    return float(sk.roc_auc_score(is_class, scores))


def _mean(areas: list[float | None], weights: Counts) -> float | None:
    """Of those that are defined; None where none is."""
    pairs = zip(areas, weights.tolist(), strict=True)
    defined = [(area, weight) for area, weight in pairs if area is not None]
    total = sum(weight for _, weight in defined)
    return sum(area * weight for area, weight in defined) / total if total else None


def _sklearn() -> Any:
    try:
        return importlib.import_module("sklearn.metrics")
    except ImportError:
        raise PackageMissing("Figures about classes", "scikit-learn", "tables") from None
