"""The page for images: examples with the class they are taken for, and how surely."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtWidgets import QHBoxLayout

from gui.forms.fields import FlatChoice
from gui.look import theme
from gui.look.translate import tr
from gui.look.words import compact
from gui.panels.output.page import Page, Rows
from gui.panels.output.subject import Subject
from gui.panels.widgets.image_grid import PER_PAGE, ImageCell, ImageGrid
from gui.panels.widgets.section import chip, label

_ALL, _WRONG = "all", "wrong"


class ImagesPage(Page):
    """Goes through the examples of a part, a grid at a time; all of them, or the wrong ones."""

    view: ImageGrid

    def __init__(self) -> None:
        super().__init__()
        self.view = ImageGrid()
        self.view.say(tr("Examples as images, with what each is taken for"))
        self.view.picked.connect(lambda number: self.chosen.emit(int(self._seen[number])))
        self.view.passed.connect(self._pass)
        self.column.addWidget(self.view)
        self.column.addLayout(self._build_foot())
        self._rows: Rows = np.empty(0, np.int64)
        self._first = 0
        self._row: int | None = None
        self._pixels: dict[int, NDArray[np.float64]] = {}

    def _build_foot(self) -> QHBoxLayout:
        self.which = FlatChoice()
        self.which.setAccessibleName(tr("Which examples"))
        self.which.offer({_ALL: tr("all"), _WRONG: tr("only wrong ones")})
        self.which.chosen.connect(self._choose_which)
        self.back, self.on = chip("←", tr("Earlier examples")), chip("→", tr("Later examples"))
        self.back.clicked.connect(lambda: self._turn(-1))
        self.on.clicked.connect(lambda: self._turn(1))
        self.count = label("", "faint")
        foot = QHBoxLayout()
        foot.setSpacing(theme.RHYTHM // 2)
        foot.addWidget(self.which)
        foot.addStretch(1)
        for widget in (self.count, self.back, self.on):
            foot.addWidget(widget)
        return foot

    def lay_out(self, subject: Subject) -> None:
        """Begin with the first ones."""
        self._first = 0
        self._pixels = {}
        self.refresh(subject)

    def refresh(self, subject: Subject) -> None:
        """Show the latest answers."""
        self._subject = subject
        self._rows = subject.rows
        if self.which.currentData() == _WRONG:
            self._rows = subject.rows[subject.wrong(subject.rows)]
        self._first = min(self._first, max(len(self._rows) - 1, 0) // PER_PAGE * PER_PAGE)
        self._show()

    def mark(self, row: int | None) -> None:
        """Make the chosen example stand out; another one is looked for on its page."""
        if row is not None and row != self._row:
            places: list[int] = np.flatnonzero(self._rows == row).tolist()
            if places and not self._first <= places[0] < self._first + PER_PAGE:
                self._first = places[0] // PER_PAGE * PER_PAGE
                self._row = row
                self._show()
                return
        self._row = row
        found: list[int] = np.flatnonzero(self._seen == row).tolist() if row is not None else []
        self.view.set_chosen(found[0] if found else None)

    def set_hint(self, text: str) -> None:
        """Say why there is nothing to see."""
        self.view.set_hint(text)

    @property
    def _seen(self) -> Rows:
        return self._rows[self._first : self._first + PER_PAGE]

    def _show(self) -> None:
        seen, subject = self._seen, self._subject
        self.view.show_cells(self._cells(subject, seen))
        if not len(self._rows):
            self.count.setText(tr("none"))
        else:
            self.count.setText(
                tr(
                    "{first}–{last} of {count}",
                    first=self._first + 1,
                    last=self._first + len(seen),
                    count=f"{len(self._rows):,}",
                )
            )
        self.back.setEnabled(self._first > 0)
        self.on.setEnabled(self._first + PER_PAGE < len(self._rows))
        self.mark(self._row)

    def _cells(self, subject: Subject, rows: Rows) -> list[ImageCell]:
        found, wrong, sure = subject.answered(rows), subject.wrong(rows), subject.confidences(rows)
        return [
            ImageCell(
                self._image(row),
                self._caption(row, None if found is None else int(found[number])),
                float(sure[number]),
                bool(wrong[number]),
                subject.tell(row),
            )
            for number, row in enumerate(rows.tolist())
        ]

    def _image(self, row: int) -> NDArray[np.float64]:
        """The pixels from 0 to 1; the same array as long as the data are the same."""
        if row not in self._pixels:
            self._pixels[row] = self._subject.pixels(row)
        return self._pixels[row]

    def _caption(self, row: int, found: int | None) -> str:
        """What it is taken for; where that is wrong, also what it is: 3 ≠ 8."""
        data = self._subject.data
        if data.class_numbers is None:
            outputs = self._subject.outputs(np.array([row]))
            return "" if outputs is None else compact(float(outputs[0, self._subject.column]))
        true: str = data.classes[self._true[row]]
        if found is None or found < 0:
            return true
        answer = data.classes[found]
        return answer if answer == true else f"{answer} ≠ {true}"

    @property
    def _true(self) -> Rows:
        numbers = self._subject.data.class_numbers
        assert numbers is not None, "examples of classes have numbers"
        return numbers

    # What the person does

    def _choose_which(self) -> None:
        self._first = 0
        self.refresh(self._subject)

    def _turn(self, pages: int) -> None:
        last = max(len(self._rows) - 1, 0) // PER_PAGE * PER_PAGE
        self._first = min(max(self._first + pages * PER_PAGE, 0), last)
        self._show()

    def _pass(self, way: int) -> None:
        """The arrow keys went over the end of the page."""
        before = self._first
        self._turn(way)
        if self._first != before:
            self.chosen.emit(int(self._seen[0 if way > 0 else -1]))
