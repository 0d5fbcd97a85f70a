"""Netloom through its public front door, and the same with everything switched on."""

from __future__ import annotations

import time

import numpy as np

from benchmarks.candidate import Candidate, Floats
from benchmarks.graphs import Graph
from benchmarks.workloads import FULL, Regime, Workload
from engine import Failed, Kind, Network, Runner, Trainer, TrainingSettings, datasets

_FRAME = 1.0 / 60.0
SEED = 0


def network(graph: Graph, keep: float = 1.0) -> Network:
    """The graph unit by unit, connection by connection: unit number u gets the id u + 1."""
    made = Network(seed=SEED)
    first_output = len(graph.levels) - graph.outputs
    for unit, (level, activation) in enumerate(
        zip(graph.levels.tolist(), graph.activations, strict=True)
    ):
        kind: Kind = "input" if level == 0 else "hidden" if unit < first_output else "output"
        made.add_unit(
            kind,
            activation=activation,
            bias=float(graph.biases[unit]),
            name=f"u{unit + 1}",
            keep_probability=keep if kind == "hidden" else 1.0,
        )
    for source, target, weight in zip(
        graph.sources.tolist(), graph.targets.tolist(), graph.weights.tolist(), strict=True
    ):
        made.connect(source + 1, target + 1, weight)
    return made


def trainer(workload: Workload, regime: Regime) -> Trainer:
    """A float32 trainer of the workload, at its start weights."""
    task = "multiclass" if workload.loss == "cross_entropy" else "regression"
    settings = TrainingSettings(
        optimizer=workload.optimizer,
        learning_rate=workload.rate,
        batch_size=workload.batch,
        loss=workload.loss,
        l2=regime.l2,
        shuffle=regime.shuffle,
        dropout_mask="batch",
        precision="float32",
    )
    data = datasets.from_arrays(workload.inputs, workload.targets, task=task)
    return Trainer(network(workload.graph, regime.keep), data, settings, seed=SEED, device="cpu")


class Netloom(Candidate):
    """Bare training: batches in order, no dropout, no penalties, no thread."""

    def __init__(self, workload: Workload) -> None:
        super().__init__(workload)
        self._trainer = trainer(workload, self.regime)

    def train(self, epochs: int) -> None:
        """One call for all epochs."""
        self._trainer.advance(epochs * self.workload.batches)

    def parameters(self) -> Floats:
        """Weights and biases."""
        graph = self.workload.graph
        weights, biases = self._trainer.weights(), self._trainer.biases()
        pairs = zip((graph.sources + 1).tolist(), (graph.targets + 1).tolist(), strict=True)
        units = range(graph.inputs + 1, len(graph.levels) + 1)
        return np.array([*map(weights.__getitem__, pairs), *map(biases.__getitem__, units)])

    def exact(self, epochs: int) -> Floats:
        """The same run in float64."""
        settings = self._trainer.settings
        self._trainer.change_settings(settings.replace(precision="float64"))
        self._trainer.reset()
        self.train(epochs)
        found = self.parameters()
        self._trainer.change_settings(settings)
        self._trainer.reset()
        return found


class FullNetloom(Netloom):
    """As a person runs it: reshuffling, dropout, L2, a recorded loss, 60 snapshots a second.

    The rate is that of the Runner's thread while this one asks for a snapshot every frame and
    reads its weights; both share the core.
    """

    regime = FULL

    def __init__(self, workload: Workload) -> None:
        super().__init__(workload)
        self._runner: Runner | None = None

    def rate(self, seconds: float) -> float:
        """Examples per second between two moments that the training thread itself stamps."""
        if self._runner is None:
            self._runner = Runner(lambda: self._trainer)
        runner = self._runner
        runner.play()
        begin, examples = runner.call(_stamp).result()
        taken = 0
        while time.perf_counter() < begin + seconds:
            time.sleep(_FRAME)
            snapshot = runner.take()
            if isinstance(snapshot, Failed):
                raise snapshot.error
            if snapshot is not None:
                snapshot.weights.sum()
                taken += 1
        end, more = runner.call(_stamp).result()
        runner.pause()
        runner.call(_stamp).result()
        self.snapshots_per_second = taken / (end - begin)
        return (more - examples) / (end - begin)

    def close(self) -> None:
        """End the training thread."""
        if self._runner is not None:
            self._runner.close(5.0)


def _stamp(trainer: Trainer) -> tuple[float, int]:
    return time.perf_counter(), trainer.examples
