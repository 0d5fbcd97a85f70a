"""One undoable step of the document: the engine's change of the network, settings, data, seed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, TypeVar
from zlib import crc32

from PySide6.QtGui import QUndoCommand

from engine import Change, TrainingSettings
from engine.data.datasets import Dataset
from gui.editing.waiting import waiting_for

if TYPE_CHECKING:
    from engine import TrainerState

NO_CHANGE = Change()
_T = TypeVar("_T")


class Restart:
    """Marks a step that restarts training; `saved` holds where the run stood before it.

    With `to_start` the step itself goes back to the initial weights, with `from_past` to the moment
    that is shown, which `goal` holds for doing it again; a `goal` that is given was trained
    elsewhere. Without any, the step's other changes (a new seed) restart the run.
    """

    def __init__(
        self, *, to_start: bool = False, from_past: bool = False, goal: TrainerState | None = None
    ) -> None:
        self.to_start, self.from_past, self.goal = to_start, from_past, goal
        self.saved: TrainerState | None = None


@dataclass(frozen=True)
class Step:
    """All that one edit did; pairs are (before, after), None where nothing changed."""

    network: Change = field(default=NO_CHANGE)
    settings: tuple[TrainingSettings, TrainingSettings] | None = None
    data: tuple[Dataset, Dataset] | None = None
    seed: tuple[int, int] | None = None
    restart: Restart | None = None
    backwards: bool = False

    def __bool__(self) -> bool:
        parts = (self.network, self.settings, self.data, self.seed, self.restart)
        return any(map(bool, parts))

    def inverse(self) -> Step:
        """The step that takes this one back."""
        return Step(
            self.network.inverse(),
            self.settings and self.settings[::-1],
            self.data and self.data[::-1],
            self.seed and self.seed[::-1],
            self.restart,
            not self.backwards,
        )

    def then(self, later: Step) -> Step:
        """This step and a later one as a single step."""
        return replace(
            self,
            network=self.network.then(later.network),
            settings=_joined(self.settings, later.settings),
            data=_joined(self.data, later.data),
            seed=_joined(self.seed, later.seed),
        )


def _joined(first: tuple[_T, _T] | None, later: tuple[_T, _T] | None) -> tuple[_T, _T] | None:
    if first is None or later is None:
        return first or later
    return None if first[0] is later[1] or first[0] == later[1] else (first[0], later[1])


class EditCommand(QUndoCommand):
    """A step on the undo stack; `do` carries a step out on the document.

    The step has already happened when the command is made, so the first redo does nothing.
    Commands with the same non-empty `merge` key, one after the other, become one.
    """

    def __init__(self, name: str, step: Step, do: Callable[[Step], None], merge: str = "") -> None:
        super().__init__(name)
        self.step = step
        self.merge = merge
        self._do = do
        self._done = True

    def redo(self) -> None:
        """Carry the step out again."""
        if not self._done:
            self._carry_out(self.step)
        self._done = True

    def undo(self) -> None:
        """Take the step back."""
        self._carry_out(self.step.inverse())
        self._done = False

    def _carry_out(self, step: Step) -> None:
        with waiting_for(len(step.network.connections)):
            self._do(step)

    def id(self) -> int:
        """A number shared by the commands that may merge; -1 never merges."""
        return crc32(self.merge.encode()) & 0x7FFFFFFF if self.merge else -1

    def mergeWith(self, other: QUndoCommand) -> bool:
        """Take a later step with the same key in; a step that came back to its start is dropped."""
        if not isinstance(other, EditCommand) or other.merge != self.merge:
            return False
        self.step = self.step.then(other.step)
        self.setText(other.text())
        self.setObsolete(not self.step)
        return True
