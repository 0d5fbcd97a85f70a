"""The output panel: the response over the plane in colours, with the data's marks on top."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor

from engine import datasets
from gui.look import theme
from gui.panels import OutputPanel
from gui.panels.widgets import marks, surface


@pytest.fixture
def panel(document, selection, session, show):
    return show(OutputPanel(document, selection, session), 320, 420)


def three_classes():
    rng = np.random.default_rng(0)
    inputs, classes = rng.normal(size=(90, 4)), np.arange(90) % 3
    inputs[:, :2] += 3 * classes[:, None]  # these two part the classes
    return datasets.from_arrays(inputs, classes, task="multiclass").split()


def near(colour: QColor, wanted: QColor, distance: int = 40) -> bool:
    pairs = zip(colour.getRgb()[:3], wanted.getRgb()[:3], strict=True)
    return max(abs(a - b) for a, b in pairs) <= distance


def colour_at(panel, x: float, y: float) -> QColor:
    """The colour shown at shares of the picture's width and height, from the top left."""
    if panel.throttle.is_waiting:  # the picture is due a moment later
        panel.throttle.draw()
    view = panel.page.view
    view.set_marks(None)
    picture = view.grab().toImage()
    return picture.pixelColor(round(x * (picture.width() - 1)), round(y * (picture.height() - 1)))


