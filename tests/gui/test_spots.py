"""A card lies where it hides least of what must be seen, then of what had better be seen."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize

from gui.look import spots

CARD = QSize(100, 40)
PLACES = [QPoint(x, 0) for x in (0, 100, 200)]


def test_the_first_of_equally_good_places_is_taken() -> None:
    assert spots.best(PLACES, CARD, []) == PLACES[0]


def test_a_place_that_hides_nothing_comes_before_one_that_hides_a_little() -> None:
    taken = [QRect(90, 30, 20, 20), QRect(0, 0, 10, 10)]
    assert spots.best(PLACES, CARD, taken) == PLACES[2]


def test_where_every_place_hides_something_it_is_the_least() -> None:
    taken = [QRect(0, 0, 90, 40), QRect(100, 0, 10, 10), QRect(200, 0, 50, 40)]
    assert spots.best(PLACES, CARD, taken) == PLACES[1]


def test_what_had_better_be_seen_decides_between_equals_only() -> None:
    taken, better = [QRect(0, 0, 5, 5)], [QRect(100, 0, 50, 50), QRect(200, 0, 10, 10)]
    assert spots.best(PLACES, CARD, taken, better) == PLACES[2]
    assert spots.best(PLACES[:2], CARD, taken, better) == PLACES[1]
