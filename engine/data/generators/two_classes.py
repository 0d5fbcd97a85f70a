"""Points of two classes in the plane: the four of the best-known web playground, and others."""

from __future__ import annotations

import numpy as np

from engine.data.generators.generator import (
    LIMIT,
    RADIUS,
    Floats,
    Generator,
    Knob,
    Points,
    Wish,
    shares,
    shifted,
    spread,
)


def _circle(wish: Wish) -> Points:
    """A ring around a disc. Noise moves the label: a shifted point decides it."""
    count, draws = wish.count, wish.draws
    ring = (count + 1) // 2
    radius = np.concatenate(
        [
            draws.uniform(0.7 * RADIUS, RADIUS, ring),
            draws.uniform(0.0, 0.5 * RADIUS, count - ring),
        ]
    )
    points = _around(radius, draws.uniform(0.0, 2.0 * np.pi, count))
    seen = shifted(points, RADIUS, wish)
    return points, (np.hypot(seen[:, 0], seen[:, 1]) < 0.5 * RADIUS).astype(np.float64)


def _around(radius: Floats, angle: Floats) -> Floats:
    return np.stack([radius * np.sin(angle), radius * np.cos(angle)], axis=1)


def _rings(wish: Wish) -> Points:
    """Rings inside each other whose classes take turns. Noise moves the points."""
    count, rings = wish.count, round(wish.knob)
    label = shares(count, 2)
    # Within its class a point is the further out the later it comes, so that rings fill evenly.
    ring = np.empty(count)
    for kind in (0, 1):
        numbers = np.arange(rings)[np.arange(rings) % 2 == kind]
        mine = label == kind
        weights = np.cumsum(numbers + 0.5) / np.sum(numbers + 0.5)
        along = (np.arange(mine.sum()) + 0.5) / mine.sum()
        ring[mine] = numbers[np.searchsorted(weights, along)]
    width = RADIUS / rings
    radius = (ring + wish.draws.uniform(0.15, 0.85, count)) * width
    points = _around(radius, wish.draws.uniform(0.0, 2.0 * np.pi, count))
    return shifted(points, 2.0 * width, wish), label


def _xor(wish: Wish) -> Points:
    """Four squares; class 1 where both coordinates have the same sign. Noise moves the label."""
    count = wish.count
    label = shares(count, 2)
    padding = 0.3
    size = wish.draws.uniform(0.0, RADIUS, 2 * count).reshape(count, 2) + padding
    # Left and right take turns within each class, so that all four squares fill alike.
    side = np.where(np.arange(count) % 2 == 0, 1.0, -1.0)
    points = size * np.stack([side, np.where(label > 0.5, side, -side)], axis=1)
    seen = shifted(points, RADIUS, wish)
    return points, (seen[:, 0] * seen[:, 1] >= 0.0).astype(np.float64)


def _and(wish: Wish) -> Points:
    """Squares at four corners, as in a truth table; class 1 where both coordinates are positive.

    Noise moves the label.
    """
    label = shares(wish.count, 2)
    # The three corners of class 0 take turns.
    corners = np.array([[-3.0, -3.0], [-3.0, 3.0], [3.0, -3.0]])[np.arange(wish.count) % 3]
    corners[label > 0.5] = 3.0
    points = corners + spread(1.0, wish)
    seen = shifted(points, RADIUS, wish)
    return points, (seen.min(axis=1) > 0.0).astype(np.float64)


def _checkerboard(wish: Wish) -> Points:
    """Squares of two colours, so many a side. Noise moves the points."""
    count, side = wish.count, round(wish.knob)
    label = shares(count, 2)
    column, row = np.divmod(np.arange(side * side), side)
    square = 2.0 * RADIUS / side
    corners = np.stack([column, row], axis=1) * square - RADIUS
    points = np.empty((count, 2))
    for kind in (0, 1):
        mine = label == kind
        squares = corners[(column + row) % 2 == kind]
        points[mine] = squares[np.arange(mine.sum()) % len(squares)]
    inside = wish.draws.uniform(0.05, 0.95, 2 * count).reshape(count, 2)
    return shifted(points + square * inside, 0.5 * square, wish), label


