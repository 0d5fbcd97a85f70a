"""The lines above the charts: what the curves run over, on which scale, smoothed or not."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QHBoxLayout, QWidget

from gui.forms.fields import FlatChoice
from gui.look import theme
from gui.look.translate import tr
from gui.panels.widgets.section import label, toggle

_HEIGHT = 26
_SMOOTHING = (1, 5, 20, 100)


class ChartHead(QWidget):
    """A heading with what can be chosen about one chart."""

    def __init__(self, title: str) -> None:
        super().__init__()
        self.row = QHBoxLayout(self)
        self.row.setContentsMargins(0, 0, 0, 0)
        self.row.setSpacing(theme.RHYTHM // 2)
        self.row.addStrut(round(_HEIGHT * theme.scale()))
        self.row.addWidget(label(title, "heading"))
        self.row.addStretch(1)


class LossHead(ChartHead):
    """What the loss runs over, and its scale; `chosen` tells of another."""

    chosen = Signal()

    def __init__(self) -> None:
        super().__init__(tr("Loss over"))
        self.across = FlatChoice()
        self.across.offer(
            {
                "epochs": tr("epochs"),
                "steps": tr("steps"),
                "examples": tr("examples"),
                "seconds": tr("seconds of training"),
            }
        )
        self.across.setAccessibleName(tr("What the curves run over"))
        self.across.chosen.connect(self.chosen)
        self.row.insertWidget(2, self.across)  # after the strut and the title
        self._scales = QButtonGroup(self)
        self.linear = self._scale(tr("linear"), tr("Equal distances are equal differences."))
        self.log = self._scale(
            tr("log"), tr("Equal distances are equal ratios: small losses are seen too.")
        )
        self.linear.setChecked(True)
        self._scales.buttonToggled.connect(self.chosen)

    def _scale(self, text: str, help_text: str) -> QAbstractButton:
        chip = toggle(text, help_text)
        chip.setAccessibleName(tr("{scale} scale", scale=text))
        self._scales.addButton(chip)
        self.row.addWidget(chip)
        return chip


class SharedChoices(QWidget):
    """What holds for all charts: smoothing, and whether the test set is measured."""

    chosen = Signal()

    def __init__(self) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.RHYTHM // 2)
        self.smoothing = FlatChoice()
        self.smoothing.offer(
            {
                str(count): tr("not smoothed") if count == 1 else tr("mean of {count}", count=count)
                for count in _SMOOTHING
            }
        )
        self.smoothing.setAccessibleName(tr("Smoothing"))
        self.smoothing.setToolTip(
            tr("Each point as the mean of so many; the measured curve stays behind it, faint.")
        )
        self.smoothing.chosen.connect(self.chosen)
        self.test = toggle(
            tr("test set"),
            tr("Measure the test set too. It is only looked at: neither learnt nor stopped by."),
        )
        self.test.toggled.connect(self.chosen)
        row.addWidget(self.smoothing)
        row.addWidget(self.test)

    @property
    def width_of_mean(self) -> int:
        """Over how many values the curves are smoothed; 1 is not at all."""
        return int(self.smoothing.currentData())
