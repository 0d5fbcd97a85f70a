"""Arrays in files: what other programs save is read, what is damaged or a trap is refused."""

from __future__ import annotations

import contextlib
import gzip
import io
import struct
import zipfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.data import datasets
from engine.errors import DataError

RANDOM = np.random.default_rng(0)
PICTURES = RANDOM.integers(0, 256, (30, 4, 3), dtype=np.uint8)
LABELS = (np.arange(30) % 3).astype(np.uint8)


def idx(array: np.ndarray) -> bytes:
    head = struct.pack(">HBB", 0, 8, array.ndim) + struct.pack(f">{array.ndim}I", *array.shape)
    return head + array.tobytes()


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize("asked", ["images-idx3", "labels-idx1"])
def test_images_and_labels_find_each_other(tmp_path: Path, packed: bool, asked: str) -> None:
    pack = gzip.compress if packed else bytes
    end = ".gz" if packed else ""
    (tmp_path / f"train-images-idx3-ubyte{end}").write_bytes(pack(idx(PICTURES)))
    (tmp_path / f"train-labels-idx1-ubyte{end}").write_bytes(pack(idx(LABELS)))
    path = tmp_path / f"train-{asked}-ubyte{end}"
    assert datasets.is_data_file(path)
    data = datasets.read(path)
    assert np.array_equal(data.inputs, PICTURES.reshape(30, 12) / 255.0)
    assert data.classes == ("0", "1", "2")
    assert np.array_equal(data.class_numbers, LABELS)
    assert data.input_names[:4] == ("p0,0", "p0,1", "p0,2", "p1,0")
    assert np.array_equal(datasets.rebuild(data.source).inputs, data.inputs)


def test_labels_that_are_not_beside_are_named(tmp_path: Path) -> None:
    (tmp_path / "t10k-images.idx3-ubyte").write_bytes(idx(PICTURES))
    with pytest.raises(DataError, match=r"t10k-labels\.idx1-ubyte belongs to t10k-images"):
        datasets.read(tmp_path / "t10k-images.idx3-ubyte")


def test_an_archive_of_training_and_test_arrays_is_joined(tmp_path: Path) -> None:
    path = tmp_path / "mnist.npz"
    np.savez_compressed(
        path, x_train=PICTURES, y_train=LABELS, x_test=PICTURES[:5], y_test=LABELS[:5]
    )
    data = datasets.read(path)
    assert data.inputs.shape == (35, 12)
    assert np.array_equal(data.class_numbers, np.append(LABELS, LABELS[:5]))
    assert data.scaling == "none"


@pytest.mark.parametrize("order", ["C", "F"])
def test_numbers_are_a_regression_and_scaled(tmp_path: Path, order: str) -> None:
    inputs, targets = RANDOM.normal(size=(20, 3)), RANDOM.normal(size=20)
    path = tmp_path / "table.npz"
    np.savez(path, X=np.array(inputs, order=order), Y=targets)
    data = datasets.read(path)
    assert data.task == "regression"
    assert np.array_equal(data.inputs, inputs)
    assert np.array_equal(data.targets[:, 0], targets)
    assert data.scaling == "standardize"


def test_classes_may_be_any_whole_numbers_and_a_row_of_ones(tmp_path: Path) -> None:
    np.savez(tmp_path / "a.npz", x=RANDOM.normal(size=(6, 2)), y=np.array([7, -1, 7, 7, -1, -1]))
    data = datasets.read(tmp_path / "a.npz")
    assert (data.task, data.classes) == ("binary", ("-1", "7"))
    assert data.targets[:, 0].tolist() == [1, 0, 1, 1, 0, 0]
    np.savez(tmp_path / "b.npz", x=RANDOM.normal(size=(3, 2)), y=np.eye(3, dtype=int))
    assert datasets.read(tmp_path / "b.npz").task == "multiclass"


