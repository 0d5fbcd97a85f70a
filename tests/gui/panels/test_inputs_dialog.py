"""Inputs by hand and their scale: by a click or typed, each one undoable step."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt

from engine import datasets
from gui.panels import DataPanel
from gui.panels.data.inputs_dialog import InputsDialog
from gui.panels.inspector.inspector_panel import InspectorPanel

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def panel(document, selection, session, show):
    return show(DataPanel(document, selection, session), 236, 560)


@pytest.fixture
def dialog(panel, qtbot):
    qtbot.mouseClick(panel.inputs, LEFT)
    (found,) = panel.window().findChildren(InputsDialog)
    qtbot.waitExposed(found)
    yield found
    found.close()


def names(document):
    return [document.network.unit(unit).name for unit in document.network.inputs]


def test_a_square_is_a_click_away_and_a_click_takes_it_back(dialog, document, qtbot):
    qtbot.mouseClick(dialog.chip("x1^2"), LEFT)
    assert document.data.features == ("x1", "x2", "x1^2")
    assert names(document) == ["x1", "x2", "x1^2"]
    assert dialog.chip("x1^2").isChecked()
    assert document.undo_stack.undoText() == "Add the input x₁²"
    qtbot.mouseClick(dialog.chip("x1"), LEFT)
    assert names(document) == ["x2", "x1^2"]
    assert document.undo_stack.count() == 2
    document.undo_stack.undo()
    document.undo_stack.undo()
    assert document.data.features == ()
    assert not dialog.chip("x1^2").isChecked()


def test_a_formula_is_typed(dialog, document, qtbot):
    dialog.formula.setFocus()
    qtbot.keyClicks(dialog.formula, "x1^2 + x2^2")
    qtbot.keyClick(dialog.formula, Qt.Key.Key_Return)
    assert document.data.features[-1] == "x1^2 + x2^2"
    assert dialog.chip("x1^2 + x2^2").isChecked()
    assert dialog.formula.text() == ""


@pytest.mark.parametrize("text", ["x3", "x1 +", "ln(x1)", "3"])
def test_what_is_no_formula_here_is_said_and_stays_to_be_mended(
    dialog, document, qtbot, posted, text
):
    qtbot.keyClicks(dialog.formula, text)
    qtbot.keyClick(dialog.formula, Qt.Key.Key_Return)
    assert document.data.features == ()
    assert posted
    assert dialog.formula.text() == text


def test_the_last_input_stays(dialog, document, qtbot):
    qtbot.mouseClick(dialog.chip("x1"), LEFT)
    qtbot.mouseClick(dialog.chip("x2"), LEFT)
    assert document.data.features == ("x2",)
    assert dialog.chip("x2").isChecked()


def test_the_scale_is_chosen(dialog, document):
    dialog.scaling.setCurrentIndex(2)
    dialog.scaling.chosen.emit("minmax")
    scaled = document.data.recipe.apply_inputs(document.data.inputs[document.data.train_rows])
    assert np.allclose([scaled.min(axis=0), scaled.max(axis=0)], [[0, 0], [1, 1]])
    document.undo_stack.undo()
    assert document.data.scaling == "none"
    assert dialog.scaling.currentData() == "none"


def test_other_points_of_the_kind_keep_features_and_scale(dialog, panel, document, qtbot):
    qtbot.mouseClick(dialog.chip("x1*x2"), LEFT)
    dialog.scaling.chosen.emit("standardize")
    panel.new_seed.click()
    assert document.data.features == ("x1", "x2", "x1*x2")
    assert document.data.scaling == "standardize"
    qtbot.mouseClick(panel.tiles["xor"], LEFT)
    assert document.data.features == ("x1", "x2", "x1*x2")


def test_a_table_offers_its_columns_and_says_which_is_x1(dialog, document):
    numbers = np.random.default_rng(1).normal(size=(20, 3))
    data = datasets.from_arrays(numbers, numbers[:, 0], input_names=("age", "petal width", "mass"))
    document.change_data(data, "x")
    assert dialog.chip("petal width").isChecked()
    assert "x2 = petal width" in dialog.told.text()


def test_the_inspector_changes_the_column_of_an_input(document, selection, session, show, qtbot):
    panel = show(InspectorPanel(document, selection, session), 300, 600)
    with document.edit("Delete") as network:
        network.remove_unit(network.inputs[0])
    (unit,) = document.network.inputs
    selection.set([unit])
    (page,) = [child for child in panel.findChildren(object) if hasattr(child, "incoming")]
    assert page.column.isVisible()
    assert [page.column.itemData(n) for n in range(page.column.count())] == ["x2", "x1"]
    page.column.setCurrentIndex(1)
    page.column.activated.emit(1)
    assert document.data.feature_names == ("x1",)
    assert document.network.unit(unit).name == "x1"
    selection.set([document.network.outputs[0]])
    assert not page.column.isVisible()


def test_the_tile_of_a_square_shows_the_square(document, session, prepared, qtbot):
    from dataclasses import replace

    document.change_data(replace(document.data, features=("x1", "x2", "x1^2")), "Add")
    prepared(session)
    qtbot.waitUntil(lambda: session.snapshot is not None and session.snapshot.responses is not None)
    snapshot, plane = session.snapshot, session.plane
    row = snapshot.unit_ids.tolist().index(document.network.inputs[2])
    points = plane.points(document.data)
    assert points.shape[1] == 2
    assert np.allclose(snapshot.responses[row].ravel(), points[:, 0] ** 2, rtol=1e-5)
