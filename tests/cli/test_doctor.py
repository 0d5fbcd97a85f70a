"""What `doctor` finds out."""

from __future__ import annotations

import sys

import pytest
from PySide6.QtWidgets import QApplication

from cli import bootstrap, doctor, preflight
from cli.refusal import Refusal


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch, qapp: QApplication) -> None:
    monkeypatch.setenv("NETLOOM_NO_VENV", "1")
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(doctor, "_RATE_SECONDS", 0.01)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="elsewhere there is a screen")
def test_everything_is_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert bootstrap.main(["doctor"]) == 0
    said = capsys.readouterr().out
    rows = {line.split(":")[0] for line in said.splitlines()}
    assert {
        *("Netloom", "Python", "System", "Packages", "Extras", "Qt", "Screen", "Processor"),
        *("GPU", "Cache", "Own data", "Here", "Temporary", "Training"),
    } <= rows
    assert "PySide6-Essentials 6." in said
    assert "examples/s" in said


def test_a_machine_that_cannot_open_the_window_is_told_why(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def lacking() -> None:
        raise Refusal("The window needs system libraries that are missing here.")

    monkeypatch.setattr(preflight, "prepare_window", lacking)
    assert bootstrap.main(["doctor"]) == 2
    assert "system libraries" in capsys.readouterr().err
