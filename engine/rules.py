"""What units and weights may be: the checks behind the network's edits."""

from __future__ import annotations

import math

from engine.activations import ACTIVATIONS
from engine.changes import Unit
from engine.errors import BadValue
from engine.initializers import INITIALIZERS


def known_initializer(key: str) -> str:
    """`key` itself; raises BadValue when no initialiser has it."""
    if key not in INITIALIZERS:
        raise BadValue(
            "There is no initialiser “{key}”.",
            "Use one of {known}.",
            key=key,
            known=", ".join(INITIALIZERS),
        )
    return key


def check_weight(weight: float | None) -> None:
    """Raise BadValue for a weight that is not a finite number; None is the initialiser's."""
    if weight is not None and not math.isfinite(weight):
        raise BadValue("A weight must be a finite number, not {weight}.", weight=weight)


def check_unit(unit: Unit) -> None:
    """Raise BadValue for a property that this unit cannot have."""
    if unit.activation not in ACTIVATIONS:
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
            name=unit.name,
        )
    if not math.isfinite(unit.bias) or not all(map(math.isfinite, unit.position)):
        raise BadValue(
            "The bias and the place of {name} must be finite numbers.",
            units=(unit.id,),
            name=unit.name,
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
            name=unit.name,
        )
    if unit.kind == "input" and (unit.activation != "linear" or unit.bias != 0):
        raise BadValue(
            "{name} is an input: it passes its column on, without bias or activation.",
            "Set them on a hidden unit.",
            units=(unit.id,),
            name=unit.name,
        )
