"""A form made from the bounds that stand with each setting: a label and a field for each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QWidget,
)

from engine import Bounds, TrainingSettings, bounds
from gui.forms.fields import MINUS, Choice, NumberChoice, NumberEdit
from gui.look import theme
from gui.look.translate import tr

__all__ = ["MINUS", "Form", "Rows"]

LABEL_WIDTH = 106


class _RowLabel(QLabel):
    """The name of a row, all equally wide at any scale."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.setProperty("role", "secondary")
        theme.signals.changed.connect(self._fit)
        self._fit()

    def _fit(self) -> None:
        self.setMinimumWidth(round(LABEL_WIDTH * theme.scale()))


class Rows(QFormLayout):
    """Labels on the left, fields on the right, in the rhythm of the panels."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setContentsMargins(0, 0, 0, 0)
        self.setHorizontalSpacing(theme.RHYTHM // 2)
        self.setVerticalSpacing(theme.RHYTHM - 2)
        self.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self.setLabelAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)

    def add(
        self, text: str, control: QWidget, help_text: str = "", beside: QWidget | None = None
    ) -> QLabel:
        """Add one labelled field; the help is its tooltip and its accessible description.

        `beside` stands to the right of the field.
        """
        label = _RowLabel(text)
        label.setBuddy(control)
        for widget in (label, control):
            widget.setToolTip(help_text)
        for part in (control, *control.findChildren(QLineEdit)):  # a list that can be typed into
            part.setAccessibleName(text)
        control.setAccessibleDescription(help_text)
        if beside is None:
            self.addRow(label, control)
            return label
        row = QHBoxLayout()
        row.setSpacing(theme.RHYTHM // 2)
        row.addWidget(control, 1)
        row.addWidget(beside)
        self.addRow(label, row)
        return label


class Form(QFrame):
    """One row for each named training setting, as its bounds describe it.

    `changed` carries the setting's name and the new value. A setting that has no effect at the
    moment is hidden; one that has a widget beside it never is.
    """

    changed = Signal(str, object)

    def __init__(
        self,
        names: Sequence[str],
        ladders: Mapping[str, Sequence[float]] | None = None,
        parent: QWidget | None = None,
        *,
        beside: Mapping[str, QWidget] | None = None,
    ) -> None:
        super().__init__(parent)
        self._rows = Rows(self)
        self._controls: dict[str, QWidget] = {}
        for name in names:
            limit = bounds(name)
            control = self._control(name, limit, tuple((ladders or {}).get(name, ())))
            self._controls[name] = control
            self._rows.add(tr(limit.label), control, tr(limit.help), (beside or {}).get(name))

    @property
    def names(self) -> tuple[str, ...]:
        """The settings that stand here."""
        return tuple(self._controls)

    def control(self, name: str) -> QWidget:
        """The field of one setting."""
        return self._controls[name]

    def show_settings(self, settings: TrainingSettings, *, force: bool = False) -> None:
        """Show these settings; `force` overwrites even what is being typed."""
        for name, control in self._controls.items():
            _show(control, getattr(settings, name), force)
            if self._rows.indexOf(control) >= 0:
                self._rows.setRowVisible(control, bounds(name).applies(settings))

    def _control(self, name: str, limit: Bounds, ladder: tuple[float, ...]) -> QWidget:
        default = TrainingSettings.__dataclass_fields__[name].default
        if limit.choices is not None:
            choice = Choice()
            choice.offer({key: _sentence(tr(text)) for key, text in limit.choices().items()})
            choice.chosen.connect(lambda key: self.changed.emit(name, key))
            return choice
        if isinstance(default, bool):
            box = QCheckBox()
            box.clicked.connect(lambda: self.changed.emit(name, box.isChecked()))
            return box
        number = NumberChoice(ladder) if ladder else NumberEdit(step=limit.step)
        whole = isinstance(default, int)
        number.committed.connect(lambda value: self.changed.emit(name, _fit(value, whole)))
        return number


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


def _fit(value: float, whole: bool) -> float:
    return int(value) if whole and value == int(value) else value


def _show(control: QWidget, value: Any, force: bool) -> None:
    if isinstance(control, Choice):
        control.show_key(value)
    elif isinstance(control, QCheckBox):
        control.setChecked(value)
    elif isinstance(control, NumberEdit | NumberChoice):
        (control.reset_value if force else control.show_value)(float(value))
