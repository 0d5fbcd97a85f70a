"""The import dialog: what is recognised, what is asked, bad files in words."""

from __future__ import annotations

import time

import openpyxl
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QApplication

from engine import datasets
from engine.errors import Cancelled, DataError
from gui.panels.data.import_dialog import ImportDialog
from gui.panels.data.import_subject import TextSubject

HOUSES = "id,rooms,town,price,rent\n" + "\n".join(
    f"{n},{n % 4 + 1},{'ABC'[n % 3]},{n * 10},{n * 2.5}" for n in range(1, 31)
)
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
    assert dialog.reading.delimiter.currentData() == ";"
    assert dialog.reading.decimal.currentData() == ","
    assert dialog.reading.header.isChecked()
    assert dialog.target.currentData() == "kind"
    assert dialog.task.currentData() == "category"
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
    assert dialog.task.currentData() == "number"
    data = imported(dialog, qtbot)
    assert data.task == "regression"
    assert data.target_names == ("length",)


def test_words_cannot_be_learnt_as_numbers(opened):
    dialog = opened(FLOWERS)
    numbers = dialog.task.model().item(dialog.task.findData("number"))
    assert not numbers.isEnabled()
    assert numbers.toolTip() == "This column holds words."


def test_whole_numbers_can_be_learnt_as_numbers_instead(opened, qtbot):
    dialog = opened("x,y\n" + "\n".join(f"{n / 10},{n % 4}" for n in range(40)))
    assert dialog.task.currentData() == "category"
    dialog.task.setFocus()
    qtbot.keyClick(dialog.task, Qt.Key.Key_Down)
    assert imported(dialog, qtbot).task == "regression"


def test_a_column_is_left_out_by_its_check_mark(opened, qtbot):
    dialog = opened(FLOWERS)
    mark = dialog.table.item(0, 1)
    mark.setCheckState(Qt.CheckState.Unchecked)
    assert dialog.outcome.text() == "30 examples, 1 input, 3 classes → 3 softmax outputs"
    assert imported(dialog, qtbot).input_names == ("length",)


def test_without_any_input_it_says_so(opened):
    dialog = opened(FLOWERS)
    for column in (0, 1):
        dialog.table.item(0, column).setCheckState(Qt.CheckState.Unchecked)
    assert dialog.told.text().endswith("Leave at least one column as an input.")
    assert not dialog.accept_button.isEnabled()


def test_a_target_of_one_value_is_refused_at_once(opened):
    dialog = opened("x,y\n1,a\n2,a\n3,a\n")
    assert "no two different values" in dialog.told.text()
    assert not dialog.accept_button.isEnabled()


def test_words_among_numbers_are_refused_with_its_line_and_the_dialog_stays(opened, qtbot):
    rows = [f"{n},{n % 2}" for n in range(60)]
    rows[40:45] = ["oops,1"] * 5
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
    dialog.reading.delimiter.setFocus()
    qtbot.keyClick(dialog.reading.delimiter, Qt.Key.Key_Home)
    assert dialog.reading.delimiter.currentData() == ","
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
        ("a,b,c\n", "holds only a line of names"),
        ("a,b,c\n1,2,3\n", "holds only one example"),
        ("a,b,c\n1,2,\n3,4,\n", "“c” has no two different values"),
        ("a,b,c\n1,2,7\n3,4,7\n", "“c” has no two different values"),
    ],
)
def test_a_table_with_nothing_to_learn_says_what_is_missing(opened, text, problem):
    dialog = opened(text)
    assert dialog.target.currentData() == "c"
    assert problem in dialog.told.text()
    assert not dialog.accept_button.isEnabled()


def role(dialog, column):
    return dialog.table.item(0, column).text()


def test_what_the_network_gets_is_said_and_follows_every_choice(opened, qtbot):
    dialog = opened(FLOWERS)
    assert dialog.outcome.text() == "30 examples, 2 inputs, 3 classes → 3 softmax outputs"
    dialog.target.setFocus()
    qtbot.keyClick(dialog.target, Qt.Key.Key_Home)
    assert dialog.outcome.text() == "30 examples, 4 inputs, 1 number to predict → 1 linear output"
    assert "“kind” became 3 inputs" in dialog.notes.toPlainText()


def test_a_column_that_numbers_the_rows_is_shown_left_out_and_can_be_taken(opened, qtbot):
    dialog = opened(HOUSES)
    assert role(dialog, 0) == "left out"
    assert "“id” numbers the rows" in dialog.notes.toPlainText()
    dialog.table.item(0, 0).setCheckState(Qt.CheckState.Checked)
    assert role(dialog, 0) == "input"
    assert "id" in imported(dialog, qtbot).input_names


def test_several_targets_are_chosen_by_keyboard(opened, qtbot):
    dialog = opened(HOUSES)
    columns = dialog.columns
    columns.column.setFocus()
    qtbot.keyClick(columns.column, Qt.Key.Key_End)
    qtbot.keyClick(columns.column, Qt.Key.Key_Up)
    assert (columns.name, columns.role.currentData()) == ("price", "input")
    qtbot.keyClicks(columns.role, "One")
    assert (role(dialog, 3), role(dialog, 4)) == ("target", "target")
    assert dialog.outcome.text().endswith("2 numbers to predict → 2 linear outputs")
    data = imported(dialog, qtbot)
    assert data.target_names == ("price", "rent")


