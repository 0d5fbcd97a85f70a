"""The bar at the top: what is open, the controls of training, and its live figures."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from engine import Change, Snapshot
from gui.editing.document import Document
from gui.look import icons, theme
from gui.look.translate import tr
from gui.panels.widgets.throttle import Throttle
from gui.run.session import Session, State
from gui.window import figures
from gui.window.run_controls import DevicePill, StepButton, TrainButton
from gui.window.speed import SpeedControl

HEIGHT = 54
_TITLE_WIDTH = 380
_FRAME_MS = 50


class TopBar(QFrame):
    """Title, reset, Train, step, speed, figures and the device, in this order."""

    def __init__(self, document: Document, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document, self._session = document, session
        self.setObjectName("top_bar")
        self.title = TitleBlock()
        self.reset = _tool("reset", tr("Reset to the same initial weights (R)"))
        self.train = TrainButton()
        self.step = StepButton()
        self.speed = SpeedControl(session)
        self.figures = figures.Figures(session)
        self.device = DevicePill()
        self._lay_out()
        self._connect()
        self._restyle()
        self._name()
        self._show_state(session.state)

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(18, 0, 16, 0)
        row.setSpacing(0)
        row.addWidget(self.title, 40)  # first in line for room, up to its greatest width
        row.addSpacing(12)
        for widget, gap in (
            (self.reset, 12),
            (self.train, 12),
            (self.step, 16),
            (self.speed, 0),
        ):
            row.addWidget(widget)
            row.addSpacing(gap)
        row.addSpacing(16)
        row.addStretch(1)
        row.addWidget(self.figures)
        row.addSpacing(12)
        row.addStretch(1)
        row.addWidget(self.device)

    def _connect(self) -> None:
        document, session = self._document, self._session
        self.reset.clicked.connect(session.reset)
        self.train.clicked.connect(session.toggle)
        self.step.stepped.connect(session.step)
        document.title_changed.connect(self._name)
        document.network_changed.connect(self._name_if_structural)
        document.opened.connect(self._name)
        session.state_changed.connect(self._show_state)
        self._throttle = Throttle(_FRAME_MS, self)
        self._throttle.due.connect(self._show_figures)
        session.snapshot_ready.connect(self._snapshot_came)
        session.time.changed.connect(self._name_train_button)
        self.figures.resized.connect(self._make_room)
        theme.signals.changed.connect(self._restyle)

    def _name_if_structural(self, change: Change) -> None:
        if change.structural:
            self._name()

    def _name(self) -> None:
        document = self._document
        dot = " •" if document.is_modified else ""
        self.title.show_text(document.title + dot, figures.describe(document))

    def _show_state(self, state: State) -> None:
        self.train.show_state(state, self._session.is_playing)
        self._name_train_button()
        self.device.show_run(state, self._session.snapshot)

    def _name_train_button(self) -> None:
        waiting, machine = " ".join(self._session.blocked_by), self._session.time
        words = tr("Train or pause (Space)")
        if machine.is_past:
            words = tr("Train on from epoch {epoch} (Space)", epoch=f"{machine.epoch:,d}")
        self.train.setToolTip(waiting or words)

    def _snapshot_came(self, snapshot: Snapshot) -> None:
        """At once while one looks closely, often enough to be read while training runs."""
        if snapshot.playing:
            self._throttle.ask()
        else:
            self._throttle.draw()

    def _show_figures(self) -> None:
        snapshot = self._session.snapshot
        self.figures.show_snapshot(snapshot)
        self.device.show_run(self._session.state, snapshot)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave out what there is no room for."""
        super().resizeEvent(event)
        self._make_room()

    def _make_room(self) -> None:
        """Show as much as fits; numbers that the charts show too go first, the speed last."""
        self.figures.updateGeometry()  # else what it took before is still remembered
        spare = self.width() - self.minimumSizeHint().width()
        parts = (self.figures.validation, self.figures.train_loss, self.device, self.speed)
        spare -= sum(_room_of(part) for part in parts if part.isHidden())
        for part in parts:
            part.setVisible(spare >= 0)
            spare += 0 if spare >= 0 else _room_of(part)
        self.figures.updateGeometry()

    def _restyle(self) -> None:
        scale = theme.scale()
        self.setFixedHeight(round(HEIGHT * scale))
        self.setStyleSheet(f"#top_bar {{ background: {theme.current().panel.name()}; }}")
        self.reset.setIcon(icons.icon("reset"))
        self.reset.setFixedSize(round(34 * scale), round(34 * scale))


class TitleBlock(QWidget):
    """The program's sign, the document's name and one line about it."""

    def __init__(self) -> None:
        super().__init__()
        self._sign = QLabel()
        self._title = _ElidedLabel("title")
        self._line = _ElidedLabel("secondary")
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addStretch(1)
        words.addWidget(self._title)
        words.addWidget(self._line)
        words.addStretch(1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(11)
        row.addWidget(self._sign)
        row.addLayout(words, 1)
        theme.signals.changed.connect(self._restyle)
        self._restyle()

    def show_text(self, title: str, line: str) -> None:
        """Show the name and the line under it."""
        self._title.setText(title)
        self._line.setText(line)

    @property
    def texts(self) -> tuple[str, str]:
        """The name and the line as shown."""
        return self._title.text(), self._line.text()

    def _restyle(self) -> None:
        self._sign.setPixmap(icons.logo(round(26 * theme.scale()) * 4, 4))
        self._line.setMinimumWidth(round(120 * theme.scale()))
        self.setMaximumWidth(round(_TITLE_WIDTH * theme.scale()))
        self._line.setFont(theme.font(11))


class _ElidedLabel(QLabel):
    """A label that ends in … where there is no room, and may be squeezed."""

    def __init__(self, role: str) -> None:
        super().__init__()
        self.setProperty("role", role)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the text, shortened where it has to be."""
        text = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, self.width())
        self.setToolTip(self.text() if text != self.text() else "")
        with QPainter(self) as painter:
            painter.setPen(self.palette().color(self.foregroundRole()))
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignVCenter, text)


def _room_of(part: QWidget) -> int:
    """How much narrower the bar can be without it."""
    return max(part.minimumWidth(), part.minimumSizeHint().width()) + figures.GAP


def _tool(icon: str, tip: str) -> QToolButton:
    button = QToolButton()
    button.setIcon(icons.icon(icon))
    button.setIconSize(QSize(18, 18))
    button.setToolTip(tip)
    button.setAccessibleName(tip)
    return button
