from __future__ import annotations

from collections import Counter

from PySide6.QtGui import QKeySequence

from gui.look.icons import FOLDER
from gui.menus.actions import ENTRIES, MENUS, SUBMENUS, shortcut_rows
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
