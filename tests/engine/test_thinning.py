"""A long run's record stays within its budget: dense at first, even later, with its best row."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from engine import HistoryRow, Network, Runner, Snapshot, Trainer, TrainingSettings
from engine.training import run, thinning
from tests.engine.graphs import examples

MOST = 64


@pytest.fixture
def _small(monkeypatch: pytest.MonkeyPatch) -> None:
    """A budget that a test comes to the end of."""
    monkeypatch.setattr(run, "MOST_ROWS", MOST)
    monkeypatch.setattr(thinning.kept_rows, "__defaults__", (MOST,))


def make_trainer(**options: object) -> Trainer:
    network = Network.layered([2, 3, 1], seed=3)
    data = examples(network, "mse", 20).split(0.7, 0.3, 0.0)
    settings = TrainingSettings(batch_size=32, **options)  # type: ignore[arg-type]
    return Trainer(network, data, settings, seed=1)


def test_few_rows_all_stay() -> None:
    steps = np.arange(1.0, 51.0)
    assert thinning.kept_rows(steps, -steps, most=50).tolist() == list(range(50))


@pytest.mark.parametrize("best", [0, 1, 417, 998, 999])
def test_the_first_the_last_and_the_best_row_stay(best: int) -> None:
    steps = np.arange(1.0, 1001.0)
    losses = np.ones(1000)
    losses[best] = 0.5
    losses[17] = np.nan
    kept = thinning.kept_rows(steps, losses, most=100)
    assert {0, best, 999} <= set(kept.tolist())
    assert len(kept) <= 100


def test_a_record_that_grows_stays_dense_at_first_and_even_later() -> None:
    steps, most = np.empty(0), 400
    for step in range(1, 20_001):
        steps = np.append(steps, float(step))
        if len(steps) > most:
            steps = steps[thinning.kept_rows(steps, np.full(len(steps), np.nan), most=most)]
    assert len(steps) <= most
    assert steps[:10].tolist() == list(range(1, 11))
    gaps = np.diff(steps[steps > 2000])
    assert gaps.max() <= 5 * np.median(gaps)


@pytest.mark.usefixtures("_small")
def test_a_long_run_keeps_few_rows_and_its_best_one() -> None:
    trainer = make_trainer()
    losses: dict[int, float] = {}
    for _ in range(500):
        trainer.advance(trainer.steps_left)
        row = trainer.record()
        losses[row.epoch] = row.validation_loss
        assert len(trainer.history) <= MOST
    epochs = [row.epoch for row in trainer.history]
    assert epochs == sorted(set(epochs))
    assert epochs[0] == 1
    assert epochs[-1] == 500
    assert min(losses, key=losses.__getitem__) in epochs
    assert all(row.validation_loss == losses[row.epoch] for row in trainer.history)


@pytest.mark.usefixtures("_small")
def test_thinning_changes_neither_weights_nor_when_a_run_stops() -> None:
    rules = {"patience": 100, "min_improvement": 1e-4, "max_epochs": 400}
    bounded = make_trainer(**rules)
    bounded.run(400)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(run, "MOST_ROWS", 10**6)
        whole = make_trainer(**rules)
        whole.run(400)
    assert len(bounded.history) < len(whole.history)
    assert (bounded.epoch, bounded.stopped_because) == (whole.epoch, whole.stopped_because)
    assert bounded.snapshot().weights.tolist() == whole.snapshot().weights.tolist()


@pytest.mark.usefixtures("_small")
def test_a_file_with_more_rows_is_opened_within_the_budget() -> None:
    trainer = make_trainer()
    trainer.run(3)
    rows = tuple(HistoryRow(n, n, n, 0.0, 0.1, {"train_loss": 1.0}) for n in range(1, 300))
    other = make_trainer()
    other.restore(dataclasses.replace(trainer.state(), history=rows))
    assert len(other.history) <= MOST
    assert (other.history[0], other.history[-1]) == (rows[0], rows[-1])


@pytest.mark.usefixtures("_small")
def test_rows_are_sent_once_also_when_older_ones_go() -> None:
    runner = Runner(make_trainer)
    try:
        sent: list[int] = []
        runner.run_epochs(400)
        while not sent or sent[-1] < 400:
            message = runner.take()
            if isinstance(message, Snapshot):
                assert not message.restarted
                sent += [row.epoch for row in message.rows]
        kept = runner.call(lambda trainer: len(trainer.history)).result(60.0)
    finally:
        runner.close()
    assert sent == sorted(set(sent))
    assert kept <= MOST
