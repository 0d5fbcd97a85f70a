"""`soak`: whether memory and threads stay as they are through hours of lessons, done by a script.

One round trains, edits and undoes, looks at every tab, goes back in time, saves, takes other data,
and opens the project again, with autosave on; every few rounds the window closes and another comes.
"""

from __future__ import annotations

import argparse
import gc
import os
import statistics
import tempfile
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.machine import describe, limit_threads
from benchmarks.report import machine_line, say, table, write_json
from benchmarks.watch_memory import MEGABYTE, held

if TYPE_CHECKING:
    from gui.window.main_window import MainWindow
    from gui.window.recovery import Recovery

_MUST_GROWTH = 0.05
_ROUNDS_A_WINDOW = 5
_MOMENT = 0.3
_DATA = ("xor", "spiral", "circle", "iris", "sine")
_SHARE = 0.2


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's options."""
    parser.add_argument("--json", type=Path, metavar="FILE", help="write all rows to a file")
    parser.add_argument("--minutes", type=float, default=30.0, help="how long (30)")


def run(options: argparse.Namespace) -> int:
    """Go through lessons for so long; the exit status is 1 when something grew or was left."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    limit_threads(1)
    from gui.app import application

    app = application("light")
    machine = describe()
    say(machine_line(machine))
    with tempfile.TemporaryDirectory() as folder:
        sizes = _lessons(Path(folder), 60.0 * options.minutes)
    left = sorted({thread.name for thread in threading.enumerate()} - {"MainThread"})
    before, after = _ends(sizes)
    growth = after / before - 1.0
    step = max(1, len(sizes) // 12)
    rows = [(str(number), f"{size / MEGABYTE:,.0f}") for number, size in enumerate(sizes)][::step]
    say(table(rows, ("round", "MB")))
    say(
        f"\n{len(sizes)} rounds: {before / MEGABYTE:,.0f} MB after the first fifth, "
        f"{after / MEGABYTE:,.0f} MB in the last ({growth:+.1%}, must stay within "
        f"{_MUST_GROWTH:.0%}); threads left: {', '.join(left) or 'none'}"
    )
    found = {"growth": growth, "threads": left, "bytes": sizes}
    write_json(options.json, {"machine": machine, **found})
    app.quit()
    return int(bool(left) or growth > _MUST_GROWTH)


def _ends(sizes: list[int]) -> tuple[float, float]:
    """The median size of the second fifth of the rounds and of the last."""
    part = max(1, int(_SHARE * len(sizes)))
    return statistics.median(sizes[part : 2 * part] or sizes), statistics.median(sizes[-part:])


def _lessons(folder: Path, seconds: float) -> list[int]:
    """The bytes held after each round."""
    sizes: list[int] = []
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        window, recovery = _open(folder)
        for _ in range(_ROUNDS_A_WINDOW):
            _lesson(window, folder / "lesson.netloom", len(sizes))
            gc.collect()
            sizes.append(held() or 0)
            if time.monotonic() > end:
                break
        _close(window, recovery)
    return sizes


def _open(folder: Path) -> tuple[MainWindow, Recovery]:
    from PySide6.QtCore import QSettings

    from benchmarks.watch_window import wait_for
    from gui.editing.document import Document
    from gui.run.session import Session
    from gui.window.main_window import MainWindow
    from gui.window.preferences import Preferences
    from gui.window.recovery import Recovery

    document = Document()
    session = Session(document)
    store = QSettings(str(folder / "none.ini"), QSettings.Format.IniFormat)
    window = MainWindow(document, session, Preferences(store))
    recovery = Recovery(window, document, session, folder / "recovery")
    window.show()
    recovery.begin()
    wait_for(lambda: session.is_settled and window.canvas.is_quick)
    session.set_speed(None)
    return window, recovery


def _close(window: MainWindow, recovery: Recovery) -> None:
    from PySide6.QtCore import QEvent
    from PySide6.QtWidgets import QApplication

    window.leave()
    recovery.end()
    window.session.close()
    window.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    QApplication.processEvents()


def _lesson(window: MainWindow, file: Path, number: int) -> None:
    from PySide6.QtWidgets import QTabWidget

    from benchmarks.watch_window import pass_time, wait_for
    from engine import datasets

    document, session = window.document, window.session
    session.play()
    pass_time(_MOMENT)
    _edit(window)
    tabs = window.places.panel("charts")
    assert isinstance(tabs, QTabWidget)
    for tab in range(tabs.count()):
        tabs.setCurrentIndex(tab)
        pass_time(_MOMENT)
    session.pause()
    wait_for(lambda: session.is_settled)
    session.time.look(session.time.epoch / 2)
    pass_time(_MOMENT)
    session.time.come_back()
    wait_for(lambda: session.is_settled)
    window.files.saving.save(file)
    wait_for(lambda: not window.files.saving.is_running)
    document.change_data(datasets.load(_DATA[number % len(_DATA)]).split(), "Other data")
    session.play()
    pass_time(_MOMENT)
    session.pause()
    wait_for(lambda: session.is_settled)
    document.open(file)
    wait_for(lambda: session.is_settled)


def _edit(window: MainWindow) -> None:
    """Add, connect, move, copy and paste while it trains, and take half of it back."""
    from benchmarks.watch_window import pass_time

    document, deeds = window.document, window.canvas.deeds
    window.add_unit("hidden")
    deeds.select_all()
    deeds.copy()
    deeds.paste()
    pass_time(_MOMENT)
    deeds.tidy()
    document.change_settings(learning_rate=document.settings.learning_rate * 0.99)
    for _ in range(4):
        document.undo_stack.undo()
        pass_time(_MOMENT / 3)
    document.undo_stack.redo()
    document.undo_stack.undo()
