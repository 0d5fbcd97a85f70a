"""The waiting pointer while something takes longer than a moment."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

_MANY = 10_000  # a hundred milliseconds


@contextmanager
def waiting_for(connections: int) -> Iterator[None]:
    """Show the waiting pointer inside the block if it is about very many connections."""
    if connections < _MANY:
        yield
        return
    QGuiApplication.setOverrideCursor(Qt.CursorShape.WaitCursor)
    try:
        yield
    finally:
        QGuiApplication.restoreOverrideCursor()
