"""What stands beside the tabs below the canvas, as far as these leave room."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QWidget

from gui.look import icons, theme
from gui.look.translate import tr
from gui.panels.table.table_panel import TablePanel
from gui.panels.widgets.section import button
from gui.run.time_machine import TimeMachine

_ICON = 12


class TabCorner(QWidget):
    """The table's filter, a link to the race, one to the time machine, and what folds the panel."""

    def __init__(self, table: TablePanel, time: TimeMachine) -> None:
        super().__init__()
        self._table, self._time = table, time
        self._free, self._rewinding, self._folded = 0, False, False
        self._shows_table = self._shows_charts = self._offered = False
        self.compare = button(
            tr("Compare runs…"), "link", tr("Train variants of a network side by side")
        )
        self.rewind = button("", "link", tr("A slider over the whole run (Ctrl+7)"))
        self.fold = QToolButton()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, theme.RHYTHM, 0)
        row.setSpacing(2 * theme.RHYTHM)
        row.addStrut(table.aside.sizeHint().height())
        for widget in (self.compare, self.rewind, self.fold):
            row.addWidget(widget)
        self._row = row
        time.changed.connect(self._show_rewind)
        theme.signals.changed.connect(self._restyle)
        self._restyle()

    def show_front(self, *, table: bool, charts: bool) -> None:
        """Offer what goes with the tab in front."""
        self._shows_table, self._shows_charts = table, charts
        self.place(self._free)

    def show_rewinding(self, rewinding: bool) -> None:
        """Whether the strip of the time machine is open."""
        self._rewinding = rewinding
        self.place(self._free)

    def show_folded(self, folded: bool) -> None:
        """Whether all but the tabs is folded away."""
        self._folded = folded
        self._restyle()

    def place(self, free: int) -> None:
        """Show what fits into so many pixels; the filter goes above its table where it does not.

        Looking back comes first, in few words where many do not leave room for the race.
        """
        self._free = free
        self._offered = self._offers_rewind
        for words, others in self._choices():
            self.rewind.setText(words)
            shown = [*([self.rewind] if words else []), *others]
            left = free - sum(one.sizeHint().width() + self._row.spacing() for one in shown)
            if left >= 0:
                break
        for one in (self.compare, self.rewind, self.fold):
            one.setVisible(one in shown)
        self._place_filter(left)

    def _choices(self) -> Iterator[tuple[str, list[QWidget]]]:
        """Words of the link, "" for none, and what else stands beside the tabs: best first."""
        offers_race = self._shows_charts and not self._rewinding
        race: list[QWidget] = [self.compare] if offers_race else []
        words, sign = [tr("Close the time machine"), tr("Close")], "×"
        if not self._rewinding:
            words, sign = [tr("‹ Rewind to any epoch"), tr("‹ Rewind")], "‹"
        self.rewind.setAccessibleName(words[0].removeprefix("‹ "))
        if not self._offered:
            words = [""]
        choices: list[list[QWidget]] = [[*race, self.fold], [self.fold], []]
        for others in choices:
            for text in words:
                yield text, others
        yield sign if self._offered else "", []
        yield "", []

    def _show_rewind(self) -> None:
        """The run has begun, or has gone: there is something to look back at, or no longer."""
        if self._offers_rewind != self._offered:
            self.place(self._free)

    @property
    def _offers_rewind(self) -> bool:
        return self._time.can_look_back or self._rewinding

    def _place_filter(self, free: int) -> None:
        """Rather beside the tabs without the count than above with it."""
        table, aside = self._table, self._table.aside
        for counted in (True, False):
            table.count.setVisible(counted)
            fits = aside.sizeHint().width() <= free
            if fits:
                break
        if fits and self._row.indexOf(aside) < 0:
            self._row.insertWidget(0, aside)
        elif not fits:
            table.count.show()
            table.hold_aside()
        aside.setVisible(self._shows_table and not self._folded)

    def _restyle(self) -> None:
        side = round(_ICON * theme.scale())
        name = tr("Open this panel") if self._folded else tr("Fold this panel")
        self.fold.setIcon(icons.icon("chevron-up" if self._folded else "chevron-down"))
        self.fold.setIconSize(QSize(side, side))
        self.fold.setToolTip(name)
        self.fold.setAccessibleName(name)
        self.place(self._free)
