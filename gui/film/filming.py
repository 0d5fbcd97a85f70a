"""Filming: winding the run from its first kept epoch to now, with a picture taken at each stop."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QElapsedTimer, QObject, QTimer, Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget

from gui.run.session import Session
from gui.stills.picture_formats import image_of

_LOOK_MS = 30
# So that panels with a pace of their own have drawn too.
_STROKES_MS = 120
_PATIENCE_MS = 10_000
_NEAR = 1.0


class Film(Protocol):
    """A moving picture of so many pixels: frames one by one, and a file of them in the end."""

    def __init__(self, width: int, height: int) -> None: ...

    def add(self, pixels: NDArray[np.uint8]) -> None:
        """Take a frame (height, width, 3): red, green, blue."""

    def written(self, seconds: float, progress: Callable[[float], bool]) -> bytes:
        """The file, each frame `seconds` long; b"" when `progress` asks to stop."""


class Filming(QObject):
    """Takes one frame an epoch of `epochs`; the present comes back in the end.

    `progressed` tells the share that is done; `finished` whether all frames are there.
    """

    progressed = Signal(float)
    finished = Signal(bool)

    def __init__(
        self,
        session: Session,
        widget: QWidget,
        epochs: Sequence[float],
        width: int,
        film: type[Film],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._session, self._widget, self._epochs = session, widget, list(epochs)
        self._times = width / widget.width()
        self._film = film
        self.frames: Film | None = None
        self._place = -1
        self._since = QElapsedTimer()
        self._timer = QTimer(self, interval=_LOOK_MS)
        self._timer.timeout.connect(self._look)

    def start(self) -> None:
        """Begin."""
        self._timer.start()
        self._go_on()

    def cancel(self) -> None:
        """Stop, with the frames that there are."""
        if self._timer.isActive():
            self._end(complete=False)

    def _go_on(self) -> None:
        self._place += 1
        if self._place == len(self._epochs):
            self._end(complete=True)
            return
        self._since.start()
        self._session.time.look(self._epochs[self._place])

    def _look(self) -> None:
        passed = self._since.elapsed()
        if passed > _PATIENCE_MS:  # an edit, say, has brought the present back
            self._end(complete=False)
        elif self._is_shown and passed >= _STROKES_MS:
            self._take()
            self._go_on()

    @property
    def _is_shown(self) -> bool:
        snapshot = self._session.snapshot
        wanted = self._epochs[self._place]
        return snapshot is not None and abs(snapshot.epoch - wanted) <= _NEAR

    def _take(self) -> None:
        pixels = pixels_of(image_of(self._widget, self._times))
        if self.frames is None:
            self.frames = self._film(pixels.shape[1], pixels.shape[0])
        self.frames.add(pixels)
        self.progressed.emit((self._place + 1) / len(self._epochs))

    def _end(self, *, complete: bool) -> None:
        self._timer.stop()
        self._session.time.come_back()
        self.finished.emit(complete)


def pixels_of(image: QImage) -> NDArray[np.uint8]:
    """The pixels (height, width, 3) of an image: red, green, blue."""
    plain = image.convertToFormat(QImage.Format.Format_RGB888)
    rows = np.frombuffer(plain.constBits(), np.uint8).reshape(plain.height(), -1)
    return rows[:, : 3 * plain.width()].reshape(plain.height(), plain.width(), 3).copy()


def stops(first: int, now: int, count: int, *, slowly_at_first: bool) -> list[float]:
    """Where `count` frames are taken: evenly, or more densely where a run changes quickly."""
    shares = np.linspace(0.0, 1.0, max(count, 2))
    if slowly_at_first and now > first:
        reach = math.log1p(now - first)
        shares = (shares + np.expm1(shares * reach) / (now - first)) / 2
    places: list[float] = (first + shares * (now - first)).tolist()
    return places
