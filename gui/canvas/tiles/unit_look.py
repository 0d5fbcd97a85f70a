"""How a unit looks, and the drawing of all of it that stays the same from snapshot to snapshot."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import (
    QBrush,
    QColor,
    QFont,
    QFontMetricsF,
    QImage,
    QPainter,
    QPainterPath,
    QPen,
)

from gui.canvas import geometry
from gui.look import theme

DOT = 4.5
BADGE = 6.5
PORT = 5.0
RING_GAP = 6.0
AROUND = 12.0
_NAME_PX = 14
_WORD_PX = 13
_LARGEST_WORD_PX = 14
_CAPTION_PX = 10
_LEAST_PX = 9
_LABEL_WIDTH = 88.0
_CAPTION_WIDTH = 90.0
DROPPED_SHARE = 0.16
# The scales from which on there is room for text of the least size.
_NAMES_BESIDE_FROM = 0.2
_NAMES_INSIDE_FROM = 0.4
_CAPTIONS_FROM = 0.65


@dataclass(frozen=True, slots=True)
class UnitLook:
    """All that decides how a unit is drawn but its picture.

    `bias` is its sign, None for a unit without; `worded` says that words are too long to stand in
    a tile, so that its name stands beside it. `badge` marks a unit that hardly learns: "dead" or
    "saturated". `target` says how a connection that is being
    dragged would end here: "" (no drag), "open", "hit" (the pointer is on it) or "no".
    """

    name: str
    kind: str
    caption: str = ""
    bias: int | None = None
    worded: bool = False
    watching: bool = False
    selected: bool = False
    hovered: bool = False
    marked: bool = False
    dropped: bool = False
    pictured: bool = False
    badge: str = ""
    target: str = ""

    def wordless(self) -> UnitLook:
        """The same without the words that nobody sees: all hidden units may look alike then."""
        unseen = self.watching and self.kind == "hidden"
        return replace(self, name="", caption="") if unseen else self


def extent(look: UnitLook, half: float, scale: float) -> QRectF:
    """The pixels that a unit takes about its place at `scale`: tile, name beside, caption."""
    edge = half * scale
    tile = QRectF(-edge, -edge, 2 * edge, 2 * edge)
    if look.caption and _fits(scale, _CAPTIONS_FROM):
        tile.setBottom(tile.bottom() + 2 * scale + _caption_px(scale))
    if look.kind == "hidden" or not _fits(scale, _NAMES_BESIDE_FROM):
        return tile
    wide = QFontMetricsF(_name_font(look, scale)).horizontalAdvance(look.name)
    room = min(wide, _label_width(scale)) + _beside(scale)
    return tile.adjusted(-room, 0, 0, 0) if look.kind == "input" else tile.adjusted(0, 0, room, 0)


Key = tuple[UnitLook, float]


def drawn(look: UnitLook, half: float, scale: float, ratio: float) -> tuple[QImage, float, float]:
    """The drawing of a look in pixels, `ratio` to one of the view, and where it begins there."""
    around = AROUND * scale
    room = extent(look, half, scale).adjusted(-around, -around, around, around)
    if look.caption:
        room = room.united(QRectF(-_CAPTION_WIDTH / 2, 0, _CAPTION_WIDTH, 0))
    place = room.toAlignedRect()
    picture = QImage(place.size() * ratio, QImage.Format.Format_ARGB32_Premultiplied)
    picture.fill(Qt.GlobalColor.transparent)
    with QPainter(picture) as painter:
        # Its place is a whole pixel here too, as it is where the picture is put.
        painter.translate(-round(place.x() * ratio), -round(place.y() * ratio))
        painter.scale(ratio, ratio)
        Drawing(painter, look, half, scale, ratio).draw()
    return picture, place.x(), place.y()


class Drawing:
    """Draws one unit at a scale; the painter's origin is the unit's place, in pixels.

    `ratio` says how many pixels of the screen there are to one of these.
    """

    def __init__(
        self, painter: QPainter, look: UnitLook, half: float, scale: float, ratio: float = 1.0
    ) -> None:
        self._painter = painter
        self._ratio = ratio
        self._look = look
        self._half = half * scale
        self._scale = scale
        edge = self._half
        self._tile = QRectF(-edge, -edge, 2 * edge, 2 * edge)

    def draw(self) -> None:
        """Draw all of it; where there is a picture, the ground is left free for it."""
        self._painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._draw_tile()
        if self._look.dropped:
            self._draw_cross()
        self._draw_name()
        self._draw_caption()
        self._draw_bias()
        self._draw_badge()
        self._draw_rings()
        self._draw_port()

    def ring(self, color: QColor, width: float, style: Qt.PenStyle = Qt.PenStyle.SolidLine) -> None:
        """Draw a ring at some distance around the tile."""
        self._ring(QPen(color, width * self._scale, style), RING_GAP)

    def _draw_tile(self) -> None:
        outline = self._outline()
        self._painter.setPen(outline)
        self._painter.setBrush(self._ground())
        corner, wide = geometry.CORNER * self._scale, outline.widthF() / 2
        # Its outer edge lies between two pixels of the screen, or all four sides are blurred.
        outer = math.ceil((self._half + wide) * self._ratio - 1e-6) / self._ratio
        away = outer - wide - self._half
        tile = self._tile.adjusted(-away, -away, away, away)
        self._painter.drawRoundedRect(tile, corner + away, corner + away)

    def _outline(self) -> QPen:
        colours, look = theme.current(), self._look
        if look.dropped:
            pen = QPen(colours.faint, 1.3 * self._scale, Qt.PenStyle.CustomDashLine)
            pen.setDashPattern([4, 3])
            return pen
        if look.selected:
            return QPen(colours.accent, max(2.6 * self._scale, 1.6))
        thin = max(1.3 * self._scale, 0.8)
        return QPen(colours.text if look.hovered else colours.secondary, thin)

    def _ground(self) -> QBrush:
        colours, look = theme.current(), self._look
        if not (look.pictured and look.watching):
            ground = colours.soft_accent if look.selected else colours.panel
            return QBrush(colours.canvas if look.dropped else ground)
        if look.dropped:  # a veil through which the picture is hardly seen
            veil = QColor(colours.canvas)
            veil.setAlphaF(1 - DROPPED_SHARE)
            return QBrush(veil)
        return QBrush(Qt.BrushStyle.NoBrush)

    def _draw_cross(self) -> None:
        arm = self._half * 0.5
        pen = QPen(theme.current().secondary, max(1.6 * self._scale, 1.0))
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        self._painter.setPen(pen)
        self._painter.drawLine(QPointF(-arm, -arm), QPointF(arm, arm))
        self._painter.drawLine(QPointF(-arm, arm), QPointF(arm, -arm))

    def _draw_name(self) -> None:
        look, scale = self._look, self._scale
        font = _name_font(look, scale)
        metrics = QFontMetricsF(font)
        self._painter.setFont(font)
        self._painter.setPen(theme.current().text)
        room = 2 * self._half
        beside = look.kind != "hidden" and (look.watching or look.worded)
        if not beside and _fits(scale, _NAMES_INSIDE_FROM):
            name = metrics.elidedText(look.name, Qt.TextElideMode.ElideRight, room - 3 * scale)
            self._painter.drawText(self._tile, Qt.AlignmentFlag.AlignCenter, name)
        elif look.kind != "hidden" and _fits(scale, _NAMES_BESIDE_FROM):
            self._draw_name_beside(metrics)

    def _draw_name_beside(self, metrics: QFontMetricsF) -> None:
        width, gap = _label_width(self._scale), _beside(self._scale)
        name = metrics.elidedText(self._look.name, Qt.TextElideMode.ElideRight, width)
        height = metrics.height()
        if self._look.kind == "input":
            place = QRectF(-self._half - gap - width, -height / 2, width, height)
            side = Qt.AlignmentFlag.AlignRight
        else:
            place = QRectF(self._half + gap, -height / 2, width, height)
            side = Qt.AlignmentFlag.AlignLeft
        self._painter.drawText(place, side | Qt.AlignmentFlag.AlignVCenter, name)

    def _draw_caption(self) -> None:
        look, scale = self._look, self._scale
        if look.caption and not (look.watching or look.target) and _fits(scale, _CAPTIONS_FROM):
            self._painter.setFont(_font(_caption_px(scale), QFont.Weight.Normal))
            self._painter.setPen(theme.current().faint)
            below = QRectF(0, self._half + 2 * scale, 0, 1.2 * _caption_px(scale))
            below.adjust(-_CAPTION_WIDTH / 2, 0, _CAPTION_WIDTH / 2, 0)
            self._painter.drawText(below, Qt.AlignmentFlag.AlignCenter, look.caption)

    def _draw_bias(self) -> None:
        if self._look.bias is None or self._look.dropped:
            return
        self._painter.setPen(QPen(theme.current().canvas, 1.4 * self._scale))
        self._painter.setBrush(theme.sign_color(self._look.bias))
        size = max(DOT * self._scale, 2.4)
        self._painter.drawEllipse(QPointF(-self._half, self._half), size, size)

    def _draw_badge(self) -> None:
        """A round mark at the upper left: a bar for dead, a curve that levels off for saturated."""
        if not self._look.badge:
            return
        colours, size = theme.current(), max(BADGE * self._scale, 4.5)
        middle = QPointF(-self._half, -self._half)
        self._painter.setPen(QPen(colours.canvas, 1.4 * self._scale))
        self._painter.setBrush(colours.text)
        self._painter.drawEllipse(middle, size, size)
        pen = QPen(colours.panel, max(1.5 * self._scale, 1.1))
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        self._painter.setPen(pen)
        self._painter.setBrush(Qt.BrushStyle.NoBrush)
        self._painter.translate(middle)
        self._painter.drawPath(_sign_of(self._look.badge, 0.55 * size))
        self._painter.translate(-middle)

    def _draw_rings(self) -> None:
        colours, look, scale = theme.current(), self._look, self._scale
        if look.target in ("open", "hit"):
            width = 2.4 if look.target == "hit" else 1.2
            self._ring(QPen(colours.accent, width * scale), 4)
        elif look.target == "no":
            self.ring(colours.notice, 2.4)
        if look.marked:
            self.ring(colours.accent, 1.6, Qt.PenStyle.DashLine)

    def _ring(self, pen: QPen, gap: float) -> None:
        self._painter.setPen(pen)
        self._painter.setBrush(Qt.BrushStyle.NoBrush)
        away, corner = gap * self._scale, (geometry.CORNER + gap) * self._scale
        self._painter.drawRoundedRect(self._tile.adjusted(-away, -away, away, away), corner, corner)

    def _draw_port(self) -> None:
        look = self._look
        if look.kind == "output" or look.target:
            return
        if look.hovered or (look.selected and not look.watching):
            colours, size = theme.current(), PORT * self._scale
            self._painter.setPen(QPen(colours.accent, 2 * self._scale))
            self._painter.setBrush(colours.panel)
            self._painter.drawEllipse(QPointF(self._half, 0), size, size)


def _sign_of(badge: str, arm: float) -> QPainterPath:
    if badge == "dead":
        path = QPainterPath(QPointF(-arm, 0))
        path.lineTo(arm, 0)
        return path
    path = QPainterPath(QPointF(-arm, arm * 0.7))
    path.cubicTo(0, arm * 0.7, 0, -arm * 0.7, arm, -arm * 0.7)
    return path


def _fits(scale: float, least: float) -> bool:
    return scale >= least * theme.scale()


def _label_width(scale: float) -> float:
    return _LABEL_WIDTH * max(scale, 0.75) * theme.scale()


def _beside(scale: float) -> float:
    return max(11 * scale, 7.0)


def _name_font(look: UnitLook, scale: float) -> QFont:
    px = min(_WORD_PX * scale, _LARGEST_WORD_PX) if look.worded else _NAME_PX * scale
    return _font(max(px, _LEAST_PX), QFont.Weight.Medium)


def _caption_px(scale: float) -> float:
    return max(_CAPTION_PX * scale, _LEAST_PX)


def _font(px: float, weight: QFont.Weight) -> QFont:
    return theme.font(round(px), weight)
