"""The columns at the left and the right of the canvas, and the places in them."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from gui.look import theme


class Slot(QFrame):
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
        self._column.insertWidget(0, line())

    def underline(self) -> None:
        """End with a hairline, towards the panel below."""
        self._column.addWidget(line())


class Side(QScrollArea):
    """Panels one below the other, scrolled where the window is too low for them.

    A side is seen while it is wanted, has a panel to show, and has not given way to the canvas;
    who asks for one that gave way gets it all the same.
    """

    def __init__(self, slots: list[Slot], width: int) -> None:
        super().__init__()
        self.slots = slots
        self._width = width
        self._wanted = True
        self._gives_way = self._insisted = self._away = False
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

    # Seen or not

    def want(self, wanted: bool) -> None:
        """Show it, or do not, as the person asks."""
        self._wanted, self._insisted = wanted, wanted and self._gives_way
        self.settle()

    def give_way(self, gives_way: bool) -> None:
        """Leave its room to the canvas, unless the person insists."""
        self._gives_way = gives_way
        self._insisted &= gives_way
        self.settle()

    def send_away(self, away: bool) -> None:
        """Be gone whatever is wanted, until called back."""
        self._away = away
        self.settle()

    def settle(self) -> None:
        """Appear or disappear as all of that has it."""
        filled = any(not slot.isHidden() for slot in self.slots)
        room = self._insisted or not self._gives_way
        self.setVisible(self._wanted and filled and room and not self._away)

    # Width

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


def line(upright: bool = False) -> QFrame:
    """A hairline between two parts of the window."""
    made = QFrame()
    made.setProperty("role", "upright" if upright else "line")
    return made
