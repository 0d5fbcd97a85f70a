"""What the network answers for its examples, beside predict, the textbook and scikit-learn."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from engine import Network, Snapshot, Trainer, TrainingSettings, WatchRequest
from engine.data import dataset, datasets
from engine.functions import metrics
from engine.functions.losses import LOSSES
from engine.live.photographer import Photographer
from engine.live.player import Player
from tests.engine.graphs import examples, output_activation


def trainer_for(loss: str) -> Trainer:
    network = Network.layered([3, 4, 3], output_activation=output_activation(loss), seed=3)
    data = examples(network, loss, 60).split(0.5, 0.3, 0.2)
    trainer = Trainer(network, data, TrainingSettings(loss=loss, precision="float64"))
    trainer.run(epochs=2)
    return trainer


@pytest.mark.parametrize("loss", LOSSES)
def test_predictions_are_those_of_predict(loss: str) -> None:
    trainer = trainer_for(loss)
    found = trainer.predictions()
    data = trainer.data
    assert found.data is data
    assert found.rows.tolist() == [
        *data.train_rows.tolist(),
        *data.validation_rows.tolist(),
        *data.test_rows.tolist(),
    ]
    assert found.outputs == pytest.approx(trainer.predict(data.inputs[found.rows]))


def test_scaled_targets_come_back_in_their_units() -> None:
    generator = np.random.default_rng(0)
    inputs = generator.normal(size=(40, 2))
    data = datasets.from_arrays(inputs, 100 + 50 * inputs[:, :1], task="regression")
    data = replace(data, scaling="standardize")
    trainer = Trainer(Network.layered([2, 3, 1]), data, TrainingSettings(precision="float64"))
    found = trainer.predictions()
    assert found.outputs == pytest.approx(trainer.predict(data.inputs))


def test_of_very_many_examples_as_many_are_predicted_as_are_shown(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(dataset, "MOST_SHOWN", 7)
    trainer = trainer_for("mse")
    rows = trainer.predictions().rows
    assert len(rows) == 21
    assert rows[0] == trainer.data.train_rows[0]
    assert rows[6] == trainer.data.train_rows[-1]


def test_snapshots_hold_predictions_only_where_they_are_wanted() -> None:
    trainer = trainer_for("mse")
    photographer = Photographer(Player())
    points = trainer.data.inputs[:2]

    def seen(*quantities: str) -> Snapshot:
        photographer.watch(WatchRequest(points, 0, frozenset(quantities)))  # type: ignore[arg-type]
        return photographer.take(trainer, complete=True)

    assert seen().predictions is None
    found = seen("predictions").predictions
    assert found is not None
    assert len(found.rows) == 60


def test_confusion_agrees_with_scikit_learn() -> None:
    sk = pytest.importorskip("sklearn.metrics")
    true, predicted = np.random.default_rng(2).integers(0, 4, (2, 200))
    found = metrics.confusion(true, predicted, 4)
    assert found.tolist() == sk.confusion_matrix(true, predicted).tolist()


@pytest.mark.parametrize("levels", [3, 10**9])
def test_roc_agrees_with_scikit_learn(levels: int) -> None:
    """Also where many examples have the same score."""
    sk = pytest.importorskip("sklearn.metrics")
    generator = np.random.default_rng(1)
    positive = generator.random(300) < 0.4
    scores = np.rint((generator.normal(size=300) + positive) * levels) / levels
    false, true = metrics.roc(scores, positive)
    wanted = sk.roc_curve(positive, scores, drop_intermediate=False)
    assert false == pytest.approx(wanted[0])
    assert true == pytest.approx(wanted[1])
    assert metrics.area_under(false, true) == pytest.approx(sk.roc_auc_score(positive, scores))


def test_roc_of_one_class_only_is_not_defined() -> None:
    _, true = metrics.roc(np.arange(3.0), np.zeros(3, bool))
    assert np.isnan(true[1:]).all()


@pytest.mark.parametrize(
    ("names", "shape"),
    [
        ([f"pixel_{row}_{column}" for row in range(4) for column in range(6)], (4, 6)),
        ([f"{row}x{column}" for row in range(1, 29) for column in range(1, 29)], (28, 28)),
        ([f"pixel{number}" for number in range(1, 785)], (28, 28)),
        ([f"p{row},{column}" for row in range(28) for column in range(28)], (28, 28)),
        ([f"pixel{number}" for number in range(50)], None),
        ([f"pixel_{column}_{row}" for row in range(4) for column in range(6)], None),
        ([f"x{number}" for number in range(64)], None),
        (["x1", "x2"], None),
        (["petal length", "sepal width"], None),
    ],
)
def test_pictures_are_known_by_the_names_of_their_pixels(
    names: list[str], shape: tuple[int, int] | None
) -> None:
    inputs = np.zeros((2, len(names)))
    data = datasets.from_arrays(inputs, np.zeros(2), task="regression", input_names=names)
    assert data.picture_shape == shape
