"""What stands below the canvas, one tab each: the table, and the run in pictures."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent
from PySide6.QtWidgets import QStackedWidget, QTabWidget, QWidget

from gui.editing.document import Document
from gui.editing.selection import Selection
from gui.look import theme
from gui.look.translate import tr
from gui.menus.tab_titles import TAB_TITLES
from gui.panels.charts.charts_panel import ChartsPanel
from gui.panels.hidden.hidden_panel import HiddenPanel
from gui.panels.landscape.landscape_panel import LandscapePanel
from gui.panels.numbers.numbers_panel import NumbersPanel
from gui.panels.tab_corner import TabCorner
from gui.panels.table.table_panel import TablePanel
from gui.panels.weights.gradients_panel import GradientsPanel
from gui.panels.weights.matrices_panel import MatricesPanel
from gui.run.session import Session


class LowerPanel(QTabWidget):
    """The tabs; the charts are in front until the person asks for another.

    Folded, the tabs alone are left, and the one that is clicked opens. `row_changed` says how many
    pixels the tabs take; the other signals what the person asks for beside them. `tabs` holds the
    pages by their keys in TAB_TITLES.
    """

    race_wanted = Signal()
    rewind_wanted = Signal(bool)
    fold_wanted = Signal(bool)
    row_changed = Signal(int)

    def __init__(self, document: Document, selection: Selection, session: Session) -> None:
        super().__init__()
        self._folded = self._rewinding = False
        self.setDocumentMode(True)
        self.setAccessibleName(tr("Table and charts"))
        self.tabBar().setAccessibleName(tr("Table and charts"))
        self.tabBar().setDrawBase(False)
        self.tabBar().setExpanding(False)
        self.table = TablePanel(document, selection, session)
        self.charts = ChartsPanel(document, selection, session)
        self.matrices = MatricesPanel(document, selection, session)
        self.gradients = GradientsPanel(document, selection, session)
        self.landscape = LandscapePanel(document, selection, session)
        self.hidden = HiddenPanel(document, selection, session)
        self.numbers = NumbersPanel(document, selection, session)
        self.tabs: dict[str, QWidget] = {}
        for key, panel, title, hint in (
            ("table", self.table, tr("Table"), tr("Units and connections in numbers")),
            ("loss", self.charts, tr("Loss"), tr("Loss and accuracy over the epochs")),
            ("matrices", self.matrices, tr("Weights"), tr("Weights, activations and masks")),
            ("gradients", self.gradients, tr("Gradients"), tr("Gradients and updates over time")),
            ("landscape", self.landscape, tr("Landscape"), tr("The loss around the weights")),
            ("hidden", self.hidden, tr("Hidden space"), tr("The data as a layer's units see them")),
            ("numbers", self.numbers, tr("Numbers"), tr("Size, compute, and notable systems")),
        ):
            self.tabs[key] = panel
            keys = QKeySequence(TAB_TITLES[key][1][0])
            shortcut = keys.toString(QKeySequence.SequenceFormat.NativeText)
            self.setTabToolTip(self.addTab(panel, title), f"{hint} ({shortcut})")
        self.corner = TabCorner(self.table, session.time)
        self.setCornerWidget(self.corner)
        self.compare, self.rewind = self.corner.compare, self.corner.rewind
        self.compare.clicked.connect(self.race_wanted)
        self.rewind.clicked.connect(lambda: self.rewind_wanted.emit(not self._rewinding))
        self.corner.fold.clicked.connect(lambda: self.fold_wanted.emit(not self._folded))
        self.tabBarClicked.connect(self._unfold)
        self.currentChanged.connect(self._show_front)
        self.show_tab(self.charts)

    def show_tab(self, panel: QWidget) -> None:
        """Bring a tab to the front, for everybody to see."""
        self.setCurrentWidget(panel)
        self._unfold()
        self._show_front()

    def show_rewinding(self, rewinding: bool) -> None:
        """Whether the strip of the time machine is open."""
        self._rewinding = rewinding
        self.corner.show_rewinding(rewinding)

    def show_folded(self, folded: bool) -> None:
        """Show the tabs alone (True), or the page of the one in front as well."""
        self._folded = folded
        pages = self.findChild(QStackedWidget)
        if pages is not None:
            pages.setVisible(not folded)
        self.corner.show_folded(folded)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep all tabs in sight."""
        super().resizeEvent(event)
        self._place()

    def changeEvent(self, event: QEvent) -> None:
        """Say how high the tabs are in other letters."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.StyleChange, QEvent.Type.FontChange):
            self._place()

    def _unfold(self) -> None:
        if self._folded:
            self.fold_wanted.emit(False)

    def _show_front(self) -> None:
        front = self.currentWidget()
        self.corner.show_front(table=front is self.table, charts=front is self.charts)

    def _place(self) -> None:
        tabs = self.tabBar().sizeHint()
        self.row_changed.emit(tabs.height())
        self.corner.place(self.width() - tabs.width() - theme.RHYTHM)
