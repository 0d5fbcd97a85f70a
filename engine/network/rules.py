"""What units and weights may be: the checks behind the network's edits."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Iterable
from dataclasses import replace

import numpy as np

from engine import given
from engine.errors import BadValue
from engine.functions.activations import ACTIVATIONS
from engine.functions.initializers import INITIALIZERS
from engine.network.changes import Position, Unit
from engine.network.links import DRAWN, Floats, Ints
from engine.network.naming import unit_label


def known_initializer(key: str) -> str:
    """`key` itself; raises BadValue when no initialiser has it."""
    if not isinstance(key, str) or key not in INITIALIZERS:
        raise BadValue(
            "There is no initialiser “{key}”.",
            "Use one of {known}.",
            key=key,
            known=", ".join(INITIALIZERS),
        )
    return key


def checked_weight(weight: float | None) -> float | None:
    """`weight` as a float, or None for the initialiser's; raises BadValue unless it is finite."""
    if weight is None:
        return None
    found = given.number(weight, "A weight")
    if not math.isfinite(found):
        raise BadValue("A weight must be a finite number, not {weight}.", weight=found)
    return found


def coded(weight: float | None) -> float:
    """A weight set by hand, or None, as LinkChanges has it; raises BadValue."""
    found = checked_weight(weight)
    return DRAWN if found is None else found


def checked_weights(weights: Iterable[float | None] | None, count: int) -> Floats:
    """Weights (count,) as LinkChanges has them; None: all are drawn. Raises BadValue."""
    if weights is None:
        return np.full(count, DRAWN)
    if isinstance(weights, np.ndarray) and np.isfinite(weights).all():
        found = weights.astype(float)
    else:
        found = np.fromiter(map(coded, weights), float)
    if len(found) != count:
        raise BadValue(
            "There are {count} connections, but {found} weights.", count=count, found=len(found)
        )
    return found


def checked_ends(sources: Iterable[int], targets: Iterable[int]) -> tuple[Ints, Ints]:
    """The ids of both ends of connections (m,); raises BadValue for what can be none."""
    try:
        starts, ends = _whole(sources), _whole(targets)
    except (TypeError, OverflowError):
        raise BadValue("The ends of connections are numbers of units.") from None
    if len(starts) != len(ends):
        raise BadValue("Every connection has a source and a target.")
    return starts, ends


def _whole(numbers: Iterable[int]) -> Ints:
    if isinstance(numbers, np.ndarray) and numbers.dtype.kind == "i" and numbers.ndim == 1:
        return numbers.astype(np.int64)
    return np.fromiter(map(operator.index, numbers), np.int64)


def checked_unit(unit: Unit, called: Callable[[Unit], str] = unit_label) -> Unit:
    """The unit with its numbers as plain floats; raises BadValue for what it cannot have.

    `called` tells what sentences call it.
    """
    plain = replace(
        unit,
        name=given.text(unit.name, "A unit's name"),
        bias=given.number(unit.bias, "A bias"),
        keep_probability=given.number(unit.keep_probability, "A keep probability"),
        position=_checked_position(unit.position),
    )
    _check(plain, called)
    return plain


def _checked_position(position: Position) -> Position:
    try:
        x, y = position
    except (TypeError, ValueError):
        raise BadValue(
            "A position is two numbers, x and y, not {position!r:.60}.", position=position
        ) from None
    return given.number(x, "A position's x"), given.number(y, "A position's y")


def _check(unit: Unit, called: Callable[[Unit], str]) -> None:
    if not isinstance(unit.activation, str) or unit.activation not in ACTIVATIONS:
        raise BadValue(
            "There is no activation “{key}”.",
            "Use one of {known}.",
            units=(unit.id,),
            key=unit.activation,
            known=", ".join(ACTIVATIONS),
        )
    if unit.activation == "softmax" and unit.kind != "output":
        raise BadValue(
            "Softmax compares all outputs with each other, so only output units can have it.",
            "Choose another activation for {name}.",
            units=(unit.id,),
            name=called(unit),
        )
    if not math.isfinite(unit.bias) or not all(map(math.isfinite, unit.position)):
        raise BadValue(
            "The bias and the place of {name} must be finite numbers.",
            units=(unit.id,),
            name=called(unit),
        )
    if not 0 < unit.keep_probability <= 1:
        raise BadValue(
            "The keep probability is a chance: more than 0 and at most 1, not {p}.",
            "Use 1 to keep the unit always.",
            units=(unit.id,),
            p=unit.keep_probability,
        )
    if unit.kind == "output" and unit.keep_probability != 1:
        raise BadValue(
            "{name} is an output: dropping it would drop the prediction.",
            "Leave its keep probability at 1.",
            units=(unit.id,),
            name=called(unit),
        )
    if unit.kind == "input" and (unit.activation != "linear" or unit.bias != 0):
        raise BadValue(
            "{name} is an input: it passes its column on, without bias or activation.",
            "Set them on a hidden unit.",
            units=(unit.id,),
            name=called(unit),
        )
