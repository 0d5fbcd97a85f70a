"""Moving the view over the canvas with the middle button, or with Space held."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPoint, Qt

from gui.canvas.tools.base import Pointer, Tool


class PanTool(Tool):
    """The point that was pressed stays under the pointer; `scroll` moves the view by pixels."""

    cursor = Qt.CursorShape.ClosedHandCursor
    told = (("Middle drag, Space-drag", "Move the view"),)

    def __init__(self, start: Pointer, scroll: Callable[[QPoint], None]) -> None:
        self._last = start.view
        self._scroll = scroll

    def move(self, pointer: Pointer) -> None:
        """Let the canvas follow."""
        self._scroll(self._last - pointer.view)
        self._last = pointer.view
