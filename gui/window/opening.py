"""Opening a project beside the window; what takes longer than a moment can be cancelled."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from engine import EngineError
from gui.editing.notices import Notice, bus
from gui.look.translate import tr
from gui.panels.widgets.errand_dialog import ErrandDialog
from gui.panels.widgets.section import button, present

if TYPE_CHECKING:
    from engine.projects.project_file import Project

_SHOWN_AFTER_MS = 300


class OpeningDialog(ErrandDialog):
    """Has a project read, seen only when that takes longer than a moment; `take` gets it."""

    def __init__(
        self,
        name: str,
        read: Callable[[], Project],
        take: Callable[[Project], object],
        parent: QWidget,
    ) -> None:
        super().__init__(tr("Open a project"), tr("Opening a project"), parent, known=False)
        self._read, self._take = read, take
        self.say(tr("Opening {name}…", name=name))
        self.column.addWidget(self.told)
        self.cancel = button(tr("Cancel"))
        self.cancel.clicked.connect(self.reject)
        self.column.addLayout(self.foot(self.cancel))
        self.setMinimumWidth(360)

    def start(self) -> None:
        """Begin to read."""

        def read(_progress: object) -> Project:
            project = self._read()
            project.data.prepared()
            return project

        self.work(read, self._finish)
        QTimer.singleShot(_SHOWN_AFTER_MS, self, self._show)

    def _show(self) -> None:
        if self._errand is not None:
            present(self)

    def _finish(self, project: Project) -> None:
        self._errand = None
        self.accept()
        self._take(project)

    def tell_refusal(self, error: object) -> None:
        """Say it on the window: the dialog goes."""
        self._errand = None
        self.reject()
        if isinstance(error, EngineError | OSError):
            bus.post(Notice.of(error))

    def done(self, result: int) -> None:
        """Go, also when it was never seen."""
        super().done(result)
        self.deleteLater()

    def give_up(self) -> None:
        """Let the thread read on unheard: it cannot be stopped, and nobody shall wait for it."""
        if self._errand is not None:
            self._errand.cancel()
            self._errand = None
