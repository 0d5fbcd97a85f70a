"""What the network takes of the data: columns and formulas of them by a click, and their scale."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from itertools import combinations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QGridLayout, QHBoxLayout, QWidget

from engine import EngineError
from engine.data.datasets import SCALINGS, Dataset
from gui.editing import notices
from gui.editing.document import Document
from gui.forms.fields import Choice
from gui.look import theme
from gui.look.translate import tr
from gui.look.words import set_formula
from gui.panels.data.data_extras import FormulaEdit
from gui.panels.widgets.section import Button, button, dialog_column, label, toggle

_MOST_COLUMNS = 24
_MOST_COMBINED = 4
_ACROSS = 4
_WIDTH = 400


class InputsDialog(QDialog):
    """Follows the document's data, and asks for others with `changed`, which names the step."""

    changed = Signal(Dataset, str)

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Inputs and scaling"))
        self.setMinimumWidth(round(_WIDTH * theme.scale()))
        self._document = document
        self._chips: dict[str, Button] = {}
        column = dialog_column(self)
        column.addWidget(label(tr("Inputs of the network"), "heading"))
        self.told = label("", "faint", wrap=True)
        column.addWidget(self.told)
        self._grid = QGridLayout()
        self._grid.setSpacing(theme.RHYTHM // 2)
        column.addLayout(self._grid)
        column.addLayout(self._formula_row())
        column.addSpacing(theme.RHYTHM)
        column.addWidget(label(tr("Scaling"), "heading"))
        self.scaling = Choice()
        self.scaling.setAccessibleName(tr("Scaling"))
        self.scaling.offer(
            {
                "none": tr("Raw numbers"),
                "standardize": tr("Mean 0, standard deviation 1"),
                "minmax": tr("From 0 to 1"),
            }
        )
        self.scaling.chosen.connect(self._set_scaling)
        column.addWidget(self.scaling)
        column.addWidget(
            label(
                tr(
                    "Found in the training part alone. Predictions, pictures and exported files "
                    "go on taking raw numbers."
                ),
                "faint",
                wrap=True,
            )
        )
        column.addStretch(1)
        column.addLayout(self._foot())
        document.data_changed.connect(self._show)
        document.opened.connect(self._show)
        self._show()

    def _formula_row(self) -> QHBoxLayout:
        self.formula = FormulaEdit()
        self.formula.setPlaceholderText("x1^2 + sin(x2)")
        self.formula.setToolTip(
            tr("A formula of x1, x2, …: + − * / ^, brackets, pi, e, sin, cos, exp, ln, sqrt, abs.")
        )
        self.formula.committed.connect(self._add_formula)
        name = label(tr("Any formula"))
        name.setBuddy(self.formula)
        row = QHBoxLayout()
        row.setSpacing(theme.RHYTHM)
        row.addWidget(name)
        row.addWidget(self.formula, 1)
        return row

    def _foot(self) -> QHBoxLayout:
        close = button(tr("Close"))
        close.setAutoDefault(False)
        close.clicked.connect(self.close)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(close)
        return row

    # Following the document

    def _show(self) -> None:
        data = self._document.data
        offered = list(dict.fromkeys((*_offers(data), *data.feature_names[:_MOST_COLUMNS])))
        if list(self._chips) != offered:
            self._lay_out(offered)
        for text, chip in self._chips.items():
            chip.setChecked(text in data.feature_names)
        taken = len(data.feature_names)
        self.told.setText(
            tr("The network takes {count}. In formulas, columns are {names}.").format(
                count=tr("1 number") if taken == 1 else tr("{n} numbers", n=taken),
                names=_places(data),
            )
        )
        self.scaling.show_key(data.scaling)

    def _lay_out(self, offered: list[str]) -> None:
        for chip in self._chips.values():
            chip.hide()
            chip.deleteLater()
        self._chips = {}
        for place, text in enumerate(offered):
            chip = toggle(set_formula(text), text)
            chip.setAccessibleName(text)
            chip.setAutoDefault(False)
            chip.clicked.connect(partial(self._toggle, text))
            self._chips[text] = chip
            self._grid.addWidget(chip, place // _ACROSS, place % _ACROSS)

    def chip(self, text: str) -> Button:
        """The button of a column or formula."""
        return self._chips[text]

    # What the person chooses

    def _toggle(self, text: str) -> None:
        names = self._document.data.feature_names
        if self._chips[text].isChecked():
            self._take((*names, text), tr("Add the input {formula}", formula=set_formula(text)))
        elif len(names) > 1:
            left = tuple(name for name in names if name != text)
            self._take(left, tr("Remove the input {formula}", formula=set_formula(text)))
        self._show()

    def _add_formula(self, text: str) -> None:
        names = self._document.data.feature_names
        if text and text not in names:
            self._take((*names, text), tr("Add the input {formula}", formula=set_formula(text)))
        if not text or text in self._document.data.feature_names:
            self.formula.show_formula("")

    def _set_scaling(self, key: str) -> None:
        known = next(each for each in SCALINGS if each == key)
        self.changed.emit(replace(self._document.data, scaling=known), tr("Scale the data"))

    def _take(self, features: tuple[str, ...], name: str) -> None:
        try:
            data = replace(self._document.data, features=features)
        except EngineError as error:
            at = self.formula.mapToGlobal(self.formula.rect().bottomLeft())
            notices.bus.post(notices.Notice.of(error, at))
            return
        self.changed.emit(data, name)


def _offers(data: Dataset) -> Iterator[str]:
    """The columns, and what is usual to make of the first of them."""
    yield from data.input_names[:_MOST_COLUMNS]
    count = min(len(data.input_names), _MOST_COMBINED)
    variables = ["x"] if len(data.input_names) == 1 else [f"x{n}" for n in range(1, count + 1)]
    yield from (f"{name}^2" for name in variables)
    yield from (f"{one}*{other}" for one, other in combinations(variables, 2))
    yield from (f"sin({name})" for name in variables)
    if len(variables) == 1:
        yield from (f"{variables[0]}^3", f"cos({variables[0]})", f"abs({variables[0]})")


def _places(data: Dataset) -> str:
    """Which column is x1, and so on."""
    names = data.input_names
    if len(names) == 1:
        return "x"
    if names[:2] == ("x1", "x2"):
        return "x1, x2" if len(names) == 2 else f"x1 … x{len(names)}"
    named = [f"x{number} = {name}" for number, name in enumerate(names[:3], start=1)]
    return ", ".join(named) + (", …" if len(names) > 3 else "")
