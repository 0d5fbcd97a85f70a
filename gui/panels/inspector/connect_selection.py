"""The inspector's buttons that connect all selected units at once."""

from __future__ import annotations

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from gui.editing import patterns
from gui.editing.document import Document
from gui.forms.fields import NumberEdit
from gui.look import theme
from gui.look.translate import tr
from gui.look.words import fixed
from gui.panels.widgets.section import Button, button, label

_FIELD_WIDTH = 64


class ConnectSelection(QWidget):
    """One button for each pattern; the random one has a field for its probability."""

    def __init__(self, document: Document) -> None:
        super().__init__()
        self._document = document
        self._units: tuple[int, ...] = ()
        self.buttons: dict[str, Button] = {}
        self.share = NumberEdit(lambda part: f"{fixed(part, 0)} %", step=5)
        self._make_share()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, theme.RHYTHM, 0, 0)
        column.setSpacing(theme.RHYTHM - 2)
        column.addWidget(label(tr("Connect the selection"), "heading"))
        for key, row in patterns.PATTERNS.items():
            self.buttons[key] = chip = button(tr(row.label), "chip", tr(row.hint))
            chip.clicked.connect(lambda _=False, key=key: self._connect(key))
            line = QHBoxLayout()
            line.addWidget(chip, 1)
            if key == "at_random":
                line.addWidget(self.share)
            column.addLayout(line)

    def show_units(self, units: tuple[int, ...]) -> None:
        """Connect these from now on; outputs alone feed nothing, and there is nothing to press."""
        network = self._document.network
        self._units = units
        self.setVisible(any(network.unit(unit).kind != "output" for unit in units))

    def _make_share(self) -> None:
        self.share.setFixedWidth(round(_FIELD_WIDTH * theme.scale()))
        self.share.setAccessibleName(tr("Probability of each connection, in percent"))
        self.share.setToolTip(tr("Probability of each connection, in percent"))
        self.share.reset_value(100 * patterns.DEFAULT_SHARE)
        self.share.committed.connect(
            lambda part: self.share.reset_value(min(max(round(part), 1), 100))
        )

    def _connect(self, key: str) -> None:
        chip = self.buttons[key]
        at = chip.mapToGlobal(QPoint(0, chip.height()))
        share = (self.share.value or 0) / 100
        patterns.connect(self._document, self._units, key, at, share)
