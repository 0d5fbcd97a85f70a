"""Two drags with a real pointer on a real screen: from the palette, and from unit to unit."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

pytestmark = [pytest.mark.needs_x, pytest.mark.slow]
ROOT = Path(__file__).parents[2]
PATIENCE_SECONDS = 60.0
State = dict[str, Any]


@pytest.fixture(scope="module")
def display(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A screen of the test's own, so that nobody's pointer is taken away."""
    if not (shutil.which("Xvfb") and shutil.which("xdotool")):
        pytest.skip("needs Xvfb and xdotool")
    read, write = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(write), "-screen", "0", "1400x1050x24", "-nolisten", "tcp"],
        pass_fds=[write],
        stderr=subprocess.DEVNULL,
    )
    os.close(write)
    with os.fdopen(read) as pipe:
        number = pipe.readline().strip()
    if not number:
        server.wait(PATIENCE_SECONDS)
        pytest.skip("Xvfb does not start here")
    yield f":{number}"
    server.terminate()
    server.wait(PATIENCE_SECONDS)


class Hand:
    """The window in a process of its own, and a pointer that xdotool moves."""

    def __init__(self, display: str, folder: Path) -> None:
        self._environment = dict(os.environ, DISPLAY=display, QT_QPA_PLATFORM="xcb")
        self._said = (folder / "said").open("w+")
        self._complained = folder / "complained"
        self._errors = self._complained.open("w")
        script = Path(__file__).with_name("real_window.py")
        self._window = subprocess.Popen(
            [sys.executable, str(script), str(folder / "netloom.ini")],
            env=dict(self._environment, PYTHONPATH=str(ROOT)),
            stdout=self._said,
            stderr=self._errors,
        )

    def close(self) -> None:
        """End the window."""
        self._window.terminate()
        self._window.wait(PATIENCE_SECONDS)
        self._said.close()
        self._errors.close()

    def state(self, wanted: Callable[[State], bool] = lambda _: True) -> State:
        """The last thing the window said, once it is what is wanted."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        found: State = {}
        while time.monotonic() < deadline:
            self._must_run()
            lines = Path(self._said.name).read_text().splitlines()
            if lines:
                found = json.loads(lines[-1])
                if wanted(found):
                    return found
            time.sleep(0.05)
        raise AssertionError(found)

    def _must_run(self) -> None:
        if self._window.poll() is not None:
            why = self._complained.read_text()
            if "platform plugin" in why:
                pytest.skip("a library that Qt needs for X is missing")
            raise AssertionError(why)

    def drag(self, start: tuple[float, float], end: tuple[float, float]) -> None:
        """Press, move in steps as a hand does, release."""
        self._do("mousemove", *start)
        self._do("mousedown", 1)
        for step in range(1, 11):
            share = step / 10
            place = (a + (b - a) * share for a, b in zip(start, end, strict=True))
            self._do("mousemove", *place)
        self._do("mouseup", 1)

    def _do(self, what: str, *numbers: float) -> None:
        arguments = ["xdotool", what, *(str(round(number)) for number in numbers)]
        subprocess.run(arguments, env=self._environment, check=True, timeout=PATIENCE_SECONDS)
        time.sleep(0.03)  # as fast a hand as Qt's drag and drop follows


@pytest.fixture
def hand(display: str, tmp_path: Path) -> Iterator[Hand]:
    made = Hand(display, tmp_path)
    yield made
    made.close()


def test_a_hidden_unit_is_dragged_from_the_palette_onto_a_free_place(hand: Hand) -> None:
    before = hand.state()
    left, top, width, height = before["canvas"]
    start = before["palette"]["hidden"]
    hand.drag(start, (left + width / 2, top + height - 90))
    after = hand.state(lambda state: len(state["undo"]) == 1)
    (new,) = set(after["units"]) - set(before["units"])
    x, y, kind = after["units"][new]
    assert kind == "hidden"
    assert after["undo"] == ["Add a hidden unit"]
    assert abs(x - (left + width / 2)) < 16
    assert abs(y - (top + height - 90)) < 16


def test_two_units_are_connected_by_dragging_from_port_to_unit(hand: Hand) -> None:
    before = hand.state()
    units = before["units"]
    source = next(unit for unit, (_, _, kind) in units.items() if kind == "input")
    target = next(unit for unit, (_, _, kind) in units.items() if kind == "output")
    x, y, _ = units[source]
    hand.drag((x + 22 * before["scale"], y), units[target][:2])
    after = hand.state(lambda state: len(state["undo"]) == 1)
    assert [int(source), int(target)] in after["connections"]
    assert after["undo"] == ["Connect x₁ → ŷ"]
