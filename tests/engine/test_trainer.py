"""Trainer: mini-batches, determinism, live changes, divergence, stopping."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from engine import Network, Trainer, TrainingSettings
from engine.data import datasets
from engine.data.dataset import Dataset
from engine.errors import DataError, DeviceError, Diverged, DoesNotFit
from tests.engine.graphs import examples
from tests.engine.reference import Reference, shuffled


def network_and_data(count: int = 23, seed: int = 0) -> tuple[Network, Dataset]:
    network = Network.layered([2, 4, 1], seed=seed)
    return network, examples(network, "mse", count)


def new_trainer(seed: int = 0, **options: Any) -> Trainer:
    network, data = network_and_data()
    return Trainer(network, data, TrainingSettings(**options), seed=seed)


# Mini-batches


@pytest.mark.parametrize("shuffle", [True, False])
@pytest.mark.parametrize("batch", [1, 7, 16, 23, 100])
def test_all_examples_are_trained_on_the_last_smaller_batch_too(shuffle: bool, batch: int) -> None:
    network, data = network_and_data()
    chosen = TrainingSettings(batch_size=batch, shuffle=shuffle, precision="float64")
    textbook = Reference(network, data.inputs.tolist(), data.targets.tolist(), chosen, seed=11)
    trainer = Trainer(network, data, chosen, seed=11)
    trainer.run(epochs=2)
    textbook.train(trainer.steps)
    assert trainer.steps == 2 * -(-23 // batch)
    assert trainer.examples == 46
    assert trainer.weights() == pytest.approx(textbook.weights, rel=1e-10, abs=1e-13)


def test_batches_come_from_the_training_part_only() -> None:
    network, data = network_and_data(40)
    data = data.split(0.5, 0.25, 0.25, seed=3)
    rows = data.train_rows.tolist()
    chosen = TrainingSettings(batch_size=6, shuffle=False, precision="float64")
    trainer = Trainer(network, data, chosen)
    trainer.advance(1)
    textbook = Reference(network, data.inputs.tolist(), data.targets.tolist(), chosen)
    textbook._update(*textbook.gradient(rows[:6]))
    assert trainer.weights() == pytest.approx(textbook.weights, rel=1e-10)


def test_every_epoch_has_an_order_of_its_own_with_each_example_once() -> None:
    trainer = new_trainer(seed=5, batch_size=4)
    orders = []
    for _ in range(3):
        trainer.advance(1)
        orders.append(trainer._prepared.order.tolist())
        trainer.advance(trainer.steps_left)
    assert orders == [shuffled(list(range(23)), 5, epoch) for epoch in range(3)]
    assert all(sorted(order) == list(range(23)) for order in orders)


def test_orders_are_uniform() -> None:
    counts: dict[tuple[int, ...], int] = {}
    for epoch in range(2400):
        order = tuple(shuffled([0, 1, 2, 3], 0, epoch))
        counts[order] = counts.get(order, 0) + 1
    assert len(counts) == 24
    assert sum((n - 100) ** 2 / 100 for n in counts.values()) < 50.0  # 23 degrees of freedom


# Determinism


def test_same_seed_gives_the_same_bits_however_steps_are_grouped() -> None:
    one, other, third = new_trainer(seed=1), new_trainer(seed=1), new_trainer(seed=2)
    one.advance(3000)
    for steps in (1, 2, 997, 1500, 500):
        other.advance(steps)
    third.advance(3000)
    assert one.weights() == other.weights()
    assert one.weights() != third.weights()


def test_reset_returns_to_the_same_initial_weights() -> None:
    trainer = new_trainer()
    before = trainer.weights(), trainer.biases()
    trainer.run(epochs=3)
    after = trainer.weights()
    trainer.reset()
    assert (trainer.weights(), trainer.biases()) == before
    assert (trainer.epoch, trainer.steps, trainer.seconds, trainer.history) == (0, 0, 0.0, [])
    trainer.run(epochs=3)
    assert trainer.weights() == after


@pytest.mark.parametrize("optimizer", ["sgd", "adam"])
def test_a_restored_run_goes_on_bit_for_bit(optimizer: str) -> None:
    trainer = new_trainer(optimizer=optimizer, momentum=0.9, batch_size=5)
    trainer.advance(7)
    state = trainer.state()
    trainer.advance(20)
    other = new_trainer(seed=99, optimizer=optimizer, momentum=0.9, batch_size=5)
    other.restore(state)
    other.advance(20)
    assert other.weights() == trainer.weights()
    assert other.steps == trainer.steps


def test_initial_weights_are_the_networks() -> None:
    network, data = network_and_data()
    trainer = Trainer(network, data, TrainingSettings(precision="float64"))
    assert trainer.weights() == {(c.source, c.target): c.weight for c in network.connections}


# Live changes


def test_settings_change_without_losing_weights() -> None:
    trainer = new_trainer()
    trainer.advance(5)
    before = trainer.weights()
    for change in (
        {"learning_rate": 0.5},
        {"optimizer": "adam"},
        {"batch_size": 3},
        {"loss": "absolute"},
        {"precision": "float64"},
    ):
        trainer.change_settings(trainer.settings.replace(**change))
        assert trainer.weights() == before
    trainer.advance(5)
    assert trainer.weights() != before


def test_new_optimizer_begins_with_an_empty_memory() -> None:
    trainer = new_trainer(optimizer="adam", precision="float64")
    trainer.advance(9)
    fresh = Trainer(trainer.trained(), trainer.data, trainer.settings.replace(optimizer="rmsprop"))
    trainer.change_settings(fresh.settings)
    trainer._clock[:] = 0
    trainer._clock[3] = -1
    trainer.advance(3)
    fresh.advance(3)
    assert trainer.weights() == fresh.weights()


def edited(trainer: Trainer, edit: Any) -> None:
    network = trainer.network.copy()
    with network.recording() as record:
        edit(network)
    trainer.edit(network, record.change())


def test_an_edit_keeps_what_it_did_not_touch() -> None:
    trainer = new_trainer(optimizer="adam")
    trainer.advance(50)
    weights, biases, state = trainer.weights(), trainer.biases(), trainer.state()
    gone, touched = 3, (4, 7)

    def edit(network: Network) -> None:
        network.remove_unit(gone)
        new = network.add_unit("hidden", bias=0.25)
        network.connect(1, new, weight=0.5)
        network.connect(new, 7)
        network.set_weight(*touched, 0.125)
        network.update_unit(5, bias=2.0)
        network.update_unit(6, activation="relu")

    edited(trainer, edit)
    for pair, weight in trainer.weights().items():
        if pair in weights and pair != touched:
            assert weight == weights[pair]
    assert trainer.weights()[touched] == 0.125
    assert trainer.weights()[1, 8] == 0.5
    assert trainer.biases() == {4: biases[4], 5: 2.0, 6: biases[6], 7: biases[7], 8: 0.25}
    assert gone not in trainer.biases()
    after = trainer.state().parameters
    old = dict(
        zip(zip(*pairs(state.parameters), strict=True), state.parameters.weights.T, strict=True)
    )
    for pair, numbers in zip(zip(*pairs(after), strict=True), after.weights.T, strict=True):
        if pair in old and pair != touched:
            assert numbers.tolist() == old[pair].tolist()
    assert trainer.revision == 1
    trainer.advance(10)


def pairs(given: Any) -> tuple[list[int], list[int]]:
    return given.sources.tolist(), given.targets.tolist()


def test_moving_a_unit_changes_nothing_in_the_run() -> None:
    trainer = new_trainer()
    trainer.advance(5)
    before = trainer.weights()
    edited(trainer, lambda network: network.update_unit(3, position=(9.0, 9.0), name="other"))
    assert (trainer.revision, trainer.weights()) == (0, before)


def test_other_data_keep_the_weights_and_begin_the_history_anew() -> None:
    trainer = new_trainer()
    trainer.run(epochs=2)
    before = trainer.weights()
    _, data = network_and_data(50)
    trainer.change_data(data)
    assert (trainer.weights(), trainer.history) == (before, [])
    trainer.run(epochs=1)
    assert trainer.steps_per_epoch == 5


def test_trained_network_carries_the_weights() -> None:
    trainer = new_trainer()
    trainer.run(epochs=3)
    trained = trainer.trained()
    again = Trainer(trained, trainer.data, trainer.settings)
    assert again.weights() == trainer.weights()
    assert again.biases() == trainer.biases()
    assert trainer.network.connections != trained.connections


# Results


def test_scaled_data_are_predicted_in_raw_units() -> None:
    generator = np.random.default_rng(0)
    inputs = generator.normal(50.0, 10.0, (80, 2))
    targets = 1000.0 + 7.0 * inputs[:, :1] - 3.0 * inputs[:, 1:]
    data = datasets.from_arrays(inputs, targets, task="regression")
    data = replace(data, scaling="standardize")
    trainer = Trainer(Network.layered([2, 1]), data, TrainingSettings(learning_rate=0.1))
    trainer.run(epochs=60)
    assert trainer.predict(inputs) == pytest.approx(targets, rel=1e-3)
    assert trainer.evaluate()["rmse"] < 1.0


def test_responses_are_every_units_activation() -> None:
    trainer = new_trainer(precision="float64")
    points = np.array([[0.1, -0.4], [2.0, 0.3]])
    found = trainer.respond(points)
    textbook = Reference(trainer.network, [], [], trainer.settings)
    for column, point in enumerate(points.tolist()):
        _, a = textbook.forward(point)
        expected = [a[unit] for unit in trainer.snapshot().unit_ids.tolist()]
        assert found[:, column].tolist() == pytest.approx(expected, rel=1e-6)
    assert found.dtype == np.float32


def test_history_has_a_row_for_each_epoch() -> None:
    network, data = network_and_data(40)
    trainer = Trainer(network, data.split(0.5, 0.25, 0.25), TrainingSettings())
    trainer.run(epochs=3)
    trainer.run(epochs=2)
    assert [row.epoch for row in trainer.history] == [1, 2, 3, 4, 5]
    assert set(trainer.history[0].metrics) >= {"train_loss", "validation_loss"}
    assert trainer.history[-1].metrics["train_loss"] == trainer.evaluate("train")["loss"]


def test_wrong_questions_are_refused_in_words() -> None:
    trainer = new_trainer()
    with pytest.raises(DataError, match="validation"):
        trainer.evaluate("validation")
    with pytest.raises(DataError, match="no part"):
        trainer.evaluate("exam")  # type: ignore[arg-type]
    for rows in ([23], [-1], [0.5], []):
        with pytest.raises(DataError, match="Rows"):
            trainer.gradients(rows)
    with pytest.raises(DataError, match="2 input columns"):
        trainer.predict([[1.0, 2.0, 3.0]])
    for device in ("cuda", "abacus"):
        with pytest.raises(DeviceError):
            Trainer(trainer.network, trainer.data, trainer.settings, device=device)


# The end of a run


@pytest.mark.parametrize("precision", ["float32", "float64"])
def test_divergence_restores_finite_weights_and_names_the_learning_rate(precision: str) -> None:
    network = Network.layered([2, 4, 1], activation="linear")
    data = examples(network, "mse", 23)
    trainer = Trainer(network, data, TrainingSettings(learning_rate=50.0, precision=precision))
    with pytest.raises(Diverged) as caught:
        trainer.run(epochs=400)
    assert "50" in str(caught.value)
    assert np.isfinite(list(trainer.weights().values())).all()
    trainer.change_settings(trainer.settings.replace(learning_rate=1e-9))
    trainer.reset()
    trainer.run(epochs=1)


def train_slowly(trainer: Trainer) -> None:
    """As the window does it when every mini-batch is to be seen."""
    while trainer.steps < 400:
        trainer.keep_safe()
        trainer.step()
        if trainer.at_epoch_end:
            trainer.record()


def test_an_exploding_loss_ends_training_while_the_weights_are_still_good() -> None:
    network = Network.layered([2, 4, 1], activation="linear", seed=1)
    data = examples(network, "mse", 23)
    settings = TrainingSettings(learning_rate=3.0, precision="float64")
    trainer = Trainer(network, data, settings, seed=1)
    before = trainer.evaluate()["loss"]
    with pytest.raises(Diverged) as caught:
        train_slowly(trainer)
    assert 1e6 < float(str(caught.value.values["loss"])) < 1e300
    assert trainer.evaluate()["loss"] < 1000.0 * max(1.0, before)
    assert all(row.step <= trainer.steps for row in trainer.history)


def test_a_network_that_starts_with_a_huge_loss_may_learn() -> None:
    network = Network.layered([2, 4, 1], activation="linear", seed=1)
    for link in network.connections:
        network.set_weight(link.source, link.target, 3000.0)
    data = examples(network, "mse", 23)
    trainer = Trainer(network, data, TrainingSettings(learning_rate=1e-9), seed=1)
    before = trainer.evaluate()["loss"]
    trainer.run(epochs=20)
    assert 1e6 < trainer.evaluate()["loss"] < before


def test_training_stops_at_the_target_loss() -> None:
    network, data = network_and_data()
    first = Trainer(network, data, TrainingSettings())
    first.run(epochs=10)
    target = first.history[4].metrics["train_loss"]
    trainer = Trainer(network, data, TrainingSettings(target_loss=target))
    trainer.run(epochs=10)
    assert trainer.epoch == 5
    assert "reached" in trainer.stopped_because


def test_early_stopping_brings_the_best_weights_back() -> None:
    network, data = network_and_data(60)
    data = data.split(0.3, 0.7, 0.0, seed=1)
    options = {"learning_rate": 0.3, "batch_size": 3, "optimizer": "sgd"}
    free = Trainer(network, data, TrainingSettings(**options))
    free.run(epochs=60)
    losses = [row.metrics["validation_loss"] for row in free.history]
    trainer = Trainer(network, data, TrainingSettings(**options, patience=7))
    trainer.run(epochs=60)
    assert "7 epochs" in trainer.stopped_because
    best = losses.index(min(losses[: trainer.epoch]))
    assert trainer.epoch == best + 1 + 7
    assert trainer.evaluate("validation")["loss"] == losses[best]


def test_penalties_pull_weights_towards_zero_but_not_biases() -> None:
    network = Network.layered([2, 1])
    network.update_unit(network.outputs[0], bias=0.7)
    data = datasets.from_arrays(np.zeros((4, 2)), np.full((4, 1), 0.7), task="regression")
    trainer = Trainer(network, data, TrainingSettings(l2=0.5, learning_rate=0.1))
    before = sum(abs(w) for w in trainer.weights().values())
    trainer.run(epochs=20)
    assert sum(abs(w) for w in trainer.weights().values()) < before
    assert trainer.biases() == pytest.approx({3: 0.7}, rel=1e-6)


def test_regression_figures_are_of_predictions_whatever_the_loss() -> None:
    generator = np.random.default_rng(3)
    inputs, targets = generator.normal(size=(30, 2)), generator.random((30, 2))
    data = datasets.from_arrays(inputs, targets, task="regression")
    network = Network.layered([2, 3, 2], output_activation="sigmoid")
    trainer = Trainer(network, data, TrainingSettings(loss="binary_cross_entropy"))
    error = trainer.predict(inputs) - targets
    assert trainer.evaluate()["mae"] == pytest.approx(np.abs(error).mean(), rel=1e-6)
    assert trainer.evaluate()["rmse"] == pytest.approx(np.sqrt(np.square(error).mean()), rel=1e-6)


def test_an_edit_that_takes_inputs_away_is_refused_in_words_not_predicted_with() -> None:
    trainer = new_trainer()
    edited(trainer, lambda network: network.remove_unit(1))
    for question in (trainer.predict, trainer.respond):
        with pytest.raises(DoesNotFit, match="2 input columns"):
            question([[0.5]])
