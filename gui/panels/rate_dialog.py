"""The learning-rate finder: tries many rates on a copy of the run, shows the losses, suggests."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QWidget

from engine import EngineError
from gui import notices, theme
from gui.document import Document
from gui.fields import exact
from gui.panels.widgets.background import Errand, Progress
from gui.panels.widgets.section import button, dialog_column, label
from gui.panels.widgets.share_bar import ShareBar
from gui.run_link import answer_of, slow_imports
from gui.session import Session, State
from gui.translate import tr

if TYPE_CHECKING:
    from engine import RateSearch

_CLOSING_SECONDS = 10.0


class RateDialog(QDialog):
    """Searches as soon as the run can be asked; `use` takes the suggestion over as one step."""

    def __init__(self, document: Document, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document, self._session = document, session
        self._errand: Errand[RateSearch] | None = None
        self.search: RateSearch | None = None
        self.setWindowTitle(tr("Find a learning rate"))
        column = dialog_column(self)
        column.addWidget(
            label(
                tr(
                    "One mini-batch with each rate, from tiny to large, on a copy of the run; the "
                    "run itself is left alone. A good rate lies well before the loss rises again."
                ),
                wrap=True,
            )
        )
        with slow_imports:
            from gui.panels.widgets.rate_curve import RateCurve
        self.curve = RateCurve()
        self.curve.setAccessibleName(tr("Loss over learning rates"))
        column.addWidget(self.curve, 1)
        self.told = label(role="", wrap=True)
        column.addWidget(self.told)
        column.addLayout(self._foot())
        session.state_changed.connect(self._begin)
        self._begin()

    def _foot(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(theme.RHYTHM)
        self.progress = ShareBar(tr("Trying learning rates"))
        self.cancel = button(tr("Cancel the search"))
        self.cancel.clicked.connect(self.stop)
        self.again = button(tr("Search again"))
        self.again.clicked.connect(self.start)
        self.close_button = button(tr("Close"))
        self.close_button.clicked.connect(self.reject)
        self.use_button = button(tr("Use it"), "primary")
        self.use_button.clicked.connect(self.use)
        row.addWidget(self.progress, 1)
        row.addStretch(0)
        for one in (self.cancel, self.again, self.close_button, self.use_button):
            row.addWidget(one)
        return row

    # Searching

    def _begin(self) -> None:
        """Search once the run can be asked; until then say what is waited for."""
        state = self._session.state
        if self.search is not None or self._errand is not None:
            return
        if state is State.BLOCKED:
            self._say(" ".join(self._session.blocked_by), "error")
        elif state is State.PREPARING:
            self._session.start()
            self._say(tr("The engine is being prepared…"))
        else:
            self.start()
            return
        self._show_foot()

    def start(self) -> None:
        """Search, from where the run stands now."""
        from engine.project_file import Project

        answer = self._session.ask(Project.of)
        if answer is None:
            return

        def work(progress: Progress) -> RateSearch:
            return answer_of(answer).trainer().find_learning_rate(progress)

        errand = Errand(work, self)
        errand.progressed.connect(self.progress.show_share)
        errand.done.connect(lambda: self._tell(errand.result))
        errand.refused.connect(self._tell_refusal)
        errand.finished.connect(self._end)
        self._errand = errand
        self.progress.setValue(0)
        self._say(tr("Searching…"))
        self._show_foot()
        errand.start()

    def stop(self) -> None:
        """Give the search up."""
        if self._errand is not None:
            self._errand.cancel()
            self._say(tr("The search was cancelled."))

    def use(self) -> None:
        """Take the suggested rate over, as one step, and close."""
        if self.search is not None and self.search.suggestion is not None:
            rate = self.search.suggestion
            self._document.change_settings(tr("Use the found learning rate"), learning_rate=rate)
            self.accept()

    def _tell(self, search: RateSearch) -> None:
        self.search = search
        self.curve.show_search(search)
        if search.suggestion is None:
            self._say(search.reason)
            return
        now = exact(self._document.settings.learning_rate)
        self._say(
            tr(
                "Suggested: {rate}. {reason} The rate in use is {now}.",
                rate=exact(search.suggestion),
                reason=search.reason,
                now=now,
            )
        )

    def _tell_refusal(self, error: object) -> None:
        if isinstance(error, EngineError):
            notice = notices.Notice.of(error)
            self._say(f"{notice.happened} {notice.try_this}".strip(), "error")
        else:
            self._say(str(error), "error")

    def _end(self) -> None:
        self._errand = None
        self._show_foot()

    # Look

    def _say(self, text: str, role: str = "") -> None:
        self.told.setText(text)
        self.told.setProperty("role", role)
        self.told.style().polish(self.told)

    def _show_foot(self) -> None:
        searching = self._errand is not None
        found = self.search.suggestion if self.search is not None and not searching else None
        self.progress.setVisible(searching)
        self.cancel.setVisible(searching)
        self.again.setVisible(not searching)
        can_ask = self._session.state not in (State.BLOCKED, State.PREPARING)
        self.again.setEnabled(can_ask)
        self.use_button.setEnabled(found is not None)
        if found is not None:
            self.use_button.setText(tr("Use {rate}", rate=exact(found)))
            self.use_button.setDefault(True)
            self.use_button.setFocus()

    def done(self, result: int) -> None:
        """Close, with nothing left running."""
        if self._errand is not None:
            self._errand.cancel()
            self._errand.wait(_CLOSING_SECONDS)
            self._errand = None
        super().done(result)

    def closeEvent(self, event: QCloseEvent) -> None:
        """As with the button."""
        self.reject()
        super().closeEvent(event)
