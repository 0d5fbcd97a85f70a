"""Inputs and their columns: removed, added and changed by hand, and what repairs are called."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QWidget

from engine import Network, datasets
from gui.canvas.editing.column_menu import ColumnMenu
from gui.canvas.editing.edits import Edits
from gui.editing import columns
from gui.editing.document import Document


@pytest.fixture
def wine(document: Document) -> Document:
    """Three columns a, b and c, and a network whose first weights tell them apart."""
    table = np.random.default_rng(0).normal(size=(60, 3))
    data = datasets.from_arrays(table, np.arange(60) % 2, "binary", input_names=("a", "b", "c"))
    network = Network.layered([3, 1], output_activation="sigmoid")
    for weight, unit in enumerate(network.inputs, start=1):
        network.set_weight(unit, network.outputs[0], float(weight))
    document.replace(network, data.split(), document.settings.replace(loss="binary_cross_entropy"))
    document.make_fit()
    document.undo_stack.clear()
    return document


def weights(document: Document) -> list[float | None]:
    network = document.network
    return [network.link(unit, network.outputs[0]).weight for unit in network.inputs]


def names(document: Document) -> list[str]:
    return [document.network.unit(unit).name for unit in document.network.inputs]


@pytest.mark.parametrize("gone", [0, 1, 2])
def test_removing_an_input_never_shifts_the_others(wine: Document, gone: int):
    kept = [place for place in range(3) if place != gone]
    with wine.edit("Delete") as network:
        network.remove_unit(network.inputs[gone])
    assert wine.data.feature_names == tuple("abc"[place] for place in kept)
    assert wine.data.free_columns == ("abc"[gone],)
    assert names(wine) == ["abc"[place] for place in kept]
    assert weights(wine) == [float(place + 1) for place in kept]
    point = np.array([[10.0, 20.0, 30.0]])
    assert wine.data.recipe.apply_inputs(point).tolist() == [[(10.0, 20.0, 30.0)[p] for p in kept]]


def test_undo_brings_unit_and_column_back_in_one_step(wine: Document):
    before = wine.data
    with wine.edit("Delete") as network:
        network.remove_unit(network.inputs[0])
    assert wine.undo_stack.count() == 1
    wine.undo_stack.undo()
    assert wine.data is before
    assert names(wine) == ["a", "b", "c"]
    wine.undo_stack.redo()
    assert wine.data.feature_names == ("b", "c")


def test_a_new_input_takes_the_first_free_column_and_its_name(wine: Document):
    with wine.edit("Delete") as network:
        for unit in network.inputs[:2]:
            network.remove_unit(unit)
    with wine.edit("Add an input") as network:
        network.add_unit("input")
    assert wine.data.feature_names == ("c", "a")
    assert names(wine) == ["c", "a"]


def test_an_input_without_a_free_column_is_left_to_the_person(wine: Document):
    before = wine.data
    with wine.edit("Add an input") as network:
        network.add_unit("input")
    assert wine.data is before
    assert wine.repair_name == "Remove 1 input"


def test_the_last_input_leaves_the_data_as_they_are(wine: Document):
    before = wine.data
    with wine.edit("Delete") as network:
        for unit in network.inputs:
            network.remove_unit(unit)
    assert wine.data is before
    assert wine.repair_name == "Add 3 inputs"


def test_an_input_takes_another_column(wine: Document):
    with wine.edit("Delete") as network:
        network.remove_unit(network.inputs[1])
    assert columns.offered(wine.data, 0) == ("a", "b")
    wine.change_data(columns.with_column(wine.data, 0, "b"), "Take the column b")
    assert names(wine) == ["b", "c"]
    assert weights(wine) == [1.0, 3.0]


def test_a_feature_that_goes_takes_its_own_unit_along(wine: Document):
    more = replace(wine.data, features=("a", "b", "c", "x1^2"))
    wine.change_data(more, "Add")
    assert names(wine) == ["a", "b", "c", "x1^2"]
    wine.change_data(replace(wine.data, features=("a", "c", "x1^2")), "Remove")
    assert names(wine) == ["a", "c", "x1^2"]
    assert weights(wine)[:2] == [1.0, 3.0]


# The offscreen platform has no windows to raise, and no keyboard to hold.
@pytest.mark.qt_log_ignore("does not support (raise|grabbing)", extend=True)
@pytest.mark.parametrize(("downs", "column"), [(0, "a"), (1, "b")])
def test_a_dropped_input_asks_for_its_column_and_enter_takes_the_first(
    wine: Document, selection, qtbot, downs: int, column: str
):
    view = QWidget()
    qtbot.addWidget(view)
    view.show()
    with wine.edit("Delete") as network:
        for unit in network.inputs[:2]:
            network.remove_unit(unit)
    Edits(wine, selection, view).add_unit("input", (0.0, 0.0), QPoint(10, 10))
    (menu,) = view.findChildren(ColumnMenu)
    assert menu.isVisible()
    for _ in range(downs):
        qtbot.keyClick(menu, Qt.Key.Key_Down)
    qtbot.keyClick(menu, Qt.Key.Key_Return)
    assert not menu.isVisible()
    assert wine.data.feature_names == ("c", column)
    assert names(wine)[1] == column


def test_nothing_is_asked_where_one_column_is_free(wine: Document, selection, qtbot):
    view = QWidget()
    qtbot.addWidget(view)
    with wine.edit("Delete") as network:
        network.remove_unit(network.inputs[0])
    Edits(wine, selection, view).add_unit("input", (0.0, 0.0), QPoint(10, 10))
    assert not any(menu.isVisible() for menu in view.findChildren(ColumnMenu))
    assert wine.data.feature_names == ("b", "c", "a")


@pytest.mark.parametrize(
    ("sizes", "name"),
    [
        ([1, 1], "Add 2 inputs"),
        ([2, 1], "Add 1 input"),
        ([5, 1], "Remove 2 inputs"),
        ([3, 2], "Replace the output layer"),
        ([2, 2], "Make it fit"),
        ([3, 1], "Make it fit"),
    ],
)
def test_a_repair_is_called_what_it_does(wine: Document, sizes: list[int], name: str):
    wine.replace(Network.layered(sizes, output_activation="tanh"), wine.data, wine.settings)
    assert wine.repair_name == name
    wine.make_fit()
    assert wine.undo_stack.undoText() == name
    assert len(wine.network.inputs) == 3
    assert len(wine.network.outputs) == 1
