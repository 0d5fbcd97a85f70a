"""Measuring side by side: candidates take turns, and only rates of one round are compared.

A machine's speed drifts from minute to minute, so a ratio is the median over rounds of the ratio
within a round, given with its smallest and largest.
"""

from __future__ import annotations

import statistics
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from benchmarks.candidate import Candidate, Floats, Incomparable
from benchmarks.workloads import EXACT

CHECKED_EPOCHS = 2

Turn = Callable[[float], float]


@dataclass(frozen=True, slots=True)
class Ratio:
    """A median over rounds with its spread."""

    median: float
    low: float
    high: float

    def __str__(self) -> str:
        return f"{short(self.median)} ({short(self.low)}..{short(self.high)})"


@dataclass(frozen=True, slots=True)
class Check:
    """Whether a candidate computes what it should, in words."""

    passed: bool
    words: str


def short(number: float) -> str:
    """Three digits, without an exponent."""
    digits = max(0, 2 - int(np.floor(np.log10(abs(number))))) if number else 0
    return f"{number:,.{min(digits, 4)}f}"


def ratio(rates: Sequence[float], base: Sequence[float]) -> Ratio:
    """`rates` over `base`, round by round; both must have as many rounds."""
    found = [rate / other for rate, other in zip(rates, base, strict=True)]
    return Ratio(statistics.median(found), min(found), max(found))


def take_turns(turns: Mapping[str, Turn], rounds: int, seconds: float) -> dict[str, list[float]]:
    """Every candidate's rate in every round; each other round runs backwards."""
    rates: dict[str, list[float]] = {key: [] for key in turns}
    for number in range(rounds):
        for key in list(turns)[:: -1 if number % 2 else 1]:
            rates[key].append(turns[key](seconds))
    return rates


def best(rates: Mapping[str, Sequence[float]]) -> str:
    """The key with the highest median rate."""
    return max(rates, key=lambda key: statistics.median(rates[key]))


def distance(found: Floats, expected: Floats, start: Floats) -> float:
    """How far `found` is from `expected`, as a share of how far `expected` is from `start`."""
    if found.shape != expected.shape:
        return float("inf")
    return float(np.linalg.norm(found - expected) / np.linalg.norm(expected - start))


def check(candidate: Candidate, expected: Floats, start: Floats) -> Check:
    """Train a fresh candidate for `CHECKED_EPOCHS` and hold it against the reference's weights.

    Afterwards it is trained, and ready to be timed.
    """
    candidate.train(CHECKED_EPOCHS)
    if isinstance(candidate, Incomparable):
        first, last = candidate.losses()
        return Check(last < first, f"loss {first:.3g} -> {last:.3g}")
    found = distance(candidate.parameters(), expected, start)
    passed, words = found <= candidate.workload.tolerance, f"differs by {found:.0e}"
    exact = candidate.exact(CHECKED_EPOCHS)
    if exact is not None:
        found = distance(exact, expected, start)
        passed, words = passed and found <= EXACT, f"{words}, float64 {found:.0e}"
    return Check(passed, words)
