"""What gestures draw before anything is done: a unit that would be added, a curve, a reason."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPainterPath, QPen

from engine import Kind
from gui.canvas import geometry
from gui.canvas.geometry import Point
from gui.look import theme

_CARD_WIDTH = 300
_CARD_MARGIN = 10
_WIDEST_CONNECTION = 6.0
_ENDS = geometry.SEGMENTS // 4


def paint_ghost(
    painter: QPainter, kind: Kind, point: Point, name: str, hint: str = "", *, below: bool = False
) -> None:
    """A unit that is not there yet, with a word on what releasing the button does.

    The word stands beside the unit, or below it where a connection would leave its right edge.
    """
    colours = theme.current()
    half = geometry.half_size(kind)
    tile = QRectF(point[0] - half, point[1] - half, 2 * half, 2 * half)
    ground, ink = QColor(colours.panel), QColor(colours.accent)
    ground.setAlphaF(0.85)
    ink.setAlphaF(0.6)
    painter.setPen(QPen(ink, 1.6))
    painter.setBrush(ground)
    painter.drawRoundedRect(tile, geometry.CORNER, geometry.CORNER)
    painter.setFont(theme.font(14, QFont.Weight.Medium))
    painter.setPen(colours.faint)
    painter.drawText(tile, Qt.AlignmentFlag.AlignCenter, name)
    if not hint:
        return
    painter.setFont(theme.font(11, QFont.Weight.Medium))
    wide = 260 * theme.scale()
    place = QRectF(tile.right() + 10, tile.top(), wide, tile.height())
    side = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
    if below:
        place = QRectF(point[0] - wide / 2, tile.bottom() + 6, wide, 18 * theme.scale())
        side = Qt.AlignmentFlag.AlignCenter
    # A guide may run through here: the words stand on ground of their own.
    words = painter.boundingRect(place, side, hint).adjusted(-4, -2, 4, 2)
    painter.fillRect(words, colours.canvas)
    painter.setPen(colours.accent)
    painter.drawText(place, side, hint)


def paint_curve(painter: QPainter, start: Point, end: Point, color: QColor) -> None:
    """A dashed connection between two points."""
    pen = QPen(color, 2.2, Qt.PenStyle.CustomDashLine)
    pen.setDashPattern([4, 2])
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPath(curve_path(start, end))


def paint_erased(painter: QPainter, curve: geometry.Floats) -> None:
    """A connection (k, 2) that would go: hidden below the canvas's colour, with a faint trace.

    Its ends are left alone: others that begin or end there would be hidden with it.
    """
    colours = theme.current()
    painter.setBrush(Qt.BrushStyle.NoBrush)
    points = [QPointF(x, y) for x, y in curve[_ENDS:-_ENDS].tolist()]
    path = QPainterPath(points[0])
    for point in points[1:]:
        path.lineTo(point)
    painter.setPen(QPen(colours.canvas, _WIDEST_CONNECTION))
    painter.drawPath(path)
    painter.setPen(QPen(colours.hairline, 1.5, Qt.PenStyle.DotLine))
    painter.drawPath(path)


def curve_path(start: Point, end: Point) -> QPainterPath:
    """The curve of a connection as a path."""
    (points,) = geometry.control_points(np.array([start]), np.array([end])).tolist()
    path = QPainterPath(QPointF(*points[0]))
    path.cubicTo(*(QPointF(*point) for point in points[1:]))
    return path


def paint_reason(painter: QPainter, view_point: QPoint, visible: QRectF, text: str) -> None:
    """A card beside the pointer that says why a connection cannot end here; unscaled."""
    frame = painter.transform().mapRect(visible).toRect()
    painter.save()
    painter.resetTransform()
    colours = theme.current()
    font = theme.font(theme.TEXT, QFont.Weight.Medium)
    wrap = Qt.TextFlag.TextWordWrap
    width = min(round(_CARD_WIDTH * theme.scale()), frame.width() - 4 * _CARD_MARGIN)
    inner = QFontMetrics(font).boundingRect(QRect(0, 0, width, 1000), wrap, text)
    card = inner.adjusted(-_CARD_MARGIN, -_CARD_MARGIN, _CARD_MARGIN, _CARD_MARGIN)
    card.moveTopLeft(view_point + QPoint(28, 44))
    card.moveLeft(max(frame.left() + 4, min(card.left(), frame.right() - card.width() - 4)))
    if card.bottom() > frame.bottom() - 4:
        card.moveBottom(view_point.y() - 14)
    painter.setPen(QPen(colours.notice, 1.5))
    painter.setBrush(colours.panel)
    painter.drawRoundedRect(card, theme.RADIUS, theme.RADIUS)
    painter.setPen(colours.text)
    painter.setFont(font)
    words = card.adjusted(_CARD_MARGIN, _CARD_MARGIN, -_CARD_MARGIN + 1, -_CARD_MARGIN + 1)
    painter.drawText(words, wrap, text)
    painter.restore()
