"""Frozen copies of a training run for the eyes: all that ever leaves the training thread."""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from engine.errors import EngineError


@dataclass(frozen=True, slots=True)
class WatchRequest:
    """Points at which every unit's activation is wanted.

    `points` is (g, d), raw inputs; `key` tells the asker which question an answer belongs to.
    """

    points: NDArray[np.float64]
    key: Hashable


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


@dataclass(frozen=True, slots=True)
class Span:
    """How far one can look back in a run, in complete epochs, and whether one does.

    `first` is the earliest epoch that is kept for this network, `now` the present one; `marks` are
    epochs at which the network was edited or the run went on from an earlier moment. While
    `is_past`, the snapshot is of an earlier epoch; with `is_exact` just as it was then, else its
    weights lie on a straight line between two moments that are kept.
    """

    first: int = 0
    now: int = 0
    marks: tuple[int, ...] = ()
    is_past: bool = False
    is_exact: bool = True


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The state of a run between two steps: n units, m connections, in the order of the plan.

    `revision` counts the edits of the network: arrays of an older revision name other units.
    `kept` says which units took part in the last mini-batch. `responses` (n, g) answers `watched`;
    both are None when nothing is watched, and where new responses would slow training down.
    `rows` are the history's new rows; `restarted` says that older ones are void; `span` says which
    epochs one can go back to.
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
    stopped_because: str = ""
    restarted: bool = False
    playing: bool = False
    span: Span = field(default_factory=Span)


@dataclass(frozen=True, slots=True)
class Failed:
    """The run stopped with a refusal; the thread lives on and waits for the next command."""

    error: EngineError
    details: str = field(default="")
