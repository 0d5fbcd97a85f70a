"""Errands: results, refusals, progress, cancelling."""

from __future__ import annotations

import threading
import time

import pytest
from PySide6.QtCore import QObject

from engine.errors import Cancelled, DataError
from gui.panels.widgets.background import Errand


@pytest.fixture
def owner(qapp):
    return QObject()


def test_the_result_arrives_in_the_windows_thread(owner, qtbot):
    here = threading.get_ident()
    errand = Errand(lambda progress: threading.get_ident(), owner)
    with qtbot.waitSignal(errand.finished):
        errand.start()
    assert errand.result != here
    assert not errand.running


def test_a_refusal_arrives_as_one(owner, qtbot):
    def work(progress):
        raise DataError("Line {line} is odd.", line=3)

    errand = Errand(work, owner)
    with qtbot.waitSignal(errand.refused) as caught:
        errand.start()
    assert str(caught.args[0]) == "Line 3 is odd."


def test_progress_is_told(owner, qtbot):
    gate = threading.Event()

    def work(progress):
        progress(0.5)
        gate.wait(5)

    errand = Errand(work, owner)
    with qtbot.waitSignal(errand.progressed) as caught:
        errand.start()
    assert caught.args == [0.5]
    with qtbot.waitSignal(errand.finished):
        gate.set()


def test_cancelling_stops_the_work_and_tells_nothing_but_the_end(owner, qtbot):
    told = []

    def work(progress):
        while progress(0.1):
            time.sleep(0.001)
        raise Cancelled

    errand = Errand(work, owner)
    errand.done.connect(lambda: told.append("done"))
    errand.refused.connect(told.append)
    errand.start()
    with qtbot.waitSignal(errand.finished):
        errand.cancel()
    assert told == []
