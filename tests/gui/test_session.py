from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from engine import Network, Trainer, datasets
from gui.editing.document import Document
from gui.editing.notices import Notice, bus
from gui.run.session import Session, State

Prepare = Callable[[Session], Session]


def trained(qtbot: QtBot, session: Session, epochs: int) -> None:
    session.run_epochs(epochs)
    qtbot.waitUntil(lambda: session.snapshot is not None and session.snapshot.epoch >= epochs)
    qtbot.waitUntil(lambda: session.is_settled)


def weights(session: Session) -> dict[tuple[int, int], float]:
    return {
        (link.source, link.target): link.weight for link in session.trained_network().connections
    }


def test_it_prepares_in_the_background_and_is_then_ready(
    session: Session, prepared: Prepare, qtbot: QtBot
) -> None:
    assert session.state is State.PREPARING
    prepared(session)
    assert session.state is State.READY
    assert session.snapshot is not None
    assert session.snapshot.step == 0


def test_a_play_pressed_too_early_starts_as_soon_as_it_can(session: Session, qtbot: QtBot) -> None:
    session.play()
    qtbot.waitUntil(lambda: session.state is State.RUNNING, timeout=120_000)
    qtbot.waitUntil(lambda: session.snapshot is not None and session.snapshot.epoch > 2)


def test_epochs_asked_for_too_early_are_trained_as_soon_as_it_can(
    session: Session, qtbot: QtBot
) -> None:
    session.start()
    session.run_epochs(3)
    session.step("epoch")
    qtbot.waitUntil(lambda: session.is_settled, timeout=120_000)
    assert session.snapshot is not None
    assert session.snapshot.epoch == 4


def test_what_was_asked_of_one_document_too_early_is_not_done_to_the_next(
    document: Document, session: Session, qtbot: QtBot
) -> None:
    session.run_epochs(3)
    document.new()
    qtbot.waitUntil(lambda: session.is_settled, timeout=120_000)
    assert session.snapshot is not None
    assert session.snapshot.step == 0


def test_it_plays_and_pauses(session: Session, prepared: Prepare, qtbot: QtBot) -> None:
    prepared(session).play()
    assert session.state is State.RUNNING
    qtbot.waitUntil(lambda: len(session.history) > 2)
    session.toggle()
    assert session.state is State.PAUSED
    qtbot.waitUntil(lambda: session.is_settled)
    step = session.snapshot.step if session.snapshot else -1
    qtbot.wait(50)
    assert session.snapshot is not None
    assert session.snapshot.step == step


def test_one_step_is_one_mini_batch_or_one_epoch(
    session: Session, prepared: Prepare, qtbot: QtBot
) -> None:
    prepared(session).step("batch")
    qtbot.waitUntil(lambda: session.snapshot is not None and session.snapshot.step == 1)
    session.step("epoch")
    qtbot.waitUntil(lambda: session.snapshot is not None and session.snapshot.epoch == 1)


def test_the_history_has_a_column_for_every_metric(
    session: Session, prepared: Prepare, qtbot: QtBot
) -> None:
    trained(qtbot, prepared(session), 5)
    assert session.history.epochs[-1] == 5
    losses = session.history.column("train_loss")
    assert len(losses) == len(session.history)
    assert np.isfinite(losses).all()
    assert np.isnan(session.history.column("no such metric")).all()


def test_responses_cover_the_plane_of_the_first_two_inputs(
    session: Session, prepared: Prepare, qtbot: QtBot
) -> None:
    prepared(session)
    plane = session.plane
    qtbot.waitUntil(lambda: session.snapshot is not None and session.snapshot.responses is not None)
    assert session.snapshot is not None
    assert session.snapshot.responses is not None
    units = len(session.snapshot.unit_ids)
    assert session.snapshot.responses.shape == (units, plane.size * plane.size)
    first = list(session.snapshot.unit_ids).index(1)
    row = session.snapshot.responses[first].reshape(plane.size, plane.size)[0]
    assert row[0] < row[-1]


