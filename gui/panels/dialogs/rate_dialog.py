"""The learning-rate finder: tries many rates on a copy of the run, shows the losses, suggests."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QWidget

from gui.editing.document import Document
from gui.forms.fields import exact
from gui.look.translate import tr
from gui.panels.widgets.background import Progress
from gui.panels.widgets.errand_dialog import ErrandDialog, waiting_words
from gui.panels.widgets.section import button, label
from gui.run.run_link import answer_of, slow_imports
from gui.run.session import Session, State
from gui.stills import pictures

if TYPE_CHECKING:
    from engine import RateSearch


class RateDialog(ErrandDialog):
    """Searches as soon as the run can be asked; `use` takes the suggestion over as one step."""

    def __init__(self, document: Document, session: Session, parent: QWidget | None = None) -> None:
        title, doing = tr("Find a learning rate"), tr("Trying learning rates")
        super().__init__(title, doing, parent, known=True)
        self._document, self._session = document, session
        self.search: RateSearch | None = None
        column = self.column
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
        pictures.offer(self.curve, self.curve.accessibleName())
        column.addWidget(self.curve, 1)
        column.addWidget(self.told)
        column.addLayout(self._build_foot())
        session.state_changed.connect(self._begin)
        self._begin()

    def _build_foot(self) -> QHBoxLayout:
        self.cancel = button(tr("Cancel the search"))
        self.cancel.clicked.connect(self.stop)
        self.again = button(tr("Search again"))
        self.again.clicked.connect(self.start)
        self.close_button = button(tr("Close"))
        self.close_button.clicked.connect(self.reject)
        self.use_button = button(tr("Use it"), "primary")
        self.use_button.clicked.connect(self.use)
        return self.foot(self.cancel, self.again, self.close_button, self.use_button)

    # Searching

    def _begin(self) -> None:
        """Search once the run can be asked; until then say what is waited for."""
        state = self._session.state
        if self.search is not None or self._errand is not None:
            return
        if state is State.BLOCKED:
            self.say(" ".join(self._session.blocked_by), "error")
        elif state is State.PREPARING:
            self._session.start()
            self.say(waiting_words())
        else:
            self.start()
            return
        self.show_work(False)

    def start(self) -> None:
        """Search, from where the run stands now."""
        from engine.projects.project_file import Project

        answer = self._session.ask(Project.of)
        if answer is None:
            return

        def work(progress: Progress) -> RateSearch:
            return answer_of(answer).trainer().find_learning_rate(progress)

        self.say(tr("Searching…"))
        self.work(work, self._tell)

    def stop(self) -> None:
        """Give the search up."""
        if self._errand is not None:
            self._errand.cancel()
            self.say(tr("The search was cancelled."))

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
            self.say(search.reason)
            return
        now = exact(self._document.settings.learning_rate)
        self.say(
            tr(
                "Suggested: {rate}. {reason} The rate in use is {now}.",
                rate=exact(search.suggestion),
                reason=search.reason,
                now=now,
            )
        )

    # Look

    def show_work(self, searching: bool) -> None:
        """A search can be cancelled, its end used, and another one begun."""
        super().show_work(searching)
        found = self.search.suggestion if self.search is not None and not searching else None
        self.cancel.setVisible(searching)
        self.again.setVisible(not searching)
        can_ask = self._session.state not in (State.BLOCKED, State.PREPARING)
        self.again.setEnabled(can_ask)
        self.use_button.setEnabled(found is not None)
        if found is not None:
            self.use_button.setText(tr("Use {rate}", rate=exact(found)))
            self.use_button.setDefault(True)
            self.use_button.setFocus()
