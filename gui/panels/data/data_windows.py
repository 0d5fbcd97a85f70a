"""The windows that stand beside the main one and shape the data, one of each kind."""

from __future__ import annotations

from typing import TypeVar

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QWidget

from engine.data.datasets import Dataset
from gui.editing.document import Document
from gui.panels.data.glance.glance_dialog import GlanceDialog
from gui.panels.data.inputs_dialog import InputsDialog
from gui.panels.data.painting.paint_dialog import PaintDialog

D = TypeVar("D", PaintDialog, InputsDialog, GlanceDialog)


class DataWindows(QObject):
    """Opens them; `changed` carries the data that one of them asks for, and the step's name."""

    changed = Signal(Dataset, str)

    def __init__(self, document: Document, panel: QWidget) -> None:
        super().__init__(panel)
        self._document, self._panel = document, panel

    def paint(self) -> None:
        """Paint, going on from the present data where they can be painted."""
        if dialog := self._beside(PaintDialog):
            dialog.painted.connect(self.changed)

    def choose_inputs(self) -> None:
        """Choose what the network takes of the data, and how it is scaled."""
        if dialog := self._beside(InputsDialog):
            dialog.changed.connect(self.changed)

    def look(self) -> None:
        """Look at the data as a whole."""
        self._beside(GlanceDialog)

    def _beside(self, kind: type[D]) -> D | None:
        """Open a window of this kind; None if it is open already, and then comes to the front."""
        window = self._panel.window()
        for shown in window.findChildren(kind):
            shown.activateWindow()
            return None
        dialog = kind(self._document, window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.show()
        return dialog
