"""What the dialogs share that have one piece of work done beside the window."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QWidget

from engine import EngineError
from gui.editing import notices
from gui.look import theme
from gui.look.translate import tr
from gui.panels.widgets.background import Errand, Progress
from gui.panels.widgets.section import dialog_column, label
from gui.panels.widgets.share_bar import ShareBar

T = TypeVar("T")
_PATIENCE_SECONDS = 30.0


class ErrandDialog(QDialog):
    """Says in `told` how its work goes; closed, it leaves nothing running.

    `column` is where its parts stand. `progress` is seen while it works.
    """

    def __init__(self, title: str, doing: str, parent: QWidget | None, *, known: bool) -> None:
        super().__init__(parent)
        self._errand: Errand[Any] | None = None
        self.setWindowTitle(title)
        self.column = dialog_column(self)
        self.told = label(role="", wrap=True)
        self.progress = ShareBar(doing, known=known)
        self.progress.hide()

    def foot(self, *buttons: QPushButton, before: QPushButton | None = None) -> QHBoxLayout:
        """The last line: how far the work is, and buttons at the right, or one before all."""
        row = QHBoxLayout()
        row.setSpacing(theme.RHYTHM)
        if before is not None:
            row.addWidget(before)
        row.addWidget(self.progress, 1)
        row.addStretch(0)
        for one in buttons:
            row.addWidget(one)
        return row

    # Work

    def work(self, work: Callable[[Progress], T], done: Callable[[T], object]) -> None:
        """Have `work(progress)` done in a thread; `done` gets what it returns."""
        errand = Errand(work, self)
        errand.progressed.connect(self.progress.show_share)
        errand.done.connect(lambda: done(errand.result))
        errand.refused.connect(self.tell_refusal)
        errand.finished.connect(self._end)
        self._errand = errand
        self.progress.setValue(0)
        self.show_work(True)
        errand.start()

    def show_work(self, working: bool) -> None:
        """Work begins or has ended; what can be done meanwhile is the dialog's to say."""
        self.progress.setVisible(working)

    def _end(self) -> None:
        self._errand = None
        self.show_work(False)

    def give_up(self) -> None:
        """Stop what is being done, and wait until it has ended."""
        if self._errand is not None:
            self._errand.cancel()
            self._errand.wait(_PATIENCE_SECONDS)
            self._errand = None

    # Words

    def say(self, text: str, role: str = "") -> None:
        """Show a sentence in one of the style sheet's roles."""
        self.told.setText(text)
        self.told.setProperty("role", role)
        self.told.style().polish(self.told)
        self.told.show()

    def tell_refusal(self, error: object) -> None:
        """Say what went wrong and what to try."""
        if isinstance(error, EngineError):
            notice = notices.Notice.of(error)
            self.say(f"{notice.happened} {notice.try_this}".strip(), "error")
        else:
            self.say(str(error), "error")

    # Closing

    def done(self, result: int) -> None:
        """Close, with nothing left running."""
        self.give_up()
        super().done(result)

    def closeEvent(self, event: QCloseEvent) -> None:
        """As with the button."""
        self.reject()
        super().closeEvent(event)


def waiting_words() -> str:
    """What is said until the engine can be asked."""
    return tr("The engine is being prepared…")
