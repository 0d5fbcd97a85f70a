"""Files made to hurt are refused with a sentence, before they take memory or time."""

from __future__ import annotations

import errno
import io
import json
import os
import random
import struct
import subprocess
import sys
import time
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engine import Network, Trainer, TrainingSettings, datasets, draft, project_file
from engine.errors import ProjectError

MEGABYTE = 2**20


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
    """The JSON and the arrays of a small trained project."""
    trainer = Trainer(
        Network.layered([2, 3, 1], "tanh", "sigmoid", seed=1),
        datasets.load("circle", samples=40).split(),
        TrainingSettings(loss="binary_cross_entropy", optimizer="adam", patience=5),
        device="cpu",
    )
    trainer.run(epochs=1)
    path = tmp_path_factory.mktemp("sound") / "a.netloom"
    project_file.save(path, trainer)
    with zipfile.ZipFile(path) as archive:
        arrays = dict(np.load(io.BytesIO(archive.read("arrays.npz"))))
        return json.loads(archive.read("project.json")), arrays


def npz(arrays: dict[str, np.ndarray]) -> bytes:
    stream = io.BytesIO()
    np.savez(stream, **arrays)
    return stream.getvalue()


def put(path: Path, document: Any, arrays: bytes, method: int = zipfile.ZIP_DEFLATED) -> None:
    text = document if isinstance(document, bytes) else json.dumps(document).encode()
    with zipfile.ZipFile(path, "w", method) as archive:
        archive.writestr("project.json", text)
        archive.writestr("arrays.npz", arrays)


