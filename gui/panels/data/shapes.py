"""Ready-made shapes of networks, built between the inputs and outputs that are there."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import chain

import numpy as np

from engine import Network, datasets, fitting, layout
from engine.data.datasets import Dataset
from gui.editing.document import Document
from gui.look.translate import tr


@dataclass(frozen=True)
class Shape:
    """One row: the sizes of the hidden layers, given how many inputs there are.

    `skip` also joins each layer to all later ones; `mirrors` makes the inputs the targets.
    """

    label: str
    hint: str
    hidden: Callable[[int], tuple[int, ...]]
    skip: bool = False
    mirrors: bool = False


def _always(*sizes: int) -> Callable[[int], tuple[int, ...]]:
    return lambda _inputs: sizes


def _hourglass(inputs: int) -> tuple[int, ...]:
    wide = min(max(4, inputs // 2), 64)
    return wide, max(1, round(math.sqrt(inputs))), wide


SHAPES = (
    Shape("Perceptron", "No hidden layer: inputs straight to the output.", _always()),
    Shape("XOR net", "Two hidden units: the smallest network that can do XOR.", _always(2)),
    Shape("Deep", "Four hidden layers of four units.", _always(4, 4, 4, 4)),
    Shape("Wide", "One hidden layer of sixteen units.", _always(16)),
    Shape(
        "Skip", "Two hidden layers, and connections that skip a layer.", _always(4, 4), skip=True
    ),
    Shape(
        "Autoencoder",
        "A narrow layer in the middle; the targets become the inputs themselves.",
        _hourglass,
        mirrors=True,
    ),
)


def start_from(document: Document, shape: Shape) -> None:
    """Replace everything between inputs and outputs by this shape, as one undoable step."""
    name = tr("Start from “{shape}”", shape=tr(shape.label))
    stack = document.undo_stack
    stack.beginMacro(name)
    try:
        if shape.mirrors:
            document.change_data(_mirrored(document.data), name)
        with document.edit(name) as network:
            activation = _hidden_activation(network)
            _clear(network)
            settings = fitting.repair(network, document.data, document.settings)
            for link in network.connections:
                network.disconnect(link.source, link.target)
            _build(network, shape, activation)
        document.change_settings(name, loss=settings.loss)
    finally:
        stack.endMacro()


def _mirrored(data: Dataset) -> Dataset:
    """The same examples in the same parts, with the inputs as targets."""
    return replace(
        data,
        targets=data.raw(np.arange(len(data.inputs))),
        target_names=tuple(f"y{number + 1}" for number in range(data.inputs.shape[1])),
        task="regression",
        classes=(),
        source=datasets.ArraySource(),
        features=(),
    )


def _hidden_activation(network: Network) -> str:
    return next((unit.activation for unit in network.units if unit.kind == "hidden"), "tanh")


def _clear(network: Network) -> None:
    for unit in network.units:
        if unit.kind == "hidden":
            network.remove_unit(unit.id)


def _build(network: Network, shape: Shape, activation: str) -> None:
    hidden = [
        [network.add_unit("hidden", activation=activation) for _ in range(size)]
        for size in shape.hidden(len(network.inputs))
    ]
    layers = [list(network.inputs), *hidden, list(network.outputs)]
    for number, layer in enumerate(layers):
        reach = len(layers) if shape.skip else number + 2
        for target in chain.from_iterable(layers[number + 1 : reach]):
            for source in layer:
                network.connect(source, target)
    for unit, position in layout.positions(network).items():
        network.update_unit(unit, position=position)
