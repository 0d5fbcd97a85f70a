"""JAX: one jitted `scan` over the mini-batches of an epoch."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax

from benchmarks import reference
from benchmarks.candidate import Candidate, Floats
from benchmarks.graphs import Layer
from benchmarks.workloads import Workload

_ACTIVATIONS: dict[str, Callable[[Any], Any]] = {
    "linear": lambda z: z,
    "softmax": lambda z: z,  # part of the loss below
    "relu": jax.nn.relu,
    "tanh": jnp.tanh,
    "sigmoid": jax.nn.sigmoid,
}
_BETA1, _BETA2, _EPSILON = 0.9, 0.999, 1e-8


class Jax(Candidate):
    """The whole epoch is one compiled call; its arguments' memory is reused."""

    def __init__(self, workload: Workload) -> None:
        super().__init__(workload)
        shape = (workload.batches, workload.batch, -1)
        self._inputs = jnp.asarray(workload.inputs.reshape(shape), jnp.float32)
        self._targets = jnp.asarray(workload.targets.reshape(shape), jnp.float32)
        parameters = [jnp.asarray(part) for part in reference.start(workload.graph, np.float32)]
        memory = [jnp.zeros_like(part) for part in parameters]
        is_adam = workload.optimizer == "adam"
        rooms = ([*memory], [jnp.zeros_like(part) for part in parameters]) if is_adam else ([], [])
        self._state: Any = (parameters, *rooms, jnp.float32(0))
        step = _step(workload)
        self._epoch = jax.jit(
            lambda state, inputs, targets: lax.scan(step, state, (inputs, targets)),
            donate_argnums=0,
        )

    def train(self, epochs: int) -> None:
        """One call an epoch."""
        losses = None
        for _ in range(epochs):
            self._state, losses = self._epoch(self._state, self._inputs, self._targets)
        jax.block_until_ready(losses)

    def parameters(self) -> Floats:
        """Weights and biases."""
        parts = [np.asarray(part) for part in self._state[0]]
        return reference.vector(self.workload.graph, parts)


def _forward(layers: tuple[Layer, ...], masks: list[Any], parameters: Any, inputs: Any) -> Any:
    levels = [inputs]
    for number, layer in enumerate(layers):
        matrix, biases = parameters[2 * number : 2 * number + 2]
        read = [levels[level] for level in layer.reads]
        z = (read[0] if len(read) == 1 else jnp.concatenate(read, 1)) @ (
            matrix if masks[number] is None else matrix * masks[number]
        ) + biases
        if len(layer.pieces) == 1:
            levels.append(_ACTIVATIONS[layer.pieces[0][0]](z))
            continue
        parts = jnp.split(z, np.cumsum([count for _, count in layer.pieces])[:-1], axis=1)
        pairs = zip(layer.pieces, parts, strict=True)
        levels.append(jnp.concatenate([_ACTIVATIONS[name](part) for (name, _), part in pairs], 1))
    return levels[-1]


def _step(workload: Workload) -> Callable[[Any, Any], Any]:
    """One mini-batch: (state, (inputs, targets)) -> (state, loss)."""
    layers, rate = workload.graph.layers, workload.rate
    masks = [
        None if layer.mask is None else jnp.asarray(layer.mask, jnp.float32) for layer in layers
    ]

    def loss(parameters: Any, inputs: Any, targets: Any) -> Any:
        outputs = _forward(layers, masks, parameters, inputs)
        if workload.loss == "cross_entropy":
            return jnp.mean(jax.nn.logsumexp(outputs, 1) - (outputs * targets).sum(1))
        return jnp.mean((outputs - targets) ** 2)

    value_and_gradient = jax.value_and_grad(loss)

    def sgd(state: Any, batch: Any) -> Any:
        parameters, means, squares, steps = state
        value, slopes = value_and_gradient(parameters, *batch)
        parameters = [p - rate * s for p, s in zip(parameters, slopes, strict=True)]
        return (parameters, means, squares, steps), value

    def adam(state: Any, batch: Any) -> Any:
        parameters, means, squares, steps = state
        value, slopes = value_and_gradient(parameters, *batch)
        steps = steps + 1
        means = [_BETA1 * m + (1 - _BETA1) * s for m, s in zip(means, slopes, strict=True)]
        squares = [_BETA2 * q + (1 - _BETA2) * s * s for q, s in zip(squares, slopes, strict=True)]
        # 1 − β^t loses five digits in float32 when it is computed as it stands.
        one, two = -jnp.expm1(steps * np.log(_BETA1)), -jnp.expm1(steps * np.log(_BETA2))
        parameters = [
            p - rate * (m / one) / (jnp.sqrt(q / two) + _EPSILON)
            for p, m, q in zip(parameters, means, squares, strict=True)
        ]
        return (parameters, means, squares, steps), value

    return adam if workload.optimizer == "adam" else sgd
