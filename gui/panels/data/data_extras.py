"""What only some generated data have: one more slider, or a formula to type."""

from __future__ import annotations

import math

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from engine import datasets
from engine.data.datasets import GeneratedSource, Knob, Source
from gui.look import theme
from gui.look.translate import tr
from gui.panels.widgets.section import label
from gui.panels.widgets.slider import ValueSlider


class FormulaEdit(QLineEdit):
    """A formula; `committed` tells of another one on Enter or on leaving, Esc takes it back."""

    committed = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._shown = ""
        self.setAccessibleName(tr("Formula"))
        self.setToolTip(
            tr(
                "A formula of x, or of x1 and x2: + − * / ^, brackets, pi, e, "
                "sin, cos, tan, exp, ln, sqrt, abs, sign, tanh."
            )
        )
        self.editingFinished.connect(self._finish)

    def show_formula(self, text: str) -> None:
        """Show a formula without announcing it."""
        self._shown = text
        self.setText(text)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take back what was typed with Esc."""
        if event.key() == Qt.Key.Key_Escape and self.text() != self._shown:
            self.setText(self._shown)
        else:
            super().keyPressEvent(event)

    def _finish(self) -> None:
        if self.text().strip() != self._shown:
            self.committed.emit(self.text().strip())


class DataExtras(QWidget):
    """Hidden where the data have nothing more to be set."""

    knob_turned = Signal(float)
    formula_typed = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.knob: ValueSlider[float] | None = None
        self._knob_of: Knob | None = None
        self.formula = FormulaEdit()
        self.formula.committed.connect(self.formula_typed)
        self._formula_name = label(tr("y = f(x)"))
        self._formula_name.setBuddy(self.formula)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme.RHYTHM // 4)
        self._column.addWidget(self._formula_name)
        self._column.addWidget(self.formula)

    def show_source(self, source: Source) -> None:
        """Offer what these data have, at its present value."""
        generated = source if isinstance(source, GeneratedSource) else None
        knob = datasets.GENERATORS[generated.name].knob if generated else None
        self._offer_knob(knob)
        if self.knob is not None and generated and generated.knob is not None:
            self.knob.show_value(generated.knob)
        formula = generated.formula if generated else ""
        self.formula.show_formula(formula)
        self.formula.setVisible(bool(formula))
        self._formula_name.setVisible(bool(formula))
        self.setVisible(bool(formula) or knob is not None)

    def _offer_knob(self, knob: Knob | None) -> None:
        if knob is self._knob_of:
            return
        if self.knob is not None:
            self.knob.hide()
            self.knob.deleteLater()
            self.knob = None
        self._knob_of = knob
        if knob is not None:
            self.knob = ValueSlider(tr(knob.label), _steps(knob), "{:g}".format, float)
            self.knob.chosen.connect(self._turn)
            self._column.insertWidget(0, self.knob)

    def _turn(self) -> None:
        if self.knob is not None:
            self.knob_turned.emit(self.knob.value)


def _steps(knob: Knob) -> tuple[float, ...]:
    count = math.floor((knob.high - knob.low) / knob.step + 0.5)
    return tuple(knob.low + number * knob.step for number in range(count + 1))
