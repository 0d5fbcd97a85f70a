"""What keeps a network, data and a loss from being trained together."""

from __future__ import annotations

from engine.data.dataset import Dataset
from engine.errors import DoesNotFit
from engine.functions.activations import ACTIVATIONS
from engine.functions.losses import LOSSES, Loss
from engine.network.graph import Network


def find(network: Network, data: Dataset, loss: str) -> DoesNotFit | None:
    """The first thing that does not go together, with what to try; None when all does."""
    row = LOSSES[loss]
    return (
        columns(network, data)
        or _rows(data)
        or _softmax(network, row)
        or _output_activation(network, row)
        or _targets(data, row)
        or _perceptron(network)
    )


def columns(network: Network, data: Dataset) -> DoesNotFit | None:
    """Why the data's columns are not one for each input and output, or None when they are."""
    return _count(network.inputs, len(data.feature_names), "input") or _count(
        network.outputs, data.targets.shape[1], "output"
    )


def _count(units: tuple[int, ...], columns: int, what: str) -> DoesNotFit | None:
    if len(units) == columns:
        return None
    return DoesNotFit(
        "The network has {count} {what} units, the data have {columns} {what} columns.",
        "Add or remove {what} units until there are {columns}.",
        units=units,
        count=len(units),
        columns=columns,
        what=what,
    )


def _rows(data: Dataset) -> DoesNotFit | None:
    if len(data.train_rows):
        return None
    return DoesNotFit("No example is left to train on.", "Give the training set a larger share.")


def _output_keys(network: Network) -> set[str]:
    return {network.unit(unit).activation for unit in network.outputs}


def _softmax(network: Network, row: Loss) -> DoesNotFit | None:
    keys = _output_keys(network)
    if "softmax" not in keys:
        return None
    if len(keys) > 1 or len(network.outputs) == 1:
        return DoesNotFit(
            "Softmax compares all outputs with each other, so that two or more must have it.",
            "Give every output softmax, or another activation to those that have it.",
            units=network.outputs,
        )
    if not row.joint:
        return DoesNotFit(
            "Softmax outputs do not go with the loss “{loss}”.",
            "Choose the loss “{fitting}”.",
            units=network.outputs,
            loss=row.label,
            fitting=LOSSES["cross_entropy"].label,
        )
    return None


def _output_activation(network: Network, row: Loss) -> DoesNotFit | None:
    if not row.activations:
        return None
    wrong = tuple(
        unit for unit in network.outputs if network.unit(unit).activation not in row.activations
    )
    if not wrong:
        return None
    return DoesNotFit(
        "The loss “{loss}” needs {wanted} outputs.",
        "Give the outputs that activation, or choose the loss “{other}”.",
        units=wrong,
        loss=row.label,
        wanted=" or ".join(ACTIVATIONS[key].label for key in row.activations),
        other=LOSSES["mse"].label,
    )


def _targets(data: Dataset, row: Loss) -> DoesNotFit | None:
    if data.task in row.tasks:
        return None
    targets = data.recipe.apply_targets(data.targets)
    if targets.min() >= 0.0 and targets.max() <= 1.0:
        return None
    return DoesNotFit(
        "The loss “{loss}” is for classes; these targets are numbers.",
        "Choose the loss “{other}”.",
        loss=row.label,
        other=LOSSES["mse"].label,
    )


def _perceptron(network: Network) -> DoesNotFit | None:
    """The perceptron rule needs a single step unit behind inputs that are fed by nothing else."""
    steps = tuple(unit.id for unit in network.units if ACTIVATIONS[unit.activation].perceptron_rule)
    hidden = any(unit.kind == "hidden" for unit in network.units)
    if not steps or (steps == network.outputs and len(steps) == 1 and not hidden):
        return None
    return DoesNotFit(
        "A step unit has no slope to learn by; only the perceptron rule trains it, "
        "and only a single output unit connected to inputs alone.",
        "Choose sigmoid instead of step, or remove the hidden units.",
        units=steps,
    )
