"""The one example of the data that is being looked at, for every view that shows it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal

from engine.data.datasets import PARTS, Part
from gui.editing.document import Document
from gui.look.translate import tr
from gui.look.words import part_name


class ChosenExample(QObject):
    """A row of the document's data, or none; `changed` says that it is another one.

    Other data let it go. While there is one, `Snapshot.example` shows it passing through.
    """

    changed = Signal()

    def __init__(self, document: Document, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self.row: int | None = None
        document.data_changed.connect(lambda _: self.let_go())
        document.opened.connect(self.let_go)

    @property
    def part(self) -> Part | None:
        """The part of the data that it belongs to; None without an example, or outside of all."""
        return self._place[0]

    def choose(self, row: int | None) -> None:
        """Look at this row of the data; None lets go. A row that there is not is no choice."""
        if row is not None and not 0 <= row < len(self._document.data.inputs):
            return
        if row != self.row:
            self.row = row
            self.changed.emit()

    def let_go(self) -> None:
        """Look at none."""
        self.choose(None)

    def step(self, count: int = 1) -> None:
        """Go so many examples on within the part, round and round; from none to the first one."""
        rows = self._rows
        if self.row is None or not len(rows):
            train = self._document.data.train_rows
            self.choose(int(train[0 if count > 0 else -1]))
        else:
            self.choose(int(rows[(self._place[1] + count) % len(rows)]))

    @property
    def title(self) -> str:
        """What to call it, such as “training example 12 of 350”; empty without one."""
        return "" if self.row is None else self.title_of(self.row)

    def title_of(self, row: int) -> str:
        """What to call any row of the data."""
        part, place = self._place_of(row)
        if part is None:
            return tr("example {number}", number=row + 1)
        return tr(
            "{part} example {number} of {count}",
            part=part_name(part),
            number=place + 1,
            count=len(self._document.data.rows(part)),
        )

    @property
    def _place(self) -> tuple[Part | None, int]:
        """Its part, and where in it."""
        return (None, 0) if self.row is None else self._place_of(self.row)

    def _place_of(self, row: int) -> tuple[Part | None, int]:
        for part in PARTS:
            found = np.flatnonzero(self._document.data.rows(part) == row)
            if len(found):
                return part, int(found[0])
        return None, 0

    @property
    def _rows(self) -> NDArray[np.int64]:
        part = self.part
        return self._document.data.rows(part) if part else np.empty(0, np.int64)
