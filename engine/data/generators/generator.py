"""What every generator of examples is: a row with a function that draws points."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine import given
from engine.data.dataset import Dataset, Task
from engine.data.draws import Draws
from engine.data.formula import parse
from engine.data.sources import GeneratedSource
from engine.errors import DataError

Floats = NDArray[np.float64]
Points = tuple[Floats, Floats]

LIMIT = 6.0  # every input lies between −6 and 6
RADIUS = 5.0
MOST_NOISE = 0.5
MOST_SAMPLES = 1_000_000
_LEAST_SAMPLES = 4


@dataclass(frozen=True, slots=True)
class Knob:
    """One number more that a generator can be asked with, from `low` to `high` by `step`."""

    label: str
    low: float
    high: float
    step: float
    usual: float


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to be drawn: so many points, with this noise, and the knob's value (0 without)."""

    count: int
    noise: float
    draws: Draws
    knob: float = 0.0
    formula: str = ""


@dataclass(frozen=True, slots=True)
class Generator:
    """One row. `draw(wish)` gives points (n, d) and targets (n,), for classes their numbers.

    `classes` are names, or a function of the knob. A generator that is `exact` is a whole table:
    its number of samples and its noise are fixed. `formula` is the usual one where one is typed.
    """

    key: str
    label: str
    hint: str
    task: Task
    classes: tuple[str, ...] | Callable[[float], tuple[str, ...]]
    samples: int
    draw: Callable[[Wish], Points]
    inputs: tuple[str, ...] = ("x1", "x2")
    knob: Knob | None = None
    exact: bool = False
    formula: str = ""

    def make(
        self,
        samples: int | None = None,
        noise: float = 0.0,
        seed: int = 0,
        *,
        knob: float | None = None,
        formula: str = "",
    ) -> Dataset:
        """`samples` points (None: the usual number). Raises DataError outside the bounds.

        `noise` runs from 0 to 0.5. Classes get equally many points, odd ones go to the first.
        `knob` (None: as usual) and `formula` ("": as usual) are for those that have one.
        """
        source = self._source(samples, noise, seed, knob, formula)
        turned = source.knob if source.knob is not None else 0.0
        wish = Wish(source.samples, source.noise, Draws(source.seed), turned, source.formula)
        points, targets = self.draw(wish)
        order = wish.draws.permutation(len(points)) if not self.exact else np.arange(len(points))
        classes = self.classes(turned) if callable(self.classes) else self.classes
        return Dataset(
            points[order],
            _as_targets(targets[order], self.task, len(classes)),
            parse(source.formula).variables if source.formula else self.inputs,
            classes if self.task == "multiclass" else ("y",),
            self.task,
            classes,
            title=self.label,
            source=source,
            # What a formula gives may be of any size.
            scaling="standardize" if self.formula else "none",
        )

    def _source(
        self,
        samples: int | None,
        noise: float,
        seed: int,
        knob: float | None,
        formula: str,
    ) -> GeneratedSource:
        wanted = self.samples if samples is None else samples
        count = given.whole(wanted, "The number of samples", DataError)
        noise = given.number(noise, "The noise", DataError)
        _check(count, noise)
        if self.exact and (count != self.samples or noise):
            raise DataError(
                "{title} is a table of {count} rows: noise and the number of samples are fixed.",
                title=self.label,
                count=self.samples,
            )
        if formula and not self.formula:
            raise DataError("{title} has no formula of its own.", title=self.label)
        turned = self._turned(knob)
        number = given.whole(seed, "A seed", DataError)
        return GeneratedSource(self.key, count, noise, number, turned, formula or self.formula)

    def _turned(self, value: float | None) -> float | None:
        """The knob's value as one of its steps."""
        knob = self.knob
        if knob is None:
            if value is not None:
                raise DataError("{title} has nothing more to be set.", title=self.label)
            return None
        found = knob.usual if value is None else given.number(value, knob.label, DataError)
        if not knob.low <= found <= knob.high:
            raise DataError(
                "{label}: {value} is out of range.",
                "Choose from {low} to {high}.",
                label=knob.label,
                value=found,
                low=knob.low,
                high=knob.high,
            )
        return float(knob.low + round((found - knob.low) / knob.step) * knob.step)


def _as_targets(targets: Floats, task: Task, classes: int) -> Floats:
    if task == "multiclass":
        return np.eye(classes)[targets.astype(np.int64)]
    return targets[:, None]


def _check(samples: int, noise: float) -> None:
    if not _LEAST_SAMPLES <= samples <= MOST_SAMPLES:
        raise DataError(
            "{samples} samples cannot be drawn.",
            "Choose from {least} to {most}.",
            samples=samples,
            least=_LEAST_SAMPLES,
            most=MOST_SAMPLES,
        )
    if not 0.0 <= noise <= MOST_NOISE:
        raise DataError(
            "A noise of {noise} is out of range.",
            "Noise is a fraction from 0 to {most}.",
            noise=noise,
            most=MOST_NOISE,
        )


def shares(count: int, classes: int) -> Floats:
    """The class (0 first) of every point, (count,): equally many, odd ones to the first."""
    sizes = [count // classes + (number < count % classes) for number in range(classes)]
    return np.repeat(np.arange(classes, dtype=np.float64), sizes)


def shifted(points: Floats, reach: float, wish: Wish) -> Floats:
    """Where the points seem to be for the rule that decides their target, (n, d)."""
    count, width = points.shape
    shift = np.stack([wish.draws.uniform(-reach, reach, count) for _ in range(width)], axis=1)
    return points + wish.noise * shift


def spread(reach: float, wish: Wish, width: int = 2) -> Floats:
    """Points (count, width) anywhere from −reach to reach."""
    columns = [wish.draws.uniform(-reach, reach, wish.count) for _ in range(width)]
    return np.stack(columns, axis=1)
