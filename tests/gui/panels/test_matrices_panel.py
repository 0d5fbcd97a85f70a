"""Matrices: live pictures of the numbers that the trainer has, named under the pointer."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt

from engine import Network, TrainingSettings, datasets
from gui.look import theme
from gui.panels.weights.matrices_panel import MatricesPanel
from gui.panels.widgets.matrices import MatricesView, Matrix


@pytest.fixture
def panel(document, selection, session, show):
    return show(MatricesPanel(document, selection, session), 840, 250)


def settled(panel, qtbot):
    qtbot.waitUntil(lambda: not panel._throttle.is_waiting)


def pixel(panel, number, row, column):
    """The colour that is really painted in a cell, beside the number written in its middle."""
    point = panel.view.centre_of(number, row, column).toPoint() - QPoint(0, 9)
    return panel.view.grab().toImage().pixelColor(point).getRgb()[:3]


def colour(value, end):
    (argb,) = theme.diverging(np.array([value]), -end, end).tolist()
    return (argb >> 16) & 255, (argb >> 8) & 255, argb & 255


def asked(session, question):
    return session.ask(question).result(30)


def drop_some(document, keep=0.5, **settings):
    network = Network.layered([2, 5, 4, 1], output_activation="sigmoid", keep_probability=keep)
    chosen = TrainingSettings(loss="binary_cross_entropy", **settings)
    document.replace(network, datasets.load("circle", samples=60), chosen, seed=1, title="Some")


def test_pixels_are_the_trainers_weights(panel, session, document, trained, qtbot):
    trained(3)
    settled(panel, qtbot)
    weights = asked(session, lambda trainer: trainer.weights())
    network, end = document.network, panel.view._ends[1]
    levels = [network.inputs, *([u.id for u in network.units if u.kind == "hidden"],)]
    first = [u for u in levels[1] if set(network.incoming(u)) == set(network.inputs)]
    assert end >= max(abs(weight) for weight in weights.values())
    for row, target in enumerate(first):
        for column, source in enumerate(network.inputs):
            weight = weights[source, target]
            assert panel.view.matrices[0].values[row, column] == pytest.approx(weight, rel=1e-6)
            assert pixel(panel, 0, row, column) == colour(np.float32(weight), end)


def inks(view, row, column):
    """How many colours there are in the middle of a cell."""
    middle = view.centre_of(0, row, column).toPoint()
    image = view.grab().toImage()
    around = [(x, y) for x in range(-3, 4) for y in range(-4, 5)]
    return len({image.pixel(middle.x() + x, middle.y() + y) for x, y in around})


@pytest.mark.parametrize(("columns", "written"), [(3, True), (60, False)])
def test_numbers_are_written_in_cells_that_have_room(show, columns, written):
    view = show(MatricesView(), 800, 120)
    values = np.full((2, columns), -0.88, np.float32)
    view.show_matrices([Matrix("Some", values, lambda _row, _column: "")], -1.0, 1.0)
    assert (inks(view, 1, 1) > 3) is written


def test_the_picture_moves_while_training(panel, session, trained, qtbot):
    trained(1)
    settled(panel, qtbot)
    before = panel.view.matrices[0].values
    trained(5)
    settled(panel, qtbot)
    assert not np.array_equal(before, panel.view.matrices[0].values)


def test_weights_of_the_network_before_an_edit_go_when_preparing_takes_long(
    panel, document, run, qtbot
):
    run.show()
    settled(panel, qtbot)
    seen = panel.view.matrices
    with document.edit("more") as network:
        network.add_unit("hidden")
    assert panel.view.matrices == seen
    qtbot.waitUntil(lambda: not panel.view.matrices)
    assert panel.readout.text() == "The edited network is being prepared."
    run.revision = 1
    run.show()
    qtbot.waitUntil(lambda: len(panel.view.matrices) == len(seen))


def test_gaps_of_a_free_graph_are_hatched_and_named(panel, document, run, qtbot):
    network = Network(seed=1)
    x1, x2 = network.add_unit("input", name="x1"), network.add_unit("input", name="x2")
    h1, h2 = (network.add_unit("hidden", name=f"h{n}") for n in (1, 2))
    y = network.add_unit("output", name="y1")
    for source, target in ((x1, h1), (x1, h2), (x2, h2), (h1, y), (h2, y), (x2, y)):
        network.connect(source, target, weight=0.5)
    document.replace(network, document.data, document.settings, seed=0, title="Free")
    run.show()
    settled(panel, qtbot)
    first, last = panel.view.matrices
    assert first.values.tolist()[1] == [0.5, 0.5]
    assert np.isnan(first.values[0, 1])
    assert first.say(0, 1) == "x₂ and h₁ are not connected"
    assert last.values.tolist() == [[0.5, 0.5, 0.5]]  # x2, h1, h2: sources of two levels
    point = panel.view.centre_of(0, 0, 1).toPoint()
    qtbot.mouseMove(panel.view, point)
    assert panel.readout.text() == "x₂ and h₁ are not connected"
    assert "x₂ → ŷ" in last.say(0, 0)


def test_the_pointer_and_the_arrows_tell_the_number(panel, selection, run, document, qtbot):
    h = document.network.incoming(document.network.outputs[0])[0]
    source = document.network.incoming(h)[0]
    run.show(weights={(source, h): 0.4321})
    settled(panel, qtbot)
    qtbot.mouseMove(panel.view, panel.view.centre_of(1, 0, 0).toPoint())
    assert "w = 0.4321" in panel.readout.text()
    assert "row 1, column 1" in panel.readout.text()
    qtbot.keyClick(panel.view, Qt.Key.Key_Right)
    assert "column 2" in panel.readout.text()
    qtbot.keyClick(panel.view, Qt.Key.Key_Left)
    qtbot.keyClick(panel.view, Qt.Key.Key_Return)
    assert selection.connections == {(source, h)}


def test_activations_are_those_of_the_next_mini_batch(panel, session, trained, qtbot):
    qtbot.mouseClick(panel._pictures.buttons()[1], Qt.MouseButton.LeftButton)
    trained(2)
    settled(panel, qtbot)
    forward = asked(session, lambda trainer: trainer.single_step().forward())
    shown = np.concatenate([matrix.values for matrix in panel.view.matrices])
    assert shown == pytest.approx(forward.a, rel=1e-4, abs=1e-5)
    end = panel.view._ends[1]
    assert pixel(panel, 1, 2, 3) == colour(panel.view.matrices[1].values[2, 3], end)
    largest = max(float(np.abs(matrix.values).max()) for matrix in panel.view.matrices[1:])
    assert largest <= end < 2.01 * largest  # inputs, which may be large, do not count
    assert f"example {forward.rows[3]}" in panel.view.matrices[1].say(2, 3)


def test_masks_of_the_last_steps(panel, session, document, trained, qtbot):
    drop_some(document)
    panel.show_picture("masks")
    trained(2)
    settled(panel, qtbot)
    first, second = panel.view.matrices
    assert (len(first.values), len(second.values)) == (5, 4)
    forward = asked(session, lambda trainer: trainer.single_step().forward())
    assert first.values[:, -1].tolist() == forward.masks[2:7, 0].tolist()
    kept = first.values[2, -1] > 0
    expected = colour(2.0 if kept else 0.0, 2.0)
    assert pixel(panel, 0, 2, first.values.shape[1] - 1) == expected
    assert ("kept, × 2" if kept else "dropped") in first.say(2, first.values.shape[1] - 1)


def test_without_dropout_masks_say_so(panel, trained, qtbot):
    panel.show_picture("masks")
    trained(1)
    settled(panel, qtbot)
    assert panel.view.matrices == ()
    assert "keep probabilities are 1" in panel.readout.text()


def test_hidden_it_asks_for_nothing_and_draws_nothing(panel, session, run, qtbot):
    panel.show_picture("activations")
    assert session.wishes.quantities == {"activations"}
    panel.hide()
    assert session.wishes.quantities == frozenset()
    shown = panel.view.matrices
    run.show()
    settled(panel, qtbot)
    assert panel.view.matrices is shown or panel.view.matrices == shown
    panel.show()
    assert session.wishes.quantities == {"activations"}
    panel.show_picture("weights")
    assert session.wishes.quantities == frozenset()


def test_one_level_may_be_looked_at_alone(panel, run, qtbot):
    run.show()
    settled(panel, qtbot)
    count = len(panel.view.matrices)
    qtbot.keyClick(panel.level, Qt.Key.Key_Down)
    qtbot.keyClick(panel.level, Qt.Key.Key_Down)
    settled(panel, qtbot)
    assert count == 3
    assert len(panel.view.matrices) == 1
    assert panel.view.matrices[0].title.startswith("Hidden 1")


def test_an_edit_gives_the_matrices_another_shape(panel, session, document, trained, qtbot):
    trained(1)
    with document.edit("Add") as network:
        unit = network.add_unit("hidden")
        for source in network.inputs:
            network.connect(source, unit)
    qtbot.waitUntil(lambda: panel.view.matrices[0].values.shape == (5, 2))
