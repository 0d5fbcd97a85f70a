"""What is found out from every row is the same, however the rows are taken."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from engine.data import dataset, datasets, scaling

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
