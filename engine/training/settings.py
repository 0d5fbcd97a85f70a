"""How a network is trained: one frozen record whose fields say their own bounds and meaning."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

from engine.bounds import Bounds, bounded, check, plain
from engine.errors import SettingsError
from engine.functions.losses import LOSSES
from engine.functions.optimizers import OPTIMIZERS
from engine.functions.schedules import SCHEDULES


def _labels(table: Mapping[str, Any]) -> Mapping[str, str]:
    return {key: row.label for key, row in table.items()}


@dataclass(frozen=True, slots=True)
class TrainingSettings:
    """Everything about training that is neither the network nor the data.

    Raises SettingsError for a value outside its field's bounds.
    """

    optimizer: str = bounded(
        "sgd",
        Bounds(
            "Optimizer",
            "How a gradient becomes a change of the weights.",
            choices=lambda: _labels(OPTIMIZERS),
        ),
    )
    learning_rate: float = bounded(
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
    batch_size: int = bounded(
        10,
        Bounds(
            "Batch size",
            "Examples per step: 1 is stochastic; all of them, or more, is batch gradient descent.",
            low=1,
            high=10_000_000,
        ),
    )
    loss: str = bounded(
        "mse",
        Bounds(
            "Loss",
            "What training makes small: how far the predictions are from the targets.",
            choices=lambda: _labels(LOSSES),
        ),
    )
    momentum: float = bounded(
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
    nesterov: bool = bounded(
        False,
        Bounds(
            "Nesterov",
            "Look ahead along the momentum before measuring the gradient.",
            applies=lambda settings: settings.optimizer == "sgd" and settings.momentum > 0,
        ),
    )
    l1: float = bounded(
        0.0,
        Bounds(
            "L1 λ",
            "Adds λ Σ |w| to the loss: drives weights that are not needed to zero.",
            low=0.0,
            high=1000.0,
            step=0.001,
        ),
    )
    l2: float = bounded(
        0.0,
        Bounds(
            "L2 λ",
            "Adds (λ/2) Σ w² to the loss: keeps weights small. In AdamW the decoupled decay.",
            low=0.0,
            high=1000.0,
            step=0.001,
        ),
    )
    max_norm: float = bounded(
        0.0,
        Bounds(
            "Max-norm",
            "The greatest length of the weights into one unit; 0 sets no limit.",
            low=0.0,
            high=1000.0,
            step=0.5,
        ),
    )
    shuffle: bool = bounded(
        True, Bounds("Shuffle", "Deal the examples into new mini-batches every epoch.")
    )
    dropout_mask: str = bounded(
        "batch",
        Bounds(
            "Dropout mask",
            "Which units are off: the same for a whole mini-batch, or drawn for each example.",
            choices=lambda: {"batch": "per mini-batch", "example": "per example"},
        ),
    )
    precision: str = bounded(
        "float32",
        Bounds(
            "Precision",
            "How many digits each number has: float32 about 7, float64 about 16.",
            choices=lambda: {"float32": "float32", "float64": "float64"},
        ),
    )
    schedule: str = bounded(
        "constant",
        Bounds(
            "Schedule",
            "How the learning rate changes as training goes on.",
            choices=lambda: _labels(SCHEDULES),
        ),
    )
    decay: float = bounded(
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
    period: int = bounded(
        100,
        Bounds(
            "Period",
            "How many epochs the schedule needs for one decay, or for its whole way down.",
            low=1,
            high=10_000_000,
            applies=lambda settings: settings.schedule != "constant",
        ),
    )
    warmup_steps: int = bounded(
        0,
        Bounds(
            "Warm-up",
            "Steps over which the learning rate climbs from nearly 0 to α.",
            low=0,
            high=10_000_000,
        ),
    )
    max_epochs: int = bounded(
        0,
        Bounds(
            "After epochs",
            "Stop when so many epochs are done; Train goes on for as many more. 0 never stops.",
            low=0,
            high=1_000_000_000,
        ),
    )
    max_seconds: float = bounded(
        0.0,
        Bounds(
            "After seconds",
            "Stop after so much time of training, waiting not counted; Train goes on for as long "
            "again. 0 never stops.",
            low=0.0,
            high=10_000_000.0,
            step=10.0,
        ),
    )
    target_loss: float = bounded(
        0.0,
        Bounds(
            "Target loss",
            "Stop when the training loss is at most this; 0 never stops.",
            low=0.0,
            high=1_000_000.0,
            step=0.01,
        ),
    )
    plateau: int = bounded(
        0,
        Bounds(
            "Plateau",
            "Stop when the training loss has not fallen for so many epochs; 0 never stops.",
            low=0,
            high=1_000_000,
        ),
    )
    patience: int = bounded(
        0,
        Bounds(
            "Early stopping",
            "Stop when the validation loss has not improved for so many epochs, and bring the best "
            "weights back; 0 never stops.",
            low=0,
            high=1_000_000,
        ),
    )
    min_improvement: float = bounded(
        0.0,
        Bounds(
            "Least improvement",
            "How much a loss must fall to count as better.",
            low=0.0,
            high=1000.0,
            step=0.001,
            applies=lambda settings: settings.patience > 0 or settings.plateau > 0,
        ),
    )

    if not TYPE_CHECKING:

        def __new__(cls, *_values: object, **options: object) -> Self:
            """Refuse a field that does not exist in words rather than with a TypeError."""
            _refuse_unknown(options)
            return object.__new__(cls)

    def __post_init__(self) -> None:
        for entry in dataclasses.fields(self):
            value = plain(getattr(self, entry.name))
            check(value, entry.default, bounds(entry.name))
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
