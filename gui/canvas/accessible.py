"""The canvas for a screen reader: every unit and every connection can be reached and used.

    canvas ─┬─ its buttons
            ├─ x₁, x₂, h₁, … in the order of Tab; a collapsed layer is one
            ┊   └─ the connections into each

Qt knows nothing of what is drawn on a canvas. What it asks for the accessible interface of an
object, it finds here: a `Part` is the object that stands for a unit or a connection, made when a
reader first asks for it. Where nobody reads the screen, none of this exists.

What is done is done with the keyboard, of which a reader is told where it is: an interface for
actions or values would have to be handed over as an address, and PySide6 hands over none.
"""

from __future__ import annotations

from functools import cache

from PySide6.QtCore import QObject, QPoint, QRect
from PySide6.QtGui import (
    QAccessible,
    QAccessibleInterface,
    QAccessibleObject,
    QWindow,
)
from PySide6.QtWidgets import QAccessibleWidget

from gui.canvas.reader import Part, Reader
from gui.canvas.stage import Stage
from gui.canvas.wiring import Pair

Text = QAccessible.Text


class PartInterface(QAccessibleObject):
    """What a reader learns of a part."""

    def __init__(self, part: Part) -> None:
        super().__init__(part)
        self._part = part

    @property
    def _reader(self) -> Reader:
        return self._part.reader

    def isValid(self) -> bool:  # noqa: N802
        """Whether it is still on the canvas."""
        return bool(super().isValid()) and self._reader.has(self._part.key)

    def role(self) -> QAccessible.Role:
        """Something drawn."""
        return QAccessible.Role.Graphic

    def text(self, kind: QAccessible.Text) -> str:
        """Its sentence, or its number."""
        read = {Text.Name: self._reader.name, Text.Value: self._reader.value}.get(kind)
        return read(self._part.key) if read is not None and self.isValid() else ""

    def state(self) -> QAccessible.State:
        """Whether it is selected, and the keyboard there."""
        state, reader, key = QAccessible.State(), self._reader, self._part.key
        if not self.isValid():
            state.invalid = True
            return state
        selection = reader.scene.selection
        chosen = key in (selection.units if isinstance(key, int) else selection.connections)
        state.focusable = state.selectable = True
        state.selected = chosen
        state.focused = reader.view.hasFocus() and reader.selected == key
        state.collapsed = state.expandable = key in reader.scene.folding.by_unit
        state.offscreen = not self.rect().intersects(_on_screen(reader.view))
        return state

    def rect(self) -> QRect:
        """Where it is on the screen."""
        return self._reader.room(self._part.key) if self.isValid() else QRect()

    def window(self) -> QWindow:
        """The window that it is in."""
        return self._reader.view.window().windowHandle()

    def parent(self) -> QAccessibleInterface | None:  # type: ignore[override]
        """The canvas; of a connection the unit that it leads to."""
        key, owner = self._part.key, self._reader.view
        above = owner if isinstance(key, int) else self._reader.part(key[1])
        return QAccessible.queryAccessibleInterface(above)

    def _connections(self) -> list[Pair]:
        key = self._part.key
        return self._reader.connections_into(key) if isinstance(key, int) and self.isValid() else []

    def childCount(self) -> int:  # noqa: N802
        """How many connections lead into a unit."""
        return len(self._connections())

    def child(self, index: int) -> QAccessibleInterface | None:  # type: ignore[override]
        """One of the connections into a unit."""
        return _nth(self._connections(), index, self._reader)

    def indexOfChild(self, child: QAccessibleInterface) -> int:  # noqa: N802
        """Which of the connections into it that is; −1 for none."""
        part, pairs = child.object(), self._connections()
        key = part.key if isinstance(part, Part) else None
        return pairs.index(key) if key in pairs else -1


class CanvasInterface(QAccessibleWidget):
    """What a reader learns of the canvas: its buttons, then its units."""

    def __init__(self, view: Stage, reader: Reader) -> None:
        super().__init__(view, QAccessible.Role.Canvas)
        self._view, self._reader = view, reader

    def childCount(self) -> int:  # noqa: N802
        """How many buttons and units there are."""
        return int(super().childCount()) + len(self._reader.tiles)

    def child(self, index: int) -> QAccessibleInterface | None:  # type: ignore[override]
        """A button or a unit."""
        buttons = super().childCount()
        if index < buttons:
            return super().child(index)
        return _nth(self._reader.tiles, index - buttons, self._reader)

    def indexOfChild(self, child: QAccessibleInterface) -> int:  # noqa: N802
        """Which child that is; −1 for none."""
        part, tiles = child.object(), self._reader.tiles
        if not isinstance(part, Part):
            return int(super().indexOfChild(child))
        return super().childCount() + tiles.index(part.key) if part.key in tiles else -1

    def childAt(self, x: int, y: int) -> QAccessibleInterface | None:  # type: ignore[override]  # noqa: N802
        """What lies at a place on the screen."""
        key = self._reader.at(QPoint(x, y))
        found = super().childAt(x, y)
        ground = found is None or found.object() is self._view.viewport()
        return _interface(self._reader.part(key)) if ground and key is not None else found

    def focusChild(self) -> QAccessibleInterface | None:  # type: ignore[override]  # noqa: N802
        """What the keyboard is on."""
        key = self._reader.selected
        return _interface(self._reader.part(key)) if key is not None else super().focusChild()


def _nth(keys: list[int] | list[Pair], index: int, reader: Reader) -> QAccessibleInterface | None:
    return _interface(reader.part(keys[index])) if 0 <= index < len(keys) else None


def _interface(part: Part) -> QAccessibleInterface | None:
    return QAccessible.queryAccessibleInterface(part)


def _on_screen(view: Stage) -> QRect:
    return QRect(view.mapToGlobal(QPoint()), view.size())


def _interface_of(_class_name: str, asked: QObject) -> QAccessibleInterface | None:
    """The interface of what a canvas is made of; Qt asks once for each object in the program."""
    if isinstance(asked, Part):
        return PartInterface(asked)
    reader = asked.findChild(Reader) if isinstance(asked, Stage) else None
    return CanvasInterface(asked, reader) if isinstance(asked, Stage) and reader else None


@cache
def listen() -> None:
    """Let Qt ask here, from now on and for all windows."""
    QAccessible.installFactory(_interface_of)
