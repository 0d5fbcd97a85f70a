"""MP4: what is written is read again, frame by frame; without the extra it says how to get it."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from gui.film import mp4
from gui.film.film_dialog import FilmDialog
from gui.film.mp4 import Mp4
from gui.window.main_window import MainWindow

Bytes = NDArray[np.uint8]


def moving(count: int, width: int = 63, height: int = 49) -> list[Bytes]:
    """A grey ground with a bright square that moves to the right."""
    frames = []
    for number in range(count):
        frame = np.full((height, width, 3), 60, np.uint8)
        frame[10:30, 4 * number : 4 * number + 20] = 220
        frames.append(frame)
    return frames


def film_of(frames: list[Bytes]) -> Mp4:
    film = Mp4(frames[0].shape[1], frames[0].shape[0])
    for frame in frames:
        film.add(frame)
    return film


def test_frames_come_back_as_they_were_but_for_small_losses() -> None:
    av = pytest.importorskip("av")
    frames = moving(8)
    content = film_of(frames).written(0.1)
    with av.open(io.BytesIO(content)) as film:
        found = [frame.to_ndarray(format="rgb24") for frame in film.decode(video=0)]
        rate = film.streams.video[0].average_rate
    assert rate == 10
    assert len(found) == 8 + 15  # the last one stays for one and a half seconds
    for frame, wanted in zip(found, frames, strict=False):
        assert frame.shape == (48, 62, 3)
        assert np.abs(frame.astype(int) - wanted[:48, :62]).mean() < 4
    assert np.abs(found[-1].astype(int) - found[7]).mean() < 2


def test_it_stops_when_it_is_asked_to() -> None:
    pytest.importorskip("av")
    assert film_of(moving(3)).written(0.1, lambda share: share < 0.1) == b""


def test_without_the_extra_it_is_said_how_to_get_it(
    window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mp4, "is_available", lambda: False)
    dialog = FilmDialog(window.session, window)
    dialog.film(tmp_path / "run.mp4")
    assert not dialog.install.isHidden()
    assert "python3 main.py --with video" in dialog.install.text.text()
    assert dialog.install.command()[1][1:] == ["doctor", "--with", "video"]
    assert not (tmp_path / "run.mp4").exists()
    dialog.film(tmp_path / "run.gif")
    assert dialog.install.isHidden()
    dialog.reject()
