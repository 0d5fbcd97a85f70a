from __future__ import annotations

import itertools
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QAccessible, QDragEnterEvent, QDragMoveEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit, QMessageBox, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import delete

from gui.editing.document import Document
from gui.forms.fields import NumberChoice
from gui.look import theme
from gui.panels import LowerPanel
from gui.run.session import Session, State
from gui.window.main_window import MainWindow
from gui.window.preferences import Preferences

Prepare = Callable[[Session], Session]
SIZES = [(1440, 900), (1280, 720)]


def top_left(widget: QWidget, window: MainWindow) -> QPoint:
    return widget.mapTo(window, QPoint(0, 0))


def box_of(window: MainWindow) -> QMessageBox | None:
    return window.findChild(QMessageBox)


def answer(window: MainWindow, button: QMessageBox.StandardButton, qtbot: QtBot) -> None:
    box = box_of(window)
    assert box is not None
    qtbot.mouseClick(box.button(button), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: box_of(window) is None)


@pytest.mark.parametrize("size", SIZES)
def test_nothing_overlaps_and_everything_is_inside(
    window: MainWindow, qtbot: QtBot, size: tuple[int, int]
) -> None:
    window.resize(*size)
    QApplication.processEvents()
    assert (window.width(), window.height()) == size
    canvas = window.canvas.geometry()
    canvas.moveTopLeft(top_left(window.canvas, window))
    assert top_left(window.top_bar, window).y() + window.top_bar.height() <= canvas.top()
    for name in ("data", "output"):
        panel = window.places.panel(name)
        assert panel is not None
        left = top_left(panel, window).x()
        assert left >= canvas.right() or left + panel.width() <= canvas.left()
    assert canvas.width() >= 700
    assert canvas.height() >= 0.55 * window.height()


@pytest.mark.parametrize("size", SIZES)
def test_the_top_bar_shows_every_figure_whole(
    window: MainWindow, qtbot: QtBot, size: tuple[int, int]
) -> None:
    window.resize(*size)
    QApplication.processEvents()
    bar = window.top_bar
    parts = [bar.title, bar.reset, bar.train, bar.step, bar.speed, bar.figures, bar.device]
    for before, after in itertools.pairwise(parts):
        assert before.geometry().right() < after.geometry().left() + 1
    assert bar.device.geometry().right() <= bar.width()
    for part in parts[1:]:
        assert part.width() >= part.minimumSizeHint().width()


def test_every_panel_can_be_hidden_and_is_hidden_at_the_next_start(
    window: MainWindow, document: Document, session: Session, preferences: Preferences
) -> None:
    for name in window.places.names:
        if window.places.is_shown(name):
            window.actions_[f"show_{name}"].trigger()
        panel = window.places.panel(name)
        assert panel is not None
        assert not panel.isVisible()
    again = MainWindow(document, session, preferences)
    assert not any(again.places.is_shown(name) for name in again.places.names)
    assert not again.actions_["show_data"].isChecked()
    again.deleteLater()


def test_the_colours_are_remembered(window: MainWindow, preferences: Preferences) -> None:
    window.actions_["dark"].trigger()
    assert theme.current().dark
    assert preferences.scheme == "dark"
    window.actions_["light"].trigger()
    assert not theme.current().dark


def test_space_trains_and_pauses(
    window: MainWindow, session: Session, prepared: Prepare, qtbot: QtBot
) -> None:
    prepared(session)
    qtbot.keyClick(window.canvas, Qt.Key.Key_Space)
    assert session.state is State.RUNNING
    qtbot.waitUntil(lambda: window.top_bar.figures.epoch.value > "000,002")
    qtbot.waitUntil(lambda: window.top_bar.figures.train_loss.value != "–")
    qtbot.keyClick(window.canvas, Qt.Key.Key_Space)
    assert session.state is State.PAUSED


