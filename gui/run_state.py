"""Where a run stands, and what to say when it cannot begin."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum

from gui.notices import Notice
from gui.translate import tr


class State(Enum):
    """Where a run stands."""

    PREPARING = "preparing"
    READY = "ready"
    RUNNING = "running"
    PAUSED = "paused"
    BLOCKED = "blocked"


def cure(blocked_by: tuple[str, ...], make_fit: Callable[[], object]) -> Notice:
    """Why training cannot run, sentence by sentence, and a button that makes everything fit."""
    first, *others = blocked_by
    return Notice("warning", first, " ".join(others), action=(tr("Make it fit"), make_fit))
