"""The menu bar of the window, made from the table of actions."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QActionGroup, QIcon, QKeySequence
from PySide6.QtWidgets import QMainWindow, QMenu

from gui.look import icons
from gui.look.translate import tr
from gui.menus.actions import ENTRIES, MENUS, SUBMENUS, Entry, is_met


class Actions(QObject):
    """The table as QActions in a window's menu bar, each wired to the handler of its key.

    A checkable entry's handler is called with its new state. `menus` holds the submenus by key.
    """

    def __init__(self, window: QMainWindow, handlers: Mapping[str, Callable[..., object]]) -> None:
        super().__init__(window)
        self.menus: dict[str, QMenu] = {}
        self._actions: dict[str, QAction] = {}
        self._groups: dict[str, QActionGroup] = {}
        self._window = window
        bar = window.menuBar()
        tops = {key: bar.addMenu(tr(title)) for key, title in MENUS.items()}
        for entry in ENTRIES:
            menu = self._menu(entry, tops[entry.menu])
            if not entry.text:
                menu.addSeparator()
            elif entry.key not in SUBMENUS:
                menu.addAction(self._action(entry, handlers[entry.key]))
        self.repaint_icons()

    def __getitem__(self, key: str) -> QAction:
        return self._actions[key]

    def allow(self, units: int, connections: int) -> None:
        """Enable what can be done while so many units and connections are selected."""
        for entry in ENTRIES:
            if entry.needs:
                self._actions[entry.key].setEnabled(is_met(entry.needs, units, connections))

    def _menu(self, entry: Entry, top: QMenu) -> QMenu:
        if not entry.submenu:
            return top
        if entry.submenu not in self.menus:
            self.menus[entry.submenu] = top.addMenu(tr(SUBMENUS[entry.submenu]))
        return self.menus[entry.submenu]

    def _action(self, entry: Entry, handler: Callable[..., object]) -> QAction:
        action = QAction(tr(entry.text), self._window)
        action.setShortcuts([QKeySequence(shortcut) for shortcut in entry.shortcuts])
        action.setCheckable(entry.checkable)
        action.setMenuRole(_role(entry.key))
        if entry.group:
            self._group(entry.group).addAction(action)
        if entry.checkable:
            action.triggered.connect(lambda: handler(action.isChecked()))
        else:
            action.triggered.connect(lambda: handler())
        self._actions[entry.key] = action
        return action

    def _group(self, name: str) -> QActionGroup:
        if name not in self._groups:
            self._groups[name] = QActionGroup(self._window)
        return self._groups[name]

    def repaint_icons(self) -> None:
        """Draw the icons in the theme's colour."""
        for entry in ENTRIES:
            if entry.icon:
                picture: QIcon = icons.icon(entry.icon)
                self._actions[entry.key].setIcon(picture)


def _role(key: str) -> QAction.MenuRole:
    roles = {"quit": QAction.MenuRole.QuitRole, "about": QAction.MenuRole.AboutRole}
    return roles.get(key, QAction.MenuRole.NoRole)
