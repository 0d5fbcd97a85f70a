"""Data points as marks: colour and shape tell the class, edge and middle the part of the data."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap, QPolygonF

from engine.data.datasets import PARTS
from gui.look import theme
from gui.stills import fine

MOST = 2000
_CORNERS = (0, 4, 3, 5)  # a disc, then a diamond, a triangle and a pentagon in turn
_EDGE_TRAINING, _EDGE_HELD_BACK = QColor("#ffffff"), QColor("#12151a")
_TRAINING, _TEST = PARTS.index("train"), PARTS.index("test")
_STROKE = (24, 14)
_MIDDLE = 0.5  # of the radius
_RADII = ((250, 4.0), (700, 3.3), (MOST, 2.7))


@dataclass(frozen=True)
class Marks:
    """Points (n, 2) in raw numbers, or (n, 3), their colours, the class that shapes them, and
    their part of the data as its place in PARTS: training points have a white edge, validation
    points a dark one, test points a dark one and a white middle."""

    points: NDArray[np.float64]
    colours: NDArray[np.uint32]
    shapes: NDArray[np.int64]
    parts: NDArray[np.int64]

    def thinned(self) -> Marks:
        """At most MOST of them, evenly chosen."""
        count = len(self.points)
        if count <= MOST:
            return self
        kept = np.linspace(0, count - 1, MOST).astype(np.int64)
        return Marks(self.points[kept], self.colours[kept], self.shapes[kept], self.parts[kept])


def radius_for(count: int) -> float:
    """How large a mark is when there are `count` of them, in design pixels."""
    return next((radius for most, radius in _RADII if count <= most), _RADII[-1][1])


def mark(
    colour: QColor,
    shape: int,
    *,
    part: int,
    radius: float,
    ratio: float = 1.0,
    hollow: bool = False,
) -> QPixmap:
    """One mark as a picture, to be drawn many times; a hollow one is a ring for a legend."""
    side = math.ceil(2 * (radius + 2.5))
    picture = QPixmap(round(side * ratio), round(side * ratio))
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    with QPainter(picture) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        middle = QPointF(side / 2, side / 2)
        _draw(painter, middle, colour, shape, part=part, radius=radius, hollow=hollow)
    return picture


def stroke(colour: QColor, line: Qt.PenStyle, ratio: float = 1.0) -> QPixmap:
    """A short piece of a curve as a picture, for a legend."""
    width, height = (round(side * theme.scale()) for side in _STROKE)
    picture = QPixmap(round(width * ratio), round(height * ratio))
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    with QPainter(picture) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(colour, 3 * theme.scale(), line, Qt.PenCapStyle.FlatCap))
        painter.drawLine(QPointF(1, height / 2), QPointF(width - 1, height / 2))
    return picture


def _draw(
    painter: QPainter,
    at: QPointF,
    colour: QColor,
    shape: int,
    *,
    part: int,
    radius: float,
    hollow: bool = False,
) -> None:
    edge = colour if hollow else _EDGE_TRAINING if part == _TRAINING else _EDGE_HELD_BACK
    painter.setPen(QPen(edge, 0.4 * radius))
    painter.setBrush(Qt.BrushStyle.NoBrush if hollow else colour)
    _outline(painter, at, shape, radius)
    if part == _TEST:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(_EDGE_TRAINING)
        painter.drawEllipse(at, _MIDDLE * radius, _MIDDLE * radius)


def paint(
    painter: QPainter,
    area: QRectF,
    places: NDArray[np.float64],
    marks: Marks,
    radius: float | None = None,
) -> None:
    """Paint all marks; `places` (n, 2) are in the painter's coordinates. Test ones on top.

    `radius` in design pixels is as usual for so many marks when None.
    """
    radius = (radius or radius_for(len(places))) * theme.scale()
    ratio = painter.device().devicePixelRatioF()
    stamps: dict[tuple[int, int, int], QPixmap] = {}
    order = np.argsort(marks.parts, kind="stable")
    painter.save()
    painter.setClipRect(area)
    for index in order.tolist():
        key = (
            int(marks.colours[index]),
            int(marks.shapes[index]) % len(_CORNERS),
            int(marks.parts[index]),
        )
        colour = QColor.fromRgb(key[0])
        if fine.is_wanted():
            at = QPointF(*places[index].tolist())
            _draw(painter, at, colour, key[1], part=key[2], radius=radius)
            continue
        if key not in stamps:
            stamps[key] = mark(colour, key[1], part=key[2], radius=radius, ratio=ratio)
        stamp = stamps[key]
        half = QSizeF(stamp.deviceIndependentSize()) / 2
        painter.drawPixmap(
            QPointF(places[index, 0] - half.width(), places[index, 1] - half.height()), stamp
        )
    painter.restore()


def paint_rings(
    painter: QPainter, places: NDArray[np.float64], ringed: NDArray[np.int64], ratio: float
) -> None:
    """Put a ring around those of the places (n, 2) whose numbers are `ringed`."""
    if not len(ringed):
        return
    radius = radius_for(len(places)) * theme.scale()
    if fine.is_wanted():
        for x, y in places[ringed].tolist():
            _draw_ring(painter, QPointF(x, y), radius)
        return
    picture = ring(radius, ratio)
    half = QSizeF(picture.deviceIndependentSize()) / 2
    for x, y in places[ringed].tolist():
        painter.drawPixmap(QPointF(x - half.width(), y - half.height()), picture)


def ring(radius: float, ratio: float = 1.0) -> QPixmap:
    """The ring around a wrong mark of that radius, as a picture; seen on every colour."""
    reach = _reach(radius)
    side = math.ceil(2 * (reach + 2.5 * theme.scale()))
    picture = QPixmap(round(side * ratio), round(side * ratio))
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    with QPainter(picture) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        _draw_ring(painter, QPointF(side / 2, side / 2), radius)
    return picture


def _reach(radius: float) -> float:
    return radius + 2.0 * theme.scale()


def _draw_ring(painter: QPainter, at: QPointF, radius: float) -> None:
    look, reach = theme.current(), _reach(radius)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for colour, width in ((look.panel, 2.8), (look.text, 1.3)):
        painter.setPen(QPen(colour, width * theme.scale()))
        painter.drawEllipse(at, reach, reach)


def paint_chosen(painter: QPainter, at: QPointF, count: int) -> None:
    """A wide ring with four ticks around one of `count` marks: the one that is looked at."""
    look, scale = theme.current(), theme.scale()
    reach = (radius_for(count) + 6.5) * scale
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for colour, width in ((look.panel, 6.0), (look.accent, 3.0)):
        painter.setPen(QPen(colour, width * scale))
        painter.drawEllipse(at, reach, reach)
        for x, y in ((-1, 0), (1, 0), (0, -1), (0, 1)):
            way = QPointF(x, y)
            painter.drawLine(at + way * reach, at + way * (reach + 4.0 * scale))


def _outline(painter: QPainter, at: QPointF, shape: int, radius: float) -> None:
    corners = _CORNERS[shape % len(_CORNERS)]
    if not corners:
        painter.drawEllipse(at, radius, radius)
        return
    reach = radius * 1.22
    angles = (-math.pi / 2 + 2 * math.pi * corner / corners for corner in range(corners))
    painter.drawPolygon(
        QPolygonF(
            [QPointF(at.x() + reach * math.cos(a), at.y() + reach * math.sin(a)) for a in angles]
        )
    )
