"""`watch`: what being looked at costs a run, with each tab below the canvas, and frames a second.

The window is the real one with every panel shown, drawn into memory rather than on a screen, while
the opening network trains as fast as it goes. It takes turns with the same run without a window.
"""

from __future__ import annotations

import argparse
import os
import statistics
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.machine import describe, limit_threads, pin
from benchmarks.measuring import ratio, short
from benchmarks.report import machine_line, say, table, write_json
from benchmarks.watch_memory import growth, told

if TYPE_CHECKING:
    from benchmarks.watch_window import Watched

WIDTH, HEIGHT = 1440, 900
MUST_RATIO, MUST_FPS = 0.75, 60.0
RACE = "Race"
_CORES = 2
_HEADING = ("in front", "examples/s", "without a window", "ratio", "frames/s", "of a core")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's options."""
    parser.add_argument("--json", type=Path, metavar="FILE", help="write all rows to a file")
    parser.add_argument("--rounds", type=_count, default=5, help="turns of each (5)")
    parser.add_argument("--seconds", type=float, default=2.0, help="for each turn (2)")
    parser.add_argument(
        "--memory", type=float, default=5.0, metavar="SECONDS", help="going round all tabs (5)"
    )
    parser.add_argument("--tabs", default="", help="such as Loss,Weights or Race; all without")


def _count(text: str) -> int:
    """A number of rounds, 1 at least."""
    rounds = int(text)
    if rounds < 1:
        raise ValueError(text)
    return rounds


def run(options: argparse.Namespace) -> int:
    """Measure on two cores and print."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    limit_threads(1)
    pin(_CORES)
    from gui.app import application

    app = application("light")
    machine = describe()
    say(machine_line(machine))
    with tempfile.TemporaryDirectory() as folder:
        rows, memory = _measure(options, str(Path(folder) / "none.ini"))
    say(f"\n{WIDTH} × {HEIGHT}, every panel shown, {_CORES} cores; median (least..most)\n")
    say(table([_cells(row) for row in rows], _HEADING))
    found = summary(rows)
    say(
        f"\nLeast of all: {found['ratio']:.2f} of the speed (goal {MUST_RATIO}), "
        f"{found['fps']:.0f} frames a second (goal {MUST_FPS:.0f})"
    )
    say(told(memory, options.memory))
    write_json(options.json, {"machine": machine, **found, "rows": rows, "memory": memory})
    app.quit()
    return 0


def _measure(
    options: argparse.Namespace, settings: str
) -> tuple[list[dict[str, Any]], tuple[int, int] | None]:
    """A row for each tab that was asked for and for a race, and the memory held."""
    from benchmarks.watch_window import Unwatched, Window
    from gui.editing.document import Document

    document = Document()
    window, alone = Window(document, WIDTH, HEIGHT, settings), Unwatched(document)
    try:
        wanted = chosen_tabs(options.tabs, (*window.titles, RACE))
        window.show_tab(0)
        alone.rate(options.seconds)
        window.watch(options.seconds)  # all that is compiled and built at first use
        rows = []
        for title in wanted:
            if title == RACE:
                turns = _race(options)
            else:
                window.show_tab(window.titles.index(title))
                turns = take_turns(window.watch, alone.rate, options.rounds, options.seconds)
            rows.append(row_of(title, *turns))
            say(", ".join(_cells(rows[-1])))
        return rows, growth(window, options.memory)
    finally:
        alone.close()
        window.close()


def _race(options: argparse.Namespace) -> tuple[list[Watched], list[float]]:
    """Turns of a race with its window and without."""
    from benchmarks.watch_race import RaceAlone, RaceWindow

    window, alone = RaceWindow(), RaceAlone()
    try:
        return take_turns(window.watch, alone.rate, options.rounds, options.seconds)
    finally:
        window.close()


def chosen_tabs(wanted: str, titles: Sequence[str]) -> list[str]:
    """The titles in a list with commas, all where there are none; leaves when one is unknown."""
    chosen = [title.strip() for title in wanted.split(",") if title.strip()]
    unknown = [title for title in chosen if title not in titles]
    if unknown:
        raise SystemExit(f"No tab is called {unknown[0]}; there are {', '.join(titles)}.")
    return chosen or list(titles)


def take_turns(
    watch: Callable[[float], Watched], alone: Callable[[float], float], rounds: int, seconds: float
) -> tuple[list[Watched], list[float]]:
    """What both found in every round; every other round runs backwards."""
    watched, rates = [], []
    for number in range(rounds):
        if number % 2:
            rates.append(alone(seconds))
        watched.append(watch(seconds))
        if not number % 2:
            rates.append(alone(seconds))
    return watched, rates


def row_of(title: str, watched: Sequence[Watched], rates: Sequence[float]) -> dict[str, Any]:
    """The medians of some rounds, and between what they lie."""
    found = ratio([turn.rate for turn in watched], rates)
    return {
        "tab": title,
        "ratio": found.median,
        "low": found.low,
        "high": found.high,
        "fps": statistics.median(turn.fps for turn in watched),
        "share": statistics.median(turn.share for turn in watched),
        "on": [turn.rate for turn in watched],
        "off": list(rates),
    }


def summary(rows: list[dict[str, Any]]) -> dict[str, float]:
    """The least ratio and the fewest frames; a race's curves are paced, they are no animation."""
    frames = [row["fps"] for row in rows if row["tab"] != RACE] or [row["fps"] for row in rows]
    return {"ratio": min(row["ratio"] for row in rows), "fps": min(frames)}


def _cells(row: dict[str, Any]) -> tuple[str, ...]:
    spread = f"{short(row['ratio'])} ({short(row['low'])}..{short(row['high'])})"
    return (
        row["tab"],
        f"{statistics.median(row['on']):,.0f}",
        f"{statistics.median(row['off']):,.0f}",
        spread,
        f"{row['fps']:.0f}",
        f"{row['share']:.0%}",
    )
