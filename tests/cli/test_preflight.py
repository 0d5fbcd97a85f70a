"""Missing libraries and screens are found before Qt could stumble over them."""

from __future__ import annotations

import os
import socket
import sys
from pathlib import Path

import pytest

from cli import machine, preflight
from cli.refusal import Refusal

pytestmark = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="only Linux systems lack libraries"
)


@pytest.fixture(autouse=True)
def _bare(monkeypatch: pytest.MonkeyPatch) -> None:
    """No screen, every library there, no root."""
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(preflight, "_loads", lambda file: True)
    monkeypatch.setattr(machine, "is_root", lambda: False)
    monkeypatch.setattr(preflight, "is_root", lambda: False)
    monkeypatch.setattr(preflight, "_x11_answers", lambda: True)


def lacking(monkeypatch: pytest.MonkeyPatch, *files: str) -> None:
    monkeypatch.setattr(preflight, "_loads", lambda file: file not in files)


def test_no_screen_is_told_apart_from_missing_libraries() -> None:
    with pytest.raises(preflight.NoScreen, match="DISPLAY and WAYLAND_DISPLAY are not set"):
        preflight.prepare_window()


def test_a_screen_that_does_not_answer_counts_as_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISPLAY", ":42")
    monkeypatch.setattr(preflight, "_x11_answers", lambda: False)
    with pytest.raises(preflight.NoScreen, match=":42 does not answer"):
        preflight.prepare_window()


def test_all_missing_libraries_are_named_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISPLAY", ":0")
    lacking(
        monkeypatch, "libEGL.so.1", "libxcb-cursor.so.0", "libxcb-shape.so.0", "libxcb-xkb.so.1"
    )
    with pytest.raises(Refusal) as seen:
        preflight.prepare_window()
    assert "sudo apt-get install libegl1 libxcb-cursor0 libxcb-shape0 libxcb-xkb1" in str(
        seen.value
    )
    assert "sudo dnf install libglvnd-egl xcb-util-cursor libxcb" in str(seen.value)


def test_x11_is_chosen_when_its_libraries_are_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISPLAY", ":0")
    preflight.prepare_window()
    assert os.environ["QT_QPA_PLATFORM"] == "xcb"


def test_wayland_is_preferred_when_it_answers(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(tmp_path / "wayland-9"))
        server.listen()
        monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
        monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-9")
        lacking(monkeypatch, "libxcb-cursor.so.0")
        preflight.prepare_window()
    assert os.environ["QT_QPA_PLATFORM"] == "wayland"


def test_a_dead_wayland_gives_way_to_x11(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-9")
    monkeypatch.setenv("DISPLAY", ":0")
    preflight.prepare_window()
    assert os.environ["QT_QPA_PLATFORM"] == "xcb"


def test_what_the_person_set_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QT_QPA_PLATFORM", "vnc")
    preflight.prepare_window()
    assert os.environ["QT_QPA_PLATFORM"] == "vnc"


def test_a_picture_needs_no_screen_libraries(monkeypatch: pytest.MonkeyPatch) -> None:
    lacking(monkeypatch, "libxcb-cursor.so.0")
    monkeypatch.setenv("QT_QPA_PLATFORM", "xcb")
    preflight.prepare_offscreen()
    assert os.environ["QT_QPA_PLATFORM"] == "offscreen"


def test_root_installs_what_is_missing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    lacking(monkeypatch, "libGL.so.1")
    monkeypatch.setattr(machine, "is_root", lambda: True)
    monkeypatch.setattr(machine.shutil, "which", lambda name: "/usr/bin/" + name)

    def apt(arguments: list[str]) -> bool:
        monkeypatch.setattr(preflight, "_loads", lambda file: True)
        return True

    monkeypatch.setattr(machine, "_apt", apt)
    preflight.prepare_offscreen()
    assert "apt-get install libgl1" in capsys.readouterr().out
