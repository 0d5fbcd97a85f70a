"""Number fields, choices, and the form made from the bounds of the settings."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from engine import TrainingSettings
from gui.forms.fields import Choice, NumberChoice, NumberEdit, exact
from gui.forms.form import Form
from gui.look import theme
from gui.look.typed import parse


@pytest.mark.parametrize(
    ("number", "text"),
    [(0.03, "0.03"), (0.00001, "0.00001"), (-0.5, "−0.5"), (250.0, "250"), (0.0, "0")],
)
def test_a_number_is_written_without_exponent_and_read_back(number, text):
    assert exact(number) == text
    assert parse(text) == number


@pytest.fixture
def field(show):
    page = QWidget()
    page.field, page.other = NumberEdit(), NumberEdit()
    column = QVBoxLayout(page)
    column.addWidget(page.field)
    column.addWidget(page.other)
    show(page)
    page.other.setFocus()
    page.field.show_value(0.25)
    return page


def test_enter_takes_over_what_was_typed(field, qtbot):
    field.field.setFocus()
    field.field.selectAll()
    qtbot.keyClicks(field.field, "0,75")
    with qtbot.waitSignal(field.field.committed) as caught:
        qtbot.keyClick(field.field, Qt.Key.Key_Return)
    assert caught.args == [0.75]
    assert field.field.text() == "0.75"


def test_leaving_takes_over_what_was_typed_once(field, qtbot):
    numbers = []
    field.field.committed.connect(numbers.append)
    field.field.setFocus()
    field.field.selectAll()
    qtbot.keyClicks(field.field, "3")
    qtbot.keyClick(field.field, Qt.Key.Key_Tab)
    assert numbers == [3.0]


def test_leaving_without_typing_takes_nothing_over(field, qtbot):
    numbers = []
    field.field.committed.connect(numbers.append)
    field.field.setFocus()
    qtbot.keyClick(field.field, Qt.Key.Key_Tab)
    assert numbers == []


def test_escape_brings_back_the_number_in_force(field, qtbot):
    field.field.setFocus()
    field.field.selectAll()
    qtbot.keyClicks(field.field, "9")
    qtbot.keyClick(field.field, Qt.Key.Key_Escape)
    assert field.field.text() == "0.25"


def test_words_are_refused_in_words(field, qtbot, posted):
    field.field.setFocus()
    field.field.selectAll()
    qtbot.keyClicks(field.field, "much")
    qtbot.keyClick(field.field, Qt.Key.Key_Return)
    assert posted[-1].happened == "“much” is not a number."
    assert posted[-1].at is not None
    assert field.field.text() == "0.25"


def test_a_live_number_does_not_disturb_who_is_in_the_field(field):
    field.field.setFocus()
    field.field.show_value(0.5)
    assert field.field.text() == "0.25"
    field.other.setFocus()
    assert field.field.text() == "0.5"


def test_up_and_down_step(field, qtbot):
    field.field.setFocus()
    qtbot.keyClick(field.field, Qt.Key.Key_Up)
    assert field.field.text() == "0.35"
    qtbot.keyClick(field.field, Qt.Key.Key_Down)
    assert field.field.text() == "0.25"


def test_several_numbers_are_shown_as_different(field):
    field.field.show_value(None)
    assert field.field.text() == ""
    assert field.field.placeholderText() == "different"


def test_projector_mode_enlarges_a_field(field):
    before = field.field.fontInfo().pixelSize()
    theme.set_projector(True)
    assert field.field.fontInfo().pixelSize() == round(1.5 * before)


def test_up_and_down_follow_a_ladder(show, qtbot):
    choice = show(NumberChoice((0.01, 0.03, 0.1)))
    choice.show_value(0.02)
    choice.setFocus()
    qtbot.keyClick(choice.number, Qt.Key.Key_Up)
    assert choice.number.text() == "0.03"
    qtbot.keyClick(choice.number, Qt.Key.Key_Up)
    qtbot.keyClick(choice.number, Qt.Key.Key_Up)
    assert choice.number.text() == "0.1"


def test_the_wheel_does_not_turn_a_choice(show):
    choice = show(Choice())
    choice.offer({"a": "A", "b": "B"})
    choice.show_key("a")
    wheel = QWheelEvent(
        QPointF(5, 5),
        QPointF(5, 5),
        QPoint(0, -120),
        QPoint(0, -120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(choice, wheel)
    assert choice.currentData() == "a"
    assert not wheel.isAccepted()


def test_a_form_shows_every_setting_with_name_and_help(show):
    names = tuple(TrainingSettings.__dataclass_fields__)
    form = show(Form(names))
    form.show_settings(TrainingSettings())
    for name in names:
        control = form.control(name)
        assert control.accessibleName()
        assert control.toolTip()


def test_a_setting_without_effect_is_hidden(show):
    form = show(Form(("optimizer", "momentum")))
    form.show_settings(TrainingSettings(optimizer="adam"))
    assert not form.control("momentum").isVisible()
    form.show_settings(TrainingSettings(optimizer="sgd"))
    assert form.control("momentum").isVisible()


def test_whole_numbers_arrive_as_whole_numbers(show, qtbot):
    form = show(Form(("patience",)))
    form.show_settings(TrainingSettings())
    field = form.control("patience")
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, "30")
    with qtbot.waitSignal(form.changed) as caught:
        qtbot.keyClick(field, Qt.Key.Key_Return)
    assert caught.args == ["patience", 30]
    assert isinstance(caught.args[1], int)
