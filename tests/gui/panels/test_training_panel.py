"""The training panel: settings by keyboard, refusals in words, losses that fit."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from engine import datasets
from gui.panels import TrainingPanel


@pytest.fixture
def panel(document, selection, session, show):
    return show(TrainingPanel(document, selection, session), 320, 700)


def typed(qtbot, field, text):
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, text)
    qtbot.keyClick(field, Qt.Key.Key_Return)


def test_it_shows_the_document(panel, document):
    document.change_settings(optimizer="adam", learning_rate=0.006)
    assert panel.form.control("optimizer").currentText() == "Adam"
    assert panel.form.control("learning_rate").number.text() == "0.006"


def test_the_optimizer_is_chosen_by_keys_and_momentum_goes_with_it(panel, document, qtbot):
    choice = panel.form.control("optimizer")
    assert panel.form.control("momentum").isVisible()
    choice.setFocus()
    qtbot.keyClick(choice, Qt.Key.Key_Down)
    assert document.settings.optimizer == "rmsprop"
    assert document.undo_stack.undoText() == "Change Optimizer"
    assert not panel.form.control("momentum").isVisible()


def test_the_learning_rate_takes_any_number(panel, document, qtbot):
    rate = panel.form.control("learning_rate")
    typed(qtbot, rate.number, "0,007")
    assert document.settings.learning_rate == 0.007
    qtbot.keyClick(rate.number, Qt.Key.Key_Up)
    assert document.settings.learning_rate == 0.01


def test_a_setting_out_of_bounds_is_refused_beside_its_field(panel, document, qtbot, posted):
    before = document.settings.learning_rate
    rate = panel.form.control("learning_rate")
    typed(qtbot, rate.number, "-1")
    assert posted[-1].happened.startswith("Learning rate α cannot be")
    assert posted[-1].at is not None
    assert document.settings.learning_rate == before
    assert rate.number.value == before


def test_a_fraction_of_an_epoch_is_refused(panel, document, qtbot, posted):
    qtbot.mouseClick(panel.stop, Qt.MouseButton.LeftButton)
    typed(qtbot, panel.stop_form.control("patience"), "2.5")
    assert posted[-1].try_this == "Give a whole number."
    assert document.settings.patience == 0


def test_losses_that_do_not_fit_say_why(panel, document):
    choice = panel.form.control("loss")

    def row(key):
        return choice.model().item(choice.findData(key))

    assert row("binary_cross_entropy").isEnabled()
    assert not row("cross_entropy").isEnabled()
    assert row("cross_entropy").toolTip()
    document.change_data(datasets.load("plane"), "plane")
    assert row("mse").isEnabled()
    assert not row("binary_cross_entropy").isEnabled()
    assert "for classes" in row("binary_cross_entropy").toolTip()
    document.undo_stack.undo()
    assert row("binary_cross_entropy").isEnabled()
    assert "ln ŷ" in row("binary_cross_entropy").toolTip()


def test_the_other_settings_stand_behind_a_link(panel, document, qtbot):
    assert not panel.more_form.isVisible()
    panel.more.setFocus()
    qtbot.keyClick(panel.more, Qt.Key.Key_Return)
    assert panel.more_form.isVisible()
    assert panel.more.text() == "Fewer settings"
    shuffle = panel.more_form.control("shuffle")
    shuffle.setFocus()
    qtbot.keyClick(shuffle, Qt.Key.Key_Space)
    assert document.settings.shuffle is False
    assert not panel.more_form.control("period").isVisible()
    document.change_settings(schedule="exponential")
    assert panel.more_form.control("period").isVisible()


def test_steps_of_one_setting_are_one_step_of_undo(panel, document, qtbot):
    rate = panel.form.control("learning_rate").number
    before = document.settings.learning_rate
    rate.setFocus()
    for _ in range(3):
        qtbot.keyClick(rate, Qt.Key.Key_Down)
    assert document.undo_stack.count() == 1
    document.undo_stack.undo()
    assert document.settings.learning_rate == before


def test_the_rules_for_stopping_stand_behind_a_link_that_counts_them(panel, document, qtbot):
    assert panel.stop.text() == "When to stop: by hand"
    panel.stop.setFocus()
    qtbot.keyClick(panel.stop, Qt.Key.Key_Return)
    assert panel.stop.text() == "Hide when to stop"
    assert not panel.stop_form.control("min_improvement").isVisible()
    typed(qtbot, panel.stop_form.control("max_epochs"), "250")
    typed(qtbot, panel.stop_form.control("plateau"), "20")
    assert (document.settings.max_epochs, document.settings.plateau) == (250, 20)
    assert panel.stop_form.control("min_improvement").isVisible()
    qtbot.keyClick(panel.stop, Qt.Key.Key_Return)
    assert panel.stop.text() == "When to stop: by 2 rules"
    document.undo_stack.undo()
    assert panel.stop.text() == "When to stop: by one rule"
