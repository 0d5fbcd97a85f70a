"""What the canvas writes of its own: lists of names, kinds of units."""

from __future__ import annotations

from collections.abc import Sequence

from engine import Unit
from gui.translate import tr

_LISTED = 4


def listed(names: Sequence[str]) -> str:
    """Names for the title of an undo step: “h₁, h₂” or “h₁ and 5 more”."""
    if len(names) <= _LISTED:
        return ", ".join(names)
    return tr("{name} and {count} more", name=names[0], count=len(names) - 1)


def kind_label(unit: Unit) -> str:
    """The kind of a unit in words."""
    words = {"input": tr("input unit"), "hidden": tr("hidden unit"), "output": tr("output unit")}
    return words[unit.kind]
