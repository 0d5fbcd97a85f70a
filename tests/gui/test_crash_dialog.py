from __future__ import annotations

import sys
import threading
from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from gui.window.crash_dialog import CrashReporter


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    made.show()
    return made


@pytest.fixture
def saved(window: QWidget) -> Iterator[list[bool]]:
    done: list[bool] = []
    reporter = CrashReporter(window, lambda: done.append(True))
    before = sys.excepthook, threading.excepthook
    reporter.install()
    yield done
    reporter.uninstall()
    sys.excepthook, threading.excepthook = before


def crash(message: str) -> None:
    """Let an exception reach the hook as if nobody had caught it."""
    try:
        raise ZeroDivisionError(message)
    except ZeroDivisionError:
        sys.excepthook(*sys.exc_info())


def box_in(window: QWidget) -> QMessageBox:
    box = window.findChild(QMessageBox)
    assert box is not None
    return box


def test_a_crash_is_told_calmly_with_details_one_click_away(
    window: QWidget, saved: list[bool], qtbot: QtBot, capsys: pytest.CaptureFixture[str]
) -> None:
    crash("secret detail")
    qtbot.waitUntil(lambda: window.findChild(QMessageBox) is not None)
    box = box_in(window)
    assert "secret detail" not in box.text() + box.informativeText()
    assert "secret detail" in box.detailedText()
    assert "secret detail" in capsys.readouterr().err
    box.reject()
    qtbot.waitUntil(lambda: window.findChild(QMessageBox) is None)
    assert saved == []


def test_the_dialog_offers_to_save(window: QWidget, saved: list[bool], qtbot: QtBot) -> None:
    crash("first")
    crash("second")
    qtbot.waitUntil(lambda: window.findChild(QMessageBox) is not None)
    assert len(window.findChildren(QMessageBox)) == 1
    box = box_in(window)
    save = next(button for button in box.buttons() if button.text().startswith("Save"))
    qtbot.mouseClick(save, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: saved == [True])
    qtbot.waitUntil(lambda: window.findChild(QMessageBox) is None)


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_crash_in_another_thread_is_told_too(
    window: QWidget, saved: list[bool], qtbot: QtBot
) -> None:
    thread = threading.Thread(target=crash, args=("elsewhere",))
    thread.start()
    thread.join()
    qtbot.waitUntil(lambda: window.findChild(QMessageBox) is not None)
    box_in(window).reject()
    qtbot.waitUntil(lambda: window.findChild(QMessageBox) is None)
