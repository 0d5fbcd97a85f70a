"""A table on the clipboard becomes data, units stay units; what was typed is one step."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QDialog
from pytestqt.qtbot import QtBot

from engine import project_file
from gui.editing.document import Document
from gui.editing.notices import Notice
from gui.panels.data.import_dialog import ImportDialog
from gui.panels.sheet.sheet_dialog import SheetDialog
from gui.window.clipped import table_in_html, table_on
from gui.window.main_window import MainWindow

CELLS = "height\tweight\tkind\n1,5\t20\tcat\n2,5\t30\tdog\n1,25\t10\tcat\n2,75\t35\tdog\n"
PAGE = """<html><style>td {}</style><body><!--StartFragment--><table border=1>
<tr><th>x</th><th>y&nbsp;</th></tr><tr><td>1</td><td>a <b>b</b></td></tr>
<tr><td colspan=2>2<br>3</td></tr></table><table><tr><td>other</td></tr></table></body></html>"""


def put(text: str = "", html: str = "") -> None:
    """Put this on the clipboard."""
    mime = QMimeData()
    if text:
        mime.setText(text)
    if html:
        mime.setHtml(html)
    QGuiApplication.clipboard().setMimeData(mime)


@pytest.fixture
def opened(window: MainWindow, qtbot: QtBot) -> Callable[[type[QDialog]], QDialog]:
    """The dialog of a kind that stands over the window, once it is there."""

    def find(kind: type[QDialog]) -> QDialog:
        qtbot.waitUntil(lambda: bool(window.findChildren(kind)))
        return window.findChildren(kind)[0]

    return find


def test_a_table_from_a_spreadsheet_is_pasted_on_the_window(
    window: MainWindow, opened: Callable[[type[QDialog]], QDialog], qtbot: QtBot
) -> None:
    put(CELLS)
    qtbot.keyClick(window, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    dialog = opened(ImportDialog)
    with qtbot.waitSignal(dialog.accepted):
        qtbot.keyClick(dialog, Qt.Key.Key_Return)
    data = window.document.data
    assert data.input_names == ("height", "weight")
    assert data.inputs[:, 0].tolist() == [1.5, 2.5, 1.25, 2.75]
    assert data.classes == ("cat", "dog")
    window.document.undo_stack.undo()
    assert window.document.data.title == "Circle"


def test_pasted_data_stand_in_the_project(
    document: Document,
    qtbot: QtBot,
    tmp_path: Path,
    window: MainWindow,
    opened: Callable[[type[QDialog]], QDialog],
) -> None:
    put(CELLS)
    window.actions_["paste_table"].trigger()
    dialog = opened(ImportDialog)
    with qtbot.waitSignal(dialog.accepted):
        qtbot.keyClick(dialog, Qt.Key.Key_Return)
    pasted = window.document.data
    project_file.save(tmp_path / "p.netloom", window.document.being_saved())
    document.open(tmp_path / "p.netloom")
    assert np.array_equal(document.data.inputs, pasted.inputs)
    assert np.array_equal(document.data.train_rows, pasted.train_rows)
    assert document.data.source == pasted.source


def test_units_on_the_clipboard_are_pasted_on_the_canvas(window: MainWindow, qtbot: QtBot) -> None:
    hidden = next(unit for unit in window.document.network.units if unit.kind == "hidden")
    window.selection.set([hidden.id])
    count = len(window.document.network.units)
    window.actions_["copy"].trigger()
    window.actions_["paste"].trigger()
    assert len(window.document.network.units) == count + 1
    assert not window.findChildren(ImportDialog)


def test_an_empty_clipboard_says_where_tables_come_from(
    window: MainWindow, posted: list[Notice]
) -> None:
    QGuiApplication.clipboard().clear()
    window.actions_["paste_table"].trigger()
    assert posted[-1].happened == "There is no table on the clipboard."


def test_a_typed_table_is_one_step(
    window: MainWindow, opened: Callable[[type[QDialog]], QDialog], qtbot: QtBot
) -> None:
    window.actions_["type_table"].trigger()
    dialog = opened(SheetDialog)
    assert isinstance(dialog, SheetDialog)
    dialog.start_empty()
    put("0\t1\t2\n1\t3\t4.5\n5\t8\t9\n")
    qtbot.keyClick(dialog.view, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: dialog.outcome.text().startswith("3 examples"))
    steps = window.document.undo_stack.count()
    qtbot.mouseClick(dialog.accept_button, Qt.MouseButton.LeftButton)
    assert window.document.data.targets[:, 0].tolist() == [2, 4.5, 9]
    assert window.document.undo_stack.count() == steps + 1
    assert window.document.undo_stack.undoText() == "Type the data"


def test_a_table_is_found_in_a_web_page() -> None:
    assert table_in_html(PAGE) == "x\ty\n1\ta b\n2 3\t\n"


@pytest.mark.parametrize("text", ["", "one line\tonly", "a sentence\nand another", '{"netloom":1}'])
def test_what_is_no_table_is_left_to_others(qapp: QApplication, text: str) -> None:
    mime = QMimeData()
    mime.setText(text)
    assert table_on(mime) == ""
    mime.setHtml("<p>a page</p>")
    assert table_on(mime) == ""
    assert table_on(None) == ""
