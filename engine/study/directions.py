"""Directions (2, size) through the parameters of a plan, for looking at the loss along them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from engine import philox
from engine.computing.plan import Plan
from engine.errors import BadValue, NoDirections

Floats = NDArray[np.float64]
Parameter = tuple[int, int] | int

_STREAM = 0x4C  # "L": keeps directions apart from what else is drawn with one seed
# A path whose second direction is so much shorter than its first one is a line.
_FLAT = 1e-6


def random(plan: Plan, values: Floats, seed: int) -> Floats:
    """Two random directions; the weights into each unit are together as long as those in `values`.

    Biases stay out, as with the authors of the method: one number alone has no direction. Each
    number depends on the seed and the ids of its two units, apart from the length.
    """
    pair = plan.sources.astype(np.uint64), plan.targets.astype(np.uint64)
    first, second = philox.uniform(seed, _STREAM, *pair)
    radius, angle = np.sqrt(-2.0 * np.log(first)), 2.0 * np.pi * second  # Box and Muller (1958)
    _, unit = np.unique(plan.targets, return_inverse=True)
    own = _lengths(values[: plan.edges], unit)
    directions = np.zeros((2, plan.arrays.size))
    for direction, part in zip(directions, (np.cos(angle), np.sin(angle)), strict=True):
        drawn = radius * part
        direction[: plan.edges] = drawn * (own / _lengths(drawn, unit))[unit]
    if not directions.any():
        raise NoDirections(
            "All weights are 0, so directions as long as they are have no length.",
            "Train a little, or choose two weights.",
        )
    return directions


def principal(offsets: Floats) -> Floats:
    """The two directions, of length 1, that hold most of a path (p, size) seen from the origin.

    The path begins on the left, and its furthest point from the first direction is above.
    Raises NoDirections where it has not left a line.
    """
    directions = np.zeros((2, offsets.shape[1]))
    _, basis = np.linalg.eigh(offsets @ offsets.T)
    for direction, weights in zip(directions, basis.T[::-1], strict=False):
        direction[:] = weights @ offsets
    lengths = np.linalg.norm(directions, axis=1)
    if not lengths.all() or lengths[1] < _FLAT * lengths[0]:
        raise NoDirections(
            "The run has no path yet that a plane could be laid through.",
            "Train for some epochs, or choose random directions.",
        )
    directions /= lengths[:, None]
    if offsets[0] @ directions[0] > 0:
        directions[0] *= -1.0
    along = offsets @ directions[1]
    directions[1] *= np.sign(along[np.abs(along).argmax()])
    return directions


def along(plan: Plan, two: tuple[Parameter, Parameter]) -> tuple[Floats, list[int]]:
    """The directions of two parameters themselves, and where these stand; raises BadValue."""
    places = [_place(plan, one) for one in two]
    directions = np.zeros((2, plan.arrays.size))
    directions[[0, 1], places] = 1.0
    return directions, places


def _place(plan: Plan, parameter: Parameter) -> int:
    if isinstance(parameter, tuple):
        place = plan.pairs.get(parameter)
    else:
        row = plan.rows.get(parameter, 0)
        place = plan.arrays.bias + row if row >= plan.arrays.inputs else None
    if place is None:
        raise BadValue("The network has no weight or bias {parameter}.", parameter=parameter)
    return place


def _lengths(numbers: Floats, groups: NDArray[np.int64]) -> Floats:
    """The Euclidean length of each group of numbers."""
    return np.sqrt(np.bincount(groups, numbers**2))
