"""A notice on the screen: a card beside the pointer or at the bottom of the canvas."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QColor,
    QEnterEvent,
    QFont,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QPen,
    QShortcut,
)
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from gui.editing.notices import Notice
from gui.look import icons, spots, theme

_WIDTH = 320
_WIDTH_AT_EDGE = 400  # lower, so that it hides less of the network
_MARGIN = 12
_STEP = 24
_FROM_POINTER = QPoint(14, 18)
_MS_AT_LEAST = 4000
_MS_PER_LETTER = 45


class NoticeCard(QFrame):
    """Shows one notice at a time over `window`; goes after a while, with Esc, or with a click.

    `canvas` is the widget at whose edge a notice without a place appears, clear of what is
    `occupied` there.
    """

    visible_changed = Signal()

    def __init__(
        self, window: QWidget, canvas: QWidget, occupied: Callable[[], Sequence[QRect]]
    ) -> None:
        super().__init__(window)
        self._window, self._canvas, self._occupied = window, canvas, occupied
        self._notice: Notice | None = None
        self._icon = QLabel(alignment=Qt.AlignmentFlag.AlignTop)
        self._happened = QLabel(wordWrap=True)
        self._try_this = QLabel(wordWrap=True)
        self._action = QPushButton()
        self._action.setProperty("role", "link")
        self._action.clicked.connect(self._act)
        self._lay_out()
        self._going = QTimer(self, singleShot=True)
        self._going.timeout.connect(self.hide)
        self._escape = QShortcut(QKeySequence(Qt.Key.Key_Escape), window, self.hide)
        self._escape.setEnabled(False)
        theme.signals.changed.connect(self.hide)
        self.hide()

    def _lay_out(self) -> None:
        words = QVBoxLayout()
        words.setSpacing(4)
        words.addWidget(self._happened)
        words.addWidget(self._try_this)
        words.addWidget(self._action, 0, Qt.AlignmentFlag.AlignLeft)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 11, 14, 11)
        row.setSpacing(10)
        row.addWidget(self._icon)
        row.addLayout(words, 1)

    @property
    def text(self) -> str:
        """What the card says, both sentences."""
        return f"{self._happened.text()} {self._try_this.text()}".strip()

    def show_notice(self, notice: Notice) -> None:
        """Show `notice` in the place of the one before."""
        self._notice = notice
        self._fill(notice)
        self._place(notice)
        self.show()
        self.raise_()
        self._escape.setEnabled(True)
        self.visible_changed.emit()
        self._going.start(_MS_AT_LEAST + _MS_PER_LETTER * len(self.text))
        self.setAccessibleName(self.text)
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, self.text))

    def _fill(self, notice: Notice) -> None:
        scale = theme.scale()
        picture = icons.pixmap(notice.level, _color(notice), round(18 * scale) * 4)
        picture.setDevicePixelRatio(4)
        self._icon.setPixmap(picture)
        self._happened.setText(notice.happened)
        self._happened.setFont(theme.font(theme.TEXT, QFont.Weight.DemiBold))
        self._try_this.setText(notice.try_this)
        self._try_this.setFont(theme.font(theme.TEXT))
        self._try_this.setStyleSheet(f"color: {theme.current().secondary.name()}")
        self._try_this.setVisible(bool(notice.try_this))
        self._action.setVisible(notice.action is not None)
        if notice.action is not None:
            self._action.setText(notice.action[0])

    def _place(self, notice: Notice) -> None:
        window = self._window
        wide = _WIDTH if notice.at is not None else _WIDTH_AT_EDGE
        width = min(round(wide * theme.scale()), window.width() - 2 * _MARGIN)
        self.setFixedWidth(width)
        layout = self.layout()
        assert layout is not None
        layout.activate()
        height = layout.heightForWidth(width) if layout.hasHeightForWidth() else -1
        size = QSize(width, max(height, self.sizeHint().height() if height < 0 else height))
        self.resize(size)
        if notice.at is not None:
            corner = window.mapFromGlobal(notice.at) + _FROM_POINTER
        else:
            origin = self._canvas.mapTo(window, QPoint(0, 0))
            taken = [part.translated(origin) for part in self._occupied()]
            corner = _edge_place(size, self._canvas.rect().translated(origin), taken)
        self.move(
            max(_MARGIN, min(corner.x(), window.width() - size.width() - _MARGIN)),
            max(_MARGIN, min(corner.y(), window.height() - size.height() - _MARGIN)),
        )

    def _act(self) -> None:
        notice = self._notice
        self.hide()
        if notice is not None and notice.action is not None:
            notice.action[1]()

    def hideEvent(self, _event: QEvent) -> None:
        """Stop the clock and give Esc back."""
        self._going.stop()
        self._escape.setEnabled(False)
        self.visible_changed.emit()

    def enterEvent(self, _event: QEnterEvent) -> None:
        """Stay while the pointer is on the card."""
        self._going.stop()

    def leaveEvent(self, _event: QEvent) -> None:
        """Go a while after the pointer left."""
        self._going.start(_MS_AT_LEAST)

    def mousePressEvent(self, _event: QEvent) -> None:
        """Go with a click."""
        self.hide()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the ground and a border in the colour of the level."""
        if self._notice is None:
            return
        scale = theme.scale()
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(_color(self._notice), 1.5 * scale))
            painter.setBrush(theme.current().panel)
            inside = QRectF(self.rect()).adjusted(1, 1, -1, -1)
            painter.drawRoundedRect(inside, theme.RADIUS * scale, theme.RADIUS * scale)


def _edge_place(size: QSize, room: QRect, taken: Sequence[QRect]) -> QPoint:
    """Where at the lower or upper edge of a room a card hides least, near the middle."""
    inner = room.adjusted(_MARGIN, _MARGIN, -_MARGIN, -_MARGIN)
    left, right = inner.left(), max(inner.right() - size.width(), inner.left())
    middle = (left + right) // 2
    across = sorted({*range(left, right, _STEP), middle, right}, key=lambda x: abs(x - middle))
    down = (inner.bottom() - size.height(), inner.top())
    places = [QPoint(x, y) for y in down for x in across]
    return spots.best(places, size, taken)


def _color(notice: Notice) -> QColor:
    colors = theme.current()
    return {"info": colors.accent, "warning": colors.notice, "error": colors.error}[notice.level]