def test_right_trains_one_mini_batch_and_r_resets(
    window: MainWindow, session: Session, prepared: Prepare, qtbot: QtBot
) -> None:
    prepared(session)
    qtbot.keyClick(window.canvas, Qt.Key.Key_Right)
    qtbot.waitUntil(lambda: session.snapshot is not None and session.snapshot.step == 1)
    qtbot.keyClick(window.canvas, Qt.Key.Key_R)
    qtbot.waitUntil(lambda: session.snapshot is not None and session.snapshot.step == 0)
    assert window.document.undo_stack.undoText() == "Reset"


def test_bare_keys_are_left_to_a_text_field(
    window: MainWindow, session: Session, prepared: Prepare, qtbot: QtBot
) -> None:
    prepared(session)
    field = QLineEdit(window)
    field.show()
    field.setFocus()
    qtbot.keyClicks(field, "r f?b w")
    qtbot.keyClick(field, Qt.Key.Key_Right)
    assert field.text() == "r f?b w"
    assert session.state is State.READY
    assert not window.document.undo_stack.canUndo()


def test_space_in_a_number_field_takes_the_number_and_trains(
    window: MainWindow, session: Session, document: Document, qtbot: QtBot
) -> None:
    field = window.places.panel("training").findChild(NumberChoice)
    field.setFocus()
    field.lineEdit().selectAll()
    qtbot.keyClicks(field, "0,5")
    qtbot.keyClick(field, Qt.Key.Key_Space)
    assert document.settings.learning_rate == 0.5
    assert session.is_playing


def test_space_trains_after_a_click_on_a_button_but_presses_one_reached_by_tab(
    window: MainWindow, session: Session, prepared: Prepare, qtbot: QtBot
) -> None:
    prepared(session)
    window.top_bar.reset.setFocus(Qt.FocusReason.MouseFocusReason)
    qtbot.keyClick(window.top_bar.reset, Qt.Key.Key_Space)
    assert session.state is State.RUNNING
    session.pause()
    window.top_bar.speed.slider.setFocus()
    while window.focusWidget() is not window.top_bar.reset:
        qtbot.keyClick(window, Qt.Key.Key_Backtab)
    qtbot.keyClick(window.top_bar.reset, Qt.Key.Key_Space)
    assert window.document.undo_stack.undoText() == "Reset"


