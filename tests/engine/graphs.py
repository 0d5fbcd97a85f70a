"""Networks and data for tests: any acyclic graph, and examples to train it on."""

from __future__ import annotations

import numpy as np
from hypothesis import strategies as st
from numpy.typing import NDArray

from engine import Network
from engine.data import datasets
from engine.data.dataset import Dataset
from engine.functions import activations, losses

HIDDEN = [
    key for key, row in activations.ACTIVATIONS.items() if not row.joint and not row.perceptron_rule
]
# Without a bend, so that central differences apply everywhere.
SMOOTH = ["sigmoid", "tanh", "softplus", "linear", "silu", "gelu"]


def output_activation(loss: str) -> str:
    """An activation that fits the loss."""
    fitting = losses.LOSSES[loss].activations
    return fitting[0] if fitting else "tanh"


@st.composite
def networks(draw: st.DrawFn, loss: str = "mse", keys: list[str] = HIDDEN) -> Network:
    """Any acyclic graph: skip connections, units nothing feeds or reads, inputs to outputs."""
    generator = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    network = Network(seed=draw(st.integers(0, 1000)))
    outputs = draw(st.integers(2 if losses.LOSSES[loss].joint else 1, 3))
    earlier = [network.add_unit("input") for _ in range(draw(st.integers(1, 4)))]
    for _ in range(draw(st.integers(0, 7))):
        key = draw(st.sampled_from(keys))
        unit = network.add_unit("hidden", activation=key, bias=generator.normal())
        connect_some(network, earlier, unit, generator)
        earlier.append(unit)
    for _ in range(outputs):
        unit = network.add_unit("output", activation=output_activation(loss))
        connect_some(network, earlier, unit, generator)
    return network


def connect_some(
    network: Network, sources: list[int], target: int, generator: np.random.Generator
) -> None:
    """Connect about half of the sources, perhaps none."""
    for source in sources:
        if generator.random() < 0.5:
            network.connect(source, target, weight=generator.normal())


def examples(network: Network, loss: str, count: int, seed: int = 0) -> Dataset:
    """Examples that fit the network and the loss, unscaled."""
    generator = np.random.default_rng(seed)
    inputs = generator.normal(size=(count, len(network.inputs)))
    outputs = len(network.outputs)
    targets: NDArray[np.float64] = generator.normal(size=(count, outputs))
    if losses.LOSSES[loss].joint:
        targets = np.eye(outputs)[generator.integers(0, outputs, count)]
    elif "regression" not in losses.LOSSES[loss].tasks:
        targets = (targets > 0.0).astype(np.float64)
    return datasets.from_arrays(inputs, targets, task="regression")
