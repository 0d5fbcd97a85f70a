"""What is asked of Netloom, workload by workload: one table for each processor compiled for."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Goals:
    """Ratios to the best peer's plain run; 0 where nothing is asked.

    `must` and `goal` are for the plain run, `must_full` for the full one; `of_peak` is a share of
    what one core can multiply and add, asked of the plain run beside `goal`.
    """

    must: float = 0.0
    goal: float = 0.0
    must_full: float = 0.0
    of_peak: float = 0.0

    @property
    def words(self) -> tuple[str, str, str]:
        """Must and goal of the plain run, must of the full one."""
        goals = [f"{self.goal:g}"] if self.goal else []
        goals += [f"{self.of_peak:.0%} of peak"] if self.of_peak else []
        return _number(self.must), ", ".join(goals) or "-", _number(self.must_full)

    def verdict(self, ratio: float, share_of_peak: float) -> str:
        """Whether a plain run reaches what is asked, "" where nothing is."""
        if not self.must:
            return ""
        if ratio < self.must:
            return "must missed"
        has_goal = bool(self.goal or self.of_peak)
        reaches = ratio >= self.goal and share_of_peak >= self.of_peak
        return "goal reached" if has_goal and reaches else "must reached"

    def verdict_full(self, ratio: float) -> str:
        """Whether a full run reaches what is asked, "" where nothing is."""
        if not self.must_full:
            return ""
        return "must reached" if ratio >= self.must_full else "must missed"


def _number(wanted: float) -> str:
    return f"{wanted:g}" if wanted else "-"


NOTHING = Goals()
# For the processor at hand; meant for one with AVX-512.
AT_HAND = {
    "W1": Goals(20, 45, 14),
    "W2": Goals(9, 15, 7),
    "W3": Goals(2.5, 4, 2.1),
    "W4": Goals(1.1, 0, 1.1, 0.85),
    "W5": Goals(16, 25, 13),
    "W6": Goals(0.9, 1.05, 0.9, 0.80),
    "W3+100": Goals(3, 4, 3),
}
# Compiled for another: W1 and W5 ahead of every peer, W3 and W4 level, whatever the peers use.
ELSEWHERE = {"W1": Goals(1), "W3": Goals(1), "W4": Goals(1), "W5": Goals(1)}


def goals_of(key: str, target: str | None) -> Goals:
    """What is asked of a workload, compiled for `target` or for the processor at hand."""
    return (ELSEWHERE if target else AT_HAND).get(key, NOTHING)