def test_words_are_not_offered_as_one_more_target(opened):
    dialog = opened(HOUSES)
    dialog._look_at("town")
    more = dialog.columns.role.model().item(dialog.columns.role.findData("also"))
    assert not more.isEnabled()
    assert more.toolTip() == "Only numbers can be one of several targets."


@popups
def test_a_heading_opens_a_menu_of_roles_and_kinds(opened, qtbot):
    dialog = opened(HOUSES)
    header = dialog.table.horizontalHeader()
    middle = header.sectionViewportPosition(1) + header.sectionSize(1) // 2
    qtbot.mouseClick(
        header.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(middle, header.height() // 2)
    )
    menu = QApplication.activePopupWidget()
    by_name = {action.text(): action for action in menu.actions()}
    assert by_name["Input"].isChecked()
    assert by_name["Numbers"].isChecked()
    by_name["Categories"].trigger()
    menu.close()
    assert "“rooms” became 4 inputs" in dialog.notes.toPlainText()
    assert dialog.columns.name == "rooms"


@popups
def test_the_menu_key_opens_the_current_columns_menu(opened, qtbot):
    dialog = opened(HOUSES)
    dialog.table.setFocus()
    dialog.table.setCurrentCell(2, 2)
    key = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, QPoint(1, 1), QPoint(1, 1))
    QApplication.sendEvent(dialog.table, key)
    menu = QApplication.activePopupWidget()
    assert menu.accessibleName() == "town"
    next(action for action in menu.actions() if action.text() == "Left out").trigger()
    menu.close()
    assert role(dialog, 2) == "left out"


def test_another_encoding_is_seen_at_once(opened, qtbot):
    dialog = opened("цена,y\n1,a\n2,b\n3,a\n".encode("cp1251"))
    dialog.reading.encoding.setFocus()
    qtbot.keyClicks(dialog.reading.encoding, "Windows-1251")
    assert dialog.table.horizontalHeaderItem(0).text().startswith("цена")
    assert imported(dialog, qtbot).input_names == ("цена",)


def test_a_word_among_numbers_is_taken_as_missing_once_the_column_is_called_numbers(opened, qtbot):
    rows = [f"{n},{n % 2}" for n in range(60)]
    rows[40] = "oops,1"
    dialog = opened("x,y\n" + "\n".join(rows))
    dialog._look_at("x")
    qtbot.keyClicks(dialog.columns.kind, "Numbers")
    dialog.columns.kind.chosen.emit("number")
    assert "1 text is no number" in imported(dialog, qtbot).notes[0]


def test_a_long_table_may_hold_other_classes_beyond_its_first_lines(opened, qtbot):
    dialog = opened("x,y\n" + "1.5,a\n" * 60_000 + "2.5,b\n" * 10)
    assert "no two different values" in dialog.told.text()
    assert imported(dialog, qtbot).classes == ("a", "b")


def test_a_pasted_table_has_no_encoding_to_choose_and_keeps_its_text(show, qtbot):
    dialog = show(ImportDialog(TextSubject("a\tb\n1,5\tx\n2,5\ty\n3,5\tx\n")), 640, 520)
    assert dialog.windowTitle() == "Paste a table"
    assert "encoding" not in dialog.reading.asked
    data = imported(dialog, qtbot)
    assert data.inputs[:, 0].tolist() == [1.5, 2.5, 3.5]
    assert data.source.text.startswith("a\tb")
    again = datasets.rebuild(data.source)
    assert again.inputs.tolist() == data.inputs.tolist()


def test_of_a_workbook_the_sheet_can_be_chosen_and_no_letters(opened, qtbot, tmp_path):
    book = openpyxl.Workbook()
    for name, rows in (
        ("one", [["x", "y"], [1, 2.5], [2, 3.5]]),
        ("two", [["a", "b"], [1, 2]] * 2),
    ):
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(tmp_path / "book.xlsx")
    dialog = opened((tmp_path / "book.xlsx").read_bytes(), "copy.xlsx")
    reading = dialog.reading
    assert reading.sheet.currentData() == "one"
    assert not reading.encoding.isVisible()
    assert not reading.delimiter.isVisible()
    reading.sheet.setFocus()
    qtbot.keyClick(reading.sheet, Qt.Key.Key_End)
    assert reading.sheet.currentData() == "two"
    assert [column.name for column in dialog._preview.columns] == ["a", "b"]


def test_a_table_of_text_has_no_sheet_to_choose(opened):
    assert not opened(FLOWERS).reading.sheet.isVisible()


def test_each_heading_names_what_the_column_holds(opened):
    lines = [f"{n},2024-01-{n:02d},{('yes', 'no')[n % 2]},{'abc'[n % 3]},," for n in range(1, 29)]
    dialog = opened("size,day,paid,town,none,\n" + "\n".join(lines))
    words = [
        dialog.table.horizontalHeaderItem(column).text().partition("\n")[2].rstrip(" ▾")
        for column in range(dialog.table.columnCount())
    ]
    assert words[:5] == ["Numbers", "Dates", "Yes or no", "Categories", "Empty"]


@pytest.mark.parametrize(("columns", "shown"), [(3, 200), (80, 50), (500, 20)])
def test_some_hundred_rows_can_be_looked_at_of_a_wide_table_fewer(opened, columns, shown):
    lines = [",".join(str((n * 7 + k) % 10) for k in range(columns)) for n in range(220)]
    dialog = opened(",".join(f"c{k}" for k in range(columns)) + "\n" + "\n".join(lines))
    assert dialog.table.rowCount() == 1 + shown
