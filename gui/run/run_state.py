"""Where a run stands, and what to say when it cannot begin."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from enum import Enum

from engine import EngineError, Network, errors, fitting
from gui.editing.document import Document
from gui.editing.notices import Notice
from gui.look.translate import tr
from gui.look.words import listed, unit_name


class State(Enum):
    """Where a run stands."""

    PREPARING = "preparing"
    READY = "ready"
    RUNNING = "running"
    PAUSED = "paused"
    BLOCKED = "blocked"


def cure(blocked_by: tuple[str, ...], document: Document) -> Notice:
    """Why training cannot run, sentence by sentence, and a button that makes everything fit."""
    first, *others = blocked_by
    action = document.repair_name, document.make_fit
    return Notice("warning", first, " ".join(others), action=action)


def told(error: EngineError, reset: Callable[[], object]) -> Notice:
    """What a failure has to say; after a divergence, which may leave huge weights, with a reset."""
    notice = Notice.of(error)
    if isinstance(error, errors.Diverged):
        return replace(notice, action=(tr("Reset the weights"), reset))
    return notice


def without_use(network: Network) -> Notice | None:
    """What to say when training is possible but leaves units without use; None otherwise."""
    if outputs := fitting.unreached_outputs(network):
        names = _named(network, outputs)
        return Notice(
            "info",
            tr("No input reaches {units}: only biases can learn.", units=names),
            tr("Drag from the right edge of a unit to connect it."),
            units=outputs,
        )
    if idle := fitting.idle_units(network):
        return Notice(
            "info",
            tr(
                "On no way from an input to an output, so that nothing is learned there: {units}.",
                units=_named(network, idle),
            ),
            tr("Connect what is missing, or remove it."),
            units=idle,
        )
    return None


def _named(network: Network, units: tuple[int, ...]) -> str:
    return listed([unit_name(network, unit) for unit in units])
