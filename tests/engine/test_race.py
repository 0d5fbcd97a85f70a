"""Races: fair by epochs, the same bits in any company, and no variant's end is another's."""

from __future__ import annotations

import numpy as np
import pytest

from engine import Network, Race, Trainer, TrainingSettings, Variant, errors
from engine.data import datasets
from engine.study import race_presets

SETTINGS = TrainingSettings(learning_rate=0.1, loss="binary_cross_entropy")


def variant(name="one", hidden=(3,), samples=60, **settings):
    data = datasets.load("circle", samples=samples, seed=1).split(0.7, 0.2, 0.1)
    network = Network.layered([2, *hidden, 1], "tanh", "sigmoid", seed=4)
    return Variant(name, network, data, SETTINGS.replace(**settings), seed=4)


def weights(race, number):
    return race.state(number).parameters


def same(one, other):
    return np.array_equal(one.weights, other.weights) and np.array_equal(one.biases, other.biases)


def test_nobody_is_ever_seen_more_than_one_epoch_ahead():
    race = Race([variant(), variant(batch_size=1), variant(hidden=(40, 40), samples=2000)])
    seen = []
    race.run_to(8, lambda: seen.append([one.epoch for one in race.standings()]) or True)
    assert seen[-1] == [8, 8, 8]
    assert max(max(epochs) - min(epochs) for epochs in seen) <= 1


def test_short_epochs_share_a_turn_and_all_have_equally_many():
    race = Race([variant(batch_size=42), variant(batch_size=1)])
    turns = []
    race.run_to(900, lambda: turns.append([one.epoch for one in race.standings()]) or True)
    assert len(turns) < 900
    assert turns[-1] == [900, 900]
    assert all(max(epochs) - min(epochs) <= 1 for epochs in turns)


def test_later_epochs_have_rows_where_curves_can_show_them_and_all_have_the_same():
    race = Race([variant(batch_size=42), variant(batch_size=20)])
    race.run_to(1203)
    expected = [*range(1, 301), *range(302, 601, 2), *range(604, 1201, 4), 1203]
    for standing in race.standings():
        assert [row.epoch for row in standing.rows] == expected
        assert standing.metrics == standing.rows[-1].metrics


def test_a_rule_that_waits_for_a_loss_sees_that_of_every_epoch():
    patient = variant(patience=900, batch_size=42)
    race = Race([patient])
    race.run_to(400)
    trainer = Trainer(patient.network, patient.data, patient.settings, patient.seed)
    trainer.run(400)
    rows = race.standings()[0].rows
    assert [row.metrics for row in rows] == [row.metrics for row in trainer.history]


def test_a_variant_alone_learns_the_same_bits():
    runners = [variant(), variant(batch_size=3, optimizer="adam"), variant(hidden=(4, 4))]
    runners[2] = runners[2].changed("keep_probability", 0.5)
    together = Race(runners)
    together.run_to(7)
    for number, runner in enumerate(runners):
        alone = Race([runner])
        alone.run_to(7)
        assert same(weights(alone, 0), weights(together, number))
        trainer = Trainer(runner.network, runner.data, runner.settings, runner.seed)
        trainer.run(7)
        assert same(trainer.state().parameters, weights(together, number))
        rows = together.standings()[number].rows
        assert [row.metrics for row in rows] == [row.metrics for row in trainer.history]


def test_stopping_and_going_on_changes_no_bit():
    through, halting = (Race([variant(), variant(batch_size=1)]) for _ in range(2))
    through.run_to(6)
    turns = iter([True, True, False] * 20)
    while not halting.run_to(6, lambda: next(turns)):
        pass
    for number in range(2):
        assert same(weights(through, number), weights(halting, number))


def test_the_others_go_on_when_one_diverges_or_stops_or_cannot_begin():
    wrong = variant("wrong")
    wrong = Variant("wrong", Network.layered([3, 1]), wrong.data, wrong.settings)
    exploding = variant("exploding", learning_rate=1000.0, loss="mse")
    exploding = exploding.changed("activation", "relu")
    for unit in exploding.network.outputs:
        exploding.network.update_unit(unit, activation="linear")
    race = Race([exploding, variant("stopping", max_epochs=2), wrong, variant("steady")])
    assert race.run_to(5)
    diverged, stopped, refused, steady = race.standings()
    assert (diverged.outcome, stopped.outcome, refused.outcome) == (
        "diverged",
        "stopped",
        "refused",
    )
    assert "diverged" in diverged.told
    assert stopped.told.startswith("2 epochs are done")
    assert "3 input units" in refused.told
    assert steady.outcome == ""
    assert (stopped.epoch, steady.epoch) == (2, 5)
    assert race.epoch == 5
    assert not race.is_over


def test_an_outcome_is_measured_with_the_weights_that_are_back():
    race = Race(race_presets.PRESETS["early_stopping"].make()[1:])
    race.run_to(300)
    (standing,) = race.standings()
    assert standing.outcome == "stopped"
    best = min(row.validation_loss for row in standing.rows)
    assert standing.metrics["validation_loss"] == best < standing.rows[-1].validation_loss


def test_predictions_are_those_of_the_trainer():
    runner = variant()
    race = Race([runner, runner])
    race.run_to(3)
    points = np.array([[0.0, 1.0], [-4.0, 2.5], [3.0, 3.0]])
    first, second = race.standings([points, None])
    trainer = Trainer(runner.network, runner.data, runner.settings, runner.seed)
    trainer.run(3)
    assert np.array_equal(first.outputs, trainer.predict(points))
    assert second.outputs is None


def test_before_its_first_turn_a_variant_stands_at_the_start():
    race = Race([variant()])
    (standing,) = race.standings([np.zeros((1, 2))])
    assert (standing.epoch, standing.rows, standing.outputs) == (0, (), None)
    assert race.state(0) is None


@pytest.mark.parametrize("count", [0, 17])
def test_from_one_to_sixteen_take_part(count):
    with pytest.raises(errors.BadValue, match=f"A race of {count} variants"):
        Race([variant()] * count)
    assert len(Race([variant()] * 16).variants) == 16


def test_one_thing_is_changed_and_the_original_is_left():
    before = variant()
    for what, value in (
        ("learning_rate", 0.5),
        ("batch_size", 7),
        ("optimizer", "adam"),
    ):
        after = before.changed(what, value)
        assert after.settings == before.settings.replace(**{what: value})
        assert after.network is before.network
    relu, dropped = before.changed("activation", "relu"), before.changed("keep_probability", 0.5)
    hidden = [unit.id for unit in before.network.units if unit.kind == "hidden"]
    outputs = before.network.outputs
    assert {relu.network.unit(unit).activation for unit in hidden} == {"relu"}
    assert {dropped.network.unit(unit).keep_probability for unit in hidden} == {0.5}
    assert relu.network.unit(outputs[0]).activation == "sigmoid"
    assert before.network.unit(hidden[0]).activation == "tanh"
    other = before.changed("seed", 9)
    assert (other.seed, other.network.seed, before.network.seed) == (9, 9, 4)
    assert other.network.connections != before.network.connections
    with pytest.raises(errors.SettingsError):
        before.changed("learning_rate", -1.0)
    with pytest.raises(errors.SettingsError):
        before.changed("speed", 1.0)
