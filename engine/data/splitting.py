"""Splitting rows into training, validation and test set: exact, seeded, stratified for classes."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from engine.data.draws import Draws
from engine.errors import DataError

Rows = NDArray[np.int64]
Fractions = tuple[float, float, float]


def split_rows(
    count: int, labels: Rows | None, fractions: Fractions, seed: int
) -> tuple[Rows, Rows, Rows]:
    """Three disjoint ascending arrays that together hold every row 0 … count − 1 once.

    `labels` (count,) are class numbers: every part gets its share of every class, and a class
    with few rows is met in training first. None: rows are drawn at random.
    """
    sizes = _sizes(count, fractions)
    order = _stratified_order(count, labels, Draws(seed))
    first, second = sizes[0], sizes[0] + sizes[1]
    return np.sort(order[:first]), np.sort(order[first:second]), np.sort(order[second:])


def joined_parts(parts: Rows, labels: Rows, fractions: Fractions, seed: int) -> Rows:
    """The part (n,) of every row, as its place in PARTS, where `parts` has −1 for new rows.

    Rows that have a part keep it, so that no test example is ever trained on. A new one goes to
    the part that lacks most of its share of the row's class in `labels` (n,), in random order.
    """
    found = parts.copy()
    wanted = np.array(fractions)
    order = Draws(seed).permutation(len(parts))
    for label in np.unique(labels):
        counts = np.bincount(parts[(labels == label) & (parts >= 0)], minlength=3)
        for row in order[(labels[order] == label) & (parts[order] < 0)].tolist():
            part = int(np.argmax(wanted * (counts.sum() + 1) - counts))
            found[row] = part
            counts[part] += 1
    return found


def _sizes(count: int, fractions: Fractions) -> list[int]:
    """Rows in each part by largest remainders; no wanted part is left empty if rows suffice."""
    if not all(math.isfinite(f) and f >= 0.0 for f in fractions):
        raise DataError("The parts of a split are fractions from 0 to 1.")
    if abs(sum(fractions) - 1.0) > 1e-6:
        raise DataError(
            "The three parts add up to {percent:.0f} %, not to 100 %.",
            "Choose training, validation and test so that nothing is left over.",
            percent=100.0 * sum(fractions),
        )
    if fractions[0] == 0.0:
        raise DataError("Nothing is left to train on.", "Give the training set a larger part.")
    shares = [count * fraction for fraction in fractions]
    # A share like 0.7 * 10 can come out a hair below the whole number it stands for.
    sizes = [math.floor(share + 1e-9) for share in shares]
    by_remainder = sorted(range(3), key=lambda part: sizes[part] - shares[part])
    for part in by_remainder[: count - sum(sizes)]:
        sizes[part] += 1
    for part in range(3):
        if fractions[part] > 0.0 and sizes[part] == 0 and max(sizes) > 1:
            sizes[sizes.index(max(sizes))] -= 1
            sizes[part] = 1
    if sizes[0] == 0:
        raise DataError("There are too few rows to split.", "Use them all for training.")
    return sizes


def _stratified_order(count: int, labels: Rows | None, draws: Draws) -> Rows:
    """All rows in an order of which every stretch holds each class in its share."""
    order = draws.permutation(count)
    if labels is None:
        return order
    place = np.empty(count)
    shuffled = labels[order]
    for label in np.unique(labels):
        members = np.flatnonzero(shuffled == label)
        place[members] = np.arange(len(members)) / len(members)
    return order[np.argsort(place, kind="stable")]
