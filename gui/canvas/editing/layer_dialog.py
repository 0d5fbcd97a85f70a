"""The dialog behind “Layer…”: size, activation, and what the layer is wired to."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QCheckBox, QDialog, QDialogButtonBox, QLabel, QVBoxLayout, QWidget

from engine import activations
from gui.canvas.editing.layers import (
    MOST_CONNECTIONS,
    MOST_UNITS,
    LayerPlan,
    Units,
    add_layer,
    direct,
    layer_name,
    layers_of,
)
from gui.canvas.geometry import Point
from gui.editing.document import Document
from gui.editing.selection import Selection
from gui.forms.fields import Choice, NumberChoice
from gui.forms.form import Rows
from gui.look import theme
from gui.look.translate import tr
from gui.look.typed import parse

_SIZES = (2, 4, 8, 16, 32, 64, 128)
_USUAL_SIZE = 4
_NOTHING, _SELECTION = "nothing", "selection"


class LayerDialog(QDialog):
    """Asks for a layer and adds it; `place` is where it was dropped, None: where there is room."""

    def __init__(
        self, document: Document, selection: Selection, parent: QWidget, place: Point | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Add a layer"))
        self._document = document
        self._selection = selection
        self._place = place
        self._layers = layers_of(document.network)
        self._chosen: Units = tuple(sorted(selection.units))
        self.size_field = NumberChoice(_SIZES)
        self.activation = Choice()
        self.source, self.target = Choice(), Choice()
        self.replaces = QCheckBox(tr("in place of the connections between the two"))
        self.summary = QLabel()
        self.buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel
        )
        self.buttons.button(QDialogButtonBox.StandardButton.Ok).setText(tr("Add"))
        self._lay_out()
        self._offer()
        self._listen()
        self._refresh()

    @property
    def plan(self) -> LayerPlan:
        """The layer as it is described now."""
        sources, targets = self._units_of(self.source), self._units_of(self.target)
        return LayerPlan(
            int(self._size),
            str(self.activation.currentData()),
            sources,
            targets,
            self.replaces.isChecked() and not self.replaces.isHidden(),
            self._place,
        )

    @property
    def _size(self) -> float:
        """What stands in the field for the size, even while it is typed."""
        return parse(self.size_field.number.text()) or 0.0

    def accept(self) -> None:
        """Add the layer; a refusal appears as a notice, and the dialog stays."""
        if add_layer(self._document, self._selection, self.plan):
            super().accept()

    def _lay_out(self) -> None:
        rows = Rows()
        rows.add(tr("Units"), self.size_field, tr("How many units the layer has."))
        rows.add(tr("Activation g"), self.activation, tr("What all of its units apply."))
        rows.add(tr("Wired from"), self.source, tr("Each of these feeds every unit of the layer."))
        rows.add(tr("Wired to"), self.target, tr("Every unit of the layer feeds each of these."))
        self.summary.setProperty("role", "secondary")
        self.summary.setWordWrap(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(*(3 * theme.RHYTHM,) * 4)
        column.setSpacing(2 * theme.RHYTHM)
        column.addLayout(rows)
        column.addWidget(self.replaces)
        column.addWidget(self.summary)
        column.addWidget(self.buttons)
        self.setMinimumWidth(round(340 * theme.scale()))

    def _offer(self) -> None:
        network = self._document.network
        self.size_field.reset_value(_USUAL_SIZE)
        rows = activations.ACTIVATIONS.values()
        self.activation.offer({row.key: tr(row.label) for row in rows if not row.joint})
        used = (unit.activation for unit in network.units if unit.kind == "hidden")
        self.activation.show_key(next(used, "tanh"))
        names = {
            str(number): layer_name(network, number, self._layers)
            for number in range(len(self._layers))
        }
        chosen = tr("the selection ({count})", count=len(self._chosen))
        extra = {_SELECTION: chosen} if self._chosen else {}
        kinds = [{network.unit(unit).kind for unit in layer} for layer in self._layers]
        feeding = [str(n) for n, kind in enumerate(kinds) if "output" not in kind]
        fed = [str(n) for n, kind in enumerate(kinds) if "input" not in kind]
        nothing = {_NOTHING: tr("nothing")}
        self.source.offer({**{key: names[key] for key in feeding}, **extra, **nothing})
        self.target.offer({**{key: names[key] for key in fed}, **extra, **nothing})
        source, target = self._first_guess(feeding, fed)
        self.source.show_key(source)
        self.target.show_key(target)
        self.replaces.setChecked(True)

    def _first_guess(self, feeding: Sequence[str], fed: Sequence[str]) -> tuple[str, str]:
        """The layers on either side of where it was dropped, or of the last connection."""
        if self._place is None:
            last = feeding[-1] if feeding else _NOTHING
        else:
            left = [key for key in feeding if self._right_of(int(key)) < self._place[0]]
            last = left[-1] if left else _NOTHING
        after = [key for key in fed if last == _NOTHING or int(key) > int(last)]
        return last, after[0] if after else _NOTHING

    def _right_of(self, layer: int) -> float:
        network = self._document.network
        return max(network.unit(unit).position[0] for unit in self._layers[layer])

    def _listen(self) -> None:
        self.size_field.number.textChanged.connect(lambda _: self._refresh())
        for choice in (self.activation, self.source, self.target):
            choice.chosen.connect(lambda _: self._refresh())
        self.replaces.clicked.connect(self._refresh)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)

    def _refresh(self) -> None:
        between = direct(
            self._document.network, self._units_of(self.source), self._units_of(self.target)
        )
        self.replaces.setVisible(bool(between))
        plan, reason = self.plan, self._why_not()
        told = tr(
            "Adds {units} units and {connections} connections.",
            units=f"{plan.size:,}",
            connections=f"{plan.connections:,}",
        )
        self.summary.setText(reason or told)
        self.buttons.button(QDialogButtonBox.StandardButton.Ok).setEnabled(not reason)

    def _why_not(self) -> str:
        if self._size != int(self._size) or not 1 <= self._size <= MOST_UNITS:
            return tr("A layer has 1 to {most} units.", most=f"{MOST_UNITS:,}")
        if self.plan.connections > MOST_CONNECTIONS:
            return tr("That would be more than {most} connections.", most=f"{MOST_CONNECTIONS:,}")
        if set(self.plan.sources) & set(self.plan.targets):
            return tr("It cannot be wired from and to the same units.")
        return ""

    def _units_of(self, choice: Choice) -> Units:
        key = str(choice.currentData())
        if key == _SELECTION:
            return self._chosen
        return self._layers[int(key)] if key.isdecimal() else ()
