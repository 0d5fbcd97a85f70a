"""Hidden space: marks where the float64 network puts them, and borders where its units change."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest

from engine import Network, datasets, principal
from gui.look import theme
from gui.panels.hidden import hidden_space
from gui.panels.hidden.hidden_panel import HiddenPanel
from gui.panels.hidden.hidden_space import Line, calm_range, regions
from tests.gui.panels.conftest import activations_of
from tests.gui.test_pictures import open_menu, popups


@pytest.fixture
def panel(document, selection, session, show):
    theme.set_reduced_motion(True)
    return show(HiddenPanel(document, selection, session), 720, 220)


@pytest.fixture
def seen(panel, session, prepared, qtbot):
    prepared(session)
    qtbot.waitUntil(lambda: panel.shown is not None)
    settle(panel, session, qtbot)
    return panel


@pytest.fixture
def trained(seen, session, qtbot):
    session.run_epochs(20)
    qtbot.waitUntil(lambda: session.snapshot.epoch == 20)
    settle(seen, session, qtbot)
    return seen


def settle(panel, session, qtbot):
    qtbot.waitUntil(lambda: session.is_settled)
    qtbot.waitUntil(lambda: not panel._throttle.is_waiting)


def choose(choice, text):
    """Go there with the arrow keys."""
    place = choice.findText(text)
    assert place >= 0
    while choice.currentIndex() != place:
        up = place < choice.currentIndex()
        QTest.keyClick(choice, Qt.Key.Key_Up if up else Qt.Key.Key_Down)


def exact(session, document, rows):
    """Activations (r, n) of rows of the data in float64, by unit id."""
    return activations_of(session.trained_network(), document.data.inputs[rows])


def test_the_last_hidden_layer_is_shown_as_its_two_units_make_it(trained, session, document):
    assert trained.controls.level.currentText() == "Hidden 2"
    rows = trained._rows
    data = document.data
    assert sorted(rows) == sorted([*data.train_rows, *data.validation_rows])
    values = exact(session, document, rows)
    first, second = trained.controls.units
    expected = np.stack([values[first], values[second]], axis=1)
    assert trained.view.marks.points == pytest.approx(expected, abs=1e-5)


def test_principal_components_are_those_of_the_activations(trained, session, document):
    choose(trained.controls.level, "Hidden 1")
    assert trained.controls.units is None
    values = exact(session, document, trained._snapshot.representation.rows)
    layer = np.stack([values[unit] for unit in trained._level.units.tolist()], axis=1)
    reference = principal(layer, trained.shown.components)
    kept = trained._kept(trained._snapshot.representation)
    assert trained.view.marks.points == pytest.approx(reference.place(layer)[kept], abs=1e-4)
    assert trained.view.borders == ()
    assert not trained.controls.border.isEnabled()


def test_the_outputs_border_parts_the_examples_as_the_network_does(trained, session, document):
    (border,) = trained.view.borders
    assert border.is_strong
    points = trained.view.marks.points
    answers = exact(session, document, trained._rows)[document.network.outputs[0]]
    sides = points @ np.array(border.normal) + border.offset
    clear = np.abs(answers - 0.5) > 1e-4
    assert ((sides > 0) == (answers > 0.5))[clear].all()
    for area, colour in trained.view.regions:
        assert len(area) >= 3
        assert colour in theme.current().classes


def test_the_border_is_seen_at_its_place(trained, qtbot):
    (border,) = trained.view.borders
    with_line = trained.view.grab().toImage()
    qtbot.mouseClick(trained.controls.border, Qt.MouseButton.LeftButton)
    without = trained.view.grab().toImage()
    assert trained.view.borders == ()
    a, b = border.normal
    changed = 0
    for x in np.linspace(*trained.view.across, 60).tolist():
        y = -(a * x + border.offset) / b
        if trained.view.up[0] < y < trained.view.up[1]:
            at = QPointF(*trained.view.place(np.array([[x, y]]))[0].tolist()).toPoint()
            changed += with_line.pixel(at) != without.pixel(at)
    assert changed > 10


def test_the_input_layer_shows_the_data_and_the_hidden_units_borders(seen, document):
    choose(seen.controls.level, "Input")
    assert seen.view.marks.points == pytest.approx(document.data.inputs[seen._rows], abs=1e-5)
    assert [border.name for border in seen.view.borders] == ["h₁", "h₂", "h₃", "h₄"]
    assert not any(border.is_strong for border in seen.view.borders)
    assert seen.view.regions == ()


def test_the_mouse_tells_and_a_click_chooses_the_example_for_all(trained, session, qtbot):
    places = trained.view.places
    away = np.hypot(*(places - places.mean(axis=0)).T)
    number = int(away.argmax())
    at = QPointF(*places[number].tolist()).toPoint()
    qtbot.mouseMove(trained.view, at)
    pointed = trained.view._pointed
    assert places[pointed] == pytest.approx(places[number], abs=10)
    assert f"example {trained._rows[pointed] + 1:,}" in trained.told.text()
    assert "h₅ =" in trained.told.text()
    qtbot.mouseClick(trained.view, Qt.MouseButton.LeftButton, pos=at)
    assert session.example.row == trained._rows[pointed]
    assert trained.view.chosen == pointed
    qtbot.keyClick(trained.view, Qt.Key.Key_Right)
    assert session.example.row != trained._rows[pointed]
    qtbot.keyClick(trained.view, Qt.Key.Key_Escape)
    assert session.example.row is None
    assert trained.view.chosen is None


def test_a_click_beside_all_marks_lets_go(trained, session, qtbot):
    session.example.choose(int(trained._rows[0]))
    assert trained.view.chosen == 0
    qtbot.mouseClick(trained.view, Qt.MouseButton.LeftButton, pos=QPoint(3, 3))
    assert session.example.row is None


def test_test_examples_are_shown_when_asked_for(trained, document, qtbot):
    qtbot.mouseClick(trained.controls.test, Qt.MouseButton.LeftButton)
    assert len(trained._rows) == 500
    assert np.isin(document.data.test_rows, trained._rows).all()
    assert np.bincount(trained.view.marks.parts).tolist() == [350, 100, 50]


def test_marks_glide_to_another_layer_and_jump_with_reduced_motion(trained, qtbot):
    before = trained.view.marks.points
    theme.set_reduced_motion(False)
    choose(trained.controls.level, "Input")
    assert trained.view.is_gliding
    assert trained.view.marks.points == pytest.approx(before)
    qtbot.waitUntil(lambda: not trained.view.is_gliding)
    arrived = trained.view.marks.points
    theme.set_reduced_motion(True)
    choose(trained.controls.level, "Hidden 2")
    assert not trained.view.is_gliding
    assert trained.view.marks.points == pytest.approx(before)
    choose(trained.controls.level, "Input")
    assert trained.view.marks.points == pytest.approx(arrived)


def test_out_of_sight_it_asks_for_nothing(trained, session, qtbot):
    assert "representation" in session.wishes.quantities
    before = trained._snapshot
    trained.hide()
    assert "representation" not in session.wishes.quantities
    session.run_epochs(1)
    qtbot.waitUntil(lambda: session.snapshot.epoch == 21)
    settle(trained, session, qtbot)
    assert trained._snapshot is before
    assert session.snapshot.representation is None
    trained.show()
    qtbot.waitUntil(lambda: trained._snapshot is not before)


def test_looking_back_shows_the_layer_of_that_time(trained, session, qtbot):
    now = trained.view.marks.points
    session.time.settle(2)
    qtbot.waitUntil(lambda: session.snapshot.span.is_past)
    settle(trained, session, qtbot)
    assert np.abs(trained.view.marks.points - now).max() > 0.1


def test_three_classes_have_three_regions(document, selection, session, show, prepared, qtbot):
    data = datasets.load("iris").split(0.7, 0.2, 0.1)
    network = Network.layered([4, 2, 3], output_activation="softmax", seed=1)
    settings = document.settings.replace(loss="cross_entropy")
    document.replace(network, data, settings, seed=0, title="Iris")
    theme.set_reduced_motion(True)
    panel = show(HiddenPanel(document, selection, session), 720, 220)
    prepared(session)
    qtbot.waitUntil(lambda: panel.shown is not None)
    settle(panel, session, qtbot)
    assert len(panel.view.regions) == 3
    weights = {(link.source, link.target): link.weight for link in network.connections}
    for number, (area, _) in enumerate(panel.view.regions):
        for point in [] if not len(area) else [area.mean(axis=0)]:
            sums = [
                network.unit(out).bias
                + sum(weights[u, out] * a for u, a in zip(panel.controls.units, point, strict=True))
                for out in network.outputs
            ]
            assert int(np.argmax(sums)) == number


def test_a_regression_is_coloured_by_its_target(
    document, selection, session, show, prepared, qtbot
):
    data = datasets.load("plane").split(0.7, 0.2, 0.1)
    settings = document.settings.replace(loss="mse")
    network = Network.layered([2, 1, 1], output_activation="linear")
    document.replace(network, data, settings, seed=0, title="Plane")
    theme.set_reduced_motion(True)
    panel = show(HiddenPanel(document, selection, session), 720, 220)
    prepared(session)
    qtbot.waitUntil(lambda: panel.shown is not None)
    settle(panel, session, qtbot)
    assert len(set(panel.view.marks.colours.tolist())) > 20
    # one unit alone stands against what is to be learnt
    assert panel.view.marks.points[:, 1] == pytest.approx(data.targets[panel._rows, 0])
    assert panel.view.borders == ()


def test_ranges_stay_while_they_hold_and_are_filled():
    first = calm_range(np.array([-0.9, 1.8]), None)
    assert first[0] < -0.9
    assert first[1] > 1.8
    assert calm_range(np.array([-0.95, 1.7]), first) is first
    assert calm_range(np.array([-0.9, 2.6]), first)[1] > 2.6
    assert calm_range(np.array([0.1, 0.2]), first)[1] < 1


@pytest.mark.parametrize(
    ("activation", "threshold", "sum_"),
    [("sigmoid", 0.5, 0.0), ("tanh", 0.5, np.arctanh(0.5)), ("linear", 0.5, 0.5)],
)
def test_an_output_decides_where_its_activation_reaches_the_threshold(activation, threshold, sum_):
    assert hidden_space.decision(activation, threshold) == pytest.approx(sum_, abs=1e-9)
    assert hidden_space.decision("sigmoid", 1.5) is None


def test_regions_cover_the_picture_without_overlap():
    network = Network.layered([2, 3], output_activation="softmax")
    lines = [
        Line(unit, normal, offset)
        for unit, normal, offset in zip(
            network.outputs, ((1.0, 0.2), (-0.5, 1.0), (0.1, -1.0)), (0.1, 0.0, -0.2), strict=True
        )
    ]
    found = regions(lines, network, "cross_entropy", "multiclass", (-1.0, 1.0), (-1.0, 1.0))
    assert sum(_size(area) for area in found) == pytest.approx(4.0)


def _size(corners):
    x, y = corners.T
    return abs(np.dot(x, np.roll(y, 1)) - np.dot(y, np.roll(x, 1))) / 2


@popups
def test_its_picture_can_be_taken_away(seen):
    menu = open_menu(seen.view, QPoint(30, 30))
    assert [action.text() for action in menu.actions()] == ["Copy picture", "Save picture…"]
    menu.close()
