"""What every exporter writes: the network, the raw data's names, and the recipe for scaling."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.data.categories import Category
from engine.data.dataset import Dataset
from engine.data.scaling import Recipe
from engine.errors import ExportError
from engine.exporters.forward import Graph, evaluate
from engine.network.graph import Network
from engine.training.settings import TrainingSettings

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Model:
    """A network and how raw columns become its inputs, and its outputs raw targets.

    `names`, `keep_probabilities` and `positions` are the units' (n,), `task` is "" when the data
    are not known. `data` and `settings`, where they are known, let a program train on.
    """

    graph: Graph
    names: tuple[str, ...]
    recipe: Recipe
    input_names: tuple[str, ...]
    output_names: tuple[str, ...]
    classes: tuple[str, ...] = ()
    task: str = ""
    title: str = ""
    keep_probabilities: tuple[float, ...] = ()
    positions: tuple[tuple[float, float], ...] = ()
    data: Dataset | None = None
    settings: TrainingSettings | None = None

    @classmethod
    def of(
        cls, network: Network, data: Dataset | None, settings: TrainingSettings | None = None
    ) -> Model:
        """Network and data together; raises ExportError when they do not belong together."""
        inputs = tuple(network.unit(unit).name for unit in network.inputs)
        outputs = tuple(network.unit(unit).name for unit in network.outputs)
        if not inputs or not outputs:
            raise ExportError(
                "A network without inputs or without outputs predicts nothing.",
                "Add what is missing, then export.",
            )
        names = tuple(unit.name for unit in network.units)
        keep = tuple(float(unit.keep_probability) for unit in network.units)
        positions = tuple(unit.position for unit in network.units)
        if data is None:
            recipe = Recipe.identity(len(inputs), len(outputs))
            return cls(
                _graph(network),
                names,
                recipe,
                inputs,
                outputs,
                keep_probabilities=keep,
                positions=positions,
            )
        if (len(inputs), len(outputs)) != (len(data.feature_names), data.targets.shape[1]):
            raise ExportError(
                "The network has {inputs} inputs and {outputs} outputs, "
                "the data have {input_columns} and {target_columns}.",
                "Export with the data that the network was trained on.",
                inputs=len(inputs),
                outputs=len(outputs),
                input_columns=len(data.feature_names),
                target_columns=data.targets.shape[1],
            )
        return cls(
            _graph(network),
            names,
            data.recipe,
            data.input_names,
            data.target_names,
            data.classes,
            data.task,
            data.title,
            keep,
            positions,
            data,
            settings,
        )

    @property
    def feature_names(self) -> tuple[str, ...]:
        """What each input of the network is made of: raw columns, and formulas of them."""
        features = self.recipe.features
        return self.input_names if features is None else features.texts

    @property
    def categories(self) -> tuple[Category, ...]:
        """The raw inputs that are the values of one column of a table; () without data."""
        return () if self.data is None else self.data.categories

    @property
    def table_columns(self) -> list[tuple[str, list[str] | None]]:
        """The table's columns that the raw inputs come from, with the values of a category."""
        by_first = {each.first: each for each in self.categories}
        columns: list[tuple[str, list[str] | None]] = []
        place = 0
        while place < len(self.input_names):
            if (found := by_first.get(place)) is not None:
                columns.append((found.name, list(found.values)))
                place += len(found.values)
            else:
                columns.append((self.input_names[place], None))
                place += 1
        return columns

    @property
    def ranges(self) -> tuple[tuple[float, float], ...]:
        """(lowest, highest) of each raw input; −1 to 1 where the data are not known."""
        if self.data is None:
            return ((-1.0, 1.0),) * len(self.input_names)
        return tuple(map(_range, self.data.inputs.T))

    def predict(self, inputs: Floats) -> Floats:
        """Outputs (n, k) in the targets' own units for raw inputs (n, d), in float64."""
        return self.recipe.undo_targets(evaluate(self.graph, self.recipe.apply_inputs(inputs)))


def _range(column: Floats) -> tuple[float, float]:
    low, high = float(column.min()), float(column.max())
    return (low, high) if low < high else (low - 1.0, low + 1.0)


def _graph(network: Network) -> Graph:
    arrays = network.arrays()
    units = network.units
    return Graph(
        arrays.unit_ids,
        tuple(unit.kind for unit in units),
        tuple(unit.activation for unit in units),
        arrays.biases,
        arrays.sources,
        arrays.targets,
        arrays.weights,
    )
