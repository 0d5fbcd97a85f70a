"""The race's window: it runs, pauses, compares, changes one thing at a time, and hands one over."""

from __future__ import annotations

import threading

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLineEdit, QTableView

from engine import Race, datasets, race_presets
from gui.look import theme
from gui.panels.race.race_dialog import RaceDialog
from gui.panels.race.race_look import colour_name, line
from gui.panels.widgets import surface
from gui.run.session import State

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def dialog(document, session, show):
    theme.set_reduced_motion(True)
    made = show(RaceDialog(document, session), 1180, 690)
    made.controls.speed.show_key("")
    made.controls._set_speed()
    return made


@pytest.fixture
def ready(session, qtbot):
    session.start()
    qtbot.waitUntil(lambda: session.state is State.READY, timeout=60_000)
    return session


def rested(dialog, qtbot):
    qtbot.waitUntil(lambda: not dialog.run.is_running, timeout=60_000)


def run(dialog, qtbot, epochs=None):
    if epochs is not None:
        typed(dialog.controls.epochs, str(epochs), qtbot)
    qtbot.mouseClick(dialog.controls.start, LEFT)
    rested(dialog, qtbot)


def typed(field, text, qtbot):
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, text)
    qtbot.keyClick(field, Qt.Key.Key_Return)


def taken(dialog, number):
    """Where one of them stands, the race being at rest."""
    found = []
    dialog.run.take(number, lambda _, state: found.append(state))
    return found[0]


def racing():
    return any(thread.name == "netloom-errand" for thread in threading.enumerate())


def cell(table, row, column):
    return table.model().index(row, column).data()


def weights(state):
    return state.parameters.weights


def by_engine(variants, epochs):
    race = Race(variants)
    race.run_to(epochs)
    return race


def test_enter_starts_the_first_figure_and_its_numbers_are_the_engines(dialog, qtbot):
    assert dialog.side.look.text().startswith("Too small crawls")
    assert dialog.controls.start.hasFocus()
    qtbot.keyClick(dialog.controls.start, Qt.Key.Key_Return)
    assert dialog.controls.start.text() == "Pause"
    rested(dialog, qtbot)
    expected = by_engine(race_presets.PRESETS["rates"].make(), 100).standings()
    for (x, y), standing in zip(dialog.curves.curves, expected, strict=True):
        assert x.tolist() == list(range(1, 101))
        assert y == pytest.approx([row.train_loss for row in standing.rows])
    for row, standing in enumerate(expected):
        assert cell(dialog.table, row, 1) == f"{standing.metrics['train_loss']:.3g}"
        assert cell(dialog.table, row, 4) == "100"
    assert dialog.controls.start.text() == "100 more epochs"
    assert dialog.controls.told.text() == "Epoch 100 of 100"


def test_the_end_that_a_rule_made_is_marked_and_the_best_epoch(dialog, qtbot):
    dialog.show_preset("early_stopping")
    run(dialog, qtbot)
    standings = dialog.run.standings
    (ended,) = [one for one in standings if one.outcome == "stopped"]
    losses = [row.validation_loss for row in ended.rows]
    best = ended.rows[int(np.argmin(losses))].epoch
    assert dialog.curves._stopped.value() == ended.rows[-1].epoch
    assert dialog.curves._best.value() == best
    assert dialog.curves._best.isVisible()
    dialog.show_preset("rates")
    assert not dialog.curves._stopped.isVisible()


def test_a_network_without_hidden_units_has_no_different_activations(dialog):
    dialog.show_preset("linear")
    form = dialog.side.form
    assert form.activation.placeholderText() == form.keep.placeholderText() == "no hidden unit"
    assert not form.activation.isEnabled()
    dialog.table.choose(1)
    assert form.activation.currentData() == "tanh"


def test_a_few_variants_have_larger_pictures(dialog, qtbot):
    few = dialog.tiles.tiles[0].width()
    for _ in range(3):
        qtbot.mouseClick(dialog.side.copy, LEFT)
    assert dialog.tiles.tiles[0].width() < few


def test_curves_are_told_apart_by_name_colour_and_line():
    looks = {(colour_name(number), line(number)) for number in range(16)}
    assert len(looks) == 16


