"""What a caller hands over, as the plain type that is wanted; anything else is refused in words."""

from __future__ import annotations

import operator
import os
from pathlib import Path
from typing import TypeVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from engine.errors import BadValue, DataError, EngineError

T = TypeVar("T")
_TEXTS = (str, bytes, bytearray)

PathName = str | os.PathLike[str]

# What 64 bits hold, so that generators take it and project files keep it.
_LEAST_SEED, _MOST_SEED = -(2**63), 2**64 - 1


def number(value: object, what: str, refusal: type[EngineError] = BadValue) -> float:
    """`value` as a float, NaN and infinity included; NumPy's numbers are taken too."""
    if not isinstance(value, _TEXTS):
        try:
            return float(value)  # type: ignore[arg-type]
        except (TypeError, ValueError, OverflowError):
            pass
    raise refusal("{what} must be a number, not {value!r:.60}.", what=what, value=value)


def whole(value: object, what: str, refusal: type[EngineError] = BadValue) -> int:
    """`value` as an int; NumPy's whole numbers are taken too, 2.0 is not."""
    try:
        return operator.index(value)  # type: ignore[arg-type]
    except TypeError:
        raise refusal(
            "{what} must be a whole number, not {value!r:.60}.", what=what, value=value
        ) from None


def seed(value: object) -> int:
    """`value` as an int that 64 bits hold."""
    found = whole(value, "A seed")
    if not _LEAST_SEED <= found <= _MOST_SEED:
        raise BadValue("A seed runs from −2⁶³ to 2⁶⁴ − 1, so it cannot be {seed}.", seed=found)
    return found


def text(value: object, what: str, refusal: type[EngineError] = BadValue) -> str:
    """`value` itself if it is text, as a plain str."""
    if isinstance(value, str):
        return str(value)
    raise refusal("{what} must be text, not {value!r:.60}.", what=what, value=value)


def instance(value: object, kind: type[T], what: str, try_this: str = "") -> T:
    """`value` itself if it is of this kind."""
    if isinstance(value, kind):
        return value
    raise BadValue(
        "{what} must be a {kind}, not a {found}.",
        try_this,
        what=what,
        kind=kind.__name__,
        found=type(value).__name__,
    )


def path(value: object, refusal: type[EngineError]) -> Path:
    """`value`, text or a path, as the path of a file."""
    if isinstance(value, str | os.PathLike):
        name = os.fspath(value)
        if isinstance(name, str) and Path(name).name and "\0" not in name:
            return Path(name)
    raise refusal(
        "{value!r:.60} is no name of a file.",
        "Give the path of a file, as text or as a Path.",
        value=value,
    )


def table(values: ArrayLike, what: str) -> NDArray[np.float64]:
    """`values` copied as float64, of whatever shape. Raises DataError unless all are numbers."""
    try:
        found = np.asarray(values)
        if found.dtype.kind in "biufOUS":  # neither complex numbers nor dates
            return found.astype(np.float64)
    except (TypeError, ValueError, OverflowError):
        pass
    raise DataError("The {what} are not a table of numbers.", what=what)


def finite(values: NDArray[np.floating], what: str) -> None:
    """Raise DataError, naming the first such place, if a table holds NaN or infinity."""
    if np.isfinite(values).all():
        return
    row, column = np.argwhere(~np.isfinite(values))[0].tolist()
    raise DataError(
        "Row {row}, column {column} of the {what} is not a finite number.",
        "Remove or replace such values first. Rows and columns are counted from 0.",
        row=row,
        column=column,
        what=what,
    )
