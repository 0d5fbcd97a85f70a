"""Model: a network with its present parameters and data, ready to be asked anything."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike, NDArray

from engine import given
from engine.computing import parameters
from engine.computing.backends import CpuBackend, choose
from engine.computing.examples import PreparedData
from engine.computing.parameters import NamedParameters
from engine.computing.plan import make_plan
from engine.data.dataset import PARTS, Dataset, Part
from engine.errors import DataError, DoesNotFit
from engine.functions import metrics
from engine.functions.losses import LOSSES
from engine.live.snapshot import ExamplePass, Predictions, Representation, Spread
from engine.network.graph import Network
from engine.training import mismatch
from engine.training.settings import TrainingSettings

if TYPE_CHECKING:
    from engine.study.report import ClassReport, RegressionReport

Pair = tuple[int, int]
Floats = NDArray[np.float64]


class Model:
    """What a network computes for data: outputs, losses, exact gradients.

    Raises DeviceError for a device that cannot be used. Questions that need network, data and
    loss to go together raise DoesNotFit when they do not.
    """

    def __init__(
        self, network: Network, data: Dataset, settings: TrainingSettings, device: str = "auto"
    ) -> None:
        self.choice = choose(device)
        self.network = given.instance(network, Network, "The network").copy()
        self.data = checked_dataset(data)
        self.settings = given.instance(settings, TrainingSettings, "The settings")
        self._plan = make_plan(self.network)
        self._parameters = parameters.initial(self.network, self._plan, settings.precision)
        self._exact: CpuBackend | None = None
        self._looking: CpuBackend | None = None
        self._take_data()
        self._build()

    @property
    def device(self) -> str:
        """What it computes on."""
        return self.choice.device

    @property
    def mismatch(self) -> DoesNotFit | None:
        """What keeps network, data and loss from being trained together, or None."""
        return self._mismatch

    def weights(self) -> dict[Pair, float]:
        """(source id, target id) -> weight."""
        return self._plan.by_pair(self._parameters.values.astype(np.float64))

    def biases(self) -> dict[int, float]:
        """Unit id -> bias, for hidden and output units."""
        return self._plan.by_unit(self._parameters.values.astype(np.float64))

    def trained(self) -> Network:
        """A copy of the network whose weights and biases are the present ones, set by hand."""
        network = self.network.copy()
        for pair, weight in self.weights().items():
            network.set_weight(*pair, weight)
        for unit, bias in self.biases().items():
            network.update_unit(unit, bias=bias)
        return network

    def predict(self, inputs: ArrayLike) -> Floats:
        """Outputs (n, k), in the units of the raw targets, for raw inputs (n, d).

        Raises DataError for inputs of another width, DoesNotFit when the data have other columns
        than the network has inputs and outputs.
        """
        self._refuse_other_columns()
        scaled = self._prepared.inputs(inputs)
        outputs = self._backend.activations(scaled, self._parameters.values, outputs_only=True)
        return self.data.recipe.undo_targets(outputs.T.astype(np.float64))

    def predictions(self) -> Predictions:
        """Outputs for the examples of all parts, as many of each as are shown.

        Raises DoesNotFit.
        """
        self._refuse_mismatch()
        data, values = self.data, self._parameters.values
        rows = np.concatenate([data.shown_rows(part) for part in PARTS])
        outputs = self._backend.outputs(self._prepared.examples, rows, values)
        return Predictions(data, rows, data.recipe.undo_targets(outputs.T.astype(np.float64)))

    def respond(self, points: ArrayLike) -> NDArray[np.float32]:
        """Every unit's activation (n, g), in the order of the plan, for raw inputs (g, d).

        Raises DataError and DoesNotFit as `predict` does.
        """
        self._refuse_other_columns()
        scaled = self._prepared.inputs(points, anywhere=True)
        found = self._backend.activations(scaled, self._parameters.values)
        return found.astype(np.float32, copy=False)

    def pass_example(self, row: int) -> ExamplePass:
        """What every unit makes of one row of the data, without dropout, in float64.

        Raises DoesNotFit, and DataError for a row that there is not.
        """
        from engine.study import passing  # late: it is asked for by who looks at examples

        self._refuse_mismatch()
        (row,) = self._prepared.checked_rows([row]).tolist()
        return passing.pass_example(
            self._plan, self._parameters, self._prepared, self.settings.loss, row
        )

    def spread(self) -> Spread:
        """How every unit's activation is spread over the data, without dropout.

        Raises DoesNotFit.
        """
        from engine.study.spread import spread  # late, like `passing`

        self._refuse_mismatch()
        return spread(self._plan, self._backend, self._parameters, self._prepared)

    def representation(self) -> Representation:
        """What every unit makes of the data's examples, without dropout.

        Raises DoesNotFit.
        """
        from engine.study.representation import represent  # late, like `passing`

        self._refuse_mismatch()
        return represent(self._plan, self._backend, self._parameters, self._prepared, self.data)

    def gradients(
        self, rows: ArrayLike | None = None
    ) -> tuple[dict[Pair, float], dict[int, float]]:
        """Exact gradient of the mean loss over rows of the data (None: the training part).

        In float64, without dropout and penalties: by (source id, target id) and by unit id.
        Raises DoesNotFit, and DataError for rows that there are not.
        """
        self._refuse_mismatch()
        chosen = self._prepared.rows if rows is None else self._prepared.checked_rows(rows)
        if self._exact is None:
            self._exact = CpuBackend(self._plan, self.settings.loss, np.float64)
        values = self._parameters.values.astype(np.float64)
        gradient = self._exact.gradient(self._prepared.exact, chosen, values)
        return self._plan.by_pair(gradient), self._plan.by_unit(gradient)

    def loss(self, rows: ArrayLike | None = None) -> float:
        """The mean loss over rows of the data (None: the training part), no dropout or penalties.

        Raises DoesNotFit, and DataError for rows that there are not.
        """
        self._refuse_mismatch()
        chosen = self._prepared.rows if rows is None else self._prepared.checked_rows(rows)
        found = self._backend.compare(self._prepared.examples, chosen, self._parameters.values)
        return found[1]

    def evaluate(self, part: Part = "train") -> dict[str, float]:
        """Loss without penalties and dropout, and "accuracy" or "mae", "rmse" and "r2".

        Raises DoesNotFit, and DataError when the part is empty or there is no such part. The
        errors of a regression are in raw units, its loss is in scaled ones.
        """
        self._refuse_mismatch()
        rows = self._rows_of(part)
        outputs, loss = self._backend.compare(
            self._prepared.examples, rows, self._parameters.values
        )
        targets = self.data.targets[rows]
        row = LOSSES[self.settings.loss]
        if self.data.task == "regression":
            if row.fused_with:  # these outputs are weighted sums, not yet what is predicted
                inputs = self._prepared.inputs(self.data.inputs[rows])
                outputs = self._backend.activations(
                    inputs, self._parameters.values, outputs_only=True
                )
            predicted = self.data.recipe.undo_targets(outputs.T.astype(np.float64))
            return {"loss": loss} | metrics.regression(predicted, targets)
        threshold = 0.0 if row.fused_with else row.threshold
        return {"loss": loss, "accuracy": metrics.accuracy(outputs.T, targets, threshold)}

    def report(self, part: Part = "validation") -> ClassReport | RegressionReport:
        """Confusion matrix, precision, recall, F1 and ROC-AUC, or the errors of a regression.

        Raises what `evaluate` does, and PackageMissing for classes without scikit-learn.
        """
        from engine.study import report  # late: it is asked for now and then

        known = self.evaluate(part)
        outputs = self.predict(self.data.inputs[self.data.rows(part)])
        return report.make(self.data, part, known, outputs, LOSSES[self.settings.loss].threshold)

    def metrics(self, *, test: bool = False) -> dict[str, float]:
        """Training and validation figures, such as "train_loss" and "validation_accuracy".

        Those of the test part too with `test`.
        """
        return {
            f"{part}_{name}": value
            for part in (PARTS if test else PARTS[:2])
            if len(self.data.rows(part))
            for name, value in self.evaluate(part).items()
        }

    # Helpers

    def _rows_of(self, part: Part) -> NDArray[np.int64]:
        rows = self.data.rows(part)
        if not len(rows):
            raise DataError(
                "There are no {part} examples.", "Give that part of the data a share.", part=part
            )
        return rows

    def _refuse_mismatch(self) -> None:
        if self._mismatch is not None:
            raise self._mismatch

    def _refuse_other_columns(self) -> None:
        if self._mismatch is not None and (other := mismatch.columns(self.network, self.data)):
            raise other

    def _relay(self, kept: NamedParameters) -> None:
        """Lay parameters out anew, with the kept numbers where they have a place."""
        self._parameters = parameters.initial(self.network, self._plan, self.settings.precision)
        parameters.overlay(self._parameters, self._plan, kept)

    def _take_data(self) -> None:
        self._prepared = PreparedData(self.data, self.settings.precision)
        self._judge_fit()

    def _build(self) -> None:
        self._backend = CpuBackend(self._plan, self.settings.loss, self.settings.precision)
        self._exact = self._looking = None
        self._judge_fit()

    def _judge_fit(self) -> None:
        self._mismatch = mismatch.find(self.network, self.data, self.settings.loss)


def checked_dataset(data: Dataset) -> Dataset:
    """`data` itself; raises BadValue when it is something else."""
    return given.instance(data, Dataset, "The data", "Arrays become one by datasets.from_arrays.")
