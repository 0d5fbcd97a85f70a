"""Making, completing and repairing the environment; pip is replaced by a stand-in."""

from __future__ import annotations

import errno
import os
import sys
import threading
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from cli import environment, folders, machine
from cli.pip_output import PipOutput
from cli.refusal import Refusal

Made = Callable[..., Path]
Answer = tuple[int, PipOutput]


class Pip:
    """Stands in for pip: notes what it is asked for and answers as told."""

    def __init__(self) -> None:
        self.asked: list[list[str]] = []
        self.answers: list[Answer] = []

    def __call__(
        self, folder: Path, python: str, arguments: Sequence[str], *rest: object
    ) -> Answer:
        self.asked.append(list(arguments))
        return self.answers.pop(0) if self.answers else (0, PipOutput(installing=2, downloaded=9e6))

    @property
    def wanted(self) -> list[list[str]]:
        """What was to be installed, call by call."""
        return [[row for row in call[1:] if row[:1].isalpha()] for call in self.asked]


@pytest.fixture
def pip(monkeypatch: pytest.MonkeyPatch) -> Pip:
    stand_in = Pip()
    monkeypatch.setattr(environment, "run_pip", stand_in)
    monkeypatch.setattr(environment, "_pip_version", lambda folder: (26, 3))

    def create(folder: Path) -> None:
        python = Path(folders.python_in(str(folder)))
        python.parent.mkdir(parents=True)
        python.symlink_to(sys.executable)

    monkeypatch.setattr(environment, "_create", create)
    return stand_in


def offline() -> Answer:
    said = "WARNING: ... NewConnectionError(...): Temporary failure in name resolution"
    return 1, PipOutput(lines=[said, "ERROR: No matching distribution found for alpha>=1"])


