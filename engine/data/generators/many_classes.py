"""Points of more than two classes in the plane."""

from __future__ import annotations

import numpy as np

from engine.data.generators.generator import Generator, Knob, Points, Wish, shares, shifted
from engine.data.generators.two_classes import arms, heaps

_DISTANCE = 3.5


def _numbered(word: str) -> tuple[str, ...]:
    return tuple(f"{word} {number}" for number in range(1, 9))


def _blobs(wish: Wish) -> Points:
    """Bell-shaped heaps on a circle, one a class. Noise widens them: variance 0.3 to 3.8."""
    classes = round(wish.knob)
    label = shares(wish.count, classes)
    angle = 2.0 * np.pi * label / classes
    centres = _DISTANCE * np.stack([np.sin(angle), np.cos(angle)], axis=1)
    return heaps(centres, float(np.sqrt(0.3 + 7.0 * wish.noise)), wish), label


def _spiral_arms(wish: Wish) -> Points:
    """Spiral arms of one turn, one a class. Noise moves the points."""
    classes = round(wish.knob)
    label = shares(wish.count, classes)
    return shifted(arms(label, classes, 1.0), 1.0, wish), label


ROWS = (
    Generator(
        "blobs",
        "Blobs",
        "Heaps on a circle, each a class of its own. Noise widens the heaps.",
        "multiclass",
        lambda knob: _numbered("blob")[: round(knob)],
        500,
        _blobs,
        knob=Knob("Classes", 3, 8, 1, 4),
    ),
    Generator(
        "arms",
        "Spiral arms",
        "Several arms wound into each other, each a class of its own. Noise moves points.",
        "multiclass",
        lambda knob: _numbered("arm")[: round(knob)],
        600,
        _spiral_arms,
        knob=Knob("Arms", 3, 6, 1, 3),
    ),
)
