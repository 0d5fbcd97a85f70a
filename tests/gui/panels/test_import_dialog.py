"""The import dialog: what is recognised, what is asked, bad files in words."""

from __future__ import annotations

import time

import pytest
from PySide6.QtCore import Qt

from engine import datasets
from engine.errors import Cancelled, DataError
from gui.panels.data.import_dialog import ImportDialog

FLOWERS = "length;width;kind\n" + "\n".join(
    f"{number},5;{number % 7};{('rose', 'tulip', 'lily')[number % 3]}" for number in range(30)
)
popups = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


@pytest.fixture
def opened(tmp_path, show):
    def make(text: str | bytes, name: str = "flowers.csv") -> ImportDialog:
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return show(ImportDialog(path), 640, 520)

    return make


def imported(dialog, qtbot):
    with qtbot.waitSignal(dialog.accepted):
        qtbot.mouseClick(dialog.accept_button, Qt.MouseButton.LeftButton)
    return dialog.dataset


def test_a_table_with_decimal_commas_is_recognised(opened):
    dialog = opened(FLOWERS)
    assert dialog.delimiter.currentData() == ";"
    assert dialog.decimal.currentData() == ","
    assert dialog.header.isChecked()
    assert dialog.target.currentData() == "kind"
    assert dialog.task.currentData() == "classes"
    assert dialog.table.item(1, 0).text() == "0,5"
    assert dialog.table.item(0, 2).text() == "target"


def test_enter_imports_split_data(opened, qtbot):
    dialog = opened(FLOWERS)
    with qtbot.waitSignal(dialog.accepted):
        qtbot.keyClick(dialog, Qt.Key.Key_Return)
    data = dialog.dataset
    assert data.task == "multiclass"
    assert data.inputs.shape == (30, 2)
    assert data.fractions == (0.7, 0.2, 0.1)


def test_another_target_changes_what_is_learnt(opened, qtbot):
    dialog = opened(FLOWERS)
    dialog.target.setFocus()
    qtbot.keyClick(dialog.target, Qt.Key.Key_Home)
    assert dialog.target.currentData() == "length"
    assert dialog.task.currentData() == "numbers"
    data = imported(dialog, qtbot)
    assert data.task == "regression"
    assert data.target_names == ("length",)


def test_words_cannot_be_learnt_as_numbers(opened):
    dialog = opened(FLOWERS)
    numbers = dialog.task.model().item(dialog.task.findData("numbers"))
    assert not numbers.isEnabled()
    assert numbers.toolTip() == "This column holds words."


def test_whole_numbers_can_be_learnt_as_numbers_instead(opened, qtbot):
    dialog = opened("x,y\n" + "\n".join(f"{n / 10},{n % 4}" for n in range(40)))
    assert dialog.task.currentData() == "classes"
    dialog.task.setFocus()
    qtbot.keyClick(dialog.task, Qt.Key.Key_Down)
    assert imported(dialog, qtbot).task == "regression"


def test_a_column_is_left_out_by_its_check_mark(opened, qtbot):
    dialog = opened(FLOWERS)
    mark = dialog.table.item(0, 1)
    mark.setCheckState(Qt.CheckState.Unchecked)
    assert dialog.table.inputs == ("length",)
    assert imported(dialog, qtbot).input_names == ("length",)


def test_without_any_input_it_says_so(opened):
    dialog = opened(FLOWERS)
    for column in (0, 1):
        dialog.table.item(0, column).setCheckState(Qt.CheckState.Unchecked)
    assert dialog.told.text() == "Leave at least one column as an input."
    assert not dialog.accept_button.isEnabled()


def test_a_target_of_one_value_is_refused_at_once(opened):
    dialog = opened("x,y\n1,a\n2,a\n3,a\n")
    assert "only one value" in dialog.told.text()
    assert not dialog.accept_button.isEnabled()


def test_a_word_among_numbers_is_refused_with_its_line_and_the_dialog_stays(opened, qtbot):
    rows = [f"{n},{n % 2}" for n in range(60)]
    rows[40] = "oops,1"
    dialog = opened("x,y\n" + "\n".join(rows))
    qtbot.mouseClick(dialog.accept_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "oops" in dialog.told.text())
    assert "Line 42" in dialog.told.text()
    assert dialog.isVisible()
    qtbot.waitUntil(dialog.accept_button.isEnabled)


@pytest.mark.parametrize("text", ["", "\n\n", b"\x00\x01\x02\xff\xfe\x00" * 50])
def test_what_is_no_table_is_refused_before_a_dialog_appears(opened, text):
    with pytest.raises(DataError):
        opened(text)


def test_a_missing_file_is_refused(tmp_path, qapp):
    with pytest.raises(DataError):
        ImportDialog(tmp_path / "none.csv")


def test_a_table_of_one_row_is_refused_in_words(opened, qtbot):
    dialog = opened("x,y\n1,2\n")
    if dialog.accept_button.isEnabled():
        qtbot.mouseClick(dialog.accept_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: bool(dialog.told.text()))


def test_another_delimiter_shows_another_table(opened, qtbot):
    dialog = opened(FLOWERS)
    dialog.delimiter.setFocus()
    qtbot.keyClick(dialog.delimiter, Qt.Key.Key_Home)
    assert dialog.delimiter.currentData() == ","
    assert dialog.table.columnCount() == 1


def test_a_long_reading_is_cancelled_and_the_dialog_stays(opened, qtbot, monkeypatch):
    def read(*args, progress, **options):
        while progress(0.3):
            time.sleep(0.001)
        raise Cancelled

    dialog = opened(FLOWERS)
    monkeypatch.setattr(datasets, "read_csv", read)
    qtbot.mouseClick(dialog.accept_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: dialog.progress.value() == 300)
    assert dialog.progress.isVisible()
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    qtbot.waitUntil(dialog.accept_button.isEnabled)
    assert dialog.isVisible()
    assert not dialog.told.isVisible()


def test_closing_while_reading_ends_the_thread(opened, qtbot, monkeypatch):
    def read(*args, progress, **options):
        while progress(0.3):
            time.sleep(0.001)
        raise Cancelled

    dialog = opened(FLOWERS)
    monkeypatch.setattr(datasets, "read_csv", read)
    qtbot.mouseClick(dialog.accept_button, Qt.MouseButton.LeftButton)
    dialog.close()
    assert not dialog.isVisible()


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("a,b,c\n", "The table has too few lines: two examples at least are needed."),
        ("a,b,c\n1,2,3\n", "The table has too few lines: two examples at least are needed."),
        ("a,b,c\n1,2,\n3,4,\n", "“c” is empty: there is nothing to learn."),
        ("a,b,c\n1,2,7\n3,4,7\n", "“c” has only one value: there is nothing to tell apart."),
    ],
)
def test_a_table_with_nothing_to_learn_says_what_is_missing(opened, text, problem):
    dialog = opened(text)
    dialog.target.show_key("c")
    dialog._choose_target()
    assert dialog.told.text() == problem
    assert not dialog.accept_button.isEnabled()
