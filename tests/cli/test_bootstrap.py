"""Which environment a start chooses, and when it goes on without one."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from cli import bootstrap, environment, folders
from cli.refusal import Refusal

Made = Callable[..., Path]


class Restarted(Exception):
    """Stands in for the restart, which would end this process."""


@pytest.fixture(autouse=True)
def _no_real_restart(monkeypatch: pytest.MonkeyPatch) -> None:
    def restart(folder: str, arguments: list[str]) -> None:
        raise Restarted(folder, arguments)

    monkeypatch.setattr(bootstrap, "_restart", restart)


@pytest.fixture
def bare_python(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if the program had been started with the system's Python."""
    monkeypatch.setattr(sys, "prefix", sys.base_prefix)


@pytest.mark.parametrize(
    ("typed", "rest", "extras"),
    [
        ([], [], set()),
        (["train", "circle"], ["train", "circle"], set()),
        (["--with", "onnx", "doctor"], ["doctor"], {"onnx"}),
        (["--with=onnx,tables", "a.netloom"], ["a.netloom"], {"onnx", "tables"}),
        (["doctor", "--with", "onnx", "--with", "tables"], ["doctor"], {"onnx", "tables"}),
    ],
)
def test_extras_are_taken_out_of_the_arguments(
    typed: list[str], rest: list[str], extras: set[str]
) -> None:
    assert bootstrap.split_extras(typed) == (rest, extras)


@pytest.mark.parametrize("typed", [["--with"], ["--with", ","], ["--with="]])
def test_an_extra_without_a_name_is_refused(typed: list[str]) -> None:
    with pytest.raises(Refusal, match="needs the name"):
        bootstrap.split_extras(typed)


def test_the_fingerprint_follows_both_files(project: Path) -> None:
    first = folders.fingerprint()
    for name in ("pyproject.toml", "constraints.txt"):
        file = project / name
        file.write_text(file.read_text() + "\n# changed\n")
        assert folders.fingerprint() != first
        first = folders.fingerprint()


def test_a_ready_environment_is_used_at_once(
    project: Path, make_environment: Made, bare_python: None
) -> None:
    folder = make_environment(project / ".venv")
    with pytest.raises(Restarted) as seen:
        bootstrap.enter(["train", "circle"])
    assert seen.value.args == (str(folder), ["train", "circle"])


