"""Names, numbers and formulas as a textbook sets them: x₁, −0.60, 7 · 10⁻⁶."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import TypeVar

from engine import Network, activations
from engine.data.datasets import Part
from engine.network.naming import low, set_formula, unit_label
from gui.look.translate import tr

__all__ = [
    "MINUS",
    "activation_name",
    "compact",
    "counted",
    "fixed",
    "index_of",
    "listed",
    "listed_as",
    "low",
    "named",
    "part_name",
    "power",
    "set_formula",
    "short_power",
    "signed",
    "unit_label",
    "unit_name",
]

T = TypeVar("T")

MINUS = "−"
_HIGH = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")
_NO_NUMBERS = {"inf": "∞", "-inf": f"{MINUS}∞", "nan": "NaN"}
_LISTED = 4


def unit_name(network: Network, unit_id: int) -> str:
    """The name of a network's unit as the canvas writes it; the only output y has no number."""
    return network.called(unit_id)


def listed(names: Sequence[str]) -> str:
    """Names in a title or a sentence: “h₁, h₂” or “h₁ and 5 more”."""
    return listed_as(str, names)


def named(network: Network, units: Sequence[int]) -> str:
    """The names of units in a title or a sentence: “h₁, h₂” or “h₁ and 5 more”."""
    return listed_as(network.called, units)


def listed_as(name: Callable[[T], str], things: Sequence[T]) -> str:
    """The names of things in a title or a sentence; of very many only one is asked for."""
    if len(things) <= _LISTED:
        return ", ".join(map(name, things))
    return tr("{name} and {count} more", name=name(things[0]), count=len(things) - 1)


def index_of(network: Network, unit_id: int) -> str:
    """The low number of a unit's symbol (h5 -> ₅), empty when its name has none."""
    name = unit_name(network, unit_id)
    return name.lstrip("".join(c for c in name if c not in "₀₁₂₃₄₅₆₇₈₉"))


def counted(count: int, one: str, many: str, write: Callable[[int], str] = "{:,}".format) -> str:
    """So many things: `one` says a single one, `many` any other {count}."""
    return one if count == 1 else many.format(count=write(count))


def part_name(part: Part) -> str:
    """A part of the data as an adjective: a validation example."""
    return {"train": tr("training"), "validation": tr("validation"), "test": tr("test")}[part]


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
    if value == 0 or not math.isfinite(value):
        return _NO_NUMBERS.get(f"{value:g}", "0")
    mantissa, exponent = f"{value:.{digits}e}".split("e")
    raised = str(int(exponent)).translate(_HIGH)
    return f"{mantissa} · 10{raised}".replace("-", MINUS)


def short_power(value: float) -> str:
    """A positive number at a scale that spans powers of ten: 0.02, 5, 10⁻⁶, 2·10⁻⁶."""
    if 0.01 <= value < 1000.0:
        return f"{value:g}"
    return power(value).replace(" · ", "·").removeprefix("1·")


def compact(value: float) -> str:
    """A number in a text or at an axis, about three significant digits."""
    if value and not 1e-4 <= abs(value) < 1e5:
        return power(value)
    text = f"{value:.3g}"
    if "e" in text:
        text = f"{value:.0f}"
    return text.replace("-", MINUS)


def signed(value: float, digits: int = 2) -> str:
    """A number as a term of a sum: “+ 0.50” or “− 0.60”."""
    return f"{MINUS if value < 0 else '+'} {fixed(abs(value), digits)}"
