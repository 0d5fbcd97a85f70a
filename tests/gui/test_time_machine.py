"""The time machine in the window: by mouse and keys, and compared with runs to those epochs."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from engine import HistoryRow, Trainer
from gui.editing.document import Document
from gui.editing.notices import Notice, bus
from gui.look import theme
from gui.panels import LowerPanel, OutputPanel, TimeStrip
from gui.run.session import Session, State
from gui.window.main_window import MainWindow

EPOCHS = 40
LEFT = Qt.MouseButton.LeftButton
Prepare = Callable[[Session], Session]


@pytest.fixture
def strip(window: MainWindow, session: Session, prepared: Prepare, qtbot: QtBot) -> TimeStrip:
    """The strip of a window that has trained for forty epochs, opened by its link."""
    train(qtbot, prepared(session), EPOCHS)
    lower, found = window.places.panel("charts"), window.places.panel("time")
    assert isinstance(lower, LowerPanel)
    assert isinstance(found, TimeStrip)
    qtbot.mouseClick(lower.rewind, LEFT)
    qtbot.waitUntil(lambda: found.text.text() == f"Epoch {EPOCHS}")
    return found


def train(qtbot: QtBot, session: Session, epochs: int) -> None:
    end = (session.snapshot.epoch if session.snapshot else 0) + epochs
    session.run_epochs(epochs)
    qtbot.waitUntil(lambda: session.snapshot is not None and session.snapshot.epoch >= end)


def reference(document: Document, epochs: int) -> Trainer:
    """Another trainer on the same work, trained without a detour."""
    made = Trainer(document.network, document.data, document.settings, document.seed)
    made.measures_test = True  # as the window's runs do
    if epochs:
        made.run(epochs)
    return made


def at(strip: TimeStrip, epoch: int) -> QPoint:
    return QPoint(round(strip.slider.place_of(epoch)), strip.slider.height() // 2)


def drag_to(qtbot: QtBot, strip: TimeStrip, epoch: int) -> None:
    start = at(strip, strip.slider.value())
    qtbot.mousePress(strip.slider, LEFT, pos=start)
    qtbot.mouseMove(strip.slider, (start + at(strip, epoch)) / 2)
    qtbot.mouseMove(strip.slider, at(strip, epoch))
    qtbot.mouseRelease(strip.slider, LEFT, pos=at(strip, epoch))


def shown(qtbot: QtBot, session: Session, epoch: int) -> None:
    """Wait until that epoch is shown and no other one is on its way."""

    def right() -> bool:
        return session.snapshot is not None and session.snapshot.epoch == epoch

    qtbot.waitUntil(lambda: right() and session.time.is_past == session.time.span.is_past)


def weights(session: Session) -> list[float]:
    assert session.snapshot is not None
    return list(session.snapshot.weights)


# Looking back


def test_dragging_shows_weights_tiles_surface_and_figures_of_that_epoch(
    window: MainWindow, strip: TimeStrip, session: Session, document: Document, qtbot: QtBot
) -> None:
    drag_to(qtbot, strip, 12)
    shown(qtbot, session, 12)
    then = reference(document, 12)
    assert session.snapshot is not None
    assert session.snapshot.responses is not None
    assert weights(session) == list(then.weights().values())
    points = session.plane.points(document.data)
    np.testing.assert_array_equal(session.snapshot.responses, then.respond(points))
    assert dict(session.snapshot.metrics) == dict(then.history[-1].metrics)
    overlay = window.canvas.network_scene.overlay
    np.testing.assert_array_equal(np.sort(overlay.weights), np.sort(weights(session)))
    assert window.top_bar.figures.epoch.value == "000,012"


def test_the_output_surface_changes_and_comes_back(
    window: MainWindow, strip: TimeStrip, session: Session, qtbot: QtBot
) -> None:
    panel = window.places.panel("output")
    assert isinstance(panel, OutputPanel)
    qtbot.waitUntil(lambda: not panel.throttle.is_waiting)
    now = panel.page.view.grab().toImage()
    drag_to(qtbot, strip, 0)
    shown(qtbot, session, 0)
    qtbot.waitUntil(lambda: panel.page.view.grab().toImage() != now)
    qtbot.mouseClick(strip.now, LEFT)
    shown(qtbot, session, EPOCHS)
    qtbot.waitUntil(lambda: panel.page.view.grab().toImage() == now)


def test_it_is_clearly_said_and_one_button_leads_back(
    strip: TimeStrip, session: Session, qtbot: QtBot
) -> None:
    present = weights(session)
    assert not strip.now.isVisible()
    drag_to(qtbot, strip, 12)
    shown(qtbot, session, 12)
    assert strip.text.text() == "Epoch 12 of 40"
    assert strip.slider.accessibleName() == "Time machine: Epoch 12 of 40"
    assert strip.now.isVisible()
    qtbot.mouseClick(strip.now, LEFT)
    shown(qtbot, session, EPOCHS)
    assert weights(session) == present
    assert not strip.now.isVisible()
    assert strip.text.text() == "Epoch 40"


def test_escape_leads_back(
    window: MainWindow, strip: TimeStrip, session: Session, qtbot: QtBot
) -> None:
    drag_to(qtbot, strip, 12)
    shown(qtbot, session, 12)
    window.canvas.setFocus()
    qtbot.keyClick(window.canvas, Qt.Key.Key_Escape)
    shown(qtbot, session, EPOCHS)


def test_escape_takes_a_notice_away_first(
    window: MainWindow, strip: TimeStrip, session: Session, qtbot: QtBot
) -> None:
    drag_to(qtbot, strip, 12)
    shown(qtbot, session, 12)
    bus.post(Notice("info", "Look here."))
    qtbot.keyClick(window.canvas, Qt.Key.Key_Escape)
    assert window.card.isHidden()
    assert session.time.is_past
    qtbot.keyClick(window.canvas, Qt.Key.Key_Escape)
    shown(qtbot, session, EPOCHS)


def test_keys_on_the_slider_go_from_moment_to_moment(
    strip: TimeStrip, session: Session, qtbot: QtBot
) -> None:
    strip.slider.setFocus()
    for key, epoch in (
        (Qt.Key.Key_Left, 39),
        (Qt.Key.Key_Down, 38),
        (Qt.Key.Key_Right, 39),
        (Qt.Key.Key_PageDown, 35),
        (Qt.Key.Key_Home, 0),
        (Qt.Key.Key_PageUp, 4),
        (Qt.Key.Key_End, EPOCHS),
    ):
        qtbot.keyClick(strip.slider, key)
        shown(qtbot, session, epoch)
        assert strip.slider.value() == epoch
    assert not session.time.is_past


def test_the_menu_looks_back_and_on(
    window: MainWindow, strip: TimeStrip, session: Session, qtbot: QtBot
) -> None:
    alt = Qt.KeyboardModifier.AltModifier
    for key, epoch in ((Qt.Key.Key_Left, 39), (Qt.Key.Key_Left, 38), (Qt.Key.Key_Right, 39)):
        qtbot.keyClick(window.canvas, key, alt)
        shown(qtbot, session, epoch)


def test_a_line_in_the_charts_shows_where_one_looks(
    window: MainWindow, strip: TimeStrip, session: Session, qtbot: QtBot
) -> None:
    lower = window.places.panel("charts")
    assert isinstance(lower, LowerPanel)
    qtbot.waitUntil(lambda: lower.charts.accuracy is not None)
    charts = lower.charts.loss, lower.charts.accuracy
    assert [chart and chart.cursor_place for chart in charts] == [None, None]
    drag_to(qtbot, strip, 12)
    shown(qtbot, session, 12)
    assert [chart and chart.cursor_place for chart in charts] == [12.0, 12.0]
    qtbot.mouseClick(strip.now, LEFT)
    shown(qtbot, session, EPOCHS)
    assert [chart and chart.cursor_place for chart in charts] == [None, None]


def test_moving_the_slider_pauses_training(
    strip: TimeStrip, session: Session, qtbot: QtBot
) -> None:
    session.play()
    qtbot.waitUntil(lambda: session.snapshot is not None and session.snapshot.epoch > EPOCHS)
    drag_to(qtbot, strip, 12)
    assert not session.is_playing
    assert session.state is State.PAUSED
    shown(qtbot, session, 12)


def test_there_is_nothing_to_look_back_at_before_training(
    window: MainWindow, session: Session, prepared: Prepare, qtbot: QtBot
) -> None:
    prepared(session)
    strip = window.places.panel("time")
    assert isinstance(strip, TimeStrip)
    window.actions_["show_time"].trigger()
    assert not strip.slider.isEnabled()
    assert not strip.forth.isEnabled()
    qtbot.mouseClick(strip.slider, LEFT, pos=QPoint(10, 10))
    assert not session.time.is_past
    assert "Train" in strip.slider.told_at(10)


def test_hiding_the_strip_leads_back(
    window: MainWindow, strip: TimeStrip, session: Session, qtbot: QtBot
) -> None:
    drag_to(qtbot, strip, 12)
    shown(qtbot, session, 12)
    window.actions_["show_time"].trigger()
    shown(qtbot, session, EPOCHS)


# Playing


def test_the_run_plays_forwards_to_the_present(
    strip: TimeStrip, session: Session, qtbot: QtBot
) -> None:
    strip.set_speed(4.0)
    seen: set[int] = set()
    session.snapshot_ready.connect(lambda snapshot: seen.add(snapshot.epoch))
    qtbot.mouseClick(strip.forth, LEFT)
    assert session.time.direction == 1
    qtbot.waitUntil(lambda: session.time.direction == 0)
    shown(qtbot, session, EPOCHS)
    assert len(seen) > 10
    assert 0 in seen


def test_the_run_plays_backwards_and_stops_on_a_moment_that_was_kept(
    strip: TimeStrip, session: Session, document: Document, qtbot: QtBot
) -> None:
    qtbot.mouseClick(strip.back, LEFT)
    qtbot.waitUntil(lambda: session.snapshot is not None and session.snapshot.epoch < EPOCHS - 2)
    qtbot.mouseClick(strip.back, LEFT)
    assert session.time.direction == 0
    qtbot.waitUntil(lambda: session.time.span.is_exact)
    shown(qtbot, session, session.time.epoch)
    assert session.snapshot is not None
    then = reference(document, session.snapshot.epoch)
    assert weights(session) == list(then.weights().values())


def test_a_key_plays_and_stops(
    window: MainWindow, strip: TimeStrip, session: Session, qtbot: QtBot
) -> None:
    shift = Qt.KeyboardModifier.ShiftModifier
    qtbot.keyClick(window.canvas, Qt.Key.Key_Space, shift)
    assert session.time.direction == 1
    qtbot.keyClick(window.canvas, Qt.Key.Key_Space, shift)
    assert session.time.direction == 0


# Going on from there


def test_going_on_has_the_bits_of_the_first_time_and_undo_brings_the_rest_back(
    strip: TimeStrip, session: Session, document: Document, qtbot: QtBot
) -> None:
    present = weights(session)
    drag_to(qtbot, strip, 12)
    shown(qtbot, session, 12)
    qtbot.mouseClick(strip.go_on, LEFT)
    qtbot.waitUntil(lambda: not session.time.is_past)
    qtbot.waitUntil(lambda: len(session.history) == 12)
    train(qtbot, session, 5)
    assert weights(session) == list(reference(document, 17).weights().values())
    assert strip.slider.marks.turns == (12,)
    assert document.undo_stack.undoText() == "Go on from epoch 12"
    document.undo_stack.undo()
    shown(qtbot, session, EPOCHS)
    assert weights(session) == present
    assert len(session.history) == EPOCHS
    drag_to(qtbot, strip, 30)
    shown(qtbot, session, 30)
    document.undo_stack.redo()
    shown(qtbot, session, 12)
    assert weights(session) == list(reference(document, 12).weights().values())


def test_space_trains_on_from_the_epoch_that_is_shown(
    window: MainWindow, strip: TimeStrip, session: Session, document: Document, qtbot: QtBot
) -> None:
    drag_to(qtbot, strip, 12)
    shown(qtbot, session, 12)
    assert window.top_bar.train.toolTip() == "Train on from epoch 12 (Space)"
    qtbot.keyClick(window.canvas, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: not session.time.is_past and len(session.history) > 12)
    session.pause()
    assert session.history.epochs[12] == 13
    assert "epoch 12" in window.card.text
    assert document.undo_stack.count() == 1


def test_a_step_goes_on_from_the_epoch_that_is_shown(
    window: MainWindow, strip: TimeStrip, session: Session, document: Document, qtbot: QtBot
) -> None:
    drag_to(qtbot, strip, 12)
    shown(qtbot, session, 12)
    window.canvas.setFocus()
    shift = Qt.KeyboardModifier.ShiftModifier
    qtbot.keyClick(window.canvas, Qt.Key.Key_Right, shift)
    shown(qtbot, session, 13)
    assert weights(session) == list(reference(document, 13).weights().values())
    assert document.undo_stack.count() == 1


def test_a_space_pressed_before_the_picture_came_can_be_undone_too(
    window: MainWindow, strip: TimeStrip, session: Session, document: Document, qtbot: QtBot
) -> None:
    drag_to(qtbot, strip, 12)
    qtbot.keyClick(window.canvas, Qt.Key.Key_Space)
    assert document.undo_stack.count() == 1
    qtbot.waitUntil(lambda: session.snapshot is not None and session.snapshot.playing)
    document.undo_stack.undo()
    qtbot.waitUntil(lambda: len(session.history) >= EPOCHS)


# Edits meanwhile


def test_an_edit_happens_in_the_present_and_says_so(
    window: MainWindow, strip: TimeStrip, session: Session, document: Document, qtbot: QtBot
) -> None:
    drag_to(qtbot, strip, 12)
    shown(qtbot, session, 12)
    with document.edit("Add a unit") as network:
        added = network.add_unit("hidden")
        network.connect(network.inputs[0], added)
    shown(qtbot, session, EPOCHS)
    assert not session.time.is_past
    assert "present" in window.card.text
    assert not strip.slider.isEnabled()
    train(qtbot, session, 5)
    qtbot.waitUntil(lambda: strip.slider.isEnabled())
    assert strip.slider.marks.first == EPOCHS
    assert strip.slider.epoch_at(0) == EPOCHS
    assert "another" in strip.slider.told_at(12)


def test_settings_changed_meanwhile_count_from_there_on(
    strip: TimeStrip, session: Session, document: Document, qtbot: QtBot
) -> None:
    drag_to(qtbot, strip, 12)
    shown(qtbot, session, 12)
    document.change_settings(learning_rate=0.1)
    qtbot.waitUntil(lambda: session.is_settled)
    assert session.time.is_past
    qtbot.mouseClick(strip.go_on, LEFT)
    rows: list[HistoryRow] = []
    session.snapshot_ready.connect(lambda snapshot: rows.extend(snapshot.rows))
    train(qtbot, session, 3)
    assert {row.epoch: row.learning_rate for row in rows}[13] == 0.1


def test_a_reset_meanwhile_begins_anew_and_undo_brings_the_present_back(
    strip: TimeStrip, session: Session, document: Document, qtbot: QtBot
) -> None:
    present = weights(session)
    drag_to(qtbot, strip, 12)
    shown(qtbot, session, 12)
    session.reset()
    shown(qtbot, session, 0)
    assert not session.time.is_past
    assert not strip.slider.isEnabled()
    document.undo_stack.undo()
    shown(qtbot, session, EPOCHS)
    assert weights(session) == present
    drag_to(qtbot, strip, 20)
    shown(qtbot, session, 20)


def test_other_data_meanwhile_leave_nothing_to_look_back_at(
    strip: TimeStrip, session: Session, document: Document, qtbot: QtBot
) -> None:
    drag_to(qtbot, strip, 12)
    shown(qtbot, session, 12)
    document.change_data(document.data.split(0.5, 0.5, 0.0, seed=4), "Other data")
    qtbot.waitUntil(lambda: not strip.slider.isEnabled())
    assert not session.time.is_past
    assert len(session.history) == 0


def test_what_is_saved_is_the_present(strip: TimeStrip, session: Session, qtbot: QtBot) -> None:
    drag_to(qtbot, strip, 0)
    shown(qtbot, session, 0)
    assert session.has_unsaved_training
    asked = session.ask(lambda trainer: trainer.state())
    assert asked is not None
    state = asked.result(30)
    assert state.history[-1].epoch == EPOCHS
    session.mark_saved(int(state.clock[0]))
    assert not session.has_unsaved_training


def test_what_is_exported_is_what_is_shown(
    strip: TimeStrip, session: Session, document: Document, qtbot: QtBot
) -> None:
    drag_to(qtbot, strip, 12)
    shown(qtbot, session, 12)
    links = session.trained_network().connections
    then = reference(document, 12).weights()
    assert {(link.source, link.target): link.weight for link in links} == then


def test_the_window_closes_while_the_run_plays(
    window: MainWindow, strip: TimeStrip, session: Session, qtbot: QtBot
) -> None:
    qtbot.mouseClick(strip.forth, LEFT)
    window.leave()
    assert not session.is_awake
    assert session.time.direction == 0


# Marks


def test_the_best_epoch_is_marked_and_told(
    strip: TimeStrip, session: Session, qtbot: QtBot
) -> None:
    losses = session.history.column("validation_loss")
    losses[:] = np.linspace(1.0, 0.5, EPOCHS)
    losses[20] = 0.1
    drag_to(qtbot, strip, 5)
    shown(qtbot, session, 5)
    assert strip.slider.marks.best == 21
    told = strip.slider.told_at(strip.slider.place_of(21))
    assert told == "Epoch 21: the lowest validation loss"


# Room


def test_the_slider_keeps_its_room_in_projector_mode(
    window: MainWindow, strip: TimeStrip, session: Session, qtbot: QtBot
) -> None:
    window.resize(1280, 720)
    theme.set_projector(True)
    qtbot.waitUntil(lambda: strip.text.text() == "40")
    drag_to(qtbot, strip, 12)
    shown(qtbot, session, 12)
    assert strip.text.text() == "12 / 40"
    assert strip.slider.width() >= 100
    edges = [strip.back, strip.forth, strip.slider, strip.text, strip.now]
    for left, right in pairwise(edges):
        assert left.geometry().right() < right.geometry().left()
    assert strip.now.geometry().right() <= strip.width()
