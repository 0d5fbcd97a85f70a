"""The line below a race: start, pause, reset, how far and how fast, and taking one over."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from engine import Standing
from gui.forms.fields import Choice, NumberEdit
from gui.look import theme
from gui.look.translate import tr
from gui.panels.race.race_run import RaceRun
from gui.panels.widgets.section import button, label

_LADDER = (1, 10, 20, 50, 100, 200, 300, 500, 1000, 2000, 5000, 10000)
_MOST_EPOCHS = 1_000_000
_SPEEDS = (5, 25, 100)
_USUAL_SPEED = "25"
_FIELD_WIDTH, _START_WIDTH = 70, 128


class RaceControls(QWidget):
    """`start_wanted` carries the epoch to run to."""

    start_wanted = Signal(int)
    take_wanted = Signal()
    close_wanted = Signal()

    def __init__(self, run: RaceRun) -> None:
        super().__init__()
        self._run = run
        self._standing: Standing | None = None
        self._epochs = 100
        self._goal = 0
        self._said = self._role = ""
        self._build()
        run.running_changed.connect(self._word)
        run.moved.connect(self._word)
        self._set_speed()
        self._word()

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.RHYTHM)
        self.told = label(role="", wrap=True)
        column.addWidget(self.told)
        self.start = button(tr("Start"), "primary")
        self.start.setMinimumWidth(round(_START_WIDTH * theme.scale()))
        self.start.clicked.connect(self._press)
        self.reset = button(tr("Reset"), "", tr("Back to the same initial weights."))
        self.reset.clicked.connect(self._reset)
        self.epochs = NumberEdit("{:,.0f}".format, ladder=_LADDER)
        self.epochs.setFixedWidth(round(_FIELD_WIDTH * theme.scale()))
        self.epochs.setAccessibleName(tr("Epochs to run"))
        self.epochs.committed.connect(self._set_epochs)
        self.speed = Choice()
        self.speed.setAccessibleName(tr("How fast"))
        paces = {str(count): tr("{count} epochs a second", count=count) for count in _SPEEDS}
        self.speed.offer({**paces, "": tr("as fast as it goes")})
        self.speed.setMinimumContentsLength(19)
        self.speed.show_key(_USUAL_SPEED)
        self.speed.chosen.connect(self._set_speed)
        self.take = button(
            tr("Take this one"),
            "",
            tr("Go on in the window with the chosen variant and its weights; can be undone."),
        )
        self.take.clicked.connect(self.take_wanted)
        self.close_button = button(tr("Close"))
        self.close_button.clicked.connect(self.close_wanted)
        column.addLayout(self._row())

    def _row(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(theme.RHYTHM)
        for one in (self.start, self.reset, self.epochs):
            row.addWidget(one)
        row.addWidget(label(tr("epochs")))
        row.addWidget(self.speed)
        row.addStretch(1)
        for one in (self.take, self.close_button):
            row.addWidget(one)
        return row

    def show_epochs(self, epochs: int) -> None:
        """Run for so many epochs."""
        self._epochs = self._goal = epochs
        self.epochs.reset_value(epochs)

    def say(self, text: str, role: str = "") -> None:
        """Say a sentence above the line."""
        self._said, self._role = text, role
        self._tell()

    def follow(self, standing: Standing | None) -> None:
        """Show how the chosen variant stands."""
        self._standing = standing
        self._word()

    def _press(self) -> None:
        if self._run.is_running:
            self._run.pause()
            return
        if self._run.epoch >= self._goal:
            self._goal = self._run.epoch + self._epochs
        self.start_wanted.emit(self._goal)

    def _reset(self) -> None:
        self._goal = self._epochs
        self.say("")
        self._run.reset()

    def _set_epochs(self, number: float) -> None:
        self._epochs = int(min(max(number, 1), _MOST_EPOCHS))
        self._goal = self._epochs if self._run.epoch < self._epochs else 0
        self.epochs.reset_value(self._epochs)
        self._word()

    def _set_speed(self) -> None:
        key = self.speed.currentData()
        self._run.speed = float(key) if key else None

    def _word(self) -> None:
        run = self._run
        if not run.has_begun:
            self._goal = self._epochs
        self.start.setText(self._start_text())
        over = bool(run.variants) and run.is_over
        self.start.setEnabled(run.is_running or (bool(run.variants) and not over))
        self.reset.setEnabled(run.has_begun)
        self.take.setEnabled(self._standing is not None)
        self._tell()

    def _start_text(self) -> str:
        run = self._run
        if run.is_running:
            return tr("Pause")
        if not run.has_begun:
            return tr("Start")
        if run.epoch < self._goal:
            return tr("Go on")
        return tr("{count} more epochs", count=f"{self._epochs:,}")

    def _tell(self) -> None:
        """The latest sentence, or else how the chosen variant ended."""
        text = self._said or (self._standing.told if self._standing else "") or self._where()
        self.told.setText(text)
        self.told.setProperty("role", self._role or "secondary")
        self.told.style().polish(self.told)

    def _where(self) -> str:
        run = self._run
        if not run.variants:
            return tr("Nobody takes part yet: choose a race, or add the present network.")
        if run.is_running and not run.has_begun:
            return tr("The engine is being prepared…")
        if not run.has_begun:
            return tr("Enter starts the race; all begin from the same seed.")
        return tr("Epoch {epoch} of {goal}", epoch=f"{run.epoch:,}", goal=f"{self._goal:,}")
