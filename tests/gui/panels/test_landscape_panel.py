"""The landscape tab: it shows the measured numbers, follows the run, and never works unseen."""

from __future__ import annotations

import time

import numpy as np
import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication

from engine import Landscape
from gui.look import theme
from gui.menus.keys import wants_key
from gui.panels import LandscapePanel
from gui.panels.widgets import relief
from gui.run.session import State


@pytest.fixture
def panel(document, selection, session, show, qtbot):
    theme.set_reduced_motion(True)
    made = show(LandscapePanel(document, selection, session), 900, 280)
    qtbot.waitUntil(lambda: made.map is not None)
    yield made
    made.hide()


@pytest.fixture
def measured(panel, session, prepared, qtbot):
    prepared(session)
    qtbot.waitUntil(lambda: is_complete(panel))
    return panel


@pytest.fixture
def trained(measured, session, qtbot):
    train(measured, session, qtbot, 5)
    return measured


def is_complete(panel):
    landscapes = panel.landscapes
    found = landscapes.landscape
    resting = not landscapes.is_measuring and not landscapes._soon.isActive()
    return found is not None and found.is_complete and resting and panel._drawn is found


def train(panel, session, qtbot, epochs):
    before = session.snapshot.epoch
    session.run_epochs(epochs)
    qtbot.waitUntil(lambda: session.snapshot.epoch >= before + epochs and session.is_settled)
    qtbot.waitUntil(lambda: is_complete(panel) and is_here(panel, session))


def is_here(panel, session):
    now = session.snapshot
    return panel.landscapes.landscape.is_at(now.weights, now.biases)


def choose(combo, key):
    """As a person does: with the keyboard."""
    combo.setCurrentIndex(combo.findData(key))
    combo.activated.emit(combo.currentIndex())


def shares_of(pixels):
    """Where on the colour ladder each colour lies, the light of the relief left out."""
    ladder = relief.colours(np.linspace(0, 1, 256))
    parts = [[(each >> shift) & 0xFF for shift in (16, 8, 0)] for each in (ladder, pixels)]
    rungs, colours = (np.array(one, float).T for one in parts)
    rungs, colours = (one / one.sum(axis=1, keepdims=True) for one in (rungs, colours))
    return np.linalg.norm(colours[:, None] - rungs[None], axis=2).argmin(axis=1) / 255


def pixels_at(panel, points):
    picture = panel.map.grab().toImage()
    places = [panel.map.place(*point) for point in points]
    return np.array([picture.pixel(round(x), round(y)) for x, y in places], np.uint32)


# What it shows


def test_before_training_it_shows_random_directions_and_says_why(measured):
    assert measured.landscapes.landscape.view.directions == "random"
    assert "No path yet" in measured.controls.status.text()
    assert measured._hint.isHidden()


def test_after_training_the_plane_lies_through_the_runs_path(trained):
    found = trained.landscapes.landscape
    assert found.view.directions == "path"
    assert "of the path" in trained.controls.status.text()
    assert trained.map.path[: len(found.path)] == pytest.approx(found.path)
    assert trained.map.marks["now"] == pytest.approx(found.present, abs=1e-9)


@pytest.mark.parametrize("logarithmic", [True, False])
def test_pixels_show_the_measured_losses(trained, logarithmic, qtbot):
    (trained.controls.log if logarithmic else trained.controls.linear).click()
    found = trained.landscapes.landscape
    trained.map.show_path(np.empty((0, 2)), {})
    inner = range(3, 48, 5)
    points = [(found.across[c], found.up[r]) for r in inner for c in inner]
    losses = np.array([found.losses[r, c] for r in inner for c in inner])
    scale = relief.levels(found.losses, logarithmic=logarithmic)
    expected = scale.share(scale.scaled(losses))
    shown = shares_of(pixels_at(trained, points))
    assert np.abs(shown - expected).mean() < 0.06
    assert shown[losses.argmin()] < 0.2 + expected.min()
    assert np.corrcoef(shown, expected)[0, 1] > 0.95


def test_the_lowest_point_is_marked_where_it_is(trained):
    x, y, loss = trained.landscapes.landscape.lowest
    assert trained.map.marks["lowest"] == (x, y)
    assert loss == trained.landscapes.landscape.losses.min()
    assert "lowest" in trained.key.accessibleName()


def test_its_numbers_are_the_figures_of_the_run(trained, session):
    found = trained.landscapes.landscape
    assert found.loss == pytest.approx(session.snapshot.metrics["train_loss"], rel=1e-6)
    choose(trained.controls.part, "validation")
    assert trained.landscapes.view.part == "validation"


