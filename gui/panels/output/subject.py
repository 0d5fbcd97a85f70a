"""What the output panel shows: data, network and the latest answers, in one frozen piece."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from engine import Predictions, losses, metrics
from engine.data.datasets import Dataset, Part
from gui.look.translate import tr
from gui.look.words import compact, low, part_name
from gui.panels.widgets import surface
from gui.run.plane import Plane

Floats = NDArray[np.float64]
Rows = NDArray[np.int64]

_MOST_NAMED = 4


@dataclass(frozen=True, eq=False)
class Subject:
    """The data, what the network says about them, and which of it the person wants to see.

    names           of the outputs, one for each target column
    output          the target column that is shown, None for all classes at once
    parts           of the data whose examples are shown
    responses       (k, rows, columns) over the plane, of all outputs, raw numbers; None before any
    predictions     for the examples; None before there are any
    """

    data: Dataset
    names: tuple[str, ...]
    loss: str
    plane: Plane
    output: int | None = None
    parts: tuple[Part, ...] = ("train", "validation")
    responses: NDArray[np.floating] | None = None
    predictions: Predictions | None = None

    @property
    def column(self) -> int:
        """The target column that is shown; the first one where all are."""
        return self.output or 0

    @property
    def name(self) -> str:
        """What to call the output that is shown."""
        if self.output is None and len(self.names) > 1:
            return tr("all classes")
        return self.names[self.column] if self.column < len(self.names) else "ŷ"

    @property
    def has_classes(self) -> bool:
        """Whether examples belong to classes."""
        return self.data.task != "regression"

    @property
    def ends(self) -> surface.Range:
        """The ends of the colour scale of the output that is shown, in raw numbers."""
        return surface.value_range(self.data, self.loss, self.column)

    @cached_property
    def rows(self) -> Rows:
        """The examples of the parts that are shown, part by part."""
        return np.concatenate([self.data.shown_rows(part) for part in self.parts])

    # Answers

    def outputs(self, rows: Rows) -> Floats | None:
        """The outputs (n, k) for rows of the data, NaN where unknown; None before any is known."""
        found = self.predictions
        if found is None:
            return None
        unknown = np.full((1, found.outputs.shape[1]), np.nan)
        return np.asarray(np.vstack([found.outputs, unknown])[self._places[rows]])

    @cached_property
    def _places(self) -> Rows:
        places = np.full(len(self.data.inputs), -1, np.int64)
        if self.predictions is not None:
            places[self.predictions.rows] = np.arange(len(self.predictions.rows))
        return places

    def answered(self, rows: Rows) -> Rows | None:
        """The class (n,) that each row is taken for, −1 where unknown; None before any is known."""
        outputs = self.outputs(rows)
        if outputs is None or not self.has_classes:
            return None
        found = metrics.classes(outputs, losses.LOSSES[self.loss].threshold)
        return np.where(np.isnan(outputs).any(axis=1), -1, found)

    def wrong(self, rows: Rows) -> NDArray[np.bool_]:
        """Which rows are taken for another class than theirs; none for regression."""
        found, true = self.answered(rows), self.data.class_numbers
        if found is None or true is None:
            return np.zeros(len(rows), bool)
        return np.asarray((found >= 0) & (found != true[rows]))

    def confidences(self, rows: Rows) -> Floats:
        """How sure the network is of the class (n,) that it names, 0 to 1; NaN where unknown."""
        outputs = self.outputs(rows)
        if outputs is None:
            return np.full(len(rows), np.nan)
        if outputs.shape[1] > 1:
            return np.asarray(np.clip(outputs.max(axis=1), 0.0, 1.0))
        low_end, high_end = self.ends
        share = np.clip((outputs[:, 0] - low_end) / (high_end - low_end), 0.0, 1.0)
        return np.asarray(np.maximum(share, 1.0 - share))

    def pixels(self, row: int) -> Floats:
        """An example that is a picture, from 0 to 1 (rows, columns)."""
        shape = self.data.picture_shape
        assert shape is not None, "these data are no pictures"
        low_end, high_end = self.data.input_range
        pixels = self.data.inputs[row].reshape(shape)
        return np.asarray((pixels - low_end) / ((high_end - low_end) or 1.0))

    # In words

    def tell(self, row: int) -> str:
        """An example in a few lines: its part, inputs, target and prediction."""
        return "\n".join((self.title(row), self.inputs_in_words(row), *self.judged(row)))

    def title(self, row: int) -> str:
        """Which example it is."""
        parts: tuple[Part, ...] = ("train", "validation", "test")
        part = next((one for one in parts if row in self.data.rows(one)), None)
        if part is None:
            return tr("example {number}", number=row + 1)
        return tr("{part} example", part=part_name(part))

    def inputs_in_words(self, row: int) -> str:
        """Its inputs: x₁ = 0.3, x₂ = −1.2."""
        values = self.data.inputs[row].tolist()
        if self.data.picture_shape is not None:
            return tr("a picture of {rows} × {columns} pixels").format(
                rows=self.data.picture_shape[0], columns=self.data.picture_shape[1]
            )
        pairs = zip(self.data.input_names[:_MOST_NAMED], values, strict=False)
        told = ", ".join(f"{low(name)} = {compact(value)}" for name, value in pairs)
        return told if len(values) <= _MOST_NAMED else f"{told}, …"

    def judged(self, row: int) -> list[str]:
        """Its target and its prediction, and whether that is right."""
        data, rows = self.data, np.array([row])
        outputs = self.outputs(rows)
        numbers = data.class_numbers
        known = outputs is not None and not np.isnan(outputs).any()
        if numbers is None:
            told = [tr("target {value}", value=compact(float(data.targets[row, self.column])))]
            if outputs is not None and known:
                value = compact(float(outputs[0, self.column]))
                told.append(tr("prediction {value}", value=value))
            return [" · ".join(told)]
        told = [tr("target {value}", value=data.classes[numbers[row]])]
        found = self.answered(rows)
        if found is not None and known:
            share = f"{100 * self.confidences(rows)[0]:.0f}"
            name = data.classes[found[0]]
            told.append(tr("prediction {value} ({share} %)", value=name, share=share))
            told.append(tr("wrong") if found[0] != numbers[row] else tr("right"))
        return [" · ".join(told)]
