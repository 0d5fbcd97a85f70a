"""A slider over a list of values, with its name on the left and the value on the right."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from PySide6.QtCore import QSignalBlocker, Qt, QTimer, Signal
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QHBoxLayout, QSlider, QVBoxLayout, QWidget

from gui.panels.widgets.section import label

T = TypeVar("T")
_SETTLE_MS = 80


class Groove(QSlider):
    """A horizontal slider that the wheel does not move while a column scrolls."""

    def __init__(self) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Let the column scroll."""
        event.ignore()


class ValueSlider(QWidget, Generic[T]):
    """Chooses one of `values`; `chosen` tells of it a moment after the handle moved.

    `write` gives the text at the right, `place` a number by which the nearest step is found for
    a value that is not in the list: such a value is shown as it is.
    """

    chosen = Signal()

    def __init__(
        self,
        name: str,
        values: Sequence[T],
        write: Callable[[T], str],
        place: Callable[[T], float],
        help_text: str = "",
    ) -> None:
        super().__init__()
        self._values = tuple(values)
        self._write = write
        self._place = place
        self._shown: T = self._values[0]
        self.slider = Groove()
        self.slider.setProperty("role", "tight")
        self.slider.setRange(0, len(self._values) - 1)
        self.slider.setPageStep(max(len(self._values) // 6, 1))
        self.slider.setAccessibleName(name)
        self.slider.setAccessibleDescription(help_text)
        self.text = label(role="value")
        self._name = label(name)
        self._name.setBuddy(self.slider)
        self.setToolTip(help_text)
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(_SETTLE_MS)
        self._settle.timeout.connect(self._emit)
        self.slider.valueChanged.connect(self._moved)
        self.slider.sliderReleased.connect(self._emit_now)
        self._arrange()

    @property
    def value(self) -> T:
        """The value shown."""
        return self._shown

    def show_value(self, value: T) -> None:
        """Show a value without announcing it; ignored while a hand holds the handle."""
        if self.slider.isSliderDown() or self._settle.isActive():
            return
        near = min(
            range(len(self._values)),
            key=lambda index: abs(self._place(self._values[index]) - self._place(value)),
        )
        with QSignalBlocker(self.slider):
            self.slider.setValue(near)
        self._write_value(value)

    def _arrange(self) -> None:
        head = QHBoxLayout()
        head.addWidget(self._name)
        head.addStretch(1)
        head.addWidget(self.text)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(self.slider)

    def _write_value(self, value: T) -> None:
        self._shown = value
        text = self._write(value)
        self.text.setText(text)
        self.slider.setAccessibleName(f"{self._name.text()}: {text}")

    def _moved(self, index: int) -> None:
        self._write_value(self._values[index])
        if not self._settle.isActive():  # a moving handle announces itself at a steady pace
            self._settle.start()

    def _emit_now(self) -> None:
        if self._settle.isActive():
            self._settle.stop()
            self._emit()

    def _emit(self) -> None:
        self.chosen.emit()
