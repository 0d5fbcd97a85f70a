"""Sentences on a table: what the network will get of it, and how large things are."""

from __future__ import annotations

from engine.data.datasets import Dataset
from gui.look.translate import tr


def size_in_words(size: int) -> str:
    """So many bytes as 1.2 kB or 3.4 MB."""
    if size < 1_000_000:
        return f"{max(size / 1000, 0.1):.1f} kB"
    return f"{size / 1_000_000:.1f} MB"


def gets(data: Dataset, share: float = 1.0) -> str:
    """What the network gets: 150 examples, 4 inputs, 3 classes → 3 softmax outputs.

    Where only a `share` of the table was looked at, how many examples there are is a guess.
    """
    rows, columns = data.inputs.shape
    inputs = tr("1 input") if columns == 1 else tr("{count} inputs", count=columns)
    if share < 1.0:
        guess = _two_digits(rows / share)
        examples = tr("about {count} examples", count=f"{guess:,}")
    else:
        examples = tr("{count} examples", count=f"{rows:,}")
    return f"{examples}, {inputs}, {_outputs(data)}"


def _outputs(data: Dataset) -> str:
    if data.task == "binary":
        return tr("2 classes → 1 sigmoid output")
    count = data.targets.shape[1]
    if data.task == "multiclass":
        return tr("{count} classes → {count} softmax outputs", count=count)
    if count == 1:
        return tr("1 number to predict → 1 linear output")
    return tr("{count} numbers to predict → {count} linear outputs", count=count)


def _two_digits(number: float) -> int:
    return int(float(f"{number:.2g}"))
