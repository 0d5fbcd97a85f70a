"""What the data panel's sliders offer, how their values read, and what is told of the data."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QElapsedTimer

from engine import EngineError, datasets
from engine.data.datasets import (
    ArrayFileSource,
    Dataset,
    FileSource,
    GeneratedSource,
    ImageFolderSource,
    TableSource,
)
from gui.editing import notices
from gui.editing.document import Document
from gui.look.translate import tr

Fractions = tuple[float, float, float]

_SAME_STEP_MS = 2000

NOISE = tuple(range(0, 51, 5))  # percent
SAMPLES = (50, 100, 200, 300, 500, 800, 1200, 2000, 5000, 10_000, 20_000)
BATCH_SIZES = (1, 2, 4, 5, 8, 10, 16, 20, 32, 50, 64, 100, 128, 200, 256, 500, 1000)
USUAL: Fractions = (0.7, 0.2, 0.1)
UNSPLIT: Fractions = (1.0, 0.0, 0.0)
SPLITS: tuple[Fractions, ...] = (
    (0.1, 0.8, 0.1),
    (0.2, 0.7, 0.1),
    (0.3, 0.6, 0.1),
    (0.4, 0.5, 0.1),
    (0.5, 0.4, 0.1),
    (0.6, 0.3, 0.1),
    USUAL,
    (0.8, 0.1, 0.1),
    (0.8, 0.2, 0.0),
    (0.9, 0.1, 0.0),
    UNSPLIT,
)


class Streak:
    """The same key for changes of one kind that follow each other quickly: one step."""

    def __init__(self) -> None:
        self._since_change = QElapsedTimer()
        self._number = 0

    def key(self, kind: str) -> str:
        """The key of a change that is made now; "" has none."""
        if not self._since_change.isValid() or self._since_change.hasExpired(_SAME_STEP_MS):
            self._number += 1
        self._since_change.start()
        return f"data {kind} {self._number}" if kind else ""


def percent(value: int) -> str:
    """5 %."""
    return f"{value} %"


def count(value: int) -> str:
    """A whole number, thousands set apart: 10,000."""
    return f"{value:,}"


def shares(fractions: Fractions) -> str:
    """70 / 20 / 10."""
    return " / ".join(f"{100 * share:.3g}" for share in fractions)


def log_place(value: float) -> float:
    """Where a number stands on a logarithmic slider."""
    return math.log(max(value, 1))


def split_place(fractions: Fractions) -> float:
    """Where a split stands: by its training part, then by its validation part."""
    return fractions[0] + 0.1 * fractions[1]


def seed_of(data: Dataset) -> int:
    """The seed that the person sees: the points' own, or the split's."""
    return data.source.seed if isinstance(data.source, GeneratedSource) else data.split_seed


def key_of(data: Dataset) -> str:
    """The key of the generator or the table that the data come from; "" for others."""
    source = data.source
    return source.name if isinstance(source, GeneratedSource | TableSource) else ""


def is_drawn(data: Dataset) -> bool:
    """Whether chance draws them, so that there can be more of them, and noise."""
    source = data.source
    return isinstance(source, GeneratedSource) and not datasets.GENERATORS[source.name].exact


def with_changes(source: GeneratedSource, **changes: Any) -> GeneratedSource:
    """The same source but for some of its values."""
    return replace(source, **changes)


def chosen(key: str, present: Dataset) -> tuple[GeneratedSource, Fractions]:
    """What another generator is asked for, and its split: as the present data, where it can be."""
    row, source = datasets.GENERATORS[key], present.source
    if row.exact:
        return GeneratedSource(key, row.samples, 0.0, 0), UNSPLIT
    if not isinstance(source, GeneratedSource):
        return GeneratedSource(key, row.samples, 0.0, 0), present.fractions or USUAL
    before = datasets.GENERATORS[source.name]
    usual = source.samples == before.samples
    samples = row.samples if usual or before.exact else source.samples
    fractions = USUAL if before.exact else present.fractions or USUAL
    return GeneratedSource(key, samples, source.noise, source.seed), fractions


def made_again(source: GeneratedSource, present: Dataset) -> Dataset:
    """Points of the source, with the features that the present data have by hand.

    They are scaled as before if they only change; where a feature is not defined, it goes.
    """
    data = datasets.rebuild(source)
    same = isinstance(present.source, GeneratedSource) and present.source.name == source.name
    if same:
        data = replace(data, scaling=present.scaling)
    if data.input_names != present.input_names:
        return data
    try:
        return replace(data, features=present.features)
    except EngineError:
        if same:
            raise
        return data


def summary(data: Dataset) -> str:
    """How much of what there is, in one line."""
    rows, columns = data.inputs.shape
    examples = tr("{count} examples", count=count(rows))
    width = tr("1 column") if columns == 1 else tr("{count} columns", count=columns)
    return f"{examples} · {width}"


def source_in_words(data: Dataset) -> str:
    """The file's path, or the title, with what was noted on reading."""
    source = data.source
    if isinstance(source, FileSource | ArrayFileSource | ImageFolderSource):
        return "\n".join((source.path, *data.notes))
    if isinstance(source, TableSource):
        return "\n".join((data.title, tr(datasets.TABLES[source.name].origin), *data.notes))
    return "\n".join((data.title, *data.notes))


def tell_repair(document: Document, sentences: Sequence[str]) -> None:
    """Say what was changed so that the network fits the data, with a way back."""
    stack = document.undo_stack
    after = stack.index()

    def undo() -> None:
        if stack.index() == after:
            stack.undo()
            return
        notices.bus.post(
            notices.Notice(
                "info",
                tr("There were other edits since."),
                tr("Undo goes back through them one by one."),
            )
        )

    notices.bus.post(
        notices.Notice(
            "info",
            tr("The network was fitted to the data."),
            " ".join(sentences),
            action=(tr("Undo"), undo),
        )
    )
