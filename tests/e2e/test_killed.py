"""A window that is killed at any moment leaves its work behind, and the next one takes it up."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from engine import draft

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
    return round(project.initial_network.unit(project.initial_network.outputs[0]).bias)


@pytest.mark.slow
def test_killed_at_any_moment_work_comes_back(tmp_path: Path) -> None:
    rng = random.Random(1)
    place, last = tmp_path / "recovery", 0
    for _ in range(int(os.environ.get("NETLOOM_KILLS", "3"))):
        began, before, edits = lived(place, rng, tmp_path)
        assert began == last
        last = kept(place)
        assert last >= max(before, began)
        assert last in (began, *edits)
    assert last > 0
