"""What had to be changed for network and settings to fit the data, in words."""

from __future__ import annotations

from engine import Change, Network, TrainingSettings, activations, losses
from engine.data.datasets import Dataset
from gui.look.translate import tr
from gui.look.words import listed, unit_label, unit_name


def told(
    network: Network,
    change: Change,
    settings: tuple[TrainingSettings, TrainingSettings] | None,
) -> tuple[str, ...]:
    """A sentence for each kind of repair; units are called as they stand on the canvas.

    `network` and the second of `settings` are as they are after the `change`.
    """
    added = [unit.after for unit in change.units if unit.after and not unit.before]
    removed = [unit.before for unit in change.units if unit.before and not unit.after]
    sentences = []
    if added:
        names = [unit_name(network, unit.id) for unit in added]
        sentences.append(tr("Added {units}.", units=listed(names)))
    if removed:
        new, old = (sum(unit.kind == "output" for unit in units) for units in (added, removed))
        alone = len(network.outputs) - new + old == 1
        names = [unit_label(unit, alone=alone) for unit in removed]
        sentences.append(tr("Removed {units}.", units=listed(names)))
    sentences += _renewed(network, change)
    if settings and settings[0].loss != settings[1].loss:
        sentences.append(tr("The loss is {loss} now.", loss=losses.LOSSES[settings[1].loss].label))
    return tuple(sentences)


def repair_name(network: Network, data: Dataset) -> str:
    """What has to be done for the network to fit the data, as a button says it."""
    inputs = len(data.feature_names) - len(network.inputs)
    others = data.targets.shape[1] != len(network.outputs)
    if others and not inputs:
        return tr("Replace the output layer") if network.outputs else tr("Add the output layer")
    if others or not inputs:
        return tr("Make it fit")
    if inputs > 0:
        return tr("Add 1 input") if inputs == 1 else tr("Add {count} inputs", count=inputs)
    count = -inputs
    return tr("Remove 1 input") if count == 1 else tr("Remove {count} inputs", count=count)


def _renewed(network: Network, change: Change) -> list[str]:
    """Which units have another activation."""
    renewed: dict[str, list[str]] = {}
    for unit in change.units:
        if unit.before and unit.after and unit.before.activation != unit.after.activation:
            label = activations.ACTIVATIONS[unit.after.activation].label
            renewed.setdefault(label, []).append(unit_name(network, unit.id))
    one, many = tr("{unit} is {activation} now."), tr("{unit} are {activation} now.")
    return [
        (one if len(names) == 1 else many).format(unit=listed(names), activation=activation)
        for activation, names in renewed.items()
    ]
