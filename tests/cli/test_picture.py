"""The window as a picture, and the main job where there is no screen."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from cli import bootstrap, picture
from gui.stills import screenshot
from gui.stills.states import STATES


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qapp: QApplication) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("NETLOOM_NO_VENV", "1")
    monkeypatch.setattr(picture, "_EPOCHS", 2)


@pytest.mark.slow
def test_a_screenshot_has_the_size_and_the_theme(tmp_path: Path) -> None:
    command = "--screenshot w.png --size 1280x720 --theme dark --epochs 1 xor"
    assert bootstrap.main(command.split()) == 0
    image = QImage(str(tmp_path / "w.png"))
    assert (image.width(), image.height()) == (1280, 720)
    assert image.pixelColor(2, image.height() - 2).lightness() < 80


def test_every_main_state_is_drawn_under_its_own_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[tuple[str, str]] = []
    monkeypatch.setattr(
        screenshot, "write", lambda file, size, state: drawn.append((file.name, state))
    )
    assert bootstrap.main(["--screenshot", "s.png", "--state", "all"]) == 0
    assert drawn == [(f"s-{key}.png", key) for key in STATES]
    assert len(drawn) == 6
    assert bootstrap.main(["--screenshot", "s.png", "--state", "table"]) == 0
    assert drawn[6:] == [("s.png", "table")]


def test_a_projects_picture_shows_it_as_it_was_saved(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[tuple[object, ...]] = []
    monkeypatch.setattr(picture, "_draw", lambda *rest: drawn.append(rest))
    assert bootstrap.main(["train", "xor", "--epochs", "1", "--save", "x.netloom"]) == 0
    assert bootstrap.main(["--screenshot", "x.png", "x.netloom"]) == 0
    assert bootstrap.main(["--screenshot", "x.png"]) == 0
    assert drawn == [
        ("x.png", "x.netloom", (1440, 900), "light", 0, None),
        ("x.png", "circle", (1440, 900), "light", 2, None),
    ]


@pytest.mark.slow
@pytest.mark.skipif("sys.platform != 'linux'", reason="elsewhere there is always a screen")
def test_without_a_screen_the_main_job_is_done_in_the_terminal(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert bootstrap.main([]) == 0
    said = capsys.readouterr().out
    assert "No screen was found (DISPLAY and WAYLAND_DISPLAY are not set)" in said
    assert "epoch 2 of 2" in said
    assert QImage(str(tmp_path / "netloom-circle.png")).width() == 1440
    assert len(np.load(tmp_path / "netloom-circle.npz")["weights"]) > 0
