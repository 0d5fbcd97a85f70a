"""Past: a run that looks back at earlier moments of itself, and goes on from one of them.

trained   ●──●──●───●────●─────●──────● now        moments, see `engine.training.timeline`
                     ▲
                    shown: the run computes everything with the weights of that epoch,
                    while `now` waits aside; training from here cuts what came after
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from engine.computing.plan import Plan
from engine.live.snapshot import Span
from engine.training.thinning import BUDGET
from engine.training.timeline import Moment, Timeline, around, between, nearest, thinned

if TYPE_CHECKING:
    from engine.training.run import Run

# What a step that can be undone keeps of the run that it ends.
_ASIDE = BUDGET // 16


@dataclass(frozen=True)
class Keepsake:
    """Moments put aside with a run, and the plan that lays their numbers out."""

    plan: Plan
    moments: tuple[Moment, ...]
    marks: tuple[int, ...]


class Past:
    """What a run keeps of itself while `is_kept`, and where it looks.

    An edit that adds or removes units or connections, or changes an activation, begins a new
    stretch: what came before it was another network and cannot be gone back to.
    """

    def __init__(self, run: Run) -> None:
        self.is_kept = False
        self.timeline = Timeline()
        self._run = run
        self._marks: list[int] = []
        self._now: Moment | None = None
        self._shown: Moment | None = None
        self._is_exact = True
        self._has_begun = False

    # Keeping

    def begin(self) -> None:
        """Training is about to go on: from the moment shown, if the run looks back."""
        self.go_on_from_here()
        if self.is_kept and not self._has_begun:
            self.timeline.add(self._run.moment())
        self._has_begun = True

    def cut(self, step: int) -> None:
        """The run goes on from so many steps; what came after is void."""
        self.timeline.cut(step)
        epoch = self._run.epoch
        self._marks = [mark for mark in self._marks if mark <= epoch]

    def forget(self) -> None:
        """Another run begins."""
        self._now = self._shown = None
        self._marks.clear()
        self._begin_stretch()

    def follow_edit(self, before: Plan, after: Plan) -> None:
        """The network was edited: keep what still has the same units and connections."""
        self._has_begun = False
        if not _same_layout(before, after):
            self._begin_stretch()
            self._mark()

    def _begin_stretch(self) -> None:
        self.timeline.clear()
        self._has_begun = False

    def _mark(self) -> None:
        epoch = self._run.epoch
        if self._run.history and epoch not in self._marks:
            self._marks.append(epoch)

    # Looking back

    @property
    def is_shown(self) -> bool:
        """Whether an earlier moment is shown."""
        return self._now is not None

    @property
    def span(self) -> Span:
        """How far one can look back, and where one looks."""
        now = self._run.epoch if self._now is None else self._now.epoch
        moments = self.timeline.moments
        first = min(moments[0].epoch, now) if moments else now
        return Span(first, now, len(moments), tuple(self._marks), self.is_shown, self._is_exact)

    @property
    def metrics(self) -> Mapping[str, float] | None:
        """The figures written down at the moment shown, or at the nearest to it."""
        return self._shown.metrics if self._shown is not None else None

    def show(self, epoch: float, *, exact: bool = True) -> None:
        """Go to the kept moment nearest to an epoch; or to the picture between two of them.

        At the end of the run this is the present.
        """
        stops = self._stops()
        near = nearest(stops, epoch)
        before, after = around(stops, epoch)
        if exact or epoch in (before.epoch, after.epoch) or before is after:
            self._go_to(near, near, stops[-1])
        else:
            self._go_to(between(before, after, epoch), near, stops[-1])

    def show_next(self, count: int) -> None:
        """Go so many kept moments on, or back when negative."""
        stops = self._stops()
        steps, step = [moment.step for moment in stops], self._run.steps
        place = (bisect_right(steps, step) - 1 if count > 0 else bisect_left(steps, step)) + count
        chosen = stops[min(max(place, 0), len(stops) - 1)]
        self._go_to(chosen, chosen, stops[-1])

    def come_back(self) -> None:
        """Show the present again."""
        if self._now is not None:
            self._run.go_to(self._now)
        self._now = self._shown = None
        self._is_exact = True

    def go_on_from_here(self) -> None:
        """Make the kept moment that is shown, or the nearest to it, the present."""
        if self._shown is None:
            return
        moment = self._shown
        if self._now is not None:  # what was computed stays computed
            moment = replace(moment, operations=self._now.operations)
        self._now = self._shown = None
        self._is_exact = True
        self._run.go_on_from(moment)
        self._mark()

    @contextmanager
    def present(self) -> Iterator[None]:
        """Inside the block the run is where it stands, whatever it shows."""
        now = self._now
        if now is None:
            yield
            return
        picture = self._run.moment()
        self._run.go_to(now)
        try:
            yield
        finally:
            self._run.go_to(picture)

    def _stops(self) -> Sequence[Moment]:
        now = self._now or self._run.moment()
        if self._now is None and self._run.history:
            now = replace(now, metrics=self._run.history[-1].metrics)
        return [*(moment for moment in self.timeline.moments if moment.step < now.step), now]

    def _go_to(self, moment: Moment, near: Moment, now: Moment) -> None:
        if moment is now:
            self.come_back()
            return
        self._run.go_to(moment)
        self._now, self._shown, self._is_exact = now, near, moment is near

    def path(self) -> tuple[Moment, ...]:
        """The kept moments and the present one, in the order of the run."""
        return tuple(self._stops())

    # Putting aside

    def keepsake(self) -> Keepsake | None:
        """What to keep for undo: less than is kept here."""
        moments = self.timeline.moments
        if not moments:
            return None
        kept = thinned(moments, _ASIDE, len(moments))
        return Keepsake(self._run.plan, tuple(kept), tuple(self._marks))

    def adopt(self, keepsake: Keepsake | None) -> None:
        """Take back what was put aside, where the network is still the same."""
        if keepsake is not None and _same_layout(keepsake.plan, self._run.plan):
            for moment in keepsake.moments:
                self.timeline.add(moment)
            self._marks[:] = keepsake.marks
            self._has_begun = True


def _same_layout(before: Plan, after: Plan) -> bool:
    names = ("unit_ids", "sources", "targets", "activations")
    return before.arrays.size == after.arrays.size and all(
        np.array_equal(getattr(before, name), getattr(after, name)) for name in names
    )
