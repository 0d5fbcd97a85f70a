from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QObject

from gui.panels.widgets.throttle import Throttle

LONG = 60_000


@pytest.fixture
def drawn() -> list[int]:
    return []


@pytest.fixture
def throttle(qapp, drawn) -> Iterator[Callable[[int], Throttle]]:
    parent = QObject()

    def make(interval: int) -> Throttle:
        made = Throttle(interval, parent)
        made.due.connect(lambda: drawn.append(1))
        return made

    yield make
    parent.deleteLater()


def test_the_first_asking_draws_at_once_and_the_next_ones_wait(throttle, drawn):
    made = throttle(LONG)
    for _ in range(3):
        made.ask()
    assert len(drawn) == 1
    assert made.is_waiting


def test_what_was_put_off_is_drawn_once(throttle, drawn, qtbot):
    made = throttle(1)
    made.draw()
    made.ask()
    qtbot.waitUntil(lambda: len(drawn) == 2 and not made.is_waiting)


def test_drawing_now_leaves_nothing_to_wait_for(throttle, drawn):
    made = throttle(LONG)
    made.ask()
    made.ask()
    made.draw()
    assert len(drawn) == 2
    assert not made.is_waiting


def test_stopping_forgets_what_was_put_off(throttle, drawn):
    made = throttle(LONG)
    made.ask()
    made.ask()
    made.stop()
    assert not made.is_waiting
    assert len(drawn) == 1
