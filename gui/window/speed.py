"""The speed slider: from one step a second to as fast as it goes, evenly in powers of ten."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSlider, QVBoxLayout, QWidget

from gui.look import theme
from gui.look.translate import tr
from gui.run.session import Session

_UNLIMITED = 21
_PER_DECADE = 4
# One, two, five in every decade read better than powers of a root.
_MANTISSAS = (1.0, 2.0, 3.0, 5.0)


def steps_per_second(notch: int) -> float | None:
    """The speed at a notch of the slider, 0 … 21; the last one is None, unlimited."""
    if notch >= _UNLIMITED:
        return None
    decade, part = divmod(notch, _PER_DECADE)
    return float(10**decade * _MANTISSAS[part])


def notch_of(speed: float | None) -> int:
    """The notch nearest to a speed."""
    if speed is None:
        return _UNLIMITED
    return min(range(_UNLIMITED), key=lambda notch: abs((steps_per_second(notch) or 0) - speed))


def speed_text(speed: float | None) -> str:
    """The speed in words."""
    if speed is None:
        return tr("unlimited")
    return tr("1 step/s") if speed == 1 else tr("{steps} steps/s", steps=f"{speed:,.0f}")


class SpeedControl(QWidget):
    """A label that says the speed, and the slider that sets it."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._name = QLabel(tr("Speed"))
        self._words = QLabel()
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setRange(0, _UNLIMITED)
        self.slider.setValue(notch_of(session.speed))
        self.slider.setPageStep(_PER_DECADE)
        self.slider.setToolTip(tr("Steps per second, one step being one mini-batch"))
        self.slider.valueChanged.connect(self._set)
        self._lay_out()
        theme.signals.changed.connect(self._restyle)
        self._restyle()
        self._say()

    def show_speed(self, speed: float | None) -> None:
        """Put the slider at a speed, and train at it."""
        self.slider.setValue(notch_of(speed))

    def faster(self) -> None:
        """One notch up."""
        self.slider.setValue(self.slider.value() + 1)

    def slower(self) -> None:
        """One notch down."""
        self.slider.setValue(self.slider.value() - 1)

    @property
    def text(self) -> str:
        """The speed in words, as shown."""
        return self._words.text()

    def _lay_out(self) -> None:
        words = QHBoxLayout()
        words.addWidget(self._name)
        words.addStretch(1)
        words.addWidget(self._words)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addStretch(1)
        column.addLayout(words)
        column.addWidget(self.slider)
        column.addStretch(1)

    def _set(self, notch: int) -> None:
        self._session.set_speed(steps_per_second(notch))
        self._say()

    def _say(self) -> None:
        self._words.setText(speed_text(self._session.speed))
        self.slider.setAccessibleName(tr("Speed: {speed}", speed=self._words.text()))

    def _restyle(self) -> None:
        self._name.setFont(theme.font(11))
        self._words.setFont(theme.font(11, tabular=True))
        self._words.setStyleSheet(f"color: {theme.current().secondary.name()}")
        self.setFixedWidth(round(124 * theme.scale()))
