"""The menu of what is selected: delete, activation, keep p, bias, weight, neighbours."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TypeVar

from PySide6.QtCore import QObject, QPoint
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QInputDialog, QMenu, QWidget

from engine import Unit, activations
from gui.canvas.edits import Edits
from gui.canvas.scene import Hit, NetworkScene
from gui.translate import tr
from gui.words import compact, listed

T = TypeVar("T")

KEEP_CHOICES = (1.0, 0.9, 0.8, 0.7, 0.6, 0.5)
_LIMIT = 1e6
_DECIMALS = 6


class SelectionMenu(QObject):
    """Builds the menu for the present selection and carries out what is chosen."""

    def __init__(self, scene: NetworkScene, edits: Edits, view: QWidget) -> None:
        super().__init__(view)
        self._scene = scene
        self._edits = edits
        self._view = view
        self._menu: QMenu | None = None

    def open_at(self, hit: Hit, screen: QPoint) -> QMenu:
        """Select what was hit, if it is not, and open the menu at a point of the screen."""
        selection = self._scene.selection
        if hit.unit is not None and hit.unit not in selection.units:
            selection.set([hit.unit])
        elif hit.connection is not None and hit.connection not in selection.connections:
            selection.set(connections=[hit.connection])
        return self.open(screen)

    def open(self, screen: QPoint) -> QMenu:
        """Open the menu of the selection at a point of the screen."""
        if self._menu is not None:
            self._menu.deleteLater()
        self._menu = self._build(screen)
        self._menu.popup(screen)
        return self._menu

    def _build(self, at: QPoint) -> QMenu:
        menu = QMenu(self._view)
        selection = self._scene.selection
        units = [self._scene.network.unit(unit) for unit in sorted(selection.units)]
        if not selection:
            _add(menu, tr("Select all"), self._select_all)
            _add(menu, tr("Tidy layout"), self._edits.tidy)
            return menu
        self._add_unit_entries(menu, units, at)
        if selection.connections:
            _add(menu, tr("Set weight…"), lambda: self._ask_weight(at))
            menu.addSeparator()
        remove = _add(
            menu, tr("Delete"), lambda: self._edits.delete(selection.units, selection.connections)
        )
        remove.setShortcutVisibleInContextMenu(True)
        return menu

    def _add_unit_entries(self, menu: QMenu, units: list[Unit], at: QPoint) -> None:
        if not units:
            return
        computing = [unit for unit in units if unit.kind != "input"]
        droppable = [unit for unit in units if unit.kind != "output"]
        if computing:
            self._add_activations(menu, computing, at)
        if droppable:
            self._add_keeps(menu, droppable, at)
        if computing:
            _add(menu, tr("Set bias…"), lambda: self._ask_bias(computing, at))
        menu.addSeparator()
        ids = [unit.id for unit in units]
        if droppable:
            connect = self._edits.connect_to_next_layer
            _add(menu, tr("Connect to every unit of the next layer"), lambda: connect(ids, at))
        select = self._select_links
        _add(menu, tr("Select incoming connections"), lambda: select(ids, incoming=True))
        _add(menu, tr("Select outgoing connections"), lambda: select(ids, incoming=False))
        menu.addSeparator()

    def _add_activations(self, menu: QMenu, units: list[Unit], at: QPoint) -> None:
        sub = menu.addMenu(tr("Activation"))
        used = {unit.activation for unit in units}
        only_outputs = all(unit.kind == "output" for unit in units)
        ids = [unit.id for unit in units]
        choices = [
            (tr(row.label), row.key, used == {row.key})
            for row in activations.ACTIVATIONS.values()
            if only_outputs or not row.joint
        ]
        _add_choices(sub, choices, lambda key: self._edits.set_activation(ids, key, at))

    def _add_keeps(self, menu: QMenu, units: list[Unit], at: QPoint) -> None:
        sub = menu.addMenu(tr("Keep p (dropout)"))
        used = {unit.keep_probability for unit in units}
        ids = [unit.id for unit in units]
        choices = [
            (
                tr("1 (no dropout)") if keep == 1 else compact(keep),
                keep,
                used == {keep},
            )
            for keep in KEEP_CHOICES
        ]
        _add_choices(sub, choices, lambda keep: self._edits.set_keep(ids, keep, at))

    def _select_all(self) -> None:
        self._scene.selection.set(self._scene.wiring.row)

    def _select_links(self, units: list[int], *, incoming: bool) -> None:
        network = self._scene.network
        pairs = {
            pair
            for unit in units
            for pair in (
                [(source, unit) for source in network.incoming(unit)]
                if incoming
                else [(unit, target) for target in network.outgoing(unit)]
            )
        }
        self._scene.selection.set(connections=pairs)

    def _ask_bias(self, units: list[Unit], at: QPoint) -> None:
        row = self._scene.wiring.row[units[0].id]
        names = listed([self._edits.name(unit.id) for unit in units])
        ids = [unit.id for unit in units]
        self._ask(
            tr("Set bias"),
            tr("Bias w₀ of {units}", units=names),
            float(self._scene.overlay.biases[row]),
            lambda bias: self._edits.set_bias(ids, bias, at),
        )

    def _ask_weight(self, at: QPoint) -> None:
        pairs = sorted(self._scene.selection.connections)
        rows = self._scene.wiring.rows_of_pairs(pairs)
        names = [f"{self._edits.name(a)} → {self._edits.name(b)}" for a, b in pairs]
        self._ask(
            tr("Set weight"),
            tr("Weight of {connections}", connections=listed(names)),
            float(self._scene.overlay.weights[rows[0]]),
            lambda weight: self._edits.set_weight(pairs, weight, at),
        )

    def _ask(self, title: str, label: str, value: float, accept: Callable[[float], object]) -> None:
        dialog = QInputDialog(self._view)
        dialog.setInputMode(QInputDialog.InputMode.DoubleInput)
        dialog.setWindowTitle(title)
        dialog.setLabelText(label)
        dialog.setDoubleRange(-_LIMIT, _LIMIT)
        dialog.setDoubleDecimals(_DECIMALS)
        dialog.setDoubleValue(value)
        dialog.doubleValueSelected.connect(accept)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()


def _add(menu: QMenu, text: str, do: Callable[[], object]) -> QAction:
    action = menu.addAction(text)
    action.triggered.connect(lambda: do())
    return action


def _add_choices(
    menu: QMenu, choices: Sequence[tuple[str, T, bool]], choose: Callable[[T], object]
) -> None:
    group = QActionGroup(menu)
    for text, value, checked in choices:
        action = _add(menu, text, partial(choose, value))
        action.setCheckable(True)
        action.setChecked(checked)
        group.addAction(action)
