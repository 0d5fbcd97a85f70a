"""The canvas by keyboard: walking through units, moving, connecting, zooming."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QKeyCombination, QPoint, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence

from gui.canvas import geometry
from gui.canvas.editing import arranging
from gui.canvas.editing.edits import Edits
from gui.canvas.editing.gestures import Gestures
from gui.canvas.scene import NetworkScene
from gui.menus.actions import ENTRIES

Key = Qt.Key
Modifier = Qt.KeyboardModifier
_ARROWS = {
    Key.Key_Left: (-1, 0),
    Key.Key_Right: (1, 0),
    Key.Key_Up: (0, -1),
    Key.Key_Down: (0, 1),
}
_LINK_STEPS = {Key.Key_Down: 1, Key.Key_Up: -1}
_FAR_STEPS = 5


class Keyboard:
    """Carries out what a key asks of the canvas.

    Next to its own keys it knows those of the table of actions that `handlers` has a deed for:
    without a menu bar they work all the same.
    """

    def __init__(
        self,
        scene: NetworkScene,
        edits: Edits,
        gestures: Gestures,
        handlers: Mapping[str, Callable[[], object]],
        screen_place: Callable[[int], QPoint],
    ) -> None:
        self._scene = scene
        self._edits = edits
        self._gestures = gestures
        self._screen_place = screen_place
        self._at: int | None = None  # the unit whose connections are walked through
        self._deeds = {
            keys.toString(): handlers[row.key]
            for row in ENTRIES
            if row.key in handlers
            for shortcut in row.shortcuts
            for keys in _sequences(shortcut)
        }

    def press(self, event: QKeyEvent) -> bool:
        """Do what the key says; False when it says nothing here."""
        key = Key(event.key())
        modifiers = event.modifiers() & ~Modifier.KeypadModifier
        if key in _ARROWS and not modifiers & ~Modifier.ShiftModifier:
            return self._nudge(key, bool(modifiers & Modifier.ShiftModifier))
        if key in _LINK_STEPS and modifiers == Modifier.AltModifier:
            return self._walk_links(_LINK_STEPS[key])
        own: dict[Qt.Key, Callable[[], object]] = {
            Key.Key_C: self._mark,
            Key.Key_Return: self._connect,
            Key.Key_Enter: self._connect,
            Key.Key_Escape: self._escape,
        }
        if key in own and not modifiers:
            return _done(own[key])
        if _is_space(event):
            if not event.isAutoRepeat():
                self._gestures.hold_space()
            return True
        return _done(self._deeds.get(QKeySequence(QKeyCombination(modifiers, key)).toString()))

    def wants(self, event: QKeyEvent) -> bool:
        """Whether a key belongs to the canvas even where a menu has it as a shortcut."""
        if Key(event.key()) in _ARROWS:
            return bool(self._scene.selection.units)
        if event.key() == Key.Key_Escape:  # not for a notice while there is something to give up
            return self._gestures.is_busy
        if _is_space(event):
            return True
        zoom_100 = event.key() == Key.Key_0
        return zoom_100 and event.modifiers() == Qt.KeyboardModifier.ControlModifier

    def walk(self, step: int) -> bool:
        """Select the next (1) or previous (-1) unit, column by column; False past the ends."""
        wiring, selection = self._scene.wiring, self._scene.selection
        together, tiles = self._scene.folding.together, self._scene.find.tiles_in_order()
        if not tiles:
            return False
        chosen = tuple(selection.units)
        if not chosen and len(selection.connections) == 1 and self._at in wiring.row:
            chosen = (self._at,)  # back from its connections
        current = together(chosen[0]) if chosen else ()
        if not chosen or set(chosen) != set(current):
            selection.set(tiles[0 if step > 0 else -1])
            return True
        place = tiles.index(current) + step
        if not 0 <= place < len(tiles):
            return False
        selection.set(tiles[place])
        return True

    def _walk_links(self, step: int) -> bool:
        """Select the next or previous connection of the unit that was reached last."""
        selection, network = self._scene.selection, self._scene.network
        if len(selection.units) == 1:
            (self._at,) = selection.units
        if self._at is None or not network.has_unit(self._at):
            return False
        links = [(source, self._at) for source in network.incoming(self._at)]
        links += [(self._at, target) for target in network.outgoing(self._at)]
        if not links:
            return False
        (current,) = selection.connections if len(selection.connections) == 1 else (None,)
        place = links.index(current) + step if current in links else min(step, 0)
        selection.set(connections=[links[place % len(links)]])
        return True

    def _nudge(self, key: Qt.Key, far: bool) -> bool:
        x, y = _ARROWS[key]
        length = geometry.GRID * (_FAR_STEPS if far else 1)
        units = self._scene.selection.units
        return arranging.nudge(self._scene.document, units, x * length, y * length)

    def _mark(self) -> None:
        self._scene.set_marked(self._scene.selection.units)

    def _connect(self) -> None:
        sources, chosen = self._scene.marked, self._scene.selection.units
        if not sources:
            self._scene.open_layers(chosen)
        else:
            targets = sorted(chosen - sources or chosen)
            if targets:
                place = self._screen_place(targets[0])
                self._edits.connect_units(sorted(sources), targets, place)

    def _escape(self) -> None:
        """Give up the gesture, else the marked sources, the chosen example, the selection."""
        if self._gestures.cancel():
            return
        if self._scene.marked:
            self._scene.set_marked(frozenset())
        elif self._scene.session.example.row is not None:
            self._scene.session.example.let_go()
        else:
            self._scene.selection.clear()


def _is_space(event: QKeyEvent) -> bool:
    return event.key() == Key.Key_Space and event.modifiers() == Modifier.NoModifier


def _sequences(shortcut: str | QKeySequence.StandardKey) -> list[QKeySequence]:
    if isinstance(shortcut, str):
        return [QKeySequence(shortcut)]
    return QKeySequence.keyBindings(shortcut)


def _done(deed: Callable[[], object] | None) -> bool:
    if deed is None:
        return False
    deed()
    return True
