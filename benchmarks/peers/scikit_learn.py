"""scikit-learn's multilayer perceptron; `partial_fit` trains one epoch of mini-batches a call."""

from __future__ import annotations

from typing import Any

import numpy as np
from sklearn.neural_network import MLPClassifier, MLPRegressor

from benchmarks.candidate import Incomparable
from benchmarks.workloads import Workload


class ScikitLearn(Incomparable):
    """Shuffles, draws its own start weights, and its regressor's output is always linear."""

    def __init__(self, workload: Workload) -> None:
        super().__init__(workload)
        graph = workload.graph
        first_output = len(graph.levels) - graph.outputs
        is_classifier = workload.loss == "cross_entropy"
        self._options: dict[str, Any] = {}
        self._inputs = workload.inputs.astype(np.float32)
        if is_classifier:
            self._options["classes"] = np.arange(graph.outputs)
            self._targets = workload.targets.argmax(axis=1)
        else:
            self._targets = workload.targets[:, 0].astype(np.float32)
        self._model = (MLPClassifier if is_classifier else MLPRegressor)(
            hidden_layer_sizes=tuple(np.bincount(graph.levels)[1:-1].tolist()),
            activation=graph.activations[first_output - 1],
            solver=workload.optimizer,
            alpha=0.0,
            batch_size=workload.batch,
            learning_rate_init=workload.rate,
            momentum=0.0,
            nesterovs_momentum=False,
            random_state=0,
        )
        self.train(1)
        self._first = float(self._model.loss_)

    def train(self, epochs: int) -> None:
        """One call an epoch."""
        for _ in range(epochs):
            self._model.partial_fit(self._inputs, self._targets, **self._options)

    def losses(self) -> tuple[float, float]:
        """As the model itself counts them."""
        return self._first, float(self._model.loss_)
