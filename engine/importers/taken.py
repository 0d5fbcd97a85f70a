"""What every importer gives: a network that takes raw numbers, and how it goes with data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from engine.data.dataset import Dataset
from engine.data.scaling import Recipe
from engine.errors import DataError, EngineError, NetworkFileError
from engine.exporters.forward import Graph
from engine.exporters.model import Model
from engine.network import layout
from engine.network.changes import Kind
from engine.network.graph import Network
from engine.training import fitting
from engine.training.settings import TrainingSettings

Floats = NDArray[np.float64]

MOST_UNITS = 50_000
MOST_CONNECTIONS = 2_000_000
_LONGEST_NAME = 200
_KINDS: dict[str, Kind] = {"input": "input", "hidden": "hidden", "output": "output"}


@dataclass(frozen=True, eq=False)
class Imported:
    """A network from elsewhere, as it takes raw numbers and gives raw numbers.

    `origin` says what it came from, `notes` are sentences on what was left out or put otherwise.
    `features` are what its inputs are made of, () for raw columns. `data` and `settings` come only
    from what says them; then the network is for those data as they are.
    """

    network: Network
    title: str
    origin: str
    notes: tuple[str, ...] = ()
    features: tuple[str, ...] = ()
    data: Dataset | None = None
    settings: TrainingSettings | None = None

    def beside(
        self, data: Dataset, settings: TrainingSettings
    ) -> tuple[Network, Dataset, TrainingSettings]:
        """The network with the data and settings it is to be trained on from now on.

        Where it fits `data` whose recipe scales numbers, that is worked into the weights: what it
        predicts from raw numbers stays the same. The loss becomes the usual one where the present
        one does not go with the outputs. What does not fit is left as it is, to be repaired.
        """
        if self.data is not None:
            return self.network, self.data, self.settings or settings
        network, data = self.network, self._fitting(data)
        counts = len(network.inputs), len(network.outputs)
        if counts == (len(data.feature_names), data.targets.shape[1]) and not (
            data.recipe.keeps_numbers
        ):
            model = Model.of(network, None)
            graph, names = rescaled(model.graph, _undone(data.recipe), model.names)
            network = network_of(graph, names)
        usual = settings.replace(loss=fitting.usual(data.task)[1])
        fits = (way for way in (settings, usual) if not fitting.misfits(network, data, way))
        return network, data, next(fits, settings)

    def _fitting(self, data: Dataset) -> Dataset:
        """The data with the inputs that the network was made for, where they have them."""
        inputs = len(self.network.inputs)
        if not self.features and len(data.feature_names) == inputs:
            return data
        if not self.features and len(data.input_names) != inputs:
            return data
        try:
            return replace(data, features=self.features)
        except DataError:
            return data


def network_of(graph: Graph, names: Sequence[str] = ()) -> Network:
    """The network of a graph, laid out by layers; `names` of the units, "" for the usual one.

    Raises NetworkFileError for what no network can be: a cycle, a weight that is not finite, ….
    """
    refuse_size(len(graph.unit_ids), len(graph.weights))
    network = Network(seed=0)
    ids: dict[int, int] = {}
    try:
        for row, unit in enumerate(graph.unit_ids.tolist()):
            ids[unit] = network.add_unit(
                _KINDS[graph.kinds[row]],
                activation=graph.activations[row],
                bias=float(graph.biases[row]),
                name=names[row][:_LONGEST_NAME] if names else "",
            )
        sources = [ids[unit] for unit in graph.sources.tolist()]
        targets = [ids[unit] for unit in graph.targets.tolist()]
        network.connect_all(sources, targets, graph.weights)
    except KeyError:
        raise NetworkFileError("The file speaks of a unit that is not there.") from None
    except EngineError as error:
        raise NetworkFileError(
            "The file holds a network that cannot be: {detail}", detail=error
        ) from None
    if len(ids) != len(graph.unit_ids):
        raise NetworkFileError("Two units of the file have the same number.")
    if not network.inputs or not network.outputs:
        raise NetworkFileError("The file holds no network with inputs and outputs.")
    for unit, position in layout.positions(network).items():
        network.update_unit(unit, position=position)
    return network


def refuse_size(units: int, connections: int) -> None:
    """Raise NetworkFileError for more than the window can show."""
    if units > MOST_UNITS or connections > MOST_CONNECTIONS:
        raise NetworkFileError(
            "This network is too large: {found:,} units and {links:,} connections.",
            "At most {most_units:,} and {most_connections:,} can be taken.",
            found=units,
            links=connections,
            most_units=MOST_UNITS,
            most_connections=MOST_CONNECTIONS,
        )


def rescaled(graph: Graph, recipe: Recipe, names: Sequence[str]) -> tuple[Graph, tuple[str, ...]]:
    """A graph that does by its weights what `recipe` does around this one, and its units' names.

    An output that is not linear, but whose target is scaled, gets a linear output behind it.
    Raises NetworkFileError for softmax outputs with scaled targets.
    """
    places = {unit: row for row, unit in enumerate(graph.unit_ids.tolist())}
    targets = np.array([places.get(unit, 0) for unit in graph.targets.tolist()], np.int64)
    weights, biases = graph.weights.copy(), graph.biases.copy()
    inputs = zip(graph.rows_of("input"), recipe.input_mean, recipe.input_scale, strict=True)
    for row, mean, scale in inputs:
        mine = graph.sources == graph.unit_ids[row]
        weights[mine] /= scale
        np.subtract.at(biases, targets[mine], weights[mine] * mean)
    split: list[tuple[int, float, float]] = []
    outputs = zip(graph.rows_of("output"), recipe.target_mean, recipe.target_scale, strict=True)
    for row, mean, scale in outputs:
        if mean == 0.0 and scale == 1.0:
            continue
        if graph.activations[row] == "linear":
            weights[targets == row] *= scale
            biases[row] = biases[row] * scale + mean
        else:
            split.append((row, float(mean), float(scale)))
    changed = replace(graph, weights=weights, biases=biases)
    return _with_outputs(changed, split, tuple(names))


def _with_outputs(
    graph: Graph, split: list[tuple[int, float, float]], names: tuple[str, ...]
) -> tuple[Graph, tuple[str, ...]]:
    """A linear output a = scale · old + mean behind each of these rows, right after it."""
    called = list(names)
    for row, mean, scale in reversed(split):
        if graph.activations[row] == "softmax":
            raise NetworkFileError("The file scales what its softmax outputs say.")
        new = int(graph.unit_ids.max()) + 1
        kinds, activations = list(graph.kinds), list(graph.activations)
        kinds[row] = "hidden"
        kinds.insert(row + 1, "output")
        activations.insert(row + 1, "linear")
        called[row : row + 1] = ["", called[row]] if called else []
        graph = Graph(
            np.insert(graph.unit_ids, row + 1, new),
            tuple(kinds),
            tuple(activations),
            np.insert(graph.biases, row + 1, mean),
            np.append(graph.sources, graph.unit_ids[row]),
            np.append(graph.targets, new),
            np.append(graph.weights, scale),
        )
    return graph, tuple(called)


def _undone(recipe: Recipe) -> Recipe:
    """The recipe that leads from what the network takes back to raw numbers."""
    return Recipe(
        -recipe.input_mean / recipe.input_scale,
        1.0 / recipe.input_scale,
        -recipe.target_mean / recipe.target_scale,
        1.0 / recipe.target_scale,
    )
