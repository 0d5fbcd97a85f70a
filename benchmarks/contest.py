"""One workload: every candidate checked against the reference, then all of them take turns."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from benchmarks import reference
from benchmarks.candidate import Candidate, Floats
from benchmarks.catalogue import Peer
from benchmarks.goals import goals_of
from benchmarks.measuring import CHECKED_EPOCHS, check, take_turns
from benchmarks.netloom import FullNetloom, Netloom
from benchmarks.outcome import FULL_LABEL, PLAIN_LABEL, Line, Outcome
from benchmarks.peak import Peak
from benchmarks.report import say
from benchmarks.workloads import FULL, PLAIN, ROWS, Regime, Workload, load

_PEAK_SECONDS = 0.02


def measure(
    key: str, peers: Sequence[Peer], rounds: int, seconds: float, target: str | None = None
) -> Outcome:
    """All candidates on one workload; one that fails is said and left out.

    `target` is the processor that Netloom is compiled for, None for the one at hand.
    """
    workload = load(key)
    makers: dict[str, Callable[[], type[Candidate]]] = {
        peer.label: peer.load for peer in peers if peer.fits(key)
    }
    makers |= {FULL_LABEL: lambda: FullNetloom, PLAIN_LABEL: lambda: Netloom}
    start = reference.vector(workload.graph, reference.start(workload.graph))
    expected = {regime: expectation(workload, regime) for regime in (PLAIN, FULL)}
    candidates: dict[str, Candidate] = {}
    lines: dict[str, Line] = {}
    for label, load_class in makers.items():
        try:
            candidate = load_class()(workload)
            found = check(candidate, expected[candidate.regime], start)
        except (RuntimeError, ImportError) as error:
            reason = str(error).splitlines() or [type(error).__name__]
            say(f"{key} {label} failed and is left out: {reason[0]}")
            continue
        candidates[label], lines[label] = candidate, Line(label, found)
    peak = Peak()
    turns = {label: candidate.rate for label, candidate in candidates.items()}
    rates = take_turns({**turns, "peak": lambda _: peak.rate(_PEAK_SECONDS)}, rounds, seconds)
    for label, candidate in candidates.items():
        lines[label].rates = rates[label]
        lines[label].snapshots_per_second = candidate.snapshots_per_second
        candidate.close()
    return Outcome(ROWS[key], goals_of(key, target), workload, lines, rates["peak"])


def expectation(workload: Workload, regime: Regime = PLAIN) -> Floats:
    """The weights that a candidate must have after the epochs of the check."""
    return reference.vector(workload.graph, reference.train(workload, CHECKED_EPOCHS, regime))
