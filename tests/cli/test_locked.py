"""The lock tells how many packages a set-up will fetch on this machine."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from cli import environment, folders, locked

ROOT = Path(folders.ROOT)


def test_requirements_bring_what_they_need_and_nothing_else(project: Path) -> None:
    lock = project / "constraints.txt"
    assert locked.expected(lock, ["Alpha>=1"]) == {"alpha": "1.5", "zeta": "0.1"}
    assert locked.expected(lock, ["epsilon"]) == {"epsilon": "5.0"}
    assert locked.expected(lock, environment.requirements({"onnx"})) == {
        "alpha": "1.5",
        "gamma": "3.0",
        "zeta": "0.1",
    }


@pytest.mark.parametrize(
    ("marker", "holds"),
    [
        ("python_full_version >= '3.11'", True),
        ("python_full_version < '3.9'", False),
        ("python_version == '3.*'", True),
        ("sys_platform == 'amiga'", False),
        ("sys_platform != 'amiga' and python_version > '3'", True),
        ("(sys_platform == 'amiga' or platform_machine != 'z80') and os_name != 'x'", True),
    ],
)
def test_markers_are_evaluated(marker: str, holds: bool, tmp_path: Path) -> None:
    lock = tmp_path / "lock"
    lock.write_text(f"alpha==1.0 ; {marker}  # via netloom\n")
    assert bool(locked.expected(lock, ["alpha"])) == holds


def test_a_release_number_is_compared_as_numbers(tmp_path: Path) -> None:
    lock = tmp_path / "lock"
    lock.write_text("alpha==1.0 ; python_full_version < '3.100'  # via netloom\n")
    assert locked.expected(lock, ["alpha"])


def test_netlooms_own_lock_has_every_requirement() -> None:
    wanted = environment.requirements(environment.known_groups())
    names = {locked.normal(re.split(r"[<>=; ]", row)[0]) for row in wanted}
    found = locked.expected(ROOT / "constraints.txt", wanted)
    assert names <= set(found)
    assert {"llvmlite", "shiboken6"} <= set(found)
    few = locked.expected(ROOT / "constraints.txt", environment.requirements(set()))
    assert len(few) < len(found) / 2


def test_the_lock_names_no_host() -> None:
    text = (ROOT / "constraints.txt").read_text("utf-8")
    assert "://" not in text
    assert "index-url" not in text


def test_the_packages_looked_for_at_a_start_are_those_asked_for() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    imported = {
        "pillow": "PIL",
        "pyside6-essentials": "PySide6",
        "python-calamine": "python_calamine",
        "scikit-learn": "sklearn",
    }

    def names(rows: list[str]) -> set[str]:
        found = {locked.normal(re.split(r"[<>=; ]", row)[0]) for row in rows}
        return {imported.get(name, name) for name in found}

    assert set(folders.RUNTIME) == names(project["project"]["dependencies"])
    for extra, rows in project["project"]["optional-dependencies"].items():
        assert set(folders.GROUPS[extra]) == names(rows)
    assert set(folders.GROUPS) == environment.known_groups()
