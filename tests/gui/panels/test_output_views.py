"""The views of the output panel: each shows the numbers of the float64 reference, each is chosen
in by mouse and keys."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from engine import ExamplePass, Network, Predictions, datasets
from engine.data.datasets import Dataset
from gui.editing.document import Document
from gui.editing.selection import Selection
from gui.look import theme
from gui.panels import OutputPanel
from gui.panels.output.views import VIEWS, first_view, fitting
from gui.panels.widgets.image_grid import PER_PAGE
from gui.run.session import Session
from gui.window.main_window import MainWindow
from tests.gui.panels.conftest import Run

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def panel(
    document: Document, selection: Selection, session: Session, show: Callable[..., QWidget]
) -> OutputPanel:
    made = show(OutputPanel(document, selection, session), 320, 520)
    assert isinstance(made, OutputPanel)
    return made


@pytest.fixture
def answer(
    panel: OutputPanel, document: Document, session: Session, run: Run
) -> Callable[..., None]:
    """Lets the network answer outputs (n, k), in raw numbers, for all examples."""

    def say(outputs: np.ndarray, example: ExamplePass | None = None) -> None:
        data = document.data
        rows = np.arange(len(data.inputs))
        found = Predictions(data, rows, np.asarray(outputs, np.float64).reshape(len(rows), -1))
        snapshot = replace(run.show(), predictions=found, example=example)
        session.snapshot = snapshot
        session.snapshot_ready.emit(snapshot)
        panel.throttle.draw()

    return say


def numbers(columns: int = 1, outputs: int = 1) -> Dataset:
    rng = np.random.default_rng(0)
    inputs = rng.normal(size=(90, columns))
    targets = np.outer(inputs.sum(axis=1), np.arange(1, outputs + 1))
    return datasets.from_arrays(inputs, targets, task="regression").split()


def classes(columns: int = 4) -> Dataset:
    inputs = np.random.default_rng(0).normal(size=(90, columns))
    return datasets.from_arrays(inputs, np.arange(90) % 3, task="multiclass").split()


def images() -> Dataset:
    inputs = np.random.default_rng(0).random((60, 16))
    names = [f"pixel_{row}_{column}" for row in range(4) for column in range(4)]
    targets = np.arange(60) % 3
    made = datasets.from_arrays(inputs, targets, task="multiclass", input_names=names)
    return made.split()


def work_on(document: Document, data: Dataset) -> None:
    """Other data, and a network that fits them."""
    document.change_data(data, "other")
    document.make_fit()


def click(qtbot: QtBot, widget: QWidget, at: QPointF) -> None:
    qtbot.mouseClick(widget, LEFT, pos=QPoint(round(at.x()), round(at.y())))


# Which views there are


@pytest.mark.parametrize(
    ("data", "first", "all_of_them"),
    [
        (classes(2), "smooth", {"smooth", "border", "relief", "confusion", "roc"}),
        (classes(9), "confusion", {"smooth", "border", "relief", "confusion", "roc"}),
        (classes(1), "curve", {"curve", "confusion", "roc"}),
        (numbers(1), "curve", {"curve", "against", "residuals"}),
        (numbers(2), "smooth", {"smooth", "relief", "against", "residuals"}),
        (numbers(7), "against", {"smooth", "relief", "against", "residuals"}),
        (images(), "images", {"images", "smooth", "border", "relief", "confusion", "roc"}),
    ],
)
def test_every_table_has_views_that_fit_and_a_sensible_first_one(
    data: Dataset, first: str, all_of_them: set[str]
) -> None:
    assert first_view(data) == first
    assert set(fitting(data)) == all_of_them


@pytest.mark.parametrize("data", [classes(), classes(1), numbers(1), numbers(3, 2), images()])
def test_every_view_shows_every_kind_of_answer_and_none(
    panel: OutputPanel, document: Document, answer: Callable[..., None], data: Dataset
) -> None:
    work_on(document, data)
    for key in fitting(document.data):
        panel.show_view(key)
        assert panel.page.isVisible()
        answer(np.full(document.data.targets.shape, np.nan))
        answer(document.data.targets)
        assert not panel.grab().isNull()


def test_a_view_stays_while_it_fits_and_goes_where_it_does_not(
    panel: OutputPanel, document: Document
) -> None:
    panel.show_view("roc")
    document.change_data(classes(), "classes")
    assert panel.view.key == "roc"
    document.change_data(numbers(2), "numbers")
    assert panel.view.key == "smooth"
    document.replace(document.network, document.data, document.settings, title="opened")
    document.change_data(classes(2), "classes")
    assert panel.view.key == "smooth"


def test_images_come_first_where_the_inputs_are_pixels(
    panel: OutputPanel, document: Document
) -> None:
    document.change_data(images(), "images")
    assert panel.view.key == "images"
    assert panel.part_choice.currentData() == "test"


def test_a_view_is_chosen_by_keyboard(panel: OutputPanel, qtbot: QtBot) -> None:
    panel.view_choice.setFocus()
    qtbot.keyClick(panel.view_choice, Qt.Key.Key_End)
    assert panel.view.key == "roc"


def test_predictions_are_asked_for_only_while_the_panel_is_seen(
    panel: OutputPanel, session: Session
) -> None:
    assert "predictions" in session.wishes.quantities
    panel.hide()
    assert "predictions" not in session.wishes.quantities


def test_predictions_for_other_data_are_not_shown(
    panel: OutputPanel, document: Document, answer: Callable[..., None], session: Session
) -> None:
    answer(1.0 - document.data.targets)
    stale = session.snapshot
    document.change_data(datasets.load("gaussians", samples=40), "other")
    assert stale is not None
    session.snapshot = stale
    session.snapshot_ready.emit(stale)
    panel.throttle.draw()
    assert not len(panel.page.view.ringed)


# Wrong ones


def test_wrong_points_are_ringed_where_they_stand(
    panel: OutputPanel, document: Document, answer: Callable[..., None]
) -> None:
    data = document.data
    outputs = data.targets.copy()
    row = int(data.train_rows[17])
    before = panel.page.view.grab().toImage()
    outputs[row] = 1.0 - outputs[row]
    answer(outputs)
    view = panel.page.view
    assert view.ringed.tolist() == [17]
    assert view.marks.points[17].tolist() == data.inputs[row].tolist()
    at = view.place_of(17).toPoint()
    after = view.grab().toImage()
    around = [(at.x() + x, at.y() + y) for x in range(-8, 9) for y in range(-8, 9)]
    changed = [place for place in around if after.pixel(*place) != before.pixel(*place)]
    assert len(changed) > 20
    assert after.pixel(at) == before.pixel(at)


@pytest.mark.parametrize(("loss", "limit"), [("mse", 0.5), ("hinge", 0.0)])
def test_the_border_between_right_and_wrong_is_that_of_the_loss(
    panel: OutputPanel, document: Document, answer: Callable[..., None], loss: str, limit: float
) -> None:
    output = "linear" if loss == "hinge" else "sigmoid"
    network = Network.layered([2, 3, 1], output_activation=output)
    document.replace(network, document.data, document.settings.replace(loss=loss), title="")
    answer(np.full(len(document.data.inputs), limit + 0.01))
    true = document.data.class_numbers
    rows = panel.page._shown.rows
    assert panel.page.view.ringed.tolist() == np.flatnonzero(true[rows] == 0).tolist()


def test_of_several_classes_the_largest_output_counts(
    panel: OutputPanel, document: Document, answer: Callable[..., None]
) -> None:
    work_on(document, classes())
    outputs = np.zeros((90, 3))
    outputs[:, 2] = 1.0
    answer(outputs)
    wrong = panel.page._shown.rows[panel.page.view.ringed]
    shown = panel.page._shown.rows
    assert sorted(wrong) == sorted(row for row in shown.tolist() if row % 3 != 2)


# Numbers behind the pictures


def test_predicted_against_true_and_residuals(
    panel: OutputPanel, document: Document, answer: Callable[..., None]
) -> None:
    work_on(document, numbers(7))
    data = document.data
    outputs = data.targets + np.random.default_rng(1).normal(size=data.targets.shape)
    answer(outputs)
    shown = np.concatenate([data.train_rows, data.validation_rows])
    expected = np.column_stack([data.targets[shown, 0], outputs[shown, 0]])
    assert panel.page.view.marks.points == pytest.approx(expected)
    panel.show_view("residuals")
    answer(outputs)
    residuals = expected[:, 1] - expected[:, 0]
    assert panel.page.view.marks.points == pytest.approx(
        np.column_stack([expected[:, 1], residuals])
    )
    low, high = panel.page.view._up
    counted, _ = np.histogram(residuals, len(panel.page.view.counts), (low, high))
    assert panel.page.view.counts.tolist() == counted.tolist()
    sk = pytest.importorskip("sklearn.metrics")
    r2 = sk.r2_score(data.targets[data.train_rows], outputs[data.train_rows])
    assert f"training R² {r2:.3f}" in panel.page.told.text()


def test_a_right_prediction_stands_on_the_diagonal(
    panel: OutputPanel, document: Document, answer: Callable[..., None]
) -> None:
    document.change_data(numbers(7), "numbers")
    answer(document.data.targets)
    view, area = panel.page.view, panel.page.view.area()
    for number in range(5):
        at = view.place_of(number)
        across = (at.x() - area.left()) / area.width()
        up = (area.bottom() - at.y()) / area.height()
        assert across == pytest.approx(up)


def test_axes_of_residuals_stay_while_errors_shrink_a_little(
    panel: OutputPanel, document: Document, answer: Callable[..., None]
) -> None:
    document.change_data(numbers(7), "numbers")
    panel.show_view("residuals")
    data = document.data
    answer(data.targets + 0.9)
    before = panel.page.view._up
    answer(data.targets + 0.6)
    assert panel.page.view._up == before
    answer(data.targets + 0.1)
    assert panel.page.view._up == pytest.approx((-0.1, 0.1))


def test_one_of_several_outputs_is_chosen(
    panel: OutputPanel, document: Document, answer: Callable[..., None], qtbot: QtBot
) -> None:
    work_on(document, numbers(7, 2))
    answer(document.data.targets)
    assert panel.output_choice.isVisible()
    panel.output_choice.setFocus()
    qtbot.keyClick(panel.output_choice, Qt.Key.Key_Down)
    answer(document.data.targets)
    shown = panel.page._shown.rows
    assert panel.page.view.marks.points[:, 0].tolist() == document.data.targets[shown, 1].tolist()


def test_confusion_counts_and_a_click_shows_such_an_example(
    panel: OutputPanel,
    document: Document,
    answer: Callable[..., None],
    session: Session,
    qtbot: QtBot,
) -> None:
    sk = pytest.importorskip("sklearn.metrics")
    work_on(document, classes())
    panel.show_view("confusion")
    outputs = np.random.default_rng(3).random((90, 3))
    answer(outputs)
    rows, data = document.data.validation_rows, document.data
    expected = sk.confusion_matrix(data.class_numbers[rows], outputs[rows].argmax(axis=1))
    assert panel.page.view.counts.tolist() == expected.tolist()
    row, column = np.argwhere(expected * (1 - np.eye(3)) > 1)[0].tolist()
    chosen = []
    for _ in range(expected[row, column]):
        click(qtbot, panel.page.view, panel.page.view.cell_rect(row, column).center())
        chosen.append(session.example.row)
    assert len(set(chosen)) == expected[row, column]
    for one in chosen:
        assert data.class_numbers[one] == row
        assert outputs[one].argmax() == column


@pytest.mark.parametrize("several", [False, True])
def test_roc_has_the_areas_of_scikit_learn(
    panel: OutputPanel, document: Document, answer: Callable[..., None], several: bool
) -> None:
    sk = pytest.importorskip("sklearn.metrics")
    if several:
        work_on(document, classes())
    panel.show_view("roc")
    data = document.data
    outputs = np.random.default_rng(4).random(data.targets.shape)
    answer(outputs)
    rows = data.validation_rows
    for number, key in enumerate(panel.page.areas):
        area = sk.roc_auc_score(data.targets[rows, number], outputs[rows, number])
        name = data.classes[number if several else 1]
        assert key._words.text() == f"{name} {area:.3f}"
    curves = panel.page.view.curves
    assert len({curve.line for curve in curves}) == len(curves)
    if not several:
        (curve,) = panel.page.view.curves
        predicted = outputs[rows, 0] > 0.5
        true = data.targets[rows, 0] > 0.5
        assert curve.limit == pytest.approx((predicted[~true].mean(), predicted[true].mean()))


def test_the_surface_is_as_high_as_the_answer(
    panel: OutputPanel, document: Document, session: Session, run: Run
) -> None:
    (output,) = document.network.outputs
    panel.show_view("relief")
    size = session.plane.size
    ramp = np.tile(np.linspace(0, 1, size, dtype=np.float32), (size, 1))
    ramp[-4:] = 0.0  # the lowest rows of the picture
    run.show(responses={output: ramp})
    panel.throttle.draw()
    shares = panel.page.view._shares
    assert shares[0] == pytest.approx(0.0, abs=1e-6)
    assert shares[-1, -1] > 0.9
    assert shares[-1, 0] < 0.1


# Choosing an example


def test_a_click_on_a_point_chooses_it(
    panel: OutputPanel,
    document: Document,
    answer: Callable[..., None],
    session: Session,
    qtbot: QtBot,
) -> None:
    view = panel.page.view
    places = view._places()
    away = np.hypot(*(places[:, None] - places[None]).T) + 1e9 * np.eye(len(places))
    lonely = int(away.min(axis=0).argmax())
    click(qtbot, view, view.place_of(lonely))
    row = int(panel.page._shown.rows[lonely])
    assert session.example.row == row
    assert session.wishes.request().row == row
    passed = ExamplePass(row, np.zeros(7), np.zeros(7), document.data.targets[row], 0.125)
    answer(document.data.targets, passed)
    assert session.example.title.lower() == panel.card.title.text().lower()
    assert "loss 0.125" in panel.card.judged.text()
    assert "right" in panel.card.judged.text()
    qtbot.mouseClick(panel.card.away, LEFT)
    assert session.example.row is None
    assert not panel.card.inputs.isVisible()


def test_a_click_beside_all_points_chooses_none(
    panel: OutputPanel, session: Session, qtbot: QtBot
) -> None:
    click(qtbot, panel.page.view, QPointF(1, 1))
    assert session.example.row is None


@pytest.mark.parametrize("key", ["smooth", "border"])
def test_arrow_keys_go_from_point_to_point(
    panel: OutputPanel, session: Session, qtbot: QtBot, key: str
) -> None:
    panel.show_view(key)
    view = panel.page.view
    view.setFocus()
    qtbot.keyClick(view, Qt.Key.Key_Return)
    first = session.example.row
    assert first is not None
    at = view.place_of(panel.page._shown.number_of(first))
    qtbot.keyClick(view, Qt.Key.Key_Right)
    assert session.example.row != first
    assert view.place_of(panel.page._shown.number_of(session.example.row)).x() > at.x()


def test_a_residual_is_chosen_with_the_mouse(
    panel: OutputPanel,
    document: Document,
    answer: Callable[..., None],
    session: Session,
    qtbot: QtBot,
) -> None:
    document.change_data(numbers(7), "numbers")
    panel.show_view("residuals")
    outputs = document.data.targets.copy()
    row = int(document.data.train_rows[4])
    outputs[row] += 3.0
    answer(outputs)
    view = panel.page.view
    click(qtbot, view, view.place_of(panel.page._shown.number_of(row)))
    assert session.example.row == row


def test_a_point_on_the_surface_is_chosen_by_a_click_but_not_by_a_pull(
    panel: OutputPanel, session: Session, run: Run, document: Document, qtbot: QtBot
) -> None:
    panel.show_view("relief")
    flat = np.zeros((session.plane.size,) * 2, np.float32)
    run.show(responses={document.network.outputs[0]: flat})
    view = panel.page.view
    at = QPoint(*np.rint(view.places()[3]).astype(int).tolist())
    qtbot.mousePress(view, LEFT, pos=at)
    qtbot.mouseMove(view, at + QPoint(30, 0))
    qtbot.mouseRelease(view, LEFT, pos=at + QPoint(30, 0))
    assert session.example.row is None
    at = QPoint(*np.rint(view.places()[3]).astype(int).tolist())
    qtbot.mouseClick(view, LEFT, pos=at)
    assert session.example.row is not None


def test_a_point_on_the_surface_is_chosen_by_keys(
    panel: OutputPanel, session: Session, run: Run, document: Document, qtbot: QtBot
) -> None:
    panel.show_view("relief")
    flat = np.zeros((session.plane.size,) * 2, np.float32)
    run.show(responses={document.network.outputs[0]: flat})
    view = panel.page.view
    view.setFocus()
    across = []
    for key in (Qt.Key.Key_Return, Qt.Key.Key_PageDown, Qt.Key.Key_PageUp, Qt.Key.Key_PageUp):
        qtbot.keyClick(view, key)
        assert session.example.row is not None
        across.append(view.places()[panel.page._shown.number_of(session.example.row), 0])
    assert across[3] <= across[0] == across[2] <= across[1]
    assert across[3] < across[1]


def test_images_say_what_they_are_taken_for_and_how_surely(
    panel: OutputPanel,
    document: Document,
    answer: Callable[..., None],
    session: Session,
    qtbot: QtBot,
) -> None:
    work_on(document, images())
    panel.show_part("train")
    outputs = np.tile([0.1, 0.7, 0.2], (60, 1))
    answer(outputs)
    rows, grid = document.data.train_rows, panel.page.view
    assert len(grid.cells) == PER_PAGE
    for cell, row in zip(grid.cells, rows.tolist(), strict=False):
        right = row % 3 == 1
        names = document.data.classes
        assert cell.caption == (names[1] if right else f"{names[1]} ≠ {names[row % 3]}")
        assert cell.is_wrong is not right
        assert cell.confidence == pytest.approx(0.7)
    click(qtbot, grid, grid.cell_rect(7).center())
    assert session.example.row == rows[7]
    qtbot.keyClick(grid, Qt.Key.Key_Right)
    assert session.example.row == rows[8]
    qtbot.keyClick(grid, Qt.Key.Key_Down)
    qtbot.keyClick(grid, Qt.Key.Key_Down)
    assert session.example.row == rows[PER_PAGE]
    assert panel.page.count.text().startswith(f"{PER_PAGE + 1}–")


def test_only_wrong_images_on_demand(
    panel: OutputPanel, document: Document, answer: Callable[..., None], qtbot: QtBot
) -> None:
    work_on(document, images())
    panel.show_part("train")
    outputs = document.data.targets.copy()
    wrong = document.data.train_rows[[3, 30]]
    outputs[wrong] = np.roll(outputs[wrong], 1, axis=1)
    answer(outputs)
    panel.page.which.setFocus()
    qtbot.keyClick(panel.page.which, Qt.Key.Key_Down)
    assert panel.page._seen.tolist() == wrong.tolist()
    assert all(cell.is_wrong for cell in panel.page.view.cells)


def test_an_image_shows_its_pixels(panel: OutputPanel, document: Document) -> None:
    document.change_data(images(), "images")
    (cell, *_), look = panel.page.view.cells, theme.current()
    row = int(document.data.test_rows[0])
    pixels = document.data.inputs[row].reshape(4, 4)
    assert np.corrcoef(cell.pixels.ravel(), pixels.ravel())[0, 1] == pytest.approx(1.0)
    drawn = panel.page.view._images[0]
    dark = np.unravel_index(pixels.argmax(), (4, 4))
    light = np.unravel_index(pixels.argmin(), (4, 4))
    ink, paper = (
        drawn.pixelColor(int(column), int(row)).lightness() for row, column in (dark, light)
    )
    assert abs(ink - look.text.lightness()) < abs(paper - look.text.lightness())


def test_the_tooltip_tells_inputs_target_and_prediction(
    panel: OutputPanel, document: Document, answer: Callable[..., None]
) -> None:
    outputs = 1.0 - document.data.targets
    answer(outputs)
    row = int(document.data.train_rows[0])
    told = panel.page._tell(0)
    target = document.data.classes[int(document.data.targets[row, 0])]
    assert "training example" in told
    assert "x₁ =" in told
    assert f"target {target}" in told
    assert "wrong" in told


def test_every_view_has_a_row_with_words() -> None:
    for key, view in VIEWS.items():
        assert view.key == key
        assert view.words
        assert view.hint


def test_a_network_of_more_outputs_than_columns_shows_no_predictions(
    panel: OutputPanel, document: Document, answer: Callable[..., None]
) -> None:
    document.replace(
        Network.layered([2, 3, 2]), document.data, document.settings, title="two outputs"
    )
    rows = np.arange(len(document.data.inputs))
    answer(np.zeros((len(rows), 2)))
    assert not len(panel.page.view.ringed)


def test_escape_lets_go_of_the_example(panel: OutputPanel, session: Session, qtbot: QtBot) -> None:
    view = panel.page.view
    view.setFocus()
    qtbot.keyClick(view, Qt.Key.Key_Return)
    assert session.example.row is not None
    assert view.accessibleDescription() == panel.page._tell(view._chosen)
    qtbot.keyClick(view, Qt.Key.Key_Escape)
    assert session.example.row is None
    assert view._chosen is None


def test_the_grid_turns_to_an_image_that_was_chosen_elsewhere(
    panel: OutputPanel, document: Document, session: Session
) -> None:
    document.change_data(images(), "images")
    panel.show_part("train")
    row = int(document.data.train_rows[PER_PAGE + 4])
    session.example.choose(row)
    assert row in panel.page._seen
    assert panel.page.view._chosen == 4


def test_in_the_real_window_a_click_sends_the_example_through_the_network(
    window: MainWindow,
    document: Document,
    session: Session,
    prepared: Callable[[Session], Session],
    qtbot: QtBot,
) -> None:
    prepared(session)
    panel = window.places.panel("output")
    assert isinstance(panel, OutputPanel)
    qtbot.waitUntil(lambda: session.snapshot.predictions is not None)
    qtbot.waitUntil(lambda: not panel.throttle.is_waiting)
    view, data = panel.page.view, document.data
    number = 5
    click(qtbot, view, view.place_of(number))
    row = session.example.row
    assert row is not None
    qtbot.waitUntil(lambda: session.snapshot.example is not None)
    seen = session.snapshot.example
    assert seen.row == row
    answer = session.ask(lambda trainer: trainer.predict(data.inputs[panel.page._shown.rows]))
    assert answer is not None
    qtbot.waitUntil(answer.done)
    outputs = answer.result()[:, 0]
    wrong = np.flatnonzero((outputs > 0.5) != (data.targets[panel.page._shown.rows, 0] > 0.5))
    assert view.ringed.tolist() == wrong.tolist()
    qtbot.waitUntil(lambda: f"loss {seen.loss:.3f}" in panel.card.judged.text())
