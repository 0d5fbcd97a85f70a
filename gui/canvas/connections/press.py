"""Printing pictures of the connections: one at a time, the newest wish next."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as NotYet
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from gui.canvas.connections.edges import EdgePainter, Frame, Tally
from gui.canvas.connections.line_edges import LineEdges
from gui.canvas.connections.quality import BRIEF_MS, FULL, Ladder, Quality

Clock = Callable[[], float]


@dataclass(frozen=True, eq=False)
class Print:
    """A finished picture, and what is on it."""

    frame: Frame
    image: QImage
    quality: Quality
    tally: Tally

    @classmethod
    def blank(cls, frame: Frame) -> Print:
        """The ground alone, for as long as there is nothing else."""
        return cls(frame, frame.ground, FULL, Tally())


class Press(QObject):
    """Has an EdgePainter draw frames, a quick one in a thread of its own.

    `print` is the latest picture; `printed` says in the window's thread that there is another.
    `clock` gives seconds.
    """

    printed = Signal()
    _rung = Signal()

    def __init__(self, parent: QObject | None = None, clock: Clock = time.perf_counter) -> None:
        super().__init__(parent)
        self.print: Print | None = None
        self._clock = clock
        self._painter: EdgePainter = LineEdges()
        self._ladder = Ladder(LineEdges.ladder)
        self._thread: ThreadPoolExecutor | None = None
        self._making: Future[EdgePainter] | None = None
        self._job: Future[tuple[Print, float]] | None = None
        self._next: tuple[Frame, bool] | None = None
        self._spare = QImage()
        self._moving_ms = math.inf
        self._rung.connect(self._listen)

    @property
    def is_quick(self) -> bool:
        """Whether pictures are drawn away from the window's thread."""
        return self._painter.is_quick

    @property
    def is_idle(self) -> bool:
        """Whether no picture is being drawn or waited for."""
        return self._job is None and self._next is None

    @property
    def is_hiring(self) -> bool:
        """Whether another painter is still being made."""
        return self._making is not None

    def hire(self, make: Callable[[], EdgePainter]) -> None:
        """Use another painter as soon as it is there; `make` is called in the press's thread."""
        if self._thread is None:
            self._thread = ThreadPoolExecutor(1, thread_name_prefix="canvas")
            self._making = self._thread.submit(make)
            self._making.add_done_callback(self._welcome)

    def close(self) -> None:
        """End all threads, after the picture being drawn; from then on it draws in this one.

        A painter that is still being made is not waited for, because nothing can stop a compiler;
        it is closed when it is there.
        """
        self._next = None
        if self._thread is not None:
            self._thread.shutdown(wait=self._making is None or self._making.done())
            self._thread = None
        self._listen()
        self._making = None
        self._painter.close()
        self._employ(LineEdges())

    def order(self, frame: Frame, *, moving: bool) -> None:
        """Print this frame next, well if nothing is `moving`, else as well as there is time for.

        A painter that is not quick has done it on return, and so has one that needs less time
        than handing it over is worth.
        """
        if self.print is None or frame.wiring is not self.print.frame.wiring:
            self._ladder.restart()
        self._next = frame, moving
        self._begin()

    def wait(self, seconds: float) -> None:
        """Wait so long at most for the frame that was ordered last."""
        deadline = time.monotonic() + seconds
        while self._job is not None:
            try:
                self._job.exception(timeout=max(0.0, deadline - time.monotonic()))
            except NotYet:
                return
            self._collect()

    def _begin(self) -> None:
        if self._next is None or self._job is not None:
            return
        frame, moving = self._next
        self._next = None
        quality = self._ladder.choose(moving=moving)
        here = self._thread is None or not self._painter.is_quick or self._is_brief(frame, quality)
        image = self._paper(frame, here=here)
        if self._thread is not None and not here:
            self._job = self._thread.submit(self._paint, frame, image, quality)
            self._job.add_done_callback(lambda _: self._ring())
        else:
            self._take(*self._paint(frame, image, quality))

    def _is_brief(self, frame: Frame, quality: Quality) -> bool:
        """Whether a picture is known to be done at once; a movement's after its first."""
        if frame.moving is None:
            return self._ladder.is_brief(quality)
        before = self.print.frame.moving if self.print is not None else None
        if before is None or not np.array_equal(before, frame.moving):
            return False
        return self._moving_ms < BRIEF_MS

    def _paper(self, frame: Frame, *, here: bool) -> QImage:
        """An image that nobody looks at: the one before the last, or here and now the last.

        Taking turns would cost a third of a brief picture's time, because the caches hold one.
        """
        if here and self.print is not None and self.print.image is not self.print.frame.ground:
            image = self.print.image
        else:
            image, self._spare = self._spare, QImage()
        if image.size() != frame.ground.size():
            image = QImage(frame.ground.size(), QImage.Format.Format_RGB32)
        return image

    def _paint(self, frame: Frame, image: QImage, quality: Quality) -> tuple[Print, float]:
        """Draw, in either thread, and take the time in milliseconds."""
        start = self._clock()
        tally = self._painter.paint(frame, image, quality)
        return Print(frame, image, quality, tally), 1000 * (self._clock() - start)

    def _welcome(self, making: Future[EdgePainter]) -> None:
        """Tell the window, from the other thread, of the painter that it hired."""
        if self._thread is not None:
            self._rung.emit()
        elif making.exception() is None:
            making.result().close()

    def _ring(self) -> None:
        """Wake the window, from the other thread, unless it has been closed meanwhile."""
        if self._thread is not None:
            self._rung.emit()

    def _listen(self) -> None:
        making = self._making
        if making is not None and making.done():
            self._making = None
            self._employ(making.result())
        self._collect()

    def _employ(self, painter: EdgePainter) -> None:
        self._painter = painter
        self._ladder = Ladder(painter.ladder)

    def _collect(self) -> None:
        job = self._job
        if job is not None and job.done():
            self._job = None
            self._take(*job.result())
            self._begin()

    def _take(self, made: Print, ms: float) -> None:
        if made.frame.moving is None:
            self._ladder.took(made.quality, ms)
        else:
            self._moving_ms = ms
        if self.print is not None and self.print.image is not made.image:
            self._spare = self.print.image
        self.print = made
        self.printed.emit()

    @property
    def is_rough(self) -> bool:
        """Whether a better picture of the same is still owed."""
        made = self.print
        return made is not None and (made.quality != FULL or made.frame.moving is not None)

    @property
    def is_brief(self) -> bool:
        """Whether the best picture is known to be done at once."""
        return self._ladder.is_brief(FULL)
