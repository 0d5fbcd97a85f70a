"""Logic gates as they stand in a truth table: four rows, nothing drawn."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from engine.data.generators.generator import Generator, Points, Wish

_ROWS = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])


def _gate(key: str, label: str, hint: str, rule: Callable[[float, float], bool]) -> Generator:
    def draw(_wish: Wish) -> Points:
        return _ROWS.copy(), np.array([float(rule(*row)) for row in _ROWS])

    return Generator(key, label, hint, "binary", ("0", "1"), 4, draw, exact=True)


ROWS = (
    _gate(
        "and_gate", "AND gate", "1 when both are 1: a perceptron will do.", lambda a, b: a * b > 0
    ),
    _gate("or_gate", "OR gate", "1 when one is 1: a perceptron will do.", lambda a, b: a + b > 0),
    _gate(
        "nand_gate",
        "NAND gate",
        "0 when both are 1: all other gates can be built from it.",
        lambda a, b: a * b == 0,
    ),
    _gate(
        "xor_gate",
        "XOR gate",
        "1 when they differ: no perceptron can, two hidden units do.",
        lambda a, b: a != b,
    ),
)
