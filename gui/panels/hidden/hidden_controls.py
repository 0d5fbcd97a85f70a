"""What a person chooses about a layer's space: the layer, the axes, borders, the test set."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from gui.forms.fields import FlatChoice
from gui.look import theme
from gui.look.translate import tr
from gui.panels.widgets.section import label, toggle

_WIDTH = 196
_ARROWS = ("→", "↑")


class HiddenControls(QWidget):
    """A narrow column; `level_chosen` and `axes_chosen` by the person, `toggled` for the chips."""

    level_chosen = Signal()
    axes_chosen = Signal()
    toggled = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.level, self.axes, self.first, self.second = (FlatChoice() for _ in range(4))
        self.axes.offer({"units": tr("two units"), "components": tr("principal components")})
        for choice, name in (
            (self.level, tr("Layer")),
            (self.axes, tr("Axes")),
            (self.first, tr("Unit to the right")),
            (self.second, tr("Unit upwards")),
        ):
            choice.setAccessibleName(name)
            choice.setToolTip(name)
        self.level.chosen.connect(self._choose_level)
        for choice in (self.axes, self.first, self.second):
            choice.chosen.connect(self._choose_axes)
        self.border = toggle(
            tr("borders"), tr("Where units that read nothing but these axes change sides")
        )
        self.border.setChecked(True)
        self.test = toggle(tr("test set"), tr("Show the test examples too."))
        for chip in (self.border, self.test):
            chip.toggled.connect(self.toggled)
        self._build()
        theme.signals.changed.connect(self._fit)
        self._fit()

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(self.level)
        column.addWidget(self.axes)
        self._titles: list[QLabel] = []
        for arrow, choice in zip(_ARROWS, (self.first, self.second), strict=True):
            row, title = QHBoxLayout(), label("", "secondary")
            row.setContentsMargins(theme.RHYTHM, 0, 0, 0)
            title.setMinimumWidth(1)
            title.setToolTip(tr("In brackets the share of the variance that lies along it"))
            row.addWidget(label(arrow))
            row.addWidget(choice)
            row.addWidget(title, 1)
            self._titles.append(title)
            column.addLayout(row)
        chips = QHBoxLayout()
        chips.setSpacing(theme.RHYTHM // 2)
        chips.addWidget(self.border)
        chips.addWidget(self.test)
        chips.addStretch(1)
        column.addStretch(1)
        column.addLayout(chips)

    def _fit(self) -> None:
        self.setFixedWidth(round(_WIDTH * theme.scale()))

    # What is offered

    def offer_levels(self, titles: Sequence[str]) -> bool:
        """Offer layers by their titles; tells whether the one before is among them.

        The last but one comes first: the last hidden layer is where classes part.
        """
        before = self.level.currentText()
        self.level.offer({str(number): title for number, title in enumerate(titles)})
        known = before in titles
        self.level.show_key(str(titles.index(before) if known else max(len(titles) - 2, 0)))
        return known

    def offer_units(self, names: Mapping[int, str], *, keep: bool) -> None:
        """Offer a layer's units; `keep` the kind of axes that was chosen before."""
        offered, units = {str(unit): name for unit, name in names.items()}, list(names)
        for place, choice in enumerate((self.first, self.second)):
            before = choice.currentData()
            choice.offer(offered)
            choice.show_key(before if before in offered else str(units[place % len(units)]))
        if self.first.currentData() == self.second.currentData():
            self._move_second()
        if not keep:
            self.axes.show_key("units" if len(units) <= len(_ARROWS) else "components")
        self._arrange()

    @property
    def place(self) -> int:
        """Which of the layers is chosen."""
        return int(self.level.currentData())

    @property
    def units(self) -> tuple[int, int] | None:
        """The units on the two axes, the second −1 where there is one only; None: components."""
        if self.first.count() == 1:
            return int(self.first.currentData()), -1
        if self.axes.currentData() == "components":
            return None
        return int(self.first.currentData()), int(self.second.currentData())

    def show_titles(self, titles: Sequence[str]) -> None:
        """Say what the axes are, where that is not chosen."""
        for title, text in zip(self._titles, titles, strict=True):
            title.setText(text)

    # What is chosen

    def _choose_level(self) -> None:
        self.level_chosen.emit()

    def _choose_axes(self) -> None:
        if self.first.currentData() == self.second.currentData():
            self._move_second()
        self._arrange()
        self.axes_chosen.emit()

    def _move_second(self) -> None:
        """The same unit on both axes would be a line."""
        others = (self.second.itemData(place) for place in range(self.second.count()))
        other = next((key for key in others if key != self.first.currentData()), None)
        if other is not None:
            self.second.show_key(other)

    def _arrange(self) -> None:
        """Offer only what there is to choose."""
        many = self.first.count() > 1
        self.axes.setVisible(many)
        for choice in (self.first, self.second):
            choice.setVisible(many and self.axes.currentData() == "units")
