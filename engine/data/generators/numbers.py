"""Points with a number to predict: surfaces over the plane, curves over a line, any formula."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from engine.data.formula import parse
from engine.data.generators.generator import (
    LIMIT,
    Floats,
    Generator,
    Points,
    Wish,
    shifted,
    spread,
)
from engine.errors import DataError

_ROUNDS = 20


def _plane(wish: Wish) -> Points:
    """(x1 + x2) / 10: a slope. Noise moves the target."""
    points = spread(LIMIT, wish)
    return points, shifted(points, LIMIT, wish).sum(axis=1) / 10.0


_BUMPS = (
    (-4.0, 2.5, 1.0),
    (0.0, 2.5, -1.0),
    (4.0, 2.5, 1.0),
    (-4.0, -2.5, -1.0),
    (0.0, -2.5, 1.0),
    (4.0, -2.5, -1.0),
)


def _multi_gaussian(wish: Wish) -> Points:
    """Six cones up and down, of height 1 and radius 2. Noise moves the target."""
    points = spread(LIMIT, wish)
    seen = shifted(points, LIMIT, wish)
    targets = np.zeros(wish.count)
    for x1, x2, sign in _BUMPS:
        distance = np.hypot(seen[:, 0] - x1, seen[:, 1] - x2)
        height = sign * np.clip(1.0 - distance / 2.0, 0.0, 1.0)
        targets = np.where(np.abs(height) > np.abs(targets), height, targets)
    return points, targets


def _curve(function: Callable[[Floats], Floats]) -> Callable[[Wish], Points]:
    """Points of a curve y = f(x). Noise is added to y, with its deviation in units of y."""

    def draw(wish: Wish) -> Points:
        points = spread(LIMIT, wish, width=1)
        return points, function(points[:, 0]) + wish.noise * wish.draws.normal(wish.count)

    return draw


def _typed(wish: Wish) -> Points:
    """Points of the wish's formula, where it has a value; noise in deviations of y."""
    formula = parse(wish.formula)
    width = len(formula.variables)
    points, values = np.empty((0, width)), np.empty(0)
    for _ in range(_ROUNDS):
        drawn = spread(LIMIT, wish, width)
        found = formula(drawn)
        defined = np.isfinite(found) & (np.abs(found) < 1e100)
        points, values = np.concatenate([points, drawn[defined]]), np.append(values, found[defined])
        if len(values) >= wish.count:
            break
    if len(values) < wish.count:
        raise DataError(
            "“{formula}” has no value at most places from −{limit} to {limit}.",
            "Change it so that it is defined there: sqrt(abs(x)), say.",
            formula=wish.formula,
            limit=LIMIT,
        )
    points, values = points[: wish.count], values[: wish.count]
    return points, values + wish.noise * values.std() * wish.draws.normal(wish.count)


_X = ("x",)
ROWS = (
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
    Generator(
        "sine",
        "Sine",
        "y = sin x, two waves: hidden units bend the line. Noise moves target values.",
        "regression",
        (),
        300,
        _curve(np.sin),
        _X,
    ),
    Generator(
        "sinc",
        "Sinc",
        "y = sin(2x) / 2x: one hill among ripples. Noise moves target values.",
        "regression",
        (),
        300,
        _curve(lambda x: np.sinc(2.0 * x / np.pi)),
        _X,
    ),
    Generator(
        "step",
        "Step",
        "y jumps from −1 to 1: what smooth units can only come near. Noise moves target values.",
        "regression",
        (),
        300,
        _curve(lambda x: np.where(x < 0.0, -1.0, 1.0)),
        _X,
    ),
    Generator(
        "polynomial",
        "Polynomial",
        "y = 0.02 x³ − 0.4 x: up, down and up again. Noise moves target values.",
        "regression",
        (),
        300,
        _curve(lambda x: 0.02 * x**3 - 0.4 * x),
        _X,
    ),
    Generator(
        "formula",
        "Formula",
        "Any curve or surface that you type, of x, or of x1 and x2. Noise moves target values.",
        "regression",
        (),
        500,
        _typed,
        _X,
        formula="sin(3x) + 0.1 x^2",
    ),
)