def test_the_surface_has_the_colours_of_the_answer(panel, document, session, run):
    (output,) = document.network.outputs
    size = session.plane.size
    answer = np.zeros((size, size), np.float32)
    answer[:, size // 2 :] = 1.0
    run.show(responses={output: answer})
    look = theme.current()
    assert near(colour_at(panel, 0.1, 0.5), look.negative)
    assert near(colour_at(panel, 0.9, 0.5), look.positive)


def test_the_middle_of_two_classes_is_neutral(panel, document, session, run):
    (output,) = document.network.outputs
    half = np.full((session.plane.size, session.plane.size), 0.5, np.float32)
    run.show(responses={output: half})
    assert near(colour_at(panel, 0.5, 0.5), theme.current().neutral, 8)


def test_rows_run_from_the_top(panel, document, session, run):
    (output,) = document.network.outputs
    size = session.plane.size
    answer = np.zeros((size, size), np.float32)
    answer[: size // 2] = 1.0
    run.show(responses={output: answer})
    assert near(colour_at(panel, 0.5, 0.1), theme.current().positive)
    top = panel.page.view.place(np.array([[0.0, session.plane.high[1]]]))
    assert top[0, 1] == pytest.approx(0.0)


def test_an_answer_of_another_plane_is_not_drawn(panel, document, session, run):
    (output,) = document.network.outputs
    run.show(responses={output: np.ones((session.plane.size,) * 2, np.float32)})
    document.change_data(datasets.load("gaussians", samples=50), "other")
    assert near(colour_at(panel, 0.5, 0.5), theme.current().neutral, 4)


def test_without_being_seen_nothing_is_drawn(panel, document, session, run, monkeypatch):
    drawn = []
    monkeypatch.setattr(panel.page.view, "set_image", drawn.append)
    panel.hide()
    run.show(responses={document.network.outputs[0]: np.ones((session.plane.size,) * 2)})
    assert drawn == []
    panel.show()
    assert len(drawn) == 1


def test_many_snapshots_are_drawn_at_most_thirty_times_a_second(
    panel, document, session, run, monkeypatch, qtbot
):
    drawn = []
    monkeypatch.setattr(panel.page.view, "set_image", drawn.append)
    answer = np.ones((session.plane.size,) * 2, np.float32)
    for _ in range(20):
        run.show(responses={document.network.outputs[0]: answer})
    assert len(drawn) <= 2
    qtbot.waitUntil(lambda: not panel.throttle.is_waiting)
    assert 1 <= len(drawn) <= 3


def test_the_three_parts_have_marks_of_three_shapes(qapp):
    """Not by colour alone: a white edge, a dark edge, a dark edge around a white middle."""
    blue, white, dark = QColor("#0000ff"), QColor("#ffffff"), QColor("#12151a")
    seen = []
    for part in range(3):
        picture = marks.mark(blue, 0, part=part, radius=20.0).toImage()
        middle = picture.width() // 2
        seen.append([picture.pixelColor(middle + away, middle) for away in (0, 14, 20)])
    expected = [[blue, blue, white], [blue, blue, dark], [white, blue, dark]]
    for colours, wanted in zip(seen, expected, strict=True):
        assert all(near(*pair, 8) for pair in zip(colours, wanted, strict=True))


def test_marks_show_training_and_validation_and_the_test_set_on_demand(panel, document, qtbot):
    data = document.data
    points = panel.page.view._marks
    assert len(points.points) == len(data.train_rows) + len(data.validation_rows)
    assert (points.parts == 1).sum() == len(data.validation_rows)
    assert set(points.shapes.tolist()) == {0, 1}
    box = panel.legend.show_test
    qtbot.mouseClick(box, Qt.MouseButton.LeftButton, pos=QPoint(8, box.height() // 2))
    assert len(panel.page.view._marks.points) == len(data.inputs)
    parts = np.bincount(panel.page.view._marks.parts).tolist()
    assert parts == [len(data.rows(part)) for part in ("train", "validation", "test")]


def test_very_many_points_are_thinned_evenly():
    count = 10 * marks.MOST
    many = marks.Marks(
        np.zeros((count, 2)),
        np.arange(count, dtype=np.uint32),
        np.zeros(count, np.int64),
        np.zeros(count, np.int64),
    )
    kept = many.thinned().colours
    assert len(kept) == marks.MOST
    assert kept[0] == 0
    assert kept[-1] == count - 1


def test_other_columns_are_chosen_and_an_axis_never_doubles(panel, document, session, qtbot):
    document.change_data(three_classes(), "three")
    assert panel.axes.x_choice.isVisible()
    assert (session.plane.x, session.plane.y) == (0, 1)
    panel.axes.x_choice.setFocus()
    qtbot.keyClick(panel.axes.x_choice, Qt.Key.Key_End)
    assert (session.plane.x, session.plane.y) == (3, 1)
    panel.axes.y_choice.setFocus()
    qtbot.keyClick(panel.axes.y_choice, Qt.Key.Key_End)
    assert (session.plane.x, session.plane.y) == (1, 3)
    assert panel.axes.x_choice.currentData() == "1"


def test_several_classes_are_regions_and_one_of_them_a_surface(
    panel, document, session, run, qtbot
):
    document.change_data(three_classes(), "three")
    outputs = document.network.outputs
    size = session.plane.size
    answers = {unit: np.zeros((size, size), np.float32) for unit in outputs}
    third = size // 3
    for number, unit in enumerate(outputs):
        answers[unit][:, number * third : (number + 1) * third] = 1.0
    run.show(responses=answers)
    qtbot.waitUntil(lambda: not panel.throttle.is_waiting)
    classes = theme.current().classes
    for number, share in enumerate((0.15, 0.5, 0.85)):
        assert near(colour_at(panel, share, 0.5), classes[number], 60)
    panel.output_choice.setFocus()
    qtbot.keyClick(panel.output_choice, Qt.Key.Key_Down)
    assert panel.output_choice.currentData() == "0"
    assert near(colour_at(panel, 0.15, 0.5), theme.current().positive)
    assert near(colour_at(panel, 0.85, 0.5), theme.current().negative)


def test_the_border_is_cut_sharp(panel, document, session, run, qtbot):
    (output,) = document.network.outputs
    size = session.plane.size
    ramp = np.tile(np.linspace(0, 1, size, dtype=np.float32), (size, 1))
    run.show(responses={output: ramp})
    panel.view_choice.setFocus()
    qtbot.keyClick(panel.view_choice, Qt.Key.Key_Down)
    left, right = colour_at(panel, 0.45, 0.5), colour_at(panel, 0.55, 0.5)
    assert near(left, colour_at(panel, 0.05, 0.5), 2)
    assert near(right, colour_at(panel, 0.95, 0.5), 2)
    assert not near(left, right)


def test_one_input_is_a_curve_in_raw_numbers(panel, document, session, run):
    x = np.linspace(-3, 3, 60)
    document.change_data(datasets.from_arrays(x[:, None], 10 * np.sin(x), task="regression"), "sin")
    (output,) = document.network.outputs
    size = session.plane.size
    run.show(responses={output: np.tile(np.linspace(-9, 9, size, dtype=np.float32), (size, 1))})
    panel._draw()
    (heights,) = panel.page.view.curves
    assert heights[0] == pytest.approx(-9)
    assert heights[-1] == pytest.approx(9)
    assert panel.view.key == "curve"


def test_numbers_have_a_scale_that_is_symmetric_about_zero(panel, document):
    document.change_data(datasets.load("multi_gaussian", samples=100), "hills")
    assert panel.page.scale_bar.isVisible()
    low, high = surface.value_range(document.data, "mse", 0)
    assert low == -high


def test_the_scale_is_in_the_units_of_the_raw_target():
    data = datasets.load("plane", samples=50)
    response = np.array([[0.0, 1.0]])
    recipe = data.recipe
    expected = response * recipe.target_scale[0] + recipe.target_mean[0]
    assert surface.raw_response(data, 0, response) == pytest.approx(expected)


def test_finer_keeps_constants_and_slopes():
    ramp = np.tile(np.arange(8.0), (8, 1))
    fine = surface.finer(ramp)
    assert fine.shape == (32, 32)
    inner = fine[4, 4:-4]
    assert np.diff(inner) == pytest.approx(0.25)


def test_a_network_that_does_not_fit_says_so(panel, document, session, run):
    with document.edit("remove") as network:
        network.add_unit("input")
    assert panel.page.view._hint == "The network does not fit the data yet."


def test_an_output_too_many_is_not_drawn(panel, document, run):
    with document.edit("add") as network:
        network.add_unit("output")
    run.show(responses={})
    panel._draw()
    assert panel.output_choice.count() == 1
    assert panel.page.view._hint == "The network does not fit the data yet."


def test_without_any_output_the_marks_stay(panel, document):
    with document.edit("remove") as network:
        network.remove_unit(network.outputs[0])
    assert len(panel.page.view._marks.points) > 0


def test_the_picture_says_what_it_shows(panel):
    assert panel.page.view.accessibleName() == "ŷ over x₁ (to the right) and x₂ (upwards)"
