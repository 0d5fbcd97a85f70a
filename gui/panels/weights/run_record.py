"""What was seen of weights and gradients while a run went on: norms, and whole frames now and then.

When there are too many, every second one goes, so that what is kept stays even over the run and
within a budget of memory.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from engine import Snapshot
from gui.panels.weights.levels import Level

Floats = NDArray[np.float64]
Singles = NDArray[np.float32]
Norm = Literal["gradient", "ratio", "weights"]

_NORMS: tuple[Norm, ...] = ("gradient", "ratio", "weights")
_MOST_ROWS = 4000
_MOST_FRAMES, _LEAST_FRAMES = 400, 2  # the first and the last always stay
_BUDGET = 32 * 2**20  # bytes that all frames take at most
BINS = 41


@dataclass(eq=False)
class Frame:
    """Weights (m,), biases (n,) and the gradient (m,) at one step."""

    step: int
    weights: Singles
    biases: Singles
    gradient: Singles
    counts: dict[tuple[str, int, float], Floats] = field(default_factory=dict)

    def count(self, kind: str, number: int, level: Level, end: float) -> Floats:
        """A histogram (BINS,) of a level's weights or gradient from −`end` to `end`, in shares."""
        key = (kind, number, end)
        if key not in self.counts:
            values = (self.weights if kind == "weights" else self.gradient)[level.edges]
            found, _ = np.histogram(np.clip(values, -end, end), BINS, (-end, end))
            self.counts = {
                other: kept for other, kept in self.counts.items() if other[:2] != key[:2]
            }
            self.counts[key] = found / max(len(values), 1)
        return self.counts[key]


class RunRecord:
    """Norms by level and frames, in order of their steps; of one layout of the network."""

    def __init__(self, levels: Sequence[Level]) -> None:
        self.levels = [level for level in levels if len(level.edges)]
        self.frames: list[Frame] = []
        self._rows: list[Floats] = []

    def add(self, snapshot: Snapshot) -> None:
        """Take note of a snapshot that holds a gradient; what came after its step is void."""
        seen = snapshot.mini_batch
        if seen is None or seen.gradient is None or seen.changes is None:
            return
        step = snapshot.step
        self._rows = [row for row in self._rows if row[0] < step]
        self.frames = [frame for frame in self.frames if frame.step < step]
        triples = [
            _norms(level, snapshot.weights, seen.gradient, seen.changes) for level in self.levels
        ]
        self._rows.append(np.array([step, *np.ravel(triples)]))
        weights, biases = snapshot.weights.astype(np.float32), snapshot.biases.astype(np.float32)
        self.frames.append(Frame(step, weights, biases, seen.gradient))
        if len(self._rows) > _MOST_ROWS:
            del self._rows[1:-1:2]
        while len(self.frames) > self._most_frames:
            del self.frames[1:-1:2]

    @property
    def steps(self) -> Floats:
        """The step of each row of norms."""
        return np.array([row[0] for row in self._rows])

    def norms(self, norm: Norm) -> list[Floats]:
        """‖∂E/∂w‖, ‖Δw‖ ÷ ‖w‖ or ‖w‖ of each level's weights, by row."""
        table = np.array(self._rows).reshape(len(self._rows), -1)
        place = 1 + _NORMS.index(norm)
        return [table[:, place + 3 * number] for number in range(len(self.levels))]

    def shown_frames(self, most: int) -> list[Frame]:
        """At most so many frames, evenly over the run, the last one among them."""
        places = np.unique(np.linspace(0, len(self.frames) - 1, most).round().astype(int))
        return [self.frames[place] for place in places.tolist()] if self.frames else []

    @property
    def _most_frames(self) -> int:
        frame = self.frames[-1]
        size = 4 * (2 * len(frame.weights) + len(frame.biases))
        return max(_LEAST_FRAMES, min(_MOST_FRAMES, _BUDGET // max(size, 1)))


def _norms(
    level: Level, weights: Floats, gradient: Singles, changes: Singles
) -> tuple[float, float, float]:
    long = _length(weights[level.edges])
    ratio = _length(changes[level.edges]) / long if long else float("nan")
    return _length(gradient[level.edges]), ratio, long


def _length(numbers: NDArray[np.floating]) -> float:
    return float(np.sqrt(np.square(numbers, dtype=np.float64).sum()))
