"""Features: what a network's inputs are made of, raw columns as they are or formulas of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from engine.data.formula import RESERVED, Formula, parse
from engine.data.memory import Numbers
from engine.errors import DataError

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Features:
    """`texts` name one input of the network each: a raw column of `inputs`, or a formula.

    In a formula the columns are x1, x2, … by their place, or go by their names where these are
    words. Raises DataError for what cannot be read.
    """

    inputs: tuple[str, ...]
    texts: tuple[str, ...]

    @classmethod
    def of(cls, inputs: Iterable[str], texts: Iterable[str]) -> Features | None:
        """The features of those `texts`; None where they are just the raw columns, or none."""
        columns, wanted = tuple(inputs), tuple(texts)
        return cls(columns, wanted) if wanted and wanted != columns else None

    def __post_init__(self) -> None:
        if not self.texts:
            raise DataError("A network needs at least one column of the data.")
        for text, part in zip(self.texts, self.parts, strict=True):
            if isinstance(part, Formula) and not part.names:
                raise DataError("“{text}” has the same value for every example.", text=text)

    @cached_property
    def columns(self) -> Mapping[str, int]:
        """The place of each variable that a formula may have."""
        places = {f"x{number}": number - 1 for number in range(1, len(self.inputs) + 1)}
        if len(self.inputs) == 1:
            places["x"] = 0
        named = {name: place for place, name in enumerate(self.inputs) if name.isidentifier()}
        return {name: place for name, place in (places | named).items() if name not in RESERVED}

    @cached_property
    def parts(self) -> tuple[int | Formula, ...]:
        """The number of the raw column, or the formula, of each input of the network."""
        raw = {name: place for place, name in enumerate(self.inputs)}
        return tuple(raw[t] if t in raw else parse(t, self.columns.keys()) for t in self.texts)

    def __call__(self, inputs: Numbers) -> Floats:
        """The features (n, number of texts) of raw inputs (n, d); NaN or infinite if undefined."""
        table = np.asarray(inputs, np.float64)
        columns = {name: table[:, place] for name, place in self.columns.items()}
        found = [
            table[:, part] if isinstance(part, int) else part.values(columns, len(table))
            for part in self.parts
        ]
        return np.column_stack(found)

    def written(
        self, number: Callable[[float], str], column: str, operations: Mapping[str, str]
    ) -> list[str]:
        """Each feature as a program's text: `column` and `operations` have places to fill in."""
        return [
            column.format(part)
            if isinstance(part, int)
            else part.fold(
                number,
                lambda name: column.format(self.columns[name]),
                lambda operation, parts: operations[operation].format(*parts),
            )
            for part in self.parts
        ]

    def refuse_undefined(self, values: Floats) -> None:
        """Raise DataError that names a feature without a value for some examples."""
        missing = (~np.isfinite(values)).sum(axis=0)
        for text, count in zip(self.texts, missing.tolist(), strict=True):
            if count:
                raise DataError(
                    "“{text}” has no value for {count} of {all} examples.",
                    "Choose a formula that is defined for all of them: ln(abs(x1) + 1), say.",
                    text=text,
                    count=count,
                    all=len(values),
                )
