"""Runner: one thread that obeys commands between steps and never waits for its reader."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError

import numpy as np
import pytest

from engine import Failed, Network, Runner, Snapshot, Trainer, TrainingSettings, WatchRequest
from engine.errors import DataError, Diverged, DoesNotFit
from tests.engine.graphs import examples

Check = Callable[[Snapshot], bool]


def make_trainer(**options: object) -> Trainer:
    network = Network.layered([2, 4, 1])
    chosen = TrainingSettings(**options)  # type: ignore[arg-type]
    return Trainer(network, examples(network, "mse", 35).split(0.7, 0.3, 0.0), chosen, strict=False)


@pytest.fixture
def runner() -> Iterator[Runner]:
    made = Runner(make_trainer)
    yield made
    made.close()
    assert "training" not in {thread.name for thread in threading.enumerate()}


def message(runner: Runner, seconds: float = 60.0) -> Snapshot | Failed:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        found = runner.take()
        if found is not None:
            return found
        time.sleep(0.001)
    raise AssertionError("the mailbox stayed empty")


def until(runner: Runner, check: Check) -> Snapshot:
    for _ in range(10_000):
        found = message(runner)
        assert isinstance(found, Snapshot), found
        if check(found):
            return found
    raise AssertionError("no such snapshot came")


def failure(runner: Runner) -> Failed:
    for _ in range(10_000):
        found = message(runner)
        if isinstance(found, Failed):
            return found
    raise AssertionError("no failure came")


def settled(runner: Runner) -> Snapshot:
    """The snapshot after all commands given so far."""
    runner.call(lambda trainer: None).result(60.0)
    found = message(runner)
    assert isinstance(found, Snapshot), found
    time.sleep(0.02)
    later = runner.take()
    return later if isinstance(later, Snapshot) else found


def test_first_snapshot_comes_before_training(runner: Runner) -> None:
    first = until(runner, lambda _: True)
    assert (first.step, first.playing) == (0, False)
    assert set(first.metrics) >= {"train_loss", "validation_loss"}
    assert len(first.unit_ids) == len(first.biases) == len(first.kept) == 7
    assert len(first.sources) == len(first.weights) == 12


def test_plays_and_pauses(runner: Runner) -> None:
    runner.play()
    playing = until(runner, lambda snapshot: snapshot.step > 100)
    assert playing.playing
    assert playing.examples_per_second > 0.0
    runner.pause()
    paused = until(runner, lambda snapshot: not snapshot.playing)
    runner.watch(None)
    assert until(runner, lambda _: True).step == paused.step


def test_steps_and_epochs_are_exact(runner: Runner) -> None:
    runner.step("batch")
    assert until(runner, lambda snapshot: snapshot.step > 0).step == 1
    runner.step("epoch")
    assert until(runner, lambda s: s.epoch == 1 and not s.playing).step == 3
    runner.run_epochs(500)
    last = until(runner, lambda s: s.epoch > 1 and not s.playing)
    assert (last.epoch, last.step) == (501, 1503)


def test_the_run_is_the_trainers_bit_for_bit(runner: Runner) -> None:
    runner.run_epochs(300)
    last = until(runner, lambda s: s.epoch == 300 and not s.playing)
    alone = make_trainer()
    alone.advance(last.step)
    assert last.weights.tolist() == alone.snapshot().weights.tolist()


def test_rows_of_history_are_never_lost_while_nobody_reads(runner: Runner) -> None:
    runner.run_epochs(50)
    runner.call(lambda trainer: None).result(60.0)
    end = time.monotonic() + 60.0
    while runner.call(lambda trainer: trainer.epoch).result(60.0) < 50:
        assert time.monotonic() < end
    kept = runner.call(lambda trainer: [row.epoch for row in trainer.history]).result(60.0)
    assert kept[-1] == 50
    rows: list[int] = []
    while len(rows) < len(kept):
        found = message(runner)
        assert isinstance(found, Snapshot)
        rows += [row.epoch for row in found.rows]
    assert rows == kept


def test_speed_is_limited(runner: Runner) -> None:
    until(runner, lambda _: True)
    runner.set_speed(50.0)
    runner.play()
    start = until(runner, lambda snapshot: snapshot.playing)
    time.sleep(0.3)
    runner.pause()
    end = until(runner, lambda snapshot: not snapshot.playing)
    assert 3 <= end.step - start.step <= 25


def test_a_slow_run_obeys_at_once(runner: Runner) -> None:
    until(runner, lambda _: True)
    runner.set_speed(0.05)
    runner.play()
    until(runner, lambda snapshot: snapshot.playing)
    start = time.monotonic()
    assert runner.call(lambda trainer: trainer.steps).result(10.0) <= 1
    assert time.monotonic() - start < 1.0


def test_a_mini_batch_is_looked_at_only_when_it_is_wanted(runner: Runner) -> None:
    assert settled(runner).mini_batch is None
    points = np.zeros((1, 2))
    runner.watch(WatchRequest(points, "plane", frozenset({"gradient"})))
    found = until(runner, lambda snapshot: snapshot.mini_batch is not None).mini_batch
    assert found is not None
    assert found.gradient is not None
    assert found.masks is None
    expected = runner.call(lambda trainer: trainer.single_step().backward().weights).result(60.0)
    assert found.gradient == pytest.approx(expected, rel=1e-4, abs=1e-6)
    runner.watch(WatchRequest(points, "plane"))
    until(runner, lambda snapshot: snapshot.mini_batch is None)
    runner.play()
    later = until(runner, lambda snapshot: snapshot.step > 100)
    assert later.mini_batch is None


def test_the_test_part_is_measured_in_every_row_of_the_history(runner: Runner) -> None:
    runner.change_data(runner.call(lambda trainer: trainer.data.split(0.5, 0.2, 0.3)).result(60.0))
    runner.run_epochs(2)
    rows = until(runner, lambda snapshot: len(snapshot.rows) > 0).rows
    assert all("test_loss" in row.metrics for row in rows)
    row, measured = runner.call(lambda t: (t.record(), t.evaluate("test"))).result(60.0)
    assert row.metrics["test_loss"] == measured["loss"]
    assert until(runner, lambda snapshot: row in snapshot.rows)


def test_watched_responses_belong_to_their_question(runner: Runner) -> None:
    points = np.array([[0.0, 1.0], [2.0, 3.0], [4.0, 5.0]])
    runner.watch(WatchRequest(points, "plane"))
    found = until(runner, lambda snapshot: snapshot.watched is not None)
    assert found.watched is not None
    assert found.watched.key == "plane"
    assert found.responses is not None
    assert found.responses.shape == (7, 3)
    runner.watch(WatchRequest(np.zeros((2, 5)), "of other data"))
    assert until(runner, lambda s: s.watched is None).responses is None


def test_an_example_passes_through_only_while_it_is_wanted(runner: Runner) -> None:
    points = np.zeros((1, 2))
    runner.watch(WatchRequest(points, "plane", row=3))
    runner.play()
    snapshot = until(runner, lambda found: found.example is not None and found.step > 5)
    assert snapshot.example is not None
    assert snapshot.example.row == 3
    assert len(snapshot.example.a) == len(snapshot.unit_ids)
    runner.watch(WatchRequest(points, "plane"))
    until(runner, lambda found: found.example is None)
    runner.watch(WatchRequest(points, "plane", row=10_000))  # of other data
    assert until(runner, lambda found: found.watched is not None).example is None


def test_the_spread_is_measured_only_while_it_is_wanted(runner: Runner) -> None:
    points = np.zeros((1, 2))
    runner.watch(WatchRequest(points, "plane", frozenset({"spread"})))
    runner.play()
    snapshot = until(runner, lambda found: found.spread is not None and found.step > 5)
    assert snapshot.spread is not None
    assert snapshot.spread.examples == 35
    runner.watch(WatchRequest(points, "plane"))
    until(runner, lambda found: found.spread is None)


def test_settings_and_edits_reach_a_running_trainer(runner: Runner) -> None:
    runner.play()
    until(runner, lambda snapshot: snapshot.step > 10)
    network = make_trainer().network
    with network.recording() as record:
        unit = network.add_unit("hidden")
        network.connect(network.inputs[0], unit)
        network.connect(unit, network.outputs[0])
    runner.edit(network, record.change())
    runner.change_settings(TrainingSettings(learning_rate=0.001))
    found = until(runner, lambda s: s.revision == 1 and s.learning_rate == 0.001)
    assert unit in found.unit_ids.tolist()
    assert found.playing


def test_reset_begins_the_history_anew(runner: Runner) -> None:
    runner.run_epochs(3)
    until(runner, lambda s: s.epoch == 3 and not s.playing)
    runner.reset()
    found = until(runner, lambda snapshot: snapshot.restarted)
    assert (found.step, found.rows) == (0, ())
    runner.run_epochs(1)
    rows = until(runner, lambda snapshot: bool(snapshot.rows)).rows
    assert [row.epoch for row in rows] == [1]


def test_new_seed_draws_other_weights(runner: Runner) -> None:
    before = until(runner, lambda _: True)
    network = make_trainer().network
    with network.recording() as record:
        network.reseed(77)
    runner.new_seed(record.change(), 77)
    after = until(runner, lambda snapshot: snapshot.restarted)
    assert before.weights.tolist() != after.weights.tolist()
    assert runner.call(lambda trainer: trainer.seed).result(60.0) == 77


def test_state_is_saved_and_restored(runner: Runner) -> None:
    runner.run_epochs(4)
    middle = until(runner, lambda s: s.epoch == 4 and not s.playing)
    state = runner.call(lambda trainer: trainer.state()).result(60.0)
    runner.run_epochs(4)
    until(runner, lambda s: s.epoch == 8 and not s.playing)
    runner.restore(state)
    found = until(runner, lambda snapshot: snapshot.restarted)
    assert found.weights.tolist() == middle.weights.tolist()
    assert [row.epoch for row in found.rows] == [1, 2, 3, 4]


def test_a_misfit_is_a_message_and_the_next_edit_tries_again(runner: Runner) -> None:
    network = make_trainer().network
    runner.play()
    with network.recording() as record:
        network.add_unit("input")
    runner.edit(network, record.change())
    failed = failure(runner)
    assert isinstance(failed.error, DoesNotFit)
    runner.play()
    assert isinstance(failure(runner).error, DoesNotFit)
    with network.recording() as record:
        network.remove_unit(network.inputs[-1])
    runner.edit(network, record.change())
    runner.play()
    until(runner, lambda snapshot: snapshot.step > 10)


def test_responses_that_take_long_come_less_often_than_weights(runner: Runner) -> None:
    request = WatchRequest(np.zeros((200_000, 2)), "many")
    runner.watch(request)
    until(runner, lambda snapshot: snapshot.watched is request)
    runner.play()
    bare = until(runner, lambda snapshot: snapshot.playing and snapshot.responses is None)
    assert bare.watched is None
    found = until(runner, lambda snapshot: snapshot.playing and snapshot.watched is not None)
    assert found.responses is not None
    assert found.responses.shape[1] == 200_000


def test_divergence_pauses_with_finite_weights(runner: Runner) -> None:
    runner.change_settings(TrainingSettings(learning_rate=1000.0, loss="half_squared_error"))
    network = make_trainer().network
    with network.recording() as record:
        for unit in network.units:
            if unit.kind == "hidden":
                network.update_unit(unit.id, activation="linear")
    runner.edit(network, record.change())
    runner.play()
    failed = failure(runner)
    assert isinstance(failed.error, Diverged)
    after = until(runner, lambda snapshot: not snapshot.playing)
    assert np.isfinite(after.weights).all()


def test_what_a_call_raises_reaches_who_asked(runner: Runner) -> None:
    with pytest.raises(DataError):
        runner.call(lambda trainer: trainer.evaluate("test")).result(60.0)
    until(runner, lambda _: True)


def test_an_accident_is_a_message_and_the_thread_lives_on(runner: Runner) -> None:
    runner.restore(None)  # type: ignore[arg-type]
    failed = failure(runner)
    assert "inside the engine" in failed.error.happened
    assert "Traceback" in failed.details
    assert runner.call(lambda trainer: 5).result(60.0) == 5


def test_a_trainer_that_cannot_be_made_is_a_message() -> None:
    def refuse() -> Trainer:
        raise DataError("There are no data.")

    runner = Runner(refuse)
    assert isinstance(failure(runner).error, DataError)
    answer = runner.call(lambda trainer: 1)
    assert isinstance(failure(runner).error, DataError)
    with pytest.raises(CancelledError):
        answer.result(10.0)
    runner.close()


def test_closing_ends_a_running_thread_and_cancels_calls() -> None:
    runner = Runner(make_trainer)
    runner.play()
    until(runner, lambda snapshot: snapshot.step > 0)
    runner.close()
    assert "training" not in {thread.name for thread in threading.enumerate()}
    assert runner.call(lambda trainer: 1).cancelled()
