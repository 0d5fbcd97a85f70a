"""The canvas by keyboard: walking through units, moving, connecting, zooming."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

import numpy as np
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QKeyEvent

from gui.canvas import geometry
from gui.canvas.edits import Edits
from gui.canvas.gestures import Gestures
from gui.canvas.scene import NetworkScene

Key = Qt.Key
Modifier = Qt.KeyboardModifier
_ARROWS = {
    Key.Key_Left: (-1, 0),
    Key.Key_Right: (1, 0),
    Key.Key_Up: (0, -1),
    Key.Key_Down: (0, 1),
}
_FAR_STEPS = 5


class Lookout(Protocol):
    """What keys can ask of the view."""

    def fit(self) -> None:
        """Show the whole network."""

    def zoom_in(self) -> None:
        """Make everything larger."""

    def zoom_out(self) -> None:
        """Make everything smaller."""

    def reset_zoom(self) -> None:
        """Show everything at its designed size."""

    def select_all(self) -> None:
        """Select every unit."""

    def delete_selection(self) -> None:
        """Remove what is selected."""

    def screen_place(self, unit: int) -> QPoint:
        """Where a unit is on the screen."""


class Keyboard:
    """Carries out what a key asks of the canvas."""

    def __init__(self, scene: NetworkScene, edits: Edits, gestures: Gestures) -> None:
        self._scene = scene
        self._edits = edits
        self._gestures = gestures

    def press(self, event: QKeyEvent, view: Lookout) -> bool:
        """Do what the key says; False when it says nothing here."""
        key = Key(event.key())
        modifiers = event.modifiers() & ~Modifier.KeypadModifier
        if modifiers & Modifier.ControlModifier:
            return self._press_with_control(key, view)
        if modifiers & ~Modifier.ShiftModifier:
            return False
        if key in _ARROWS:
            return self._nudge(key, bool(modifiers & Modifier.ShiftModifier))
        deeds = {
            Key.Key_Delete: view.delete_selection,
            Key.Key_Backspace: view.delete_selection,
            Key.Key_C: self._mark,
            Key.Key_Return: lambda: self._connect(view),
            Key.Key_Enter: lambda: self._connect(view),
            Key.Key_Escape: self._escape,
            Key.Key_F: view.fit,
        }
        return _done(deeds.get(key))

    def _press_with_control(self, key: Qt.Key, view: Lookout) -> bool:
        deeds = {
            Key.Key_A: view.select_all,
            Key.Key_0: view.reset_zoom,
            Key.Key_Plus: view.zoom_in,
            Key.Key_Equal: view.zoom_in,
            Key.Key_Minus: view.zoom_out,
        }
        return _done(deeds.get(key))

    def wants(self, event: QKeyEvent) -> bool:
        """Whether a key belongs to the canvas even where a menu has it as a shortcut."""
        if Key(event.key()) in _ARROWS:
            return bool(self._scene.selection.units)
        zoom_100 = event.key() == Key.Key_0
        return zoom_100 and event.modifiers() == Qt.KeyboardModifier.ControlModifier

    def walk(self, step: int) -> bool:
        """Select the next (1) or previous (-1) unit, column by column; False past the ends."""
        wiring, selection = self._scene.wiring, self._scene.selection
        order = wiring.ids[np.lexsort((wiring.centres[:, 1], wiring.centres[:, 0]))].tolist()
        if not order:
            return False
        if len(selection.units) != 1:
            selection.set([order[0 if step > 0 else -1]])
            return True
        (current,) = selection.units
        place = order.index(current) + step
        if not 0 <= place < len(order):
            return False
        selection.set([order[place]])
        return True

    def _nudge(self, key: Qt.Key, far: bool) -> bool:
        x, y = _ARROWS[key]
        length = geometry.GRID * (_FAR_STEPS if far else 1)
        return self._edits.nudge(self._scene.selection.units, x * length, y * length)

    def _mark(self) -> None:
        self._scene.set_marked(self._scene.selection.units)

    def _connect(self, view: Lookout) -> None:
        sources, chosen = self._scene.marked, self._scene.selection.units
        if sources:
            for target in sorted(chosen - sources or chosen):
                self._edits.connect_units(sorted(sources), target, view.screen_place(target))

    def _escape(self) -> None:
        """Give up the gesture, else the marked sources, else the selection."""
        if self._gestures.cancel():
            return
        if self._scene.marked:
            self._scene.set_marked(frozenset())
        else:
            self._scene.selection.clear()


def _done(deed: Callable[[], object] | None) -> bool:
    if deed is None:
        return False
    deed()
    return True
