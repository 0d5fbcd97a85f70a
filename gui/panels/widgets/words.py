"""Names, numbers and formulas as a textbook sets them: x₁, −0.60, 7 · 10⁻⁶."""

from __future__ import annotations

import re

from engine import Network, activations
from gui.fields import MINUS

_SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
_SUPERSCRIPTS = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")
_SYMBOL = re.compile(r"^([^\W\d_]{1,2})_?(\d*)$")  # longer names are words: pixel12


def low(name: str) -> str:
    """A symbol with its number set low, x1 -> x₁; words stay as they are."""
    found = _SYMBOL.match(name)
    return found[1] + found[2].translate(_SUBSCRIPTS) if found else name


def unit_name(network: Network, unit_id: int) -> str:
    """A unit's name with its number set low; an output y wears a hat, without number if alone."""
    unit = network.unit(unit_id)
    found = _SYMBOL.match(unit.name)
    if found is None or unit.kind != "output" or found[1] != "y":
        return low(unit.name)
    return "ŷ" if len(network.outputs) == 1 else "ŷ" + found[2].translate(_SUBSCRIPTS)


def index_of(network: Network, unit_id: int) -> str:
    """The low number of a unit's symbol (h5 -> ₅), empty when its name has none."""
    name = unit_name(network, unit_id)
    return name.lstrip("".join(c for c in name if c not in "₀₁₂₃₄₅₆₇₈₉"))


def activation_name(key: str) -> str:
    """An activation's short name: sigmoid, not sigmoid (logistic)."""
    return activations.ACTIVATIONS[key].label.split(" (")[0]


def fixed(value: float, digits: int = 3) -> str:
    """A number with a steady count of decimals and a true minus sign."""
    if abs(value) >= 1e6:
        return power(value)
    text = f"{value:.{digits}f}"
    if not text.strip("-0."):
        text = text.lstrip("-")
    return text.replace("-", MINUS)


def power(value: float, digits: int = 0) -> str:
    """A very small or large number: 2 · 10⁻⁷."""
    if value == 0:
        return "0"
    mantissa, exponent = f"{value:.{digits}e}".split("e")
    raised = str(int(exponent)).translate(_SUPERSCRIPTS)
    return f"{mantissa} · 10{raised}".replace("-", MINUS)


def compact(value: float) -> str:
    """A number for an axis or a legend, about three significant digits."""
    if value and not 1e-4 <= abs(value) < 1e5:
        return power(value)
    text = f"{value:.3g}"
    if "e" in text:
        text = f"{value:.0f}"
    return text.replace("-", MINUS)


def signed(value: float, digits: int = 2) -> str:
    """A number as a term of a sum: “+ 0.50” or “− 0.60”."""
    return f"{MINUS if value < 0 else '+'} {fixed(abs(value), digits)}"
