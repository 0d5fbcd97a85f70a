"""A race in its window, and the same race without one, for as long as asked."""

from __future__ import annotations

import time

from benchmarks.watch_window import WARM_UP_SECONDS, Paints, Watched, pass_time, wait_for
from engine import Race, race_presets
from gui.editing.document import Document
from gui.panels.race.race_dialog import RaceDialog
from gui.panels.widgets.background import Errand
from gui.run.session import Session

PRESET = "batches"  # nobody of it diverges: all train to the end
_NEVER = 10**9


class RaceWindow:
    """The dialog of a race, running as fast as it goes."""

    def __init__(self) -> None:
        document = Document()
        self._session = Session(document)
        self._dialog = RaceDialog(document, self._session)
        self._dialog.show_preset(PRESET)
        self._dialog.run.speed = None
        self._moves = 0
        self._dialog.run.moved.connect(self._count)
        self._dialog.show()
        self._paints = Paints(self._dialog.curves)

    def watch(self, seconds: float) -> Watched:
        """Race and be looked at for so long; frames are those of the curves."""
        run = self._dialog.run
        run.start(_NEVER)
        pass_time(WARM_UP_SECONDS)
        begin, paints, cpu = self._examples(), self._paints.count, time.thread_time()
        pass_time(seconds)
        cpu, paints = time.thread_time() - cpu, self._paints.count - paints
        end = self._examples()
        run.pause()
        wait_for(lambda: run.findChild(Errand) is None)
        passed = end[1] - begin[1]
        return Watched((end[0] - begin[0]) / passed, paints / passed, cpu / passed)

    def _count(self) -> None:
        self._moves += 1

    def _examples(self) -> tuple[int, float]:
        """Examples so far, and when that was: as soon as the race tells of itself again."""
        moves = self._moves
        wait_for(lambda: self._moves > moves)
        run = self._dialog.run
        pairs = zip(run.standings, run.variants, strict=True)
        return sum(
            one.epoch * len(each.data.train_rows) for one, each in pairs
        ), time.perf_counter()

    def close(self) -> None:
        """End its thread."""
        self._dialog.close()
        self._dialog.run.join()
        self._session.close()
        self._dialog.deleteLater()


class RaceAlone:
    """The same variants; nobody asks where they stand before the end."""

    def __init__(self) -> None:
        self._race = Race(race_presets.PRESETS[PRESET].make())

    def rate(self, seconds: float) -> float:
        """Examples a second over so long."""
        self._run(WARM_UP_SECONDS)
        begin, started = self._examples(), time.perf_counter()
        self._run(seconds)
        return (self._examples() - begin) / (time.perf_counter() - started)

    def _run(self, seconds: float) -> None:
        end = time.perf_counter() + seconds
        self._race.run_to(_NEVER, lambda: time.perf_counter() < end)

    def _examples(self) -> int:
        pairs = zip(self._race.standings(), self._race.variants, strict=True)
        return sum(one.epoch * len(each.data.train_rows) for one, each in pairs)
