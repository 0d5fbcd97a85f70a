"""The table: units and connections beside the canvas, selected and edited on either side."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from engine import Change, Snapshot
from gui.editing.document import Document
from gui.editing.hand_edits import HandEdits
from gui.editing.selection import Selection
from gui.look import theme
from gui.look.translate import tr
from gui.panels.table.table_models import LinksModel, UnitsModel
from gui.panels.table.table_view import CellEditor, TwinView
from gui.panels.table.twin_model import TwinModel
from gui.panels.weights.gradients import Gradients
from gui.panels.widgets.section import button
from gui.panels.widgets.throttle import Throttle
from gui.run.live import LiveNumbers, moves_only
from gui.run.session import Session, State

_FRAME_MS = 120
_FILTER_WIDTH = 170


class TablePanel(QWidget):
    """The canvas's twin: two tables that follow the document, the selection and the training.

    `aside` holds the filter and how much there is; it stands where the tabs leave room.
    """

    def __init__(self, document: Document, selection: Selection, session: Session) -> None:
        super().__init__()
        self._document, self._selection = document, selection
        self._live = LiveNumbers(document, session, self)
        self._edits = HandEdits(document, self._live)
        self._gradients = Gradients(document, session, self)
        self._gradients.changed.connect(self._show_gradients)
        self._stale = True
        self.setAccessibleName(tr("Table of units and connections"))
        self.units_model = UnitsModel(self._live, self)
        self.links_model = LinksModel(self._live, self)
        self.units = TwinView(self.units_model, tr("Units"))
        self.setFocusProxy(self.units)
        self.links = TwinView(self.links_model, tr("Connections"))
        self.units.setItemDelegate(CellEditor(self.units, self._take_unit))
        self.links.setItemDelegate(CellEditor(self.links, self._take_link))
        self._throttle = Throttle(_FRAME_MS, self)
        self._throttle.due.connect(self._show_numbers)
        self._build_aside()
        self._lay_out()
        self._connect(session)

    def _lay_out(self) -> None:
        both = QSplitter(Qt.Orientation.Horizontal)
        both.setChildrenCollapsible(False)
        both.setHandleWidth(1)
        both.addWidget(self.units)
        both.addWidget(self.links)
        both.setStretchFactor(0, 5)
        both.setStretchFactor(1, 4)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(theme.RHYTHM, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.addWidget(both, 1)
        self.hold_aside()
        QWidget.setTabOrder(self.units, self.links)

    def hold_aside(self) -> None:
        """Have the filter above the tables, until somebody with more room takes it."""
        if self._column.indexOf(self.aside) < 0:
            self._column.insertWidget(0, self.aside)

    def _build_aside(self) -> None:
        self.aside = QWidget()
        row = QHBoxLayout(self.aside)
        row.setContentsMargins(0, 2, theme.RHYTHM, 2)
        row.setSpacing(theme.RHYTHM)
        self.count = QLabel()
        self.count.setProperty("role", "faint")
        self.filter = QLineEdit()
        self.filter.setPlaceholderText(tr("Filter: x1 h2"))
        self.filter.setAccessibleName(tr("Filter the table"))
        self.filter.setToolTip(tr("Show what has these names only, such as h2 or x1 h2."))
        self.filter.setClearButtonEnabled(True)
        self.filter.setMaximumWidth(round(_FILTER_WIDTH * theme.scale()))
        self.filter.textChanged.connect(self._filter)
        self.gradient = button(
            tr("With gradients"), "", tr("Measure the gradient of the loss while training rests")
        )
        self.gradient.setCheckable(True)
        self.gradient.setStyleSheet("padding: 3px 9px;")
        self.gradient.toggled.connect(self._gradients.set_wanted)
        row.addWidget(self.count)
        row.addStretch(1)
        row.addWidget(self.gradient)
        row.addWidget(self.filter)

    def _connect(self, session: Session) -> None:
        self._document.network_changed.connect(self._edited)
        self._document.opened.connect(self._reopened)
        self._selection.changed.connect(self._show_selection)
        self.units.chosen.connect(self._choose_units)
        self.links.chosen.connect(self._choose_links)
        session.snapshot_ready.connect(self._snapshot_came)
        session.state_changed.connect(self._rest)

    # Following; a table out of sight does nothing

    def showEvent(self, event: QShowEvent) -> None:
        """Catch up with the network."""
        super().showEvent(event)
        self._follow(anew=self._stale)

    def _edited(self, change: Change) -> None:
        if not moves_only(change):
            anew = change.structural or bool(change.seed or change.initializer)
            self._stale |= anew
            self._follow(anew=self._stale)

    def _reopened(self) -> None:
        self._stale = True
        self._follow(anew=True)

    def _follow(self, *, anew: bool) -> None:
        if not self.isVisible():
            return
        for model in self._models:
            model.follow(self._document.network, anew=anew)
        self._stale = False
        self._count()
        self._show_selection()

    @property
    def _models(self) -> tuple[TwinModel, ...]:
        return self.units_model, self.links_model

    def _count(self) -> None:
        self.count.setText(
            tr(
                "{units} units · {connections} connections",
                units=f"{self.units_model.rowCount():,}",
                connections=f"{self.links_model.rowCount():,}",
            )
        )

    def _filter(self, text: str) -> None:
        for model in self._models:
            model.filter(text)
        self._count()
        self._show_selection()

    def _snapshot_came(self, _snapshot: Snapshot) -> None:
        if self.isVisible():
            self._throttle.ask()

    def _show_numbers(self) -> None:
        self.units.show_numbers()
        self.links.show_numbers()

    def _show_gradients(self) -> None:
        self.links_model.take_gradients(self._gradients.known)
        self.links.show_numbers()

    def _rest(self, state: State) -> None:
        """Put the rows in order again once the numbers stand still.

        After an edit the session may say so before the table has taken it.
        """
        network = self._document.network
        known = self.units_model.count, self.links_model.count
        in_step = known == (len(network.units), network.connection_count)
        if self.isVisible() and in_step and state is not State.RUNNING:
            for model in self._models:
                model.sort_again()

    # Selection

    def _show_selection(self) -> None:
        if self.isVisible() and not self._stale:
            self.units.select(self.units_model.rows_of_units(sorted(self._selection.units)))
            self.links.select(self.links_model.rows_of_pairs(self._selection.sorted_connections))

    def _choose_units(self) -> None:
        rows = self.units.selected_rows().tolist()
        units = [self.units_model.units[row].id for row in rows]
        self._selection.set(units, self._selection.connections if _adding() else ())

    def _choose_links(self) -> None:
        pairs = self.links_model.pairs(self.links.selected_rows())
        self._selection.set(self._selection.units if _adding() else (), pairs)

    # Edits

    def _take_unit(self, row: int, column: int, value: object) -> None:
        unit, at = self.units_model.units[row].id, _place(self.units, row, column)
        if column == UnitsModel.NAME:
            self._edits.rename(unit, str(value), at)
        elif column == UnitsModel.ACTIVATION:
            self._edits.set_activation([unit], str(value), at)
        elif isinstance(value, float):
            edit = self._edits.set_bias if column == UnitsModel.BIAS else self._edits.set_keep
            edit([unit], value, at)

    def _take_link(self, row: int, column: int, value: object) -> None:
        assert isinstance(value, float)
        pair = self.links_model.pair(row)
        self._edits.set_weight([pair], value, _place(self.links, row, column))


def _adding() -> bool:
    """Whether what is selected elsewhere stays selected."""
    return bool(QApplication.keyboardModifiers() & Qt.KeyboardModifier.ControlModifier)


def _place(view: TwinView, row: int, column: int) -> QPoint:
    """The lower left corner of a row's cell on the screen, for a notice."""
    model = view.model()
    assert isinstance(model, TwinModel)
    (line,) = model.lines_of(np.array([row]))
    return view.viewport().mapToGlobal(view.visualRect(model.index(int(line), column)).bottomLeft())
