"""Units and layers that are dragged in from the palette."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtGui import QDropEvent

from gui.canvas.editing.edits import Edits
from gui.canvas.editing.gestures import Gestures
from gui.canvas.geometry import Point
from gui.canvas.scene import NetworkScene
from gui.canvas.tools import DropPreview, Pointer, dropped_part


class Drops:
    """Shows a part from the palette where it would stand, and adds it on release.

    Anything else that is dragged over the canvas is ignored, so that the window gets it.
    """

    def __init__(
        self,
        scene: NetworkScene,
        edits: Edits,
        gestures: Gestures,
        pointer_of: Callable[[QDropEvent], Pointer],
        ask_layer: Callable[[Point], object],
    ) -> None:
        self._scene = scene
        self._edits = edits
        self._gestures = gestures
        self._pointer_of = pointer_of
        self._ask_layer = ask_layer

    def enter(self, event: QDropEvent) -> None:
        """Something is dragged over the canvas."""
        part = dropped_part(event.mimeData())
        if part is None:
            event.ignore()
            return
        self._gestures.cancel()
        self._gestures.begin(DropPreview(self._scene, part))
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
        """It was let go: add the part where its preview stands."""
        self.move(event)
        preview = self._gestures.tool
        self._gestures.cancel()
        if isinstance(preview, DropPreview) and preview.snap is not None:
            self._add(preview, preview.snap.point, self._pointer_of(event).screen)

    def _add(self, preview: DropPreview, point: Point, screen: QPoint) -> None:
        if preview.part == "layer":
            # The drag must end before a dialog opens.
            QTimer.singleShot(0, self._gestures, lambda: self._ask_layer(point))
        elif preview.pair is not None:
            self._edits.insert_unit(preview.pair, point, screen)
        else:
            self._edits.add_unit(preview.part, point, screen)
