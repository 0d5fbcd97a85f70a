"""The parts every panel is made of: a headed section, captions, buttons, the room in a dialog."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from gui.look import theme

PADDING = (2 * theme.RHYTHM, 12, 2 * theme.RHYTHM, 12)


class Section(QWidget):
    """A heading, room at its right end, and a column of widgets below."""

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(title)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(*PADDING)
        self.column.setSpacing(theme.RHYTHM)
        self.title = QLabel(title)
        self.title.setProperty("role", "heading")
        self.head = QHBoxLayout()
        self.head.setSpacing(theme.RHYTHM)
        self.head.addWidget(self.title)
        self.head.addStretch(1)
        self.column.addLayout(self.head)

    def set_title(self, title: str) -> None:
        """Show another heading, also to a screen reader."""
        self.title.setText(title)
        self.setAccessibleName(title)


def label(text: str = "", role: str = "secondary", *, wrap: bool = False) -> QLabel:
    """A text in one of the style sheet's roles; never read as markup."""
    made = QLabel(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setProperty("role", role)
    made.setWordWrap(wrap)
    return made


class Button(QPushButton):
    """A push button that Enter presses as well as Space."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Press with Enter."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)


def button(text: str, role: str = "", help_text: str = "") -> Button:
    """A push button in one of the style sheet's roles."""
    made = Button(text)
    made.setProperty("role", role)
    made.setToolTip(help_text)
    made.setAccessibleDescription(help_text)
    made.setCursor(Qt.CursorShape.PointingHandCursor)
    return made


def chip(text: str, help_text: str = "") -> Button:
    """A small button, as it fits among the words of a heading."""
    made = button(text, "", help_text)
    made.setStyleSheet("padding: 2px 9px;")
    return made


def toggle(text: str, help_text: str = "") -> Button:
    """A chip that stays down until it is pressed again."""
    made = chip(text, help_text)
    made.setCheckable(True)
    return made


def labelled(text: str, field: QWidget, help_text: str = "") -> QWidget:
    """A field with its name before it, as one part of a row; read out by that name."""
    pair = QWidget()
    row = QHBoxLayout(pair)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(theme.RHYTHM // 2)
    name = label(text)
    name.setBuddy(field)
    field.setAccessibleName(text)
    field.setAccessibleDescription(help_text)
    for part in (name, field):
        part.setToolTip(help_text)
        row.addWidget(part)
    return pair


def dialog_column(dialog: QDialog) -> QVBoxLayout:
    """A column over the whole of a dialog, with the room around it that all dialogs have."""
    column = QVBoxLayout(dialog)
    margin = 2 * theme.RHYTHM
    column.setContentsMargins(margin, margin, margin, margin)
    column.setSpacing(theme.RHYTHM)
    return column


def present(dialog: QDialog) -> None:
    """Show a dialog above its window; it goes away for good when it is closed."""
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.open()
