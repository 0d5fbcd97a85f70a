"""Generators of examples. To add one: a function and a row in one of the files here."""

from __future__ import annotations

from engine.data.generators import gates, many_classes, numbers, two_classes
from engine.data.generators.generator import MOST_NOISE, MOST_SAMPLES, Generator, Knob

__all__ = ["GENERATORS", "MOST_NOISE", "MOST_SAMPLES", "Generator", "Knob"]

GENERATORS: dict[str, Generator] = {
    row.key: row for row in (*two_classes.ROWS, *gates.ROWS, *many_classes.ROWS, *numbers.ROWS)
}
