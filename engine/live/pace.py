"""How much to do next, so that a run keeps its speed and side work stays cheap."""

from __future__ import annotations

import time

# Half a frame: pictures sixty times a second are then never late by much.
_CHUNK_SECONDS = 1.0 / 120.0
_WINDOW_SECONDS = 0.25


class Pace:
    """Says how many steps to train before looking at commands again: `chunk` seconds worth.

    With a limit in steps per second, credit for steps grows with time and at most to 50 ms worth.
    """

    def __init__(self, chunk: float = _CHUNK_SECONDS) -> None:
        self._limit: float | None = None
        self._seconds = chunk
        self._chunk = 1.0
        self._credit = 1.0
        self._last = time.perf_counter()

    def limit(self, steps_per_second: float | None) -> None:
        """At most so many steps a second; None is as fast as it goes."""
        self._limit = steps_per_second
        self.begin()

    def begin(self) -> None:
        """A run begins: the first step is due at once."""
        self._credit, self._last = 1.0, time.perf_counter()

    def steps(self) -> int:
        """How many steps are due now, perhaps none."""
        if self._limit is None:
            return int(self._chunk)
        now = time.perf_counter()
        most = max(1.0, 0.05 * self._limit)
        self._credit = min(most, self._credit + (now - self._last) * self._limit)
        self._last = now
        return min(int(self._credit), int(self._chunk))

    def seconds(self, steps: int) -> float:
        """How long so many steps take, at most, as far as is known."""
        return steps * self._seconds / self._chunk

    def wait(self) -> float:
        """Seconds until the next step is due."""
        if self._limit is None or self._credit >= 1.0:
            return 0.0
        due = self._last + (1.0 - self._credit) / self._limit
        return max(0.0, due - time.perf_counter())

    def note(self, steps: int, seconds: float) -> None:
        """Learn from a chunk how long steps take; chunks at most double."""
        self._credit -= steps
        wanted = steps * self._seconds / max(seconds, 1e-7)
        self._chunk = max(1.0, min(wanted, 2.0 * self._chunk))


class Spending:
    """Keeps side work to a share of the time, and to an interval on the average.

    `start` seconds of it may be spent at once, as fast as it comes. Work that comes late by less
    than the interval does not put off what follows.
    """

    def __init__(self, interval: float, share: float, start: float = 0.0) -> None:
        self._interval, self._share, self._start = interval, share, start
        self._left, self._next = start, 0.0

    def begin(self) -> None:
        """Something new begins: the first seconds may be spent again."""
        self._left, self._next = self._start, 0.0

    def is_due(self) -> bool:
        """Whether the work may be done again."""
        return time.perf_counter() >= self._next

    def note(self, began: float) -> None:
        """The work that began at this time (perf_counter) is done."""
        now = time.perf_counter()
        self._left -= now - began
        if self._left <= 0.0:
            punctual = self._next if began - self._next < self._interval else began
            self._next = max(punctual + self._interval, now + (now - began) / self._share)


class Speedometer:
    """Examples per second over the last quarter of a second of training."""

    def __init__(self) -> None:
        self.rate = 0.0
        self._time = self._examples = 0.0

    def begin(self, examples: int) -> None:
        """Training begins with so many examples behind it."""
        self._time, self._examples = time.perf_counter(), examples

    def note(self, examples: int) -> None:
        """So many examples have been trained on by now."""
        passed = time.perf_counter() - self._time
        if passed >= _WINDOW_SECONDS or self.rate == 0.0:
            self.rate = max(examples - self._examples, 0.0) / max(passed, 1e-7)
            if passed >= _WINDOW_SECONDS:
                self.begin(examples)