def overlapping(times: int) -> bytes:
    """An NPZ whose directory names the same megabyte again and again."""
    raw = npz({"data_inputs": np.zeros((MEGABYTE // 8, 1))})
    end = raw.rindex(b"PK\x05\x06")
    start = int.from_bytes(raw[end + 16 : end + 20], "little")
    entries = b"".join(
        raw[start:end].replace(b"data_inputs", b"data_%06d" % number) for number in range(times)
    )
    tail = struct.pack("<HHHHIIH", 0, 0, times, times, len(entries), start, 0)
    return raw[:start] + entries + b"PK\x05\x06" + tail


def crowded(entries: int) -> bytes:
    """A zip whose directory is very long."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("project.json", "{}")
    raw = stream.getvalue()
    end = raw.rindex(b"PK\x05\x06")
    start = int.from_bytes(raw[end + 16 : end + 20], "little")
    directory = raw[start:end] * entries
    tail = struct.pack("<HHHHIIH", 0, 0, 65535, 65535, len(directory), start, 0)
    return raw[:start] + directory + b"PK\x05\x06" + tail


def test_arrays_that_lie_over_each_other_are_refused(sound, tmp_path: Path) -> None:
    put(tmp_path / "a.netloom", sound[0], overlapping(300))
    with pytest.raises(ProjectError, match="damaged"):
        project_file.load(tmp_path / "a.netloom")


def test_a_directory_of_very_many_entries_is_not_even_read(tmp_path: Path) -> None:
    (tmp_path / "a.netloom").write_bytes(crowded(20_000))
    with pytest.raises(ProjectError, match="damaged"):
        project_file.load(tmp_path / "a.netloom")


@pytest.mark.parametrize("method", [zipfile.ZIP_LZMA, zipfile.ZIP_BZIP2])
def test_compressions_whose_memory_nobody_bounds_are_refused(sound, tmp_path, method) -> None:
    put(tmp_path / "a.netloom", sound[0], npz(sound[1]), method)
    with pytest.raises(ProjectError, match="damaged"):
        project_file.load(tmp_path / "a.netloom")


def test_a_number_twice_among_very_many_units_is_found(sound, tmp_path: Path) -> None:
    content = json.loads(json.dumps(sound[0]))
    unit = content["network"]["units"][0]
    content["network"]["units"] = [unit | {"id": number} for number in range(1, 30_000)]
    content["network"]["units"][-1]["id"] = 29_998
    content["network"]["next_id"] = 50_000
    put(tmp_path / "a.netloom", content, npz(sound[1]))
    with pytest.raises(ProjectError, match="Two units of the project have the number 29998"):
        project_file.load(tmp_path / "a.netloom")


def test_very_many_features_are_refused(sound, tmp_path: Path) -> None:
    content = sound[0] | {"data": sound[0]["data"] | {"features": ["x1^2"] * 100_000}}
    put(tmp_path / "a.netloom", content, npz(sound[1]))
    with pytest.raises(ProjectError, match="more features"):
        project_file.load(tmp_path / "a.netloom")


_MEASURED = """
import sys
from engine import project_file
import engine.training.trainer
from engine.errors import ProjectError

def most():
    lines = open("/proc/self/status").read().splitlines()
    return int(next(line for line in lines if line.startswith("VmHWM")).split()[1]) / 1024

before = most()
for path in sys.argv[1:]:
    try:
        project_file.load(path)
        sys.exit(f"{path} was opened")
    except ProjectError:
        pass
print(most() - before)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="/proc tells how much memory was held")
def test_bombs_are_refused_within_two_hundred_megabytes(sound, tmp_path: Path) -> None:
    document = sound[0]
    own = document | {"data": document["data"] | {"origin": {"type": "arrays"}, "fractions": None}}
    zeros = np.zeros((4_000_000, 1))
    files: dict[str, tuple[Any, bytes]] = {
        "spaces": (b" " * (40 * MEGABYTE), b""),
        "metrics": (document | {"run": document["run"] | {"metrics": ["m"] * 1_500_000}}, b""),
        "zeros": (own, npz({"data_inputs": zeros, "data_targets": zeros})),
        "overlap": (document, overlapping(400)),
    }
    paths = []
    for name, parts in files.items():
        paths.append(str(tmp_path / f"{name}.netloom"))
        put(Path(paths[-1]), *parts)
    del zeros, files
    done = subprocess.run(
        [sys.executable, "-c", _MEASURED, *paths], capture_output=True, text=True, check=True
    )
    assert float(done.stdout) < 200


def test_very_large_data_that_hardly_differ_come_back(tmp_path: Path) -> None:
    inputs = np.zeros((200_000, 16))
    inputs[::7, 3] = 1.0
    data = datasets.from_arrays(inputs, inputs[:, 3], "binary")
    project = project_file.Project(Network.layered([16, 1]), data, TrainingSettings())
    project_file.save(tmp_path / "a.netloom", project)
    assert np.array_equal(project_file.load(tmp_path / "a.netloom").data.inputs, inputs)


# Mutations

_ODD = (None, True, 0, -1, 2**31, 2**63, 1e308, 0.5, "", "x", "softmax", "../x", "\0", [], {}, [1])


def _places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    if not isinstance(value, dict | list):
        return [path]
    inside = value.items() if isinstance(value, dict) else enumerate(value)
    return [path, *(place for key, each in inside for place in _places(each, (*path, key)))]


def _another_json(document: dict[str, Any], rng: random.Random) -> dict[str, Any]:
    changed = json.loads(json.dumps(document))
    *way, last = rng.choice([place for place in _places(changed) if place])
    inside = changed
    for key in way:
        inside = inside[key]
    if rng.random() < 0.2:
        del inside[last]
    else:
        inside[last] = rng.choice(_ODD)
    return changed


def _other_arrays(arrays: dict[str, np.ndarray], rng: random.Random) -> dict[str, np.ndarray]:
    name = rng.choice(sorted(arrays))
    array = arrays[name].copy()
    array.flat[rng.randrange(array.size)] = rng.choice((-1, 0, 2**40))
    odd = (array, array[:-1], array[None], array.T, array.astype(np.float32), array[:0])
    return arrays | {name: rng.choice(odd)}


def test_whatever_is_changed_a_project_is_opened_or_refused(sound, tmp_path: Path) -> None:
    rng, path = random.Random(5), tmp_path / "a.netloom"
    told = set()
    for number in range(150):
        document, arrays = sound
        if number % 2:
            document = _another_json(document, rng)
        else:
            arrays = _other_arrays(arrays, rng)
        put(path, document, npz(arrays), zipfile.ZIP_STORED)
        try:
            assert project_file.load(path).network.units
        except ProjectError as error:
            told.add(error.happened)
    assert len(told) > 5


# Full disks, and what a killed process leaves


def _full(_descriptor: int) -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def projects() -> tuple[project_file.Project, project_file.Project]:
    network, settings = Network.layered([4, 3]), TrainingSettings(loss="mse")
    return tuple(
        project_file.Project(network, datasets.load(name), settings) for name in ("iris", "wine")
    )


@pytest.mark.parametrize("which", [0, 1])
def test_a_full_disk_leaves_the_draft_whole(tmp_path, monkeypatch, which) -> None:
    kept, both = draft.Draft(tmp_path), projects()
    kept.write(both[0])
    with monkeypatch.context() as full:
        full.setattr(os, "fsync", _full)
        with pytest.raises(ProjectError, match="No space left"):
            kept.write(both[which])
    found = draft.read(tmp_path)
    assert found is not None
    assert found.data.title == "Iris"
    kept.write(both[1])
    assert (again := draft.read(tmp_path)) is not None
    assert again.data.title == "Wine"
    assert sorted(path.suffix for path in tmp_path.iterdir()) == [".netloom", ".npz"]


def _left(folder: Path, name: str, age: float) -> Path:
    path = folder / name
    path.write_bytes(b"half of it")
    os.utime(path, (time.time() - age,) * 2)
    return path


def test_what_a_killed_process_left_beside_a_project_goes_with_the_next_save(tmp_path) -> None:
    old = _left(tmp_path, ".a[1].netloom.0123abcd.part", 3600)
    kept = [
        _left(tmp_path, ".a[1].netloom.89abcdef.part", 5),  # perhaps written right now
        _left(tmp_path, ".b.netloom.0123abcd.part", 3600),
        _left(tmp_path, ".a[1].netloom.mine.part", 3600),
    ]
    project_file.save(tmp_path / "a[1].netloom", projects()[0])
    assert not old.exists()
    assert all(path.exists() for path in kept)


def test_what_a_killed_process_left_in_a_draft_goes_at_once(tmp_path: Path) -> None:
    old = _left(tmp_path, ".work-3.netloom.0123abcd.part", 1)
    draft.Draft(tmp_path)
    assert not old.exists()
