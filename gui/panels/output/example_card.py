"""The chosen example in numbers, below the picture that it was chosen in."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from engine import ExamplePass
from gui.look import theme
from gui.look.translate import tr
from gui.look.words import fixed
from gui.panels.output.subject import Subject
from gui.panels.widgets.image_grid import drawn
from gui.panels.widgets.section import chip, label
from gui.run.example import ChosenExample

_SIDE = 44


class ExampleCard(QWidget):
    """Which example passes through the network; its inputs, target, prediction and loss."""

    def __init__(self, example: ChosenExample) -> None:
        super().__init__()
        self._example = example
        self._drawn: object = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.RHYTHM // 4)
        head = QHBoxLayout()
        head.setSpacing(theme.RHYTHM // 2)
        column.addLayout(head)
        self.title = label("", "")
        head.addWidget(self.title, 1)
        self.back = chip("←", tr("The example before"))
        self.on = chip("→", tr("The next example"))
        self.away = chip("×", tr("Let go of the example"))
        for made, deed in (
            (self.back, lambda: example.step(-1)),
            (self.on, lambda: example.step(1)),
            (self.away, example.let_go),
        ):
            made.setAccessibleName(made.toolTip())
            made.clicked.connect(deed)
            head.addWidget(made)
        self.picture = QLabel()
        self.inputs, self.judged = label(wrap=True), label(wrap=True)
        words = QVBoxLayout()
        words.setSpacing(column.spacing())
        words.addWidget(self.inputs)
        words.addWidget(self.judged)
        words.addStretch(1)
        body = QHBoxLayout()
        body.setSpacing(theme.RHYTHM)
        body.addWidget(self.picture, 0, Qt.AlignmentFlag.AlignTop)
        body.addLayout(words, 1)
        column.addLayout(body)

    def show_example(self, subject: Subject, seen: ExamplePass | None, hint: str) -> None:
        """Show the chosen example as it passed through last; `hint` says how to choose one."""
        row = self._example.row
        for made in (self.back, self.on, self.away, self.inputs, self.judged):
            made.setVisible(row is not None)
        self.title.setProperty("role", "faint" if row is None else "")
        self.title.style().polish(self.title)
        self._draw(subject, row)
        if row is None:
            self.title.setText(hint)
            return
        title = self._example.title
        self.title.setText(title[:1].upper() + title[1:])
        self.inputs.setText(subject.inputs_in_words(row))
        told = subject.judged(row)
        if seen is not None and seen.row == row:
            told = [*told, tr("loss {value}", value=fixed(seen.loss))]
        self.judged.setText(" · ".join(told))

    def _draw(self, subject: Subject, row: int | None) -> None:
        """The example itself, where it is a picture."""
        shown = row is not None and subject.data.picture_shape is not None
        self.picture.setVisible(shown)
        if row is None or not shown:
            self._drawn = None
            return
        if self._drawn == (row, subject.data, theme.current()):
            return
        self._drawn = row, subject.data, theme.current()
        side = round(_SIDE * theme.scale())
        image = drawn(subject.pixels(row)).scaled(side, side, Qt.AspectRatioMode.KeepAspectRatio)
        self.picture.setPixmap(QPixmap.fromImage(image))
