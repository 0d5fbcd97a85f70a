"""Frozen copies of a training run for the eyes: all that ever leaves the training thread."""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from engine.errors import EngineError

SATURATED = 0.95  # the share of examples from which on a unit is called saturated
Quantity = Literal[
    "gradient",
    "activations",
    "masks",
    "error_flow",
    "predictions",
    "spread",
    "representation",
]


@dataclass(frozen=True, slots=True)
class WatchRequest:
    """Points at which every unit's activation is wanted, and what else is.

    `points` is (g, d), raw inputs; `key` tells the asker which question an answer belongs to.
    `quantities`: "gradient", "activations", "masks" and "error_flow" of a MiniBatch; "predictions"
    are the outputs for the examples; "spread" is how activations are spread over them,
    "representation" the activations themselves. `row` is the example of the data that is to be
    shown on its way through the network, None for none.
    """

    points: NDArray[np.float64]
    key: Hashable
    quantities: frozenset[Quantity] = frozenset()
    row: int | None = None


@dataclass(frozen=True, slots=True)
class ExamplePass:
    """One example on its way through the whole network, without dropout: n units, k outputs.

    row         its number in the data
    z, a        (n,) weighted sums and activations; of inputs the (scaled) numbers of the data
    targets     (k,) as training compares them; `loss` is that of this example, penalties left out
    """

    row: int
    z: NDArray[np.float64]
    a: NDArray[np.float64]
    targets: NDArray[np.float64]
    loss: float


@dataclass(frozen=True, slots=True)
class Spread:
    """How every unit's activation is spread over the data, without dropout: n units.

    examples    how many of the data's examples were looked at: all, or many, evenly spaced
    counts      (n, c) of them by activation, in equal steps between `ends` (n, 2): the range of a
                bounded activation, else round numbers around 0 that hold all activations
    silent      (n,) share of the examples for which the unit is off: a = 0 where g is flat
    ended       (n,) share of those for which a bounded activation is near one of its ends
    """

    examples: int
    ends: NDArray[np.float64]
    counts: NDArray[np.int64]
    silent: NDArray[np.float64]
    ended: NDArray[np.float64]

    @property
    def dead(self) -> NDArray[np.bool_]:
        """Which units (n,) are off for every example: no gradient comes through them."""
        return np.asarray(self.silent == 1.0)

    @property
    def saturated(self) -> NDArray[np.bool_]:
        """Which units (n,) are near an end for nearly all examples: hardly any comes through."""
        return np.asarray(self.ended >= SATURATED)


@dataclass(frozen=True, slots=True)
class MiniBatch:
    """What the next mini-batch meets and does, at the snapshot's weights: n units, m connections.

    rows            (b,) numbers of its examples in the data, at most as many as are shown
    gradient        (m,) ∂E/∂w of its mean loss E with dropout, penalties left out;
                    bias_gradient (n,) ∂E/∂bias, 0 for inputs
    changes         (m,) what the optimizer is to add to each weight; bias_changes (n,)
    activations     (n, b) as they feed other units: after dropout
    masks           (n, s) what dropout multiplied by in the last s steps: 0 dropped, 1/p kept;
                    with a mask for each example, of the b examples. `mask_steps` (s,) are the
                    steps, empty for examples. The last column is this mini-batch's.
    error_flow      (n,) the mean over its examples of |∂L/∂a|, L being the example's own loss
    None is what was not asked for.
    """

    step: int
    rows: NDArray[np.int64]
    gradient: NDArray[np.float32] | None = None
    bias_gradient: NDArray[np.float32] | None = None
    changes: NDArray[np.float32] | None = None
    bias_changes: NDArray[np.float32] | None = None
    activations: NDArray[np.float32] | None = None
    masks: NDArray[np.float32] | None = None
    mask_steps: NDArray[np.int64] | None = None
    error_flow: NDArray[np.float64] | None = None


