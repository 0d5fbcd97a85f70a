"""Painting data: brushes, eraser, pencil and outliers, by mouse and by keys, each one step."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt

from engine import datasets
from engine.data.datasets import GeneratedSource, PaintedSource
from gui.panels import DataPanel
from gui.panels.data.data_gallery import DataGallery
from gui.panels.data.painting.paint_dialog import PaintDialog

LEFT, RIGHT = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton


@pytest.fixture
def panel(document, selection, session, show):
    return show(DataPanel(document, selection, session), 236, 560)


@pytest.fixture
def dialog(panel, qtbot):
    panel.tiles["paint"].click()
    (found,) = panel.window().findChildren(PaintDialog)
    qtbot.waitExposed(found)
    yield found
    found.close()


@pytest.fixture
def empty(dialog, qtbot):
    qtbot.mouseClick(dialog.clear, LEFT)
    return dialog


def place(paper, x: float, y: float) -> QPoint:
    return QPoint(*np.rint(paper.place(np.array([[x, y]])))[0].astype(int).tolist())


def stroke(qtbot, paper, *ends, button=LEFT) -> None:
    places = [place(paper, *end) for end in ends]
    qtbot.mousePress(paper, button, pos=places[0])
    for at in places[1:]:
        qtbot.mouseMove(paper, at)
    qtbot.mouseRelease(paper, button, pos=places[-1])


def test_it_goes_on_from_the_points_of_the_present_data(dialog, document):
    assert np.array_equal(dialog.paper.painting.points, document.data.inputs)
    assert isinstance(document.data.source, GeneratedSource)
    assert document.undo_stack.count() == 0


def test_a_stroke_is_one_step_that_can_be_taken_back(dialog, document, qtbot):
    before = document.data
    stroke(qtbot, dialog.paper, (-4, -4), (0, 0), (4, 4))
    assert isinstance(document.data.source, PaintedSource)
    assert len(document.data.inputs) > len(before.inputs) + 3 * dialog.paper.density
    assert document.undo_stack.count() == 1
    qtbot.keyClick(dialog.paper, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert document.data is before
    assert len(dialog.paper.painting.points) == len(before.inputs)


def test_what_was_there_keeps_its_part(dialog, document, qtbot):
    before = document.data
    stroke(qtbot, dialog.paper, (3, 3), (4, 4))
    parts = document.data.part_numbers
    assert np.array_equal(parts[: len(before.inputs)], before.part_numbers)
    assert set(parts[len(before.inputs) :].tolist()) == {0, 1, 2}


def test_points_lie_under_the_brush(empty, document, qtbot):
    stroke(qtbot, empty.paper, (2, -3))
    assert len(document.data.inputs) == empty.paper.density
    places = empty.paper.place(document.data.inputs) - empty.paper.place(np.array([[2.0, -3.0]]))
    assert np.hypot(*places.T).max() <= empty.paper.radius + 1
    assert document.data.class_numbers.tolist() == [0] * empty.paper.density


def test_a_digit_chooses_the_class_and_a_third_one_makes_the_output_three(empty, document, qtbot):
    for number, key in enumerate((Qt.Key.Key_1, Qt.Key.Key_2, Qt.Key.Key_3)):
        qtbot.keyClick(empty.paper, key)
        assert empty.brushes[number].isChecked()
        stroke(qtbot, empty.paper, (3 * number - 3, 0))
    assert document.data.task == "multiclass"
    assert len(document.network.outputs) == 3
    assert np.bincount(document.data.class_numbers).tolist() == [empty.paper.density] * 3


def test_the_plane_is_painted_by_keys_alone(empty, document, qtbot):
    paper = empty.paper
    paper.setFocus()
    qtbot.keyClick(paper, Qt.Key.Key_2)
    qtbot.keyPress(paper, Qt.Key.Key_Space)
    for _ in range(4):
        qtbot.keyClick(paper, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    assert document.undo_stack.count() == 0  # the stroke goes on
    qtbot.keyRelease(paper, Qt.Key.Key_Space)
    assert document.undo_stack.count() == 1
    points = document.data.inputs
    assert np.ptp(points[:, 0]) > 2 * np.ptp(points[:, 1])
    assert set(document.data.class_numbers.tolist()) == {1}


def test_the_eraser_and_the_right_button_take_away(dialog, document, qtbot):
    stroke(qtbot, dialog.paper, (0, 0), button=RIGHT)
    places = dialog.paper.place(document.data.inputs)
    near = np.hypot(*(places - dialog.paper.place(np.zeros((1, 2)))).T)
    assert near.min() > dialog.paper.radius - 1
    count = len(document.data.inputs)
    qtbot.keyClick(dialog.paper, Qt.Key.Key_E)
    assert dialog.eraser.isChecked()
    stroke(qtbot, dialog.paper, (-5, 0), (5, 0))
    assert len(document.data.inputs) < count
    assert document.undo_stack.count() == 2


def test_erasing_everything_leaves_the_network_its_data(empty, document, qtbot):
    stroke(qtbot, empty.paper, (0, 0))
    stroke(qtbot, empty.paper, (0, 0), button=RIGHT)
    assert not len(empty.paper.painting.points)
    assert len(document.data.inputs) == empty.paper.density
    assert "Nothing is painted yet" in empty.told.text()


def test_a_few_far_points_join_the_chosen_class(dialog, document, qtbot):
    before = document.data
    qtbot.keyClick(dialog.paper, Qt.Key.Key_2)
    qtbot.mouseClick(dialog.far, LEFT)
    own = before.inputs[before.class_numbers == 1]
    added = document.data.inputs[len(before.inputs) :]
    assert 3 <= len(added) < 0.1 * len(before.inputs)
    assert np.hypot(*(added[:, None] - own[None]).transpose(2, 0, 1)).min() > 1.0
    assert set(document.data.class_numbers[len(before.inputs) :].tolist()) == {1}


def test_flipped_labels_are_five_in_a_hundred(dialog, document, qtbot):
    before = document.data
    qtbot.mouseClick(dialog.flip, LEFT)
    assert np.array_equal(document.data.inputs, before.inputs)
    changed = document.data.class_numbers != before.class_numbers
    assert changed.sum() == round(0.05 * len(before.inputs))


def test_a_curve_is_drawn_by_hand_and_drawn_over(empty, document, qtbot):
    empty.kind.setCurrentIndex(1)
    empty.kind.chosen.emit("curve")
    stroke(qtbot, empty.paper, (-6, -1), (6, 1))
    data = document.data
    assert data.task == "regression"
    assert np.allclose(data.targets[:, 0], data.inputs[:, 0] / 6, atol=0.03)
    assert len(np.unique(data.inputs)) == len(data.inputs) > 80
    count = len(data.inputs)
    stroke(qtbot, empty.paper, (-3, 1), (3, 1))
    middle = np.abs(document.data.inputs[:, 0]) < 2.9
    assert np.allclose(document.data.targets[middle], 1.0, atol=0.03)
    assert len(document.data.inputs) == count
    assert document.undo_stack.count() == 2


def test_a_drawn_curve_gets_points_that_leave_it(empty, document, qtbot):
    empty.kind.setCurrentIndex(1)
    empty.kind.chosen.emit("curve")
    stroke(qtbot, empty.paper, (-6, 0), (6, 0))
    qtbot.mouseClick(empty.far, LEFT)
    away = np.abs(document.data.targets[:, 0]) > 0.5
    assert away.sum() == round(0.05 * len(away))
    assert not empty.flip.isEnabled()


@pytest.mark.slow
def test_painting_while_it_trains_goes_on_with_the_run(dialog, document, session, trained, qtbot):
    trained(1)
    stroke(qtbot, dialog.paper, (0, 0), (3, 0))
    trained(1)
    assert session.snapshot.epoch >= 2


def test_the_window_opens_once(dialog, panel):
    panel.tiles["paint"].click()
    assert panel.window().findChildren(PaintDialog) == [dialog]


def test_the_gallery_leads_to_it_too(panel, qtbot):
    panel.tiles["more"].click()
    (gallery,) = panel.window().findChildren(DataGallery)
    gallery.paint_button.click()
    (found,) = panel.window().findChildren(PaintDialog)
    assert found.isVisible()
    found.close()


def test_the_tile_tells_that_data_are_painted(dialog, panel, qtbot):
    assert not panel.tiles["paint"].isChecked()
    stroke(qtbot, dialog.paper, (0, 0))
    assert panel.tiles["paint"].isChecked()
    assert not panel.samples.isVisible()


def test_a_table_of_other_columns_begins_with_an_empty_plane(panel, document, qtbot):
    document.change_data(datasets.from_arrays(np.eye(20)[:, :3], np.arange(20.0)), "x")
    panel.tiles["paint"].click()
    (found,) = panel.window().findChildren(PaintDialog)
    assert not len(found.paper.painting.points)
    stroke(qtbot, found.paper, (0, 0))
    assert document.data.inputs.shape[1] == len(document.network.inputs) == 2
    found.close()