def test_responses_stay_until_training_has_time_for_new_ones(
    session: Session, prepared: Prepare, qtbot: QtBot
) -> None:
    prepared(session)
    qtbot.waitUntil(lambda: session.snapshot is not None and session.snapshot.responses is not None)
    before = session.snapshot
    assert before is not None
    session._show(replace(before, step=7, playing=True, responses=None, watched=None))
    assert session.snapshot is not None
    assert session.snapshot.step == 7
    assert session.snapshot.responses is before.responses
    session._show(replace(before, step=8, playing=False, responses=None, watched=None))
    assert session.snapshot.responses is None


def test_it_says_so_while_kernels_are_compiled_for_a_new_kind_of_network(
    document: Document,
    session: Session,
    prepared: Prepare,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    prepared(session)
    compiled = threading.Event()
    slow = Trainer.prepare

    def prepare(trainer: Trainer) -> None:
        compiled.wait(30.0)
        slow(trainer)

    monkeypatch.setattr(Trainer, "prepare", prepare)
    document.change_settings(batch_size=16)
    qtbot.waitUntil(lambda: session.state is State.PREPARING)
    compiled.set()
    qtbot.waitUntil(lambda: session.state is State.READY)


def test_an_edit_while_training_keeps_what_was_learnt(
    document: Document, session: Session, prepared: Prepare, qtbot: QtBot
) -> None:
    trained(qtbot, prepared(session), 20)
    before = weights(session)
    output = document.network.outputs[0]
    with document.edit("Add h") as network:
        added = network.add_unit("hidden")
        network.connect(network.inputs[0], added, weight=0.0)
        network.connect(added, output, weight=0.25)
    after = weights(session)
    assert {pair: after[pair] for pair in before} == before
    assert after[added, output] == 0.25


def test_undo_takes_an_edit_back_without_untraining(
    document: Document, session: Session, prepared: Prepare, qtbot: QtBot
) -> None:
    trained(qtbot, prepared(session), 20)
    before = weights(session)
    with document.edit("Add h") as network:
        network.connect(network.inputs[0], network.outputs[0])
    document.undo_stack.undo()
    assert weights(session) == before


def test_undo_and_redo_go_on_while_it_trains(
    document: Document, session: Session, prepared: Prepare, qtbot: QtBot
) -> None:
    prepared(session).play()
    network = document.network
    with document.edit("Connect") as edited:
        edited.connect(network.inputs[0], network.outputs[0])
    new = (network.inputs[0], network.outputs[0])
    for back in (True, False):
        (document.undo_stack.undo if back else document.undo_stack.redo)()
        qtbot.waitUntil(lambda back=back: (new in weights(session)) is not back)
        assert session.state is State.RUNNING
    step = session.snapshot.step if session.snapshot else 0
    qtbot.waitUntil(lambda: session.snapshot is not None and session.snapshot.step > step)
    session.pause()


def test_reset_returns_to_the_initial_weights_and_undo_brings_the_trained_ones_back(
    document: Document, session: Session, prepared: Prepare, qtbot: QtBot
) -> None:
    initial = weights(prepared(session))
    trained(qtbot, session, 20)
    learnt = weights(session)
    assert learnt != initial
    session.reset()
    assert weights(session) == initial
    document.undo_stack.undo()
    assert weights(session) == learnt
    document.undo_stack.redo()
    assert weights(session) == initial


def test_reset_pauses(session: Session, prepared: Prepare, qtbot: QtBot) -> None:
    prepared(session).play()
    qtbot.waitUntil(lambda: session.snapshot is not None and session.snapshot.epoch > 2)
    session.reset()
    qtbot.waitUntil(lambda: session.snapshot is not None and session.snapshot.step == 0)
    assert session.state is State.READY


def test_a_new_seed_draws_other_weights_and_undo_brings_the_trained_ones_back(
    document: Document, session: Session, prepared: Prepare, qtbot: QtBot
) -> None:
    initial = weights(prepared(session))
    trained(qtbot, session, 20)
    learnt = weights(session)
    session.new_seed()
    fresh = weights(session)
    assert fresh not in (initial, learnt)
    document.undo_stack.undo()
    assert weights(session) == learnt


def test_what_does_not_fit_blocks_training_and_says_why(
    document: Document, session: Session, prepared: Prepare, qtbot: QtBot
) -> None:
    prepared(session)
    with document.edit("Remove the output") as network:
        network.remove_unit(network.outputs[0])
    assert session.state is State.BLOCKED
    said: list[Notice] = []
    bus.posted.connect(said.append)
    session.play()
    bus.posted.disconnect(said.append)
    assert [notice.happened for notice in said] == [session.blocked_by[0]]
    assert session.state is State.BLOCKED
    document.undo_stack.undo()
    assert session.state is not State.BLOCKED
    trained(qtbot, session, 2)


def test_an_edit_that_stops_a_run_says_why_at_once(
    document: Document, session: Session, prepared: Prepare, qtbot: QtBot
) -> None:
    prepared(session)
    session.play()
    said: list[Notice] = []
    bus.posted.connect(said.append)
    with document.edit("Add an input") as network:
        network.add_unit("input")
    bus.posted.disconnect(said.append)
    assert not session.is_playing
    assert [notice.happened for notice in said] == [session.blocked_by[0]]


def test_an_output_that_nothing_leads_to_is_pointed_out(
    document: Document, session: Session, posted: list[Notice]
) -> None:
    (output,) = document.network.outputs
    with document.edit("Cut it off") as network:
        for unit in network.incoming(output):
            network.disconnect(unit, output)
    session.play()
    assert [notice.happened for notice in posted] == ["No input reaches ŷ: only biases can learn."]
    assert posted[0].units == (output,)
    assert session.is_playing


def test_a_unit_on_no_way_to_an_output_is_pointed_out(
    document: Document, session: Session, posted: list[Notice]
) -> None:
    with document.edit("Add one") as network:
        unit = network.add_unit("hidden", name="spare")
        network.connect(network.inputs[0], unit)
    session.play()
    assert "nothing is learned there: spare" in posted[0].happened
    assert posted[0].units == (unit,)
    assert session.is_playing


def test_a_divergence_offers_the_initial_weights(
    document: Document, session: Session, prepared: Prepare, qtbot: QtBot, posted: list[Notice]
) -> None:
    prepared(session)
    before = weights(session)
    output = document.network.outputs[0]
    with document.edit("Make it linear") as network:
        network.update_unit(output, activation="linear")
        for unit in network.units:
            if unit.kind == "hidden":
                network.update_unit(unit.id, activation="linear")
    document.change_settings(loss="mse", learning_rate=1000.0)
    session.play()
    qtbot.waitUntil(lambda: bool(posted) and "diverged" in posted[-1].happened)
    assert posted[-1].action is not None
    label, reset = posted[-1].action
    assert label == "Reset the weights"
    reset()
    qtbot.waitUntil(lambda: session.is_settled and weights(session) == before)


def test_what_does_not_fit_is_repaired_by_the_button_of_its_notice(
    document: Document, session: Session, qtbot: QtBot
) -> None:
    output = document.network.outputs[0]
    with document.edit("Set activation") as network:
        network.update_unit(output, activation="linear")
    assert session.state is State.BLOCKED
    said: list[Notice] = []
    bus.posted.connect(said.append)
    session.play()
    bus.posted.disconnect(said.append)
    assert said[0].action is not None
    said[0].action[1]()
    assert session.state is not State.BLOCKED
    assert document.network.unit(output).activation == "sigmoid"


def test_other_data_are_trained_on_at_once(
    document: Document, session: Session, prepared: Prepare, qtbot: QtBot
) -> None:
    trained(qtbot, prepared(session), 3)
    numbers = np.random.default_rng(0).normal(size=(30, 4))
    flowers = datasets.from_arrays(numbers, np.arange(30) % 3, task="multiclass")
    document.change_data(flowers, "Flowers")
    assert session.state is not State.BLOCKED
    session.run_epochs(2)
    qtbot.waitUntil(lambda: session.snapshot is not None and len(session.snapshot.unit_ids) > 10)


def test_settings_change_while_it_runs(
    document: Document, session: Session, prepared: Prepare, qtbot: QtBot
) -> None:
    prepared(session).play()
    document.change_settings(learning_rate=0.001, batch_size=50)
    qtbot.waitUntil(
        lambda: session.snapshot is not None and session.snapshot.learning_rate == 0.001
    )
    assert session.state is State.RUNNING


def test_speed_limits_the_steps_per_second(
    session: Session, prepared: Prepare, qtbot: QtBot
) -> None:
    prepared(session).set_speed(10.0)
    session.play()
    qtbot.wait(500)
    session.pause()
    qtbot.waitUntil(lambda: session.is_settled)
    assert session.snapshot is not None
    assert 2 <= session.snapshot.step <= 10


def test_another_document_starts_another_run(
    document: Document, session: Session, prepared: Prepare, qtbot: QtBot
) -> None:
    trained(qtbot, prepared(session), 3)
    network = Network.layered([2, 3, 1], output_activation="tanh", seed=7)
    document.replace(network, document.data, document.settings)
    qtbot.waitUntil(lambda: session.snapshot is not None, timeout=10_000)
    assert session.snapshot is not None
    assert len(session.snapshot.unit_ids) == 6
    assert session.snapshot.step == 0


def test_moving_a_unit_does_not_disturb_training(
    document: Document, session: Session, prepared: Prepare, qtbot: QtBot
) -> None:
    trained(qtbot, prepared(session), 3)
    before = session.snapshot.revision if session.snapshot else -1
    with document.edit("Move") as network:
        network.update_unit(network.outputs[0], position=(9.0, 9.0))
    qtbot.wait(50)
    assert session.snapshot is not None
    assert session.snapshot.revision == before


def test_closing_while_training_ends_the_thread(
    session: Session, prepared: Prepare, qtbot: QtBot
) -> None:
    prepared(session).play()
    session.close()
    assert not session.is_awake


def test_other_data_while_it_runs_neither_stop_it_nor_complain(
    document: Document, session: Session, prepared: Prepare, qtbot: QtBot
) -> None:
    prepared(session).play()
    said: list[Notice] = []
    bus.posted.connect(said.append)
    numbers = np.random.default_rng(0).normal(size=(60, 4))
    document.change_data(
        datasets.from_arrays(numbers, np.arange(60) % 3, task="multiclass").split(), "Flowers"
    )
    qtbot.waitUntil(lambda: session.snapshot is not None and 4 in session.snapshot.unit_ids[:4])
    qtbot.wait(100)
    document.undo_stack.undo()
    qtbot.wait(100)
    bus.posted.disconnect(said.append)
    assert said == []
    assert session.state is State.RUNNING


def test_what_was_just_opened_is_no_unsaved_training(
    document: Document, session: Session, prepared: Prepare, qtbot: QtBot
) -> None:
    trained(qtbot, prepared(session), 3)
    assert session.has_unsaved_training
    asked = session.ask(lambda trainer: trainer.state())
    assert asked is not None
    state = asked.result(30)
    document.replace(document.network, document.data, document.settings, state=state)
    qtbot.waitUntil(lambda: session.snapshot is not None and session.snapshot.epoch == 3)
    assert not session.has_unsaved_training


def test_snapshots_hold_what_somebody_wants(
    session: Session, prepared: Prepare, qtbot: QtBot
) -> None:
    session.want("one", {"gradient"})
    session.want("other", {"masks"})
    prepared(session)
    qtbot.waitUntil(
        lambda: session.snapshot is not None and session.snapshot.mini_batch is not None
    )
    seen = session.snapshot.mini_batch
    assert seen.gradient is not None
    assert seen.masks is not None
    assert seen.activations is None
    session.want("one")
    session.want("other")
    qtbot.waitUntil(lambda: session.snapshot.mini_batch is None)
    trained(qtbot, session, 3)
    assert session.snapshot.mini_batch is None


def test_a_picture_that_is_late_is_looked_for_before_the_next_frame_but_not_for_ever(
    session: Session, prepared: Prepare, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    prepared(session)
    session.play()
    qtbot.waitUntil(lambda: session.snapshot is not None and session.snapshot.step > 0)
    line = session._line
    runner, clock = line.runner, line._clock
    assert runner is not None
    with monkeypatch.context() as late:
        late.setattr(type(runner), "take", lambda _: None)
        line._quiet, intervals = 0, []
        for _ in range(5):
            line._tick()
            intervals.append(clock.interval())
    assert intervals[0] < intervals[-1] == 16
    qtbot.waitUntil(lambda: line._quiet == 0)
    session.pause()