def test_the_last_column_of_a_table_is_the_target(tmp_path: Path) -> None:
    table = RANDOM.normal(size=(12, 4))
    np.save(tmp_path / "t.npy", table)
    data = datasets.read(tmp_path / "t.npy")
    assert np.array_equal(data.inputs, table[:, :3])
    assert np.array_equal(data.targets, table[:, 3:])


def saved(**arrays: np.ndarray) -> bytes:
    stream = io.BytesIO()
    np.savez(stream, **arrays)
    return stream.getvalue()


def bomb() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        head = io.BytesIO()
        np.save(head, np.zeros(0))
        archive.writestr("x.npy", head.getvalue() + bytes(200 * 2**20))
        archive.writestr("y.npy", head.getvalue())
    return stream.getvalue()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.npz", b""),
        ("a.npz", b"PK\x03\x04 no archive"),
        ("a.npz", saved(a=np.ones(3))),
        ("a.npz", saved(x=np.ones((3, 2)), y=np.ones(2))),
        ("a.npz", saved(x=np.ones((0, 2)), y=np.ones(0))),
        ("a.npz", saved(x=np.full((3, 2), np.nan), y=np.ones(3))),
        ("a.npz", saved(x=np.array(["a", "b"]), y=np.ones(2))),
        ("a.npz", saved(x=np.array(1.0), y=np.ones(2))),
        ("a.npz", bomb()),
        ("a.npy", b"\x93NUMPY\x01\x00\x10\x00{'descr': 'O'}"),
        ("a.npy", b""),
        ("a-images-idx3-ubyte", b"\0\0\x08\x03" + b"\xff" * 12),
        ("a-images-idx3-ubyte", b"\0\0\x07\x01\0\0\0\0"),
        ("a-images-idx3-ubyte.gz", b"not packed"),
        ("a-images-idx3-ubyte.gz", gzip.compress(b"\0\0\x08\x01\x7f\xff\xff\xff", mtime=0)),
    ],
)
def test_what_cannot_be_read_is_refused_in_words(tmp_path: Path, name: str, content: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    (tmp_path / name.replace("images-idx3", "labels-idx1")).write_bytes(content)
    with pytest.raises(DataError):
        datasets.read(path)


def test_nothing_is_unpickled(tmp_path: Path) -> None:
    np.save(tmp_path / "o.npy", np.array([[print, 1]], dtype=object), allow_pickle=True)
    with pytest.raises(DataError, match="damaged, or it is no file of plain arrays"):
        datasets.read(tmp_path / "o.npy")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(st.sampled_from([".npy", ".npz", "-images-idx3-ubyte"]), st.data())
def test_flipped_bytes_lead_to_data_or_a_refusal(tmp_path: Path, end: str, data) -> None:
    stream = io.BytesIO()
    if end == ".npy":
        np.save(stream, np.arange(12.0).reshape(4, 3))
    elif end == ".npz":
        np.savez(stream, x=np.arange(8.0).reshape(4, 2), y=np.arange(4.0))
    content = bytearray(stream.getvalue() or idx(PICTURES))
    for _ in range(data.draw(st.integers(1, 4))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    path = tmp_path / f"f{end}"
    path.write_bytes(content)
    (tmp_path / "f-labels-idx1-ubyte").write_bytes(idx(LABELS))
    with contextlib.suppress(DataError):
        assert len(datasets.read(path).inputs) > 0


def test_a_claim_beyond_all_numbers_is_refused_in_a_sentence(tmp_path):
    header = bytes([0, 0, 8, 200]) + b"\xff" * 800
    (tmp_path / "t-images-idx3-ubyte").write_bytes(header)
    (tmp_path / "t-labels-idx1-ubyte").write_bytes(bytes([0, 0, 8, 1, 0, 0, 0, 1, 0]))
    with pytest.raises(DataError, match="too much to be true"):
        datasets.read(tmp_path / "t-images-idx3-ubyte")
