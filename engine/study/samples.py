"""Networks with data and settings that train well and visibly: where a lesson can start from.

To add a sample: one row in `SAMPLES`; `pytest -k samples` trains it.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from engine.data import datasets
from engine.data.dataset import Dataset
from engine.network.graph import Network
from engine.training.settings import TrainingSettings


@dataclass(frozen=True, slots=True)
class Sample:
    """One row: a layered network (sizes without inputs and outputs in `hidden`) for a dataset.

    `epochs` is about how long it takes until the task is learned.
    """

    key: str
    title: str
    hint: str
    dataset: str
    hidden: tuple[int, ...]
    output: str
    settings: TrainingSettings
    epochs: int
    activation: str = "tanh"
    noise: float = 0.0
    seed: int = 0
    parts: tuple[float, float, float] = field(default=(0.7, 0.2, 0.1))

    def make(self) -> tuple[Network, Dataset, TrainingSettings]:
        """A fresh network, its data already split, and settings. Raises DataError for a table
        whose package is not installed."""
        data = datasets.load(self.dataset, noise=self.noise).split(*self.parts)
        sizes = (len(data.feature_names), *self.hidden, data.targets.shape[1])
        network = Network.layered(sizes, self.activation, self.output, self.seed)
        names = (*data.feature_names, *data.target_names)
        for unit, name in zip((*network.inputs, *network.outputs), names, strict=True):
            network.update_unit(unit, name=name)
        return network, data, self.settings


_TWO_CLASSES = "binary_cross_entropy"

_ROWS = (
    Sample(
        "circle",
        "Circle",
        "Six hidden units bend a border around a disc.",
        "circle",
        (4, 2),
        "sigmoid",
        TrainingSettings(learning_rate=0.03, loss=_TWO_CLASSES),
        100,
    ),
    Sample(
        "xor",
        "XOR",
        "What no single unit can do, two layers of four can.",
        "xor",
        (4, 4),
        "sigmoid",
        TrainingSettings(learning_rate=0.1, loss=_TWO_CLASSES),
        100,
    ),
    Sample(
        "perceptron",
        "Perceptron",
        "One step unit learns AND by the perceptron rule, w ← w + α (y − ŷ) x.",
        "and",
        (),
        "step",
        TrainingSettings(learning_rate=0.1, batch_size=1, loss="half_squared_error"),
        10,
        seed=2,
    ),
    Sample(
        "gaussians",
        "Gaussians",
        "One unit draws a straight line between two heaps.",
        "gaussians",
        (),
        "sigmoid",
        TrainingSettings(learning_rate=0.03, loss=_TWO_CLASSES),
        20,
    ),
    Sample(
        "spiral",
        "Spirals",
        "Two hidden layers unwind two arms.",
        "spiral",
        (8, 6),
        "sigmoid",
        TrainingSettings(optimizer="adam", learning_rate=0.01, batch_size=25, loss=_TWO_CLASSES),
        500,
        seed=6,
    ),
    Sample(
        "moons",
        "Moons",
        "A border that winds between two half circles.",
        "moons",
        (6,),
        "sigmoid",
        TrainingSettings(learning_rate=0.1, loss=_TWO_CLASSES),
        100,
        noise=0.1,
    ),
    Sample(
        "plane",
        "Plane",
        "Linear regression: one linear unit finds the slope.",
        "plane",
        (),
        "linear",
        TrainingSettings(learning_rate=0.0003),
        30,
        noise=0.1,
    ),
    Sample(
        "multi_gaussian",
        "Multi-Gaussian",
        "Regression over six hills and hollows.",
        "multi_gaussian",
        (12, 8),
        "linear",
        TrainingSettings(optimizer="adam", learning_rate=0.01),
        300,
    ),
    Sample(
        "iris",
        "Iris",
        "Three classes from four measurements, with softmax.",
        "iris",
        (6,),
        "softmax",
        TrainingSettings(learning_rate=0.05, loss="cross_entropy"),
        100,
    ),
)
SAMPLES: dict[str, Sample] = {row.key: row for row in _ROWS}
