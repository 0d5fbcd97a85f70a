"""Files that are dropped on the window: tables are asked about, arrays are taken as they are."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from gui.editing.document import Document
from gui.editing.notices import Notice
from gui.run.session import Session
from gui.window.files import Files
from gui.window.preferences import Preferences


@pytest.fixture
def files(qtbot: QtBot, document: Document, session: Session, preferences: Preferences) -> Files:
    window = QWidget()
    qtbot.addWidget(window)
    return Files(window, document, session, preferences)


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


def test_a_dropped_folder_of_pictures_is_read_beside_the_window(
    files: Files, document: Document, qtbot: QtBot, tmp_path: Path
) -> None:
    for name, level in (("dark", 0), ("light", 255)):
        (tmp_path / "shapes" / name).mkdir(parents=True)
        for number in range(5):
            Image.new("L", (9, 9), level).save(tmp_path / "shapes" / name / f"{number}.png")
    files.open_any(tmp_path / "shapes")
    qtbot.waitUntil(lambda: document.data.title == "shapes")
    assert document.data.classes == ("dark", "light")
    assert len(document.network.inputs) == 28 * 28


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
    [("odd.npz", "odd.npz is damaged"), ("odd.pdf", "odd.pdf is neither a project nor a table")],
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
