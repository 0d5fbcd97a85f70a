"""A race in a thread of its own, as the window sees it."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from importlib import import_module
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal

from engine import Race, Standing, Variant
from engine.data.datasets import Dataset
from gui.panels.widgets.background import Errand, Progress
from gui.run.history import History
from gui.run.plane import Plane, first_plane
from gui.run.run_link import slow_imports

if TYPE_CHECKING:
    from engine import TrainerState

PLANE_SIZE = 32
_CLOSING_SECONDS = 30.0
# Standings come less often the more variants are to be drawn, and take at most a tenth of the
# thread's time.
_FRAME, _FRAME_OF_ONE, _SHARE = 0.06, 0.01, 0.1
_NAP = 0.01


@dataclass
class _Slot:
    """What the training thread hands to the window: the latest standings, filled when empty."""

    standings: tuple[Standing, ...] | None = None
    due: float = 0.0

    def take(self) -> tuple[Standing, ...] | None:
        standings, self.standings = self.standings, None
        return standings


class _Metronome:
    """Holds a race back to so many epochs a second; without a speed it never waits."""

    def __init__(self, epoch: int) -> None:
        self._epoch = epoch
        self._due = time.perf_counter()

    def wait(self, epoch: int, speed: float | None, go_on: Callable[[], bool]) -> bool:
        """Wait until the next epoch may begin; False as soon as the race is to stop."""
        if epoch > self._epoch and speed is not None:
            self._due = max(self._due, time.perf_counter() - 1 / speed)
            self._due += (epoch - self._epoch) / speed
        self._epoch = max(epoch, self._epoch)
        while speed is not None and (left := self._due - time.perf_counter()) > 0:
            if not go_on():
                return False
            time.sleep(min(left, _NAP))
        return go_on()


class RaceRun(QObject):
    """Starts, pauses and resets the race of some variants; nothing here is waited for.

    `standings` and `histories` have a place for each variant, `planes` what their outputs are
    drawn over. There is a thread only while the race runs, and until its last turn is over.
    """

    moved = Signal()
    running_changed = Signal()
    refused = Signal(object)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.speed: float | None = None
        self._errand: Errand[None] | None = None
        self._goal: int | None = None
        self._afterwards: list[Callable[[], object]] = []
        self.set_variants(())

    @property
    def is_running(self) -> bool:
        """Whether the race is to run on."""
        return self._goal is not None

    @property
    def epoch(self) -> int:
        """How many epochs all who go on have complete."""
        if not self.standings:
            return 0
        going = [one.epoch for one in self.standings if not one.outcome]
        return min(going or [one.epoch for one in self.standings])

    @property
    def has_begun(self) -> bool:
        """Whether anyone has trained since the last reset."""
        return any(one.steps or one.outcome for one in self.standings)

    @property
    def is_over(self) -> bool:
        """Whether nobody can go on."""
        return all(one.outcome for one in self.standings)

    # Commands

    def set_variants(self, variants: Sequence[Variant]) -> None:
        """Let others take part; all begin anew. What ran before ends by itself."""
        self._forsake()
        self.variants = tuple(variants)
        self._race = Race(self.variants) if variants else None
        self._slot = _Slot()
        self.planes = tuple(_plane(variant.data) for variant in variants)
        self._points = _points(self.variants, self.planes)
        self._show(tuple(Standing() for _ in variants))
        self.running_changed.emit()

    def rename(self, variants: Sequence[Variant]) -> None:
        """Show the same variants by other names; training goes on."""
        self.variants = tuple(variants)
        self.moved.emit()

    def reset(self) -> None:
        """Go back to the initial weights."""
        self.set_variants(self.variants)

    def start(self, epoch: int) -> None:
        """Run, or go on, until so many epochs are complete."""
        if self._race is not None:
            self._goal = epoch
            if self._errand is None:
                self._launch()
            self.running_changed.emit()

    def pause(self) -> None:
        """Stop after the present turn."""
        self._goal = None
        if self._errand is not None:
            self._errand.cancel()
        self.running_changed.emit()

    def take(self, number: int, then: Callable[[Variant, TrainerState | None], object]) -> None:
        """Pause, and call `then` with a variant and where its run stands."""
        race = self._race
        assert race is not None

        def hand_over() -> None:
            then(self.variants[number], race.state(number))

        self.pause()
        if self._errand is None:
            hand_over()
        else:
            self._afterwards.append(hand_over)

    def join(self) -> None:
        """Wait until no thread is left, as before the program ends."""
        self.pause()
        for errand in self.findChildren(Errand):
            errand.wait(_CLOSING_SECONDS)

    # The thread

    def _launch(self) -> None:
        race, slot, points, epoch = self._race, self._slot, self._points, self._goal
        assert race is not None
        assert epoch is not None

        def work(progress: Progress) -> None:
            with slow_imports:
                import_module("engine.training.trainer")
            metronome = _Metronome(race.epoch)

            def go_on() -> bool:
                return progress(race.epoch / max(epoch, 1))

            def after_turn() -> bool:
                _publish(race, slot, points)
                return go_on() and (self.speed is None) is freely

            while race.epoch < epoch and not race.is_over:
                freely = self.speed is None
                if not metronome.wait(race.epoch, self.speed, go_on):
                    return
                race.run_to(epoch if freely else race.epoch + 1, after_turn)

        errand = Errand(work, self)
        errand.progressed.connect(self._look)
        errand.refused.connect(self.refused)
        errand.finished.connect(self._end)
        errand.finished.connect(errand.deleteLater)
        self._errand = errand
        errand.start()

    def _forsake(self) -> None:
        """Let a running race end by itself, unheard."""
        if self._errand is not None:
            self._errand.cancel()
            self._errand.progressed.disconnect(self._look)
            self._errand.finished.disconnect(self._end)
        self._errand = self._goal = None
        self._afterwards.clear()

    def _look(self) -> None:
        standings = self._slot.take()
        if standings is not None:
            self._show(standings)

    def _end(self) -> None:
        assert self._errand is not None
        assert self._race is not None
        if not self._errand.is_cancelled:
            self._goal = None
        self._errand = None
        self._slot.take()
        self._show(self._race.standings(self._points))
        waiting, self._afterwards = self._afterwards, []
        for do in waiting:
            do()
        if self._goal is not None and self._errand is None:
            self._launch()
        self.running_changed.emit()

    def _show(self, standings: tuple[Standing, ...]) -> None:
        if not any(one.rows for one in standings):
            self.histories = [History() for _ in standings]
        for number, standing in enumerate(standings):
            last = standing.rows[-1].step if standing.rows else -1
            if last < self.histories[number].last_step:  # a divergence took some back
                self.histories[number] = History()
            self.histories[number].follow(standing.rows)
        self.standings = standings
        self.moved.emit()


def _publish(race: Race, slot: _Slot, points: Sequence[NDArray[np.float64]]) -> None:
    began = time.perf_counter()
    if slot.standings is not None or began < slot.due:
        return
    slot.standings = race.standings(points)
    now = time.perf_counter()
    frame = _FRAME + _FRAME_OF_ONE * len(race.variants)
    slot.due = max(began + frame, now + (now - began) / _SHARE)


def _plane(data: Dataset) -> Plane:
    return replace(first_plane(data), size=PLANE_SIZE)


def _points(variants: Sequence[Variant], planes: Sequence[Plane]) -> list[NDArray[np.float64]]:
    """The points of each plane, made once for variants with the same data."""
    made: dict[int, NDArray[np.float64]] = {}
    for variant, plane in zip(variants, planes, strict=True):
        if id(variant.data) not in made:
            made[id(variant.data)] = plane.points(variant.data)
    return [made[id(variant.data)] for variant in variants]
