"""Files that are dropped on the window: tables are asked about, arrays are taken as they are."""

from __future__ import annotations

import sys
from pathlib import Path
from threading import Event

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from engine import datasets
from gui.editing.document import Document
from gui.editing.notices import Notice
from gui.panels.data.opening_dialog import OpeningDialog
from gui.panels.data.pictures_dialog import PicturesDialog
from gui.run.session import Session
from gui.window.files import Files
from gui.window.preferences import Preferences


@pytest.fixture
def files(qtbot: QtBot, document: Document, session: Session, preferences: Preferences) -> Files:
    window = QWidget()
    qtbot.addWidget(window)
    return Files(window, document, session, preferences)


def over(files: Files) -> QWidget:
    """The window that dialogs stand over."""
    parent = files.imports.parent()
    assert isinstance(parent, QWidget)
    return parent


def test_a_dropped_file_of_arrays_is_read_beside_the_window(
    files: Files, document: Document, qtbot: QtBot, tmp_path: Path, posted: list[Notice]
) -> None:
    inputs = np.random.default_rng(0).normal(size=(40, 3))
    np.savez(tmp_path / "mine.npz", x=inputs, y=(inputs[:, 0] > 0).astype(int))
    files.open_any(tmp_path / "mine.npz")
    assert posted[-1].happened == "Reading mine.npz…"
    qtbot.waitUntil(lambda: document.data.title == "mine")
    assert document.data.inputs.shape == (40, 3)
    assert document.data.fractions == (0.7, 0.2, 0.1)
    assert len(document.network.inputs) == 3
    assert posted[-1].happened == "The network was fitted to the data."
    document.undo_stack.undo()
    assert document.data.title == "Circle"


def test_a_dropped_folder_of_pictures_asks_for_their_size_and_colours(
    files: Files, document: Document, qtbot: QtBot, tmp_path: Path
) -> None:
    for name, level in (("dark", 0), ("light", 255)):
        (tmp_path / "shapes" / name).mkdir(parents=True)
        for number in range(5):
            Image.new("L", (9, 9), level).save(tmp_path / "shapes" / name / f"{number}.png")
    files.open_any(tmp_path / "shapes")
    dialog = over(files).findChild(PicturesDialog)
    assert isinstance(dialog, PicturesDialog)
    assert dialog.outcome.text() == "784 inputs"
    for choice in (dialog.side, dialog.colour):
        choice.setFocus()
    qtbot.keyClick(dialog.side, Qt.Key.Key_Home)
    qtbot.keyClick(dialog.colour, Qt.Key.Key_Down)
    assert dialog.outcome.text() == "192 inputs"
    qtbot.keyClick(dialog, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: document.data.title == "shapes")
    assert document.data.classes == ("dark", "light")
    assert len(document.network.inputs) == 3 * 8 * 8
    assert document.data.source.colour


def test_a_folder_without_pictures_is_refused_in_the_dialog(
    files: Files, qtbot: QtBot, tmp_path: Path
) -> None:
    (tmp_path / "shapes" / "none").mkdir(parents=True)
    files.open_any(tmp_path / "shapes")
    dialog = over(files).findChild(PicturesDialog)
    assert isinstance(dialog, PicturesDialog)
    qtbot.keyClick(dialog, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(dialog.told.text()))
    qtbot.waitUntil(dialog.accept_button.isEnabled)
    assert dialog.isVisible()
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()


def held(
    files: Files, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot, path: Path
) -> tuple[OpeningDialog[object], Event]:
    """A file whose reading takes until the event, and the bar that is seen meanwhile."""
    go_on, read = Event(), datasets.read

    def slow(*given: object) -> datasets.Dataset:
        go_on.wait(20)
        return read(*given)

    monkeypatch.setattr(datasets, "read", slow)
    np.savez(path, x=np.arange(20.0).reshape(10, 2), y=np.arange(10.0))
    files.open_any(path)
    dialog = over(files).findChild(OpeningDialog)
    assert isinstance(dialog, OpeningDialog)
    qtbot.waitUntil(dialog.isVisible)
    return dialog, go_on


def test_what_takes_long_shows_a_bar_until_it_is_read(
    files: Files,
    document: Document,
    qtbot: QtBot,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    dialog, go_on = held(files, monkeypatch, qtbot, tmp_path / "slow.npz")
    assert dialog.progress.isVisible()
    go_on.set()
    qtbot.waitUntil(lambda: document.data.title == "slow")
    qtbot.waitUntil(lambda: over(files).findChild(OpeningDialog) is None)


def test_cancel_leaves_the_data_as_they_are_at_once(
    files: Files,
    document: Document,
    qtbot: QtBot,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    dialog, go_on = held(files, monkeypatch, qtbot, tmp_path / "slow.npz")
    qtbot.mouseClick(dialog.cancel, Qt.MouseButton.LeftButton)
    assert not dialog.isVisible()
    go_on.set()
    qtbot.waitUntil(lambda: over(files).findChild(OpeningDialog) is None)
    assert document.data.title == "Circle"


def test_parquet_without_its_package_offers_to_install_it(
    files: Files, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    (tmp_path / "table.parquet").write_bytes(b"PAR1")
    files.open_any(tmp_path / "table.parquet")
    dialog = over(files).findChild(OpeningDialog)
    assert isinstance(dialog, OpeningDialog)
    qtbot.waitUntil(dialog.install.isVisible)
    assert dialog.told.text() == "Parquet files need pyarrow, which is not installed."
    assert "--with parquet" in dialog.install.text.text()
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()


def test_the_file_asked_for_last_is_taken(
    files: Files, document: Document, qtbot: QtBot, tmp_path: Path
) -> None:
    for name in ("first", "second"):
        np.savez(tmp_path / f"{name}.npz", x=np.arange(20.0).reshape(10, 2), y=np.arange(10.0))
        files.open_any(tmp_path / f"{name}.npz")
    qtbot.waitUntil(lambda: document.data.title == "second")
    assert document.undo_stack.count() == 1


@pytest.mark.parametrize(
    ("name", "happened"),
    [("odd.npz", "odd.npz is damaged"), ("odd.pdf", "odd.pdf is neither a project nor a network")],
)
def test_what_cannot_be_read_is_said_and_changes_nothing(
    files: Files,
    document: Document,
    qtbot: QtBot,
    tmp_path: Path,
    posted: list[Notice],
    name: str,
    happened: str,
) -> None:
    (tmp_path / name).write_bytes(b"nothing of the kind")
    files.open_any(tmp_path / name)
    qtbot.waitUntil(lambda: bool(posted) and posted[-1].happened.startswith(happened))
    assert document.undo_stack.count() == 0
