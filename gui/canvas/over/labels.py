"""What the canvas writes of its own: kinds of units."""

from __future__ import annotations

from engine import Unit
from gui.look.translate import tr


def kind_label(unit: Unit) -> str:
    """The kind of a unit in words."""
    words = {"input": tr("input unit"), "hidden": tr("hidden unit"), "output": tr("output unit")}
    return words[unit.kind]
