"""Taking turns, ratios within a round, and the check against the reference."""

import time

import numpy as np
import pytest

from benchmarks.candidate import Candidate, Floats, Incomparable
from benchmarks.graphs import layered
from benchmarks.measuring import Check, best, check, distance, ratio, short, take_turns
from benchmarks.workloads import Workload, circle

WORK = Workload("", "", layered([2, 2, 1], "tanh", "tanh", 0), *circle(20, 0), "mse", "sgd", 0.1, 5)


class Fake(Candidate):
    """Needs a hundredth of a second for an epoch, by a clock of its own."""

    def __init__(self, found: Floats, exact: Floats | None = None) -> None:
        super().__init__(WORK)
        self.clock, self.epochs, self._found, self._exact = 0.0, 0, found, exact

    def exact(self, epochs: int) -> Floats | None:
        return self._exact

    def train(self, epochs: int) -> None:
        self.epochs += epochs
        self.clock += 0.01 * epochs

    def parameters(self) -> Floats:
        return self._found


class Learner(Incomparable):
    def __init__(self, last: float) -> None:
        super().__init__(WORK)
        self._last = last

    def train(self, epochs: int) -> None:
        pass

    def losses(self) -> tuple[float, float]:
        return 1.0, self._last


def test_a_ratio_is_the_median_of_the_ratios_within_the_rounds() -> None:
    found = ratio([10.0, 4.0, 90.0], [5.0, 4.0, 30.0])
    assert (found.median, found.low, found.high) == (2.0, 1.0, 3.0)
    assert str(found) == "2.00 (1.00..3.00)"


def test_a_slow_round_of_everybody_leaves_the_ratio_as_it_is() -> None:
    assert str(ratio([10.0, 1.0, 10.0], [5.0, 0.5, 5.0])) == "2.00 (2.00..2.00)"


def test_rounds_of_different_number_are_refused() -> None:
    with pytest.raises(ValueError, match="longer"):
        ratio([1.0], [1.0, 2.0])


def test_candidates_take_turns_and_every_other_round_runs_backwards() -> None:
    order: list[str] = []

    def turn(name: str, seconds: float) -> float:
        order.append(name)
        return seconds * len(order)

    turns = {name: (lambda seconds, name=name: turn(name, seconds)) for name in "ab"}
    assert take_turns(turns, 3, 0.5) == {"a": [0.5, 2.0, 2.5], "b": [1.0, 1.5, 3.0]}
    assert "".join(order) == "abbaab"


def test_the_best_has_the_highest_median() -> None:
    assert best({"a": [1.0, 1.0, 100.0], "b": [2.0, 2.0, 2.0]}) == "b"


@pytest.mark.parametrize(
    ("number", "words"),
    [(0.0, "0"), (0.0311, "0.0311"), (1.0, "1.00"), (17.26, "17.3"), (1234.5, "1,234")],
)
def test_numbers_are_shown_with_three_digits(number: float, words: str) -> None:
    assert short(number) == words


def test_distance_is_a_share_of_the_way_that_training_went() -> None:
    start, end = np.zeros(4), np.full(4, 2.0)
    assert distance(end, end, start) == 0.0
    assert distance(start, end, start) == 1.0
    assert distance(np.zeros(3), end, start) == np.inf


def test_a_candidate_must_reach_the_weights_of_the_reference() -> None:
    start, expected = np.zeros(3), np.ones(3)
    right, wrong = Fake(expected + 1e-6), Fake(expected + 1e-3)
    assert check(right, expected, start).passed
    assert check(wrong, expected, start) == Check(False, "differs by 1e-03")
    assert right.epochs == 2


def test_a_candidate_that_can_compute_in_float64_is_held_to_more_digits() -> None:
    start, expected = np.zeros(3), np.ones(3)
    assert check(Fake(expected, expected + 1e-12), expected, start).passed
    found = check(Fake(expected, expected + 1e-6), expected, start)
    assert found == Check(False, "differs by 0e+00, float64 1e-06")


def test_a_candidate_with_its_own_start_must_lower_its_loss() -> None:
    nothing = np.empty(0)
    assert check(Learner(0.5), nothing, nothing) == Check(True, "loss 1 -> 0.5")
    assert not check(Learner(1.5), nothing, nothing).passed


def test_a_rate_counts_the_examples_of_whole_epochs(monkeypatch: pytest.MonkeyPatch) -> None:
    fake = Fake(np.empty(0))
    monkeypatch.setattr(time, "perf_counter", lambda: fake.clock)
    assert fake.rate(0.5) == pytest.approx(20 / 0.01)
    assert fake.epochs == 51
    fake.rate(0.001)
    assert fake.epochs == 52
