"""The whole window for the end-to-end tests, on settings of its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from gui.editing.document import Document
from gui.look import theme
from gui.run.session import Session
from gui.window.main_window import MainWindow
from gui.window.preferences import Preferences


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let the offscreen platform say that it has no window manager."""
    for item in items:
        item.add_marker(pytest.mark.qt_log_ignore("propagateSizeHints", extend=True))


@pytest.fixture
def window(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[MainWindow]:
    theme.apply(qapp, "light")
    document = Document()
    session = Session(document)
    settings = QSettings(str(tmp_path / "netloom.ini"), QSettings.Format.IniFormat)
    made = MainWindow(document, session, Preferences(settings))
    made.show()
    qtbot.waitExposed(made)
    qtbot.waitUntil(lambda: made.places.panel("charts") is not None)
    yield made
    made.leave()
    made.deleteLater()
    for widget in QApplication.topLevelWidgets():  # pyqtgraph leaves its menus to the garbage
        if isinstance(widget, QMenu) and widget.parent() is None:
            widget.deleteLater()
