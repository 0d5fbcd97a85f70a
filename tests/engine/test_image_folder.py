"""A folder of pictures becomes one input a pixel, its subfolders the classes."""

from __future__ import annotations

import struct
import zlib

import numpy as np
import pytest
from PIL import Image

from engine import project_file
from engine.data import datasets
from engine.errors import Cancelled, DataError
from engine.network.graph import Network
from engine.training.settings import TrainingSettings


@pytest.fixture
def folder(tmp_path):
    root = tmp_path / "shapes"
    for name, level in (("dark", 51), ("light", 204)):
        (root / name).mkdir(parents=True)
        for number in range(3):
            Image.new("L", (10, 10), level + number).save(root / name / f"{number}.png")
    return root


def bomb(width: int, height: int) -> bytes:
    """A PNG that claims a size and has no pixels."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        sum_ = struct.pack(">I", zlib.crc32(kind + content))
        return struct.pack(">I", len(content)) + kind + content + sum_

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    body = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


def test_subfolders_are_classes_and_pixels_are_inputs_from_0_to_1(folder):
    data = datasets.read(folder)
    assert data.classes == ("dark", "light")
    assert data.inputs.shape == (6, 28 * 28)
    assert data.inputs[0] == pytest.approx(0.2)
    assert data.inputs[3] == pytest.approx(0.8)
    assert data.targets[:, 0].tolist() == [0, 0, 0, 1, 1, 1]
    assert (data.task, data.title, data.scaling) == ("binary", "shapes", "none")
    assert data.picture_shape == (28, 28)
    assert data.notes == ()


def test_side_and_colour_can_be_chosen(folder):
    Image.new("RGB", (8, 8), (255, 0, 51)).save(folder / "dark" / "0.png")
    data = datasets.read_images(folder, side=4, colour=True)
    assert data.inputs.shape == (6, 4 * 4 * 3)
    assert data.input_names[:4] == ("p0,0 red", "p0,0 green", "p0,0 blue", "p0,1 red")
    assert data.inputs[0, :3].tolist() == pytest.approx([1, 0, 0.2])


@pytest.mark.parametrize("format_", ["png", "jpg", "gif", "bmp", "webp", "tif", "pgm"])
def test_every_usual_format_is_read(folder, format_):
    Image.new("L", (16, 16), 102).save(folder / "light" / f"more.{format_}")
    data = datasets.read_images(folder, side=8)
    assert len(data.inputs) == 7
    assert data.inputs[-1] == pytest.approx(0.4, abs=0.01)


def test_the_middle_of_a_picture_that_is_not_square_is_taken_and_said(folder):
    pixels = np.zeros((10, 30), np.uint8)
    pixels[:, 10:20] = 255
    Image.fromarray(pixels).save(folder / "dark" / "0.png")
    data = datasets.read_images(folder, side=10)
    assert (data.inputs[0] == 1).all()
    assert data.notes == ("1 picture was not square and cut to the middle.",)


def test_see_through_pixels_are_white_and_sixteen_bits_keep_their_brightness(folder):
    Image.new("RGBA", (10, 10), (0, 0, 0, 0)).save(folder / "dark" / "0.png")
    Image.fromarray(np.full((10, 10), 65535 // 4, np.uint16)).save(folder / "dark" / "1.png")
    data = datasets.read_images(folder, side=4)
    assert data.inputs[0] == pytest.approx(1)
    assert data.inputs[1] == pytest.approx(0.25, abs=0.01)


def test_a_photograph_is_turned_as_the_camera_noted(folder):
    image = Image.new("L", (10, 10))
    image.paste(255, (0, 0, 10, 5))
    exif = Image.Exif()
    exif[0x0112] = 3
    image.save(folder / "dark" / "0.png", exif=exif)
    data = datasets.read_images(folder, side=2)
    assert data.inputs[0] == pytest.approx([0, 0, 1, 1], abs=0.2)


@pytest.mark.parametrize(
    "content", [b"", b"no picture", bomb(20_000, 20_000), bomb(9000, 9000), bomb(50, 50)]
)
def test_what_cannot_be_read_is_left_out_and_said(folder, content):
    (folder / "dark" / "bad.png").write_bytes(content)
    (folder / "dark" / "readme.txt").write_text("of no concern")
    data = datasets.read(folder)
    assert len(data.inputs) == 6
    assert data.notes == ("1 picture could not be read and left out, the first: dark/bad.png.",)


def test_a_damaged_picture_of_any_kind_is_left_out(folder):
    rng = np.random.default_rng(0)
    for format_ in ("png", "jpg", "gif", "webp", "tif"):
        path = folder / "light" / f"hurt.{format_}"
        Image.fromarray(rng.integers(0, 255, (20, 20, 3), np.uint8)).save(path)
        whole = bytearray(path.read_bytes())
        for number in range(20):
            hurt = bytearray(whole[: rng.integers(1, len(whole))])
            hurt[rng.integers(len(hurt))] = rng.integers(256)
            path.with_stem(f"hurt{number}").write_bytes(hurt)
    data = datasets.read_images(folder, side=4)
    assert len(data.inputs) >= 11
    assert "could not be read" in " ".join(data.notes)


def test_classes_without_a_picture_are_no_classes(folder):
    for name in ("empty", "damaged", ".hidden"):
        (folder / name).mkdir()
    (folder / "damaged" / "0.png").write_bytes(b"")
    assert datasets.read(folder).classes == ("dark", "light")


def test_three_subfolders_are_three_classes(folder):
    (folder / "middle").mkdir()
    Image.new("L", (10, 10), 100).save(folder / "middle" / "0.png")
    data = datasets.read(folder)
    assert data.task == "multiclass"
    assert data.class_numbers.tolist() == [0, 0, 0, 1, 1, 1, 2]


def test_folders_that_hold_no_classes_are_refused_in_words(folder, tmp_path):
    with pytest.raises(DataError, match="pictures in 0 subfolders"):
        datasets.read_images(folder / "dark")
    with pytest.raises(DataError, match="cannot be read"):
        datasets.read_images(tmp_path / "none")
    with pytest.raises(DataError, match="from 1 to 512"):
        datasets.read_images(folder, side=0)
    assert not datasets.is_data_file(folder / "dark")
    assert datasets.is_data_file(folder)


def test_more_pixels_than_memory_should_hold_are_refused(folder, monkeypatch):
    monkeypatch.setattr("engine.data.image_folder._MOST_BYTES", 10_000)
    with pytest.raises(DataError, match=r"6 pictures of 28 × 28 pixels"):
        datasets.read(folder)


def test_progress_is_told_and_can_stop_the_reading(folder):
    shares: list[float] = []
    datasets.read(folder, progress=lambda share: shares.append(share) or True)
    assert shares == sorted(shares)
    with pytest.raises(Cancelled):
        datasets.read(folder, progress=lambda share: share < 0.5)


def test_a_project_finds_the_folder_again(folder, tmp_path):
    data = datasets.read_images(folder, side=3, colour=True)
    project = project_file.Project(Network(), data, TrainingSettings())
    project_file.save(tmp_path / "a.netloom", project)
    back = project_file.load(tmp_path / "a.netloom").data
    assert back.source == data.source
    assert np.array_equal(back.inputs, data.inputs)
    assert np.array_equal(datasets.rebuild(back.source).inputs, data.inputs)
