"""The menu under the pointer: activation and keep p, and the rows of the table of actions."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TypeVar

from PySide6.QtCore import QObject, QPoint, Qt
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from engine import Unit, activations
from gui.canvas.finding import Hit
from gui.canvas.scene import NetworkScene
from gui.editing.hand_edits import HandEdits
from gui.look.translate import tr
from gui.look.words import compact
from gui.menus import actions

T = TypeVar("T")

KEEP_CHOICES = (1.0, 0.9, 0.8, 0.7, 0.6, 0.5)


class SelectionMenu(QObject):
    """Builds the menu for the present selection and carries out what is chosen."""

    def __init__(
        self,
        scene: NetworkScene,
        hands: HandEdits,
        handlers: Mapping[str, Callable[[], object]],
        view: QWidget,
    ) -> None:
        super().__init__(view)
        self._handlers = handlers
        self._scene = scene
        self._hands = hands
        self._view = view
        self._menu: QMenu | None = None

    def open_at(self, hit: Hit, screen: QPoint) -> QMenu:
        """Select what was hit, if it is not, and open the menu at a point of the screen."""
        selection = self._scene.selection
        if not selection.units.issuperset(hit.units):
            selection.set(hit.units)
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
        computing = [unit for unit in units if unit.kind != "input"]
        droppable = [unit for unit in units if unit.kind != "output"]
        if computing:
            self._add_activations(menu, computing, at)
        if droppable:
            self._add_keeps(menu, droppable, at)
        self._add_rows(menu, len(selection.units), len(selection.connections))
        return menu

    def _add_rows(self, menu: QMenu, units: int, connections: int) -> None:
        """Add the rows of the table of actions that suit what is selected."""
        inner: dict[str, QMenu] = {}
        last = "" if menu.isEmpty() else "selection"
        for row in actions.ENTRIES:
            if not (row.context and actions.is_met(row.needs, units, connections)):
                continue
            if last and row.menu != last:
                menu.addSeparator()
            last = row.menu
            if row.submenu and row.submenu not in inner:
                inner[row.submenu] = menu.addMenu(tr(actions.SUBMENUS[row.submenu]))
            action = _add(inner.get(row.submenu, menu), tr(row.text), self._handlers[row.key])
            action.setShortcuts([QKeySequence(key) for key in row.shortcuts])
            action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
            action.setShortcutVisibleInContextMenu(True)

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
        _add_choices(sub, choices, lambda key: self._hands.set_activation(ids, key, at))

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
        _add_choices(sub, choices, lambda keep: self._hands.set_keep(ids, keep, at))


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
