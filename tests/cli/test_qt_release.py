"""The Qt for Python that is installed is sound for this Python."""

from __future__ import annotations

import sys

from PySide6.QtCore import QObject


def test_calls_that_return_nothing_take_no_reference_to_none() -> None:
    """PySide6 6.12.0 on Python 3.11 loses one a call, and the process dies of it."""
    thing = QObject()
    before = sys.getrefcount(None)
    for _ in range(500):
        thing.setObjectName("name")
    assert abs(sys.getrefcount(None) - before) < 100
