from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QMenu

from engine import EngineError
from gui.stills import screenshot


@pytest.fixture(autouse=True)
def _delete_menus_of_charts(qapp: QApplication) -> object:
    yield
    for widget in QApplication.topLevelWidgets():  # pyqtgraph leaves its menus to the garbage
        if isinstance(widget, QMenu) and widget.parent() is None:
            widget.deleteLater()


@pytest.mark.slow
def test_the_same_request_gives_the_same_picture(tmp_path: Path) -> None:
    pictures = []
    for name in ("one.png", "two.png"):
        screenshot.write(tmp_path / name, "xor", (1280, 720), "dark", epochs=5)
        pictures.append(QImage(str(tmp_path / name)))
    assert (pictures[0].width(), pictures[0].height()) == (1280, 720)
    assert pictures[0] == pictures[1]


@pytest.mark.slow
def test_what_cannot_be_opened_is_refused_in_words(tmp_path: Path) -> None:
    with pytest.raises(EngineError):
        screenshot.write(tmp_path / "no.png", str(tmp_path / "missing.netloom"))
    assert not (tmp_path / "no.png").exists()


@pytest.mark.slow
@pytest.mark.parametrize("state", ["build", "table", "dark"])
def test_a_main_state_is_drawn(tmp_path: Path, state: str) -> None:
    screenshot.write(tmp_path / "state.png", size=(1280, 720), state=state)
    picture = QImage(str(tmp_path / "state.png"))
    assert (picture.width(), picture.height()) == (1280, 720)
    is_dark = picture.pixelColor(2, 300).lightness() < 80
    assert is_dark == (state == "dark")