@dataclass(frozen=True, slots=True)
class Predictions:
    """What the network answers for examples of its data, dropout off: r examples, k outputs.

    data            the Dataset that they are of
    rows            (r,) their numbers in it, in the order of its parts; of very many examples as
                    many of each part as are shown, evenly chosen
    outputs         (r, k) in the units of the raw targets
    """

    data: object
    rows: NDArray[np.int64]
    outputs: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Representation:
    """What every unit makes of examples of the data, dropout off: n units, r examples.

    data            the Dataset that they are of
    rows            (r,) their numbers in it, in the order of its parts; of very many examples
                    some, evenly chosen
    activations     (n, r); of inputs the (scaled) numbers of the data
    """

    data: object
    rows: NDArray[np.int64]
    activations: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """One line of a run's record, written at the end of an epoch.

    `seconds` of training so far; `metrics` such as "train_loss" or "validation_accuracy",
    without an entry for a part of the data that is empty.
    """

    epoch: int
    step: int
    examples: int
    seconds: float
    learning_rate: float
    metrics: Mapping[str, float]

    @property
    def train_loss(self) -> float:
        """The mean loss over the training part, NaN if it was not measured."""
        return self.metrics.get("train_loss", math.nan)

    @property
    def validation_loss(self) -> float:
        """The mean loss over the validation part, NaN where that is empty."""
        return self.metrics.get("validation_loss", math.nan)

    @property
    def loss(self) -> float:
        """The loss by which rows are compared: validation before training; lower is better."""
        return self.metrics.get("validation_loss", self.train_loss)


@dataclass(frozen=True, slots=True)
class Span:
    """How far one can look back in a run, in complete epochs, and whether one does.

    `first` is the earliest of the `moments` that are kept for this network, `now` the present
    epoch; `marks` are epochs at which the network was edited or the run went on from an earlier
    moment. While `is_past`, the snapshot is of an earlier epoch; with `is_exact` just as it was
    then, else its weights lie on a straight line between two moments that are kept.
    """

    first: int = 0
    now: int = 0
    moments: int = 0
    marks: tuple[int, ...] = ()
    is_past: bool = False
    is_exact: bool = True


@dataclass(frozen=True, slots=True)
class Cost:
    """Operations of training: `forward` and `backward` for each example, `update` for each step.

    How they are counted is written in `engine.training.compute`.
    """

    forward: float = 0.0
    backward: float = 0.0
    update: float = 0.0

    def of(self, examples: float, steps: float) -> float:
        """What so many examples in so many steps take."""
        return examples * (self.forward + self.backward) + steps * self.update


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The state of a run between two steps: n units, m connections, in the order of the plan.

    `revision` counts the edits of the network: arrays of an older revision name other units.
    `kept` says which units took part in the last mini-batch. `responses` (n, g) answers `watched`;
    both are None when nothing is watched, and where new responses would slow training down.
    So are `mini_batch`, which holds the quantities that are watched, `predictions`, `example`,
    `spread` and `representation`.
    `rows` are the history's new rows; `restarted` says that older ones are void; `span` says which
    epochs one can go back to. `operations` is what training took until here, taken-back epochs
    included; `cost` what it takes now.
    """

    revision: int
    epoch: int
    step: int
    examples: int
    seconds: float
    examples_per_second: float
    learning_rate: float
    device: str
    metrics: Mapping[str, float]
    unit_ids: NDArray[np.int64]
    biases: NDArray[np.float64]
    kept: NDArray[np.bool_]
    sources: NDArray[np.int64]
    targets: NDArray[np.int64]
    weights: NDArray[np.float64]
    rows: tuple[HistoryRow, ...] = ()
    responses: NDArray[np.float32] | None = None
    watched: WatchRequest | None = None
    mini_batch: MiniBatch | None = None
    predictions: Predictions | None = None
    representation: Representation | None = None
    example: ExamplePass | None = None
    spread: Spread | None = None
    stopped_because: str = ""
    restarted: bool = False
    playing: bool = False
    span: Span = field(default_factory=Span)
    operations: float = 0.0
    cost: Cost = field(default_factory=Cost)


@dataclass(frozen=True, slots=True)
class Failed:
    """The run stopped with a refusal; the thread lives on and waits for the next command."""

    error: EngineError
    details: str = field(default="")
