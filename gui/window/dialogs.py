"""The dialogs that the menus open over the window."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from gui.editing.document import Document
from gui.run.run_link import slow_imports
from gui.run.session import Session
from gui.window.help_dialogs import About, ShortcutSheet

if TYPE_CHECKING:
    from gui.panels.race.race_dialog import RaceDialog


class Dialogs:
    """Opens each when it is asked for; the race is kept, and shown again as it was."""

    def __init__(self, window: QWidget, document: Document, session: Session) -> None:
        self._window, self._document, self._session = window, document, session
        self._race: RaceDialog | None = None

    @property
    def handlers(self) -> dict[str, Callable[..., object]]:
        """What the menu offers, by the keys of its entries."""
        return {
            "metrics": self._measure,
            "find_rate": self._find_rate,
            "race": self.open_race,
            "film": self._film,
            "lab_report": self._report,
            "shortcuts": lambda: ShortcutSheet(self._window).open(),
            "about": lambda: About(self._window).open(),
        }

    def _measure(self) -> None:
        from gui.panels.dialogs.metrics_dialog import MetricsDialog
        from gui.panels.widgets.section import present

        present(MetricsDialog(self._document, self._session, self._window))

    def _find_rate(self) -> None:
        from gui.panels.dialogs.rate_dialog import RateDialog
        from gui.panels.widgets.section import present

        present(RateDialog(self._document, self._session, self._window))

    def _report(self) -> None:
        from gui.panels.dialogs.lab_report_dialog import LabReportDialog
        from gui.panels.widgets.section import present

        present(LabReportDialog(self._document, self._session, self._window))

    def _film(self) -> None:
        with slow_imports:
            from gui.film.film_dialog import FilmDialog
        from gui.panels.widgets.section import present

        present(FilmDialog(self._session, self._window))

    def open_race(self) -> None:
        """Bring the race to the front."""
        if self._race is None:
            with slow_imports:
                from gui.panels.race.race_dialog import RaceDialog
            self._race = RaceDialog(self._document, self._session, self._window)
        self._race.show()
        self._race.activateWindow()

    def close(self) -> None:
        """End what goes on in a dialog, before the window goes."""
        if self._race is not None:
            self._race.close()
            self._race.run.join()
