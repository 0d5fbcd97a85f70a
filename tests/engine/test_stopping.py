"""Runs that end by themselves: after epochs, a time, at a plateau; and how they go on."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from engine import Failed, Network, Runner, Snapshot, Trainer, TrainingSettings
from engine.live.snapshot import HistoryRow
from engine.projects import project_file
from engine.training.history import Limits, Stopper, Verdict
from tests.engine.graphs import examples


def new_trainer(**options: Any) -> Trainer:
    network = Network.layered([2, 4, 1], seed=0)
    data = examples(network, "mse", 40).split(0.7, 0.3, 0.0)
    return Trainer(network, data, TrainingSettings(**options))


def row(epoch: int, train: float, validation: float = 1.0) -> HistoryRow:
    metrics = {"train_loss": train, "validation_loss": validation}
    return HistoryRow(epoch, epoch, epoch, 0.0, 0.1, metrics)


# Epochs


def test_a_run_stops_after_its_epochs_and_goes_on_for_as_many_more() -> None:
    trainer = new_trainer(max_epochs=5)
    trainer.run(epochs=100)
    assert (trainer.epoch, len(trainer.history)) == (5, 5)
    assert trainer.stopped_because.startswith("5 epochs are done.")
    trainer.run(epochs=100)
    assert trainer.epoch == 10
    trainer.reset()
    trainer.run(epochs=3)
    assert trainer.stopped_because == ""
    trainer.run(epochs=100)
    assert trainer.epoch == 5


def test_a_longer_limit_counts_what_is_done_a_shorter_one_begins_anew() -> None:
    trainer = new_trainer()
    trainer.run(epochs=8)
    trainer.change_settings(trainer.settings.replace(max_epochs=10))
    trainer.run(epochs=100)
    assert trainer.epoch == 10
    trainer.change_settings(trainer.settings.replace(max_epochs=4))
    trainer.run(epochs=100)
    assert trainer.epoch == 14


def test_other_settings_do_not_begin_the_count_anew() -> None:
    trainer = new_trainer(max_epochs=6)
    trainer.run(epochs=4)
    trainer.change_settings(trainer.settings.replace(learning_rate=0.5))
    trainer.run(epochs=100)
    assert trainer.epoch == 6


# Time


def test_a_run_stops_when_its_time_is_over_even_within_an_epoch() -> None:
    trainer = new_trainer(max_seconds=1e-9)
    trainer.run(epochs=100)
    assert "s of training are over" in trainer.stopped_because
    assert 0 < trainer.steps < trainer.steps_per_epoch
    assert trainer.history == []
    before = trainer.steps
    trainer.run(epochs=100)
    assert trainer.steps > before


def test_time_is_counted_from_where_it_was_over() -> None:
    limits = Limits(seconds=10.0)
    assert not limits.reached(0, 9.0)
    assert limits.reached(0, 10.5)
    limits.go_on(0, 10.5)
    assert not limits.reached(0, 20.0)
    assert limits.reached(0, 20.6)


# A plateau


def test_a_plateau_is_a_training_loss_that_no_longer_falls_enough() -> None:
    stopper = Stopper(target_loss=0.0, patience=0, min_improvement=0.1, plateau=3)
    losses = [1.0, 0.95, 0.85, 0.8, 0.8, 0.76]
    found = [stopper.judge(row(epoch, loss)) for epoch, loss in enumerate(losses, 1)]
    assert found == [Verdict.GO_ON] * 5 + [Verdict.PLATEAU]


def test_a_plateau_counts_epochs_however_few_rows_there_are() -> None:
    stopper = Stopper(target_loss=0.0, patience=0, min_improvement=0.0, plateau=10)
    assert stopper.judge(row(1, 1.0)) is Verdict.GO_ON
    assert stopper.judge(row(10, 1.0)) is Verdict.GO_ON
    assert stopper.judge(row(40, 1.0)) is Verdict.PLATEAU


def test_a_run_stops_at_a_plateau_and_can_go_on() -> None:
    trainer = new_trainer(plateau=4, min_improvement=1000.0)
    trainer.run(epochs=100)
    assert trainer.epoch == 5
    assert "has not fallen by more than 1000 for 4 epochs" in trainer.stopped_because
    trainer.run(epochs=100)
    assert trainer.epoch == 10


def test_early_stopping_has_the_first_word() -> None:
    stopper = Stopper(target_loss=0.0, patience=2, min_improvement=0.0, plateau=2)
    stopper.judge(row(1, 1.0))
    assert stopper.judge(row(3, 1.0)) is Verdict.NO_IMPROVEMENT


# Saved and loaded


@pytest.mark.parametrize(
    "options",
    [{"max_epochs": 9}, {"plateau": 5, "min_improvement": 1000.0}, {"patience": 4}],
)
def test_the_rules_survive_a_file(tmp_path: Path, options: dict[str, Any]) -> None:
    whole, first = new_trainer(**options), new_trainer(**options)
    for trainer in (whole, first):
        trainer.run(epochs=4)
    project_file.save(tmp_path / "a.netloom", first)
    loaded = project_file.load(tmp_path / "a.netloom").trainer()
    for trainer in (whole, loaded):
        trainer.run(epochs=300)
    assert whole.stopped_because
    assert (loaded.epoch, loaded.stopped_because) == (whole.epoch, whole.stopped_because)
    assert loaded.weights() == whole.weights()


def test_where_epochs_are_counted_from_survives_a_file(tmp_path: Path) -> None:
    trainer = new_trainer(max_epochs=6)
    trainer.run(epochs=100)
    trainer.run(epochs=2)
    project_file.save(tmp_path / "a.netloom", trainer)
    loaded = project_file.load(tmp_path / "a.netloom").trainer()
    loaded.run(epochs=100)
    assert loaded.epoch == 12


# In the thread


@pytest.fixture
def runner() -> Iterator[Runner]:
    made = Runner(lambda: new_trainer(max_epochs=3000))
    yield made
    made.close()


def stopped(runner: Runner) -> Snapshot:
    end = time.monotonic() + 60.0
    while time.monotonic() < end:
        found = runner.take()
        assert not isinstance(found, Failed), found
        if found is not None and found.stopped_because and not found.playing:
            return found
        time.sleep(0.001)
    raise AssertionError("it did not stop")


def test_at_full_speed_the_number_of_epochs_is_exact(runner: Runner) -> None:
    for epochs in (3000, 6000):
        runner.play()
        found = stopped(runner)
        while found.epoch < epochs:
            found = stopped(runner)
        assert (found.epoch, found.rows[-1].epoch) == (epochs, epochs)
        assert found.stopped_because.startswith("3,000 epochs")


def test_a_time_stops_the_thread_soon_after_it_is_over(runner: Runner) -> None:
    runner.change_settings(TrainingSettings(max_seconds=0.2))
    runner.play()
    found = stopped(runner)
    assert "0.2 s of training are over" in found.stopped_because
    assert found.seconds >= 0.2
