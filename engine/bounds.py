"""Bounds: what a setting may hold, said once for forms, files, the command line and checks."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from engine import given
from engine.errors import SettingsError


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a field may hold and how a form shows it.

    `low` and `high` are included unless `above_low`; `choices` yields key -> shown text.
    `applies` tells from all settings whether the field has any effect at the moment.
    """

    label: str
    help: str
    low: float = -math.inf
    high: float = math.inf
    step: float = 1.0
    above_low: bool = False
    choices: Callable[[], Mapping[str, str]] | None = None
    applies: Callable[[Any], bool] = lambda _: True


def bounded(default: Any, bounds: Bounds) -> Any:
    """A dataclass's field with its default and bounds."""
    return field(default=default, metadata={"bounds": bounds})


def plain(value: object) -> object:
    """NumPy's numbers as Python's, which project files can hold."""
    return value.item() if isinstance(value, np.generic) else value


def check(value: object, default: object, limit: Bounds) -> None:
    """Raise SettingsError unless `value` is of the default's type and within its bounds."""
    if limit.choices is not None:
        _check_choice(value, limit)
        return
    wanted = float if isinstance(default, float) else type(default)
    fits = isinstance(value, wanted) or (wanted is float and isinstance(value, int))
    if not fits or (isinstance(value, bool) and wanted is not bool):
        raise SettingsError(
            "{label} cannot be {value!r}.",
            "Give a {kind}.",
            label=limit.label,
            value=value,
            kind={float: "number", int: "whole number", bool: "yes or no"}[wanted],
        )
    if isinstance(value, int | float):
        _check_number(given.number(value, limit.label, SettingsError), limit)


def _check_choice(value: object, limit: Bounds) -> None:
    assert limit.choices is not None
    known = limit.choices()
    if not isinstance(value, str) or value not in known:
        raise SettingsError(
            "{label} cannot be {value!r}.",
            "Use one of {known}.",
            label=limit.label,
            value=value,
            known=", ".join(known),
        )


def _check_number(value: float, limit: Bounds) -> None:
    too_low = value <= limit.low if limit.above_low else value < limit.low
    if not math.isfinite(value) or too_low or value > limit.high:
        raise SettingsError(
            "{label} cannot be {value:g}.",
            "It must be {least} {low:g} and at most {high:g}.",
            label=limit.label,
            value=value,
            least="more than" if limit.above_low else "at least",
            low=limit.low,
            high=limit.high,
        )
