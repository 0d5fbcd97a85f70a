"""What stands below the canvas, one tab each: the table, and the run in pictures."""

from __future__ import annotations

from PySide6.QtCore import Signal
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
        self.setCornerWidget(self._corner())
        self.currentChanged.connect(self._show_aside)
        self.show_tab(self.charts)

    def _corner(self) -> QWidget:
        """What belongs to the tab in front, where the tabs leave room."""
        corner = QWidget()
        row = QHBoxLayout(corner)
        row.setContentsMargins(0, 0, theme.RHYTHM, 0)
        row.setSpacing(0)
        row.addWidget(self.table.aside)
        row.addWidget(self.compare)
        return corner

    def show_tab(self, panel: QWidget) -> None:
        """Bring a tab to the front."""
        self.setCurrentWidget(panel)
        self._show_aside()

    def _show_aside(self) -> None:
        self.table.aside.setVisible(self.currentWidget() is self.table)
        self.compare.setVisible(self.currentWidget() is self.charts)
