"""Projects are written and read beside the window, and nothing is lost on the way."""

from __future__ import annotations

import errno
import os
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from engine import project_file
from gui.editing.document import Document
from gui.editing.notices import Notice
from gui.run.session import Session
from gui.window.files import Files
from gui.window.opening import OpeningDialog
from gui.window.preferences import Preferences


@pytest.fixture
def files(qtbot: QtBot, document: Document, session: Session, preferences: Preferences) -> Files:
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    return Files(window, document, session, preferences)


@pytest.fixture
def gate(monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """Files are written and read only once this is set."""
    opened = threading.Event()

    def after(real: Callable[..., object]) -> Callable[..., object]:
        def wait(*given: object) -> object:
            assert opened.wait(30)
            return real(*given)

        return wait

    monkeypatch.setattr(project_file, "save", after(project_file.save))
    monkeypatch.setattr(project_file, "load", after(project_file.load))
    yield opened
    opened.set()


def saved(files: Files, path: Path, qtbot: QtBot) -> None:
    files._save_to(path, None)
    qtbot.waitUntil(lambda: not files.saving.is_running)


def test_what_is_edited_while_a_file_is_written_stays_unsaved(
    files: Files, document: Document, qtbot: QtBot, tmp_path: Path, gate: threading.Event
) -> None:
    document.change_settings(learning_rate=0.5)
    files._save_to(tmp_path / "a.netloom", None)
    document.change_settings(learning_rate=0.25)
    with document.edit("Rename") as network:
        network.update_unit(network.outputs[0], name="later")
    gate.set()
    qtbot.waitUntil(lambda: not files.saving.is_running)
    found = project_file.load(tmp_path / "a.netloom")
    assert found.settings.learning_rate == 0.5
    assert found.network.unit(found.network.outputs[0]).name != "later"
    assert document.is_modified
    document.undo_stack.undo()
    document.undo_stack.undo()
    assert not document.is_modified
    assert document.settings.learning_rate == 0.5


def test_leaving_waits_for_the_file_and_asks_nothing(
    files: Files, document: Document, qtbot: QtBot, tmp_path: Path, gate: threading.Event
) -> None:
    document.change_settings(learning_rate=0.5)
    done: list[str] = []
    files._save_to(tmp_path / "a.netloom", lambda: done.append("then"))
    assert files.has_unsaved_work
    files.unless_unsaved(lambda: done.append("leave"))
    assert done == []
    gate.set()
    qtbot.waitUntil(lambda: done == ["then", "leave"])
    assert not files.has_unsaved_work


def test_a_second_save_waits_for_the_first(
    files: Files, document: Document, qtbot: QtBot, tmp_path: Path, gate: threading.Event
) -> None:
    files._save_to(tmp_path / "a.netloom", None)
    document.change_settings(learning_rate=0.5)
    files._save_to(tmp_path / "a.netloom", None)
    gate.set()
    qtbot.waitUntil(lambda: not files.has_unsaved_work)
    assert project_file.load(tmp_path / "a.netloom").settings.learning_rate == 0.5


def no_room(_descriptor: int) -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def test_a_full_disk_is_said_and_the_work_stays_unsaved(
    files: Files,
    document: Document,
    qtbot: QtBot,
    tmp_path: Path,
    posted: list[Notice],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    path = tmp_path / "a.netloom"
    saved(files, path, qtbot)
    before = path.read_bytes()
    document.change_settings(learning_rate=0.5)
    done: list[str] = []
    with monkeypatch.context() as full:
        full.setattr(os, "fsync", no_room)
        files.unless_unsaved(lambda: done.append("leave"))
        box = files._window.findChild(QMessageBox)
        assert box is not None
        box.button(QMessageBox.StandardButton.Save).click()
        qtbot.waitUntil(lambda: not files.saving.is_running)
    assert "No space left" in posted[-1].happened
    assert done == []
    assert document.is_modified
    assert path.read_bytes() == before
    assert not [each.name for each in tmp_path.iterdir() if each.name.endswith(".part")]
    saved(files, path, qtbot)
    assert not document.is_modified


def test_a_folder_that_is_gone_is_said_and_the_work_stays_unsaved(
    files: Files, document: Document, qtbot: QtBot, tmp_path: Path, posted: list[Notice]
) -> None:
    folder = tmp_path / "stick"
    folder.mkdir()
    saved(files, folder / "a.netloom", qtbot)
    (folder / "a.netloom").unlink()
    folder.rmdir()
    document.change_settings(learning_rate=0.5)
    saved(files, folder / "a.netloom", qtbot)
    assert posted[-1].happened.startswith("a.netloom could not be written")
    assert document.is_modified


def test_a_project_is_read_beside_the_window_and_can_be_cancelled(
    files: Files, document: Document, qtbot: QtBot, tmp_path: Path, gate: threading.Event
) -> None:
    gate.set()
    saved(files, tmp_path / "a.netloom", qtbot)
    gate.clear()
    document.change_settings(learning_rate=0.5)
    document.undo_stack.setClean()
    files.open(tmp_path / "a.netloom")
    dialog = files._window.findChild(OpeningDialog)
    assert dialog is not None
    qtbot.waitUntil(dialog.isVisible)
    dialog.cancel.click()
    gate.set()
    assert not dialog.isVisible()
    qtbot.wait(100)
    assert document.settings.learning_rate == 0.5
    files.open(tmp_path / "a.netloom")
    qtbot.waitUntil(lambda: document.settings.learning_rate != 0.5)


def test_the_project_asked_for_last_is_opened(
    files: Files, document: Document, qtbot: QtBot, tmp_path: Path, gate: threading.Event
) -> None:
    gate.set()
    for name in ("first", "second"):
        saved(files, tmp_path / f"{name}.netloom", qtbot)
    document.new()
    gate.clear()
    for name in ("second", "first"):
        files.open(tmp_path / f"{name}.netloom")
    gate.set()
    qtbot.waitUntil(lambda: document.path is not None)
    qtbot.wait(100)
    assert document.title == "first"


def test_what_is_edited_in_the_moment_before_a_project_is_there_is_asked_about(
    files: Files, document: Document, qtbot: QtBot, tmp_path: Path, gate: threading.Event
) -> None:
    gate.set()
    saved(files, tmp_path / "a.netloom", qtbot)
    gate.clear()
    files.open(tmp_path / "a.netloom")
    document.change_settings(learning_rate=0.5)
    gate.set()
    qtbot.waitUntil(lambda: files._window.findChild(QMessageBox) is not None)
    assert document.settings.learning_rate == 0.5
