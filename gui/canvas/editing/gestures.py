"""From presses and releases of the mouse to gestures: which tool begins where."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from PySide6.QtCore import QObject, QPoint, Qt, Signal
from PySide6.QtGui import QGuiApplication

from gui.canvas.editing.edits import Edits
from gui.canvas.finding import NOTHING, Hit
from gui.canvas.over.camera import Camera
from gui.canvas.scene import NetworkScene
from gui.canvas.tools import ConnectTool, MoveTool, PanTool, Pointer, RubberBandTool, Tool


class Space(Enum):
    """What the space bar does: nothing, waits to see what follows, or has moved the view."""

    UP = "up"
    DOWN = "down"
    USED = "used"


@dataclass(frozen=True, slots=True)
class _Press:
    """A press of the left button that may become a drag; `narrow`: a click selects this alone."""

    hit: Hit
    pointer: Pointer
    narrow: bool


class Gestures(QObject):
    """Holds the gesture in progress, if any; `changed` asks for a repaint."""

    changed = Signal()

    def __init__(self, scene: NetworkScene, edits: Edits, camera: Camera, parent: QObject) -> None:
        super().__init__(parent)
        self._scene = scene
        self._edits = edits
        self._camera = camera
        self._pressed: _Press | None = None
        self._space: Space = Space.UP
        self.tool: Tool | None = None

    @property
    def is_busy(self) -> bool:
        """Whether a gesture is in progress, or may become one."""
        return self.tool is not None or self._pressed is not None

    def press(self, pointer: Pointer, button: Qt.MouseButton) -> None:
        """A button went down."""
        if self.tool is not None:
            return
        holds_space = self._space is not Space.UP and button == Qt.MouseButton.LeftButton
        if holds_space or button == Qt.MouseButton.MiddleButton:
            self._space = Space.UP if self._space is Space.UP else Space.USED
            self.begin(PanTool(pointer, self._camera.scroll))
        elif button == Qt.MouseButton.LeftButton:
            hit = self._scene.find.hit(pointer.scene, self._camera.scale)
            if hit:
                narrow = self._select(hit, pointer)
                self._pressed = _Press(hit, pointer, narrow)
            else:
                self.begin(RubberBandTool(self._scene, pointer))

    def move(self, pointer: Pointer) -> None:
        """The pointer moved."""
        if self.tool is None and self._pressed is not None and self._is_drag(pointer.view):
            self._begin_drag(self._pressed)
            self._pressed = None
        if self.tool is not None:
            self.tool.move(pointer)
            self.changed.emit()
        else:
            self._scene.set_hovered(self._scene.find.hit(pointer.scene, self._camera.scale))

    def release(self, pointer: Pointer) -> None:
        """The button went up: the gesture is done, or it was a click."""
        tool, self.tool = self.tool, None
        pressed, self._pressed = self._pressed, None
        if tool is not None:
            tool.finish(pointer)
            self.changed.emit()
        elif pressed is not None and pressed.narrow:
            self._select_alone(pressed.hit)

    def hold_space(self) -> None:
        """Space went down: a drag from now on moves the view."""
        if self._space is Space.UP:
            self._space = Space.USED if self.is_busy else Space.DOWN
            self.changed.emit()

    def release_space(self) -> bool:
        """Space went up, or the keyboard elsewhere; whether it was pressed for itself alone."""
        alone, self._space = self._space is Space.DOWN, Space.UP
        self.changed.emit()
        return alone

    @property
    def cursor(self) -> Qt.CursorShape:
        """What the pointer looks like now, over empty ground."""
        if self.tool is not None:
            return self.tool.cursor
        held = self._space is not Space.UP
        return Qt.CursorShape.OpenHandCursor if held else Qt.CursorShape.ArrowCursor

    def begin(self, tool: Tool) -> None:
        """Start a gesture."""
        self.tool = tool
        self._scene.set_hovered(NOTHING)
        self.changed.emit()

    def cancel(self) -> bool:
        """Give the gesture up; False when there is none."""
        had = self.is_busy
        tool, self.tool = self.tool, None
        self._pressed = None
        if tool is not None:
            tool.cancel()
            self.changed.emit()
        return had

    def abandon(self) -> None:
        """Let go of a gesture whose units may be gone, leaving things as they are."""
        self.tool = self._pressed = None
        self._scene.set_targets({})
        self.changed.emit()

    def _begin_drag(self, pressed: _Press) -> None:
        hit = pressed.hit
        if hit.unit is None:
            return
        if hit.port:
            chosen = self._scene.selection.units
            together = pressed.pointer.shift and hit.unit in chosen
            sources = sorted(chosen) if together else list(hit.units)
            self.begin(ConnectTool(self._scene, self._edits, sources, pressed.pointer))
        else:
            self.begin(MoveTool(self._scene, hit.unit, pressed.pointer))

    def _select(self, hit: Hit, pointer: Pointer) -> bool:
        """Select on a press; True when what is selected narrows down if this is only a click."""
        selection = self._scene.selection
        units = frozenset(hit.units)
        pairs = frozenset() if hit.connection is None else frozenset({hit.connection})
        chosen = bool(units & selection.units or pairs & selection.connections)
        if hit.port and (not pointer.control):
            return not (pointer.shift and chosen)
        if pointer.control:
            selection.toggle(units, pairs)
        elif pointer.shift:
            selection.set(selection.units | units, selection.connections | pairs)
        elif not chosen:
            self._select_alone(hit)
        else:
            return True
        return False

    def _select_alone(self, hit: Hit) -> None:
        pairs = [] if hit.connection is None else [hit.connection]
        self._scene.selection.set(hit.units, pairs)

    def _is_drag(self, place: QPoint) -> bool:
        assert self._pressed is not None
        way = (place - self._pressed.pointer.view).manhattanLength()
        return way >= min(QGuiApplication.styleHints().startDragDistance(), 6)
