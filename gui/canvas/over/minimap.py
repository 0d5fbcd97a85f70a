"""The whole network in small, and which part of it is in view."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from gui.canvas import geometry
from gui.canvas.over.buttons import Still
from gui.canvas.scene import NetworkScene
from gui.look import theme
from gui.look.arrays import draw_points
from gui.look.translate import tr

WIDTH, HEIGHT = 134, 78
_MARGIN = 6.0


class Minimap(QWidget):
    """Shows where the view is; a click or drag on it moves the view (`wanted` in scene points)."""

    wanted = Signal(QPointF)

    def __init__(self, scene: NetworkScene, parent: QWidget) -> None:
        super().__init__(parent)
        self._scene = scene
        self._visible = QRectF()
        self._still = Still()
        self._changes = 0
        scene.wiring_changed.connect(self._follow)
        self.setAccessibleName(tr("Overview of the network"))
        self.setToolTip(tr("The whole network. Click or drag to move the view."))
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def sizeHint(self) -> QSize:
        """Its fixed size at the present scale."""
        return QSize(WIDTH, HEIGHT) * theme.scale()

    def show_view(self, visible: QRectF) -> None:
        """Follow the view."""
        if visible != self._visible:
            self._visible = QRectF(visible)
            self.update()

    def shows_more(self) -> bool:
        """Whether part of the network is out of view."""
        bounds = self._scene.wiring.bounds()
        if bounds is None:
            return False
        left, top, right, bottom = bounds
        return not self._visible.contains(QRectF(left, top, right - left, bottom - top))

    def _follow(self) -> None:
        self._changes += 1
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        """Draw the tiles as dots and the view as a frame."""
        self._still.paint(self, (self._visible, self._changes), self._draw)

    def _draw(self, painter: QPainter) -> None:
        colours = theme.current()
        painter.setPen(colours.hairline)
        ground = QColor(colours.panel)
        ground.setAlphaF(0.9)
        painter.setBrush(ground)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 7, 7)
        scale, shift = self._mapping()
        pen = QPen(colours.faint, min(max(geometry.TILE * scale, 2.0), 6.0))
        pen.setCapStyle(Qt.PenCapStyle.SquareCap)
        painter.setPen(pen)
        draw_points(painter, self._scene.wiring.centres * scale + shift)
        frame = QRectF(
            self._visible.x() * scale + shift[0],
            self._visible.y() * scale + shift[1],
            self._visible.width() * scale,
            self._visible.height() * scale,
        )
        painter.setPen(QPen(colours.accent, 1.2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(frame, 3, 3)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Move the view to the point that was pressed."""
        self._ask(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Move the view along."""
        self._ask(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Take the release, so that the view below does not get it."""
        event.accept()

    def _ask(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton:
            scale, shift = self._mapping()
            x, y = event.position().toTuple()
            self.wanted.emit(QPointF((x - shift[0]) / scale, (y - shift[1]) / scale))

    def _mapping(self) -> tuple[float, tuple[float, float]]:
        """Scale and shift that show the network and the view as large as they fit."""
        whole = QRectF(self._visible)
        bounds = self._scene.wiring.bounds()
        if bounds is not None:
            left, top, right, bottom = bounds
            whole = whole.united(QRectF(left, top, right - left, bottom - top))
        room = QRectF(self.rect()).adjusted(_MARGIN, _MARGIN, -_MARGIN, -_MARGIN)
        scale = min(
            room.width() / max(whole.width(), 1.0), room.height() / max(whole.height(), 1.0)
        )
        middle = whole.center()
        return scale, (
            room.center().x() - middle.x() * scale,
            room.center().y() - middle.y() * scale,
        )
