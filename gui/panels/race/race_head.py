"""The line above the curves: which loss, on which scale."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QWidget

from gui.forms.fields import FlatChoice
from gui.look import theme
from gui.look.translate import tr
from gui.panels.widgets.section import button, label


class RaceHead(QWidget):
    """`losses` is "train", "validation" or "both"."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.RHYTHM // 2)
        self.choice = FlatChoice()
        self.choice.offer(
            {
                "train": tr("on the training part"),
                "validation": tr("on the validation part"),
                "both": tr("training, and validation dashed"),
            }
        )
        self.choice.setAccessibleName(tr("Which loss is drawn"))
        self.choice.chosen.connect(self.changed)
        row.addWidget(label(tr("Loss"), "heading"))
        row.addWidget(self.choice)
        row.addStretch(1)
        self._scales = QButtonGroup(self)
        for text in (tr("linear"), tr("log")):
            chip = button(text)
            chip.setStyleSheet("padding: 2px 9px;")
            chip.setCheckable(True)
            chip.setAccessibleName(tr("{scale} scale", scale=text))
            self._scales.addButton(chip)
            row.addWidget(chip)
        self.linear, self.log = self._scales.buttons()
        self.linear.setChecked(True)
        self._scales.buttonToggled.connect(self.changed)

    @property
    def losses(self) -> str:
        """Which losses are to be drawn."""
        return str(self.choice.currentData())

    @property
    def is_logarithmic(self) -> bool:
        """Whether equal distances are equal ratios."""
        return self.log.isChecked()

    def show_losses(self, key: str) -> None:
        """Choose which losses are drawn."""
        self.choice.show_key(key)
        self.changed.emit()
