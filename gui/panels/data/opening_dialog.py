"""Looking at a file, or reading what needs no questions: a bar with Cancel if that takes long."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from engine import errors
from gui.editing.notices import Notice, bus
from gui.look import theme
from gui.look.translate import tr
from gui.panels.dialogs.install_strip import InstallStrip
from gui.panels.widgets.background import Progress
from gui.panels.widgets.errand_dialog import ErrandDialog
from gui.panels.widgets.section import button

T = TypeVar("T")
_SOON_MS = 300  # what is there by then needs no bar
_WIDTH = 420


class OpeningDialog(ErrandDialog, Generic[T]):
    """`found` gets what `job` returns; what it refuses is told on the bus.

    A package that is missing is offered here instead, and the job done once it is installed.
    """

    def __init__(
        self,
        name: str,
        job: Callable[[Progress], T],
        found: Callable[[T], object],
        parent: QWidget,
        *,
        known: bool,
    ) -> None:
        doing = tr("Reading {name}…", name=name)
        super().__init__(doing, doing, parent, known=known)
        self._job, self._found = job, found
        self.column.addWidget(self.told)
        self.install = InstallStrip()
        self.install.installed.connect(self.begin)
        self.column.addWidget(self.install)
        self.cancel = button(tr("Cancel"))
        self.cancel.clicked.connect(self.reject)
        self.column.addLayout(self.foot(self.cancel))
        self.setMinimumWidth(round(_WIDTH * theme.scale()))
        self._soon = QTimer(self, singleShot=True, interval=_SOON_MS)
        self._soon.timeout.connect(self.show)
        self.finished.connect(self.deleteLater)
        self._given_up = False

    def begin(self) -> None:
        """Do the job; the dialog is seen if that takes a while."""
        self.install.offer("", ())
        self.say(self.windowTitle())
        self._soon.start()
        self.work(self._job, self._end_with)

    def _end_with(self, result: T) -> None:
        self.accept()
        self._found(result)

    def tell_refusal(self, error: object) -> None:
        """Offer what is missing; anything else is the window's to say."""
        if isinstance(error, errors.PackageMissing):
            self.say(Notice.of(error).happened, "error")
            self.install.offer(error.extra, (error.package,))
            self.show()
            return
        self.reject()
        bus.post(Notice.of(error) if isinstance(error, errors.EngineError) else _of_disk(error))

    def reject(self) -> None:
        """Go away at once; work that goes on is dropped when it ends."""
        if self._errand is None:
            super().reject()
            return
        self._given_up = True
        self._errand.cancel()
        self._soon.stop()
        self.hide()

    def _end(self) -> None:
        super()._end()
        if self._given_up:
            self.reject()

    def done(self, result: int) -> None:
        """Stop an installation too."""
        self._soon.stop()
        self.install.stop()
        super().done(result)


def _of_disk(error: object) -> Notice:
    return Notice("error", str(error))
