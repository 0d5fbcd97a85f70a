"""Generators of points in the plane: the six of the best-known web playground, and moons.

To add a generator: write one function and one row in `GENERATORS`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine import given
from engine.data.dataset import Dataset, Task
from engine.data.draws import Draws
from engine.data.sources import GeneratedSource
from engine.errors import DataError

Floats = NDArray[np.float64]
Points = tuple[Floats, Floats]

LIMIT = 6.0  # every point lies in the square from −6 to 6
MOST_NOISE = 0.5
MOST_SAMPLES = 1_000_000
_RADIUS = 5.0


@dataclass(frozen=True, slots=True)
class Generator:
    """One row. `draw(samples, noise, draws)` gives points (n, 2) and targets (n,)."""

    key: str
    label: str
    hint: str
    task: Task
    classes: tuple[str, ...]
    samples: int
    draw: Callable[[int, float, Draws], Points]

    def make(self, samples: int | None = None, noise: float = 0.0, seed: int = 0) -> Dataset:
        """`samples` points (None: the usual number). Raises DataError outside the bounds.

        `noise` runs from 0 to 0.5. Classes get equally many points, an odd one goes to the first;
        in circle, XOR, plane and multi-Gaussian noise changes targets, elsewhere positions.
        """
        wanted = self.samples if samples is None else samples
        count = given.whole(wanted, "The number of samples", DataError)
        noise = given.number(noise, "The noise", DataError)
        _check(count, noise)
        draws = Draws(seed)
        points, targets = self.draw(count, noise, draws)
        order = draws.permutation(count)
        return Dataset(
            points[order],
            targets[order, None],
            ("x1", "x2"),
            ("y",),
            self.task,
            self.classes,
            title=self.label,
            source=GeneratedSource(self.key, count, noise, int(seed)),
        )


def _check(samples: int, noise: float) -> None:
    if not 4 <= samples <= MOST_SAMPLES:
        raise DataError(
            "{samples} samples cannot be drawn.",
            "Choose from 4 to {most}.",
            samples=samples,
            most=MOST_SAMPLES,
        )
    if not 0.0 <= noise <= MOST_NOISE:
        raise DataError(
            "A noise of {noise} is out of range.",
            "Noise is a fraction from 0 to {most}.",
            noise=noise,
            most=MOST_NOISE,
        )


def _halves(count: int) -> tuple[int, Floats]:
    """How many points the first class gets, and the class (0 first) of every point."""
    first = (count + 1) // 2
    return first, np.repeat((0.0, 1.0), (first, count - first))


def _shifted(points: Floats, noise: float, reach: float, draws: Draws) -> Floats:
    """Where the points seem to be for the rule that decides their target."""
    count = len(points)
    shift = np.stack([draws.uniform(-reach, reach, count) for _ in range(2)], axis=1)
    return points + noise * shift


def _uniform_points(count: int, reach: float, draws: Draws) -> Floats:
    return np.stack([draws.uniform(-reach, reach, count) for _ in range(2)], axis=1)


def _circle(count: int, noise: float, draws: Draws) -> Points:
    """A ring around a disc. Noise moves the label: a shifted point decides it."""
    ring, _ = _halves(count)
    radius = np.concatenate(
        [
            draws.uniform(0.7 * _RADIUS, _RADIUS, ring),
            draws.uniform(0.0, 0.5 * _RADIUS, count - ring),
        ]
    )
    angle = draws.uniform(0.0, 2.0 * np.pi, count)
    points = np.stack([radius * np.sin(angle), radius * np.cos(angle)], axis=1)
    seen = _shifted(points, noise, _RADIUS, draws)
    return points, (np.hypot(seen[:, 0], seen[:, 1]) < 0.5 * _RADIUS).astype(np.float64)


def _xor(count: int, noise: float, draws: Draws) -> Points:
    """Four squares; class 1 where both coordinates have the same sign. Noise moves the label."""
    _, label = _halves(count)
    padding = 0.3
    size = draws.uniform(0.0, _RADIUS, 2 * count).reshape(count, 2) + padding
    # Left and right take turns within each class, so that all four squares fill alike.
    side = np.where(np.arange(count) % 2 == 0, 1.0, -1.0)
    points = size * np.stack([side, np.where(label > 0.5, side, -side)], axis=1)
    seen = _shifted(points, noise, _RADIUS, draws)
    return points, (seen[:, 0] * seen[:, 1] >= 0.0).astype(np.float64)


def _and(count: int, noise: float, draws: Draws) -> Points:
    """Squares at four corners, as in a truth table; class 1 where both coordinates are positive.

    Noise moves the label.
    """
    _, label = _halves(count)
    # The three corners of class 0 take turns.
    corners = np.array([[-3.0, -3.0], [-3.0, 3.0], [3.0, -3.0]])[np.arange(count) % 3]
    corners[label > 0.5] = 3.0
    points = corners + _uniform_points(count, 1.0, draws)
    seen = _shifted(points, noise, _RADIUS, draws)
    return points, (seen.min(axis=1) > 0.0).astype(np.float64)


def _gaussians(count: int, noise: float, draws: Draws) -> Points:
    """Two bell-shaped heaps around (−2, −2) and (2, 2). Noise widens them: variance 0.5 to 4."""
    _, label = _halves(count)
    deviation = np.sqrt(0.5 + 7.0 * noise)
    centre = np.where(label > 0.5, 2.0, -2.0)[:, None]
    points = np.empty((count, 2))
    outside = np.arange(count)
    while len(outside):  # what falls out of the square is drawn again
        drawn = draws.normal(2 * len(outside)).reshape(-1, 2)
        points[outside] = centre[outside] + deviation * drawn
        outside = outside[(np.abs(points[outside]) > LIMIT).any(axis=1)]
    return points, label


def _spiral(count: int, noise: float, draws: Draws) -> Points:
    """Two arms of 1.75 turns. Noise moves the points."""
    first, label = _halves(count)
    along = np.concatenate([np.arange(n) / n for n in (first, count - first)])
    angle = 1.75 * 2.0 * np.pi * along + np.where(label > 0.5, 0.0, np.pi)
    radius = _RADIUS * along
    points = np.stack([radius * np.sin(angle), radius * np.cos(angle)], axis=1)
    return _shifted(points, noise, 1.0, draws), label


def _moons(count: int, noise: float, draws: Draws) -> Points:
    """Two interleaved half circles. Noise moves the points."""
    first, label = _halves(count)
    angle = np.pi * np.concatenate([np.linspace(0.0, 1.0, n) for n in (first, count - first)])
    lower = label > 0.5
    x1 = 3.0 * np.cos(angle) * np.where(lower, -1.0, 1.0) + np.where(lower, 1.5, -1.5)
    x2 = 3.0 * np.sin(angle) * np.where(lower, -1.0, 1.0) + np.where(lower, 0.75, -0.75)
    return _shifted(np.stack([x1, x2], axis=1), noise, 2.0, draws), label


def _plane(count: int, noise: float, draws: Draws) -> Points:
    """(x1 + x2) / 10: a slope. Noise moves the target."""
    points = _uniform_points(count, LIMIT, draws)
    return points, _shifted(points, noise, LIMIT, draws).sum(axis=1) / 10.0


_BUMPS = (
    (-4.0, 2.5, 1.0),
    (0.0, 2.5, -1.0),
    (4.0, 2.5, 1.0),
    (-4.0, -2.5, -1.0),
    (0.0, -2.5, 1.0),
    (4.0, -2.5, -1.0),
)


def _multi_gaussian(count: int, noise: float, draws: Draws) -> Points:
    """Six cones up and down, of height 1 and radius 2. Noise moves the target."""
    points = _uniform_points(count, LIMIT, draws)
    seen = _shifted(points, noise, LIMIT, draws)
    targets = np.zeros(count)
    for x1, x2, sign in _BUMPS:
        distance = np.hypot(seen[:, 0] - x1, seen[:, 1] - x2)
        height = sign * np.clip(1.0 - distance / 2.0, 0.0, 1.0)
        targets = np.where(np.abs(height) > np.abs(targets), height, targets)
    return points, targets


_ROWS = (
    Generator(
        "circle",
        "Circle",
        "A disc inside a ring: no straight line parts them. Noise moves labels.",
        "binary",
        ("ring", "disc"),
        500,
        _circle,
    ),
    Generator(
        "xor",
        "XOR",
        "Opposite quarters belong together: one unit alone cannot do it. Noise moves labels.",
        "binary",
        ("signs differ", "signs agree"),
        500,
        _xor,
    ),
    Generator(
        "and",
        "AND",
        "Both coordinates must be positive: a straight line will do. Noise moves labels.",
        "binary",
        ("not both", "both"),
        500,
        _and,
    ),
    Generator(
        "gaussians",
        "Gaussians",
        "Two heaps that a straight line parts. Noise widens the heaps.",
        "binary",
        ("lower left", "upper right"),
        500,
        _gaussians,
    ),
    Generator(
        "spiral",
        "Spirals",
        "Two arms wound into each other: needs several hidden units. Noise moves points.",
        "binary",
        ("first arm", "second arm"),
        500,
        _spiral,
    ),
    Generator(
        "moons",
        "Moons",
        "Two half circles that reach into each other. Noise moves points.",
        "binary",
        ("upper moon", "lower moon"),
        500,
        _moons,
    ),
    Generator(
        "plane",
        "Plane",
        "A slope: one linear unit is enough. Noise moves target values.",
        "regression",
        (),
        1200,
        _plane,
    ),
    Generator(
        "multi_gaussian",
        "Multi-Gaussian",
        "Six hills and hollows over the plane. Noise moves target values.",
        "regression",
        (),
        1200,
        _multi_gaussian,
    ),
)
GENERATORS: dict[str, Generator] = {row.key: row for row in _ROWS}
