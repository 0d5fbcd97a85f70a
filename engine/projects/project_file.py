"""Projects: one `.netloom` file with network, data, settings and the run so far.

A zip with a readable JSON (`projects.schema`) and NPZ arrays; no pickle, no code.
"""

from __future__ import annotations

import os
import shutil
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path
from typing import IO, TYPE_CHECKING

from engine import given
from engine.data.dataset import Dataset
from engine.errors import BadValue, ProjectError, SettingsError
from engine.files import write_atomically
from engine.network.graph import Network
from engine.projects import schema
from engine.projects.archive import Arrays, unpack, write
from engine.projects.networks import network_entry, network_from
from engine.projects.numbers import data_entry, data_from, run_entry, state_from
from engine.training.settings import TrainingSettings

if TYPE_CHECKING:
    from engine.training.trainer import Trainer, TrainerState

__all__ = ["Camera", "Project", "View", "load", "save"]

View = schema.ViewEntry
Camera = schema.CameraEntry


@dataclass(frozen=True, eq=False)
class Project:
    """What a project file holds. `state` is the run so far, None before the first step.

    `view` is how the person looked at the network, None where nobody has yet.
    `initial_network` is the network as the person built it, where Reset goes back to.
    """

    initial_network: Network
    data: Dataset
    settings: TrainingSettings
    seed: int = 0
    state: TrainerState | None = None
    view: View | None = None

    @classmethod
    def of(cls, trainer: Trainer) -> Project:
        """The project that a trainer is at work on. Raises BadValue for what is no trainer."""
        from engine.training.trainer import Trainer  # late: it brings the compiled kernels with it

        given.instance(trainer, Trainer, "What is saved", "Make a Trainer, then save that.")
        return cls(
            trainer.network.copy(), trainer.data, trainer.settings, trainer.seed, trainer.state()
        )

    @cached_property
    def network(self) -> Network:
        """The network with its trained weights and biases; as built where nothing is trained."""
        network = self.initial_network.copy()
        if self.state is None:
            return network
        numbers = self.state.parameters
        links = zip(
            numbers.sources.tolist(),
            numbers.targets.tolist(),
            numbers.weights[0].tolist(),
            strict=True,
        )
        for source, target, weight in links:
            if network.has_connection(source, target):
                network.set_weight(source, target, weight)
        for unit, bias in zip(numbers.unit_ids.tolist(), numbers.biases[0].tolist(), strict=True):
            if network.has_unit(unit) and network.unit(unit).kind != "input":
                network.update_unit(unit, bias=bias)
        return network

    def trainer(self, device: str = "auto", *, strict: bool = True) -> Trainer:
        """A trainer that goes on where the run stopped, bit for bit.

        Raises DoesNotFit (unless `strict` is False) and DeviceError as Trainer does.
        """
        from engine.training.trainer import Trainer  # late: it brings the compiled kernels with it

        trainer = Trainer(
            self.initial_network, self.data, self.settings, self.seed, device, strict=strict
        )
        if self.state is not None:
            trainer.restore(self.state)
        return trainer


def save(path: str | os.PathLike[str], what: Trainer | Project) -> None:
    """Write a project, or the one a trainer is at work on; the old file stays until it is done.

    The version before is kept once, as NAME.previous.netloom. Raises ProjectError when the file
    cannot be written.
    """
    where = given.path(path, ProjectError)
    document, arrays = parts_of(what if isinstance(what, Project) else Project.of(what))
    if where.is_file():
        kept = where.with_name(f"{where.stem}.previous{where.suffix}")
        write_atomically(kept, lambda file: _copy(where, file), ProjectError)
    write_atomically(where, lambda file: write(file, document, arrays), ProjectError)


def _copy(path: Path, file: IO[bytes]) -> None:
    with path.open("rb") as before:
        shutil.copyfileobj(before, file)


def load(path: str | os.PathLike[str]) -> Project:
    """Read a project. Raises ProjectError for whatever is not one, or not a sound one."""
    where = given.path(path, ProjectError)
    document, arrays = unpack(where)
    return project_from(document, arrays, where.name)


def parts_of(project: Project) -> tuple[bytes, Arrays]:
    """The JSON text and the arrays of a project; those of its data are named data_…."""
    described, arrays = data_entry(project.data)
    run: schema.RunEntry | None = None
    if project.state is not None:
        run, numbers = run_entry(project.state)
        arrays |= numbers
    entry = schema.ProjectEntry(
        schema.VERSION,
        project.seed,
        network_entry(project.initial_network),
        described,
        asdict(project.settings),
        run,
        project.view,
    )
    return schema.encode(entry), arrays


def project_from(document: bytes, arrays: Arrays, name: str) -> Project:
    """The project of these parts, from a file `name`. Raises ProjectError."""
    return project_of(schema.decode(document, name), arrays)


def project_of(entry: schema.ProjectEntry, arrays: Arrays) -> Project:
    """The project of what was read. Raises ProjectError."""
    try:
        settings = TrainingSettings().replace(**entry.settings)
        for seed in (entry.seed, entry.run.seed if entry.run else 0):
            given.seed(seed)
    except (SettingsError, BadValue) as error:
        raise ProjectError(
            "The project holds a setting that there cannot be: {detail}", detail=error
        ) from None
    network = network_from(entry.network)
    data = data_from(entry.data, arrays)
    state = None if entry.run is None else state_from(entry.run, arrays, data)
    return Project(network, data, settings, entry.seed, state, entry.view)
