"""How many threads train: as many as turn out to be faster, which never changes a result."""

from __future__ import annotations

import os
from collections import deque
from statistics import median

# Mini-batches whose examples times connections are fewer are done before a second thread is there.
_WORTH_TWO = 4_000_000
MOST_THREADS = 2
# How often each number of threads is tried at first, and how many times are remembered.
_TRIES = 3
# Every so many calls the number of threads that was slower lately is tried again.
_TRY_AGAIN = 24


class Crew:
    """Chooses between one thread and two by how long examples take with each.

    The processor that a second thread counts on may be busy with something else, and then
    waiting for that thread costs more than it brings. The middle of three times counts: one call
    may have been disturbed, and the first has to compile.
    """

    def __init__(self) -> None:
        self._seconds = {threads: deque[float](maxlen=_TRIES) for threads in (1, 2)}
        self._calls = 0

    def size(self, work: int, chunks: int) -> int:
        """Threads for the next call, with mini-batches of so much work in so many chunks."""
        if work < _WORTH_TWO or chunks < 2 or cpus() < 2:
            return 1
        self._calls += 1
        if self._calls <= 2 * _TRIES:
            return 2 - self._calls % 2
        faster = min(self._seconds, key=lambda threads: median(self._seconds[threads] or [0.0]))
        return 3 - faster if self._calls % _TRY_AGAIN == 0 else faster

    def note(self, threads: int, examples: int, seconds: float) -> None:
        """So many threads took so long for so many examples."""
        if examples:
            self._seconds[threads].append(seconds / examples)


def cpus() -> int:
    """How many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
