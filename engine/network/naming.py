"""What units are called in sentences and pictures: as a textbook sets them, x₁, h₅, ŷ."""

from __future__ import annotations

import re

from engine.network.changes import Unit
from engine.network.graph import Network

LOW = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
_SYMBOL = re.compile(r"^([^\W\d_]{1,2})_?(\d*)$")  # longer names are words: pixel12


def low(name: str) -> str:
    """A symbol with its number set low, x1 -> x₁; words stay as they are."""
    found = _SYMBOL.match(name)
    return found[1] + found[2].translate(LOW) if found else name


def unit_label(unit: Unit, *, alone: bool = False) -> str:
    """A unit's name with its number set low: x₁, h₅; an output y wears a hat.

    `alone` leaves the number of an output y out.
    """
    found = _SYMBOL.match(unit.name)
    if found is None or unit.kind != "output" or found[1] != "y":
        return low(unit.name)
    return "ŷ" if alone else "ŷ" + found[2].translate(LOW)


def unit_name(network: Network, unit_id: int) -> str:
    """The name of a network's unit; the only output y goes without number."""
    return unit_label(network.unit(unit_id), alone=len(network.outputs) == 1)