def test_a_pause_changes_no_bit_and_reset_goes_back(dialog, qtbot):
    dialog.run.speed = 40.0
    qtbot.mouseClick(dialog.controls.start, LEFT)
    qtbot.waitUntil(lambda: dialog.run.epoch > 1)
    qtbot.mouseClick(dialog.controls.start, LEFT)
    assert not dialog.run.is_running
    assert dialog.controls.start.text() == "Go on"
    qtbot.waitUntil(lambda: not racing())
    assert 1 < dialog.run.epoch < 60
    qtbot.mouseClick(dialog.controls.start, LEFT)
    qtbot.mouseClick(dialog.controls.start, LEFT)
    dialog.run.speed = None
    run(dialog, qtbot)  # at once, before the thread has seen the pause
    assert dialog.run.epoch == 100
    expected = by_engine(dialog.variants, 100)
    for number in range(3):
        assert np.array_equal(weights(taken(dialog, number)), weights(expected.state(number)))
    qtbot.mouseClick(dialog.controls.reset, LEFT)
    assert dialog.run.epoch == 0
    assert cell(dialog.table, 0, 1) == "–"
    assert not dialog.controls.reset.isEnabled()


def test_it_goes_on_for_as_many_epochs_again(dialog, qtbot):
    run(dialog, qtbot, epochs=10)
    assert dialog.controls.start.text() == "10 more epochs"
    run(dialog, qtbot)
    assert [one.epoch for one in dialog.run.standings] == [20, 20, 20]


def test_hidden_it_rests_and_has_no_thread(dialog, qtbot):
    dialog.run.speed = 5.0
    qtbot.mouseClick(dialog.controls.start, LEFT)
    assert racing()
    dialog.hide()
    assert not dialog.run.is_running
    qtbot.waitUntil(lambda: not racing())


def test_the_main_run_waits_and_the_race_gives_way_to_it(dialog, ready, qtbot):
    ready.play()
    qtbot.waitUntil(lambda: ready.state is State.RUNNING)
    dialog.run.speed = 5.0
    qtbot.mouseClick(dialog.controls.start, LEFT)
    assert not ready.is_playing
    assert dialog.controls.told.text() == "The main run is paused while the race runs."
    ready.play()
    assert not dialog.run.is_running
    assert dialog.controls.told.text() == "The race is paused while the main run trains."
    ready.pause()


def test_one_thing_is_changed_in_the_chosen_variant_and_names_it(dialog, qtbot):
    run(dialog, qtbot, epochs=5)
    middle = dialog.tiles.tiles[1]
    qtbot.mouseClick(middle, LEFT)
    assert dialog.table.current == 1
    assert dialog.side.form.form.control("learning_rate").number.text() == "0.1"
    typed(dialog.side.form.form.control("learning_rate").number, "0.3", qtbot)
    before, after, _ = dialog.variants
    assert (after.settings.learning_rate, after.name) == (0.3, "α 0.3")
    assert before.settings.learning_rate == 0.001
    assert not dialog.run.has_begun
    typed(dialog.side.form.keep, "0.8", qtbot)
    typed(dialog.side.form.seed, "7", qtbot)
    changed = dialog.variants[1]
    assert changed.name == "α 0.3, keep p 0.8, seed 7"
    assert (changed.seed, changed.network.seed) == (7, 7)
    typed(dialog.side.form.name, "mine", qtbot)
    dialog.side.form.activation.setFocus()
    qtbot.keyClick(dialog.side.form.activation, Qt.Key.Key_Down)
    assert dialog.variants[1].name == "mine"
    hidden = {unit.activation for unit in dialog.variants[1].network.units if unit.kind == "hidden"}
    assert hidden == {dialog.side.form.activation.currentData()} != {"tanh"}


def test_what_cannot_be_is_said_and_nothing_changes(dialog, qtbot):
    typed(dialog.side.form.form.control("batch_size"), "0", qtbot)
    assert "Batch size" in dialog.controls.told.text()
    assert dialog.variants[0].settings.batch_size == 10
    assert dialog.side.form.form.control("batch_size").text() == "10"


def test_the_present_network_is_added_and_sixteen_take_part_at_most(dialog, document, qtbot):
    document.change_settings(learning_rate=0.02)
    qtbot.mouseClick(dialog.side.add, LEFT)
    (added,) = dialog.variants
    assert dialog.side.preset.currentText() == "Your own"
    assert added.settings == document.settings
    assert added.network.connections == document.network.connections
    assert added.data is document.data
    for _ in range(15):
        qtbot.mouseClick(dialog.side.copy, LEFT)
    assert len(dialog.variants) == 16
    assert not dialog.side.copy.isEnabled()
    assert not dialog.side.add.isEnabled()
    run(dialog, qtbot, epochs=2)
    assert {one.epoch for one in dialog.run.standings} == {2}
    qtbot.mouseClick(dialog.side.remove, LEFT)
    assert len(dialog.variants) == len(dialog.tiles.tiles) == 15


