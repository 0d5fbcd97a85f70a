"""Pages for predicted numbers: predicted against true, and the residuals."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from engine import metrics
from gui.look.translate import tr
from gui.look.words import compact, fixed, part_name
from gui.panels.output.page import Page, ShownRows
from gui.panels.output.subject import Subject
from gui.panels.widgets import scales
from gui.panels.widgets.scatter_view import ScatterView
from gui.panels.widgets.section import label

Floats = NDArray[np.float64]

_MARGIN = 0.06
_BARS = 25
_SHRINK = 0.4  # an axis gives room back only when so little of it is used


class _OfNumbers(Page):
    """Marks over two numbers, for one output; below them how far predictions are off."""

    view: ScatterView

    def __init__(self, names: tuple[str, str], line: str) -> None:
        super().__init__()
        self.view = ScatterView(names, line)
        self.view.let_choose(self._tell)
        self.view.picked.connect(lambda number: self.chosen.emit(int(self._shown.rows[number])))
        self.told = label("", "secondary", wrap=True)
        self.column.addWidget(self.view)
        self.column.addWidget(self.told)

    def lay_out(self, subject: Subject) -> None:
        """Set the axes; the marks come with the answers."""
        self._subject, self._shown = subject, ShownRows(subject)
        self.view.set_marks(None)

    def refresh(self, subject: Subject) -> None:
        """Place the marks anew."""
        self._subject = subject
        shown, column = self._shown, subject.column
        outputs = subject.outputs(shown.rows)
        if outputs is None:
            self.view.set_marks(None)
            self.told.setText("")
            return
        predicted, true = outputs[:, column], subject.data.targets[shown.rows, column]
        points = self._points(predicted, true)
        self.view.set_marks(shown.marks(subject, np.nan_to_num(points), plain=True))
        self.told.setText(_figures(subject))

    def mark(self, row: int | None) -> None:
        """Make the chosen example stand out."""
        self.view.set_chosen(self._shown.number_of(row))

    def set_hint(self, text: str) -> None:
        """Say why there is nothing to see."""
        self.view.set_hint(text)

    def _tell(self, number: int) -> str:
        return self._subject.tell(int(self._shown.rows[number]))

    def _points(self, predicted: Floats, true: Floats) -> Floats:
        raise NotImplementedError


class AgainstPage(_OfNumbers):
    """What is predicted over what is true: right predictions stand on the diagonal."""

    def __init__(self) -> None:
        super().__init__((tr("target y"), tr("prediction ŷ")), "diagonal")
        self.view.say(tr("Predicted against true; right predictions stand on the diagonal"))

    def lay_out(self, subject: Subject) -> None:
        """Let both axes hold all targets."""
        super().lay_out(subject)
        ends = _range(subject)
        self.view.set_ranges(ends, ends)

    def _points(self, predicted: Floats, true: Floats) -> Floats:
        return np.stack([true, predicted], axis=1)


class ResidualsPage(_OfNumbers):
    """How far each prediction is off, over what is predicted, with a histogram."""

    def __init__(self) -> None:
        super().__init__((tr("prediction ŷ"), tr("residual ŷ − y")), "level")
        self.view.say(tr("Residuals, predicted minus true, over the predictions"))

    def lay_out(self, subject: Subject) -> None:
        """Let the axis hold all targets; how high it reaches is found with the answers."""
        super().lay_out(subject)
        self._reach = 0.0

    def _points(self, predicted: Floats, true: Floats) -> Floats:
        residuals = predicted - true
        finite = np.abs(residuals[np.isfinite(residuals)])
        most = float(finite.max()) if len(finite) else 1.0
        if not self._reach or not _SHRINK * self._reach <= most <= self._reach:
            self._reach = scales.at_least(most)
        self.view.set_ranges(_range(self._subject), (-self._reach, self._reach))
        bands = np.clip((residuals + self._reach) / (2 * self._reach) * _BARS, 0, _BARS - 1)
        counted = np.bincount(bands[np.isfinite(bands)].astype(np.int64), minlength=_BARS)
        self.view.show_counts(np.asarray(counted, np.int64))
        return np.stack([predicted, residuals], axis=1)


def _range(subject: Subject) -> tuple[float, float]:
    column = subject.data.targets[:, subject.column]
    low, high = float(column.min()), float(column.max())
    margin = _MARGIN * (high - low) or 1.0
    return low - margin, high + margin


def _figures(subject: Subject) -> str:
    """R² and the root of the mean squared error of each part."""
    told = []
    for part in subject.parts:
        rows = subject.data.shown_rows(part)
        outputs = subject.outputs(rows)
        if outputs is None or not len(rows) or not np.isfinite(outputs).all():
            continue
        column = slice(subject.column, subject.column + 1)
        found = metrics.regression(outputs[:, column], subject.data.targets[rows, column])
        r2, rmse = fixed(found["r2"]), compact(found["rmse"])
        told.append(tr("{part} R² {r2}, RMSE {rmse}", part=part_name(part), r2=r2, rmse=rmse))
    return "\n".join(told)
