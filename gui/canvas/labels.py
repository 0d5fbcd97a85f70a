"""What the canvas writes: names with low numbers, short numbers, tooltips, spoken descriptions."""

from __future__ import annotations

import re
from collections.abc import Sequence

from engine import Unit, activations
from gui.form import MINUS
from gui.translate import tr

_LOW = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
_SYMBOL = re.compile(r"^([^\W\d_]{1,2})_?(\d*)$")
_NUMBERED = re.compile(r"\b([xhy])(\d+)\b")
_LISTED = 4


def unit_label(unit: Unit, *, alone: bool = False) -> str:
    """A unit's name as a textbook sets it: x₁, h₅, ŷ; `alone` leaves an output's number out.

    Names that are words stay as they are.
    """
    found = _SYMBOL.match(unit.name)
    if found is None:
        return unit.name
    stem, number = found.groups()
    if unit.kind == "output" and stem == "y":
        return "ŷ" if alone else f"ŷ{number.translate(_LOW)}"
    return f"{stem}{number.translate(_LOW)}"


def with_low_numbers(text: str) -> str:
    """A sentence with the numbers of the units in it set low: h5 feeds h2 → h₅ feeds h₂."""
    return _NUMBERED.sub(lambda found: found[1] + found[2].translate(_LOW), text)


def number(value: float, digits: int = 3) -> str:
    """A number with about three significant digits and a true minus sign."""
    if value and not 1e-4 <= abs(value) < 1e6:
        text = f"{value:.2e}"
    else:
        text = f"{value:.{digits}g}" if abs(value) < 1000 else f"{value:.0f}"
    return text.replace("-", MINUS)


def listed(names: Sequence[str]) -> str:
    """Names for the title of an undo step: “h₁, h₂” or “h₁ and 5 more”."""
    if len(names) <= _LISTED:
        return ", ".join(names)
    return tr("{name} and {count} more", name=names[0], count=len(names) - 1)


def activation_label(key: str) -> str:
    """An activation's name on the screen, short: sigmoid, not sigmoid (logistic)."""
    return activations.ACTIVATIONS[key].label.split(" (")[0]


def kind_label(unit: Unit) -> str:
    """The kind of a unit in words."""
    words = {"input": tr("input unit"), "hidden": tr("hidden unit"), "output": tr("output unit")}
    return words[unit.kind]