@pytest.mark.parametrize(
    "fields",
    [
        {"state": "filling"},
        {"key": "00000000"},
        {"folder": "/somewhere/else/.venv"},
        {"system": "cpm-z80"},
        {"base": "/no/such/python"},
    ],
)
def test_an_environment_that_does_not_belong_here_is_handed_to_the_set_up(
    fields: dict[str, str],
    project: Path,
    make_environment: Made,
    bare_python: None,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    make_environment(project / ".venv", **fields)
    monkeypatch.setattr(environment, "prepare", lambda groups, doubted: "prepared")
    with pytest.raises(Restarted) as seen:
        bootstrap.enter([])
    assert seen.value.args == ("prepared", [])


def test_tests_and_extras_ask_for_their_groups(
    project: Path, make_environment: Made, bare_python: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_environment(project / ".venv", groups="tables")
    asked: list[set[str]] = []
    monkeypatch.setattr(
        environment, "prepare", lambda groups, doubted: asked.append(groups) or "made"
    )
    for typed in (["test", "-k", "xor"], ["--with", "onnx"], ["--with", "onnx", "test"]):
        with pytest.raises(Restarted):
            bootstrap.enter(typed)
    assert asked == [{"dev"}, {"onnx"}, {"dev", "onnx"}]
    with pytest.raises(Restarted):
        bootstrap.enter(["--with", "tables"])
    assert len(asked) == 3


def test_the_own_folder_serves_where_nothing_stands_beside_main(
    project: Path, make_environment: Made, bare_python: None
) -> None:
    folder = make_environment(Path(folders.homes()[1]))
    with pytest.raises(Restarted) as seen:
        bootstrap.enter([])
    assert seen.value.args[0] == str(folder)


def test_inside_the_complete_environment_the_program_goes_on(
    project: Path, make_environment: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = make_environment(project / ".venv", groups="onnx")
    monkeypatch.setattr(sys, "prefix", str(folder))
    assert bootstrap.enter(["--with", "onnx", "doctor"]) == ["doctor"]


def test_after_a_newer_python_took_the_place_of_the_old_the_environment_is_made_anew(
    project: Path, make_environment: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = make_environment(project / ".venv", python="3.1")
    monkeypatch.setattr(sys, "prefix", str(folder))
    monkeypatch.setenv(bootstrap.RESTARTED, str(folder))
    told: list[bool] = []

    def prepare(groups: set[str], doubted: bool) -> str:
        told.append(doubted)
        return "made anew"

    monkeypatch.setattr(environment, "prepare", prepare)
    with pytest.raises(Restarted) as seen:
        bootstrap.enter([])
    assert seen.value.args[0] == "made anew"
    assert told == [True]


def test_what_the_set_up_kept_because_nothing_could_be_fetched_is_accepted(
    project: Path, make_environment: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = make_environment(project / ".venv", key="00000000")
    monkeypatch.setattr(sys, "prefix", str(folder))
    monkeypatch.setenv(bootstrap.RESTARTED, str(folder))
    assert bootstrap.enter([]) == []


def test_another_environment_with_the_packages_is_used_as_it_is(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "prefix", str(tmp_path / "someones"))
    assert bootstrap.enter(["doctor"]) == ["doctor"]


def test_uvs_environment_beside_main_is_entered_and_never_changed(
    project: Path, bare_python: None
) -> None:
    folder = project / ".venv"
    python = Path(folders.python_in(str(folder)))
    python.parent.mkdir(parents=True)
    python.write_bytes(b"")
    (folder / "pyvenv.cfg").write_text("uv = 0.13\n")
    with pytest.raises(Restarted) as seen:
        bootstrap.enter([])
    assert seen.value.args[0] == str(folder)


def test_uvs_environment_without_the_packages_is_explained(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = project / ".venv"
    folder.mkdir()
    (folder / "pyvenv.cfg").write_text("uv = 0.13\n")
    monkeypatch.setattr(sys, "prefix", str(folder))
    monkeypatch.setattr(bootstrap, "_has_packages", lambda groups: False)
    with pytest.raises(Refusal, match="uv sync"):
        bootstrap.enter([])


def test_a_restart_that_led_nowhere_is_not_repeated(
    project: Path, make_environment: Made, bare_python: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = make_environment(project / ".venv")
    monkeypatch.setenv(bootstrap.RESTARTED, str(folder))
    with pytest.raises(Refusal, match="Delete that folder"):
        bootstrap.enter([])


def test_the_set_up_can_be_skipped(
    project: Path, bare_python: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NETLOOM_NO_VENV", "1")
    assert bootstrap.enter(["--with", "onnx", "doctor"]) == ["doctor"]


def test_a_damaged_stamp_counts_as_none(project: Path) -> None:
    folder = project / ".venv"
    folder.mkdir()
    (folder / folders.STAMP).write_bytes(b"\xff\xfe\x00rubbish")
    assert folders.read_stamp(str(folder)) == {}


@pytest.mark.parametrize(
    ("raised", "code", "words"),
    [
        (Refusal("Not today."), 2, "Not today.\n"),
        (KeyboardInterrupt(), 130, ""),
        (ModuleNotFoundError("no", name="numba"), 2, "The package numba is missing"),
    ],
)
def test_the_program_never_ends_in_a_traceback(
    raised: BaseException,
    code: int,
    words: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def fail(arguments: list[str]) -> list[str]:
        raise raised

    monkeypatch.setattr(bootstrap, "enter", fail)
    assert bootstrap.main([]) == code
    shown = capsys.readouterr()
    assert shown.out == ""
    assert shown.err.startswith(words)