@pytest.mark.parametrize(
    ("key", "modifier"),
    [
        (Qt.Key.Key_Y, Qt.KeyboardModifier.ControlModifier),
        (
            Qt.Key.Key_Z,
            Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier,
        ),
    ],
)
def test_undo_and_both_keys_for_redo(
    window: MainWindow, qtbot: QtBot, key: Qt.Key, modifier: Qt.KeyboardModifier
) -> None:
    document = window.document
    document.change_settings("Change L2", l2=0.01)
    assert window.actions_["undo"].text() == "Undo: Change L2"
    qtbot.keyClick(window.canvas, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert document.settings.l2 == 0
    qtbot.keyClick(window.canvas, key, modifier)
    assert document.settings.l2 == 0.01


def test_f1_shows_the_sheet_of_shortcuts(window: MainWindow, qtbot: QtBot) -> None:
    from gui.window.help_dialogs import ShortcutSheet

    qtbot.keyClick(window.canvas, Qt.Key.Key_F1)
    sheet = window.findChild(ShortcutSheet)
    assert sheet is not None
    assert sheet.isVisible()
    sheet.close()


def test_about_names_the_libraries(window: MainWindow, qtbot: QtBot) -> None:
    from PySide6.QtWidgets import QLabel

    from gui.window.help_dialogs import About

    window.actions_["about"].trigger()
    about = window.findChild(About)
    assert about is not None
    words = [label.text() for label in about.findChildren(QLabel)]
    assert "numba" in words
    assert "LGPL-3.0" in words
    about.close()


def test_closing_with_unsaved_edits_asks_and_cancel_stays(window: MainWindow, qtbot: QtBot) -> None:
    window.document.change_settings(l2=0.01)
    window.close()
    assert window.isVisible()
    answer(window, QMessageBox.StandardButton.Cancel, qtbot)
    assert window.isVisible()
    window.close()
    answer(window, QMessageBox.StandardButton.Discard, qtbot)
    assert not window.isVisible()


def test_saving_from_that_question_asks_for_a_file_and_then_closes(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    window.document.change_settings(l2=0.01)
    window.close()
    answer(window, QMessageBox.StandardButton.Save, qtbot)
    qtbot.waitUntil(lambda: window.findChild(QFileDialog) is not None)
    dialog = window.findChild(QFileDialog)
    assert dialog is not None
    field = dialog.findChild(QLineEdit, "fileNameEdit")
    assert field is not None
    field.setText(str(tmp_path / "kept"))
    qtbot.keyClick(field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not window.isVisible())
    assert (tmp_path / "kept.netloom").exists()


def test_closing_with_nothing_to_lose_asks_nothing(window: MainWindow) -> None:
    window.close()
    assert not window.isVisible()


def test_trained_weights_are_unsaved_work_too(
    window: MainWindow, session: Session, prepared: Prepare, qtbot: QtBot, tmp_path: Path
) -> None:
    prepared(session).run_epochs(1)
    qtbot.waitUntil(lambda: session.snapshot is not None and session.snapshot.epoch == 1)
    window.close()
    assert window.isVisible()
    answer(window, QMessageBox.StandardButton.Cancel, qtbot)
    window.files._save_to(tmp_path / "trained.netloom", None)
    window.close()
    qtbot.waitUntil(lambda: not window.isVisible())
    assert (tmp_path / "trained.netloom").exists()


def test_closing_while_training_ends_the_thread(
    window: MainWindow, session: Session, prepared: Prepare, qtbot: QtBot
) -> None:
    prepared(session).play()
    qtbot.waitUntil(lambda: session.snapshot is not None and session.snapshot.epoch > 1)
    window.close()
    answer(window, QMessageBox.StandardButton.Discard, qtbot)
    assert not window.isVisible()
    assert not session.is_awake


def test_new_asks_before_it_throws_edits_away(window: MainWindow, qtbot: QtBot) -> None:
    window.document.change_settings(l2=0.01)
    qtbot.keyClick(window, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    assert window.document.network.units
    answer(window, QMessageBox.StandardButton.Discard, qtbot)
    assert not window.document.network.units
    assert window.canvas.mode == "build"


def dropped(window: MainWindow, file: Path) -> None:
    """Drag a file from outside over the canvas, which leaves it to the window, and drop it."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(file))])
    target = window.canvas.viewport()
    place = target.rect().center()
    about = (
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    QApplication.sendEvent(target, QDragEnterEvent(place, *about))
    QApplication.sendEvent(target, QDragMoveEvent(place, *about))
    QApplication.sendEvent(target, QDropEvent(QPointF(place), *about))


def test_a_dropped_project_opens_with_its_trained_weights(
    window: MainWindow, session: Session, prepared: Prepare, qtbot: QtBot, tmp_path: Path
) -> None:
    prepared(session).run_epochs(5)
    qtbot.waitUntil(lambda: session.snapshot is not None and session.snapshot.epoch == 5)
    learnt = {(c.source, c.target): c.weight for c in session.trained_network().connections}
    file = tmp_path / "mine.netloom"
    window.files._save_to(file, None)
    qtbot.waitUntil(lambda: window.document.path == file)
    window.document.new()
    dropped(window, file)
    qtbot.waitUntil(lambda: window.document.path == file)
    qtbot.waitUntil(lambda: session.snapshot is not None and session.snapshot.epoch == 5)
    again = {(c.source, c.target): c.weight for c in session.trained_network().connections}
    assert again == learnt
    assert window.document.title == "mine"
    assert window.preferences.recent_files == (file,)


@pytest.mark.parametrize("content", ["", "not a project", '{"version": 99}', '{"version": 1'])
def test_a_broken_project_is_refused_in_words_and_the_window_lives(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, content: str
) -> None:
    file = tmp_path / "broken.netloom"
    file.write_text(content)
    network = window.document.network
    dropped(window, file)
    qtbot.waitUntil(lambda: window.card.isVisible())
    assert window.document.network is network
    assert "Traceback" not in window.card.text


def test_a_dropped_file_of_another_kind_is_refused_in_words(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    dropped(window, tmp_path / "photo.png")
    qtbot.waitUntil(lambda: window.card.isVisible())
    assert "photo.png" in window.card.text


def test_a_dropped_table_asks_for_its_target(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    from gui.panels.data.import_dialog import ImportDialog

    file = tmp_path / "points.csv"
    lines = ["a,b,kind", *(f"{i},{i * i},{'up' if i % 2 else 'down'}" for i in range(30))]
    file.write_text("\n".join(lines))
    dropped(window, file)
    qtbot.waitUntil(lambda: window.findChild(ImportDialog) is not None)
    dialog = window.findChild(ImportDialog)
    assert dialog is not None
    qtbot.mouseClick(dialog.accept_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: window.document.data.input_names == ("a", "b"))
    assert window.document.data.classes == ("down", "up")
    qtbot.waitUntil(lambda: window.findChild(ImportDialog) is None)
    assert window.document.undo_stack.count() == 1


def test_t_brings_the_table_and_the_keyboard_to_it(window: MainWindow, qtbot: QtBot) -> None:
    window.places.show_panel("charts", False)
    qtbot.keyClick(window.canvas, Qt.Key.Key_T)
    lower = window.places.panel("charts")
    assert isinstance(lower, LowerPanel)
    assert lower.table.isVisible()
    assert lower.table.units.hasFocus()
    assert lower.table.aside.isVisible()
    assert window.actions_["show_charts"].isChecked()
    lower.show_tab(lower.charts)
    assert not lower.table.aside.isVisible()


def tab_stops(window: MainWindow) -> list[QWidget]:
    """What Tab stops at, from the top bar on."""
    found, each = [], window.top_bar.nextInFocusChain()
    while each is not window.top_bar:
        stops = each.focusPolicy() & Qt.FocusPolicy.TabFocus and each.focusProxy() is None
        if stops and each.isVisible():
            found.append(each)
        each = each.nextInFocusChain()
    return found


def test_everything_that_can_be_reached_has_a_name(window: MainWindow) -> None:
    window.selection.set([window.document.network.units[3].id])
    for tab in ("table", "charts"):
        lower = window.places.panel("charts")
        assert isinstance(lower, LowerPanel)
        lower.show_tab(getattr(lower, tab))
        for each in tab_stops(window):
            interface = QAccessible.queryAccessibleInterface(each)
            assert interface.text(QAccessible.Text.Name), each


def test_tab_goes_from_the_top_over_the_left_and_the_canvas_to_the_right(
    window: MainWindow,
) -> None:
    stops = tab_stops(window)
    panels = [window.top_bar, *(window.places.panel(name) for name in ("data", "palette"))]
    panels += [window.canvas]
    panels += [window.places.panel(name) for name in ("charts", "output", "training")]
    order = [
        next(i for i, part in enumerate(panels) if part is each or part.isAncestorOf(each))
        for each in stops
        if any(part is each or part.isAncestorOf(each) for part in panels)
    ]
    assert order == sorted(order)
    assert set(order) == set(range(len(panels)))


def test_a_closed_window_hears_nothing_of_the_undo_stack_being_taken_down(
    window: MainWindow, document: Document, qtbot: QtBot
) -> None:
    with document.edit("Add h") as network:
        network.add_unit("hidden")
    window.leave()
    with qtbot.captureExceptions() as raised:
        delete(document.undo_stack)
    assert raised == []
