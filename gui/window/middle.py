"""The middle of the window: the canvas, and below it what belongs to the run."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from gui.look import theme
from gui.window.preferences import Preferences
from gui.window.sides import Slot

# Of the height of the middle: 29 % of the window's, as drawn.
_SHARE = 0.325
_LEAST, _LEAST_OVER_STRIP = 140, 126
_ROW = 34  # the tabs alone, until they say themselves how high they are
_ANY_HEIGHT = 16_777_215
_SHARE_KEY, _FOLDED_KEY = "layout/lower_share", "layout/lower_folded"


class Middle(QSplitter):
    """The canvas takes what the part below leaves: its share of the height, or only its tabs.

    The line between both is dragged to another share; dragged far down it folds what is below,
    to one row. Both are remembered. The strip of the time machine takes its height from the share,
    as far as that has more than the least, so that the canvas keeps its own.
    """

    folded = Signal(bool)

    def __init__(self, canvas: QWidget, charts: Slot, time: Slot, preferences: Preferences) -> None:
        super().__init__(Qt.Orientation.Vertical)
        self._charts, self._time, self._preferences = charts, time, preferences
        self._share = min(max(preferences.number(_SHARE_KEY, _SHARE), 0.05), 0.9)
        self.is_folded = preferences.flag(_FOLDED_KEY)
        self._row, self._away = _ROW, False
        self._below = QWidget()
        column = QVBoxLayout(self._below)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(charts, 1)
        column.addWidget(time)
        self.setHandleWidth(1)
        self.setChildrenCollapsible(False)
        self.addWidget(canvas)
        self.addWidget(self._below)
        self.setStretchFactor(0, 1)
        self.splitterMoved.connect(self._follow_hand)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the share."""
        super().resizeEvent(event)
        self.settle()

    def show_row(self, height: int) -> None:
        """Leave so many pixels where all but the tabs is folded away."""
        if height != self._row:
            self._row = height
            self.settle()

    def fold(self, folded: bool) -> None:
        """Leave only the tabs of what is below (True), or give it its share again."""
        if folded != self.is_folded:
            self.is_folded = folded
            self.settle()
            self.folded.emit(folded)

    def send_away(self, away: bool) -> None:
        """Let the canvas have the whole height, until what is below is called back."""
        self._away = away
        self.settle()

    def settle(self) -> None:
        """Give each part its height, after something was shown, hidden, folded or enlarged."""
        charts, strip = not self._charts.isHidden(), self._strip
        self._below.setVisible((charts or strip > 0) and not self._away)
        self._below.setMaximumHeight(_ANY_HEIGHT if charts else max(strip, 1))
        self._charts.setMinimumHeight(self._row)
        wanted = max(round(self._share * self.height()) - strip, self._least)
        below = (self._row if self.is_folded else wanted) + strip
        self.setSizes([max(self.height() - below - self.handleWidth(), 0), below])

    def remember(self) -> None:
        """Keep share and fold for the next start."""
        self._preferences.set_number(_SHARE_KEY, self._share)
        self._preferences.set_flag(_FOLDED_KEY, self.is_folded)

    @property
    def _strip(self) -> int:
        return 0 if self._time.isHidden() else self._time.sizeHint().height()

    @property
    def _least(self) -> int:
        return round((_LEAST_OVER_STRIP if self._strip else _LEAST) * theme.scale())

    def _follow_hand(self) -> None:
        """Take over the share that the hand gives; too little for a page folds it."""
        if self._charts.isHidden():
            return
        height = self.sizes()[1] - self._strip
        folded = height < (self._row + self._least) / 2
        if not folded:
            self._share = (height + self._strip) / max(self.height(), 1)
        self.fold(folded)
        self.settle()
