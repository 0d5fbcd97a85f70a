"""Network, data and loss that do not go together are refused with the reason and the fix."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from engine import Network, Trainer, TrainingSettings
from engine.data import datasets
from engine.data.dataset import Dataset
from engine.errors import DoesNotFit


def data(task: Any = "regression", columns: int = 2) -> Dataset:
    inputs = np.arange(4.0 * columns).reshape(4, columns)
    return datasets.from_arrays(inputs, [0.0, 1.0, 2.0, 0.0][: len(inputs)], task=task)


def layered(activation: str, outputs: int = 1, hidden: str = "tanh") -> Network:
    return Network.layered([2, 3, outputs], hidden, activation)


@pytest.mark.parametrize(
    ("network", "loss", "words"),
    [
        (Network.layered([3, 1]), "mse", "3 input units"),
        (Network.layered([2, 2]), "mse", "2 output units"),
        (Network(), "mse", "0 input units"),
        (layered("tanh"), "binary_cross_entropy", "sigmoid"),
        (layered("linear"), "cross_entropy", "softmax"),
        (layered("sigmoid"), "binary_cross_entropy", "classes"),
        (layered("sigmoid"), "hinge", "linear or tanh"),
        (layered("softmax"), "cross_entropy", "two or more"),
        (layered("linear", hidden="step"), "mse", "perceptron"),
    ],
)
def test_refused(network: Network, loss: str, words: str) -> None:
    with pytest.raises(DoesNotFit, match=words) as caught:
        Trainer(network, data(), TrainingSettings(loss=loss))
    assert caught.value.try_this


def test_softmax_goes_with_cross_entropy_alone() -> None:
    classes = data("multiclass")
    with pytest.raises(DoesNotFit, match="cross-entropy"):
        Trainer(layered("softmax", 3), classes, TrainingSettings(loss="mse"))
    Trainer(layered("softmax", 3), classes, TrainingSettings(loss="cross_entropy"))


def test_data_without_training_rows() -> None:
    network = Network.layered([2, 1])
    empty = data().split(0.5, 0.5, 0.0)
    object.__setattr__(empty, "train_rows", np.empty(0, np.int64))
    with pytest.raises(DoesNotFit, match="No example"):
        Trainer(network, empty, TrainingSettings())


def test_a_lenient_trainer_can_be_edited_until_it_fits() -> None:
    network = Network.layered([2, 3, 1])
    trainer = Trainer(network, data(columns=3), TrainingSettings(), strict=False)
    assert trainer.mismatch is not None
    with pytest.raises(DoesNotFit):
        trainer.step()
    weights = trainer.weights()
    grown = network.copy()
    with grown.recording() as record:
        unit = grown.add_unit("input")
        grown.connect(unit, grown.outputs[0], weight=0.5)
    trainer.edit(grown, record.change())
    assert trainer.mismatch is None
    assert trainer.weights() == weights | {(unit, grown.outputs[0]): 0.5}
    trainer.step()


def test_perceptron_rule_learns_a_separable_problem() -> None:
    generator = np.random.default_rng(0)
    inputs = generator.normal(size=(100, 2))
    inputs = inputs[np.abs(inputs.sum(axis=1)) > 0.3]
    separable = datasets.from_arrays(inputs, (inputs.sum(axis=1) > 0.0) * 1, task="binary")
    settings = TrainingSettings(loss="half_squared_error", batch_size=1, learning_rate=0.1)
    trainer = Trainer(Network.layered([2, 1], output_activation="step"), separable, settings)
    trainer.run(epochs=60)
    assert trainer.evaluate()["accuracy"] == 1.0


def test_an_output_that_nothing_reaches_learns_its_bias() -> None:
    network = Network()
    for _ in range(2):
        network.add_unit("input")
    output = network.add_unit("output")
    trainer = Trainer(network, data(), TrainingSettings(learning_rate=0.1))
    trainer.run(epochs=200)
    assert trainer.biases() == pytest.approx({output: 0.75}, abs=1e-3)
