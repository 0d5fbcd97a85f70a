"""Reports: figures about classes against scikit-learn's own words, and where they are undefined."""

from __future__ import annotations

import json
import sys
from typing import Any

import numpy as np
import pytest

from engine import ClassReport, Network, RegressionReport, Trainer, TrainingSettings
from engine.data import datasets
from engine.errors import DataError, PackageMissing

sk = pytest.importorskip("sklearn.metrics")


def trained(task: Any, loss: str, output: str, classes: int = 3) -> Trainer:
    generator = np.random.default_rng(1)
    inputs = generator.normal(size=(200, 2))
    targets = (inputs[:, 0] + 0.8 * generator.normal(size=200) > 0.4).astype(float)
    if task == "multiclass":
        targets += (inputs[:, 1] > 0.2) * (classes - 2)
    if task == "regression":
        targets = inputs @ [[1.0], [-2.0]] + generator.normal(size=(200, 1))
    data = datasets.from_arrays(inputs, targets, task=task).split(0.5, 0.5, 0.0)
    network = Network.layered([2, 4, data.targets.shape[1]], "tanh", output, seed=2)
    trainer = Trainer(network, data, TrainingSettings(loss=loss, learning_rate=0.1))
    trainer.run(epochs=20)
    return trainer


@pytest.mark.parametrize(
    ("loss", "output"),
    [("binary_cross_entropy", "sigmoid"), ("mse", "tanh"), ("hinge", "linear")],
)
def test_two_classes(loss: str, output: str) -> None:
    trainer = trained("binary", loss, output)
    report = trainer.report("validation")
    assert isinstance(report, ClassReport)
    rows = trainer.data.validation_rows
    scores = trainer.predict(trainer.data.inputs[rows])[:, 0]
    true = trainer.data.targets[rows, 0]
    predicted = scores > (0.0 if loss == "hinge" else 0.5)
    assert report.confusion.tolist() == [
        [int(((true == t) & (predicted == p)).sum()) for p in (0, 1)] for t in (0, 1)
    ]
    assert report.roc_auc == pytest.approx(sk.roc_auc_score(true, scores))
    assert report.figures[1].precision == pytest.approx(sk.precision_score(true, predicted))
    assert report.figures[1].recall == pytest.approx(sk.recall_score(true, predicted))
    assert report.figures[0].f1 == pytest.approx(sk.f1_score(true, predicted, pos_label=0))
    assert report.figures[0].roc_auc == pytest.approx(report.figures[1].roc_auc)
    assert report.accuracy == pytest.approx(np.trace(report.confusion) / report.examples)
    assert report.accuracy == trainer.evaluate("validation")["accuracy"]


def test_several_classes() -> None:
    trainer = trained("multiclass", "cross_entropy", "softmax")
    report = trainer.report("validation")
    assert isinstance(report, ClassReport)
    rows = trainer.data.validation_rows
    scores = trainer.predict(trainer.data.inputs[rows])
    true = trainer.data.targets[rows].argmax(axis=1)
    said = sk.classification_report(true, scores.argmax(axis=1), output_dict=True, zero_division=0)
    for place, one in enumerate(report.figures):
        words = said[str(place)]
        assert (one.precision, one.recall, one.f1, one.support) == pytest.approx(
            (words["precision"], words["recall"], words["f1-score"], words["support"])
        )
    assert report.macro.f1 == pytest.approx(said["macro avg"]["f1-score"])
    assert report.weighted.recall == pytest.approx(said["weighted avg"]["recall"])
    against_rest = sk.roc_auc_score(true, scores, multi_class="ovr")
    assert report.roc_auc == pytest.approx(against_rest)
    weighted = sk.roc_auc_score(true, scores, multi_class="ovr", average="weighted")
    assert report.weighted.roc_auc == pytest.approx(weighted)


def test_regression() -> None:
    trainer = trained("regression", "mse", "linear")
    report = trainer.report("train")
    assert isinstance(report, RegressionReport)
    rows = trainer.data.train_rows
    pair = trainer.data.targets[rows], trainer.predict(trainer.data.inputs[rows])
    assert report.mae == pytest.approx(sk.mean_absolute_error(*pair))
    assert report.rmse**2 == pytest.approx(sk.mean_squared_error(*pair))
    assert report.r2 == pytest.approx(sk.r2_score(*pair))


def test_a_part_with_one_class_has_no_area() -> None:
    data = datasets.from_arrays([[0.0], [1.0]], [0, 0], task="binary")
    network = Network.layered([1, 1], output_activation="sigmoid")
    trainer = Trainer(network, data, TrainingSettings(loss="binary_cross_entropy"))
    report = trainer.report("train")
    assert isinstance(report, ClassReport)
    assert report.roc_auc is None
    assert report.figures[1].support == 0
    assert report.figures[1].recall == 0.0
    assert report.confusion.shape == (2, 2)


@pytest.mark.parametrize("task", ["binary", "multiclass", "regression"])
def test_it_can_be_written_as_json(task: str) -> None:
    loss, output = {
        "binary": ("binary_cross_entropy", "sigmoid"),
        "multiclass": ("cross_entropy", "softmax"),
        "regression": ("mse", "linear"),
    }[task]
    report = trained(task, loss, output).report("train")
    assert json.loads(json.dumps(report.as_dict(), allow_nan=False))["part"] == "train"


def test_an_empty_part_and_a_missing_package_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    trainer = trained("binary", "mse", "tanh")
    with pytest.raises(DataError, match="no test examples"):
        trainer.report("test")
    monkeypatch.setitem(sys.modules, "sklearn.metrics", None)
    with pytest.raises(PackageMissing, match="--with tables") as caught:
        trainer.report("train")
    assert caught.value.extra == "tables"