def test_without_anyone_it_says_what_to_do(dialog, qtbot):
    for _ in range(3):
        qtbot.mouseClick(dialog.side.remove, LEFT)
    assert dialog.controls.told.text().startswith("Nobody takes part yet")
    for one in (dialog.controls.start, dialog.controls.take, dialog.side.remove):
        assert not one.isEnabled()


def test_a_heading_sorts_the_table(dialog, qtbot):
    run(dialog, qtbot, epochs=30)
    header = dialog.table.horizontalHeader()
    place = QPoint(header.sectionPosition(1) + 10, header.height() // 2)
    qtbot.mouseClick(header.viewport(), LEFT, pos=place)
    losses = [one.metrics["train_loss"] for one in dialog.run.standings]
    found = [losses[number] for number in dialog.table.order]
    assert found in (sorted(losses), sorted(losses, reverse=True))
    assert found != losses


def test_a_variant_that_diverges_says_so_and_the_others_go_on(dialog, document, qtbot):
    document.change_data(datasets.load("plane").split(), "Plane")
    qtbot.mouseClick(dialog.side.add, LEFT)
    typed(dialog.side.form.form.control("learning_rate").number, "0.001", qtbot)
    qtbot.mouseClick(dialog.side.copy, LEFT)
    typed(dialog.side.form.form.control("learning_rate").number, "1000", qtbot)
    run(dialog, qtbot, epochs=20)
    steady, wild = dialog.run.standings
    assert (steady.epoch, steady.outcome, wild.outcome) == (20, "", "diverged")
    assert cell(dialog.table, 1, 7) == "diverged"
    assert dialog.controls.told.text().startswith("Training diverged in epoch")


def test_a_tile_shows_what_its_variant_answers_there(dialog, qtbot):
    run(dialog, qtbot)
    view, standing, plane = (
        dialog.tiles.tiles[1].view,
        dialog.run.standings[1],
        dialog.run.planes[1],
    )
    variant = dialog.variants[1]
    expected = by_engine([variant], 100).standings([np.array([[0.0, 0.0], [4.5, 0.0]])])[0].outputs
    colours = theme.diverging(expected[:, 0], *surface.value_range(variant.data, "mse", 0))
    picture = view.grab().toImage()
    ratio = picture.devicePixelRatio()
    for point, colour in zip(([0.0, 0.0], [4.5, 0.0]), colours.tolist(), strict=True):
        x, y = _place(plane, point, view)
        seen = picture.pixelColor(round(x * ratio), round(y * ratio)).getRgb()[:3]
        wanted = ((colour >> 16) & 255, (colour >> 8) & 255, colour & 255)
        assert np.abs(np.subtract(seen, wanted)).max() < 40
    assert standing.outputs.shape == (32 * 32, 1)


def _place(plane, point, view):
    share = [
        (value - low) / (high - low)
        for value, low, high in zip(point, plane.low, plane.high, strict=True)
    ]
    return share[0] * view.width(), (1 - share[1]) * view.height()


def test_one_is_taken_over_with_its_weights_and_given_back(document, ready, dialog, posted, qtbot):
    network, settings, data = document.network.copy(), document.settings, document.data
    dialog.show_preset("depth")
    run(dialog, qtbot, epochs=20)
    dialog.table.choose(1)
    variant = dialog.variants[1]
    expected = by_engine([variant], 20)
    qtbot.mouseClick(dialog.controls.take, LEFT)
    assert not dialog.isVisible()
    assert document.settings == variant.settings
    assert document.data is variant.data
    assert [unit.activation for unit in document.network.units].count("relu") == 44
    qtbot.waitUntil(lambda: ready.snapshot.epoch == 20)
    trained = {
        (source, target): weight
        for source, target, weight in zip(
            ready.snapshot.sources.tolist(),
            ready.snapshot.targets.tolist(),
            ready.snapshot.weights.tolist(),
            strict=True,
        )
    }
    state = expected.state(0).parameters
    pairs = zip(state.sources.tolist(), state.targets.tolist(), strict=True)
    assert trained == dict(zip(pairs, state.weights[0].tolist(), strict=True))
    assert len(ready.history) == 20
    assert "wide: 44" in posted[-1].happened
    document.undo_stack.undo()
    assert document.network.connections == network.connections
    assert document.network.units == network.units
    assert (document.settings, document.data) == (settings, data)
    qtbot.waitUntil(lambda: ready.snapshot.epoch == 0)
    document.undo_stack.redo()
    qtbot.waitUntil(lambda: ready.snapshot.epoch == 20)


def test_one_is_taken_over_out_of_a_running_race(document, ready, dialog, qtbot):
    dialog.run.speed = 40.0
    qtbot.mouseClick(dialog.controls.start, LEFT)
    qtbot.waitUntil(lambda: dialog.run.epoch > 0)
    qtbot.mouseClick(dialog.controls.take, LEFT)
    qtbot.waitUntil(lambda: not dialog.isVisible())
    assert document.settings == dialog.variants[0].settings
    qtbot.waitUntil(lambda: ready.snapshot.epoch == dialog.run.standings[0].epoch > 0)


def test_a_change_while_it_runs_begins_anew_and_the_old_race_ends(dialog, qtbot):
    dialog.run.speed = 40.0
    qtbot.mouseClick(dialog.controls.start, LEFT)
    qtbot.waitUntil(lambda: dialog.run.epoch > 0)
    typed(dialog.side.form.form.control("batch_size"), "20", qtbot)
    assert not dialog.run.is_running
    qtbot.waitUntil(lambda: not racing())
    assert not dialog.run.has_begun
    dialog.run.speed = None
    run(dialog, qtbot)
    assert np.array_equal(
        weights(taken(dialog, 0)), weights(by_engine(dialog.variants, 100).state(0))
    )


def test_everything_has_a_name_and_is_reached_by_tab(dialog, qtbot):
    kinds = (QAbstractButton, QComboBox, QLineEdit, QTableView)
    parts = [one for kind in kinds for one in dialog.findChildren(kind) if one.isVisible()]
    wanted = {one for one in parts if one.focusPolicy() & Qt.FocusPolicy.TabFocus}
    assert {dialog.side.preset, dialog.side.add, dialog.table, dialog.controls.take} < wanted
    for one in wanted:
        assert one.accessibleName() or (isinstance(one, QAbstractButton) and one.text()), one
    seen = set()
    dialog.side.preset.setFocus()
    for _ in range(60):
        seen.add(dialog.focusWidget())
        qtbot.keyClick(dialog.focusWidget(), Qt.Key.Key_Tab)
    editors = {choice.lineEdit() for choice in dialog.findChildren(QComboBox)}
    exclusive = {dialog.head.linear, dialog.head.log}  # one stop; arrows go between the two
    unable = {one for one in wanted if not one.isEnabled()}
    assert wanted - seen - editors - exclusive - unable == set()
    assert seen & exclusive


def test_every_preset_fits_the_window_and_draws_what_it_says(dialog, qtbot):
    for key, preset in race_presets.PRESETS.items():
        dialog.side.preset.setFocus()
        dialog.show_preset(key)
        assert dialog.side.look.text() == preset.look
        assert (
            dialog.side.look.heightForWidth(dialog.side.look.width()) <= dialog.side.look.height()
        )
        assert dialog.head.losses == preset.shows
        curves = len(preset.entrants) * (2 if preset.shows == "both" else 1)
        assert len(dialog.curves.curves) == curves


def test_closed_and_opened_again_it_stands_where_it_stood(window, qtbot):
    window.actions_["race"].trigger()
    (dialog,) = window.findChildren(RaceDialog)
    dialog.run.speed = 40.0
    qtbot.mouseClick(dialog.controls.start, LEFT)
    qtbot.waitUntil(lambda: dialog.run.epoch > 0)
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
    qtbot.waitUntil(lambda: not racing())
    window.actions_["race"].trigger()
    assert dialog.isVisible()
    assert dialog.run.epoch > 0
    assert dialog.controls.start.text() == "Go on"


def test_closing_the_window_ends_the_race(window, qtbot):
    qtbot.mouseClick(window.places.panel("charts").compare, LEFT)
    (dialog,) = window.findChildren(RaceDialog)
    window.actions_["race"].trigger()
    assert window.findChildren(RaceDialog) == [dialog]
    assert not dialog.isModal()
    dialog.run.speed = 5.0
    qtbot.mouseClick(dialog.controls.start, LEFT)
    assert dialog.run.is_running
    window.leave()
    assert not racing()
