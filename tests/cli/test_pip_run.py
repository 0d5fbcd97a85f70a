"""What pip prints becomes a bar, plain lines, or a reason in words."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest

from cli import pip_run
from cli.pip_output import PipOutput

FETCHING = """\
Collecting numba>=0.63
  Downloading numba-0.68.1-cp311-cp311-manylinux_2_28_x86_64.whl.metadata (2.9 kB)
Collecting PySide6-Essentials<6.12,>=6.8
  Using cached pyside6_essentials-6.11.3-cp310-abi3-manylinux_2_34_x86_64.whl (80.3 MB)
Downloading numba-0.68.1-cp311-cp311-manylinux_2_28_x86_64.whl (4.0 MB)
Progress 0 of 4000000
Progress 1000000 of 4000000
"""


def feed(text: str, total: int = 0) -> tuple[PipOutput, list[str]]:
    output = PipOutput(total=total)
    lines = [output.feed(line) for line in text.splitlines()]
    return output, [line for line in lines if line]


def test_packages_and_megabytes_are_counted() -> None:
    output, lines = feed(FETCHING, total=4)
    assert lines == [
        "  1 of 4  pyside6-essentials 6.11.3 (80.3 MB)",
        "  2 of 4  numba 0.68.1 (4.0 MB)",
    ]
    fraction, words = output.view(0)
    assert words == "2 of 4  numba 0.68.1  1 of 4 MB"
    assert fraction == pytest.approx(0.75 * 1.25 / 4)


def test_unpacking_is_counted_from_what_stands_there() -> None:
    output, lines = feed(FETCHING + "Installing collected packages: a, b, c\n", total=4)
    assert lines[-1] == "unpacking 3 packages"
    assert output.downloaded == pytest.approx(4e6)
    assert output.view(2) == (pytest.approx(0.75 + 0.25 * 2 / 3), "unpacking 2 of 3 packages")


def test_what_is_there_already_is_not_expected_any_more() -> None:
    output, _ = feed("Requirement already satisfied: numpy in ./lib (2.4.6)\n", total=4)
    assert output.total == 3


def test_local_files_and_old_pips_with_whole_addresses_are_understood() -> None:
    _, lines = feed(
        "Processing /some/where/numpy-2.4.6-cp311-cp311-linux_x86_64.whl (from numba>=0.63)\n"
        "  Downloading https://host.invalid/a/b/scipy-1.17.1-cp311-cp311-x.whl (35.3 MB)\n"
    )
    assert lines == ["  1 of 1  numpy 2.4.6", "  2 of 2  scipy 1.17.1 (35.3 MB)"]


def test_reasons_are_recognised() -> None:
    assert feed("WARNING: Retrying ... NameResolutionError(...)")[0].offline
    assert feed("ERROR: Could not install: [Errno 28] No space left on device")[0].disk_full
    assert feed("ERROR: No matching distribution found for numba>=9")[0].no_match == "numba>=9"
    assert feed("ERROR: Cannot install pip because of conflicts")[0].no_match == "pip"
    assert feed("fine\nERROR: it broke\nbye")[0].error == "it broke"
    assert PipOutput().error == "it said nothing"


@pytest.fixture
def fake_pip(tmp_path: Path) -> Path:
    """A program that prints what pip would and unpacks one package."""
    if sys.platform == "win32":
        pytest.skip("a script cannot stand in for a program on Windows")
    program = tmp_path / "python"
    site = pip_run.site_packages(tmp_path)
    program.write_text(
        f"#!/bin/sh\ncat <<'E'\n{FETCHING}Installing collected packages: numba\nE\n"
        f"mkdir -p {site}/numba-0.68.1.dist-info\nexit 3\n"
    )
    program.chmod(0o755)
    return program


def test_pips_words_are_shown_and_kept(tmp_path: Path, fake_pip: Path) -> None:
    shown = io.StringIO()
    code, output = pip_run.run_pip(tmp_path, str(fake_pip), ["install", "x"], 2, shown)
    assert code == 3
    assert output.installing == 1
    assert shown.getvalue().splitlines() == [
        "    1 of 2  pyside6-essentials 6.11.3 (80.3 MB)",
        "    2 of 2  numba 0.68.1 (4.0 MB)",
        "  unpacking 1 package",
    ]
    assert "Collecting numba" in (tmp_path / pip_run.LOG).read_text()
    assert pip_run.unpacked(tmp_path) == 1


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_on_a_terminal_one_line_is_redrawn(tmp_path: Path, fake_pip: Path) -> None:
    shown = _Terminal()
    pip_run.run_pip(tmp_path, str(fake_pip), ["install", "x"], 2, shown)
    assert "\n" not in shown.getvalue()
    assert "2 of 2  numba 0.68.1" in shown.getvalue()
    assert shown.getvalue().endswith(" \r")
