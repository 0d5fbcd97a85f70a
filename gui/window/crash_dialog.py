"""What a person sees when something breaks that should not: calm words, and a way to save."""

from __future__ import annotations

import sys
import threading
import traceback
from collections.abc import Callable
from types import TracebackType

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QMessageBox, QPushButton, QWidget

from gui.look.translate import tr


class CrashReporter(QObject):
    """Turns exceptions that nobody caught, from any thread, into one dialog with a Save button."""

    _caught = Signal(str)

    def __init__(self, window: QWidget, save: Callable[[], object]) -> None:
        super().__init__(window)
        self._window = window
        self._save = save
        self._box: QMessageBox | None = None
        self._caught.connect(self._show, Qt.ConnectionType.QueuedConnection)

    def install(self) -> None:
        """Receive from now on what nobody catches."""
        sys.excepthook = self._report
        threading.excepthook = lambda caught: self._report(
            caught.exc_type, caught.exc_value, caught.exc_traceback
        )

    def uninstall(self) -> None:
        """Give exceptions back to Python."""
        sys.excepthook = sys.__excepthook__
        threading.excepthook = threading.__excepthook__

    def _report(
        self,
        kind: type[BaseException],
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        details = "".join(traceback.format_exception(kind, error, trace))
        sys.stderr.write(details)
        self._caught.emit(details)

    def _show(self, details: str) -> None:
        if self._box is not None:  # one dialog at a time; the first error is the telling one
            return
        box = QMessageBox(self._window)
        box.setIcon(QMessageBox.Icon.Warning)
        box.setWindowTitle("Netloom")
        box.setText(tr("Something went wrong inside Netloom."))
        box.setInformativeText(
            tr("Your work is still here. Save it now, then start the program again.")
        )
        box.setDetailedText(details)
        save = box.addButton(tr("Save…"), QMessageBox.ButtonRole.AcceptRole)
        box.addButton(tr("Go on"), QMessageBox.ButtonRole.RejectRole)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.finished.connect(lambda: self._answered(box, save))
        self._box = box
        box.open()

    def _answered(self, box: QMessageBox, save: QPushButton) -> None:
        self._box = None
        if box.clickedButton() is save:
            self._save()
