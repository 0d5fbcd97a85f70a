"""Categories among the data: which input columns are the values of one column of a table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Category:
    """A table's column `name` that became one input of 0 and 1 for each of its `values`.

    They begin at input column `first` and stand side by side. Where the value was missing, all
    are 0: `may_miss` says whether that happens.
    """

    name: str
    first: int
    values: tuple[str, ...]
    may_miss: bool


def categories_of(names: Sequence[str], inputs: NDArray[np.floating]) -> tuple[Category, ...]:
    """The categories among input columns (n, d), in the order of the columns.

    They are named column=value, as reading a table names them, and at most one of a row is 1.
    """
    found = []
    stems = [name.partition("=")[0] if "=" in name else "" for name in names]
    for stem, group in groupby(range(len(names)), stems.__getitem__):
        columns = list(group)
        if not stem or len(columns) < 2:
            continue
        table = inputs[:, columns[0] : columns[-1] + 1]
        set_in_row = table.sum(axis=1)
        if np.isin(table, (0.0, 1.0)).all() and set_in_row.max() <= 1.0:
            values = tuple(names[column].partition("=")[2] for column in columns)
            found.append(Category(stem, columns[0], values, bool(set_in_row.min() < 1.0)))
    return tuple(found)
