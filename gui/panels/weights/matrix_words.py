"""What the numbers in the matrices are, in words."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from gui.editing.document import Document
from gui.look.translate import tr
from gui.look.words import compact, fixed, unit_name
from gui.panels.weights.levels import Ints, Level

Singles = NDArray[np.float32]


class MatrixWords:
    """Says what stands at a row and a column of a level's matrix."""

    def __init__(self, document: Document) -> None:
        self._document = document

    def weight(self, level: Level, values: Singles, row: int, column: int) -> str:
        """Of a weight: between which units, and where it stands."""
        source, target = self._name(level.sources[column]), self._name(level.units[row])
        weight = float(values[row, column])
        if np.isnan(weight):
            return tr("{source} and {target} are not connected", source=source, target=target)
        return tr(
            "{source} → {target}:  w = {weight}   (row {row}, column {column})",
            source=source,
            target=target,
            weight=fixed(weight, 4),
            row=row + 1,
            column=column + 1,
        )

    def activation(self, level: Level, values: Singles, rows: Ints, row: int, column: int) -> str:
        """Of an activation: of which unit, for which of the examples `rows`."""
        return tr(
            "{unit} for example {example}:  a = {value}",
            unit=self._name(level.units[row]),
            example=f"{int(rows[column]):,}",
            value=compact(float(values[row, column])),
        )

    def mask(
        self,
        level: Level,
        values: Singles,
        steps: Ints,
        rows: Ints,
        row: int,
        column: int,
    ) -> str:
        """Of a mask: whether the unit was kept, in which step or for which example."""
        factor = float(values[row, column])
        fate = tr("kept, × {factor}", factor=compact(factor)) if factor else tr("dropped")
        unit = self._name(level.units[row])
        if len(steps):
            step = f"{int(steps[column]) + 1:,}"
            return tr("{unit} in step {step}:  {fate}", unit=unit, step=step, fate=fate)
        example = f"{int(rows[column]):,}"
        return tr("{unit} for example {example}:  {fate}", unit=unit, example=example, fate=fate)

    def _name(self, unit: int) -> str:
        network = self._document.network
        return unit_name(network, int(unit)) if network.has_unit(int(unit)) else str(unit)


def hint(picture: str) -> str:
    """How to read "weights", "activations" or "masks"."""
    return _HINTS[picture]()


_HINTS = {
    "weights": lambda: tr("Rows: targets. Columns: sources. Hatched: not connected."),
    "activations": lambda: tr(
        "Rows: units. Columns: examples of the next mini-batch. "
        "Larger inputs look like the scale's ends."
    ),
    "masks": lambda: tr("Rows: units. Columns: the last steps. A kept unit is multiplied by 1/p."),
}
