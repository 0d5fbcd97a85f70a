"""A window that is killed at any moment leaves its work behind, and the next one takes it up."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from engine import draft, project_file

_WINDOW = Path(__file__).with_name("killed_window.py")


def lived(place: Path, rng: random.Random, folder: Path) -> tuple[int, int, list[int]]:
    """The number a window began with, the one kept shortly before it was killed, and its edits."""
    environment = os.environ | {"XDG_CONFIG_HOME": str(folder), "NETLOOM_NO_VENV": "1"}
    process = subprocess.Popen(
        [sys.executable, str(_WINDOW), str(place)],
        stdout=subprocess.PIPE,
        text=True,
        env=environment,
    )
    assert process.stdout is not None
    began = int(process.stdout.readline().split()[1])
    first = process.stdout.readline()
    time.sleep(rng.uniform(1.0, 3.0))
    before = kept(place)
    time.sleep(rng.uniform(0.0, 0.5))
    process.kill()
    lines = (first + process.communicate()[0]).splitlines()
    return began, before, [int(line.split()[0]) for line in lines]


def kept(place: Path) -> int:
    """The number of the last edit that the next start will find, 0 where nothing is kept yet."""
    (folder,) = place.iterdir()
    project = draft.read(folder)
    if project is None:
        return 0
    return number_in(project)


def number_in(project: project_file.Project) -> int:
    """The number of the last edit that a project holds."""
    return round(project.initial_network.unit(project.initial_network.outputs[0]).bias)


def left_behind(folder: Path) -> list[Path]:
    """What was being written and never finished."""
    return [path for path in folder.rglob("*.part") if path.name.startswith(".")]


@pytest.mark.slow
def test_killed_at_any_moment_work_comes_back(tmp_path: Path) -> None:
    rng = random.Random(1)
    place, last, saved = tmp_path / "recovery", 0, 0
    for _ in range(int(os.environ.get("NETLOOM_KILLS", "3"))):
        began, before, edits = lived(place, rng, tmp_path)
        assert began == last
        last = kept(place)
        assert last >= max(before, began)
        assert last in (began, *edits)
        for name in ("work.netloom", "work.previous.netloom"):
            if (tmp_path / name).exists():
                saved = max(saved, number_in(project_file.load(tmp_path / name)))
        assert saved <= max(began, *edits, 0)
        assert len(left_behind(place)) <= 1  # of this kill; those before are gone
    assert min(last, saved) > 0
    for left in left_behind(tmp_path):
        os.utime(left, (0, 0))  # as if it were days ago
    for name in ("work.netloom", "work.previous.netloom"):
        project_file.save(tmp_path / name, project_file.load(tmp_path / name))
    assert left_behind(tmp_path) == left_behind(place)
