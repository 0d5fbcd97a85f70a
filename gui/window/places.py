"""Where everything stands: data and parts left, canvas in the middle, charts below, rest right."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from gui.editing.document import Document
from gui.editing.notices import Notice, bus
from gui.editing.selection import Selection
from gui.look import theme
from gui.look.translate import tr
from gui.run.session import Session
from gui.window.middle import Middle
from gui.window.preferences import Preferences
from gui.window.sides import Side, Slot, line

if TYPE_CHECKING:
    from gui.panels import DataPanel, LowerPanel, PalettePanel

LEFT_WIDTH = 236
RIGHT_WIDTH = 320
# With both sides the canvas keeps so much of the width, or the left side gives way.
_CANVAS_SHARE = 0.4
_HIDDEN_AT_FIRST = ("time",)  # a link beside the tabs brings it
_LEFT = ("data", "palette")
_RIGHT = ("output", "inspector", "training")


@dataclass(frozen=True)
class LightPanels:
    """The panels that ask the window for something."""

    data: DataPanel
    palette: PalettePanel


class Places(QWidget):
    """The places of the top bar, the canvas and every panel; panels come later and can be hidden.

    `names` are the panels' names, as in `show_panel`.
    """

    names: tuple[str, ...] = (*_LEFT, *_RIGHT, "charts", "time")
    sides: tuple[str, ...] = ("left", "right")
    # What is shown now otherwise than the person last said: a panel or side, or "alone".
    shown = Signal(str, bool)

    def __init__(self, top_bar: QWidget, canvas: QWidget, preferences: Preferences) -> None:
        super().__init__()
        self._preferences = preferences
        self._top_bar, self._canvas = top_bar, canvas
        self._slots = {name: Slot() for name in self.names}
        self._lower: LowerPanel | None = None
        self._sides = {
            "left": Side([self._slots[name] for name in _LEFT], LEFT_WIDTH),
            "right": Side([self._slots[name] for name in _RIGHT], RIGHT_WIDTH),
        }
        self._middle = Middle(canvas, self._slots["charts"], self._slots["time"], preferences)
        self._alone = False
        self._lay_out(top_bar)
        for name in self.names:
            default = name not in _HIDDEN_AT_FIRST
            self.show_panel(name, preferences.flag(f"show/{name}", default=default))
        for name in self.sides:
            self._sides[name].want(preferences.flag(f"show/{name}", default=True))
        theme.signals.changed.connect(self._restyle)

    def _lay_out(self, top_bar: QWidget) -> None:
        row = QHBoxLayout()
        row.setSpacing(0)
        row.addWidget(self._sides["left"])
        row.addWidget(line(True))
        row.addWidget(self._middle, 1)
        row.addWidget(line(True))
        row.addWidget(self._sides["right"])
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(top_bar)
        column.addWidget(line())
        column.addLayout(row, 1)

    # Room

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Let the left side give way in a narrow window."""
        super().resizeEvent(event)
        self._make_room()

    def _restyle(self) -> None:
        had_left = self.is_shown("left")
        for side in self._sides.values():
            side.fit_width()
        self._make_room()
        self._middle.settle()
        if had_left and not self.is_shown("left"):
            bus.post(
                Notice(
                    "info",
                    tr("Data and parts have gone, so that the canvas has room."),
                    tr("F7 brings them back."),
                )
            )

    def _make_room(self) -> None:
        taken = sum(side.width() for side in self._sides.values())
        self._sides["left"].give_way(self.width() - taken < _CANVAS_SHARE * self.width())
        self._tell_sides()

    def _tell_sides(self) -> None:
        for name in self.sides:
            self.shown.emit(name, self.is_shown(name))

    def show_side(self, name: str, shown: bool) -> None:
        """Show or hide the "left" or the "right" column as a whole."""
        self.show_alone(False)
        self._sides[name].want(shown)
        self._preferences.set_flag(f"show/{name}", shown)
        self._tell_sides()

    def show_alone(self, alone: bool) -> None:
        """Leave the canvas alone below the top bar (True), or bring the rest back."""
        if alone == self._alone:
            return
        self._alone = alone
        for side in self._sides.values():
            side.send_away(alone)
        self._middle.send_away(alone)
        self._tell_sides()
        self.shown.emit("alone", alone)

    def order_tabs(self) -> None:
        """Let Tab go through the window as the eye does: top, left, canvas, below it, right."""
        left, right = ([self._slots[name] for name in names] for names in (_LEFT, _RIGHT))
        parts = (self._top_bar, *left, self._canvas, self._slots["charts"], *right)
        ordered = [each for part in parts for each in _stops(part)]
        for before, after in pairwise(ordered):
            QWidget.setTabOrder(before, after)

    # Panels

    def build_light(
        self, document: Document, selection: Selection, session: Session
    ) -> LightPanels:
        """Build the panels that need no slow library."""
        from gui.panels import DataPanel, InspectorPanel, PalettePanel, TimeStrip, TrainingPanel

        data = DataPanel(document, selection, session)
        palette = PalettePanel(document, selection, session)
        for name, panel in (
            ("data", data),
            ("palette", palette),
            ("inspector", InspectorPanel(document, selection, session)),
            ("training", TrainingPanel(document, selection, session)),
            ("time", TimeStrip(session)),
        ):
            self._slots[name].put(panel)
        self._slots["time"].overline()
        session.time.changed.connect(lambda: self._follow_time(session.time.is_past))
        return LightPanels(data, palette)

    def build_heavy(self, document: Document, selection: Selection, session: Session) -> LowerPanel:
        """Build the panels that draw with pyqtgraph."""
        from gui.panels import LowerPanel, OutputPanel

        self._slots["output"].put(OutputPanel(document, selection, session))
        self._lower = lower = LowerPanel(document, selection, session)
        self._slots["charts"].put(lower)
        lower.row_changed.connect(self._middle.show_row)
        lower.fold_wanted.connect(self._middle.fold)
        lower.rewind_wanted.connect(lambda shown: self._show_and_tell("time", shown))
        self._middle.folded.connect(lower.show_folded)
        lower.show_folded(self._middle.is_folded)
        lower.show_rewinding(self.is_shown("time"))
        self.order_tabs()
        return lower

    def panel(self, name: str) -> QWidget | None:
        """The panel called `name`, once it is built."""
        return self._slots[name].panel

    def show_tab(self, key: str) -> None:
        """Bring a tab below the canvas to the front, by its key, and the keyboard into it."""
        self._show_and_tell("charts", True)
        if self._lower is not None:
            panel = self._lower.tabs[key]
            self._lower.show_tab(panel)
            stops = (stop for stop in _stops(panel) if stop.isVisible() and stop.isEnabled())
            (panel.focusProxy() or next(stops, panel)).setFocus()

    def _show_and_tell(self, name: str, shown: bool) -> None:
        self.show_panel(name, shown)
        self.shown.emit(name, shown)

    def _follow_time(self, past: bool) -> None:
        """Nobody looks at the past without a sign of it."""
        if past and (self._alone or not self.is_shown("time")):
            self._show_and_tell("time", True)

    def show_panel(self, name: str, shown: bool) -> None:
        """Show or hide a panel; a side whose panels are all hidden goes away."""
        if shown:
            self.show_alone(False)
        self._slots[name].setVisible(shown)
        self._preferences.set_flag(f"show/{name}", shown)
        for side in self._sides.values():
            side.settle()
        self._middle.settle()
        if self._lower is not None and name == "time":
            self._lower.show_rewinding(shown)

    def is_shown(self, name: str) -> bool:
        """Whether a panel or a side is shown, or would be if its window were."""
        return not (self._sides.get(name) or self._slots[name]).isHidden()

    def remember(self) -> None:
        """Keep the place of the splitter for the next start."""
        self._middle.remember()


def _stops(part: QWidget) -> list[QWidget]:
    """What Tab stops at in a part of the window, in the order in which it was put there."""
    # Not by nextInFocusChain, which takes over the menus it comes past and lets them die.
    return [
        each
        for each in (part, *part.findChildren(QWidget))
        if each.focusPolicy() & Qt.FocusPolicy.TabFocus
        and each.focusProxy() is None
        and each.window() is part.window()  # a list's popup is a window of its own
    ]