def test_two_weights_are_named_at_the_axes(trained, document, qtbot):
    choose(trained.controls.directions, "two")
    qtbot.waitUntil(lambda: trained.landscapes.landscape.view.directions == "two")
    qtbot.waitUntil(lambda: is_complete(trained))
    found = trained.landscapes.landscape
    assert trained.map._bottom.labelText == trained.controls.across.currentText() == "w: x₁ → h₁"
    one = document.network.connections[0]
    here = trained.map.marks["now"][0]
    weights = found.parameters_at(*found.present)[0]
    assert here == pytest.approx(weights[one.source, one.target])


def test_two_selected_connections_are_taken(trained, document, selection, qtbot):
    choose(trained.controls.directions, "two")
    pairs = [(one.source, one.target) for one in document.network.connections[4:6]]
    selection.set(connections=pairs)
    assert set(trained.landscapes.view.two) == set(pairs)
    qtbot.waitUntil(lambda: trained.landscapes.landscape.view.two == trained.landscapes.view.two)
    assert trained.controls.across.currentData() == "{}>{}".format(*sorted(pairs)[0])


def test_the_same_weight_twice_swaps_the_axes(trained):
    controls = trained.controls
    choose(controls.directions, "two")
    first, second = controls.view.two
    choose(controls.across, controls.up.currentData())
    assert controls.view.two == (second, first)


def test_other_directions_are_drawn(measured, qtbot):
    choose(measured.controls.directions, "random")
    qtbot.waitUntil(lambda: is_complete(measured))
    before = measured.landscapes.landscape
    qtbot.mouseClick(measured.controls.others, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: measured.landscapes.landscape is not before)
    assert not np.allclose(before.directions, measured.landscapes.landscape.directions)


def test_a_reach_is_kept_to(trained, qtbot):
    choose(trained.controls.reach, "2")
    qtbot.waitUntil(lambda: trained.landscapes.landscape.view.reach == 2.0)
    found = trained.landscapes.landscape
    assert (found.across[0], found.across[-1]) == (-2.0, 2.0)


# Following the run


def test_the_path_follows_while_the_run_goes_on(trained, session, qtbot):
    theirs = trained.landscapes.landscape
    length = len(trained.map.path)
    session.play()
    qtbot.waitUntil(lambda: len(trained.map.path) > length + 2)
    assert trained.landscapes.landscape is theirs  # measured again only when training rests
    now = trained.map.path[-1]
    assert trained.map.marks["now"] == pytest.approx(tuple(now))
    session.pause()
    qtbot.waitUntil(lambda: session.is_settled)
    qtbot.waitUntil(lambda: is_complete(trained) and is_here(trained, session))
    assert trained.landscapes.landscape is not theirs


def test_update_measures_around_the_weights_of_now_while_it_runs(trained, session, qtbot):
    before = trained.landscapes.landscape
    session.play()
    qtbot.waitUntil(lambda: session.state is State.RUNNING)
    qtbot.mouseClick(trained.controls.update_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: trained.landscapes.landscape is not before)
    assert session.state is State.RUNNING
    session.pause()
    qtbot.waitUntil(lambda: session.is_settled and is_complete(trained))


def test_out_of_sight_nothing_is_measured_or_drawn(trained, session, qtbot):
    before, drawn = trained.landscapes.landscape, trained.map.path
    trained.hide()
    session.run_epochs(2)
    qtbot.waitUntil(lambda: session.is_settled)
    qtbot.wait(200)
    assert not trained.landscapes.is_measuring
    assert trained.landscapes.landscape is before
    assert len(trained.map.path) == len(drawn)
    trained.show()
    qtbot.waitUntil(lambda: is_complete(trained) and is_here(trained, session))


def test_measuring_can_be_cancelled_and_says_how_far_it_came(trained, monkeypatch, qtbot):
    real = Landscape.measure

    def slowly(self, seconds=0.02):
        if self.fineness < 2:
            return real(self, 0.0)
        time.sleep(0.01)
        return True

    monkeypatch.setattr(Landscape, "measure", slowly)
    choose(trained.controls.part, "validation")
    qtbot.waitUntil(lambda: trained._drawn is not None and trained._drawn.fineness == 2)
    assert trained.controls.cancel_button.isVisible()
    assert trained.controls.progress.value() > 0
    qtbot.mouseClick(trained.controls.cancel_button, Qt.MouseButton.LeftButton)
    assert not trained.landscapes.is_measuring
    assert "coarse" in trained.controls.status.text()
    qtbot.wait(250)
    assert not trained.landscapes.is_measuring  # not before it is asked for again
    monkeypatch.undo()
    qtbot.mouseClick(trained.controls.update_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: is_complete(trained))


