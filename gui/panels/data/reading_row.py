"""How a text is cut into cells: lists of what was found out, each to be corrected."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QWidget

from engine import datasets
from engine.data.datasets import CsvPreview
from gui.forms.fields import Choice
from gui.look.translate import tr
from gui.panels.widgets.flow import FlowRow
from gui.panels.widgets.section import labelled

_DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}
_DECIMALS = {".": "point", ",": "comma"}


class ReadingRow(QWidget):
    """`changed` tells of another choice; `asked` are those that were made by hand.

    A text that was pasted has no encoding to choose, a workbook only its sheet.
    """

    changed = Signal()

    def __init__(self, *, is_file: bool) -> None:
        super().__init__()
        self._by_hand: set[str] = set()
        row = FlowRow(self)
        self.encoding, self.delimiter, self.decimal = Choice(), Choice(), Choice()
        self.sheet = Choice()
        self._labelled: dict[str, QWidget] = {}
        self._fields = {
            "sheet": (tr("Sheet"), self.sheet, dict[str, str]()),
            "encoding": (tr("Letters"), self.encoding, datasets.ENCODINGS),
            "delimiter": (tr("Between columns"), self.delimiter, _DELIMITERS),
            "decimal": (tr("Decimal sign"), self.decimal, _DECIMALS),
        }
        if not is_file:
            del self._fields["encoding"]
        for name, (text, choice, words) in self._fields.items():
            choice.offer({key: tr(word) for key, word in words.items()})
            choice.chosen.connect(lambda _key, name=name: self._choose(name))
            self._labelled[name] = labelled(text, choice)
            row.addWidget(self._labelled[name])
        self.header = QCheckBox(tr("The first line holds names"))
        self.header.clicked.connect(lambda: self._choose("header"))
        self.header.setMinimumHeight(self.delimiter.sizeHint().height())
        row.addWidget(self.header)

    @property
    def asked(self) -> dict[str, Any]:
        """What was chosen by hand; the rest is found out from the text."""
        values: dict[str, Any] = {
            name: choice.currentData() for name, (_, choice, _) in self._fields.items()
        }
        values["header"] = self.header.isChecked()
        return {name: value for name, value in values.items() if name in self._by_hand}

    def show_preview(self, preview: CsvPreview) -> None:
        """Show how the text is being read."""
        self._labelled["sheet"].setVisible(len(preview.sheets) > 1)
        for name in ("encoding", "delimiter"):
            if name in self._labelled:
                self._labelled[name].setVisible(preview.is_text)
        self.sheet.offer({name: name for name in preview.sheets})
        self.sheet.show_key(preview.sheet)
        encodings = {label: key for key, label in datasets.ENCODINGS.items()}
        self.encoding.show_key(encodings.get(preview.encoding_label))
        self.delimiter.show_key(preview.delimiter)
        self.decimal.show_key(preview.decimal)
        self.header.setChecked(preview.header)

    def _choose(self, name: str) -> None:
        self._by_hand.add(name)
        self.changed.emit()
