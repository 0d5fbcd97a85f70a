"""The learning-rate finder's dialog: it searches, says what it found, and hands it over."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt

from engine import Network
from gui.panels import TrainingPanel
from gui.panels.dialogs.rate_dialog import RateDialog
from gui.stills.picture_formats import FORMATS
from tests.gui.test_pictures import open_menu, popups


@pytest.fixture
def dialog(document, ready, show):
    return show(RateDialog(document, ready), 520, 400)


def found(dialog, qtbot):
    qtbot.waitUntil(lambda: dialog.search is not None and dialog._errand is None, timeout=60_000)
    return dialog.search


def test_it_searches_at_once_and_marks_the_suggestion_in_words(dialog, qtbot):
    search = found(dialog, qtbot)
    assert dialog.told.text().startswith(f"Suggested: {search.suggestion:g}.")
    assert dialog.use_button.text() == f"Use {search.suggestion:g}"
    assert dialog.curve.mark.isVisible()
    assert dialog.curve.mark.label.format == f"suggested {search.suggestion:g}"
    assert 10 ** dialog.curve.mark.value() == pytest.approx(search.suggestion)
    assert not dialog.progress.isVisible()


def test_the_rate_is_taken_over_as_one_step(dialog, document, qtbot):
    before = document.settings.learning_rate
    search = found(dialog, qtbot)
    qtbot.keyClick(dialog, Qt.Key.Key_Return)
    assert document.settings.learning_rate == search.suggestion
    assert not dialog.isVisible()
    document.undo_stack.undo()
    assert document.settings.learning_rate == before


def test_the_run_goes_on_unharmed(dialog, ready, qtbot):
    found(dialog, qtbot)
    assert ready.snapshot.step == 0
    ready.play()
    dialog.start()
    found(dialog, qtbot)
    assert ready.is_playing
    qtbot.waitUntil(lambda: ready.snapshot.step > 0, timeout=10_000)
    ready.pause()


def test_a_search_can_be_cancelled_and_begun_again(dialog, qtbot):
    found(dialog, qtbot)
    dialog.search = None
    qtbot.mouseClick(dialog.again, Qt.MouseButton.LeftButton)
    assert dialog.progress.isVisible()
    qtbot.mouseClick(dialog.cancel, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: dialog._errand is None, timeout=10_000)
    assert dialog.told.text() == "The search was cancelled."
    assert dialog.search is None
    assert not dialog.use_button.isEnabled()
    qtbot.mouseClick(dialog.again, Qt.MouseButton.LeftButton)
    found(dialog, qtbot)


def test_closing_leaves_nothing_running(dialog, qtbot):
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert dialog._errand is None
    assert not dialog.isVisible()


def test_what_blocks_training_is_said(document, ready, show):
    document.replace(Network.layered([3, 1]), document.data, document.settings, seed=0)
    dialog = show(RateDialog(document, ready), 520, 400)
    assert "3 input units" in dialog.told.text()
    assert not dialog.again.isEnabled()
    assert not dialog.use_button.isEnabled()


def test_it_waits_for_the_engine_and_then_begins(document, session, show, qtbot):
    dialog = show(RateDialog(document, session), 520, 400)
    assert dialog.told.text() == "The engine is being prepared…"
    found(dialog, qtbot)


def test_the_button_beside_the_learning_rate_opens_it(document, ready, selection, show, qtbot):
    panel = show(TrainingPanel(document, selection, ready), 320, 700)
    rate = panel.form.control("learning_rate")
    assert panel.find_button.geometry().left() > rate.geometry().right()
    qtbot.mouseClick(panel.find_button, Qt.MouseButton.LeftButton)
    (opened,) = panel.window().findChildren(RateDialog)
    found(opened, qtbot)
    opened.close()


@pytest.mark.parametrize(
    ("values", "spacing", "words"),
    [
        ([0.107, 0.1075, 0.108], 0.0005, ["0.1070", "0.1075", "0.1080"]),
        ([-0.5, 0.0, 0.5], 0.5, ["−0.5", "0", "0.5"]),
    ],
)
def test_no_two_numbers_of_an_axis_look_alike(qapp, values, spacing, words):
    from gui.look.words import compact
    from gui.panels.charts.axis import Axis

    assert Axis("left", compact).tickStrings(values, 1.0, spacing) == words


@popups
def test_its_curve_can_be_taken_away_with_the_suggestion(dialog, qtbot):
    search = found(dialog, qtbot)
    inside = dialog.curve.childAt(dialog.curve.rect().center())
    menu = open_menu(inside, QPoint(5, 5))
    assert [action.text() for action in menu.actions()] == ["Copy picture", "Save picture…"]
    menu.close()
    drawing = FORMATS[".svg"].make(dialog.curve, "curve").decode()
    assert f"suggested {search.suggestion:g}" in drawing
