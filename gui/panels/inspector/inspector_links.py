"""The inspector's page for connections: their weight."""

from __future__ import annotations

import numpy as np
from PySide6.QtWidgets import QVBoxLayout, QWidget

from gui.editing.document import Document
from gui.editing.hand_edits import HandEdits
from gui.forms.fields import NumberEdit
from gui.forms.form import Rows
from gui.look import theme
from gui.look.translate import tr
from gui.look.words import fixed, unit_name
from gui.panels.widgets.section import label
from gui.run.live import LiveNumbers, Pair


class LinksPage(QWidget):
    """One field for the weight, shared by all selected connections."""

    def __init__(self, document: Document, live: LiveNumbers) -> None:
        super().__init__()
        self._document = document
        self._live = live
        self._edits = HandEdits(document, live)
        self._pairs: tuple[Pair, ...] = ()
        self._sources = self._targets = np.empty(0, np.int64)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.RHYTHM)
        self.weight = NumberEdit(fixed)
        self.weight.committed.connect(self._set)
        rows = Rows()
        rows.add(
            tr("Weight w"),
            self.weight,
            tr("What the source's activation is multiplied by on its way into the sum."),
        )
        column.addLayout(rows)
        self.meaning = label(wrap=True)
        column.addWidget(self.meaning)

    def show_links(self, pairs: tuple[Pair, ...]) -> None:
        """Show these connections."""
        if pairs != self._pairs:
            self._pairs = pairs
            self._sources, self._targets = np.array(pairs, np.int64).reshape(-1, 2).T
            self.weight.reset_value(self._common())
        self.refresh()
        network = self._document.network
        self.meaning.setVisible(len(pairs) == 1)
        if len(pairs) == 1:
            source, target = (unit_name(network, unit) for unit in pairs[0])
            self.meaning.setText(tr("{b} receives w · {a}.", a=source, b=target))

    def refresh(self) -> None:
        """Show the weight as it is now."""
        self.weight.show_value(self._common())

    def _common(self) -> float | None:
        weights = self._live.weights_between(self._sources, self._targets)
        return float(weights[0]) if len(weights) and (weights == weights[0]).all() else None

    def _set(self, weight: float) -> None:
        at = self.weight.mapToGlobal(self.weight.rect().bottomLeft())
        if not self._edits.set_weight(self._pairs, weight, at):
            self.weight.reset_value(self._common())
