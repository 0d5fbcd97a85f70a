"""Unsaved work is kept while a window lives, and offered once it has died."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from engine import draft
from gui.editing.document import Document
from gui.editing.notices import Notice
from gui.run.session import Session, State
from gui.window import shelter
from gui.window.autosave import Autosave
from gui.window.recovery import Recovery


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path / "recovery"


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    return made


@pytest.fixture
def autosave(document: Document, session: Session, place: Path) -> Iterator[Autosave]:
    made = Autosave(document, session, shelter.new(place))
    yield made
    made.end()
    assert not any(place.iterdir())


def saved(autosave: Autosave, qtbot: QtBot) -> Document:
    """Another document, with what the shelter holds."""
    autosave.save_soon()
    qtbot.waitUntil(lambda: autosave.is_up_to_date)
    project = draft.read(autosave.shelter.folder)
    assert project is not None
    found = Document()
    found.recover(project, "", None)
    return found


def test_an_edit_is_kept_before_the_engine_is_there(
    autosave: Autosave, document: Document, qtbot: QtBot
) -> None:
    with document.edit("Add") as network:
        unit = network.add_unit("hidden", name="mine")
    assert saved(autosave, qtbot).network.unit(unit).name == "mine"
    assert autosave.shelter.about.title == document.title


def test_training_is_kept_with_the_edits(
    autosave: Autosave, document: Document, session: Session, qtbot: QtBot
) -> None:
    session.start()
    qtbot.waitUntil(lambda: session.state is State.READY, timeout=60_000)
    session.step("epoch")
    qtbot.waitUntil(lambda: session.snapshot is not None and session.snapshot.step > 0)
    qtbot.waitUntil(lambda: session.is_settled)
    with document.edit("Rename") as network:
        network.update_unit(network.outputs[0], name="mine")
    qtbot.waitUntil(lambda: session.is_settled)
    found = saved(autosave, qtbot)
    assert found.network.unit(found.network.outputs[0]).name == "mine"
    assert found.state is not None
    assert session.snapshot is not None
    assert found.state.history[-1].step == session.snapshot.step


def test_nothing_is_written_while_nothing_changes(
    autosave: Autosave, document: Document, qtbot: QtBot
) -> None:
    document.change_settings(learning_rate=0.5)
    assert saved(autosave, qtbot).settings.learning_rate == 0.5
    work = next(autosave.shelter.folder.glob("work-*"))
    written = work.stat().st_mtime_ns
    autosave.save_soon()
    assert autosave.is_up_to_date
    assert work.stat().st_mtime_ns == written


def test_a_folder_that_cannot_be_written_is_said_once(
    autosave: Autosave, document: Document, qtbot: QtBot, posted: list[Notice]
) -> None:
    (autosave.shelter.folder / "data-1.npz").mkdir()
    for rate in (0.5, 0.6):
        document.change_settings(learning_rate=rate)
        autosave.save_soon()
        qtbot.waitUntil(lambda: autosave._errand is None)
    assert [notice.happened.partition(":")[0] for notice in posted] == [
        "Unsaved work cannot be kept safe"
    ]
    (autosave.shelter.folder / "data-1.npz").rmdir()


def left_behind(place: Path, document: Document, session: Session, qtbot: QtBot) -> Path:
    """What a process leaves that dies: a shelter whose lock names a process that is no more."""
    autosave = Autosave(document, session, shelter.new(place))
    with document.edit("Rename") as network:
        network.update_unit(network.outputs[0], name="saved from ruin")
    saved(autosave, qtbot)
    autosave.end(keep=True)
    return autosave.shelter.folder


@pytest.fixture
def begun(
    window: QWidget, place: Path, qtbot: QtBot
) -> Iterator[Callable[[list[str]], tuple[Recovery, Document]]]:
    made: list[tuple[Recovery, Session]] = []

    def begin(done: list[str]) -> tuple[Recovery, Document]:
        document = Document()
        session = Session(document)
        recovery = Recovery(window, document, session, place)
        made.append((recovery, session))
        recovery.begin(lambda: done.append("then"))
        return recovery, document

    yield begin
    for recovery, session in made:
        recovery.end()
        session.close()


def press(window: QWidget, qtbot: QtBot, words: str) -> str:
    box = next(box for box in window.findChildren(QMessageBox) if box.isVisible())
    text = box.text()
    chosen = next(each for each in box.findChildren(QPushButton) if each.text() == words)
    qtbot.mouseClick(chosen, Qt.MouseButton.LeftButton)
    return text


Begin = Callable[[list[str]], tuple[Recovery, Document]]


def test_lost_work_comes_back_unsaved_and_is_kept_on(
    place: Path, document: Document, session: Session, window: QWidget, qtbot: QtBot, begun: Begin
) -> None:
    folder, title = left_behind(place, document, session, qtbot), document.title
    done: list[str] = []
    recovery, again = begun(done)
    assert press(window, qtbot, "Bring it back") == f"Netloom ended before “{title}” was saved."
    assert again.network.unit(again.network.outputs[0]).name == "saved from ruin"
    assert again.is_modified
    assert again.title == title
    assert recovery.autosave is not None
    assert recovery.autosave.shelter.folder == folder
    assert done == []
    recovery.end()
    assert not any(place.iterdir())


def test_work_that_is_kept_for_later_is_offered_again(
    place: Path, document: Document, session: Session, window: QWidget, qtbot: QtBot, begun: Begin
) -> None:
    folder = left_behind(place, document, session, qtbot)
    done: list[str] = []
    first, _ = begun(done)
    press(window, qtbot, "Ask me later")
    assert done == ["then"]
    first.end()
    assert [path.name for path in place.iterdir()] == [folder.name]
    begun(done)
    press(window, qtbot, "Delete it")
    assert done == ["then", "then"]
    assert not folder.exists()


def test_the_work_of_a_window_that_lives_is_not_offered(
    autosave: Autosave, document: Document, place: Path, qtbot: QtBot, begun: Begin
) -> None:
    document.change_settings(learning_rate=0.5)
    saved(autosave, qtbot)
    done: list[str] = []
    recovery, _ = begun(done)
    assert done == ["then"]
    recovery.end()
    assert autosave.shelter.folder.is_dir()


def test_a_ruin_that_cannot_be_read_is_said_and_kept(
    place: Path,
    document: Document,
    session: Session,
    window: QWidget,
    qtbot: QtBot,
    begun: Begin,
    posted: list[Notice],
) -> None:
    folder = left_behind(place, document, session, qtbot)
    next(folder.glob("work-*")).write_bytes(b"cut")
    (folder / "about.json").write_text(json.dumps(["not what was written"]))
    done: list[str] = []
    begun(done)
    press(window, qtbot, "Bring it back")
    assert posted[-1].level == "error"
    assert str(folder) in posted[-1].try_this
    assert done == ["then"]
    assert folder.is_dir()


def test_a_place_that_cannot_be_made_is_said_and_work_goes_on(
    place: Path, begun: Begin, posted: list[Notice]
) -> None:
    place.write_text("a file where the folder should be")
    done: list[str] = []
    recovery, _ = begun(done)
    assert recovery.autosave is None
    assert "cannot be kept safe" in posted[-1].happened
    assert done == ["then"]
