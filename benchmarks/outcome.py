"""What measuring one workload found: rows, ratios, goals reached or missed."""

from __future__ import annotations

import statistics
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from benchmarks.goals import Goals
from benchmarks.measuring import Check, Ratio, best, ratio
from benchmarks.report import table
from benchmarks.workloads import Row, Workload

PLAIN_LABEL, FULL_LABEL = "Netloom plain", "Netloom full"
_OURS = (PLAIN_LABEL, FULL_LABEL)


@dataclass
class Line:
    """One candidate: its examples per second in every round, and whether it computes rightly."""

    label: str
    check: Check
    rates: list[float] = field(default_factory=list)
    snapshots_per_second: float = 0.0

    @property
    def median(self) -> float:
        """Median examples per second."""
        return statistics.median(self.rates)


@dataclass
class Outcome:
    """One workload; `peak` is the core's float32 operations a second in every round."""

    row: Row
    goals: Goals
    workload: Workload
    lines: dict[str, Line]
    peak: list[float]

    @property
    def best_peer(self) -> str | None:
        """The fastest peer that computes rightly, by its median rate."""
        rates = {
            label: line.rates
            for label, line in self.lines.items()
            if label not in _OURS and line.check.passed
        }
        return best(rates) if rates else None

    def ratio(self, label: str) -> Ratio | None:
        """A candidate's rate over the best peer's; None where either does not count."""
        base, line = self.best_peer, self.lines.get(label)
        if base is None or line is None or not line.check.passed:
            return None
        return ratio(line.rates, self.lines[base].rates)

    def share_of_peak(self, label: str) -> Ratio:
        """A candidate's operations over what the core could do."""
        flops = self.workload.graph.flops
        return ratio([rate * flops for rate in self.lines[label].rates], self.peak)

    def details(self) -> str:
        """A table of all candidates, Netloom last, and the ratio that counts below it."""
        ratios = {label: self.ratio(label) for label in self.lines}
        rows = [
            (
                label,
                f"{line.median:,.0f}",
                "does not count" if ratios[label] is None else str(ratios[label]),
                f"{100 * self.share_of_peak(label).median:.2g} %",
                line.check.words,
            )
            for label, line in self.lines.items()
        ]
        graph, workload = self.workload.graph, self.workload
        title = (
            f"{self.row.key}  {self.row.title}  ({len(graph.weights):,} connections, "
            f"{graph.parameters:,} parameters, {len(workload.inputs):,} examples)"
        )
        heading = ("candidate", "examples/s", "x best peer", "of peak", "after 2 epochs")
        return "\n".join([title, table(rows, heading), *self._verdicts()])

    def _verdicts(self) -> Iterable[str]:
        must, goal, must_full = self.goals.words
        wanted = ((FULL_LABEL, f"must {must_full}"), (PLAIN_LABEL, f"must {must}, goal {goal}"))
        for label, words in wanted:
            found = self.ratio(label)
            if found is not None:
                line = f"{label} / {self.best_peer}: {found}   {words}   {self.verdict(label)}"
                yield line.rstrip()

    def verdict(self, label: str) -> str:
        """Whether the candidate's median reaches what is asked."""
        found = self.ratio(label)
        if found is None:
            return ""
        if label == FULL_LABEL:
            return self.goals.verdict_full(found.median)
        return self.goals.verdict(found.median, self.share_of_peak(label).median)

    def as_json(self) -> dict[str, Any]:
        """Every number of this workload."""
        must, goal, must_full = self.goals.words
        return {
            "workload": self.row.key,
            "title": self.row.title,
            "connections": len(self.workload.graph.weights),
            "parameters": self.workload.graph.parameters,
            "best_peer": self.best_peer,
            "must": must,
            "goal": goal,
            "must_full": must_full,
            "peak_flops": statistics.median(self.peak),
            "rows": [self._row_as_json(line) for line in self.lines.values()],
        }

    def _row_as_json(self, line: Line) -> dict[str, Any]:
        found = self.ratio(line.label)
        return {
            "candidate": line.label,
            "examples_per_second": line.median,
            "rounds": line.rates,
            "ratio": None if found is None else found.median,
            "ratio_low": None if found is None else found.low,
            "ratio_high": None if found is None else found.high,
            "share_of_peak": self.share_of_peak(line.label).median,
            "correct": line.check.passed,
            "check": line.check.words,
            "snapshots_per_second": line.snapshots_per_second or None,
        }


def summary(outcomes: Iterable[Outcome]) -> str:
    """The table of all workloads: Netloom to the best peer, beside must and goal."""
    rows = []
    for outcome in outcomes:
        must, goal, must_full = outcome.goals.words
        plain, full = outcome.ratio(PLAIN_LABEL), outcome.ratio(FULL_LABEL)
        share = f"{100 * outcome.share_of_peak(PLAIN_LABEL).median:.0f} %" if plain else "-"
        rows.append(
            (
                f"{outcome.row.key} {outcome.row.title}",
                outcome.best_peer or "-",
                "-" if full is None else str(full),
                must_full,
                share,
                "-" if plain is None else str(plain),
                must,
                goal,
            )
        )
    heading = ("workload", "best peer", "full", "must", "of peak", "plain", "must", "goal")
    return table(rows, heading)
