"""GIF: what is written is read again by another program, frame by frame."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QBuffer, QByteArray, QIODevice
from PySide6.QtGui import QImageReader

from gui.film.filming import pixels_of, stops
from gui.film.gif import Gif

Bytes = NDArray[np.uint8]


def written(frames: list[Bytes], seconds: float = 0.1) -> bytes:
    height, width, _ = frames[0].shape
    gif = Gif(width, height)
    for frame in frames:
        gif.add(frame)
    return gif.written(seconds)


def read(content: bytes) -> tuple[list[Bytes], list[int]]:
    """Qt's own reader: the frames (height, width, 3), and how many ms each is shown."""
    buffer = QBuffer()
    buffer.setData(QByteArray(content))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer, QByteArray(b"gif"))
    frames, waits = [], []
    while reader.canRead():
        image = reader.read()
        assert not image.isNull()
        frames.append(pixels_of(image))
        waits.append(reader.nextImageDelay())
    return frames, waits


def moving(count: int, width: int = 61, height: int = 23) -> list[Bytes]:
    """A square that goes to the right over a ground of two colours."""
    frames = []
    for number in range(count):
        frame = np.full((height, width, 3), 250, np.uint8)
        frame[height // 2 :] = (20, 120, 190)
        frame[4:12, 3 * number : 3 * number + 8] = (230, 120, 10)
        frames.append(frame)
    return frames


def test_few_colours_come_back_exactly_in_every_frame() -> None:
    frames = moving(12)
    found, waits = read(written(frames))
    assert len(found) == 12
    for mine, theirs in zip(frames, found, strict=True):
        np.testing.assert_array_equal(theirs, mine)
    assert set(waits[:11]) <= {100, 1500}


def test_noise_of_all_colours_fills_the_table_of_codes_and_stays_near() -> None:
    noise = np.random.default_rng(0).integers(0, 256, (120, 160, 3)).astype(np.uint8)
    (found, again), _ = read(written([noise, noise[::-1].copy()]))
    assert np.abs(found.astype(int) - noise).mean() < 16
    assert np.abs(again.astype(int) - noise[::-1]).mean() < 16


def test_a_thin_line_keeps_its_colour_on_a_large_shaded_ground() -> None:
    frame = np.zeros((100, 256, 3), np.uint8)
    frame[..., 0] = np.arange(256)
    frame[..., 1] = np.arange(100)[:, None]
    frame[50, 20:200] = (0, 40, 255)
    (found,), _ = read(written([frame]))
    assert np.abs(found[50, 20:200].astype(int) - (0, 40, 255)).max() < 40


def test_a_frame_in_which_nothing_moves_takes_next_to_nothing() -> None:
    frame = moving(1)[0]
    once, often = len(written([frame] * 2)), len(written([frame] * 12))
    assert often - once < 10 * 30
    found, waits = read(written([frame] * 3))
    np.testing.assert_array_equal(found[-1], frame)
    assert sum(waits) == 100 + 100 + 1500


@pytest.mark.parametrize(("width", "height"), [(1, 1), (1, 300), (257, 3)])
def test_any_size_is_written(width: int, height: int) -> None:
    frames = [np.full((height, width, 3), shade, np.uint8) for shade in (0, 128, 255)]
    found, _ = read(written(frames))
    for mine, theirs in zip(frames, found, strict=True):
        np.testing.assert_array_equal(theirs, mine)


def test_writing_stops_when_it_is_asked_to() -> None:
    gif = Gif(61, 23)
    for frame in moving(5):
        gif.add(frame)
    told: list[float] = []

    def progress(share: float) -> bool:
        told.append(share)
        return share < 0.5

    assert gif.written(0.1, progress) == b""
    assert told == [0.0, 0.2, 0.4, 0.6]


def test_frames_are_taken_evenly_or_more_densely_at_first() -> None:
    assert stops(0, 100, 5, slowly_at_first=False) == [0.0, 25.0, 50.0, 75.0, 100.0]
    slow = stops(10, 1010, 5, slowly_at_first=True)
    assert slow[0] == 10.0
    assert slow[-1] == pytest.approx(1010.0)
    assert all(np.diff(np.diff(slow)) > 0)
    assert stops(0, 0, 3, slowly_at_first=True) == [0.0, 0.0, 0.0]
