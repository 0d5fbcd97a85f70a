"""What the picture of a layer's space shows, in words."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from engine.data.datasets import PARTS
from gui.editing.document import Document
from gui.look.translate import tr
from gui.look.words import compact, low, part_name, unit_name
from gui.panels.hidden.hidden_space import Shown

Floats = NDArray[np.float64]

_MOST_NAMED = 6


class HiddenWords:
    """Names axes and examples of a document."""

    def __init__(self, document: Document) -> None:
        self._document = document

    def titles(self, shown: Shown) -> tuple[str, str]:
        """What the axes are, where that is not a choice of the person's."""
        if shown.components is not None:
            first, second = (
                tr(
                    "component {number} ({share} %)",
                    number=number,
                    share=f"{100 * share:.0f}",
                )
                for number, share in enumerate(shown.components.shares.tolist(), start=1)
            )
            return first, second
        found = [self._axis(shown, place) for place in (0, 1)]
        return found[0], found[1]

    def example(self, row: int, shown: Shown, layer: Floats) -> str:
        """One example: its part, its target, and what the layer's units make of it."""
        data = self._document.data
        part = next((part for part in PARTS if row in data.rows(part)), None)
        named = shown.units[:_MOST_NAMED] if shown.components is not None else self._held(shown)
        network = self._document.network
        numbers = ", ".join(
            f"{unit_name(network, int(unit))} = {compact(float(layer[shown.units == unit][0]))}"
            for unit in named
        )
        more = ", …" if shown.components is not None and len(shown.units) > _MOST_NAMED else ""
        return tr(
            "{part} example {row}, {target}:  {numbers}",
            part=part_name(part).capitalize() if part else "",
            row=f"{row + 1:,}",
            target=self._target(row),
            numbers=numbers + more,
        )

    def summary(self, count: int, title: str, *, test: bool, decided: bool) -> str:
        """How many examples are seen, and what to look for."""
        data = self._document.data
        whole = sum(len(data.rows(part)) for part in (PARTS if test else PARTS[:2]))
        if count < whole:
            text = tr(
                "{count} of {all} examples, evenly chosen, as {layer} sees them.",
                count=f"{count:,}",
                all=f"{whole:,}",
                layer=title,
            )
        else:
            text = tr("{count} examples as {layer} sees them.", count=f"{count:,}", layer=title)
        if decided:
            text += " " + tr("The output reads only this: its border is a straight line.")
        return text

    def _axis(self, shown: Shown, place: int) -> str:
        if len(shown.units) > 1:
            return ""
        if place:
            return low(self._document.data.target_names[0])
        return unit_name(self._document.network, int(shown.units[0]))

    def _held(self, shown: Shown) -> NDArray[np.int64]:
        places = [held[0] for axis in shown.axes if len(held := np.flatnonzero(axis))]
        return shown.units[places]

    def _target(self, row: int) -> str:
        data = self._document.data
        numbers = data.class_numbers
        if numbers is not None and data.classes:
            return data.classes[int(numbers[row])]
        return f"{low(data.target_names[0])} = {compact(float(data.targets[row, 0]))}"
