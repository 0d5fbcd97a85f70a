"""Races that show the course's figures. To add one: a row in `PRESETS`; its test trains it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from engine.study.race import Variant
from engine.study.samples import Sample
from engine.training.settings import TrainingSettings

Shows = Literal["train", "validation", "both"]


@dataclass(frozen=True, slots=True)
class Entrant:
    """One variant of a preset: what differs from the sample. `hidden` are other layer sizes."""

    name: str
    changes: Mapping[str, Any] = field(default_factory=dict)
    hidden: tuple[int, ...] | None = None

    def make(self, sample: Sample) -> Variant:
        """The variant, from the sample's seed."""
        if self.hidden is not None:
            sample = replace(sample, hidden=self.hidden)
        network, data, settings = sample.make()
        made = Variant(self.name, network, data, settings, sample.seed)
        for what, value in self.changes.items():
            made = made.changed(what, value)
        return made


@dataclass(frozen=True, slots=True)
class Preset:
    """One row: `look` says in a sentence or two what to look at, `shows` which loss to draw."""

    key: str
    title: str
    look: str
    shows: Shows
    epochs: int
    sample: Sample
    entrants: tuple[Entrant, ...]

    def make(self) -> tuple[Variant, ...]:
        """The variants, all from the same seed and data."""
        return tuple(entrant.make(self.sample) for entrant in self.entrants)


def _sample(
    dataset: str, hidden: tuple[int, ...], settings: TrainingSettings, **others: Any
) -> Sample:
    return Sample("race", "", "", dataset, hidden, "sigmoid", settings, 0, **others)


_TWO_CLASSES = "binary_cross_entropy"
_STEADY = TrainingSettings(learning_rate=0.1, loss=_TWO_CLASSES)
_QUICK = TrainingSettings(optimizer="adam", learning_rate=0.01, loss=_TWO_CLASSES)
# Few examples to learn from and many to judge by: a large network then learns the noise.
_FEW, _FEWER = (0.15, 0.75, 0.1), (0.1, 0.8, 0.1)

_ROWS = (
    Preset(
        "rates",
        "Three learning rates",
        "Too small crawls, good falls steadily, too large leaps over every valley and never "
        "settles.",
        "train",
        100,
        _sample("circle", (4, 2), _STEADY),
        (
            Entrant("α 0.001, too small", {"learning_rate": 0.001}),
            Entrant("α 0.1, good", {"learning_rate": 0.1}),
            Entrant("α 10, too large", {"learning_rate": 10.0}),
        ),
    ),
    Preset(
        "batches",
        "Batch, stochastic and mini-batch",
        "Batch gradient descent goes smoothly but makes one step an epoch; stochastic makes one "
        "for each example and trembles; mini-batches lie between.",
        "train",
        60,
        _sample("circle", (4, 2), _STEADY, noise=0.2),
        (
            Entrant("batch: all 350", {"batch_size": 350}),
            Entrant("stochastic: 1", {"batch_size": 1}),
            Entrant("mini-batch: 10", {"batch_size": 10}),
        ),
    ),
    Preset(
        "dropout",
        "With and without dropout",
        "The gap between training loss and validation loss (dashed): with half of the hidden "
        "units off at a time it stays smaller, and the border smoother.",
        "both",
        300,
        _sample("gaussians", (64, 64), _QUICK, activation="relu", noise=0.4, parts=_FEWER),
        (
            Entrant("no dropout"),
            Entrant("keep p = 0.5", {"keep_probability": 0.5}),
        ),
    ),
    Preset(
        "early_stopping",
        "With and without early stopping",
        "The validation loss (dashed) falls, then rises again while the training loss still "
        "falls: early stopping ends there and brings the best weights back.",
        "both",
        300,
        _sample("circle", (32,), _QUICK, noise=0.3, parts=_FEW),
        (
            Entrant("to the end"),
            Entrant("patience 30", {"patience": 30}),
        ),
    ),
    Preset(
        "depth",
        "Deep against wide",
        "Both have 177 parameters: three layers of 8, or one layer of 44. On the spirals the deep "
        "one learns faster.",
        "train",
        200,
        _sample("spiral", (8, 8, 8), _QUICK.replace(batch_size=25), activation="relu", seed=6),
        (
            Entrant("deep: 8 · 8 · 8"),
            Entrant("wide: 44", hidden=(44,)),
        ),
    ),
    Preset(
        "linear",
        "Linear model against network",
        "A linear model draws one straight line and can do no better than about 6 in 10 here; six "
        "hidden units bend the line around the disc.",
        "train",
        100,
        _sample("circle", (4, 2), _STEADY),
        (
            Entrant("linear model", hidden=()),
            Entrant("4 + 2 hidden units"),
        ),
    ),
)
PRESETS: dict[str, Preset] = {row.key: row for row in _ROWS}
