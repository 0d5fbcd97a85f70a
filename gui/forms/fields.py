"""Fields for numbers and choices: by keyboard, with decimal commas, quiet under the wheel."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QWheelEvent
from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from gui.editing import notices
from gui.look import theme
from gui.look.translate import tr
from gui.look.typed import parse

MINUS = "−"
_DIFFERENT = "different"
_ARROW = 30  # design pixels beside the word of a flat choice


def exact(value: float) -> str:
    """The shortest usual way to write a number: 0.03, 0.00001, 250."""
    text = f"{value:.10g}"
    if "e" in text and 1e-12 < abs(value) < 1e15:
        text = f"{value:.14f}".rstrip("0").rstrip(".")
    return text.replace("-", MINUS)


class NumberEdit(QLineEdit):
    """A field for one number, taken over on Enter or when the focus leaves.

    Up and Down step through `ladder`, or by `step`; Escape brings back the number in force.
    """

    committed = Signal(float)

    def __init__(
        self,
        write: Callable[[float], str] = exact,
        *,
        step: float = 0.1,
        ladder: Sequence[float] = (),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._write = write
        self._step = step
        self._ladder = tuple(ladder)
        self._value: float | None = None
        self._typed = False
        theme.signals.changed.connect(self._set_font)
        self._set_font()
        self.textEdited.connect(self._note_typing)
        self.editingFinished.connect(self._finish)

    @property
    def value(self) -> float | None:
        """The number in force; None while several different ones are shown."""
        return self._value

    def show_value(self, value: float | None) -> None:
        """Show a number (None: several different ones), unless the person is typing here."""
        self._value = value
        if not (self._typed or (self.hasFocus() and not self.isReadOnly())):
            self._rewrite()

    def reset_value(self, value: float | None) -> None:
        """Show a number even while the focus is here, as after a refusal."""
        self._typed = False
        self._value = value
        self._rewrite()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Step with Up and Down, give up with Escape."""
        key = event.key()
        if key in (Qt.Key.Key_Up, Qt.Key.Key_Down) and not self.isReadOnly():
            self._step_by(1 if key == Qt.Key.Key_Up else -1)
        elif key == Qt.Key.Key_Escape and self._typed:
            self.reset_value(self._value)
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        """Leave undo and redo to the window unless something was typed here, and Space always.

        No number has a space: whoever types one wants to train, with the number typed so far.
        """
        if _asks_for_space(event):
            self._finish()
            event.ignore()
            return False
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and not self._typed
            and (event.matches(QKeySequence.StandardKey.Undo) or _is_redo(event))
        ):
            event.ignore()
            return False
        return super().event(event)

    def _set_font(self) -> None:
        self.setFont(theme.font(theme.TEXT, tabular=True))

    def _rewrite(self) -> None:
        known = self._value is not None
        text = self._write(self._value) if self._value is not None else ""
        self.setPlaceholderText("" if known else tr(_DIFFERENT))
        if text != self.text():
            self.setText(text)
            self.setCursorPosition(0)

    def _note_typing(self) -> None:
        self._typed = True

    def _step_by(self, direction: int) -> None:
        typed = parse(self.text()) if self._typed else self._value
        start = typed if typed is not None else 0.0
        number = self._next(start, direction)
        self.reset_value(number)
        self.committed.emit(number)

    def _next(self, start: float, direction: int) -> float:
        if not self._ladder:
            return round(start + direction * self._step, 10)
        if direction > 0:
            return min((rung for rung in self._ladder if rung > start), default=start)
        return max((rung for rung in self._ladder if rung < start), default=start)

    def _finish(self) -> None:
        if not self._typed:
            self._rewrite()
            return
        text, number = self.text(), parse(self.text())
        if number is None:
            self.reset_value(self._value)
            if text.strip():
                self._refuse(text)
            return
        self.reset_value(number)
        self.committed.emit(number)

    def _refuse(self, text: str) -> None:
        notices.bus.post(
            notices.Notice(
                "warning",
                tr("“{text}” is not a number.", text=text.strip()),
                tr("Write it like 0.5 or −2 or 1/3."),
                at=self.mapToGlobal(self.rect().bottomLeft()),
            )
        )


def _asks_for_space(event: QEvent) -> bool:
    override = event.type() == QEvent.Type.ShortcutOverride
    return override and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Space


def _is_redo(event: QKeyEvent) -> bool:
    return event.matches(QKeySequence.StandardKey.Redo)


class Choice(QComboBox):
    """A list of keys with shown texts that the wheel does not turn while a column scrolls."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(6)
        self.activated.connect(self._choose)

    def offer(self, choices: Mapping[str, str]) -> None:
        """Offer these keys, shown by their texts."""
        self.clear()
        for key, text in choices.items():
            self.addItem(text, key)

    def show_key(self, key: str | None) -> None:
        """Show one key as chosen; None (several different ones) shows “different”."""
        index = -1 if key is None else self.findData(key)
        self.setPlaceholderText(tr(_DIFFERENT) if key is None else "")
        if index != self.currentIndex():
            self.setCurrentIndex(index)

    def set_reason(self, key: str, reason: str) -> None:
        """Offer a key (no reason), or show it greyed out with the reason as its tooltip."""
        index = self.findData(key)
        model: Any = self.model()
        model.item(index).setEnabled(not reason)
        self.setItemData(index, reason or None, Qt.ItemDataRole.ToolTipRole)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Let the column scroll."""
        event.ignore()

    def _choose(self, index: int) -> None:
        self.chosen.emit(self.itemData(index))


class FlatChoice(Choice):
    """A choice that looks like a word with a small arrow, for headings: as wide as the word."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.currentTextChanged.connect(self.updateGeometry)
        self.setStyleSheet(
            "QComboBox { background: transparent; border-color: transparent;"
            " padding: 1px 2px 1px 5px; }"
            "QComboBox::drop-down { width: 16px; border: none; }"
            "QComboBox:focus { border-color: palette(highlight); }"
        )

    def sizeHint(self) -> QSize:
        """Room for the word that is shown and the arrow."""
        size = super().sizeHint()
        width = self.fontMetrics().horizontalAdvance(self.currentText())
        return QSize(min(size.width(), width + round(_ARROW * theme.scale())), size.height())

    def minimumSizeHint(self) -> QSize:
        """No less than that."""
        return self.sizeHint()

    def showPopup(self) -> None:  # noqa: N802
        """Give the list room for its longest word."""
        view = self.view()
        view.setMinimumWidth(view.sizeHintForColumn(0) + round(_ARROW * theme.scale()))
        super().showPopup()


class NumberChoice(QComboBox):
    """A number with a list of the usual values; any other may be typed."""

    committed = Signal(float)

    def __init__(self, ladder: Sequence[float], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setEditable(True)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(6)
        for value in ladder:
            self.addItem(exact(value), value)
        self.number = NumberEdit(ladder=ladder)
        self.number.setStyleSheet("border: none; background: transparent; padding: 0;")
        self.setLineEdit(self.number)
        self.setCompleter(None)  # type: ignore[arg-type]
        self.number.committed.connect(self.committed)
        self.activated.connect(self._choose)

    def show_value(self, value: float) -> None:
        """Show a number, unless the person is typing one."""
        self.number.show_value(value)

    def reset_value(self, value: float) -> None:
        """Show a number in any case."""
        self.number.reset_value(value)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Let the column scroll."""
        event.ignore()

    def _choose(self, index: int) -> None:
        value = self.itemData(index)
        if value is not None:
            self.number.reset_value(value)
            self.committed.emit(value)
