"""Units that are dragged in from the palette."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QDropEvent

from gui.canvas.edits import Edits
from gui.canvas.gestures import Gestures
from gui.canvas.scene import NetworkScene
from gui.canvas.tools import DropPreview, Pointer, dropped_kind


class Drops:
    """Shows a unit from the palette where it would stand, and adds it on release.

    Anything else that is dragged over the canvas is ignored, so that the window gets it.
    """

    def __init__(
        self,
        scene: NetworkScene,
        edits: Edits,
        gestures: Gestures,
        pointer_of: Callable[[QDropEvent], Pointer],
    ) -> None:
        self._scene = scene
        self._edits = edits
        self._gestures = gestures
        self._pointer_of = pointer_of

    def enter(self, event: QDropEvent) -> None:
        """Something is dragged over the canvas."""
        kind = dropped_kind(event.mimeData())
        if kind is None:
            event.ignore()
            return
        self._gestures.cancel()
        self._gestures.begin(DropPreview(self._scene, kind))
        self.move(event)

    def move(self, event: QDropEvent) -> None:
        """It moves on."""
        if isinstance(self._gestures.tool, DropPreview):
            self._gestures.move(self._pointer_of(event))
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
        else:
            event.ignore()

    def leave(self) -> None:
        """It was carried out again."""
        self._gestures.cancel()

    def drop(self, event: QDropEvent) -> None:
        """It was let go: add the unit where its preview stands."""
        self.move(event)
        preview = self._gestures.tool
        self._gestures.cancel()
        if isinstance(preview, DropPreview) and preview.snap is not None:
            screen = self._pointer_of(event).screen
            self._edits.add_unit(preview.kind, preview.snap.point, screen)
