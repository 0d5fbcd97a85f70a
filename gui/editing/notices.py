"""Messages to the person: what happened, what to try, and a bus that any code may post on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QObject, QPoint, Signal

from engine import EngineError, Network
from gui.look.translate import tr
from gui.look.words import low_in

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
    def of(
        cls, error: EngineError, at: QPoint | None = None, network: Network | None = None
    ) -> Notice:
        """The notice of a refusal, in the language of the window.

        With the `network` it names the only output as the canvas does, without a number.
        """
        alone = network is not None and len(network.outputs) == 1
        return cls(
            "warning",
            _told(error, error.happened, alone=alone),
            _told(error, error.try_this, alone=alone),
            tuple(error.units),
            tuple(error.connections),
            at,
        )


def _told(error: EngineError, template: str, *, alone: bool) -> str:
    """One of the two sentences; where it speaks of units, their numbers are set low."""
    sentence = tr(template).format(**error.values) if template else ""
    return low_in(sentence, alone=alone) if error.units or error.connections else sentence


class Bus(QObject):
    """Carries notices from whoever has something to say to the window."""

    posted = Signal(Notice)

    def post(self, notice: Notice) -> None:
        """Show `notice`."""
        self.posted.emit(notice)


bus = Bus()
