"""The inspector's page for units: activation, bias, keep probability, name, and what comes in."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from engine import activations
from gui.editing import columns
from gui.editing.document import Document
from gui.editing.hand_edits import HandEdits
from gui.forms.fields import Choice, NumberEdit
from gui.forms.form import Rows
from gui.look import theme
from gui.look.translate import tr
from gui.look.words import fixed, set_formula
from gui.panels.inspector.formulas import Formulas
from gui.panels.inspector.incoming import IncomingWeights
from gui.panels.widgets.curve_view import CurveView
from gui.panels.widgets.section import label
from gui.run.live import LiveNumbers

Units = tuple[int, ...]


class UnitsPage(QWidget):
    """Fields for one unit or many; where many differ, a field says “different”."""

    def __init__(self, document: Document, live: LiveNumbers) -> None:
        super().__init__()
        self._document = document
        self._live = live
        self._edits = HandEdits(document, live)
        self._units: Units = ()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme.RHYTHM)
        self._build_fields()
        self._formula = label(role="caption")
        self.curve = CurveView()
        self.incoming = IncomingWeights(document, live, self.name)
        self.formulas = Formulas(document, live)
        for widget in (self._formula, self.curve, self.incoming, self.formulas):
            self._column.addWidget(widget)

    def _build_fields(self) -> None:
        self.activation = Choice()
        for key, row in activations.ACTIVATIONS.items():
            self.activation.addItem(row.label, key)
        self.activation.chosen.connect(self._set_activation)
        self.bias = NumberEdit(fixed)
        self.bias.committed.connect(self._set_bias)
        self.keep = NumberEdit(lambda p: fixed(p, 2), step=0.05)
        self.keep.committed.connect(self._set_keep)
        self.column = Choice()
        self.column.chosen.connect(self._set_column)
        self.name = QLineEdit()
        self.name.editingFinished.connect(self._set_name)
        self._rows = Rows()
        self._rows.add(
            tr("Activation g"), self.activation, tr("How the weighted sum z becomes a = g(z).")
        )
        self._rows.add(
            tr("Bias w₀"), self.bias, tr("Added to the weighted sum, whatever comes in.")
        )
        self._rows.add(
            tr("Keep p (dropout)"),
            self.keep,
            tr("The chance that the unit takes part in a mini-batch; 1 keeps it always."),
        )
        self._rows.add(
            tr("Column"), self.column, tr("Which column of the data the input takes; free ones.")
        )
        self._rows.add(tr("Name"), self.name, tr("What the unit is called, as in x1 or h5."))
        self._column.addLayout(self._rows)

    # Showing

    def show_units(self, units: Units) -> None:
        """Show these units of the document, at least one."""
        changed, self._units = units != self._units, units
        one = len(units) == 1
        self._rows.setRowVisible(self.activation, bool(self._computing))
        self._rows.setRowVisible(self.bias, bool(self._computing))
        self._rows.setRowVisible(self.keep, bool(self._droppable))
        self._rows.setRowVisible(self.name, one)
        self._show_column()
        self._show_activation()
        if changed:
            self._reset_numbers()
        self.incoming.show_unit(units[0] if one and self._computing else None)
        self.formulas.show_unit(units[0] if one and self._computing else None)
        self.refresh()

    def refresh(self) -> None:
        """Show the numbers as they are now."""
        network = self._document.network
        self.bias.show_value(self._common_bias())
        self.keep.show_value(self._common_keep())
        if len(self._units) == 1 and not self.name.isModified():
            self.name.setText(network.unit(self._units[0]).name)
        passed = self._live.passed(self._units[0]) if len(self._units) == 1 else None
        self.curve.show_z(passed.z if passed else None)
        self.incoming.refresh()
        self.formulas.refresh()

    def _reset_numbers(self) -> None:
        self.bias.reset_value(self._common_bias())
        self.keep.reset_value(self._common_keep())
        self.name.setModified(False)

    def _show_activation(self) -> None:
        network = self._document.network
        keys = {network.unit(unit).activation for unit in self._computing}
        key = keys.pop() if len(keys) == 1 else None
        self.activation.show_key(key)
        hidden = any(network.unit(unit).kind == "hidden" for unit in self._computing)
        for name, row in activations.ACTIVATIONS.items():
            if row.joint:
                reason = tr("Compares all outputs with each other: for output units only.")
                self.activation.set_reason(name, reason if hidden else "")
        self._show_curve(key)

    def _show_column(self) -> None:
        """Which column a single input takes, and which it could."""
        place = self._input_place()
        self._rows.setRowVisible(self.column, place is not None)
        if place is not None:
            offered = columns.offered(self._document.data, place)
            self.column.offer({name: set_formula(name) for name in offered})
            self.column.show_key(offered[0])

    def _input_place(self) -> int | None:
        """Which of the inputs is shown; None for other units, and while the data have others."""
        inputs = self._document.network.inputs
        known = len(inputs) == len(self._document.data.feature_names)
        if len(self._units) != 1 or self._units[0] not in inputs or not known:
            return None
        return inputs.index(self._units[0])

    def _show_curve(self, key: str | None) -> None:
        row = activations.ACTIVATIONS[key] if key else None
        drawable = row is not None and not row.joint and bool(self._computing)
        self._formula.setVisible(row is not None)
        self.curve.setVisible(drawable)
        if row is not None:
            self._formula.setText(row.formula)
            self._formula.setToolTip(tr(row.hint))
            self.activation.setToolTip(tr(row.hint))
        if row is not None and drawable:
            self.curve.show_activation(row.key)

    # Which of the units a field is for

    @property
    def _computing(self) -> Units:
        return self._of_kinds("hidden", "output")

    @property
    def _droppable(self) -> Units:
        return self._of_kinds("input", "hidden")

    def _of_kinds(self, *kinds: str) -> Units:
        network = self._document.network
        return tuple(unit for unit in self._units if network.unit(unit).kind in kinds)

    def _common_bias(self) -> float | None:
        return _common(self._live.biases_of(self._computing).tolist())

    def _common_keep(self) -> float | None:
        network = self._document.network
        return _common(network.unit(unit).keep_probability for unit in self._droppable)

    # Edits

    def _set_activation(self, key: str) -> None:
        self._edits.set_activation(self._computing, key, _below(self.activation))
        self._show_activation()

    def _set_column(self, name: str) -> None:
        place = self._input_place()
        if place is not None:
            data = columns.with_column(self._document.data, place, name)
            self._document.change_data(data, tr("Take the column {name}", name=set_formula(name)))

    def _set_bias(self, bias: float) -> None:
        self._edits.set_bias(self._computing, bias, _below(self.bias))
        self.bias.reset_value(self._common_bias())

    def _set_keep(self, keep: float) -> None:
        self._edits.set_keep(self._droppable, keep, _below(self.keep))
        self.keep.reset_value(self._common_keep())

    def _set_name(self) -> None:
        if not self.name.isModified() or len(self._units) != 1:
            return
        self.name.setModified(False)
        (unit,) = self._units
        self._edits.rename(unit, self.name.text(), _below(self.name))
        self.name.setText(self._document.network.unit(unit).name)


def _common(numbers: Iterable[float]) -> float | None:
    """The number that all of these are; None where they differ, or there is none."""
    found = {*numbers}
    return found.pop() if len(found) == 1 else None


def _below(field: QWidget) -> QPoint:
    return field.mapToGlobal(field.rect().bottomLeft())
