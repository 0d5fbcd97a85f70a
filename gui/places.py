"""Where everything stands: data and parts left, canvas in the middle, charts below, rest right."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QScrollArea,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from gui import theme
from gui.document import Document
from gui.preferences import Preferences
from gui.selection import Selection
from gui.session import Session

if TYPE_CHECKING:
    from gui.panels import DataPanel, LowerPanel, PalettePanel

LEFT_WIDTH = 236
RIGHT_WIDTH = 320
CHARTS_HEIGHT = 262
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

    def __init__(self, top_bar: QWidget, canvas: QWidget, preferences: Preferences) -> None:
        super().__init__()
        self._preferences = preferences
        self._top_bar, self._canvas = top_bar, canvas
        self._slots = {name: _Slot() for name in self.names}
        self._lower: LowerPanel | None = None
        self._left = _Column([self._slots[name] for name in _LEFT], LEFT_WIDTH)
        self._right = _Column([self._slots[name] for name in _RIGHT], RIGHT_WIDTH)
        self._middle = QSplitter(Qt.Orientation.Vertical)
        self._middle.setHandleWidth(1)
        self._middle.setChildrenCollapsible(False)
        self._middle.addWidget(canvas)
        self._middle.addWidget(self._slots["charts"])
        self._middle.setStretchFactor(0, 1)
        self._middle.setSizes([10_000, CHARTS_HEIGHT])
        self._middle.restoreState(preferences.layout("middle"))
        self._slots["charts"].setMinimumHeight(160)
        self._lay_out(top_bar)
        for name in self.names:
            self.show_panel(name, preferences.flag(f"show/{name}", default=True))
        theme.signals.changed.connect(self._resize)

    def _lay_out(self, top_bar: QWidget) -> None:
        middle = QVBoxLayout()
        middle.setSpacing(0)
        middle.addWidget(self._middle, 1)
        middle.addWidget(self._slots["time"])
        row = QHBoxLayout()
        row.setSpacing(0)
        row.addWidget(self._left)
        row.addWidget(_line(True))
        row.addLayout(middle, 1)
        row.addWidget(_line(True))
        row.addWidget(self._right)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(top_bar)
        column.addWidget(_line())
        column.addLayout(row, 1)

    def _resize(self) -> None:
        self._left.fit_width()
        self._right.fit_width()

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
        return LightPanels(data, palette)

    def build_heavy(self, document: Document, selection: Selection, session: Session) -> LowerPanel:
        """Build the panels that draw with pyqtgraph."""
        from gui.panels import LowerPanel, OutputPanel

        self._slots["output"].put(OutputPanel(document, selection, session))
        self._lower = LowerPanel(document, selection, session)
        self._slots["charts"].put(self._lower)
        self.order_tabs()
        return self._lower

    def panel(self, name: str) -> QWidget | None:
        """The panel called `name`, once it is built."""
        return self._slots[name].panel

    def show_table(self) -> None:
        """Bring the table to the front, and the keyboard to it."""
        self.show_panel("charts", True)
        if self._lower is not None:
            self._lower.show_tab(self._lower.table)
            self._lower.table.units.setFocus()

    def show_landscape(self) -> None:
        """Bring the landscape to the front, and the keyboard to its first choice."""
        self.show_panel("charts", True)
        if self._lower is not None:
            self._lower.show_tab(self._lower.landscape)
            self._lower.landscape.controls.directions.setFocus()

    def show_panel(self, name: str, shown: bool) -> None:
        """Show or hide a panel; a side whose panels are all hidden goes away."""
        self._slots[name].setVisible(shown)
        self._preferences.set_flag(f"show/{name}", shown)
        for column in (self._left, self._right):
            column.setVisible(any(not slot.isHidden() for slot in column.slots))

    def is_shown(self, name: str) -> bool:
        """Whether a panel is shown, or would be if its window were."""
        return not self._slots[name].isHidden()

    def remember(self) -> None:
        """Keep the place of the splitter for the next start."""
        self._preferences.set_layout("middle", self._middle.saveState())


class _Slot(QFrame):
    """The place of one panel."""

    def __init__(self) -> None:
        super().__init__()
        self.panel: QWidget | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)

    def put(self, panel: QWidget) -> None:
        """Let `panel` stand here."""
        self.panel = panel
        self._column.insertWidget(0, panel)

    def overline(self) -> None:
        """Begin with a hairline, towards what is above."""
        self._column.insertWidget(0, _line())

    def underline(self) -> None:
        """End with a hairline, towards the panel below."""
        self._column.addWidget(_line())


class _Column(QScrollArea):
    """Panels one below the other, scrolled where the window is too low for them."""

    def __init__(self, slots: list[_Slot], width: int) -> None:
        super().__init__()
        self.slots = slots
        self._width = width
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._inside = inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for slot in slots:
            column.addWidget(slot)
            if slot is not slots[-1]:
                slot.underline()
        column.addStretch(1)
        self.setWidget(inside)
        inside.installEventFilter(self)
        self.fit_width()

    def fit_width(self) -> None:
        """As wide as designed, at the present scale, or as a wider font needs."""
        bar = self.verticalScrollBar().sizeHint().width()
        needed = self._inside.minimumSizeHint().width() + bar
        self.setFixedWidth(max(round(self._width * theme.scale()), needed))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Fit again when the panels inside need another width."""
        if event.type() == QEvent.Type.LayoutRequest:
            self.fit_width()
        return super().eventFilter(watched, event)


def _line(upright: bool = False) -> QFrame:
    line = QFrame()
    line.setProperty("role", "upright" if upright else "line")
    return line


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
