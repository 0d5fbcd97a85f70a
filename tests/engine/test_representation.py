"""What units make of the data, and its principal components, against float64 and scikit-learn."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.decomposition import PCA

from engine import Network, Trainer, TrainingSettings
from engine.data import datasets
from engine.study import representation as module
from engine.study.principal import principal
from tests.engine.graphs import examples
from tests.engine.reference import Reference


def trainer_for(count: int = 40) -> Trainer:
    network = Network.layered([2, 3, 2, 1], output_activation="tanh", seed=3)
    settings = TrainingSettings(precision="float64", batch_size=8)
    return Trainer(network, examples(network, "mse", count).split(0.5, 0.25, 0.25), settings)


def test_activations_are_the_textbooks_for_every_example() -> None:
    trainer = trainer_for()
    trainer.run(2)
    found = trainer.representation()
    data = trainer.data
    assert found.data is data
    assert sorted(found.rows.tolist()) == list(range(40))
    assert found.rows[:20].tolist() == data.train_rows.tolist()
    textbook = Reference(trainer.trained(), [], [], trainer.settings)
    for column, row in enumerate(found.rows.tolist()):
        _, a = textbook.forward(data.recipe.apply_inputs(data.inputs[[row]])[0].tolist())
        expected = [a[unit] for unit in trainer.snapshot().unit_ids.tolist()]
        assert found.activations[:, column] == pytest.approx(expected, abs=1e-6)


def test_of_very_many_examples_some_of_every_part_are_taken() -> None:
    data = datasets.load("circle", samples=5000).split(0.7, 0.2, 0.1)
    trainer = Trainer(Network.layered([2, 2, 1]), data, TrainingSettings())
    rows = trainer.representation().rows
    assert len(rows) == module.MOST
    shares = [np.isin(data.rows(part), rows).sum() for part in ("train", "validation", "test")]
    assert shares == pytest.approx([700, 200, 100], abs=2)


def points(rows: int, columns: int, seed: int = 0) -> np.ndarray:
    generator = np.random.default_rng(seed)
    return generator.normal(size=(rows, columns)) @ generator.normal(size=(columns, columns))


@pytest.mark.parametrize(("rows", "columns"), [(30, 2), (30, 7), (5, 20)])
def test_components_are_those_of_another_library(rows: int, columns: int) -> None:
    given = points(rows, columns)
    found, other = principal(given), PCA(2, svd_solver="full").fit(given)
    signs = np.sign((found.axes * other.components_).sum(axis=1))
    assert found.axes == pytest.approx(other.components_ * signs[:, None])
    assert found.shares == pytest.approx(other.explained_variance_ratio_)
    assert found.place(given) == pytest.approx(other.transform(given) * signs)


@pytest.mark.parametrize("columns", [1, 3])
def test_points_on_a_line_have_one_direction(columns: int) -> None:
    found = principal(np.outer(np.arange(5.0), np.ones(columns)))
    assert found.shares == pytest.approx([1, 0])
    assert not found.axes[1].any()
    assert found.axes[0] == pytest.approx(np.ones(columns) / columns**0.5)


def test_equal_points_have_none() -> None:
    found = principal(np.ones((4, 3)))
    assert not found.axes.any()
    assert found.place(np.ones((4, 3))) == pytest.approx(0)


def test_axes_never_flip_or_swap_while_points_turn() -> None:
    flat = np.random.default_rng(1).normal(size=(60, 2)) * [3.0, 1.0]
    before = None
    for number in range(400):
        angle = number * np.pi / 100  # four half turns
        wide = 1.0 + np.sin(number / 20)  # the second direction overtakes the first and comes back
        turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
        found = principal((flat * [1.0, 1.0 + 4.0 * wide]) @ turn.T, before)
        if before is not None:
            turned = np.abs(np.diag(found.axes @ before.axes.T))
            assert (np.diag(found.axes @ before.axes.T) >= 0).all()
            assert turned.min() > 0.6
        before = found
