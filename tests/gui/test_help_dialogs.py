"""The sheet of keys and gestures."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QScrollArea
from pytestqt.qtbot import QtBot

from gui.canvas import tools
from gui.canvas.tools import TOOLS, Tool
from gui.menus.actions import shortcut_rows
from gui.window.help_dialogs import ShortcutSheet
from gui.window.main_window import MainWindow


@pytest.fixture
def sheet(qtbot: QtBot, qapp: QApplication) -> ShortcutSheet:
    made = ShortcutSheet()
    qtbot.addWidget(made)
    return made


def test_every_key_of_the_menus_and_every_gesture_is_on_the_sheet(sheet: ShortcutSheet) -> None:
    words = {label.text() for label in sheet.findChildren(QLabel)}
    for _, what, keys in shortcut_rows():
        assert {what, keys} <= words
    for tool in TOOLS:
        assert tool.told
        for hand, what in tool.told:
            assert {hand, what} <= words


def test_every_gesture_there_is_stands_in_the_table() -> None:
    assert set(Tool.__subclasses__()) == set(TOOLS)
    folder = Path(tools.__file__).parent
    assert len(list(folder.glob("*.py"))) == len(TOOLS) + len(("__init__", "base", "previews"))


def test_no_column_is_cut(sheet: ShortcutSheet, qtbot: QtBot) -> None:
    sheet.show()
    area = sheet.findChild(QScrollArea)
    assert area is not None
    page = area.widget()
    assert page.width() >= page.minimumSizeHint().width()
    assert len([label for label in sheet.findChildren(QLabel) if label.isVisible()]) > 100


@pytest.mark.parametrize("key", [Qt.Key.Key_F1, Qt.Key.Key_Question])
def test_f1_and_the_question_mark_open_the_sheet(
    window: MainWindow, qtbot: QtBot, key: Qt.Key
) -> None:
    qtbot.keyClick(window.canvas, key)
    sheet = window.findChild(ShortcutSheet)
    assert sheet is not None
    assert sheet.isVisible()
    qtbot.keyClick(sheet, Qt.Key.Key_Escape)
    assert not sheet.isVisible()
