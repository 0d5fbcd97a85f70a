"""Which column of the data each input of the network takes, kept in step with its units."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from engine import Network
from engine.data.datasets import Dataset


def followed(network: Network, data: Dataset, before: Sequence[int]) -> Dataset:
    """The data whose features go with the inputs, which were `before` an edit.

    A removed input leaves its column free, and no other input takes another one. A new input
    takes the first free column, and its name; without a free one it is left to the person.
    """
    inputs, names = network.inputs, data.feature_names
    if len(before) != len(names) or tuple(before) == inputs:
        return data
    kept = [name for unit, name in zip(before, names, strict=True) if unit in inputs]
    added = [unit for unit in inputs if unit not in before]
    free = [name for name in data.input_names if name not in kept]
    for unit, name in zip(added, free, strict=False):
        network.update_unit(unit, name=name)
    taken = (*kept, *free[: len(added)])
    return replace(data, features=taken) if taken and taken != names else data


def let_go(network: Network, before: Dataset, data: Dataset) -> None:
    """Remove the inputs whose features other data no longer have, so that no other one shifts."""
    names = before.feature_names
    if before.input_names != data.input_names or len(names) != len(network.inputs):
        return
    kept = tuple(name for name in names if name in data.feature_names)
    if kept == data.feature_names:  # nothing but that some are gone
        for unit, name in zip(network.inputs, names, strict=True):
            if name not in kept:
                network.remove_unit(unit)


def with_column(data: Dataset, place: int, name: str) -> Dataset:
    """The data where one input of the network takes another column, or a formula."""
    names = list(data.feature_names)
    names[place] = name
    return replace(data, features=tuple(names))


def offered(data: Dataset, place: int) -> tuple[str, ...]:
    """What an input may take: what it has, and every free column."""
    return (data.feature_names[place], *data.free_columns)
