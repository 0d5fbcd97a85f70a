"""What is written on tiles and below them, and the veil over units that dropout leaves out."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter

from gui.canvas import geometry
from gui.canvas.geometry import Floats
from gui.canvas.scene import NetworkScene
from gui.canvas.tiles.unit_look import DROPPED_SHARE
from gui.canvas.wiring import Ints
from gui.look import theme
from gui.look.translate import tr

_WIDE = 100.0
_WORD_PX, _SHARE_PX, _LEAST_PX = 12, 10, 9
_FROM = 0.6  # the scale from which on words fit into tiles


def draw_veils(
    painter: QPainter, scene: NetworkScene, rows: Ints, places: Floats, scale: float
) -> None:
    """Hide as much of a unit's picture as the share of the time that it was off."""
    colours, shares = theme.current(), scene.overlay.off
    veiled = rows[shares[rows] > 0.0].tolist()
    if not veiled:
        return
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    corner = geometry.CORNER * scale
    for row in veiled:
        veil = QColor(colours.canvas)
        veil.setAlphaF((1 - DROPPED_SHARE) * float(shares[row]))
        painter.setBrush(veil)
        (x, y), half = places[row].tolist(), float(scene.wiring.halves[row]) * scale
        painter.drawRoundedRect(QRectF(x - half, y - half, 2 * half, 2 * half), corner, corner)
    painter.restore()


def draw_words(
    painter: QPainter, scene: NetworkScene, rows: Ints, places: Floats, scale: float, ratio: float
) -> None:
    """Write what pictures have to say in numbers, and how often units were off."""
    if scale < _FROM * theme.scale() * ratio:
        return
    overlay = scene.overlay
    if overlay.pictures.worded:
        _draw_numbers(
            painter, scene, rows[overlay.pictured[rows] & overlay.kept[rows]], places, scale
        )
    off = rows[overlay.off[rows] > 0.0]
    if len(off):
        _draw_shares(painter, scene, off, places, scale)


def _draw_numbers(
    painter: QPainter, scene: NetworkScene, rows: Ints, places: Floats, scale: float
) -> None:
    words = scene.overlay.pictures.words(scene.wiring.ids[rows].tolist())
    painter.setFont(_font(_WORD_PX, scale))
    for (word, ink), (x, y) in zip(words, places[rows].tolist(), strict=True):
        painter.setPen(ink)
        room = QRectF(x - _WIDE, y - _WIDE, 2 * _WIDE, 2 * _WIDE)
        painter.drawText(room, Qt.AlignmentFlag.AlignCenter, word)


def _draw_shares(
    painter: QPainter, scene: NetworkScene, rows: Ints, places: Floats, scale: float
) -> None:
    painter.setFont(_font(_SHARE_PX, scale))
    painter.setPen(theme.current().secondary)
    below = places[rows, 1] + scene.wiring.halves[rows] * scale
    percent = np.rint(100 * scene.overlay.off[rows]).astype(int)
    for x, y, share in zip(places[rows, 0].tolist(), below.tolist(), percent.tolist(), strict=True):
        room = QRectF(x - _WIDE, y + scale, 2 * _WIDE, _WIDE)
        side = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop
        painter.drawText(room, side, tr("{share} % off", share=share))


def _font(px: int, scale: float) -> QFont:
    font = theme.font(1, QFont.Weight.Medium, tabular=True)
    font.setPixelSize(max(_LEAST_PX, round(px * scale)))
    return font
