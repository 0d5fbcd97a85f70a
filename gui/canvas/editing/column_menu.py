"""Asking, at the pointer, which of the free columns a new input takes."""

from __future__ import annotations

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QMenu, QWidget

from gui.editing import columns
from gui.editing.document import Document
from gui.look.translate import tr
from gui.look.words import set_formula

_MOST = 16


class ColumnMenu(QMenu):
    """Offers what an input may take; Enter and Esc both leave it the first, which it has."""

    def __init__(self, document: Document, unit: int, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.aboutToHide.connect(self.deleteLater)
        self._document, self._unit = document, unit
        inputs, data = document.network.inputs, document.data
        known = unit in inputs and len(inputs) == len(data.feature_names)
        self.offered = columns.offered(data, inputs.index(unit)) if known else ()
        heading = self.addAction(tr("Which column?"))
        heading.setEnabled(False)
        for place, name in enumerate(self.offered[:_MOST]):
            action = self.addAction(set_formula(name))
            action.setData(name)
            action.setCheckable(True)
            action.setChecked(place == 0)
        if len(self.offered) > _MOST:
            more = tr("{count} more in the inspector", count=len(self.offered) - _MOST)
            self.addAction(more).setEnabled(False)
        self.triggered.connect(lambda action: self._take(action.data()))

    def ask(self, at: QPoint) -> None:
        """Open at a place on the screen, if there is a choice."""
        if len(self.offered) < 2:
            self.deleteLater()
            return
        self.popup(at)
        self.setActiveAction(self.actions()[1])

    def _take(self, name: str) -> None:
        document, inputs = self._document, self._document.network.inputs
        if name != self.offered[0] and self._unit in inputs:
            data = columns.with_column(document.data, inputs.index(self._unit), name)
            document.change_data(data, tr("Take the column {name}", name=set_formula(name)))