def test_a_network_that_does_not_fit_is_told(trained, document, qtbot):
    with document.edit("Remove an input") as network:
        network.add_unit("input")
    assert "does not fit" in trained._hint.text()
    assert trained._hint.isVisible()
    assert trained.map.marks == {}
    document.undo_stack.undo()
    qtbot.waitUntil(lambda: is_complete(trained))
    assert trained._hint.isHidden()


def test_an_edit_is_followed(trained, document, session, qtbot):
    revision = trained.landscapes.landscape.revision
    with document.edit("Add a unit") as network:
        unit = network.add_unit("hidden")
        network.connect(network.inputs[0], unit)
        network.connect(unit, network.outputs[0])
    qtbot.waitUntil(lambda: trained.landscapes.landscape.revision > revision)
    qtbot.waitUntil(lambda: is_complete(trained))
    assert trained.controls.across.findText("w: x₁ → h₇") >= 0


# By keyboard, and the look


def test_arrow_keys_point_at_a_place_and_tell_its_loss(trained, qtbot):
    trained.map.setFocus()
    found = trained.landscapes.landscape
    trained.map.point_at((found.across[10], found.up[20]))
    qtbot.keyClick(trained.map, Qt.Key.Key_Right)
    qtbot.keyClick(trained.map, Qt.Key.Key_Up)
    assert trained.map._probe == pytest.approx((found.across[11], found.up[21]))
    text = trained.controls.status.text()
    assert text.endswith(f"loss {found.losses[21, 11]:.3g}")
    qtbot.keyClick(trained.map, Qt.Key.Key_Escape)
    assert "loss" not in trained.controls.status.text()


def test_the_surface_is_turned_by_keys_and_by_hand(trained, qtbot):
    mountain = trained.mountain
    before = mountain.grab().toImage()
    qtbot.keyClick(mountain, Qt.Key.Key_Left)
    turned = mountain.grab().toImage()
    assert turned != before
    qtbot.keyClick(mountain, Qt.Key.Key_Home)
    mountain.clearFocus()
    assert mountain.grab().toImage() == before
    qtbot.mousePress(mountain, Qt.MouseButton.LeftButton, pos=mountain.rect().center())
    qtbot.mouseMove(mountain, mountain.rect().center() * 1.3)
    qtbot.mouseRelease(mountain, Qt.MouseButton.LeftButton)
    assert mountain.grab().toImage() != before


def test_arrow_keys_belong_to_the_map_and_the_surface(trained):
    right = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Right, Qt.KeyboardModifier.NoModifier)
    assert wants_key(trained.map, right)
    assert wants_key(trained.mountain, right)
    assert not wants_key(trained, right)


def test_where_it_is_narrow_there_is_the_map_or_the_surface(trained):
    assert trained.mountain.isVisible()
    trained.resize(700, 280)
    QApplication.processEvents()
    assert trained._map_place.isVisible()
    assert trained.mountain.isHidden()
    trained.controls.surface.click()
    assert trained._map_place.isHidden()
    assert trained.mountain.isVisible()


def test_everything_has_a_name_and_says_what_it_does(trained):
    controls = trained.controls
    for widget in (
        controls.directions,
        controls.part,
        controls.reach,
        trained.map,
        trained.mountain,
    ):
        assert widget.accessibleName()
    for one in (controls.update_button, controls.cancel_button, controls.log, controls.surface):
        assert one.toolTip()


def test_it_wears_the_dark_colours(trained, qapp):
    theme.apply(qapp, "dark")
    found = trained.landscapes.landscape
    trained.map.show_path(np.empty((0, 2)), {})
    inner = found.losses[2:-2, 2:-2]
    places = [np.argwhere(inner == end)[0] + 2 for end in (inner.max(), inner.min())]
    points = [(found.across[column], found.up[row]) for row, column in places]
    dark, bright = (
        sum((int(pixel) >> shift) & 0xFF for shift in (16, 8, 0))
        for pixel in pixels_at(trained, points)
    )
    assert bright > dark + 150


def test_the_menu_brings_it_to_the_front(window, prepared, session, qtbot):
    window.actions_["show_charts"].trigger()
    window.actions_["landscape"].trigger()
    lower = window.places._lower
    assert lower.currentWidget() is lower.landscape
    assert lower.landscape.isVisible()
    prepared(session)
    qtbot.waitUntil(lambda: is_complete(lower.landscape))


@pytest.mark.parametrize("reach", [1e-4, 1e5])
def test_an_axis_has_its_name_alone_however_small_its_numbers(panel, qtbot, reach):
    axis = panel.map._bottom
    panel.map._box.setRange(xRange=(-reach, reach), padding=0)
    axis.setLabel("along direction 1")
    assert axis.label.toPlainText().strip() == "along direction 1"
