"""How a network is trained: one frozen record whose fields say their own bounds and meaning."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Self

import numpy as np

from engine import given
from engine.errors import SettingsError
from engine.losses import LOSSES
from engine.optimizers import OPTIMIZERS
from engine.schedules import SCHEDULES


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a field may hold and how a form shows it.

    `low` and `high` are included unless `above_low`; `choices` yields key -> shown text.
    `applies` tells from all settings whether the field has any effect at the moment.
    """

    label: str
    help: str
    low: float = -math.inf
    high: float = math.inf
    step: float = 1.0
    above_low: bool = False
    choices: Callable[[], Mapping[str, str]] | None = None
    applies: Callable[[TrainingSettings], bool] = lambda _: True


def _bounded(default: Any, bounds: Bounds) -> Any:
    return field(default=default, metadata={"bounds": bounds})


def _labels(table: Mapping[str, Any]) -> Mapping[str, str]:
    return {key: row.label for key, row in table.items()}


@dataclass(frozen=True, slots=True)
class TrainingSettings:
    """Everything about training that is neither the network nor the data.

    Raises SettingsError for a value outside its field's bounds.
    """

    optimizer: str = _bounded(
        "sgd",
        Bounds(
            "Optimizer",
            "How a gradient becomes a change of the weights.",
            choices=lambda: _labels(OPTIMIZERS),
        ),
    )
    learning_rate: float = _bounded(
        0.03,
        Bounds(
            "Learning rate α",
            "How far each step goes down the gradient. Too small crawls, too large diverges.",
            low=0.0,
            high=1000.0,
            step=0.001,
            above_low=True,
        ),
    )
    batch_size: int = _bounded(
        10,
        Bounds(
            "Batch size",
            "Examples per step: 1 is stochastic, all of them is batch gradient descent.",
            low=1,
            high=10_000_000,
        ),
    )
    loss: str = _bounded(
        "mse",
        Bounds(
            "Loss",
            "What training makes small: how far the predictions are from the targets.",
            choices=lambda: _labels(LOSSES),
        ),
    )
    momentum: float = _bounded(
        0.0,
        Bounds(
            "Momentum",
            "The share of the last step that the next one keeps.",
            low=0.0,
            high=0.999,
            step=0.05,
            applies=lambda settings: settings.optimizer == "sgd",
        ),
    )
    nesterov: bool = _bounded(
        False,
        Bounds(
            "Nesterov",
            "Look ahead along the momentum before measuring the gradient.",
            applies=lambda settings: settings.optimizer == "sgd" and settings.momentum > 0,
        ),
    )
    l1: float = _bounded(
        0.0,
        Bounds(
            "L1 λ",
            "Adds λ Σ |w| to the loss: drives weights that are not needed to zero.",
            low=0.0,
            high=1000.0,
            step=0.001,
        ),
    )
    l2: float = _bounded(
        0.0,
        Bounds(
            "L2 λ",
            "Adds (λ/2) Σ w² to the loss: keeps weights small. In AdamW the decoupled decay.",
            low=0.0,
            high=1000.0,
            step=0.001,
        ),
    )
    max_norm: float = _bounded(
        0.0,
        Bounds(
            "Max-norm",
            "The greatest length of the weights into one unit; 0 sets no limit.",
            low=0.0,
            high=1000.0,
            step=0.5,
        ),
    )
    shuffle: bool = _bounded(
        True, Bounds("Shuffle", "Deal the examples into new mini-batches every epoch.")
    )
    dropout_mask: str = _bounded(
        "batch",
        Bounds(
            "Dropout mask",
            "Which units are off: the same for a whole mini-batch, or drawn for each example.",
            choices=lambda: {"batch": "one for each mini-batch", "example": "one for each example"},
        ),
    )
    precision: str = _bounded(
        "float32",
        Bounds(
            "Precision",
            "How many digits each number has: float32 about 7, float64 about 16.",
            choices=lambda: {"float32": "float32", "float64": "float64"},
        ),
    )
    schedule: str = _bounded(
        "constant",
        Bounds(
            "Schedule",
            "How the learning rate changes as training goes on.",
            choices=lambda: _labels(SCHEDULES),
        ),
    )
    decay: float = _bounded(
        0.5,
        Bounds(
            "Decay",
            "What the schedule multiplies or divides the learning rate by.",
            low=0.0,
            high=1.0,
            step=0.05,
            above_low=True,
            applies=lambda settings: SCHEDULES[settings.schedule].uses_decay,
        ),
    )
    period: int = _bounded(
        100,
        Bounds(
            "Period",
            "How many epochs the schedule needs for one decay, or for its whole way down.",
            low=1,
            high=10_000_000,
            applies=lambda settings: settings.schedule != "constant",
        ),
    )
    warmup_steps: int = _bounded(
        0,
        Bounds(
            "Warm-up",
            "Steps over which the learning rate climbs from nearly 0 to α.",
            low=0,
            high=10_000_000,
        ),
    )
    patience: int = _bounded(
        0,
        Bounds(
            "Early stopping",
            "Stop when the validation loss has not improved for so many epochs; 0 never stops.",
            low=0,
            high=1_000_000,
        ),
    )
    min_improvement: float = _bounded(
        0.0,
        Bounds(
            "Least improvement",
            "How much the validation loss must fall to count as better.",
            low=0.0,
            high=1000.0,
            step=0.001,
            applies=lambda settings: settings.patience > 0,
        ),
    )
    target_loss: float = _bounded(
        0.0,
        Bounds(
            "Target loss",
            "Stop when the training loss is at most this; 0 never stops.",
            low=0.0,
            high=1_000_000.0,
            step=0.01,
        ),
    )

    if not TYPE_CHECKING:

        def __new__(cls, *_values: object, **options: object) -> Self:
            """Refuse a field that does not exist in words rather than with a TypeError."""
            _refuse_unknown(options)
            return object.__new__(cls)

    def __post_init__(self) -> None:
        for entry in dataclasses.fields(self):
            value = _plain(getattr(self, entry.name))
            _check(value, entry.default, bounds(entry.name))
            object.__setattr__(self, entry.name, value)

    def replace(self, **changes: object) -> Self:
        """The same settings but for `changes`; raises SettingsError for a name there is not."""
        _refuse_unknown(changes)
        return dataclasses.replace(self, **changes)  # type: ignore[arg-type]


