"""Tables that come with scikit-learn's own package; nothing is downloaded."""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.data.dataset import Dataset, Task
from engine.data.sources import TableSource
from engine.errors import DataError


@dataclass(frozen=True, slots=True)
class Table:
    """One row. `loader` is the function of `sklearn.datasets` that returns the table.

    `origin` says who made it, and under which licence it may be passed on.
    """

    key: str
    label: str
    hint: str
    task: Task
    loader: str
    samples: int
    columns: int
    origin: str

    def make(self) -> Dataset:
        """The whole table, inputs standardised. Raises DataError without scikit-learn."""
        bunch = _loaded(self)
        inputs = np.array(bunch.data, np.float64)
        names = tuple(str(name).replace(" (cm)", "") for name in bunch.feature_names)
        classes = tuple(str(name) for name in getattr(bunch, "target_names", ()))
        return Dataset(
            inputs,
            _targets(np.array(bunch.target, np.float64), self.task, len(classes)),
            names,
            classes if self.task == "multiclass" else ("y",),
            self.task,
            () if self.task == "regression" else classes,
            title=self.label,
            source=TableSource(self.key),
            scaling="standardize",
        )


def _loaded(table: Table) -> Any:
    try:
        module = importlib.import_module("sklearn.datasets")
    except ImportError:
        raise DataError(
            "The table {table} comes with scikit-learn, which is not installed.",
            "Install it with: python3 main.py --with tables",
            table=table.label,
        ) from None
    return getattr(module, table.loader)()


def _targets(column: NDArray[np.float64], task: Task, classes: int) -> NDArray[np.float64]:
    if task == "multiclass":
        return np.eye(classes)[column.astype(np.int64)]
    return column[:, None]


_UCI = "UCI Machine Learning Repository, CC BY 4.0, as in scikit-learn."
_ROWS = (
    Table(
        "iris",
        "Iris",
        "Three kinds of iris by the length and width of their leaves.",
        "multiclass",
        "load_iris",
        150,
        4,
        f"R. A. Fisher, 1936; {_UCI}",
    ),
    Table(
        "wine",
        "Wine",
        "Three growers of wine by thirteen chemical measurements.",
        "multiclass",
        "load_wine",
        178,
        13,
        f"M. Forina and others, 1988; {_UCI}",
    ),
    Table(
        "breast_cancer",
        "Breast cancer",
        "Malignant or benign, by thirty measurements of cell nuclei.",
        "binary",
        "load_breast_cancer",
        569,
        30,
        f"W. Wolberg, N. Street and O. Mangasarian, 1993; {_UCI}",
    ),
    Table(
        "digits",
        "Digits",
        "Handwritten digits as 8 × 8 grey values.",
        "multiclass",
        "load_digits",
        1797,
        64,
        f"E. Alpaydin and C. Kaynak, 1998; {_UCI}",
    ),
    Table(
        "diabetes",
        "Diabetes",
        "How far the disease went in a year, by ten measurements.",
        "regression",
        "load_diabetes",
        442,
        10,
        "B. Efron, T. Hastie, I. Johnstone and R. Tibshirani, 2004, published with their article "
        "without a licence of its own; as in scikit-learn, BSD-3-Clause.",
    ),
)
TABLES: dict[str, Table] = {row.key: row for row in _ROWS}
