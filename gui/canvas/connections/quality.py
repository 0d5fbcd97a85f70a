"""How well the connections are drawn while they change, chosen by how long it takes."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

BUDGET_MS = 20.0
BRIEF_MS = 5.0
_ROOM = 0.7
_MUCH_ROOM = 0.3


@dataclass(frozen=True, slots=True)
class Quality:
    """One pixel drawn for `shrink` × `shrink` of the screen's; the `most` strongest in full."""

    shrink: int = 1
    smooth: bool = True
    most: int | None = None


FULL = Quality()


class Ladder:
    """Steps from the best quality down until a picture is ready in time, and up again.

    Each picture's milliseconds are told by `took`. `choose` gives the quality of the next one:
    the best when nothing is `moving`.
    """

    def __init__(self, steps: Sequence[Quality], budget_ms: float = BUDGET_MS) -> None:
        self._steps = tuple(steps)
        self._budget = budget_ms
        self.restart()

    def restart(self) -> None:
        """The network is another: nothing is known of how long it takes."""
        self._step = 0
        self._ms: dict[int, float] = {}

    def choose(self, *, moving: bool) -> Quality:
        """The quality of the next picture."""
        return self._steps[self._step] if moving else self._steps[0]

    def took(self, quality: Quality, ms: float) -> None:
        """A picture of this quality took so long."""
        step = self._steps.index(quality)
        self._ms[step] = ms
        if step != self._step:
            return
        if ms > self._budget:
            self._step = min(step + 1, len(self._steps) - 1)
        elif step and self._has_room_above(ms):
            self._step = step - 1

    def is_brief(self, quality: Quality) -> bool:
        """Whether a picture of this quality is known to be done at once."""
        return self._ms.get(self._steps.index(quality), math.inf) < BRIEF_MS

    def _has_room_above(self, ms: float) -> bool:
        """Whether one step better would be ready in time too."""
        above = self._ms.get(self._step - 1, 0.0)
        return above < _ROOM * self._budget or ms < _MUCH_ROOM * self._budget
