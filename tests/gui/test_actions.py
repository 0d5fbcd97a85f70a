from __future__ import annotations

from collections import Counter

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from pytestqt.qtbot import QtBot

from gui.look.icons import FOLDER
from gui.menus.actions import ENTRIES, MENUS, SUBMENUS, shortcut_rows
from gui.menus.tab_titles import TAB_TITLES
from gui.window.main_window import MainWindow


def test_every_shortcut_belongs_to_one_entry() -> None:
    keys = Counter(
        QKeySequence(shortcut).toString() for entry in ENTRIES for shortcut in entry.shortcuts
    )
    assert [key for key, count in keys.items() if count > 1] == []
    assert keys["Ctrl+Y"] == keys["Ctrl+Shift+Z"] == 1


def test_every_entry_has_a_menu_and_every_icon_a_file() -> None:
    for entry in ENTRIES:
        assert entry.menu in MENUS
        assert not entry.icon or (FOLDER / f"{entry.icon}.svg").exists()


def test_the_menu_bar_shows_the_whole_table(window: MainWindow) -> None:
    for entry in ENTRIES:
        if entry.text and entry.key not in SUBMENUS:
            assert window.actions_[entry.key].text()


def test_the_sheet_lists_every_entry_with_keys() -> None:
    assert len(list(shortcut_rows())) == sum(1 for entry in ENTRIES if entry.shortcuts)


@pytest.mark.parametrize("key", TAB_TITLES)
def test_a_key_brings_each_tab_below_the_canvas_to_the_front(
    window: MainWindow, qtbot: QtBot, key: str
) -> None:
    window.actions_["show_charts"].trigger()
    number = list(TAB_TITLES).index(key)
    digit = Qt.Key(Qt.Key.Key_1 + number)
    qtbot.keyClick(window, digit, Qt.KeyboardModifier.AltModifier)
    lower = window.places._lower
    assert lower is not None
    assert lower.currentIndex() == number
    panel = lower.tabs[key]
    assert panel.isVisible()
    focus = window.focusWidget()
    assert focus is not None
    assert panel.isAncestorOf(focus)
