"""The left side of a race: which race, who takes part, what the chosen one does otherwise."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from engine import race_presets
from gui.forms.fields import Choice
from gui.look import theme
from gui.look.translate import tr
from gui.panels.race.race_form import VariantForm
from gui.panels.widgets.section import button, label

OWN = "own"
_WIDTH = 268
_LOOK_LINES = 6


class RaceSide(QWidget):
    """Parts without deeds; `preset_chosen` brings the key of a preset, or OWN."""

    preset_chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.preset = Choice()
        self.preset.setAccessibleName(tr("Which race"))
        races = {key: tr(row.title) for key, row in race_presets.PRESETS.items()}
        self.preset.offer({**races, OWN: tr("Your own")})
        self.preset.chosen.connect(self.preset_chosen)
        self.look = label(wrap=True)
        self.look.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.look.setMinimumHeight(_LOOK_LINES * self.look.fontMetrics().lineSpacing())
        self.add = button(
            tr("Add the present network"), "", tr("As it is in the window now, from its start.")
        )
        self.copy = button(tr("Duplicate"), "", tr("Then change one thing in the copy."))
        self.remove = button(tr("Remove"))
        self.form = VariantForm()
        self._stack()

    def _stack(self) -> None:
        self.setFixedWidth(round(_WIDTH * theme.scale()))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.RHYTHM)
        pair = QHBoxLayout()
        pair.setSpacing(theme.RHYTHM)
        for one in (self.copy, self.remove):
            pair.addWidget(one, 1)
        line = QFrame()
        line.setProperty("role", "line")
        column.addWidget(self.preset)
        column.addWidget(self.look)
        column.addWidget(self.add)
        column.addLayout(pair)
        column.addWidget(line)
        column.addWidget(label(tr("The chosen variant"), "heading"))
        column.addWidget(self.form)
        column.addStretch(1)
