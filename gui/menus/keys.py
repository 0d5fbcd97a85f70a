"""Which bare keys a widget with the focus keeps for itself, so that shortcuts leave them alone."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QAbstractSpinBox,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QTabBar,
    QTextEdit,
    QWidget,
)

from gui.forms.fields import NumberChoice, NumberEdit

_ARROWS = (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down)
_ERASE = (Qt.Key.Key_Delete, Qt.Key.Key_Backspace)
_TEXT = (QLineEdit, QAbstractSpinBox, QPlainTextEdit, QTextEdit)
_LISTS = (QComboBox, QAbstractItemView)


def wants_key(widget: QWidget | None, event: QKeyEvent) -> bool:
    """Whether `widget` uses the key itself: letters in a field, arrows on a slider, …

    Space on a button or a list belongs to it only where the keyboard brought the focus there:
    whoever clicks a button and then presses Space wants to train.
    """
    modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    if widget is None or modifiers & ~Qt.KeyboardModifier.ShiftModifier:
        return False
    key = event.key()
    if isinstance(widget, (NumberEdit, NumberChoice)) and key == Qt.Key.Key_Space:
        return False
    if isinstance(widget, _TEXT):
        return bool(event.text().strip()) or key in (*_ARROWS, Qt.Key.Key_Space, *_ERASE)
    if key in _ARROWS:
        own = bool(widget.property("keepsArrows"))
        return own or isinstance(widget, (*_LISTS, QAbstractSlider, QTabBar))
    by_keyboard = widget.window().testAttribute(Qt.WidgetAttribute.WA_KeyboardFocusChange)
    if key == Qt.Key.Key_Space:
        return by_keyboard and isinstance(widget, (QAbstractButton, *_LISTS))
    typed = key not in _ERASE and bool(event.text().strip())
    return by_keyboard and isinstance(widget, _LISTS) and typed
