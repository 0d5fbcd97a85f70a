"""Pens that stay as wide as they are, however what they draw is stretched."""

from __future__ import annotations

import math

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPainter, QPen

from gui.look import theme


def line(colour: QColor, width: float = 1.0, style: Qt.PenStyle = Qt.PenStyle.SolidLine) -> QPen:
    """A pen of `width` pixels at the text size that is designed, more in projector mode."""
    pen = QPen(colour, width * theme.scale(), style)
    if style == Qt.PenStyle.SolidLine:  # dots and dashes would flow into each other
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    pen.setCosmetic(True)
    return pen


def sharp(pen: QPen, painter: QPainter) -> QPen:
    """The same on this painter's device: Qt counts such a pen's width in pixels of the device.

    Without it lines are half as wide on a screen at 200 %, and in a file of twice as many pixels.
    """
    inner = abs(painter.worldTransform().determinant())
    outer = abs(painter.deviceTransform().determinant())
    wide = QPen(pen)
    if inner and pen.isCosmetic():
        wide.setWidthF(pen.widthF() * math.sqrt(outer / inner))
    return wide
