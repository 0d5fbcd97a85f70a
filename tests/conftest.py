"""Every test runs without a screen, with settings of its own, and leaves nothing behind."""

from __future__ import annotations

import atexit
import gc
import logging
import os
import shutil
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QObject, QSettings, QThread, QTimer
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

# Before Qt is loaded: no screen is needed, and no setting of the person at this machine is
# touched. Compiled kernels stay in the usual cache, so that a second run is quick.
os.environ["QT_QPA_PLATFORM"] = "offscreen"
_PRIVATE = tempfile.mkdtemp(prefix="netloom-tests-")
atexit.register(shutil.rmtree, _PRIVATE, ignore_errors=True)
os.environ["XDG_CONFIG_HOME"] = os.environ["XDG_DATA_HOME"] = _PRIVATE

_PATIENCE_SECONDS = 5.0
# A machine that is busy with something else is no failure; what never comes still is.
QtBot.waitUntil.__kwdefaults__["timeout"] = 30_000


QSettings.setPath(QSettings.Format.IniFormat, QSettings.Scope.UserScope, _PRIVATE)


class _Loud(logging.Handler):
    """Keeps what is logged at WARNING or above."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.said: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.said.append(f"{record.levelname} {record.name}: {record.getMessage()}")


@pytest.fixture(autouse=True)
def _no_stray_log(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail a test that logs a warning or worse, unless it asked for `caplog` to look at it."""
    loud = _Loud()
    logging.getLogger().addHandler(loud)
    yield
    logging.getLogger().removeHandler(loud)
    if "caplog" not in request.fixturenames:
        assert not loud.said, loud.said


@pytest.fixture(autouse=True)
def _nothing_stays(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Fail a test that leaves a thread, a running timer or a window behind."""
    threads, windows = set(threading.enumerate()), _windows()
    started = _note_starts(monkeypatch)
    yield
    if len(_windows()) > len(windows) or started:
        _finish_deletions()
    stray = [window for window in _windows() if window not in windows]
    assert not stray, [_told(window) for window in stray]
    assert not [_told(each) for each in started if _runs(each)]
    assert not _still_alive([one for one in threading.enumerate() if one not in threads])


def _still_alive(threads: list[threading.Thread]) -> list[str]:
    """The names of those threads that do not end within a few seconds."""
    deadline = time.monotonic() + _PATIENCE_SECONDS
    for thread in threads:
        thread.join(max(0.0, deadline - time.monotonic()))
    return [thread.name for thread in threads if thread.is_alive()]


def _note_starts(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """A list that every QTimer and QThread started from now on is put into."""
    started: list[Any] = []
    for kind in (QTimer, QThread):
        monkeypatch.setattr(kind, "start", _noting(kind.start, started))
    return started


def _noting(original: Callable[..., None], started: list[Any]) -> Callable[..., None]:
    def start(self: Any, *arguments: Any) -> None:
        started.append(self)
        original(self, *arguments)

    return start


def _runs(each: QTimer | QThread) -> bool:
    if not isValid(each):
        return False
    return each.isActive() if isinstance(each, QTimer) else each.isRunning()


def _windows() -> list[Any]:
    """All widgets without a parent; none as long as no test has made a QApplication."""
    widgets = sys.modules.get("PySide6.QtWidgets")
    return widgets.QApplication.topLevelWidgets() if widgets else []


def _finish_deletions() -> None:
    """Let Qt carry out every deleteLater, and Python drop what nothing refers to."""
    gc.collect()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    QCoreApplication.processEvents()


def _told(each: QObject) -> str:
    return f"{type(each).__name__} {each.objectName()!r}"
