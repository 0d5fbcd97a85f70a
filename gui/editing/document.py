"""The document: network, settings, data and seed, every edit of them one undoable, named step."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QElapsedTimer, QObject, Signal
from PySide6.QtGui import QUndoStack

from engine import (
    Change,
    Network,
    TrainingSettings,
    bounds,
    change_between,
    fitting,
)
from engine.data.datasets import Dataset
from gui.editing import columns
from gui.editing.commands import EditCommand, Restart, Step
from gui.editing.repairs import repair_name, told
from gui.look.translate import tr

if TYPE_CHECKING:
    from engine import TrainerState, Variant
    from engine.projects.project_file import Project, View

OPENING_SAMPLE = "circle"
_MERGE_WITHIN_MS = 2000


class Document(QObject):
    """What the person works on. Views read it, ask it for edits and repaint on its signals.

    `stepped` carries the whole Step before the other signals do; `state` is where a run stood
    when the project was saved, for the session to go on from. `view` is how the network is looked
    at: whoever shows it takes that over when `opened`, and writes it down when `saving`.
    """

    stepped = Signal(Step)
    network_changed = Signal(Change)
    settings_changed = Signal(TrainingSettings)
    data_changed = Signal(Dataset)
    seed_changed = Signal(int)
    title_changed = Signal()
    opened = Signal()
    saving = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        from engine import samples

        self.undo_stack = QUndoStack(self)
        self.undo_stack.cleanChanged.connect(self.title_changed)
        self._since_last_step = QElapsedTimer()
        self._unsaved_before = False
        self._chain = 0  # numbers the runs of quick changes, each of which is one step
        sample = samples.SAMPLES[OPENING_SAMPLE]
        self.replace(*sample.make())

    def replace(
        self,
        network: Network,
        data: Dataset,
        settings: TrainingSettings,
        *,
        seed: int | None = None,
        title: str = "",
        path: Path | None = None,
        state: TrainerState | None = None,
        view: View | None = None,
    ) -> None:
        """Put all of this in the place of what was open; there is no undo for it."""
        self.network = network
        self.data = data
        self.settings = settings
        self.seed = network.seed if seed is None else seed
        self.path = path
        self.state = state
        self.view = view
        self._title = title
        self.undo_stack.clear()
        self.opened.emit()
        self.title_changed.emit()

    # What it is called

    @property
    def title(self) -> str:
        """The file's name without its ending, or what the work is called until it has one."""
        if self.path:
            return self.path.stem
        return self._title or tr(self.data.title or "My first network")

    @property
    def is_modified(self) -> bool:
        """Whether there are edits that no file holds."""
        return not self.undo_stack.isClean()

    # Edits

    @contextmanager
    def edit(self, name: str, merge: str = "") -> Iterator[Network]:
        """Edit the network inside the block as one undoable step called `name`.

        What the engine refuses is raised through and nothing of the block remains. A block that
        changes nothing leaves no step; the same non-empty `merge` key as the last step's joins it.
        """
        inputs, data = self.network.inputs, self.data
        with self.network.recording() as record:
            yield self.network
            self.data = columns.followed(self.network, data, inputs)
        moved = (data, self.data) if self.data is not data else None
        self._push(name, Step(record.change(), data=moved), merge)

    def change_settings(self, name: str = "", **changes: object) -> None:
        """Change training settings as one step; raises SettingsError and then changes nothing.

        Quick changes of the same number, one after the other, are one step.
        """
        before, after = self.settings, self.settings.replace(**changes)
        if before == after:
            return
        self.settings = after
        if self._since_last_step.hasExpired(_MERGE_WITHIN_MS):
            self._chain += 1
        numbers = f"settings {' '.join(sorted(changes))} {self._chain}"
        merge = numbers if _are_numbers(changes) else ""
        self._push(name or _settings_name(changes), Step(settings=(before, after)), merge)

    def change_data(self, data: Dataset, name: str, merge: str = "") -> tuple[str, ...]:
        """Train on other data; a network and settings that do not fit are repaired in the step.

        Returns sentences that say what had to be changed. An empty canvas is left empty.
        """
        before, self.data = self.data, data
        change, settings = self._repaired(before, leave_empty=True)
        self._push(name, Step(change, settings, (before, data)), merge)
        return told(self.network, change, settings)

    @property
    def repair_name(self) -> str:
        """What `make_fit` would do, as a button says it: “Add 2 inputs”."""
        return repair_name(self.network, self.data)

    def make_fit(self) -> tuple[str, ...]:
        """Change network and settings as little as needed to fit the data, as one step.

        Returns sentences that say what was changed.
        """
        name = self.repair_name
        change, settings = self._repaired()
        self._push(name, Step(change, settings))
        return told(self.network, change, settings)

    def _repaired(
        self, data: Dataset | None = None, *, leave_empty: bool = False
    ) -> tuple[Change, tuple[TrainingSettings, TrainingSettings] | None]:
        before = self.settings
        with self.network.recording() as record:
            if leave_empty and not self.network.units:
                self.settings = fitting.repair_loss(self.data, before)
            else:
                if data is not None:
                    columns.let_go(self.network, data, self.data)
                self.settings = fitting.repair(self.network, self.data, before)
        return record.change(), (before, self.settings) if self.settings != before else None

    def new_seed(self, restart: Restart | None = None) -> None:
        """Draw other initial weights, as one step."""
        before, after = self.seed, self.seed + 1
        with self.network.recording() as record:
            self.network.reseed(after)
        self.seed = after
        self._push(tr("New seed"), Step(record.change(), seed=(before, after), restart=restart))

    def restart(self, restart: Restart, name: str) -> None:
        """Go back to earlier weights, as one step; the session does the work."""
        self._push(name, Step(restart=restart))

    def take_over(self, name: str, variant: Variant, state: TrainerState | None) -> None:
        """Work on a variant of a race from now on, trained as far as `state` says, as one step."""
        settings, data, seed = self.settings, self.data, self.seed
        change = change_between(self.network, variant.network)
        self.network.apply(change)
        self.settings, self.data, self.seed = variant.settings, variant.data, variant.seed
        step = Step(
            change,
            (settings, self.settings) if settings != self.settings else None,
            (data, self.data) if data is not self.data else None,
            (seed, self.seed) if seed != self.seed else None,
            Restart(to_start=state is None, goal=state),
        )
        self._push(name, step)

    def _push(self, name: str, step: Step, merge: str = "") -> None:
        if not step:
            return
        self._since_last_step.start()
        self.undo_stack.push(EditCommand(name, step, self._do, merge))
        self._announce(step)

    def _do(self, step: Step) -> None:
        if step.network:
            self.network.apply(step.network)
        if step.settings:
            self.settings = step.settings[1]
        if step.data:
            self.data = step.data[1]
        if step.seed:
            self.seed = step.seed[1]
        self._announce(step)

    def _announce(self, step: Step) -> None:
        self.stepped.emit(step)
        if step.data:
            self.data_changed.emit(self.data)
        if step.network:
            self.network_changed.emit(step.network)
        if step.settings:
            self.settings_changed.emit(self.settings)
        if step.seed:
            self.seed_changed.emit(self.seed)
        self.title_changed.emit()

    # Files

    def new(self) -> None:
        """Start from an empty canvas, on the data and settings in use."""
        title = tr("My first network")
        self.replace(Network(seed=0), self.data, self.settings, seed=0, title=title)

    def open(self, path: Path) -> None:
        """Open a project; raises ProjectError, and what was open stays open."""
        from engine import project_file

        self.take(project_file.load(path), path)

    def take(self, project: Project, path: Path | None, title: str = "") -> None:
        """Put a project that was read in the place of what was open."""
        self.replace(
            project.initial_network,
            project.data,
            project.settings,
            seed=project.seed,
            title=title,
            path=path,
            state=project.state,
            view=project.view,
        )

    def recover(self, project: Project, title: str, path: Path | None) -> None:
        """Go on with work that no file holds, as it was when the program ended."""
        self.take(project, path, title)
        self.undo_stack.resetClean()

    def being_saved(self) -> Project:
        """What a file is to hold; edits from now on are in none. `saved` or `not_saved` follows."""
        from engine import project_file

        self.saving.emit()
        self._unsaved_before = self.is_modified
        self.undo_stack.setClean()
        return project_file.Project(
            self.network.copy(), self.data, self.settings, self.seed, self.state, self.view
        )

    def saved(self, path: Path) -> None:
        """What was being saved is in the file `path`."""
        self.path = path
        self.title_changed.emit()

    def not_saved(self) -> None:
        """What was being saved is in no file."""
        if self._unsaved_before:
            self.undo_stack.resetClean()


def _are_numbers(changes: dict[str, object]) -> bool:
    return all(
        isinstance(value, int | float) and not isinstance(value, bool) for value in changes.values()
    )


def _settings_name(changes: dict[str, object]) -> str:
    if len(changes) > 1:
        return tr("Change the training settings")
    (name,) = changes
    return tr("Change {setting}", setting=tr(bounds(name).label))
