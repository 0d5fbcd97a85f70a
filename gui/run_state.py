"""Where a run stands, and what to say when it cannot begin."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from enum import Enum

from engine import EngineError, Network, errors
from gui.notices import Notice
from gui.translate import tr
from gui.words import listed, unit_name


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


def told(error: EngineError, reset: Callable[[], object]) -> Notice:
    """What a failure has to say; after a divergence, which may leave huge weights, with a reset."""
    notice = Notice.of(error)
    if isinstance(error, errors.Diverged):
        return replace(notice, action=(tr("Reset the weights"), reset))
    return notice


def idle_outputs(network: Network) -> Notice | None:
    """What to say when training is possible but nothing leads to an output; None otherwise."""
    idle = [unit for unit in network.outputs if not network.incoming(unit)]
    if not idle:
        return None
    names = listed([unit_name(network, unit) for unit in idle])
    return Notice(
        "info",
        tr("No connection leads to {units}: only the bias can learn.", units=names),
        tr("Drag from the right edge of a unit to {units}.", units=names),
        units=tuple(idle),
    )
