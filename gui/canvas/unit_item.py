"""One unit on the canvas: a rounded tile with its name, picture, bias dot and rings."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QFontMetricsF, QImage, QPainter, QPen, QTransform
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from gui import theme
from gui.canvas import geometry

DOT = 4.5
PORT = 5.0
RING_GAP = 6.0
_NAME_PX = 14
_LABEL_WIDTH = 88.0
_DROPPED_SHARE = 0.16


@dataclass(frozen=True, slots=True)
class UnitLook:
    """All that decides how a unit is drawn.

    `target` says how a connection that is being dragged would end here: "" (no drag), "open",
    "hit" (the pointer is on it) or "no".
    """

    name: str
    kind: str
    caption: str = ""
    bias: float | None = None
    watching: bool = False
    selected: bool = False
    hovered: bool = False
    marked: bool = False
    dropped: bool = False
    target: str = ""


class UnitItem(QGraphicsItem):
    """Draws a unit; gestures are the view's business, so that it takes no mouse events."""

    def __init__(self, unit: int, half: float, look: UnitLook) -> None:
        super().__init__()
        self.unit = unit
        self.half = half
        self.look = look
        self._picture: QImage | None = None
        self._flash = 0.0
        self.setAcceptedMouseButtons(Qt.MouseButton.NoButton)
        self._tile = QRectF(-half, -half, 2 * half, 2 * half)

    def wear(self, look: UnitLook, picture: QImage | None, flash: float = 0.0) -> None:
        """Look like this from now on; `flash` (0 to 1) is the strength of the warning ring."""
        if picture is not self._picture or (look, flash) != (self.look, self._flash):
            self.look, self._picture, self._flash = look, picture, flash
            self.update()

    def footprint(self) -> QRectF:
        """The tile and the room that its name takes beside it, about the unit's place."""
        if self.look.kind == "hidden":
            return self._tile
        metrics = QFontMetricsF(_name_font())
        wide = min(metrics.horizontalAdvance(self.look.name), _LABEL_WIDTH * theme.scale())
        left, right = (wide + 12, 0.0) if self.look.kind == "input" else (0.0, wide + 12)
        return self._tile.adjusted(-left, 0, right, 0)

    def boundingRect(self) -> QRectF:
        """The tile with rings, port, dot, the caption below and a name beside it."""
        side = _LABEL_WIDTH * theme.scale() + 12
        return self._tile.adjusted(-side, -12, side, 12 + 14 * theme.scale())

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionGraphicsItem,  # noqa: ARG002
        widget: QWidget | None = None,  # noqa: ARG002
    ) -> None:
        """Draw the unit as its look says."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_tile(painter)
        if self.look.dropped:
            self._paint_cross(painter)
        self._paint_name(painter)
        self._paint_bias(painter)
        self._paint_rings(painter)
        self._paint_port(painter)

    def _paint_tile(self, painter: QPainter) -> None:
        painter.setPen(self._outline())
        painter.setBrush(self._fill())
        painter.drawRoundedRect(self._tile, geometry.CORNER, geometry.CORNER)

    def _outline(self) -> QPen:
        colours, look = theme.current(), self.look
        if look.dropped:
            pen = QPen(colours.faint, 1.3, Qt.PenStyle.CustomDashLine)
            pen.setDashPattern([4, 3])
            return pen
        if look.selected:
            return QPen(colours.accent, 2.6)
        return QPen(colours.text if look.hovered else colours.secondary, 1.3)

    def _fill(self) -> QBrush:
        colours, look = theme.current(), self.look
        if self._picture is None or not look.watching:
            ground = colours.soft_accent if look.selected else colours.panel
            return QBrush(colours.canvas if look.dropped else ground)
        picture = _faded(self._picture, colours.canvas) if look.dropped else self._picture
        brush = QBrush(picture)
        scale = 2 * self.half / picture.width()
        brush.setTransform(QTransform.fromTranslate(-self.half, -self.half).scale(scale, scale))
        return brush

    def _paint_cross(self, painter: QPainter) -> None:
        arm = self.half * 0.5
        pen = QPen(theme.current().secondary, 1.6)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        painter.drawLine(QPointF(-arm, -arm), QPointF(arm, arm))
        painter.drawLine(QPointF(-arm, arm), QPointF(arm, -arm))

    def _paint_name(self, painter: QPainter) -> None:
        colours, look = theme.current(), self.look
        font = _name_font()
        metrics = QFontMetricsF(font)
        fits = metrics.horizontalAdvance(look.name) <= 2 * self.half - 6
        painter.setFont(font)
        painter.setPen(colours.text)
        if look.kind != "hidden" and (look.watching or not fits):
            self._paint_name_beside(painter, metrics)
        elif not look.watching:
            name = metrics.elidedText(look.name, Qt.TextElideMode.ElideRight, 2 * self.half - 4)
            painter.drawText(self._tile, Qt.AlignmentFlag.AlignCenter, name)
        if look.caption and not look.watching:
            painter.setFont(theme.font(theme.TEXT_CAPTION))
            painter.setPen(colours.faint)
            below = QRectF(-60, self.half + 2, 120, 14 * theme.scale())
            painter.drawText(below, Qt.AlignmentFlag.AlignCenter, look.caption)

    def _paint_name_beside(self, painter: QPainter, metrics: QFontMetricsF) -> None:
        width = _LABEL_WIDTH * theme.scale()
        name = metrics.elidedText(self.look.name, Qt.TextElideMode.ElideRight, width)
        middle = Qt.AlignmentFlag.AlignVCenter
        if self.look.kind == "input":
            place = QRectF(-self.half - 12 - width, -12, width, 24)
            painter.drawText(place, middle | Qt.AlignmentFlag.AlignRight, name)
        else:
            place = QRectF(self.half + 11, -12, width, 24)
            painter.drawText(place, middle | Qt.AlignmentFlag.AlignLeft, name)

    def _paint_bias(self, painter: QPainter) -> None:
        if self.look.bias is None or self.look.dropped:
            return
        colours = theme.current()
        painter.setPen(QPen(colours.canvas, 1.4))
        painter.setBrush(theme.sign_color(self.look.bias))
        painter.drawEllipse(QPointF(-self.half, self.half), DOT, DOT)

    def _paint_rings(self, painter: QPainter) -> None:
        colours, look = theme.current(), self.look
        if look.target in ("open", "hit"):
            strong = look.target == "hit"
            self._ring(painter, QPen(colours.accent, 2.4 if strong else 1.2), 4)
        elif look.target == "no":
            self._ring(painter, QPen(colours.notice, 2.4), RING_GAP)
        if look.marked:
            pen = QPen(colours.accent, 1.6, Qt.PenStyle.DashLine)
            self._ring(painter, pen, RING_GAP)
        if self._flash > 0:
            warning = QColor(colours.notice)
            warning.setAlphaF(min(1.0, self._flash))
            self._ring(painter, QPen(warning, 2.6), RING_GAP)

    def _ring(self, painter: QPainter, pen: QPen, gap: float) -> None:
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        ring = self._tile.adjusted(-gap, -gap, gap, gap)
        painter.drawRoundedRect(ring, geometry.CORNER + gap, geometry.CORNER + gap)

    def _paint_port(self, painter: QPainter) -> None:
        look = self.look
        if look.kind == "output" or look.target:
            return
        if look.hovered or (look.selected and not look.watching):
            colours = theme.current()
            painter.setPen(QPen(colours.accent, 2))
            painter.setBrush(colours.panel)
            painter.drawEllipse(QPointF(self.half, 0), PORT, PORT)


def _name_font() -> QFont:
    return theme.font(_NAME_PX, QFont.Weight.Medium)


def _faded(picture: QImage, ground: QColor) -> QImage:
    """A picture that is nearly gone: the unit is off."""
    pale = picture.copy()
    veil = QColor(ground)
    veil.setAlphaF(1 - _DROPPED_SHARE)
    with QPainter(pale) as painter:
        painter.fillRect(pale.rect(), veil)
    return pale
