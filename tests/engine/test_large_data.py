"""What is found out from every row is the same, however the rows are taken."""

from __future__ import annotations

import tracemalloc
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from engine import Network, TrainingSettings, project_file
from engine.computing import examples
from engine.data import dataset, datasets, memory, scaling
from engine.data.encodings import detect_encoding

RNG = np.random.default_rng(5)
INPUTS = np.column_stack(
    [RNG.normal(size=(1000, 5)) * [1, 1e3, 1e-3, 5, 1] + 7, np.ones(1000), RNG.integers(0, 2, 1000)]
)
TARGETS = RNG.integers(0, 3, 1000)


def large(monkeypatch: pytest.MonkeyPatch, scaled: str) -> datasets.Dataset:
    """The table taken in small pieces."""
    monkeypatch.setattr(scaling, "_LARGE", 10)
    monkeypatch.setattr(dataset, "_BLOCK", 64)
    made = datasets.from_arrays(INPUTS, TARGETS, task="multiclass").split()
    return replace(made, scaling=scaled)


@pytest.mark.parametrize("scaled", ["none", "standardize", "minmax"])
def test_a_large_table_is_scaled_as_a_small_one(monkeypatch: pytest.MonkeyPatch, scaled: str):
    data = large(monkeypatch, scaled)
    rows = INPUTS[data.train_rows]
    mean, scale = np.zeros(7), np.ones(7)
    if scaled == "standardize":
        mean, scale = rows.mean(axis=0), rows.std(axis=0)
        mean[5:], scale[5:] = 0.0, 1.0  # only 0 and 1: they stay as they are
    elif scaled == "minmax":
        mean, scale = rows.min(axis=0), np.ptp(rows, axis=0)
        scale[5] = 1.0
    recipe = data.recipe
    assert recipe.input_mean == pytest.approx(mean)
    assert recipe.input_scale == pytest.approx(scale)
    wanted = np.abs((INPUTS - mean) / scale).max(axis=0)
    assert data.prepared().reaches == pytest.approx(wanted)


def test_means_ends_and_classes_are_those_of_all_rows(monkeypatch: pytest.MonkeyPatch):
    data = large(monkeypatch, "none")
    assert data.means == pytest.approx(INPUTS.mean(axis=0))
    assert np.array_equal(data.ends[0], INPUTS.min(axis=0))
    assert np.array_equal(data.ends[1], INPUTS.max(axis=0))
    assert data.input_range == (INPUTS.min(), INPUTS.max())
    numbers = data.class_numbers
    assert numbers is not None
    assert np.array_equal(numbers, TARGETS)
    assert not numbers.flags.writeable


# How very many numbers are kept

LINES = "".join(f"{n / 8},{1_600_000_000 + n},{n / 10},{'ab'[n % 2]}\n" for n in range(40))
TABLE = "eighths,moment,tenths,kind\n" + LINES


@pytest.fixture
def few_are_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory, "LARGE", 10)


@pytest.mark.usefixtures("few_are_many")
def test_very_many_numbers_are_kept_as_training_takes_them():
    data = datasets.read_text(TABLE, datasets.Reading(ignore=("moment",)))
    assert data.inputs.dtype == np.float32
    assert data.inputs[:, 0].tolist() == [n / 8 for n in range(40)]
    assert data.inputs[:, 1] == pytest.approx([n / 10 for n in range(40)])
    assert data.recipe.input_mean == pytest.approx([2.4375, 1.95])
    assert data.raw(np.array([1])).dtype == np.float64


@pytest.mark.usefixtures("few_are_many")
def test_a_column_that_float32_would_blur_keeps_the_table_exact():
    data = datasets.read_text(TABLE)
    assert data.inputs.dtype == np.float64
    assert data.inputs[:, 1].tolist() == [1_600_000_000 + n for n in range(40)]


def test_a_table_of_usual_size_is_kept_exactly():
    data = datasets.read_text(TABLE)
    assert data.inputs[:, 2].tolist() == [n / 10 for n in range(40)]


@pytest.mark.usefixtures("few_are_many")
@pytest.mark.parametrize(
    ("given", "kept"),
    [(np.uint8, np.float32), (np.float32, np.float32), (np.float64, np.float64)],
)
def test_arrays_of_very_many_numbers_are_never_rounded(given: type, kept: type):
    inputs = np.arange(40).reshape(20, 2).astype(given)
    data = datasets.from_arrays(inputs, np.arange(20.0))
    assert data.inputs.dtype == kept
    assert np.array_equal(data.inputs, inputs)


@pytest.mark.usefixtures("few_are_many")
def test_very_many_numbers_come_back_from_a_project(tmp_path: Path):
    data = datasets.read_text(TABLE, datasets.Reading(ignore=("moment",))).split()
    network = Network.layered((2, 1), "tanh", "sigmoid")
    path = tmp_path / "large.netloom"
    project_file.save(path, project_file.Project(network, data, TrainingSettings()))
    opened = project_file.load(path).data
    assert opened.inputs.dtype == np.float32
    assert np.array_equal(opened.inputs, data.inputs)
    assert np.array_equal(opened.train_rows, data.train_rows)


@pytest.mark.parametrize("precision", ["float32", "float64"])
def test_examples_scaled_in_pieces_are_those_of_all_at_once(
    monkeypatch: pytest.MonkeyPatch, precision: str
):
    monkeypatch.setattr(examples, "_BLOCK", 64)
    data = datasets.from_arrays(INPUTS, TARGETS, task="multiclass").split()
    data = replace(data, scaling="standardize")
    table = examples.PreparedData(data, precision).examples.table
    wanted = np.hstack([data.targets, data.recipe.apply_inputs(data.inputs)])
    assert np.array_equal(table[:, -10:], wanted.astype(precision))


def test_the_encoding_is_found_with_one_piece_of_the_file_in_memory():
    pieces = (bytes([65 + n % 20]) * 2**17 for n in range(100))
    tracemalloc.start()
    found = detect_encoding(b"x,y\n", pieces)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert found == "utf-8"
    assert peak < 2**21