def bounds(name: str) -> Bounds:
    """The bounds of the training setting `name`."""
    found: Bounds = TrainingSettings.__dataclass_fields__[name].metadata["bounds"]
    return found


def _refuse_unknown(options: Mapping[str, object]) -> None:
    known = TrainingSettings.__dataclass_fields__
    for name in options:
        if name not in known:
            raise SettingsError(
                "There is no training setting “{name}”.",
                "Use one of {known}.",
                name=name,
                known=", ".join(known),
            )


def _plain(value: object) -> object:
    """NumPy's numbers as Python's, which project files can hold."""
    return value.item() if isinstance(value, np.generic) else value


def _check(value: object, default: object, limit: Bounds) -> None:
    if limit.choices is not None:
        _check_choice(value, limit)
        return
    wanted = float if isinstance(default, float) else type(default)
    fits = isinstance(value, wanted) or (wanted is float and isinstance(value, int))
    if not fits or (isinstance(value, bool) and wanted is not bool):
        raise SettingsError(
            "{label} cannot be {value!r}.",
            "Give a {kind}.",
            label=limit.label,
            value=value,
            kind={float: "number", int: "whole number", bool: "yes or no"}[wanted],
        )
    if isinstance(value, int | float):
        _check_number(given.number(value, limit.label, SettingsError), limit)


def _check_choice(value: object, limit: Bounds) -> None:
    assert limit.choices is not None
    known = limit.choices()
    if not isinstance(value, str) or value not in known:
        raise SettingsError(
            "{label} cannot be {value!r}.",
            "Use one of {known}.",
            label=limit.label,
            value=value,
            known=", ".join(known),
        )


def _check_number(value: float, limit: Bounds) -> None:
    too_low = value <= limit.low if limit.above_low else value < limit.low
    if not math.isfinite(value) or too_low or value > limit.high:
        raise SettingsError(
            "{label} cannot be {value:g}.",
            "It must be {least} {low:g} and at most {high:g}.",
            label=limit.label,
            value=value,
            least="more than" if limit.above_low else "at least",
            low=limit.low,
            high=limit.high,
        )
