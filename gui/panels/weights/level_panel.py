"""What all panels do that show a network level by level, as the snapshots have it."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from engine import Change, Snapshot
from gui.editing.document import Document
from gui.look.translate import tr
from gui.panels.weights.levels import Levels
from gui.panels.widgets.throttle import Throttle
from gui.run.live import is_of, moves_only
from gui.run.session import Session

# So long what was shown stays after an edit: nothing is to flicker.
_PATIENCE_MS = 300


class LevelPanel(QWidget):
    """Follows the snapshots that hold what it shows, only while it is seen.

    A child says which these are (`_holds`), what it wants of them (`_ask`), draws one (`_show`)
    and says why there is nothing to draw (`_show_nothing`).
    """

    def __init__(self, document: Document, session: Session, frame_ms: int, share: float) -> None:
        super().__init__()
        self._document, self._session = document, session
        self._levels: Levels | None = None
        self._snapshot: Snapshot | None = None
        self._throttle = Throttle(frame_ms, self, share=share)
        self._throttle.due.connect(self._draw)
        self._patience = QTimer(self, singleShot=True, interval=_PATIENCE_MS)
        self._patience.timeout.connect(self._draw)
        session.snapshot_ready.connect(self._snapshot_came)
        document.network_changed.connect(self._edited)
        document.opened.connect(self._forget)

    def _holds(self, snapshot: Snapshot) -> bool:
        raise NotImplementedError

    def _ask(self) -> None:
        raise NotImplementedError

    def _offer_levels(self) -> None:
        raise NotImplementedError

    def _show(self, snapshot: Snapshot) -> None:
        raise NotImplementedError

    def _show_nothing(self, reason: str) -> None:
        raise NotImplementedError

    # Seen or not

    def showEvent(self, event: QShowEvent) -> None:
        """Catch up."""
        super().showEvent(event)
        self._ask()
        self._catch_up()
        self._draw()

    def hideEvent(self, event: QHideEvent) -> None:
        """Ask for nothing while nobody looks."""
        super().hideEvent(event)
        self._throttle.stop()
        self._patience.stop()
        self._ask()

    # Following

    def _catch_up(self) -> None:
        latest = self._session.snapshot
        if latest is not None and self._holds(latest):
            self._snapshot = latest

    def _snapshot_came(self, snapshot: Snapshot) -> None:
        if self.isVisible() and self._holds(snapshot):
            self._snapshot = snapshot
            self._throttle.ask()

    def _edited(self, change: Change) -> None:
        if not moves_only(change):
            self._levels = None
            if self.isVisible():
                self._patience.start()

    def _forget(self) -> None:
        self._patience.stop()
        self._levels = self._snapshot = None
        self._draw()

    def _draw(self) -> None:
        if not self.isVisible():
            return
        snapshot = self._snapshot
        if snapshot is not None and self._follow(snapshot):
            self._patience.stop()
            self._show(snapshot)
        elif snapshot is None:
            self._show_nothing(tr("Nothing is computed yet."))
        elif not self._patience.isActive():
            self._show_nothing(tr("The edited network is being prepared."))

    def _follow(self, snapshot: Snapshot) -> bool:
        """Lay the levels out as the snapshot has them; False while it is of an older network."""
        if self._levels is None or not self._levels.fits(snapshot):
            if not is_of(snapshot, self._document.network):
                return False
            self._levels = Levels(self._document.network, snapshot)
            self._offer_levels()
        return True
