"""The run as GIF: filmed along the time machine, with the window alive and the present back."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImageReader
from pytestqt.qtbot import QtBot

from gui.film.film_dialog import FilmDialog
from gui.film.filming import pixels_of
from gui.run.session import Session
from gui.window.main_window import MainWindow

Prepare = Callable[[Session], Session]


@pytest.fixture
def dialog(window: MainWindow, session: Session, prepared: Prepare, qtbot: QtBot) -> FilmDialog:
    """Opened from the menu, after 60 epochs."""
    prepared(session).run_epochs(60)
    qtbot.waitUntil(lambda: session.time.span.now == 60)
    window.canvas.set_mode("watch")
    window.actions_["film"].trigger()
    made = window.findChild(FilmDialog)
    assert isinstance(made, FilmDialog)
    made.seconds.addItem("", "1")
    made.seconds.show_key("1")
    made.rate.show_key("5")
    made.width_choice.show_key("480")
    return made


def test_a_file_has_as_many_frames_as_were_asked_for_and_they_differ(
    dialog: FilmDialog, session: Session, tmp_path: Path, qtbot: QtBot
) -> None:
    path = tmp_path / "run.gif"
    dialog.film(path)
    assert not dialog.save.isEnabled()
    qtbot.waitUntil(lambda: "is written" in dialog.told.text(), timeout=30_000)
    reader = QImageReader(str(path))
    assert reader.size().width() == 480
    frames = []
    while reader.canRead():
        frames.append(pixels_of(reader.read()).astype(int))
    assert len(frames) == 5
    steps = [np.abs(b - a).mean() for a, b in itertools.pairwise(frames)]
    assert min(steps) > 0
    qtbot.waitUntil(lambda: not session.time.is_past and session.time.epoch == 60)
    assert dialog.save.isEnabled()


def test_cancelling_brings_the_present_back_and_writes_nothing(
    dialog: FilmDialog, session: Session, tmp_path: Path, qtbot: QtBot
) -> None:
    path = tmp_path / "run.gif"
    dialog.film(path)
    qtbot.waitUntil(lambda: session.time.is_past and session.time.span.is_past)
    qtbot.mouseClick(dialog.cancel, Qt.MouseButton.LeftButton)
    assert "no file was written" in dialog.told.text()
    qtbot.waitUntil(lambda: not session.time.is_past and session.time.epoch == 60)
    assert not path.exists()


def test_what_cannot_be_written_is_said_in_words(
    dialog: FilmDialog, tmp_path: Path, qtbot: QtBot
) -> None:
    dialog.film(tmp_path / "no such folder" / "run.gif")
    qtbot.waitUntil(lambda: "could not be written" in dialog.told.text(), timeout=30_000)


def test_without_a_run_there_is_nothing_to_film(window: MainWindow) -> None:
    made = FilmDialog(window.session, window)
    assert not made.save.isEnabled()
    assert "train" in made.told.text()
    made.reject()
    made.deleteLater()
