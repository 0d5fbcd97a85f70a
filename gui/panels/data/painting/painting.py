"""What has been painted, as numbers; every stroke of a brush makes another one."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from engine import datasets
from engine.data.datasets import PARTS, Dataset

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Range = tuple[float, float]

REACH = 6.0  # the empty plane runs from −6 to 6, as generated points do
MOST = 20_000
_SLOTS = 120  # how many places of a curve lie side by side on the plane at the most
_HEIGHT = 1.5
_OUTLIERS = 0.05
_CANDIDATES = 40


@dataclass(frozen=True, eq=False)
class Painting:
    """Points (n, 2), their class (n,) from 0, their part (n,) as its place in PARTS or −1.

    `classes` is how many there are, 0 for a curve, whose points are x and y.
    """

    points: Floats
    labels: Ints
    parts: Ints
    classes: int

    @classmethod
    def empty(cls, classes: int) -> Painting:
        """Nothing yet, of so many classes; 0 for a curve."""
        return cls(np.empty((0, 2)), np.empty(0, np.int64), np.empty(0, np.int64), classes)

    @classmethod
    def of(cls, data: Dataset) -> Painting | None:
        """Data to go on from; None where they are neither points in a plane nor a curve."""
        rows, columns = data.inputs.shape
        numbers = data.class_numbers
        if rows > MOST:
            return None
        if numbers is not None and columns == 2 and len(data.classes) <= datasets.MOST_BRUSHES:
            points = data.inputs.astype(np.float64)
            return cls(points, numbers, data.part_numbers, max(len(data.classes), 2))
        if numbers is None and columns == 1 and data.targets.shape[1] == 1:
            points = np.column_stack([data.inputs, data.targets])
            return cls(points, np.zeros(rows, np.int64), data.part_numbers, 0)
        return None

    def dataset(self, before: Dataset, *, goes_on: bool) -> Dataset:
        """The painted points as data, split as those before; their names too if it `goes_on`."""
        return datasets.painted(
            self.points,
            self.labels,
            self.classes,
            parts=self.parts,
            fractions=before.fractions or (1.0, 0.0, 0.0),
            seed=before.split_seed,
            like=before if goes_on else None,
        )

    @property
    def is_curve(self) -> bool:
        """Whether the points are those of y = f(x)."""
        return self.classes == 0

    def ranges(self) -> tuple[Range, Range]:
        """What of the plane is shown: the usual, and whatever lies beyond it."""
        up = _HEIGHT if self.is_curve else REACH
        low, high = np.array([-REACH, -up]), np.array([REACH, up])
        if len(self.points):
            least, most = self.points.min(axis=0), self.points.max(axis=0)
            if self.is_curve and (most[1] > up or least[1] < -up):
                low[1], high[1] = least[1], most[1]
            margin = 0.05 * (most - least)
            low = np.where(least < low, least - margin, low)
            high = np.where(most > high, most + margin, high)
        return (float(low[0]), float(high[0])), (float(low[1]), float(high[1]))

    # Strokes

    def sprayed(self, points: Floats, label: int) -> Painting:
        """With more points (m, 2) of one class; a class that was not there yet makes room."""
        room = max(MOST - len(self.points), 0)
        added = self._joined(points[:room], np.full(len(points[:room]), label))
        return replace(added, classes=max(self.classes, label + 1))

    def traced(self, start: Floats, end: Floats) -> Painting:
        """The curve led from one place (2,) to another, instead of what was there."""
        (low, high), _ = self.ranges()
        step = (high - low) / _SLOTS
        first, last = sorted((round(start[0] / step), round(end[0] / step)))
        across = np.arange(first, last + 1) * step
        share = np.clip((across - start[0]) / ((end[0] - start[0]) or 1.0), 0.0, 1.0)
        heights = start[1] + share * (end[1] - start[1])
        edge = step / 2
        covered = (self.points[:, 0] > across[0] - edge) & (self.points[:, 0] < across[-1] + edge)
        drawn = np.column_stack([across, heights])
        return self._only(~covered)._joined(drawn, np.zeros(len(drawn), np.int64))

    def erased(self, inside: NDArray[np.bool_]) -> Painting:
        """Without the points (n,) that the eraser covers."""
        return self._only(~inside)

    def with_far_points(self, label: int, chance: np.random.Generator) -> Painting:
        """With a few points far from all others of their class; of a curve some leave it."""
        if not len(self.points):
            return self
        if self.is_curve:
            return self._with_leaps(chance)
        count = max(round(_OUTLIERS * len(self.points) / 2), 3)
        own = self.points[self.labels == label]
        own = own if len(own) else self.points
        (left, right), (low, high) = self.ranges()
        found = []
        for _ in range(count):
            tried = chance.uniform((left, low), (right, high), (_CANDIDATES, 2))
            apart = np.hypot(*(tried[:, None] - own[None]).transpose(2, 0, 1)).min(axis=1)
            found.append(tried[int(apart.argmax())])
        return self.sprayed(np.array(found), label)

    def with_flipped(self, chance: np.random.Generator) -> Painting:
        """With the labels of some points changed to another class's."""
        if not len(self.points) or self.is_curve:
            return self
        labels = self.labels.copy()
        rows = self._some(chance)
        labels[rows] = (labels[rows] + chance.integers(1, self.classes, len(rows))) % self.classes
        return replace(self, labels=labels)

    def _with_leaps(self, chance: np.random.Generator) -> Painting:
        points, rows = self.points.copy(), self._some(chance)
        _, (low, high) = self.ranges()
        leaps = chance.uniform(0.3, 0.5, len(rows)) * (high - low)
        up = points[rows, 1] < (low + high) / 2
        points[rows, 1] += np.where(up, leaps, -leaps)
        return replace(self, points=points)

    def _some(self, chance: np.random.Generator) -> Ints:
        count = max(round(_OUTLIERS * len(self.points)), 1)
        return np.asarray(chance.choice(len(self.points), count, replace=False), np.int64)

    def _joined(self, points: Floats, labels: Ints) -> Painting:
        fresh = np.full(len(points), -1, np.int64)
        return replace(
            self,
            points=np.concatenate([self.points, points]),
            labels=np.concatenate([self.labels, labels]),
            parts=np.concatenate([self.parts, fresh]),
        )

    def _only(self, kept: NDArray[np.bool_]) -> Painting:
        return replace(
            self, points=self.points[kept], labels=self.labels[kept], parts=self.parts[kept]
        )


def part_counts(painting: Painting) -> list[int]:
    """How many points each part of the data has."""
    return [int((painting.parts == part).sum()) for part in range(len(PARTS))]
