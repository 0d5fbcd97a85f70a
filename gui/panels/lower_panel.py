"""What stands below the canvas, one tab each: the table, and the run in pictures."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QTabWidget, QWidget

from gui import theme
from gui.document import Document
from gui.panels.charts_panel import ChartsPanel
from gui.panels.gradients_panel import GradientsPanel
from gui.panels.landscape_panel import LandscapePanel
from gui.panels.matrices_panel import MatricesPanel
from gui.panels.table_panel import TablePanel
from gui.panels.widgets.section import button
from gui.selection import Selection
from gui.session import Session
from gui.translate import tr


class LowerPanel(QTabWidget):
    """The tabs; the charts are in front until the person asks for another."""

    race_wanted = Signal()

    def __init__(self, document: Document, selection: Selection, session: Session) -> None:
        super().__init__()
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
        for panel, title, hint in (
            (self.table, tr("Table"), tr("Units and connections in numbers (T)")),
            (self.charts, tr("Loss"), tr("Loss and accuracy over the epochs")),
            (self.matrices, tr("Weights"), tr("Weights, activations and masks as pictures")),
            (self.gradients, tr("Gradients"), tr("Gradients, updates and weights over time")),
            (self.landscape, tr("Landscape"), tr("The loss around the present weights")),
        ):
            self.setTabToolTip(self.addTab(panel, title), hint)
        self.compare = button(
            tr("Compare runs…"), "link", tr("Train variants of a network side by side")
        )
        self.compare.clicked.connect(self.race_wanted)
        self.setCornerWidget(self._build_corner())
        self.currentChanged.connect(self._place_asides)
        self.show_tab(self.charts)

    def _build_corner(self) -> QWidget:
        """What belongs to the tab in front, where the tabs leave room."""
        corner = QWidget()
        self._corner = QHBoxLayout(corner)
        self._corner.setContentsMargins(0, 0, theme.RHYTHM, 0)
        self._corner.setSpacing(0)
        self._corner.addStrut(self.table.aside.sizeHint().height())
        self._corner.addWidget(self.compare)
        return corner

    def show_tab(self, panel: QWidget) -> None:
        """Bring a tab to the front."""
        self.setCurrentWidget(panel)
        self._place_asides()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep all tabs in sight."""
        super().resizeEvent(event)
        self._place_asides()

    def _place_asides(self) -> None:
        """Beside the tabs where there is room; else the filter goes above its table."""
        free = self.width() - self.tabBar().sizeHint().width() - theme.RHYTHM
        self._place_filter(free)
        fits = self.compare.sizeHint().width() <= free
        self.compare.setVisible(fits and self.currentWidget() is self.charts)

    def _place_filter(self, free: int) -> None:
        """Rather beside the tabs without the count than above with it."""
        table, aside = self.table, self.table.aside
        for counted in (True, False):
            table.count.setVisible(counted)
            fits = aside.sizeHint().width() <= free
            if fits:
                break
        if fits and self._corner.indexOf(aside) < 0:
            self._corner.insertWidget(0, aside)
        elif not fits:
            table.count.show()
            table.hold_aside()
        aside.setVisible(self.currentWidget() is table)
