"""PyTorch, eager and compiled: `linear` a level, autograd, and its own fused optimizers."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

import torch
from torch.nn import functional

from benchmarks import reference
from benchmarks.candidate import Candidate, Floats
from benchmarks.workloads import Workload

_ACTIVATIONS: dict[str, Callable[[Any], Any]] = {
    "linear": lambda z: z,
    "softmax": lambda z: z,  # part of PyTorch's cross-entropy
    "relu": torch.relu,
    "tanh": torch.tanh,
    "sigmoid": torch.sigmoid,
}


class PyTorch(Candidate):
    """Eager PyTorch."""

    def __init__(self, workload: Workload) -> None:
        super().__init__(workload)
        torch.set_num_threads(1)
        self._layers = workload.graph.layers
        # PyTorch keeps a layer's matrix as (units, what they read).
        parts = [part.T.copy() for part in reference.start(workload.graph)]
        self._parameters = [
            torch.tensor(part, dtype=torch.float32, requires_grad=True) for part in parts
        ]
        self._masks = [
            None if layer.mask is None else torch.tensor(layer.mask.T, dtype=torch.float32)
            for layer in self._layers
        ]
        kind = torch.optim.SGD if workload.optimizer == "sgd" else torch.optim.Adam
        self._optimizer = kind(self._parameters, lr=workload.rate, fused=True)
        self._update: Callable[[], Any] = self._optimizer.step
        self._batches = self._cut(workload)
        is_classifier = workload.loss == "cross_entropy"
        self._compare = functional.cross_entropy if is_classifier else functional.mse_loss
        self._measure: Callable[[Any, Any], Any] = self._loss

    def _cut(self, workload: Workload) -> list[tuple[Any, Any]]:
        inputs = torch.tensor(workload.inputs, dtype=torch.float32)
        targets = torch.tensor(workload.targets, dtype=torch.float32)
        if workload.loss == "cross_entropy":
            targets = targets.argmax(dim=1)
        parts = zip(inputs.split(workload.batch), targets.split(workload.batch), strict=True)
        return list(parts)

    def _loss(self, inputs: Any, targets: Any) -> Any:
        levels: list[tuple[Any, ...]] = [(inputs,)]
        for number, layer in enumerate(self._layers):
            weight, biases = self._parameters[2 * number : 2 * number + 2]
            mask = self._masks[number]
            read = [piece for level in layer.reads for piece in levels[level]]
            z = functional.linear(
                read[0] if len(read) == 1 else torch.cat(read, 1),
                weight if mask is None else weight * mask,
                biases,
            )
            if len(layer.pieces) == 1:
                levels.append((_ACTIVATIONS[layer.pieces[0][0]](z),))
                continue
            parts = z.split([count for _, count in layer.pieces], 1)
            pairs = zip(layer.pieces, parts, strict=True)
            levels.append(tuple(_ACTIVATIONS[name](part) for (name, _), part in pairs))
        last = levels[-1]
        return self._compare(last[0] if len(last) == 1 else torch.cat(last, 1), targets)

    def train(self, epochs: int) -> None:
        """The loop that every tutorial shows."""
        for _ in range(epochs):
            for inputs, targets in self._batches:
                self._optimizer.zero_grad()
                self._measure(inputs, targets).backward()
                self._update()

    def parameters(self) -> Floats:
        """Weights and biases."""
        parts = [part.detach().numpy().T for part in self._parameters]
        return reference.vector(self.workload.graph, parts)


class CompiledPyTorch(PyTorch):
    """PyTorch with loss, gradient and update compiled by `torch.compile`."""

    def __init__(self, workload: Workload) -> None:
        super().__init__(workload)
        logging.getLogger("torch").setLevel(logging.ERROR)
        self._measure = torch.compile(self._loss)
        self._update = torch.compile(self._optimizer.step)
