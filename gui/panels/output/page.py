"""Page: one kind of picture in the output panel."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from gui.look import theme
from gui.panels.output.subject import Subject
from gui.panels.widgets import surface
from gui.panels.widgets.marks import MOST, Marks

Floats = NDArray[np.float64]
Rows = NDArray[np.int64]


class Page(QWidget):
    """Lays out what seldom changes, and refreshes what training changes.

    `chosen` carries the row of the data that the person chose; `view` is the picture itself.
    """

    chosen = Signal(int)
    view: QWidget

    def __init__(self) -> None:
        super().__init__()
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(theme.RHYTHM)

    def lay_out(self, subject: Subject) -> None:
        """Show other data, another output, other parts, or the same in other colours."""
        raise NotImplementedError

    def refresh(self, subject: Subject) -> None:
        """Show the latest answers."""
        raise NotImplementedError

    def mark(self, row: int | None) -> None:
        """Make the chosen example stand out, where it is shown."""
        raise NotImplementedError

    def set_hint(self, text: str) -> None:
        """Say why there is nothing to see; empty when there is."""
        raise NotImplementedError


class ShownRows:
    """The examples that a page shows as marks: at most as many as can be told apart."""

    def __init__(self, subject: Subject) -> None:
        every = np.arange(len(subject.rows))
        if len(every) > MOST:
            every = np.linspace(0, len(every) - 1, MOST).astype(np.int64)
        self.rows = subject.rows[every]
        self.parts = subject.data.part_numbers[self.rows]

    def number_of(self, row: int | None) -> int | None:
        """Which mark stands for a row of the data; None where none does."""
        found: list[int] = np.flatnonzero(self.rows == row).tolist() if row is not None else []
        return found[0] if found else None

    def marks(self, subject: Subject, points: Floats, *, plain: bool = False) -> Marks:
        """Their marks at points (n, 2 or 3), in the colours of their targets.

        `plain` gives numbers one colour, for pictures in which the place says the target.
        """
        numbers = subject.data.class_numbers
        shapes = np.zeros(len(self.rows), np.int64) if numbers is None else numbers[self.rows]
        if plain and numbers is None:
            one = np.full(len(self.rows), theme.current().positive.rgb(), np.uint32)
            return Marks(points, one, shapes, self.parts)
        colours = surface.point_colours(subject.data, subject.ends, subject.output)
        return Marks(points, colours[self.rows], shapes, self.parts)
