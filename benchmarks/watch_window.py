"""Netloom's window at full speed, and the same run without any window, for as long as asked."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QEvent, QEventLoop, QObject, QSettings, QTimer
from PySide6.QtWidgets import QApplication, QTabWidget

from engine import Runner, Trainer
from gui.editing.document import Document
from gui.run.session import Session
from gui.window.main_window import MainWindow
from gui.window.preferences import Preferences

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

T = TypeVar("T")

_PATIENCE_SECONDS = 300.0
# Kernels grow used to it, charts find their ranges, and what opens slowly has opened.
WARM_UP_SECONDS = 0.5
_ALARM_MS = 20


@dataclass(frozen=True)
class Watched:
    """One turn: examples a second, pictures of the canvas a second, and what the window's thread
    took of one core."""

    rate: float
    fps: float
    share: float


class Paints(QObject):
    """Counts how often a widget is painted."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self.count = 0
        widget.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Count, and let it pass."""
        self.count += event.type() == QEvent.Type.Paint
        return False


class Window:
    """The whole window on a document, every panel shown, training as fast as it goes."""

    def __init__(self, document: Document, width: int, height: int, settings: str) -> None:
        self._session = Session(document)
        store = QSettings(settings, QSettings.Format.IniFormat)
        self._window = MainWindow(document, self._session, Preferences(store))
        self._window.resize(width, height)
        self._window.show()
        self._paints = Paints(self._window.canvas.viewport())
        wait_for(lambda: self._session.is_settled and self._window.canvas.is_quick)
        self._window.canvas.set_mode("watch")
        self._session.set_speed(None)
        tabs = self._window.places.panel("charts")
        assert isinstance(tabs, QTabWidget)
        self._tabs = tabs

    @property
    def titles(self) -> list[str]:
        """The tabs below the canvas."""
        return [self._tabs.tabText(number) for number in range(self._tabs.count())]

    def show_tab(self, number: int) -> None:
        """Bring one of the tabs below the canvas to the front."""
        self._tabs.setCurrentIndex(number)

    def watch(self, seconds: float) -> Watched:
        """Train and be looked at for so long."""
        self._session.play()
        pass_time(WARM_UP_SECONDS)
        begin, paints, cpu = self._examples(), self._paints.count, time.thread_time()
        pass_time(seconds)
        cpu, paints = time.thread_time() - cpu, self._paints.count - paints
        end = self._examples()
        self._session.pause()
        wait_for(lambda: self._session.is_settled)
        passed = end[1] - begin[1]
        return Watched((end[0] - begin[0]) / passed, paints / passed, cpu / passed)

    def tour(self, seconds: float) -> None:
        """Train, and look at one tab after the other for so long in all, at each for a moment."""
        self._session.play()
        for number in range(self._tabs.count()):
            self.show_tab(number)
            pass_time(max(seconds / self._tabs.count(), WARM_UP_SECONDS))
        self._session.pause()
        wait_for(lambda: self._session.is_settled)

    def _examples(self) -> tuple[int, float]:
        answer = self._session.ask(_examples)
        assert answer is not None
        return answered(answer)

    def close(self) -> None:
        """End its threads."""
        self._window.leave()
        self._session.close()
        self._window.deleteLater()
        QApplication.processEvents()


class Unwatched:
    """The same run in the same thread of the engine; nobody takes a picture of it."""

    def __init__(self, document: Document) -> None:
        network, data, settings = document.network.copy(), document.data, document.settings
        self._runner = Runner(lambda: Trainer(network, data, settings, seed=document.seed))

    def rate(self, seconds: float) -> float:
        """Examples a second over so long."""
        self._runner.play()
        time.sleep(WARM_UP_SECONDS)
        begin = self._runner.call(_examples).result()
        time.sleep(seconds)
        end = self._runner.call(_examples).result()
        self._runner.pause()
        return (end[0] - begin[0]) / (end[1] - begin[1])

    def close(self) -> None:
        """End its thread."""
        self._runner.close()


def _examples(trainer: Trainer) -> tuple[int, float]:
    return trainer.examples, time.perf_counter()


def answered(answer: Future[T]) -> T:
    """What a question was answered, with the window alive meanwhile."""
    wait_for(answer.done)
    return answer.result()


def pass_time(seconds: float) -> None:
    """Let the window work for so long."""
    loop = QEventLoop()
    QTimer.singleShot(round(1000 * seconds), loop.quit)
    loop.exec()


def wait_for(condition: Callable[[], bool]) -> None:
    """Let the window work until something holds; raises TimeoutError after some minutes."""
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while not condition():
        if time.monotonic() > deadline:
            raise TimeoutError("The window never got there.")
        pass_time(_ALARM_MS / 1000)
