"""One unit's sum and activation written out: z₂ = 0 − 0.60·x₁ + 0.50·x₂ and a₂ = tanh(z₂)."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from gui.editing.document import Document
from gui.look import theme
from gui.panels.widgets.section import label
from gui.run import formulas
from gui.run.live import LiveNumbers


class Formulas(QWidget):
    """Two or three lines that follow the numbers."""

    def __init__(self, document: Document, live: LiveNumbers) -> None:
        super().__init__()
        self._document = document
        self._live = live
        self._unit: int | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.RHYTHM // 2)
        self.sum = label(role="", wrap=True)
        self.activation = label(role="", wrap=True)
        self.dropout = label(role="faint", wrap=True)
        for line in (self.sum, self.activation, self.dropout):
            line.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            column.addWidget(line)
        theme.signals.changed.connect(self._set_fonts)
        self._set_fonts()

    def _set_fonts(self) -> None:
        for line in (self.sum, self.activation, self.dropout):
            line.setFont(theme.font(theme.TEXT, tabular=True))

    def show_unit(self, unit: int | None) -> None:
        """Show this unit's formulas; None shows nothing."""
        self._unit = unit
        self.setVisible(unit is not None)

    def refresh(self) -> None:
        """Write the numbers as they are now."""
        network = self._document.network
        if self._unit is None or not network.has_unit(self._unit):
            return
        unit = network.unit(self._unit)
        _write(self.sum, formulas.weighted_sum(network, self._live, unit.id))
        _write(self.activation, formulas.activation(network, unit.id))
        _write(self.dropout, formulas.dropout(network, unit.id))
        self.dropout.setVisible(bool(self.dropout.text()))


def _write(line: QLabel, text: str) -> None:
    if line.text() != text:
        line.setText(text)
