"""Which two input columns the plane has, where there are more."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from gui.forms.fields import Choice
from gui.look import theme
from gui.look.translate import tr
from gui.panels.widgets.section import label
from gui.run.plane import Plane


class AxesBlock(QWidget):
    """A choice for each axis; `chosen` says which columns the person wants now."""

    chosen = Signal(int, int)

    def __init__(self) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.RHYTHM // 2)
        line = QHBoxLayout()
        column.addLayout(line)
        column.addWidget(label(tr("all other columns at their mean"), "faint"))
        self.x_choice, self.y_choice = Choice(), Choice()
        for choice, name, sign in (
            (self.x_choice, tr("Column to the right"), "→"),
            (self.y_choice, tr("Column upwards"), "↑"),
        ):
            choice.setAccessibleName(name)
            choice.setToolTip(tr("{axis}; at first the two that part the targets most", axis=name))
            choice.chosen.connect(self._choose)
            line.addWidget(label(sign))
            line.addWidget(choice, 1)

    def offer(self, names: Mapping[str, str], plane: Plane) -> None:
        """Offer columns by these names, and show those of the plane."""
        self._plane = plane
        for choice, column in ((self.x_choice, plane.x), (self.y_choice, plane.y)):
            choice.offer(names)
            choice.show_key(str(column))

    def _choose(self) -> None:
        plane = self._plane
        x, y = int(self.x_choice.currentData()), int(self.y_choice.currentData())
        if x == y:  # the other axis takes the column that this one had
            x, y = (plane.y, y) if y != plane.y else (x, plane.x)
        self.chosen.emit(x, y)
