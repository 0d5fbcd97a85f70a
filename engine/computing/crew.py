"""How many threads train: as many as turn out to be faster, which never changes a result."""

from __future__ import annotations

import os
from collections import deque
from statistics import median

MOST_THREADS = 2
# Mini-batches whose examples times connections are fewer are done before a second thread is there.
_WORTH_TWO = 1_000_000
# How many comparisons are remembered, and how much faster two must be to keep a processor busy.
_REMEMBERED = 5
_WORTHWHILE = 1.05
# After so many calls the other number of threads is tried; sooner when the last trial was in its
# favour, as then the machine may have changed.
_TRY_AGAIN, _TRY_SOON = 24, 4


class Crew:
    """Chooses between one thread and two by how long examples take with each.

    The processor that a second thread counts on may be busy with something else, and then
    waiting for that thread costs more than it brings. Machines change their speed from second to
    second, so only calls next to each other are compared, and the middle of some comparisons
    counts: one call may have been disturbed, and the first has to compile.
    """

    def __init__(self) -> None:
        self._gains = deque[float](maxlen=_REMEMBERED)
        self._last: tuple[int, float] | None = None
        self._until_trial = _TRY_AGAIN

    def size(self, work: int) -> int:
        """Threads for the next call, with mini-batches of so much work."""
        if work < _WORTH_TWO or cpus() < MOST_THREADS:
            return 1
        if len(self._gains) < _REMEMBERED:
            return 2 if self._last is not None and self._last[0] == 1 else 1
        return 3 - self._best if self._until_trial <= 0 else self._best

    def note(self, threads: int, examples: int, seconds: float) -> None:
        """So many threads took so long for so many examples."""
        if not examples:
            return
        last, self._last = self._last, (threads, seconds / examples)
        self._until_trial -= 1
        if last is not None and last[0] != threads:
            one, two = (last, self._last) if threads == 2 else (self._last, last)
            self._gains.append(one[1] / max(two[1], 1e-12))
            agrees = (self._gains[-1] > _WORTHWHILE) == (self._best == 2)
            self._until_trial = _TRY_AGAIN if agrees else _TRY_SOON

    @property
    def _best(self) -> int:
        return 2 if median(self._gains) > _WORTHWHILE else 1


def cpus() -> int:
    """How many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
