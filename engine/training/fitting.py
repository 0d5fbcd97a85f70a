"""Whether network, data and loss go together; in words where they do not, and the repair."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from engine.data.dataset import Dataset, Task
from engine.functions.losses import LOSSES
from engine.network import layout
from engine.network.graph import Network
from engine.network.traversal import reached
from engine.training import mismatch
from engine.training.settings import TrainingSettings

# What an output can say at all; activations that are not here can say every number.
_RANGES: dict[str, tuple[float, float]] = {
    "sigmoid": (0.0, 1.0),
    "tanh": (-1.0, 1.0),
    "step": (0.0, 1.0),
    "relu": (0.0, np.inf),
    "softplus": (0.0, np.inf),
}
_USUAL: dict[Task, tuple[str, str]] = {
    "regression": ("linear", "mse"),
    "binary": ("sigmoid", "binary_cross_entropy"),
    "multiclass": ("softmax", "cross_entropy"),
}
# Half the squared error has the slope ŷ − y, so that descending it is the perceptron rule.
_PERCEPTRON = "step", "half_squared_error"
_MOST_NAMES = 5


def misfits(network: Network, data: Dataset, settings: TrainingSettings) -> tuple[str, ...]:
    """One sentence for each thing that does not go together; () when training makes sense.

    Stricter than the trainer: outputs that cannot reach the targets are named as well.
    """
    sentences = [
        _count_misfit(len(network.inputs), len(data.feature_names), "input"),
        _count_misfit(len(network.outputs), data.targets.shape[1], "output"),
        _activation_misfit(network, data),
        _loss_misfit(network, data, settings.loss),
    ]
    found = tuple(sentence for sentence in sentences if sentence)
    if found:
        return found
    refusal = mismatch.find(network, data, settings.loss)
    return () if refusal is None else (refusal.happened.format(**refusal.values),)


def unreached_outputs(network: Network) -> tuple[int, ...]:
    """Outputs that no input reaches: whatever the data, they say the same; only biases learn."""
    fed = reached(network.inputs, _outgoing(network))
    return tuple(unit for unit in network.outputs if unit not in fed)


def idle_units(network: Network) -> tuple[int, ...]:
    """Hidden units on no way from an input to an output: they change nothing about the data."""
    outgoing = _outgoing(network)
    incoming = {unit.id: network.incoming(unit.id) for unit in network.units}
    fed, read = reached(network.inputs, outgoing), reached(network.outputs, incoming)
    hidden = (unit.id for unit in network.units if unit.kind == "hidden")
    return tuple(unit for unit in hidden if unit not in fed & read)


def remarks(network: Network) -> tuple[str, ...]:
    """A sentence for each kind of unit that training leaves without use; () when all have one."""
    found = []
    if unreached := unreached_outputs(network):
        found.append(f"No input reaches {_named(network, unreached)}: only biases can learn.")
    if idle := idle_units(network):
        place = "stands" if len(idle) == 1 else "stand"
        found.append(
            f"{_named(network, idle)} {place} on no way from an input to an output: "
            "nothing can be learned there."
        )
    return tuple(found)


def _outgoing(network: Network) -> dict[int, tuple[int, ...]]:
    return {unit.id: tuple(network.outgoing(unit.id)) for unit in network.units}


def _named(network: Network, units: tuple[int, ...]) -> str:
    names = [network.called(unit) for unit in units]
    if len(names) <= _MOST_NAMES:
        return ", ".join(names)
    return f"{', '.join(names[:_MOST_NAMES])} and {len(names) - _MOST_NAMES} more"


def repair(network: Network, data: Dataset, settings: TrainingSettings) -> TrainingSettings:
    """Change as little as possible so that `misfits` is empty; return settings whose loss fits.

    The network is edited in place: call inside `network.recording()` to be able to take it back.
    Surplus inputs and outputs go from the end; new ones are connected as the others are. Inputs
    and outputs take the names of the columns, and stand around the same middle as before. Output
    activation and loss become the usual ones for the task if they do not fit, or if there are now
    more or fewer outputs; a perceptron stays one. Step units in the middle, which nothing can
    train, are left to the person.
    """
    other_outputs = len(network.outputs) != data.targets.shape[1]
    _repair_inputs(network, data.feature_names)
    _repair_outputs(network, data)
    loss = settings.loss
    if other_outputs or misfits(network, data, settings):
        activation, loss = _repaired_pair(data, loss)
        if not other_outputs and _is_perceptron(network, data):
            activation, loss = _PERCEPTRON
        for unit in network.outputs:
            network.update_unit(unit, activation=activation)
    return _with_loss(settings, loss)


def _is_perceptron(network: Network, data: Dataset) -> bool:
    """Whether a single step unit behind the inputs is to tell two classes apart."""
    lone = len(network.outputs) == 1 and all(unit.kind != "hidden" for unit in network.units)
    return lone and data.task == "binary" and _output_activations(network) == [_PERCEPTRON[0]]


def usual(task: Task) -> tuple[str, str]:
    """The usual output activation and loss for a task."""
    return _USUAL[task]


def output_activation(network: Network, data: Dataset) -> str:
    """The activation for one more output: that of the others, or the usual one for the task."""
    present = _output_activations(network)
    return present[0] if present else _USUAL[data.task][0]


def repair_loss(data: Dataset, settings: TrainingSettings) -> TrainingSettings:
    """Settings whose loss suits the data, for a network that has yet to be built."""
    return _with_loss(settings, _repaired_pair(data, settings.loss)[1])


def _with_loss(settings: TrainingSettings, loss: str) -> TrainingSettings:
    return settings if loss == settings.loss else settings.replace(loss=loss)


def _count_misfit(units: int, columns: int, what: str) -> str:
    if units == columns:
        return ""
    return (
        f"The data have {_counted(columns, what + ' column')}, "
        f"the network has {_counted(units, what + ' unit')}."
    )


def _counted(count: int, what: str) -> str:
    return f"{count} {what}" if count == 1 else f"{count} {what}s"


def _output_activations(network: Network) -> list[str]:
    return sorted({network.unit(unit).activation for unit in network.outputs})


def _activation_misfit(network: Network, data: Dataset) -> str:
    activations = _output_activations(network)
    if "softmax" in activations:
        if data.task != "multiclass":
            return "Softmax outputs tell several classes apart; these data have no such classes."
        if len(activations) > 1:
            return "Either all outputs have softmax or none has."
    if data.task == "regression":
        return _range_misfit(activations, data)
    return ""


def _range_misfit(activations: Iterable[str], data: Dataset) -> str:
    targets = data.recipe.apply_targets(data.targets[data.train_rows])
    least, most = float(targets.min()), float(targets.max())
    for activation in activations:
        low, high = _RANGES.get(activation, (-np.inf, np.inf))
        if least < low or most > high:
            scaled = "" if data.recipe.is_identity else " (scaled)"
            return (
                f"The targets{scaled} run from {least:.3g} to {most:.3g}; "
                f"outputs with {activation} stay between {low:g} and {high:g}."
            )
    return ""


def _loss_misfit(network: Network, data: Dataset, loss: str) -> str:
    row, activations = LOSSES[loss], _output_activations(network)
    if data.task not in row.tasks:
        return f"The targets are numbers; the loss “{row.label}” is for classes."
    if row.joint and data.task == "binary":
        return f"The loss “{row.label}” compares several outputs; two classes need only one."
    if row.activations and not set(activations) <= set(row.activations):
        return f"The loss “{row.label}” needs {' or '.join(row.activations)} outputs."
    if "softmax" in activations and not row.joint:
        return "Softmax outputs go with the cross-entropy loss."
    return ""


def _repaired_pair(data: Dataset, loss: str) -> tuple[str, str]:
    """The usual output activation and loss for these data; a loss that fits them stays."""
    activation, usual = _USUAL[data.task]
    if data.task == "regression" and data.task in LOSSES[loss].tasks:
        return activation, loss
    return activation, usual


def _repair_inputs(network: Network, names: tuple[str, ...]) -> None:
    middle = _middle(network, network.inputs)
    for unit in network.inputs[len(names) :]:
        network.remove_unit(unit)
    fed = _in_order(target for unit in network.inputs for target in network.outgoing(unit))
    fed = fed or _starts(network)
    for number in range(len(network.inputs), len(names)):
        unit = network.add_unit(
            "input", name=names[number], position=_next_place(network, network.inputs)
        )
        for target in fed:
            network.connect(unit, target)
    _rename(network, network.inputs, names)
    _centre(network, network.inputs, middle)


def _repair_outputs(network: Network, data: Dataset) -> None:
    names, activation = data.target_names, output_activation(network, data)
    middle = _middle(network, network.outputs)
    feeding = _in_order(source for unit in network.outputs for source in network.incoming(unit))
    for unit in network.outputs[len(names) :]:
        network.remove_unit(unit)
    feeding = feeding or _ends(network)
    for number in range(len(network.outputs), len(names)):
        unit = network.add_unit(
            "output",
            activation=activation,
            name=names[number],
            position=_next_place(network, network.outputs, layout.OUTPUT_ROW),
        )
        for source in feeding:
            network.connect(source, unit)
    _rename(network, network.outputs, names)
    _centre(network, network.outputs, middle)


def _in_order(units: Iterable[int]) -> list[int]:
    return sorted(set(units))


def _starts(network: Network) -> list[int]:
    """Units that nothing feeds: where new inputs belong when there were none."""
    hidden = [unit.id for unit in network.units if unit.kind == "hidden"]
    return [unit for unit in hidden or network.outputs if not network.incoming(unit)]


def _ends(network: Network) -> list[int]:
    """Units that feed nothing: where new outputs belong when there were none."""
    hidden = [unit.id for unit in network.units if unit.kind == "hidden"]
    return [unit for unit in hidden or network.inputs if not network.outgoing(unit)]


def _next_place(
    network: Network, column: tuple[int, ...], distance: float = layout.ROW
) -> tuple[float, float]:
    """Below the lowest unit of the column; to the right of everything where it has none."""
    if column:
        lowest = max((network.unit(unit).position for unit in column), key=lambda place: place[1])
        return lowest[0], lowest[1] + distance
    return max((unit.position[0] + layout.COLUMN for unit in network.units), default=0.0), 0.0


def _middle(network: Network, column: tuple[int, ...]) -> float:
    heights = [network.unit(unit).position[1] for unit in column]
    return (min(heights) + max(heights)) / 2 if heights else 0.0


def _centre(network: Network, column: tuple[int, ...], middle: float) -> None:
    """Move a column up or down, so that many new units do not hang below all others."""
    shift = middle - _middle(network, column)
    for unit in column if shift else ():
        x, y = network.unit(unit).position
        network.update_unit(unit, position=(x, y + shift))


def _rename(network: Network, units: tuple[int, ...], names: tuple[str, ...]) -> None:
    for unit, name in zip(units, names, strict=True):
        network.update_unit(unit, name=name)
