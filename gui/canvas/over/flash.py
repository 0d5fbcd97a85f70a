"""A short warning light: units and connections that a notice speaks of pulse and fade."""

from __future__ import annotations

import math
from collections.abc import Iterable

from PySide6.QtCore import QElapsedTimer, QObject, QTimer, Signal

from gui.canvas.wiring import Pair
from gui.look import theme

_PULSES = 3
_PULSE_MS = 450
_STILL_MS = 1000
_FRAME_MS = 33


class Flash(QObject):
    """Units and connections that are pointed out now, and how strongly (0 to 1).

    Three fading pulses; with reduced motion a steady light for a second.
    """

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.units: frozenset[int] = frozenset()
        self.connections: frozenset[Pair] = frozenset()
        self.strength = 0.0
        self._since = QElapsedTimer()
        self._clock = QTimer(self)
        self._clock.setInterval(_FRAME_MS)
        self._clock.timeout.connect(self._advance)

    def start(self, units: Iterable[int], connections: Iterable[Pair]) -> None:
        """Point these out; what was pointed out before is let go."""
        self.units, self.connections = frozenset(units), frozenset(connections)
        self._since.start()
        self._clock.start()
        self._advance()

    def stop(self) -> None:
        """Let go at once."""
        self._clock.stop()
        self.units, self.connections, self.strength = frozenset(), frozenset(), 0.0
        self.changed.emit()

    def _advance(self) -> None:
        elapsed = self._since.elapsed()
        total = _STILL_MS if theme.reduced_motion() else _PULSES * _PULSE_MS
        if elapsed >= total:
            self.stop()
            return
        self.strength = 1.0 if theme.reduced_motion() else _pulse(elapsed)
        self.changed.emit()


def _pulse(elapsed_ms: int) -> float:
    fading = 1 - elapsed_ms / (_PULSES * _PULSE_MS)
    wave = 0.5 + 0.5 * math.cos(2 * math.pi * elapsed_ms / _PULSE_MS)
    return (0.25 + 0.75 * wave) * (0.4 + 0.6 * fading)
