"""Heights as a surface seen from the side, with a path on it; turned by mouse and arrow keys."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
    QPolygonF,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from gui.look import theme
from gui.panels.widgets import relief
from gui.panels.widgets.relief import Levels
from gui.stills import fine

Floats = NDArray[np.floating]
Painting = Callable[[Floats], NDArray[np.uint32]]

_TURN, _TILT = math.radians(-32), math.radians(32)
_TILTS = math.radians(8), math.radians(80)
_STEP = math.radians(6)
_MOST_LINES = 52
_MARGIN, _STRETCH = 8, 1.4
_HEIGHT = 1.3  # of the surface, when each half side is 1
_LIGHT = np.array([-0.45, 0.35, 0.82])
_KEYS = {
    Qt.Key.Key_Left: (-_STEP, 0.0),
    Qt.Key.Key_Right: (_STEP, 0.0),
    Qt.Key.Key_Up: (0.0, _STEP),
    Qt.Key.Key_Down: (0.0, -_STEP),
}


class MountainView(QWidget):
    """Paints patch by patch from the back to the front; costs nothing while it stands still.

    `colours` are those of heights from 0 to 1.
    """

    def __init__(self, name: str, colours: Painting = relief.colours) -> None:
        super().__init__()
        self._paint_with = colours
        self.setAccessibleName(name)
        self.setToolTip(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setProperty("keepsArrows", True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.turn, self.tilt = _TURN, _TILT
        self._shares: Floats | None = None
        self._path: Floats = np.zeros((0, 3))
        self._picture: QPixmap | None = None
        self._grip: QPointF | None = None
        theme.signals.changed.connect(self._forget)

    # What is shown

    def show_heights(self, heights: Floats, scale: Levels) -> None:
        """Show heights (n up, n across); what is not finite stands at the upper end."""
        shares = np.nan_to_num(scale.share(scale.scaled(heights)), nan=1.0, posinf=1.0)
        every = -(-len(shares) // _MOST_LINES)
        self._shares = np.clip(shares, 0.0, 1.0)[::every, ::every]
        self._forget()

    def show_path(self, path: Floats) -> None:
        """Show a path of (p, 3): shares across, upwards, and of the scale; the last one is now."""
        self._path = path
        self.update()

    def clear(self) -> None:
        """Show nothing."""
        self._shares = None
        self._path = np.zeros((0, 3))
        self._forget()

    def prepare(self) -> None:
        """Paint the surface now, so that its time is that of who asks, and not the window's."""
        if self._shares is not None:
            self._surface(self._shares)

    @property
    def has_surface(self) -> bool:
        """Whether heights are shown."""
        return self._shares is not None

    def sizeHint(self) -> QSize:
        """A little wider than high."""
        return QSize(round(240 * theme.scale()), round(180 * theme.scale()))

    # Turning

    def turn_by(self, around: float, upwards: float) -> None:
        """Turn by so many radians."""
        self.turn += around
        self.tilt = min(max(self.tilt + upwards, _TILTS[0]), _TILTS[1])
        self._forget()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Turn with the arrow keys; Home as at first."""
        key = Qt.Key(event.key())
        if key in _KEYS:
            self.turn_by(*_KEYS[key])
        elif key == Qt.Key.Key_Home:
            self.turn_by(_TURN - self.turn, _TILT - self.tilt)
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take hold."""
        self._grip = event.position()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Turn with the hand."""
        if self._grip is not None:
            moved = event.position() - self._grip
            self._grip = event.position()
            self.turn_by(moved.x() * 0.01, moved.y() * 0.01)

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        """Let go, and paint it finely again."""
        self._grip = None
        self._forget()

    # Painting

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Paint anew."""
        super().resizeEvent(event)
        self._forget()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the surface, kept from the last time, and the path over it."""
        if self._shares is None:
            return
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            if fine.is_wanted():
                self._paint_patches(painter, self._shares)
            else:
                painter.drawPixmap(0, 0, self._surface(self._shares))
            self._paint_path(painter)
            if self.hasFocus():
                painter.setPen(QPen(theme.current().accent, 1))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 6, 6)

    def _forget(self) -> None:
        self._picture = None
        self.update()

    def _surface(self, shares: Floats) -> QPixmap:
        if self._picture is None:
            ratio = self.devicePixelRatioF()
            self._picture = QPixmap(self.size() * ratio)
            self._picture.setDevicePixelRatio(ratio)
            self._picture.fill(Qt.GlobalColor.transparent)
            if self._grip is not None:  # fewer patches, as quick as the hand
                shares = shares[::2, ::2]
            with QPainter(self._picture) as painter:
                painter.setRenderHint(QPainter.RenderHint.Antialiasing)
                self._paint_patches(painter, shares)
        return self._picture

    def _paint_patches(self, painter: QPainter, shares: Floats) -> None:
        side = np.linspace(-1.0, 1.0, len(shares))
        x, y = np.meshgrid(side, side)
        places, depth = self.project(x, y, shares)
        mean = (shares[1:, 1:] + shares[1:, :-1] + shares[:-1, 1:] + shares[:-1, :-1]) / 4
        fills = _shaded(self._paint_with(mean), shares).ravel()
        middle = (depth[1:, 1:] + depth[:-1, :-1]).ravel()
        corners = np.stack(
            [places[:-1, :-1], places[:-1, 1:], places[1:, 1:], places[1:, :-1]], axis=2
        ).reshape(-1, 4, 2)
        width = 0.7 * theme.scale()
        ink = theme.current().text
        for patch in np.argsort(-middle).tolist():
            fill = QColor.fromRgb(int(fills[patch]))
            painter.setBrush(fill)
            painter.setPen(QPen(_mixed(fill, ink, 0.1), width))
            painter.drawPolygon(QPolygonF([QPointF(*corner) for corner in corners[patch].tolist()]))

    def _paint_path(self, painter: QPainter) -> None:
        if not len(self._path):
            return
        look, scale = theme.current(), theme.scale()
        x, y, height = self._path.T
        places, _ = self.project(2 * x - 1, 2 * y - 1, height)
        line = QPolygonF([QPointF(*place) for place in places.tolist()])
        for colour, width in ((look.panel, 3.4), (look.negative, 2.0)):
            pen = QPen(colour, width * scale)
            pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
            painter.setPen(pen)
            painter.drawPolyline(line)
        painter.setPen(QPen(look.panel, 1.6 * scale))
        painter.setBrush(look.negative)
        painter.drawEllipse(line[-1], 5 * scale, 5 * scale)

    def project(self, x: Floats, y: Floats, height: Floats) -> tuple[Floats, Floats]:
        """Places (…, 2) in the widget of points of the unit cube, and how far away they are."""
        across = x * math.cos(self.turn) - y * math.sin(self.turn)
        away = x * math.sin(self.turn) + y * math.cos(self.turn)
        upright = (height - 0.5) * _HEIGHT
        up = away * math.sin(self.tilt) + upright * math.cos(self.tilt)
        depth = away * math.cos(self.tilt) - upright * math.sin(self.tilt)
        reach = math.sqrt(2.0)
        rise = reach * math.sin(self.tilt) + _HEIGHT / 2 * math.cos(self.tilt)
        room = self.width() / 2 - _MARGIN, self.height() / 2 - _MARGIN
        high = min(room[1] / rise, _STRETCH * room[0] / reach)
        wide = min(room[0] / reach, _STRETCH * high)
        middle = self.width() / 2, self.height() / 2
        places = np.stack([middle[0] + across * wide, middle[1] - up * high], axis=-1)
        return places, depth


def _shaded(colours: NDArray[np.uint32], shares: Floats) -> NDArray[np.uint32]:
    """The patches' colours in the light that falls on them."""
    step = 2.0 / (len(shares) - 1)
    along_x = (shares[:-1, 1:] - shares[:-1, :-1] + shares[1:, 1:] - shares[1:, :-1]) / (2 * step)
    along_y = (shares[1:, :-1] - shares[:-1, :-1] + shares[1:, 1:] - shares[:-1, 1:]) / (2 * step)
    normal = np.stack([-along_x, -along_y, np.ones_like(along_x)], axis=-1)
    normal /= np.linalg.norm(normal, axis=-1, keepdims=True)
    lit = 0.72 + 0.36 * np.clip(normal @ (_LIGHT / np.linalg.norm(_LIGHT)), 0.0, 1.0)
    parts = [
        np.clip(((colours >> shift) & 0xFF) * lit, 0, 255).astype(np.uint32) << shift
        for shift in (16, 8, 0)
    ]
    shaded: NDArray[np.uint32] = np.uint32(0xFF000000) | parts[0] | parts[1] | parts[2]
    return shaded


def _mixed(colour: QColor, other: QColor, share: float) -> QColor:
    pairs = zip(colour.getRgb()[:3], other.getRgb()[:3], strict=True)
    return QColor(*(round(one + share * (two - one)) for one, two in pairs))
