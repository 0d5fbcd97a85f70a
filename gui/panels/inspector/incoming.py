"""The weights that come into one unit, each in a field of its own."""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtWidgets import QVBoxLayout, QWidget

from gui.editing.document import Document
from gui.editing.hand_edits import HandEdits
from gui.forms.fields import NumberEdit
from gui.forms.form import Rows
from gui.look import theme
from gui.look.translate import tr
from gui.look.words import fixed, unit_name
from gui.panels.widgets.section import button, label
from gui.run.live import LiveNumbers, Pair

_AT_FIRST = 10


class IncomingWeights(QWidget):
    """A list of source → unit and weight; the first ten until all are asked for.

    Tab reaches it after the widget `follows`.
    """

    def __init__(self, document: Document, live: LiveNumbers, follows: QWidget) -> None:
        super().__init__()
        self._follows = follows
        self._document = document
        self._live = live
        self._edits = HandEdits(document, live)
        self._unit: int | None = None
        self._shown: tuple[tuple[Pair, str], ...] = ()
        self._all = False
        self.fields: dict[Pair, NumberEdit] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, theme.RHYTHM, 0, 0)
        self._column.setSpacing(theme.RHYTHM)
        self._title = label(role="heading")
        self._column.addWidget(self._title)
        self._body = QWidget()
        self._column.addWidget(self._body)
        self.show_all = button("", "link")
        self.show_all.clicked.connect(self._show_all)
        self._column.addWidget(self.show_all)

    def show_unit(self, unit: int | None) -> None:
        """Show what comes into this unit; None shows nothing."""
        if unit != self._unit:
            self._unit, self._all = unit, False
        self._fill()

    def refresh(self) -> None:
        """Show the weights as they are now."""
        for pair, field in self.fields.items():
            if self._document.network.has_connection(*pair):
                field.show_value(self._live.weight(pair))

    def _fill(self) -> None:
        network, unit = self._document.network, self._unit
        sources = network.incoming(unit) if unit is not None else ()
        self.setVisible(bool(sources))
        if unit is None or not sources:
            self._shown, self.fields = (), {}
            return
        name = unit_name(network, unit)
        self._title.setText(tr("Incoming to {unit}", unit=name))
        listed = sources if self._all else sources[:_AT_FIRST]
        shown = tuple(((s, unit), f"{unit_name(network, s)} → {name}") for s in listed)
        if shown != self._shown:
            self._shown = shown
            self._rebuild()
        hidden = len(sources) - len(listed)
        self.show_all.setVisible(hidden > 0)
        self.show_all.setText(tr("Show all {count}", count=len(sources)))

    def _rebuild(self) -> None:
        body = QWidget()
        rows = Rows(body)
        self.fields = {}
        for pair, text in self._shown:
            field = NumberEdit(fixed)
            field.committed.connect(lambda weight, pair=pair: self._set(pair, weight))
            rows.add(text, field, tr("The weight of this connection"))
            field.reset_value(self._live.weight(pair))
            self.fields[pair] = field
        self._column.replaceWidget(self._body, body)
        self._body.hide()
        self._body.deleteLater()
        self._body = body
        body.show()
        for before, after in pairwise((self._follows, *self.fields.values(), self.show_all)):
            QWidget.setTabOrder(before, after)

    def _show_all(self) -> None:
        self._all = True
        self._fill()
        first_new = list(self.fields.values())[_AT_FIRST:]
        if first_new:
            first_new[0].setFocus()

    def _set(self, pair: Pair, weight: float) -> None:
        field = self.fields[pair]
        at = field.mapToGlobal(field.rect().bottomLeft())
        if not self._edits.set_weight((pair,), weight, at):
            field.reset_value(self._live.weight(pair))
