"""The route of a run: close places first, then further apart, within its memory."""

from __future__ import annotations

import numpy as np

from engine import route
from engine.route import Route


def walked(steps: int, most: int = route.MOST_PLACES) -> Route:
    made = Route(most)
    for step in range(steps + 1):
        made.note(step, np.array([step, -step], np.float32))
    return made


def test_every_place_is_what_the_run_was_at_then():
    steps, vectors = walked(300).vectors(2)
    assert (vectors[:, 0] == steps).all()
    assert (vectors[:, 1] == -steps).all()


def test_places_are_close_at_first_and_two_per_cent_apart_later():
    steps, _ = walked(5000).vectors(2)
    assert steps[:51].tolist() == list(range(51))
    gaps = np.diff(steps) / steps[1:]
    assert gaps[200:].max() < 0.021
    assert gaps[200:].min() > 0.015


def test_it_never_holds_more_than_it_may_and_still_spans_the_run():
    made = walked(20_000, most=64)
    steps, _ = made.vectors(2)
    assert len(made) <= 64
    assert steps[0] == 0
    assert steps[-1] > 12_000


def test_large_networks_keep_fewer_places(monkeypatch):
    monkeypatch.setattr(route, "BUDGET", 4 * 2 * 10)
    assert len(walked(1000)) <= 10


def test_winding_back_forgets_what_came_after():
    made = walked(100)
    made.note(40, np.zeros(2, np.float32))
    steps, vectors = made.vectors(2)
    assert steps.tolist() == list(range(41))
    assert (vectors[-1] == 0).all()


def test_nothing_is_held_at_first_and_after_forgetting():
    made = walked(10)
    made.forget()
    assert len(made) == 0
    assert made.vectors(3)[1].shape == (0, 3)
