"""The harness as a whole: Netloom and NumPy start alike, and reach the reference's weights."""

import pytest

from benchmarks import contest
from benchmarks.catalogue import PEERS
from benchmarks.outcome import FULL_LABEL, PLAIN_LABEL

pytestmark = pytest.mark.slow  # compiles kernels the first time


@pytest.mark.parametrize("key", ["W1", "W5", "W3+100"])
def test_everybody_reaches_the_weights_of_the_reference(key: str) -> None:
    outcome = contest.measure(key, [PEERS["numpy"]], rounds=1, seconds=0.01)
    assert list(outcome.lines) == ["NumPy", FULL_LABEL, PLAIN_LABEL]
    assert {label: line.check.passed for label, line in outcome.lines.items()} == dict.fromkeys(
        outcome.lines, True
    )
    assert outcome.best_peer == "NumPy"
    assert all(rate > 0 for line in outcome.lines.values() for rate in line.rates)
