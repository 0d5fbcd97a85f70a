"""Netloom's canvas, as the window has it, without the window around it."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QEventLoop, QPointF, Qt, QTimer
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication

from benchmarks.canvas_network import snapshots_of
from engine import Network
from gui.canvas import CanvasView
from gui.editing.document import Document
from gui.editing.selection import Selection
from gui.run.session import Session

_PATIENCE_SECONDS = 60.0
_DRAG_STEPS = 20
_ALARM_MS = 200
_WARM_UP = 10
_MORE = QEventLoop.ProcessEventsFlag.WaitForMoreEvents


@dataclass(frozen=True)
class Frames:
    """Milliseconds for each frame: as a person waits, and of all cores together."""

    ms: float
    cpu_ms: float
    count: int


class Stand:
    """A canvas on a network, shown and drawn by its compiled loops."""

    def __init__(self, network: Network, width: int, height: int) -> None:
        self.document = Document()
        self.session = Session(self.document)
        self.document.replace(network, self.document.data, self.document.settings)
        self.view = CanvasView(self.document, Selection(), self.session)
        self.view.resize(width, height)
        self.view.deeds.open_all()  # large layers start collapsed
        self.view.set_mode("watch")
        self.view.show()
        self.view.quicken()
        wait_for(lambda: self.view.is_quick and self.view.is_settled)
        self.snapshots = snapshots_of(network, self.session.plane)

    def show(self, number: int) -> None:
        """Show one snapshot until it is on the screen."""
        self.session.snapshot_ready.emit(self.snapshots[number % len(self.snapshots)])
        wait_for(lambda: self.view.is_current)

    def settled_seconds(self) -> float:
        """Seconds from the last of several snapshots to the picture in full quality."""
        for number in range(6):
            self.show(number)
        self.session.snapshot_ready.emit(self.snapshots[7])
        start = time.perf_counter()
        wait_for(lambda: self.view.is_settled)
        return time.perf_counter() - start

    def drag_seconds(self) -> list[float]:
        """Seconds from each mouse move of dragging a unit until its connections have followed."""
        unit = self.document.network.units[len(self.document.network.units) // 2]
        place = QPointF(self.view.mapFromScene(QPointF(*unit.position)))
        self._mouse(QMouseEvent.Type.MouseButtonPress, place)
        taken = []
        for step in range(1, _DRAG_STEPS + 1):
            start = time.perf_counter()
            self._mouse(QMouseEvent.Type.MouseMove, place + QPointF(3 * step, 5 * step))
            wait_for(lambda: self.view.is_current)
            taken.append(time.perf_counter() - start)
        self._mouse(QMouseEvent.Type.MouseButtonRelease, place)
        return taken

    def close(self) -> None:
        """End its threads."""
        self.view.rest()
        self.session.close()
        self.view.close()
        self.view.deleteLater()
        QApplication.processEvents()

    def _mouse(self, kind: QMouseEvent.Type, place: QPointF) -> None:
        button = Qt.MouseButton.LeftButton
        changed = Qt.MouseButton.NoButton if kind is QMouseEvent.Type.MouseMove else button
        held = button if kind is not QMouseEvent.Type.MouseButtonRelease else changed
        viewport = self.view.viewport()
        event = QMouseEvent(
            kind,
            place,
            viewport.mapToGlobal(place),
            changed,
            held,
            Qt.KeyboardModifier.NoModifier,
        )
        QApplication.sendEvent(viewport, event)


def measure(show: Callable[[int], None], seconds: float) -> Frames:
    """The median frame of `show` called with 0, 1, 2, … for so long, after a few to warm up."""
    begin = time.perf_counter()
    for number in range(_WARM_UP):
        if time.perf_counter() - begin < seconds:
            show(number)
    wall: list[float] = []
    cpu: list[float] = []
    end = time.perf_counter() + seconds
    while time.perf_counter() < end or not wall:
        start, start_cpu = time.perf_counter(), time.process_time()
        show(len(wall))
        wall.append(time.perf_counter() - start)
        cpu.append(time.process_time() - start_cpu)
    return Frames(1000 * statistics.median(wall), 1000 * statistics.median(cpu), len(wall))


def wait_for(condition: Callable[[], bool]) -> None:
    """Let the window work until something holds; raises TimeoutError after a minute."""
    deadline = time.monotonic() + _PATIENCE_SECONDS
    alarm = QTimer()  # wakes the loop where nothing else does
    alarm.start(_ALARM_MS)
    QApplication.processEvents()
    while not condition():
        if time.monotonic() > deadline:
            raise TimeoutError("The canvas never got there.")
        QApplication.processEvents(_MORE)
