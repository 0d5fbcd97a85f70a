"""What units are called in sentences and pictures: as a textbook sets them, x₁, h₅, ŷ."""

from __future__ import annotations

import re

from engine.network.changes import Unit

LOW = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
_SYMBOL = re.compile(r"^([^\W\d_]{1,2})_?(\d*)$")  # longer names are words: pixel12
_VARIABLE = re.compile(r"\b(x)(\d*)\b")
_OPERATION = re.compile(r"[\^*+/(]")


def low(name: str) -> str:
    """A symbol with its number set low, x1 -> x₁, a formula as set; words stay as they are."""
    found = _SYMBOL.match(name)
    if found:
        return found[1] + found[2].translate(LOW)
    return set_formula(name) if _is_formula(name) else name


def set_formula(text: str) -> str:
    """A formula as a textbook sets it: x1^2 -> x₁², x1*x2 -> x₁ x₂."""
    text = _VARIABLE.sub(lambda found: found[1] + found[2].translate(LOW), text)
    for sign, written in (("^2", "²"), ("^3", "³"), ("*", " ")):
        text = text.replace(sign, written)
    return text


def _is_formula(text: str) -> bool:
    return bool(_OPERATION.search(text) and _VARIABLE.search(text))


def unit_label(unit: Unit, *, alone: bool = False) -> str:
    """A unit's name with its number set low: x₁, h₅; an output y wears a hat.

    `alone` leaves the number of an output y out.
    """
    found = _SYMBOL.match(unit.name)
    if found is None or unit.kind != "output" or found[1] != "y":
        return low(unit.name)
    return "ŷ" if alone else "ŷ" + found[2].translate(LOW)
