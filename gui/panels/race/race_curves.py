"""The losses of all variants in one chart. Import only after the first paint: pyqtgraph is slow."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from engine import Standing, Variant
from gui.look.translate import tr
from gui.look.words import compact
from gui.panels.charts.chart import Chart
from gui.panels.charts.series import Series, best_row
from gui.panels.race.race_look import LINES, colour_name, line
from gui.panels.widgets import scales
from gui.run.history import History

KEYS_WIDTH = 150
_WIDTH, _CHOSEN_WIDTH = 1.6, 3.0
# A chart ends at so many times the loss that the middle variant begins with.
_OFF_THE_CHART = 10.0


class RaceCurves(Chart):
    """One curve for each variant, or two: the validation loss dashed."""

    def __init__(self) -> None:
        super().__init__(compact, tr("Loss of every variant over the epochs"), KEYS_WIDTH)

    def show_race(
        self,
        variants: Sequence[Variant],
        histories: Sequence[History],
        shown: str,
        chosen: int | None,
        *,
        logarithmic: bool,
    ) -> None:
        """Draw the "train" or "validation" loss, or "both"; the chosen variant's are thicker."""
        epochs = np.unique(np.concatenate([np.empty(0), *(one.epochs for one in histories)]))
        parts = ("train", "validation") if shown == "both" else (shown,)
        series = []
        for number, (variant, history) in enumerate(zip(variants, histories, strict=True)):
            for part in parts:
                dashed = part == "validation" if len(parts) > 1 else None
                series.append(
                    Series(
                        _key(number, variant) if part == parts[0] else "",
                        colour_name(number),
                        _CHOSEN_WIDTH if number == chosen else _WIDTH,
                        _at(epochs, history.epochs, history.column(f"{part}_loss")),
                        line=line(number) if dashed is None else LINES[dashed],
                    )
                )
        columns = [one.values for one in series]
        up = scales.decades(columns) if logarithmic else _calm_range(columns)
        self.show_series(epochs, series, up, logarithmic=logarithmic)

    def mark_end(
        self, standings: Sequence[Standing], histories: Sequence[History], chosen: int | None
    ) -> None:
        """Mark the end that a rule made of the chosen variant, or else the first, and its best."""
        ended = [number for number, one in enumerate(standings) if one.outcome == "stopped"]
        number = chosen if chosen in ended else next(iter(ended), None)
        stop = best = None
        if number is not None and len(histories[number]):
            epochs = histories[number].epochs
            row = best_row(epochs, histories[number].column("validation_loss"))
            stop, best = float(epochs[-1]), None if row is None else float(epochs[row])
        self.show_stop(stop, stop or 0.0)
        self.show_best(best, best or 0.0)


def _key(number: int, variant: Variant) -> str:
    return f"{number + 1}  {variant.name}"


def _at(epochs: scales.Floats, known: scales.Floats, values: scales.Floats) -> scales.Floats:
    """The values where they are known, a straight line where one was thinned, NaN after the last.

    `known` are among `epochs`.
    """
    if len(known) == 0:
        return np.full(len(epochs), np.nan)
    found = np.interp(epochs, known, values, right=np.nan)
    found[np.searchsorted(epochs, known)] = values
    return found


def _calm_range(columns: list[scales.Floats]) -> scales.Range:
    """Up to the highest loss; but one that explodes may leave the others their room."""
    starts = [column[0] for column in columns if len(column) and np.isfinite(column[0])]
    usual = _OFF_THE_CHART * float(np.median(starts)) if starts else 1.0
    low, high = scales.loss_range(columns)
    return low, min(high, scales.at_least(usual))
