"""How variants are told apart: a number, a colour, and after eight of these a dashed line."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPixmap

from gui.look import theme
from gui.panels.widgets.marks import stroke

COLOURS = 8
LINES = (Qt.PenStyle.SolidLine, Qt.PenStyle.DashLine)
# Neighbours in the list differ as much as can be.
_CYCLE = (1, 0, 2, 3, 6, 7, 5, 4)


def colour_name(number: int) -> str:
    """The theme's name for the colour of a variant."""
    return f"class {_CYCLE[number % COLOURS]}"


def colour(number: int) -> QColor:
    """The colour of a variant."""
    return theme.named(colour_name(number))


def line(number: int) -> Qt.PenStyle:
    """How the curve of a variant is drawn, where training and validation are not told apart."""
    return LINES[number // COLOURS % len(LINES)]


def sample(number: int, ratio: float = 1.0) -> QPixmap:
    """A short piece of the variant's curve."""
    return stroke(colour(number), line(number), ratio)
