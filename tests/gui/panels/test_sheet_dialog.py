"""A table typed by hand: a spreadsheet's keys, undo, and data that come back exactly."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from engine import datasets
from gui.panels.sheet.sheet import MOST_ROWS, Sheet, cells_of, sheet_of
from gui.panels.sheet.sheet_dialog import SheetDialog

Key = Qt.Key
CONTROL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
MANY = datasets.load("circle", samples=MOST_ROWS + 1)


@pytest.fixture
def typed(show: Callable[..., SheetDialog], qtbot: QtBot) -> Callable[..., SheetDialog]:
    def make(present: datasets.Dataset = MANY) -> SheetDialog:
        dialog = show(SheetDialog(present), 680, 560)
        dialog.activateWindow()
        qtbot.waitUntil(dialog.view.hasFocus)
        return dialog

    return make


def write(qtbot: QtBot, dialog: SheetDialog, text: str, end: Key = Key.Key_Tab) -> None:
    """Type into the current cell, and end with a key."""
    qtbot.keyClick(dialog.view, text[0])
    editor = QApplication.focusWidget()
    assert editor is not None
    qtbot.keyClicks(editor, text[1:])
    qtbot.keyClick(editor, end)


def cells(dialog: SheetDialog) -> list[list[str]]:
    return [list(row) for row in dialog.model.sheet.rows]


def current(dialog: SheetDialog) -> tuple[int, int]:
    index = dialog.view.currentIndex()
    return index.row(), index.column()


def test_a_table_is_typed_with_tab_and_becomes_data(typed, qtbot):
    dialog = typed()
    for row in ("0", "0", "no"), ("0", "1", "yes"), ("1", "0", "yes"), ("1", "1", "no"):
        for text in row:
            write(qtbot, dialog, text)
    qtbot.waitUntil(
        lambda: dialog.outcome.text() == "4 examples, 2 inputs, 2 classes → 1 sigmoid output"
    )
    assert current(dialog) == (4, 0)
    with qtbot.waitSignal(dialog.accepted):
        dialog.accept_button.setFocus()
        qtbot.keyClick(dialog.accept_button, Key.Key_Return)
    data = dialog.dataset
    assert data.inputs.tolist() == [[0, 0], [0, 1], [1, 0], [1, 1]]
    assert data.targets[:, 0].tolist() == [0, 1, 1, 0]
    assert data.fractions is None


def test_enter_goes_down_and_shift_goes_back(typed, qtbot):
    dialog = typed()
    write(qtbot, dialog, "7", Key.Key_Return)
    assert current(dialog) == (1, 0)
    qtbot.keyClick(dialog.view, Key.Key_Return, SHIFT)
    assert current(dialog) == (0, 0)
    qtbot.keyClick(dialog.view, Key.Key_Tab)
    qtbot.keyClick(dialog.view, Key.Key_Backtab, SHIFT)
    assert current(dialog) == (0, 0)


def test_typing_replaces_and_f2_edits(typed, qtbot):
    dialog = typed()
    write(qtbot, dialog, "12", Key.Key_Return)
    qtbot.keyClick(dialog.view, Key.Key_Up)
    write(qtbot, dialog, "3", Key.Key_Return)
    assert cells(dialog)[0][0] == "3"
    qtbot.keyClick(dialog.view, Key.Key_Up)
    qtbot.keyClick(dialog.view, Key.Key_F2)
    editor = QApplication.focusWidget()
    qtbot.keyClick(editor, Key.Key_End)
    qtbot.keyClicks(editor, "4")
    qtbot.keyClick(editor, Key.Key_Return)
    assert cells(dialog)[0][0] == "34"


def test_delete_clears_and_undo_brings_it_back(typed, qtbot):
    dialog = typed()
    write(qtbot, dialog, "12", Key.Key_Return)
    qtbot.keyClick(dialog.view, Key.Key_Up)
    qtbot.keyClick(dialog.view, Key.Key_Delete)
    assert cells(dialog)[0][0] == ""
    qtbot.keyClick(dialog.view, Key.Key_Z, CONTROL)
    assert cells(dialog)[0][0] == "12"
    qtbot.keyClick(dialog.view, Key.Key_Z, CONTROL)
    assert dialog.model.sheet == Sheet()
    qtbot.keyClick(dialog.view, Key.Key_Y, CONTROL)
    assert cells(dialog)[0][0] == "12"


def test_a_range_is_copied_and_pasted_and_the_table_grows(typed, qtbot):
    dialog = typed()
    QGuiApplication.clipboard().setText("1\t2\ta\n3\t4\tb\n5\t6\ta\n7\t8\tb\n9\t10\ta\n11\t12\tb\n")
    qtbot.keyClick(dialog.view, Key.Key_V, CONTROL)
    assert cells(dialog)[5] == ["11", "12", "b"]
    dialog.view.selectAll()
    qtbot.keyClick(dialog.view, Key.Key_C, CONTROL)
    assert QGuiApplication.clipboard().text().splitlines()[5] == "11\t12\tb"
    qtbot.keyClick(dialog.view, Key.Key_Right)
    qtbot.keyClick(dialog.view, Key.Key_Right)
    qtbot.keyClick(dialog.view, Key.Key_V, CONTROL)
    assert dialog.model.sheet.names == ("x1", "x2", "y", "x3", "x4")
    assert cells(dialog)[0] == ["1", "2", "1", "2", "a"]
    qtbot.keyClick(dialog.view, Key.Key_Z, CONTROL)
    assert dialog.model.sheet.names == ("x1", "x2", "y")


def test_rows_and_columns_are_inserted_and_deleted(typed, qtbot):
    dialog = typed(datasets.load("iris"))
    first = cells(dialog)[0]
    qtbot.keyClick(dialog.view, Key.Key_Plus, CONTROL)
    assert cells(dialog)[:2] == [[""] * 5, first]
    qtbot.keyClick(dialog.view, Key.Key_Minus, CONTROL)
    assert cells(dialog)[0] == first
    qtbot.mouseClick(dialog.tools["Insert a column"], Qt.MouseButton.LeftButton)
    assert dialog.model.sheet.names[0] == "x1"
    qtbot.mouseClick(dialog.tools["Delete columns"], Qt.MouseButton.LeftButton)
    assert cells(dialog)[0] == first


def test_a_column_is_renamed_and_keeps_its_role(typed, qtbot):
    dialog = typed()
    dialog.view.setCurrentIndex(dialog.model.index(0, 2))
    dialog.name.setFocus()
    dialog.name.selectAll()
    qtbot.keyClicks(dialog.name, "price")
    qtbot.keyClick(dialog.name, Key.Key_Return)
    assert dialog.isVisible()
    assert dialog.model.sheet.names == ("x1", "x2", "price")
    assert dialog.model.sheet.plan.targets == ("price",)
    dialog.name.setText("x1")
    qtbot.keyClick(dialog.name, Key.Key_Return)
    assert dialog.model.sheet.names == ("x1", "x2", "x11")


def test_another_column_becomes_the_target_as_a_step(typed, qtbot):
    dialog = typed(datasets.load("iris"))
    dialog.columns.role.setFocus()
    qtbot.keyClicks(dialog.columns.role, "Target")
    qtbot.waitUntil(lambda: "1 number to predict" in dialog.outcome.text())
    dialog.view.setFocus()
    qtbot.keyClick(dialog.view, Key.Key_Z, CONTROL)
    qtbot.waitUntil(lambda: "3 classes" in dialog.outcome.text())


def test_the_keyboard_leaves_the_grid(typed, qtbot):
    dialog = typed()
    qtbot.keyClick(dialog.view, Key.Key_Tab, CONTROL)
    assert dialog.columns.column.hasFocus()


def test_the_first_escape_drops_nothing_that_was_typed(typed, qtbot):
    dialog = typed()
    write(qtbot, dialog, "1")
    dialog.accept_button.setFocus()
    qtbot.keyClick(dialog, Key.Key_Escape)
    assert dialog.isVisible()
    assert "not in use yet" in dialog.told.text()
    qtbot.keyClick(dialog, Key.Key_Escape)
    assert not dialog.isVisible()


def test_an_entry_of_a_gate_is_changed(typed, qtbot):
    gate = datasets.load("and_gate")
    dialog = typed(gate)
    assert len(cells(dialog)) == 4
    dialog.view.setCurrentIndex(dialog.model.index(0, 0))
    write(qtbot, dialog, "0.25", Key.Key_Return)
    qtbot.mouseClick(dialog.accept_button, Qt.MouseButton.LeftButton)
    wanted = gate.inputs.copy()
    wanted[0, 0] = 0.25
    assert np.array_equal(dialog.dataset.inputs, wanted)
    assert np.array_equal(dialog.dataset.targets, gate.targets)
    assert dialog.dataset.scaling == gate.scaling


@pytest.mark.parametrize("name", ["circle", "iris", "diabetes", "sine", "blobs", "xor_gate"])
def test_present_data_come_through_the_table_exactly(typed, name):
    data = datasets.load(name)
    dialog = typed(data)
    dialog._take()
    made = dialog.dataset
    assert np.array_equal(made.inputs, data.inputs)
    assert np.array_equal(made.targets, data.targets)
    assert (made.task, made.classes, made.input_names) == (
        data.task,
        data.classes,
        data.input_names,
    )
    again = sheet_of(made)
    assert again == dialog.model.sheet


texts = st.text(st.sampled_from("ab0,.\t\n\"' ěש🌍"), max_size=4)


@settings(deadline=None, max_examples=60)
@given(st.lists(st.lists(texts, min_size=2, max_size=4), min_size=1, max_size=5), st.integers(0, 6))
def test_what_is_put_is_there_and_the_rest_as_before(block, top):
    before = Sheet().put(0, 0, [["p", "q", "r"]])
    after = before.put(top, 1, block)
    assert all(len(row) == len(after.names) for row in after.rows)
    assert len(set(after.names)) == len(after.names)
    for row, line in enumerate(block):
        assert list(after.rows[top + row][1 : 1 + len(line)]) == line
    assert [row[0] for row in after.rows[: len(before.rows)]] == [row[0] for row in before.rows]


def test_copied_cells_may_hold_quotes_and_line_ends():
    assert cells_of('a\t"b\nc"\r\n1\t2\r\n') == [["a", "b\nc"], ["1", "2"]]
