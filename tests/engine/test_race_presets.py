"""The course's figures: each race shows what its sentence promises."""

from __future__ import annotations

import numpy as np
import pytest

from engine import Race
from engine.study import race_presets
from engine.study.race_presets import PRESETS


def raced(key):
    preset = PRESETS[key]
    race = Race(preset.make())
    race.run_to(preset.epochs)
    return race.standings()


def losses(standing, part="train"):
    return np.array([row.metrics[f"{part}_loss"] for row in standing.rows])


def test_every_race_starts_from_one_seed_and_the_same_data():
    for preset in race_presets.PRESETS.values():
        variants = preset.make()
        assert len({variant.name for variant in variants}) == len(variants) > 1
        assert len({(variant.seed, variant.network.seed) for variant in variants}) == 1
        for other in variants[1:]:
            assert np.array_equal(other.data.inputs, variants[0].data.inputs)
            assert np.array_equal(other.data.train_rows, variants[0].data.train_rows)


def test_a_small_rate_crawls_and_a_large_one_never_settles():
    small, good, large = (losses(one) for one in raced("rates"))
    assert good[-1] < 0.1 * small[-1]
    assert small[-1] < small[0]
    assert np.diff(small).max() < 0.01
    assert large.min() > 5 * good[-1]
    assert np.abs(np.diff(large)).mean() > 20 * np.abs(np.diff(good)).mean()


def test_batches_go_smoothly_and_single_examples_tremble():
    batch, stochastic, mini = raced("batches")
    assert (batch.steps, stochastic.steps, mini.steps) == (60, 60 * 350, 60 * 35)
    trembling = [np.abs(np.diff(losses(one)[30:])).mean() for one in (batch, mini, stochastic)]
    assert trembling[0] < trembling[1] < trembling[2]
    assert np.diff(losses(batch)).max() < 0
    assert losses(batch)[10] > max(losses(mini)[10], losses(stochastic)[10])


def test_dropout_narrows_the_gap():
    gaps = [one.metrics["validation_loss"] - one.metrics["train_loss"] for one in raced("dropout")]
    assert gaps[0] > 1.5 * gaps[1] > 0


def test_early_stopping_keeps_the_best_weights():
    to_the_end, stopping = raced("early_stopping")
    assert (to_the_end.outcome, stopping.outcome) == ("", "stopped")
    assert stopping.epoch < to_the_end.epoch
    validation, training = losses(to_the_end, "validation"), losses(to_the_end)
    assert training[-1] < training[validation.argmin()]
    assert validation[-1] > 1.3 * validation.min()
    assert stopping.metrics["validation_loss"] < 0.8 * to_the_end.metrics["validation_loss"]


def test_deep_beats_wide_with_as_many_parameters():
    deep, wide = PRESETS["depth"].make()
    assert deep.parameters == wide.parameters == 177
    assert "177" in PRESETS["depth"].look
    deep_run, wide_run = raced("depth")
    assert deep_run.metrics["train_loss"] < 0.2 * wide_run.metrics["train_loss"]
    assert deep_run.metrics["validation_accuracy"] > wide_run.metrics["validation_accuracy"]


def test_a_line_cannot_do_what_hidden_units_can():
    linear, network = raced("linear")
    assert linear.metrics["train_accuracy"] == pytest.approx(0.6, abs=0.05)
    assert network.metrics["train_accuracy"] > 0.98