def _separable(wish: Wish) -> Points:
    """Two halves with a bare strip between them, as wide as the knob says. Noise moves points."""
    count, half = wish.count, 0.5 * wish.knob
    label = shares(count, 2)
    side = np.where(label > 0.5, 1.0, -1.0)
    along = wish.draws.uniform(-RADIUS, RADIUS, count)
    across = side * (half + wish.draws.uniform(0.0, RADIUS - half, count))
    turn = np.deg2rad(30.0)
    x1 = np.cos(turn) * across - np.sin(turn) * along
    x2 = np.sin(turn) * across + np.cos(turn) * along
    points = np.clip(np.stack([x1, x2], axis=1), -LIMIT, LIMIT) * (RADIUS / LIMIT)
    return shifted(points, 2.0, wish), label


def _gaussians(wish: Wish) -> Points:
    """Two bell-shaped heaps around (−2, −2) and (2, 2). Noise widens them: variance 0.5 to 4."""
    label = shares(wish.count, 2)
    deviation = np.sqrt(0.5 + 7.0 * wish.noise)
    centre = np.repeat(np.where(label > 0.5, 2.0, -2.0)[:, None], 2, axis=1)
    return heaps(centre, deviation, wish), label


def heaps(centres: Floats, deviation: float, wish: Wish) -> Floats:
    """A point (n, 2) around each of the centres (n, 2); what falls outside is drawn again."""
    points = np.empty_like(centres)
    outside = np.arange(len(centres))
    while len(outside):
        drawn = wish.draws.normal(2 * len(outside)).reshape(-1, 2)
        points[outside] = centres[outside] + deviation * drawn
        outside = outside[(np.abs(points[outside]) > LIMIT).any(axis=1)]
    return points


def _spiral(wish: Wish) -> Points:
    """Two arms of 1.75 turns. Noise moves the points."""
    label = shares(wish.count, 2)
    points = arms(label, 2, 1.75)
    return shifted(points, 1.0, wish), label


def arms(label: Floats, count: int, turns: float) -> Floats:
    """Points (n, 2) along spiral arms, one for each class, from the middle outwards."""
    sizes = np.bincount(label.astype(np.int64), minlength=count)
    along = np.concatenate([np.arange(size) / size for size in sizes])
    angle = turns * 2.0 * np.pi * along + np.pi - label * 2.0 * np.pi / count
    return _around(RADIUS * along, angle)


def _moons(wish: Wish) -> Points:
    """Two interleaved half circles. Noise moves the points."""
    label = shares(wish.count, 2)
    sizes = np.bincount(label.astype(np.int64))
    angle = np.pi * np.concatenate([np.linspace(0.0, 1.0, size) for size in sizes])
    lower = label > 0.5
    x1 = 3.0 * np.cos(angle) * np.where(lower, -1.0, 1.0) + np.where(lower, 1.5, -1.5)
    x2 = 3.0 * np.sin(angle) * np.where(lower, -1.0, 1.0) + np.where(lower, 0.75, -0.75)
    return shifted(np.stack([x1, x2], axis=1), 2.0, wish), label


ROWS = (
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
        "separable",
        "Separable",
        "Two halves with a bare strip between: the perceptron's case. Noise moves points.",
        "binary",
        ("left", "right"),
        300,
        _separable,
        knob=Knob("Margin", 0.0, 4.0, 0.25, 1.5),
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
        "rings",
        "Rings",
        "Rings inside each other whose classes take turns. Noise moves points.",
        "binary",
        ("dark", "bright"),
        600,
        _rings,
        knob=Knob("Rings", 2, 6, 1, 4),
    ),
    Generator(
        "checkerboard",
        "Checkerboard",
        "Squares of two colours: the more a side, the harder. Noise moves points.",
        "binary",
        ("dark", "bright"),
        800,
        _checkerboard,
        knob=Knob("Squares a side", 2, 6, 1, 4),
    ),
)
