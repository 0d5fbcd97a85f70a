"""Messages to the person: what happened, what to try, and a bus that any code may post on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QObject, QPoint, Signal

from engine import EngineError
from gui.look.translate import tr

Level = Literal["info", "warning", "error"]
Pair = tuple[int, int]


@dataclass(frozen=True)
class Notice:
    """One message: two sentences, what to flash on the canvas, where it appears, one action.

    `at` is a global position (the pointer's, as a rule); without it the message appears at an edge
    of the canvas. `action` is a label and what its button does.
    """

    level: Level
    happened: str
    try_this: str = ""
    units: tuple[int, ...] = ()
    connections: tuple[Pair, ...] = ()
    at: QPoint | None = None
    action: tuple[str, Callable[[], object]] | None = None

    @classmethod
    def of(cls, error: EngineError | OSError, at: QPoint | None = None) -> Notice:
        """The notice of a refusal, in the language of the window."""
        if isinstance(error, OSError):
            return cls("warning", str(error), at=at)
        return cls(
            "warning",
            _told(error, error.happened),
            _told(error, error.try_this),
            tuple(error.units),
            tuple(error.connections),
            at,
        )


def _told(error: EngineError, template: str) -> str:
    """One of the two sentences."""
    return tr(template).format(**error.values) if template else ""


class Bus(QObject):
    """Carries notices from whoever has something to say to the window."""

    posted = Signal(Notice)

    def post(self, notice: Notice) -> None:
        """Show `notice`."""
        self.posted.emit(notice)


bus = Bus()
