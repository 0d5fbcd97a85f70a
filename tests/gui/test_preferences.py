from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QByteArray, QSettings

from gui.window.preferences import RECENT_FILES, Preferences


def again(tmp_path: Path) -> Preferences:
    return Preferences(QSettings(str(tmp_path / "netloom.ini"), QSettings.Format.IniFormat))


def test_the_first_start_has_defaults(preferences: Preferences) -> None:
    assert preferences.scheme == "system"
    assert preferences.recent_files == ()
    assert preferences.layout("window") == QByteArray()
    assert preferences.flag("show/data", default=True)
    assert preferences.number("train/speed", 0.0) == 0.0


def test_the_next_start_finds_what_was_chosen(preferences: Preferences, tmp_path: Path) -> None:
    preferences.scheme = "dark"
    preferences.set_flag("look/projector", True)
    preferences.set_number("train/speed", 100.0)
    preferences.set_layout("window", QByteArray(b"\x01\x02"))
    preferences.write()
    other = again(tmp_path)
    assert other.scheme == "dark"
    assert other.flag("look/projector")
    assert other.number("train/speed", 0.0) == 100.0
    assert other.layout("window") == QByteArray(b"\x01\x02")


def test_damaged_settings_are_defaults(tmp_path: Path) -> None:
    (tmp_path / "netloom.ini").write_text("[look]\nscheme=pink\n[train]\nspeed=fast\n")
    preferences = again(tmp_path)
    assert preferences.scheme == "system"
    assert preferences.number("train/speed", 7.0) == 7.0


def test_recent_files_are_the_newest_that_still_exist(
    preferences: Preferences, tmp_path: Path
) -> None:
    files = [tmp_path / f"{number}.netloom" for number in range(RECENT_FILES + 3)]
    for file in files:
        file.touch()
        preferences.add_recent_file(file)
    preferences.add_recent_file(files[5])
    recent = preferences.recent_files
    assert recent[0] == files[5]
    assert len(recent) == RECENT_FILES
    assert len(set(recent)) == RECENT_FILES
    files[5].unlink()
    assert files[5] not in preferences.recent_files
