"""Finding a learning rate: a range test on a copy of a run, one mini-batch for each rate.

The rate grows by the same factor from step to step (L. N. Smith, "Cyclical Learning Rates for
Training Neural Networks", WACV 2017, section 3.3, grows it linearly; the exponential growth and the
rule below are those of J. Howard and S. Gugger, "fastai: A Layered API for Deep Learning", 2020):

    loss │‾‾‾‾‾‾‾‾‾‾‾‾\\                  /      too small: nothing happens
         │             \\               /       too large: the loss explodes
         │              \\____________•          • lowest loss; a tenth of its rate is suggested
         └───────────────────────────────
          10⁻⁶     10⁻⁴     10⁻²     1
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from engine import given
from engine.errors import Cancelled, Diverged, SettingsError

if TYPE_CHECKING:
    from engine.training.trainer import Trainer

Floats = NDArray[np.float64]
Progress = Callable[[float], bool]

LOWEST, HIGHEST, STEPS = 1e-6, 10.0, 141
# The same examples measure the loss after every step, so that rates are compared, not batches.
_EXAMPLES = 1000
_SMOOTHED_OVER = 5
_EXPLODED = 4.0
_LEAST_FALL = 0.01
_BACK_OFF = 10.0


@dataclass(frozen=True, eq=False)
class RateSearch:
    """What a search found: s rates in growing order, and the loss after a step with each.

    losses          (s,) mean loss over up to 1,000 training examples, the same ones each time
    smoothed        (s,) centred medians of five of them
    start_loss      the loss before the first step
    suggestion      a tenth of the rate with the lowest smoothed loss, rounded to one digit; None
                    where the loss did not fall by a hundredth of itself
    reason          where the suggestion comes from, or why there is none, in a sentence
    exploded        whether the search ended because the loss did
    """

    rates: Floats
    losses: Floats
    smoothed: Floats
    start_loss: float
    suggestion: float | None
    reason: str
    exploded: bool


def find(
    trainer: Trainer,
    lowest: float = LOWEST,
    highest: float = HIGHEST,
    steps: int = STEPS,
    progress: Progress | None = None,
) -> RateSearch:
    """Try rates from `lowest` to `highest` on a copy of `trainer`, which is left as it is.

    The same run gives the same result. `progress` is told how much is done, from 0 to 1, and
    answers whether to go on. Raises Cancelled when it says no, DoesNotFit when there is nothing to
    train, and SettingsError for rates that cannot be.
    """
    rates = _rates(lowest, highest, steps)
    copy = trainer.copy()
    chosen = copy.settings.replace(
        schedule="constant", warmup_steps=0, max_epochs=0, max_seconds=0.0
    )
    every = -(-len(copy.data.train_rows) // _EXAMPLES)
    rows = copy.data.train_rows[::every]
    start = copy.loss(rows)
    losses: list[float] = []
    for rate in rates.tolist():
        if progress is not None and not progress(len(losses) / steps):
            raise Cancelled
        copy.change_settings(chosen.replace(learning_rate=rate))
        try:
            copy.step()
        except Diverged:
            break
        loss = copy.loss(rows)
        if not math.isfinite(loss):
            break
        losses.append(loss)
        if loss > max(_EXPLODED * min(losses), start):
            break
    return _judged(rates[: len(losses)], np.array(losses), start, len(losses) < steps)


def _rates(lowest: float, highest: float, steps: int) -> Floats:
    low = given.number(lowest, "The lowest rate", SettingsError)
    high = given.number(highest, "The highest rate", SettingsError)
    count = given.whole(steps, "The number of rates", SettingsError)
    if not (0.0 < low < high < math.inf and count > 1):
        raise SettingsError(
            "Rates cannot be tried from {low:g} to {high:g} in {count} steps.",
            "Begin above 0, end higher, and take at least 2 steps.",
            low=low,
            high=high,
            count=count,
        )
    return np.geomspace(low, high, count)


def _judged(rates: Floats, losses: Floats, start: float, exploded: bool) -> RateSearch:
    smoothed = _smoothed(losses)
    suggestion = None
    if not len(losses):
        reason = (
            "The loss exploded at the smallest rate already: standardise inputs that are large."
        )
    elif start - smoothed.min() <= _LEAST_FALL * abs(start):
        reason = (
            "The loss did not fall at any rate. Where the weights are trained already there is "
            "little left to learn: reset, then search again."
        )
    else:
        best = float(rates[smoothed.argmin()])
        suggestion = float(f"{best / _BACK_OFF:.0e}")
        reason = f"A tenth of {best:.2g}, the rate with the lowest loss."
    return RateSearch(rates, losses, smoothed, start, suggestion, reason, exploded)


def _smoothed(losses: Floats) -> Floats:
    """Centred medians, which single spikes do not move; at the ends of as many as there are."""
    half = _SMOOTHED_OVER // 2
    around = (losses[max(0, place - half) : place + half + 1] for place in range(len(losses)))
    return np.array([np.median(values) for values in around])
