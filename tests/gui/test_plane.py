"""The plane that is watched first: the two columns that go with the targets most."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.feature_selection import f_classif, r_regression

from engine import datasets
from gui.run.plane import first_plane, shares_explained


def test_the_share_between_classes_is_that_of_the_analysis_of_variance() -> None:
    data = datasets.load("iris").split()
    rows = data.train_rows
    f, _ = f_classif(data.inputs[rows], data.class_numbers[rows])
    share = shares_explained(data)
    within = len(rows) - 3
    assert share / (1 - share) * within / 2 == pytest.approx(f)


def test_with_a_number_to_predict_it_is_the_squared_correlation() -> None:
    data = datasets.load("diabetes").split()
    rows = data.train_rows
    expected = r_regression(data.inputs[rows], data.targets[rows, 0]) ** 2
    assert shares_explained(data) == pytest.approx(expected)


def test_iris_is_first_seen_over_its_petals() -> None:
    data = datasets.load("iris").split()
    plane = first_plane(data)
    names = data.input_names[plane.x], data.input_names[plane.y]
    assert names == ("petal length", "petal width")


def test_columns_that_tell_nothing_stay_in_their_order() -> None:
    rng = np.random.default_rng(0)
    inputs = np.column_stack([np.ones(60), np.zeros(60), 1e300 * rng.normal(size=60), np.ones(60)])
    data = datasets.from_arrays(inputs, rng.normal(size=60), task="regression")
    plane = first_plane(data)
    assert (plane.x, plane.y) == (0, 2)
    alone = datasets.from_arrays(inputs[:, 2:3], inputs[:, 2], task="regression")
    assert (first_plane(alone).x, first_plane(alone).y) == (0, 0)
