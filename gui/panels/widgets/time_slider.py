"""The slider over a whole run: epochs from left to right, with marks for what is worth a look.

    ▼ best epoch
┄┄┄━━━━━━━━━●────────        ┄ another network's epochs, which are not kept
    ╵          ╵             ╵ the network was edited, or the run went on from here
"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
)
from PySide6.QtWidgets import QToolTip

from gui.look import theme
from gui.look.translate import tr
from gui.panels.widgets.slider import Groove

_HANDLE = 14
_NEAR = 6
_KEYS = {
    Qt.Key.Key_Left: -1,
    Qt.Key.Key_Down: -1,
    Qt.Key.Key_Right: 1,
    Qt.Key.Key_Up: 1,
}
_PAGES = {Qt.Key.Key_PageDown: -1, Qt.Key.Key_PageUp: 1}


@dataclass(frozen=True)
class Marks:
    """Epochs that are marked: the first that can be gone back to, the best, and turns of the run.

    `best` is None where there is none; `best_of` says which loss it is the lowest of.
    """

    first: int = 0
    best: int | None = None
    best_of: str = ""
    turns: tuple[int, ...] = ()


class TimeSlider(Groove):
    """Its value is the epoch shown. What the person does is announced, never taken for granted.

    `dragged` while the handle moves, `dropped` when it is let go; `stepped` by so many kept
    moments, `paged` by so many tenths of them; `sent_home` to the beginning or the end.
    """

    dragged = Signal(int)
    dropped = Signal(int)
    stepped = Signal(int)
    paged = Signal(int)
    sent_home = Signal(bool)

    def __init__(self) -> None:
        super().__init__()
        self._marks = Marks()
        self._ground = theme.current().panel
        self.setMinimumWidth(round(80 * theme.scale()))

    @property
    def marks(self) -> Marks:
        """What is marked."""
        return self._marks

    def show_marks(self, marks: Marks, ground: QColor) -> None:
        """Mark these epochs; `ground` is the colour that the slider stands on."""
        if (marks, ground) != (self._marks, self._ground):
            self._marks, self._ground = marks, ground
            self.update()

    def place_of(self, epoch: float) -> float:
        """Where an epoch stands, in pixels from the left."""
        edge = _HANDLE / 2 * theme.scale()
        return edge + (self.width() - 2 * edge) * epoch / max(self.maximum(), 1)

    def epoch_at(self, place: float) -> int:
        """The epoch at so many pixels from the left, never one that cannot be gone back to."""
        edge = _HANDLE / 2 * theme.scale()
        share = (place - edge) / max(self.width() - 2 * edge, 1.0)
        return min(max(round(share * self.maximum()), self._marks.first), self.maximum())

    # What the person does

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take the handle to the pointer, wherever that is."""
        if event.button() is Qt.MouseButton.LeftButton and self.isEnabled():
            self.setSliderDown(True)
            self._drag(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Follow the pointer."""
        if self.isSliderDown():
            self._drag(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let the handle go."""
        if self.isSliderDown() and event.button() is Qt.MouseButton.LeftButton:
            self.setSliderDown(False)
            self.dropped.emit(self.epoch_at(event.position().x()))

    def _drag(self, event: QMouseEvent) -> None:
        epoch = self.epoch_at(event.position().x())
        self.setValue(epoch)
        self.dragged.emit(epoch)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows: the next kept moment; Page keys: tenths; Home and End: the beginning, now."""
        key = Qt.Key(event.key())
        if key in _KEYS:
            self.stepped.emit(_KEYS[key])
        elif key in _PAGES:
            self.paged.emit(_PAGES[key])
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self.sent_home.emit(key == Qt.Key.Key_Home)
        else:
            event.ignore()

    def event(self, event: QEvent) -> bool:
        """Say what a mark under the pointer means."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            QToolTip.showText(event.globalPos(), self.told_at(event.pos().x()), self)
            return True
        return super().event(event)

    def told_at(self, place: float) -> str:
        """What there is at so many pixels from the left, in words."""
        marks, near = self._marks, _NEAR * theme.scale()
        if marks.best is not None and abs(self.place_of(marks.best) - place) <= near:
            return tr(
                "Epoch {epoch}: the lowest {loss}", epoch=f"{marks.best:,d}", loss=marks.best_of
            )
        for turn in marks.turns:
            if abs(self.place_of(turn) - place) <= near:
                return tr(
                    "Epoch {epoch}: the network was edited, or the run went on from here",
                    epoch=f"{turn:,d}",
                )
        if marks.first and place < self.place_of(marks.first):
            return tr(
                "Until epoch {epoch} the network was another; one cannot go back there.",
                epoch=f"{marks.first:,d}",
            )
        if not self.isEnabled():
            return tr("Train, then drag here to look back at any epoch.")
        return tr("Drag to look back at any epoch. Training pauses meanwhile.")

    # Look

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the marks over the slider."""
        super().paintEvent(event)
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            self._paint_other_networks(painter)
            self._paint_turns(painter)
            self._paint_best(painter)

    def _paint_other_networks(self, painter: QPainter) -> None:
        if not self._marks.first:
            return
        look, scale = theme.current(), theme.scale()
        middle, end = self.height() / 2, self.place_of(self._marks.first)
        painter.fillRect(QRectF(0, middle - 3 * scale, end, 6 * scale), self._ground)
        pen = QPen(look.faint, 1.6 * scale, Qt.PenStyle.DotLine)
        painter.setPen(pen)
        painter.drawLine(QPointF(2, middle), QPointF(end, middle))
        if self.value() <= self._marks.first:  # the handle was painted over
            painter.setPen(QPen(look.accent, 2 * scale))
            painter.setBrush(look.panel)
            painter.drawEllipse(QPointF(end, middle), 6 * scale, 6 * scale)

    def _paint_turns(self, painter: QPainter) -> None:
        scale = theme.scale()
        painter.setPen(QPen(theme.current().secondary, 1.6 * scale))
        top = self.height() / 2 + 5 * scale
        for turn in self._marks.turns:
            place = self.place_of(turn)
            painter.drawLine(QPointF(place, top), QPointF(place, top + 4 * scale))

    def _paint_best(self, painter: QPainter) -> None:
        if self._marks.best is None:
            return
        scale, place = theme.scale(), self.place_of(self._marks.best)
        tip = self.height() / 2 - 4 * scale
        corners = ((0.0, tip), (-4 * scale, tip - 5 * scale), (4 * scale, tip - 5 * scale))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.current().success)
        painter.drawPolygon(QPolygonF([QPointF(place + x, y) for x, y in corners]))