def test_the_first_start_makes_and_fills_the_environment(
    project: Path, pip: Pip, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = environment.prepare(set())
    assert folder == str(project / ".venv")
    assert folders.is_complete(folder, set())
    assert pip.asked[0][:3] == ["install", "-c", str(project / "constraints.txt")]
    assert "alpha>=1" in pip.asked[0]
    assert "--only-binary" in pip.asked[0]
    said = capsys.readouterr().out
    assert "Setting up" in said
    assert "2 packages, 9 MB fetched" in said


def test_groups_bring_their_requirements_and_are_remembered(project: Path, pip: Pip) -> None:
    folder = environment.prepare({"dev", "onnx"})
    assert {"epsilon", "gamma"} <= set(pip.asked[0])
    assert folders.is_complete(folder, {"onnx"})
    assert not folders.is_complete(folder, {"tables"})


def test_an_extra_is_added_to_a_ready_environment(
    project: Path, pip: Pip, make_environment: Made
) -> None:
    folder = str(make_environment(project / ".venv", groups="onnx"))
    environment.prepare({"tables"})
    assert {"gamma", "delta"} <= set(pip.asked[0])
    assert folders.is_complete(folder, {"onnx", "tables"})


def test_an_update_by_another_python_leaves_the_environments_own_noted(
    project: Path, pip: Pip, make_environment: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = make_environment(project / ".venv", key="00000000")
    before = folders.read_stamp(str(folder))
    monkeypatch.setattr(folders, "base_python", lambda: "/opt/python9.9")
    environment.prepare(set())
    after = folders.read_stamp(str(folder))
    assert after == before | {"key": folders.fingerprint()}


def test_nothing_is_done_when_another_start_has_done_it(
    project: Path, pip: Pip, make_environment: Made
) -> None:
    make_environment(project / ".venv")
    environment.prepare(set())
    assert pip.asked == []


def test_a_half_made_environment_is_made_anew(
    project: Path, pip: Pip, make_environment: Made, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = make_environment(project / ".venv", state="filling", groups="onnx")
    (folder / "left-over").write_text("")
    environment.prepare(set())
    assert not (folder / "left-over").exists()
    assert folders.is_complete(str(folder), {"onnx"})
    assert "half made" in capsys.readouterr().out


@pytest.mark.parametrize("fields", [{"system": "cpm-z80"}, {"python": "3.1"}])
def test_another_machines_environment_is_made_anew(
    fields: dict[str, str], project: Path, pip: Pip, make_environment: Made
) -> None:
    folder = make_environment(project / ".venv", **fields)
    (folder / "left-over").write_text("")
    environment.prepare(set(), doubted=True)
    assert not (folder / "left-over").exists()
    assert folders.is_complete(str(folder), set())


def test_an_environment_that_only_moved_goes_on_without_the_network(
    project: Path, pip: Pip, make_environment: Made
) -> None:
    folder = make_environment(project / ".venv", folder="/old/place/.venv")
    environment.prepare(set())
    assert pip.asked == []
    assert folders.is_complete(str(folder), set())


def test_a_foreign_folder_is_left_alone(project: Path, pip: Pip) -> None:
    folder = project / ".venv"
    folder.mkdir()
    (folder / "treasure").write_text("")
    with pytest.raises(Refusal, match="not made by Netloom"):
        environment.prepare(set())
    assert (folder / "treasure").exists()
    assert pip.asked == []


def test_an_unknown_extra_is_refused_by_name(project: Path, pip: Pip) -> None:
    with pytest.raises(Refusal, match=r"no extra called nonsense.*dev, onnx, tables"):
        environment.prepare({"nonsense"})
    assert not (project / ".venv").exists()


def test_without_a_network_the_first_start_says_so_and_the_next_repairs(
    project: Path, pip: Pip
) -> None:
    pip.answers = [offline()]
    with pytest.raises(Refusal, match="no way to the package index"):
        environment.prepare(set())
    assert not folders.is_complete(str(project / ".venv"), set())
    environment.prepare(set())
    assert folders.is_complete(str(project / ".venv"), set())


def test_without_a_network_an_old_environment_still_serves(
    project: Path, pip: Pip, make_environment: Made, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = make_environment(project / ".venv", key="00000000")
    pip.answers = [offline()]
    assert environment.prepare(set()) == str(folder)
    assert "Going on with the packages that are there" in capsys.readouterr().err
    assert folders.read_stamp(str(folder))["state"] == "ready"


def test_without_a_network_a_missing_extra_is_refused_and_nothing_lost(
    project: Path, pip: Pip, make_environment: Made
) -> None:
    folder = make_environment(project / ".venv")
    pip.answers = [offline()]
    with pytest.raises(Refusal, match="network"):
        environment.prepare({"onnx"})
    assert folders.is_complete(str(folder), set())


def test_a_failure_while_unpacking_leaves_the_environment_to_be_made_anew(
    project: Path, pip: Pip, make_environment: Made
) -> None:
    folder = make_environment(project / ".venv", key="00000000")
    pip.answers = [(1, PipOutput(installing=2, lines=["ERROR: No space left on device"]))]
    with pytest.raises(Refusal, match="disk is full"):
        environment.prepare(set())
    assert folders.read_stamp(str(folder))["state"] == "filling"


def test_stopping_with_ctrl_c_leaves_the_environment_to_be_made_anew(
    project: Path, pip: Pip, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def stopped(*_: object) -> Answer:
        raise KeyboardInterrupt

    monkeypatch.setattr(environment, "run_pip", stopped)
    with pytest.raises(KeyboardInterrupt):
        environment.prepare(set())
    assert "takes it up again" in capsys.readouterr().err
    assert folders.read_stamp(str(project / ".venv"))["state"] == "filling"


def test_releases_that_do_not_exist_here_give_way_to_the_newest_that_do(
    project: Path, pip: Pip
) -> None:
    nothing = PipOutput(lines=["ERROR: No matching distribution found for alpha==1.5"])
    pip.answers = [(1, nothing)]
    environment.prepare(set())
    assert "-c" in pip.asked[0]
    assert "-c" not in pip.asked[1]


def test_a_wheelhouse_takes_the_place_of_the_network(project: Path, pip: Pip) -> None:
    (project / "wheelhouse").mkdir()
    environment.prepare(set())
    where = pip.asked[0].index("--no-index")
    assert pip.asked[0][where : where + 3] == [
        "--no-index",
        "--find-links",
        str(project / "wheelhouse"),
    ]


def test_an_incomplete_wheelhouse_is_named(project: Path, pip: Pip) -> None:
    (project / "wheelhouse").mkdir()
    nothing = PipOutput(lines=["ERROR: No matching distribution found for alpha>=1"])
    pip.answers = [(1, nothing), (1, nothing)]
    with pytest.raises(Refusal, match=r"wheelhouse has no alpha>=1.*main.py wheelhouse"):
        environment.prepare(set())


def test_an_old_pip_is_renewed_first(
    project: Path, pip: Pip, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(environment, "_pip_version", lambda folder: (23, 0))
    environment.prepare(set())
    assert pip.asked[0][-1] == "pip"
    assert "--progress-bar" not in pip.asked[1]


@pytest.mark.parametrize("reason", [errno.EROFS, errno.EACCES])
def test_a_read_only_folder_sends_the_packages_to_the_persons_own(
    reason: int,
    project: Path,
    pip: Pip,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def hold(path: str, stream: object) -> int:
        if path.startswith(str(project)):
            raise OSError(reason, os.strerror(reason), path)
        return machine.hold(path, sys.stdout)

    monkeypatch.setattr(environment, "hold", hold)
    folder = environment.prepare(set())
    assert folder == folders.homes()[1]
    assert folders.is_complete(folder, set())
    assert f"{project} cannot be written to" in capsys.readouterr().out


def test_other_trouble_with_files_is_told_in_a_sentence(
    project: Path, pip: Pip, monkeypatch: pytest.MonkeyPatch
) -> None:
    def hold(path: str, stream: object) -> int:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), path)

    monkeypatch.setattr(environment, "hold", hold)
    with pytest.raises(Refusal, match="No space left"):
        environment.prepare(set())


def test_a_second_start_waits_for_the_first(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = str(tmp_path / "lock")
    first = machine.hold(path, sys.stdout)
    done: list[int] = []
    second = threading.Thread(target=lambda: done.append(machine.hold(path, sys.stdout)))
    second.start()
    second.join(0.1)
    assert done == []
    os.close(first)
    second.join(5)
    os.close(done[0])
    assert "waiting for it" in capsys.readouterr().out


def test_a_python_without_its_venv_part_is_told_the_exact_package(
    project: Path, pip: Pip, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(environment, "_can_make_environments", lambda: False)
    monkeypatch.setattr(machine, "is_root", lambda: False)
    package = f"python3.{sys.version_info[1]}-venv"
    with pytest.raises(Refusal, match=f"sudo apt-get install {package}"):
        environment.prepare(set())
    assert not (project / ".venv").exists()


def test_root_installs_the_missing_part_and_says_so(
    project: Path,
    pip: Pip,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    answers = iter([False, True])
    ran: list[list[str]] = []
    monkeypatch.setattr(environment, "_can_make_environments", lambda: next(answers))
    monkeypatch.setattr(machine, "is_root", lambda: True)
    monkeypatch.setattr(machine.shutil, "which", lambda name: "/usr/bin/" + name)
    monkeypatch.setattr(machine, "_apt", lambda arguments: ran.append(list(arguments)) or True)
    environment.prepare(set())
    assert ran[0][-1] == f"python3.{sys.version_info[1]}-venv"
    assert "Installing as root: apt-get install" in capsys.readouterr().out
