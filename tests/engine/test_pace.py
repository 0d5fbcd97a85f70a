"""Pace: chunks of half a frame, limited speeds, and a budget for side work."""

from __future__ import annotations

import pytest

from engine.live import pace
from engine.live.pace import Pace, Speedometer, Spending


class Clock:
    """A clock that a test turns by hand."""

    now = 100.0

    def perf_counter(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr(pace, "time", made)
    return made


def test_chunks_grow_to_half_a_frame(clock: Clock) -> None:
    kept = Pace()
    for _ in range(20):
        kept.note(kept.steps(), kept.steps() * 1e-4)
    assert kept.steps() == 83
    kept.note(83, 1.0)
    assert kept.steps() == 1


def test_a_limit_lets_steps_through_as_time_passes(clock: Clock) -> None:
    kept = Pace()
    kept.limit(2.0)
    assert kept.steps() == 1
    kept.note(1, 1e-6)
    assert kept.steps() == 0
    assert kept.wait() == pytest.approx(0.5)
    clock.now += 0.5
    assert kept.steps() == 1
    kept.note(1, 1e-6)
    clock.now += 60.0
    assert kept.steps() == 1  # no backlog after a pause


def test_side_work_keeps_to_its_share(clock: Clock) -> None:
    spent = Spending(interval=0.01, share=0.1)
    assert spent.is_due()
    began = clock.now
    clock.now += 0.5
    spent.note(began)
    clock.now += 4.9
    assert not spent.is_due()
    clock.now += 0.2
    assert spent.is_due()


def test_work_that_comes_late_does_not_put_off_what_follows(clock: Clock) -> None:
    spent = Spending(interval=1.0, share=0.5)
    spent.note(clock.now)
    done = 0
    for _ in range(100):
        clock.now += 0.3  # looked at so rarely that it is late every time
        if spent.is_due():
            spent.note(clock.now)
            done += 1
    assert done == 29


def test_after_a_long_pause_there_is_nothing_to_be_made_up_for(clock: Clock) -> None:
    spent = Spending(interval=1.0, share=0.5)
    spent.note(clock.now)
    clock.now += 10.0
    assert spent.is_due()
    spent.note(clock.now)
    clock.now += 0.9
    assert not spent.is_due()


def test_side_work_may_spend_its_first_seconds_at_once(clock: Clock) -> None:
    spent = Spending(interval=0.01, share=0.1, start=1.0)
    for _ in range(2):
        for _ in range(3):
            began = clock.now
            clock.now += 0.3
            spent.note(began)
            assert spent.is_due()
        began = clock.now
        clock.now += 0.3
        spent.note(began)
        assert not spent.is_due()
        spent.begin()


def test_speed_is_that_of_the_last_window(clock: Clock) -> None:
    meter = Speedometer()
    meter.begin(1000)
    clock.now += 0.5
    meter.note(2000)
    assert meter.rate == pytest.approx(2000.0)
    clock.now += 0.1
    meter.note(9000)
    assert meter.rate == pytest.approx(2000.0)
    clock.now += 0.4
    meter.note(4000)
    assert meter.rate == pytest.approx(4000.0)
