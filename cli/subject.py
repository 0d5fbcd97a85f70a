"""What a command works on: the network, data and settings behind a name on the command line."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from cli.refusal import Refusal
from engine import (
    EngineError,
    Network,
    Trainer,
    TrainingSettings,
    datasets,
    fitting,
    importers,
    project_file,
)
from engine.data.datasets import Dataset
from engine.study.samples import SAMPLES

_HIDDEN = (8, 8)
_MOST_CONNECTIONS = 5_000_000  # as many as are built in half a minute and fit into memory


@dataclass(frozen=True)
class Subject:
    """A network with the data and settings to train it; `project` when it came from a file."""

    name: str
    network: Network
    data: Dataset
    settings: TrainingSettings
    seed: int
    project: project_file.Project | None = None

    def trainer(self, device: str) -> Trainer:
        """A trainer at the beginning, or where the project was saved."""
        if self.project is not None:
            return self.project.trainer(device=device)
        return Trainer(self.network, self.data, self.settings, seed=self.seed, device=device)


@contextmanager
def refusals() -> Iterator[None]:
    """Turn what the engine and the file system refuse into a Refusal."""
    try:
        yield
    except EngineError as error:
        raise Refusal(str(error)) from error
    except OSError as error:
        name = f"{error.filename}: " if error.filename else ""
        raise Refusal(f"{name}{error.strerror or error}.") from error


def load(what: str, target: str | None = None, seed: int | None = None) -> Subject:
    """Find a project, a sample, a bundled dataset or a table by what was typed.

    Raises:
        Refusal: there is nothing of that name.
        EngineError: it is there but cannot be used.
    """
    if importers.is_link(what):
        return _linked(what)
    path = Path(what)
    if what in SAMPLES or what in datasets.GENERATORS or what in datasets.TABLES:
        if target is not None:
            raise Refusal(f"--target names a column of a table; {what} is a ready sample.")
        return _sample(what, seed)
    if not path.exists():
        raise Refusal(
            f"There is no file “{what}” and no sample of that name. "
            f"The samples are: {', '.join(sample_names())}."
        )
    if datasets.is_data_file(path):
        data = datasets.read(path, target)
        return _fresh(path.stem, data.split(seed=seed or 0), seed or 0)
    if target is not None:
        raise Refusal(f"--target names a column of a table; {what} is a project.")
    return _project(path, seed)


def with_layers(subject: Subject, hidden: tuple[int, ...]) -> Subject:
    """The same data with a new network of these hidden layers, its activations as they were.

    Raises:
        Refusal: the layers are too large.
    """
    old, data = subject.network, subject.data
    sizes = [len(data.feature_names), *hidden, data.targets.shape[1]]
    count = sum(before * after for before, after in pairwise(sizes))
    if count > _MOST_CONNECTIONS:
        raise Refusal(
            f"--layers: that would be {count:,} connections; at most {_MOST_CONNECTIONS:,} "
            "can be trained."
        )
    inside = [unit.activation for unit in old.units if unit.kind == "hidden"]
    network = Network.layered(
        sizes,
        activation=inside[0] if inside else "tanh",
        output_activation=fitting.output_activation(old, data),
        seed=subject.seed,
        initializer=old.initializer,
    )
    settings = fitting.repair(network, data, subject.settings)
    return Subject(subject.name, network, data, settings, subject.seed)


def with_network(subject: Subject, name: str) -> Subject:
    """The same data with the network of another program's file.

    Raises:
        EngineError: it cannot be read.
    """
    found = importers.read(name)
    for note in found.notes:
        print(note)
    network, data, settings = found.beside(subject.data, subject.settings)
    return Subject(subject.name, network, data, settings, subject.seed)


def with_output(subject: Subject, activation: str) -> Subject:
    """The same with this activation at every output, and a loss that fits it.

    Raises:
        Refusal: nothing makes it fit.
        EngineError: there is no such activation.
    """
    network = subject.network.copy()
    for unit in network.outputs:
        network.update_unit(unit, activation=activation)
    settings = fitting.repair(network, subject.data, subject.settings)
    if any(network.unit(unit).activation != activation for unit in network.outputs):
        raise Refusal(
            f"--output: outputs with {activation} do not fit this network and these data; "
            f"{network.unit(network.outputs[0]).activation} would."
        )
    return Subject(subject.name, network, subject.data, settings, subject.seed)


def sample_names() -> list[str]:
    """Every name that `load` knows without a file."""
    return list(dict.fromkeys([*SAMPLES, *datasets.GENERATORS, *datasets.TABLES]))


def _sample(name: str, seed: int | None) -> Subject:
    if name not in SAMPLES:
        data = datasets.load(name, seed=seed or 0).split(seed=seed or 0)
        return _fresh(name, data, seed or 0)
    network, data, settings = SAMPLES[name].make()
    if seed is not None:
        network.reseed(seed)
    return Subject(name, network, data, settings, network.seed)


def _linked(link: str) -> Subject:
    found = importers.read_link(link)
    assert found.data is not None
    assert found.settings is not None
    for note in found.notes:
        print(note)
    return Subject(found.title, found.network, found.data, found.settings, found.network.seed)


def _project(path: Path, seed: int | None) -> Subject:
    project = project_file.load(path)
    if seed is None:
        return Subject(
            path.stem, project.network, project.data, project.settings, project.seed, project
        )
    network = project.initial_network.copy()
    network.reseed(seed)
    return Subject(path.stem, network, project.data, project.settings, seed)


def _fresh(name: str, data: Dataset, seed: int) -> Subject:
    """A fully connected network for these data, with the usual output and loss for their task."""
    activation, loss = fitting.usual(data.task)
    network = Network.layered(
        [len(data.feature_names), *_HIDDEN, data.targets.shape[1]],
        activation="tanh",
        output_activation=activation,
        seed=seed,
    )
    settings = fitting.repair(network, data, TrainingSettings(loss=loss))
    return Subject(name, network, data, settings, seed)
