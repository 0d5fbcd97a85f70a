"""Trying an edit: done as one undo step, or refused in a notice."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPoint

from engine import EngineError, Network
from gui.editing import notices
from gui.editing.document import Document


def attempt(
    document: Document,
    name: str,
    edit: Callable[[Network], object],
    at: QPoint | None = None,
    merge: str = "",
) -> bool:
    """Edit the network as one step called `name`; False when the engine refuses.

    The refusal's notice appears at `at`, a global position. Steps with the same non-empty `merge`
    key are one.
    """
    try:
        with document.edit(name, merge) as network:
            edit(network)
    except EngineError as error:
        notices.bus.post(notices.Notice.of(error, at))
        return False
    return True
