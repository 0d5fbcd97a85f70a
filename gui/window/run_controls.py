"""The controls of a run in the top bar: the Train button, the step button, the device's pill."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QFrame,
    QHBoxLayout,
    QMenu,
    QSizePolicy,
    QToolButton,
    QWidget,
)

from engine import Snapshot
from gui.look import icons, theme
from gui.look.translate import tr
from gui.run.session import State
from gui.window import figures


class TrainButton(QAbstractButton):
    """The one round button: a triangle to train, two bars to pause."""

    def __init__(self) -> None:
        super().__init__()
        self._state = State.PREPARING
        self._playing = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        theme.signals.changed.connect(self.updateGeometry)

    def sizeHint(self) -> QSize:
        """40 design pixels wide and high, and room for the focus ring."""
        side = round(44 * theme.scale())
        return QSize(side, side)

    def minimumSizeHint(self) -> QSize:
        """Never smaller."""
        return self.sizeHint()

    def show_state(self, state: State, playing: bool) -> None:
        """Show what a press would do in this state: pause when it is `playing`."""
        self._state, self._playing = state, playing
        self.setAccessibleName(tr("Pause") if playing else tr("Train"))
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the disc, its sign, and a ring while it has the focus."""
        colors, scale = theme.current(), theme.scale()
        blocked = self._state is State.BLOCKED
        disc = QRectF(self.rect()).adjusted(2 * scale, 2 * scale, -2 * scale, -2 * scale)
        ground = colors.faint if blocked else colors.accent
        if self.isDown() or self.underMouse():
            ground = ground.darker(112) if not colors.dark else ground.lighter(112)
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            if self.hasFocus():
                painter.setPen(colors.accent)
                painter.drawEllipse(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(ground)
            painter.drawEllipse(disc)
            sign = "pause" if self._playing else "play"
            side = round(22 * scale)
            color = colors.panel if blocked else colors.on_accent
            picture = icons.pixmap(sign, color, side * 4)
            place = QRectF(0, 0, side, side)
            place.moveCenter(disc.center())
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawPixmap(place, picture, QRectF(picture.rect()))


class StepButton(QFrame):
    """“Step”, and beside it what a step is: one mini-batch or one epoch."""

    stepped = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.unit = "batch"
        self.setObjectName("step")
        self._go = QToolButton(text=tr("Step"))
        self._go.setToolTip(tr("Train one mini-batch (→) or one epoch (Shift →), then pause"))
        self._go.clicked.connect(lambda: self.stepped.emit(self.unit))
        self._unit = QToolButton()
        self._unit.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._unit.setToolTip(tr("What one step is"))
        self._unit.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        self._unit.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        menu = QMenu(self._unit)
        for unit, text in (("batch", tr("mini-batch")), ("epoch", tr("epoch"))):
            menu.addAction(text).triggered.connect(lambda _=False, unit=unit: self.set_unit(unit))
        self._unit.setMenu(menu)
        row = QHBoxLayout(self)
        row.setContentsMargins(4, 0, 4, 0)
        row.setSpacing(0)
        row.addWidget(self._go)
        row.addWidget(self._unit)
        theme.signals.changed.connect(self._restyle)
        self.set_unit("batch")
        self._restyle()

    def set_unit(self, unit: str) -> None:
        """Let a step be one mini-batch ("batch") or one "epoch"."""
        self.unit = unit
        self._unit.setText(tr("mini-batch") if unit == "batch" else tr("epoch"))
        self._unit.setAccessibleName(tr("A step is one {unit}", unit=self._unit.text()))

    def _restyle(self) -> None:
        colors, scale = theme.current(), theme.scale()
        self.setFixedHeight(round(34 * scale))
        self._go.setFont(theme.font(theme.TEXT, QFont.Weight.DemiBold))
        self._unit.setFont(theme.font(11))
        self._unit.setIcon(icons.icon("chevron-down", colors.secondary))
        self._unit.setIconSize(QSize(round(9 * scale), round(9 * scale)))
        self._unit.setMinimumWidth(round(76 * scale))
        self.setStyleSheet(
            f"#step {{ background: {colors.field.name()}; border-radius: {round(8 * scale)}px; }}"
            f"#step QToolButton {{ background: transparent; padding: 5px 6px; }}"
            f"#step QToolButton:hover {{ background: {colors.hover.name()}; }}"
            f"#step QToolButton:focus {{ border: 1px solid {colors.accent.name()}; }}"
        )


class DevicePill(QWidget):
    """A dot and a few words: which device trains, and how fast."""

    def __init__(self) -> None:
        super().__init__()
        self._text = ""
        self._alive = False
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        theme.signals.changed.connect(self.updateGeometry)

    @property
    def text(self) -> str:
        """The words shown."""
        return self._text

    def show_run(self, state: State, snapshot: Snapshot | None) -> None:
        """Say what trains and how fast, or what it is waiting for."""
        alive, text = state not in (State.PREPARING, State.BLOCKED), _run_text(state, snapshot)
        if (alive, text) == (self._alive, self._text):
            return
        self._alive, self._text = alive, text
        self.setAccessibleName(self._text)
        if state is State.PREPARING:
            self.setToolTip(tr("The engine compiles what it has not needed before."))
        else:
            self.setToolTip(tr("The device that trains, and examples per second"))
        self.update()

    def sizeHint(self) -> QSize:
        """Always the same, so that nothing moves while figures change."""
        metrics = QFontMetrics(theme.font(11, tabular=True))
        width = metrics.horizontalAdvance("CPU · 888 M examples/s")
        return QSize(round(width + 38 * theme.scale()), round(28 * theme.scale()))

    def minimumSizeHint(self) -> QSize:
        """Room for the name of the device."""
        return QSize(round(72 * theme.scale()), self.sizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the pill: a filled dot when ready, a ring while not."""
        colors, scale = theme.current(), theme.scale()
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colors.field)
            painter.drawRoundedRect(self.rect(), self.height() / 2, self.height() / 2)
            dot = QRectF(0, 0, 8 * scale, 8 * scale)
            dot.moveCenter(QRectF(self.rect()).center())
            dot.moveLeft(12 * scale)
            painter.setPen(colors.success if self._alive else colors.faint)
            painter.setBrush(colors.success if self._alive else Qt.BrushStyle.NoBrush)
            painter.drawEllipse(dot)
            painter.setPen(colors.secondary)
            painter.setFont(theme.font(11, tabular=True))
            words = self.rect().adjusted(round(26 * scale), 0, round(-8 * scale), 0)
            text = painter.fontMetrics().elidedText(
                self._text, Qt.TextElideMode.ElideRight, words.width()
            )
            painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, text)


def _run_text(state: State, snapshot: Snapshot | None) -> str:
    if state is State.BLOCKED:
        return tr("does not fit yet")
    if snapshot is None or state is State.PREPARING:
        return tr("Preparing…")
    if state is not State.RUNNING or not snapshot.examples_per_second:
        return tr("{device} · ready", device=snapshot.device)
    speed = figures.short(snapshot.examples_per_second)
    return tr("{device} · {speed} examples/s", device=snapshot.device, speed=speed)
