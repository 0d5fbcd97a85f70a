"""Painted data: classes and curves as datasets, parts that stay, projects that keep them."""

from __future__ import annotations

import numpy as np
import pytest

from engine import Network, Trainer, TrainingSettings, datasets, project_file
from engine.data.splitting import joined_parts
from engine.errors import DataError

SPLIT = (0.7, 0.2, 0.1)


def new(count: int) -> np.ndarray:
    return np.full(count, -1)


@pytest.fixture
def clouds():
    chance = np.random.default_rng(3)
    labels = np.repeat([0, 1, 2], 50)
    return chance.normal(size=(150, 2)) + labels[:, None], labels


def test_two_classes_are_one_output_and_more_are_one_each(clouds):
    points, labels = clouds
    few = labels < 2
    two = datasets.painted(points[few], labels[few], 2, parts=new(100), fractions=SPLIT)
    three = datasets.painted(points, labels, 3, parts=new(150), fractions=SPLIT)
    assert (two.task, two.targets.shape) == ("binary", (100, 1))
    assert (three.task, three.targets.shape) == ("multiclass", (150, 3))
    assert np.array_equal(three.class_numbers, labels)


def test_a_curve_is_a_regression_over_x():
    points = np.column_stack([np.linspace(-1, 1, 20), np.linspace(0, 1, 20) ** 2])
    data = datasets.painted(points, np.zeros(20), 0, parts=new(20), fractions=SPLIT)
    assert data.task == "regression"
    assert np.array_equal(np.hstack([data.inputs, data.targets]), points)


def test_every_class_is_met_in_every_part_by_its_share(clouds):
    points, labels = clouds
    data = datasets.painted(points, labels, 3, parts=new(150), fractions=SPLIT)
    for part, share in zip(datasets.PARTS, SPLIT, strict=True):
        counts = np.bincount(labels[data.rows(part)], minlength=3)
        assert counts.tolist() == [round(50 * share)] * 3


def test_no_example_changes_its_part_when_more_are_painted(clouds):
    points, labels = clouds
    before = datasets.painted(points[:90], labels[:90], 3, parts=new(90), fractions=SPLIT)
    parts = np.concatenate([before.part_numbers, new(60)])
    after = datasets.painted(points, labels, 3, parts=parts, fractions=SPLIT)
    assert np.array_equal(after.part_numbers[:90], before.part_numbers)


@pytest.mark.parametrize("count", [1, 2, 7, 10, 33])
def test_points_set_one_by_one_come_to_the_same_shares(count):
    parts = np.empty(0, np.int64)
    for _ in range(count):
        parts = np.append(parts, -1)
        parts = joined_parts(parts, np.zeros(len(parts), np.int64), SPLIT, 0)
    counts = np.bincount(parts, minlength=3)
    assert (np.abs(counts - count * np.array(SPLIT)) < 1.0).all()


def test_where_no_training_point_is_left_the_others_are_split_anew():
    data = datasets.painted(np.eye(2), np.array([0, 1]), 2, parts=np.array([1, 2]), fractions=SPLIT)
    assert len(data.train_rows) == 2


@pytest.mark.parametrize("classes", [1, 7])
def test_other_counts_of_classes_are_refused(classes):
    with pytest.raises(DataError, match="2 to 6 classes"):
        datasets.painted(np.eye(2), [0, 0], classes, parts=new(2), fractions=SPLIT)


def test_a_project_keeps_them_to_the_last_bit(clouds, tmp_path):
    points, labels = clouds
    data = datasets.painted(points / 3, labels, 3, parts=new(150), fractions=SPLIT, seed=4)
    network = Network.layered([2, 3], activation="tanh", output_activation="softmax")
    path = tmp_path / "painted.netloom"
    project_file.save(
        path, Trainer(network, data, TrainingSettings(loss="cross_entropy"), device="cpu")
    )
    again = project_file.load(path).data
    assert isinstance(again.source, datasets.PaintedSource)
    assert np.array_equal(again.inputs, data.inputs)
    assert np.array_equal(again.targets, data.targets)
    assert np.array_equal(again.part_numbers, data.part_numbers)
    assert (again.classes, again.title, again.fractions) == (data.classes, data.title, SPLIT)
