"""Timeline: moments of a run, thinned to a budget; Past: looking back and going on from there."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import Network, Runner, Snapshot, Trainer, TrainingSettings
from engine.kernels.cpu import CLOCKS, EPOCH, STEP
from engine.projects import project_file
from engine.training.history import Limits, Stopper
from engine.training.stopping import StoppingMemory
from engine.training.timeline import Moment, Timeline, around, between, nearest, thinned
from tests.engine.graphs import examples

WAITING = StoppingMemory(TrainingSettings(), Stopper(0.0, 0, 0.0), Limits(), None, "", False)


def moment(step: int, loss: float = math.inf, size: int = 1) -> Moment:
    clock = np.zeros(CLOCKS, np.int64)
    clock[[STEP, EPOCH]] = step
    values = np.full(size, float(step))
    metrics = {"validation_loss": loss}
    return Moment(values, None, None, np.ones(2), "sgd", clock, 0.0, None, WAITING, metrics)


def make_trainer(**options: object) -> Trainer:
    network = Network.layered([2, 5, 1], seed=3)
    data = examples(network, "mse", 40).split(0.7, 0.3, 0.0)
    made = Trainer(network, data, TrainingSettings(**options), seed=1, strict=False)  # type: ignore[arg-type]
    made.past.is_kept = True
    return made


def bits(trainer: Trainer) -> list[bytes]:
    """Everything that training changes, as it stands in memory."""
    now = trainer.moment()
    first, second = (
        b"" if numbers is None else numbers.tobytes() for numbers in (now.first, now.second)
    )
    return [now.values.tobytes(), first, second, now.powers.tobytes(), now.clock[:3].tobytes()]


def steps_of(moments: object) -> list[int]:
    return [one.step for one in moments]  # type: ignore[attr-defined]


# What is kept


@given(
    st.lists(st.tuples(st.integers(1, 9), st.floats(0, 1)), min_size=1, max_size=120),
    st.integers(3, 25),
    st.integers(4, 60),
)
def test_a_timeline_keeps_its_budget_its_order_and_its_landmarks(
    strides: list[tuple[int, float]], most: int, thousands: int
) -> None:
    budget = 1000 * thousands
    timeline, offered, step = Timeline(budget, most), [moment(0, 2.0)], 0
    timeline.add(offered[0])
    for stride, loss in strides:
        step += stride
        offered.append(moment(step, loss))
        timeline.add(offered[-1])
    kept = timeline.moments
    assert steps_of(kept) == sorted(set(steps_of(kept)))
    assert set(kept) <= set(offered)
    assert len(kept) <= most
    assert timeline.bytes <= budget or len(kept) <= 3
    assert timeline.bytes == sum(one.bytes for one in kept)
    assert kept[0] is offered[0]
    assert kept[-1] is offered[-1]
    assert min(one.loss for one in kept) == min(one.loss for one in offered)


def test_a_long_run_is_kept_densely_at_its_beginning_and_without_large_gaps_later() -> None:
    timeline = Timeline(most=200)
    for step in range(8001):
        timeline.add(moment(step))
    steps = np.array(steps_of(timeline.moments))
    assert (steps < 100).sum() >= 25
    assert np.diff(steps).max() < 8000 / 40


def test_weights_of_early_stopping_count_once_where_moments_share_them() -> None:
    timeline = Timeline()
    trainer = make_trainer(patience=100)
    trainer.run(1)
    best = trainer.moment().waiting.best
    assert best is not None
    size = sum(numbers.nbytes for numbers in best)
    for step in (1, 2, 3):
        kept = moment(step)
        shared = StoppingMemory(TrainingSettings(), WAITING.stopper, Limits(), best, "", False)
        timeline.add(Moment(**{**vars(kept), "waiting": shared}))
    assert timeline.bytes == sum(one.bytes for one in timeline.moments) + size


def test_a_moment_takes_the_place_of_those_after_it() -> None:
    timeline = Timeline()
    for step in (0, 3, 6, 9):
        timeline.add(moment(step))
    timeline.add(moment(6))
    assert steps_of(timeline.moments) == [0, 3, 6]
    timeline.cut(4)
    assert steps_of(timeline.moments) == [0, 3]
    timeline.clear()
    assert (len(timeline.moments), timeline.bytes) == (0, 0)


def test_the_first_the_last_and_the_best_stay_even_where_they_are_too_large() -> None:
    moments = [moment(step, loss, 1000) for step, loss in enumerate((5.0, 4.0, 1.0, 3.0, 3.0))]
    assert steps_of(thinned(moments, 1, 1)) == [0, 2, 4]


def test_between_two_moments_the_weights_lie_on_a_straight_line() -> None:
    moments = [moment(0), moment(4), moment(12)]
    before, after = around(moments, 10.0)
    assert (before.step, after.step) == (4, 12)
    picture = between(before, after, 10.0)
    np.testing.assert_allclose(picture.values, 10.0)
    assert (picture.epoch, picture.step) == (10, 10)
    assert nearest(moments, 8.0).step == 12
    assert nearest(moments, 7.9).step == 4
    assert nearest(moments, 99.0).step == 12


# Going back


@pytest.mark.parametrize(
    "options",
    [
        {"optimizer": "sgd"},
        {"optimizer": "sgd", "momentum": 0.9},
        {"optimizer": "adam", "schedule": "cosine"},
        {"optimizer": "rmsprop", "batch_size": 7, "precision": "float64"},
        {"optimizer": "adagrad", "patience": 500, "warmup_steps": 20},
    ],
    ids=str,
)
def test_a_run_that_goes_on_from_a_kept_moment_has_the_bits_of_the_first_time(
    options: dict[str, object],
) -> None:
    straight, winding = make_trainer(**options), make_trainer(**options)
    straight.run(12)
    winding.run(30)
    winding.past.show(8)
    assert winding.epoch == 8
    winding.past.go_on_from_here()
    assert winding.history[-1].epoch == 8
    winding.run(4)
    assert bits(winding) == bits(straight)
    rows = [[(row.step, row.metrics) for row in each.history] for each in (winding, straight)]
    assert rows[0] == rows[1]


def test_dropout_goes_on_with_the_same_masks_and_shows_the_old_one() -> None:
    def dropping() -> Trainer:
        made = make_trainer()
        network = made.network.copy()
        with network.recording() as record:
            for unit in network.units:
                if unit.kind == "hidden":
                    network.update_unit(unit.id, keep_probability=0.5)
        made.edit(network, record.change())
        return made

    straight, winding = dropping(), dropping()
    straight.run(6)
    masks = straight.snapshot().kept
    straight.run(1)
    winding.run(20)
    winding.past.show(6)
    assert not masks.all()
    np.testing.assert_array_equal(winding.snapshot().kept, masks)
    winding.run(1)
    assert bits(winding) == bits(straight)


def test_a_look_back_leaves_no_trace() -> None:
    straight, winding = make_trainer(optimizer="adam"), make_trainer(optimizer="adam")
    for trainer in (straight, winding):
        trainer.run(9)
        trainer.advance(2)
    before = bits(winding)
    winding.past.show(3)
    winding.past.show(5.5, exact=False)
    winding.past.come_back()
    assert bits(winding) == before
    for trainer in (straight, winding):
        trainer.run(3)
    assert bits(winding) == bits(straight)
    assert [row.epoch for row in winding.history] == [row.epoch for row in straight.history]


def test_what_is_shown_are_the_weights_outputs_and_figures_of_that_epoch() -> None:
    then, now = make_trainer(), make_trainer()
    then.run(4)
    now.run(20)
    now.past.show(4)
    points = now.data.inputs[:5]
    assert now.weights() == then.weights()
    np.testing.assert_array_equal(now.predict(points), then.predict(points))
    assert now.past.metrics == then.history[-1].metrics
    assert now.past.span.is_past
    assert (now.past.span.first, now.past.span.now, now.snapshot().epoch) == (0, 20, 4)
    assert len(now.history) == 20


def test_the_first_moment_is_the_beginning_and_the_last_is_the_present() -> None:
    trainer = make_trainer()
    initial = trainer.weights()
    trainer.run(5)
    trainer.past.show(-3)
    assert trainer.weights() == initial
    assert trainer.past.metrics is None
    trainer.past.show(99)
    assert not trainer.past.is_shown
    assert trainer.epoch == 5


def test_one_goes_from_moment_to_moment() -> None:
    trainer = make_trainer()
    trainer.run(6)
    shown = []
    for count in (-1, -2, 1, -9, 1, 9, 1):
        trainer.past.show_next(count)
        shown.append((trainer.epoch, trainer.past.is_shown))
    assert [epoch for epoch, _ in shown] == [5, 3, 4, 0, 1, 6, 6]
    assert [past for _, past in shown] == [True] * 5 + [False] * 2


def test_a_picture_between_two_moments_says_so_and_steps_lead_off_it() -> None:
    trainer = make_trainer()
    trainer.run(6)
    trainer.past.timeline._take([one for one in trainer.past.timeline.moments if one.epoch != 3])
    trainer.past.show(3.0, exact=False)
    assert not trainer.past.span.is_exact
    trainer.past.show_next(1)
    assert (trainer.epoch, trainer.past.span.is_exact) == (4, True)
    trainer.past.show(3.0, exact=False)
    trainer.past.show_next(-1)
    assert trainer.epoch == 2


def test_training_from_an_earlier_moment_cuts_what_came_after_and_marks_the_place() -> None:
    trainer = make_trainer()
    trainer.run(10)
    restarts = trainer.restarts
    trainer.past.show(4)
    trainer.run(2)
    assert [row.epoch for row in trainer.history] == [1, 2, 3, 4, 5, 6]
    assert trainer.restarts == restarts + 1
    assert trainer.past.span.marks == (4,)
    assert max(one.epoch for one in trainer.past.timeline.moments) == 6


def test_a_state_is_that_of_the_present_and_brings_the_moments_back() -> None:
    trainer = make_trainer()
    trainer.run(10)
    present = bits(trainer)
    trainer.past.show(4)
    state = trainer.state()
    assert trainer.epoch == 4
    assert state.history[-1].epoch == 10
    trainer.run(1)
    trainer.restore(state)
    assert bits(trainer) == present
    trainer.past.show(7)
    assert trainer.epoch == 7


def test_a_saved_project_holds_the_present_and_no_moments(tmp_path: object) -> None:
    trainer = make_trainer()
    trainer.run(6)
    trainer.past.show(2)
    path = tmp_path / "a.netloom"  # type: ignore[operator]
    project_file.save(path, trainer)
    found = project_file.load(path)
    assert found.state is not None
    assert found.state.past is None
    assert found.trainer().epoch == 6


# Edits


def test_another_unit_begins_a_new_stretch_in_the_present() -> None:
    trainer = make_trainer()
    trainer.run(8)
    trainer.past.show(3)
    network = trainer.network.copy()
    with network.recording() as record:
        added = network.add_unit("hidden")
        network.connect(network.inputs[0], added)
        network.connect(added, network.outputs[0])
    trainer.edit(network, record.change())
    assert trainer.epoch == 8
    assert not trainer.past.is_shown
    assert trainer.past.span.first == 8
    trainer.run(2)
    assert (trainer.past.span.first, trainer.past.span.marks) == (8, (8,))
    trainer.past.show(0)
    assert trainer.epoch == 8


def test_a_weight_set_by_hand_keeps_what_came_before() -> None:
    trainer = make_trainer()
    trainer.run(4)
    learnt = trainer.weights()
    link = trainer.network.connections[0]
    network = trainer.network.copy()
    with network.recording() as record:
        network.set_weight(link.source, link.target, 7.0)
    trainer.edit(network, record.change())
    trainer.run(2)
    trainer.past.show(4)
    assert trainer.weights() == learnt | {(link.source, link.target): 7.0}
    trainer.past.show(3)
    assert trainer.weights()[link.source, link.target] != 7.0
    assert trainer.past.span.first == 0


def test_another_learning_rate_is_tried_from_where_one_looks() -> None:
    trainer = make_trainer(optimizer="adam")
    trainer.run(8)
    trainer.past.show(3)
    trainer.change_settings(trainer.settings.replace(learning_rate=0.5))
    assert trainer.epoch == 3
    trainer.run(1)
    assert trainer.epoch == 4
    assert trainer.history[-1].learning_rate == 0.5


def test_another_optimizer_begins_with_an_empty_memory_in_every_moment() -> None:
    trainer = make_trainer(optimizer="adam")
    trainer.run(8)
    trainer.past.show(3)
    trainer.change_settings(trainer.settings.replace(optimizer="rmsprop"))
    trainer.past.come_back()
    now = trainer.moment()
    assert now.first is now.second is None
    assert now.epoch == 8


def test_another_precision_keeps_the_moments() -> None:
    trainer = make_trainer()
    trainer.run(8)
    trainer.past.show(3)
    weights = trainer.weights()
    trainer.change_settings(trainer.settings.replace(precision="float64"))
    trainer.past.come_back()
    assert trainer.epoch == 8
    trainer.past.show(3)
    assert trainer.weights() == weights


@pytest.mark.parametrize("end", ["reset", "data", "seed"])
def test_a_new_run_has_no_past(end: str) -> None:
    trainer = make_trainer()
    trainer.run(8)
    trainer.past.show(3)
    if end == "reset":
        trainer.reset()
    elif end == "data":
        trainer.change_data(examples(trainer.network, "mse", 30))
        assert trainer.epoch == 8
    else:
        network = trainer.network.copy()
        with network.recording() as record:
            network.reseed(9)
        trainer.new_seed(record.change(), 9)
    assert not trainer.past.is_shown
    assert len(trainer.past.timeline.moments) == 0
    assert trainer.past.span.marks == ()


def test_early_stopping_waits_as_it_did_then() -> None:
    straight = make_trainer(patience=3, learning_rate=0.3)
    straight.run(400)
    winding = make_trainer(patience=3, learning_rate=0.3)
    winding.run(400)
    assert straight.stopped_because
    winding.past.show(straight.epoch - 2)
    winding.run(400)
    assert winding.epoch == straight.epoch
    assert winding.weights() == straight.weights()


# In the training thread


@pytest.fixture
def runner() -> Iterator[Runner]:
    made = Runner(make_trainer)
    yield made
    made.close()


def until(runner: Runner, check: Callable[[Snapshot], bool]) -> Snapshot:
    end = time.monotonic() + 60.0
    while time.monotonic() < end:
        found = runner.take()
        if isinstance(found, Snapshot) and check(found):
            return found
        time.sleep(0.001)
    raise AssertionError("no such snapshot came")


def test_a_snapshot_shows_what_the_trainer_looks_back_at(runner: Runner) -> None:
    runner.run_epochs(20)
    until(runner, lambda one: one.epoch == 20 and not one.playing)
    runner.play()
    until(runner, lambda one: one.playing)
    runner.pause()
    runner.call(lambda trainer: trainer.past.show(5))
    found = until(runner, lambda one: one.span.is_past)
    reference = make_trainer()
    reference.run(found.epoch)
    assert not found.playing
    assert dict(reference.history[-1].metrics) == dict(found.metrics)
    assert found.weights.tolist() == list(reference.weights().values())
    runner.call(lambda trainer: trainer.past.show_next(-1))
    until(runner, lambda one: one.step < found.step)
    runner.call(lambda trainer: trainer.past.come_back())
    back = until(runner, lambda one: not one.span.is_past)
    assert back.epoch == back.span.now >= 20
