"""The button over the canvas that says what tiles show, and lets another thing be chosen."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QPoint
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QWidget

from gui.canvas.over.buttons import FlatButton
from gui.canvas.scene import NetworkScene
from gui.canvas.tiles.tile_modes import MODES, RESPONSE
from gui.look.translate import tr
from gui.look.words import low


class TileButton(FlatButton):
    """Shown while watching. Its menu has the modes, and the two inputs of the plane."""

    def __init__(self, scene: NetworkScene, view: QWidget) -> None:
        super().__init__("")
        self._scene = scene
        self.setParent(view)
        self.menu = QMenu(self)
        self.menu.setToolTipsVisible(True)
        self.menu.aboutToShow.connect(self._fill)
        self.clicked.connect(self.open_menu)
        self.refresh()

    def refresh(self) -> None:
        """Say what tiles show now."""
        mode = self._scene.tiles.mode
        self.setText(tr("{mode} ▾", mode=tr(mode.short)))
        self.setAccessibleName(tr("Tiles show: {mode}", mode=tr(mode.title)))
        self.setToolTip(tr(mode.help))
        self.setVisible(self._scene.watching)
        self.setFixedSize(self.sizeHint())

    def open_menu(self) -> None:
        """Let another mode be chosen."""
        self.menu.popup(self.mapToGlobal(QPoint(0, self.height() + 2)))

    def _fill(self) -> None:
        self.menu.clear()
        group, tiles = QActionGroup(self.menu), self._scene.tiles
        for mode in MODES.values():
            action = _ticked(tr(mode.title), mode is tiles.mode, group)
            action.setToolTip(tr("{help} ({key})", help=tr(mode.help), key=mode.shortcut))
            action.triggered.connect(partial(tiles.choose, mode.key))
            self.menu.addAction(action)
        if tiles.mode.key == RESPONSE:
            self._add_inputs()

    def _add_inputs(self) -> None:
        """Two menus of the columns that the plane may run along."""
        session, names = self._scene.session, self._scene.document.data.input_names
        if len(names) < 2:
            return
        self.menu.addSeparator()
        plane = session.plane
        for title, chosen, place in (
            (tr("Input to the right: {name}"), plane.x, 0),
            (tr("Input upwards: {name}"), plane.y, 1),
        ):
            inner = self.menu.addMenu(title.format(name=low(names[chosen])))
            group = QActionGroup(inner)
            for column, name in enumerate(names):
                action = _ticked(low(name), column == chosen, group)
                action.triggered.connect(partial(session.wishes.choose_axis, place, column))
                inner.addAction(action)


def _ticked(text: str, checked: bool, group: QActionGroup) -> QAction:
    action = QAction(text, group)
    action.setCheckable(True)
    action.setChecked(checked)
    return action
