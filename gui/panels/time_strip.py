"""The strip below the charts: play the run back and forth, look at any epoch, come back to now."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QColor, QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QToolButton

from engine import thinning
from gui.look import icons, theme
from gui.look.translate import tr
from gui.panels.widgets.section import Button, button, label
from gui.panels.widgets.time_slider import Marks, TimeSlider
from gui.run.session import Session
from gui.run.time_machine import SPEEDS

_LINE, _ROOM = 16, 24  # of the words, and above and below them
_LATER_MS = 100
_ROOM_FOR_GO_ON = 800
_ROOM_FOR_WORDS = 560


class TimeStrip(QFrame):
    """Follows the session's time machine; while training runs about ten times a second."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session, self._time = session, session.time
        self.setObjectName("time")
        self.setAccessibleName(tr("Time machine"))
        self._late = QTimer(self, singleShot=True, interval=_LATER_MS)
        self._late.timeout.connect(self._show)
        self._widest = 0
        self.slider = TimeSlider()
        self.text = label(role="value")
        self.back = self._tool(tr("Play the run backwards"))
        self.forth = self._tool(tr("Play the run (Shift+Space)"))
        self.speed = self._speed_button()
        self.go_on = _retained(
            button(tr("Go on from here"), "", tr("Train on from this epoch (Space does it too)"))
        )
        self.now = _retained(
            button(tr("Back to now"), "primary", tr("Show the present again (Esc)"))
        )
        self._lay_out()
        self._connect()
        self._restyle()

    def showEvent(self, event: QShowEvent) -> None:
        """Catch up with what happened while it was hidden."""
        super().showEvent(event)
        self._show()

    def hideEvent(self, event: QHideEvent) -> None:
        """Never stay in the past without a sign of it."""
        super().hideEvent(event)
        if not event.spontaneous():
            self._time.come_back()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where there is no room, leave out words, the speed, and a button for what Train does."""
        super().resizeEvent(event)
        self._widest = 0
        self._show()

    # Building

    def _tool(self, name: str) -> QToolButton:
        made = QToolButton()
        made.setToolTip(name)
        made.setAccessibleName(name)
        return made

    def _speed_button(self) -> QToolButton:
        made = self._tool(tr("How fast to play: at 1× the whole run takes ten seconds"))
        made.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(made)
        for speed in SPEEDS:
            menu.addAction(_times(speed)).triggered.connect(
                lambda _=False, speed=speed: self.set_speed(speed)
            )
        made.setMenu(menu)
        made.setText(_times(self._time.speed))
        return made

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(2 * theme.RHYTHM, 0, 2 * theme.RHYTHM, 0)
        row.setSpacing(theme.RHYTHM // 2)
        for tool in (self.back, self.forth, self.speed):
            row.addWidget(tool)
        row.addSpacing(theme.RHYTHM)
        row.addWidget(self.slider, 1)
        row.addSpacing(theme.RHYTHM)
        row.addWidget(self.text)
        row.addSpacing(theme.RHYTHM)
        row.addWidget(self.go_on)
        row.addWidget(self.now)

    def _connect(self) -> None:
        machine, slider = self._time, self.slider
        slider.dragged.connect(machine.look)
        slider.dropped.connect(machine.settle)
        slider.stepped.connect(machine.look_further)
        slider.paged.connect(machine.turn_page)
        slider.sent_home.connect(self._go_home)
        self.back.clicked.connect(lambda: machine.toggle(-1))
        self.forth.clicked.connect(lambda: machine.toggle(1))
        self.now.clicked.connect(machine.come_back)
        self.go_on.clicked.connect(machine.go_on_from_here)
        machine.changed.connect(self._follow)
        machine.playing_changed.connect(self._show_tools)
        theme.signals.changed.connect(self._restyle)

    def _go_home(self, to_start: bool) -> None:
        if to_start:
            self._time.settle(self._time.span.first)
        else:
            self._time.come_back()

    def set_speed(self, speed: float) -> None:
        """Play so many times as fast as usual."""
        self._time.speed = speed
        self.speed.setText(_times(speed))

    # Following

    def _follow(self) -> None:
        """At once while something is looked at, now and then while training runs."""
        if not self._session.is_playing:
            self._show()
        elif not self._late.isActive():
            self._late.start()

    def _show(self) -> None:
        self._late.stop()
        if not self.isVisible():
            return
        machine = self._time
        span, slider = machine.span, self.slider
        slider.setEnabled(machine.can_look_back)
        slider.show_marks(self._marks(), self._ground)
        slider.setMaximum(max(span.now, 1))
        if not slider.isSliderDown():
            slider.setValue(machine.epoch)
        self._write(self._told())
        self._show_tools()
        self._show_ways_out()

    def _told(self) -> str:
        span = self._time.span
        if not span.is_past:
            return self._words(f"{self._time.epoch:,d}")
        words = self._words(f"{self._time.epoch:,d}", f"{span.now:,d}")
        return words if span.is_exact else f"≈ {words}"

    def _words(self, epoch: str, last: str = "") -> str:
        if not self._is_roomy(_ROOM_FOR_WORDS):
            return f"{epoch} / {last}" if last else epoch
        if not last:
            return tr("Epoch {epoch}", epoch=epoch)
        return tr("Epoch {epoch} of {last}", epoch=epoch, last=last)

    def _is_roomy(self, width: int) -> bool:
        return self.width() >= width * theme.scale()

    def _write(self, words: str) -> None:
        """Write where one looks, in a room that only grows while the width stays."""
        if words == self.text.text() and self._widest:
            return
        self.text.setText(words)
        last = f"{self._time.span.now:,d}"
        longest = f"≈ {self._words(last, last)}"
        room = self.text.fontMetrics().horizontalAdvance(longest)
        self._widest = max(self._widest, room, self.text.sizeHint().width())
        self.text.setFixedWidth(self._widest)
        self.text.setToolTip(self._told_of_keeping())
        self.slider.setAccessibleName(tr("Time machine: {place}", place=words))

    def _told_of_keeping(self) -> str:
        span = self._time.span
        text = tr(
            "{count} moments of the run are kept, in at most {budget} MB.",
            count=f"{span.moments:,d}",
            budget=thinning.BUDGET // 2**20,
        )
        if not span.is_exact:
            text += " " + tr("≈ Between two of them weights are estimated.")
        return text

    def _marks(self) -> Marks:
        span, history = self._time.span, self._session.history
        turns = tuple(mark for mark in span.marks if 0 < mark < span.now)
        for name, words in (
            ("validation_loss", tr("validation loss")),
            ("train_loss", tr("training loss")),
        ):
            losses = history.column(name)
            if len(losses) and np.isfinite(losses).any():
                best = int(history.epochs[int(np.nanargmin(losses))])
                return Marks(span.first, best if best < span.now else None, words, turns)
        return Marks(span.first, turns=turns)

    def _show_tools(self) -> None:
        machine = self._time
        for tool, direction, sign in ((self.back, -1, "play-back"), (self.forth, 1, "play")):
            plays = machine.direction == direction
            tool.setEnabled(machine.can_look_back)
            tool.setIcon(icons.icon("pause" if plays else sign, theme.current().secondary))

    def _show_ways_out(self) -> None:
        past = self._time.is_past
        roomy = self._is_roomy(_ROOM_FOR_GO_ON)
        policy = self.go_on.sizePolicy()
        policy.setRetainSizeWhenHidden(roomy)
        self.go_on.setSizePolicy(policy)
        self.go_on.setVisible(past and roomy)
        self.now.setVisible(past)
        wordy = self._is_roomy(_ROOM_FOR_WORDS)
        self.now.setText(tr("Back to now") if wordy else tr("Now"))
        self.speed.setVisible(wordy)
        self._paint_ground()

    @property
    def _ground(self) -> QColor:
        look = theme.current()
        return look.soft_accent if self._time.is_past else look.panel

    def _paint_ground(self) -> None:
        look = theme.current()
        groove = look.faint if self._time.is_past else look.hairline
        sheet = (
            f"#time {{ background: {self._ground.name()}; }}"
            f"#time QSlider::groove:horizontal {{ background: {groove.name()}; }}"
        )
        if sheet != self.styleSheet():
            self.setStyleSheet(sheet)

    def _restyle(self) -> None:
        scale = theme.scale()
        self._widest = 0
        self.setFixedHeight(round(_LINE * scale) + _ROOM)
        self.text.setFont(theme.font(theme.TEXT, tabular=True))
        for tool in (self.back, self.forth):
            tool.setIconSize(QSize(round(14 * scale), round(14 * scale)))
        self.speed.setFont(theme.font(11, tabular=True))
        self.speed.setMinimumWidth(round(38 * scale))
        self._show()


def _retained(made: Button) -> Button:
    """Let a hidden button keep its room, so that nothing moves under the pointer."""
    policy = made.sizePolicy()
    policy.setRetainSizeWhenHidden(True)
    made.setSizePolicy(policy)
    made.setStyleSheet("padding: 3px 10px;")
    made.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    made.hide()
    return made


def _times(speed: float) -> str:
    return {0.25: "¼×", 0.5: "½×"}.get(speed, f"{speed:g}×")
