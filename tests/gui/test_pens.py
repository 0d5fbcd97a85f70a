"""Lines keep their width, whatever they are stretched by and however fine the screen is."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QImage, QPainter

from gui.canvas.tiles.pictures import edge_of
from gui.canvas.tiles.unit_look import UnitLook, drawn
from gui.look import pens

EDGE = 40


@pytest.mark.parametrize("ratio", [1.0, 1.25, 1.5, 2.0])
@pytest.mark.parametrize("stretch", [0.1, 1.0, 25.0])
@pytest.mark.usefixtures("qapp")
def test_a_line_is_as_wide_on_a_fine_screen(ratio: float, stretch: float) -> None:
    edge = round(EDGE * ratio)
    image = QImage(edge, edge, QImage.Format.Format_Grayscale8)
    image.setDevicePixelRatio(ratio)
    image.fill(Qt.GlobalColor.black)
    with QPainter(image) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.scale(1, stretch)
        painter.setPen(pens.sharp(pens.line(QColor("white"), 4), painter))
        painter.drawLine(QPointF(-EDGE, EDGE / 2 / stretch), QPointF(2 * EDGE, EDGE / 2 / stretch))
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(edge, image.bytesPerLine())
    assert rows[:, edge // 2].sum() / 255 == pytest.approx(4 * ratio, rel=0.05)


@pytest.mark.parametrize("ratio", [1.0, 1.25, 1.5, 2.0])
@pytest.mark.parametrize("scale", [0.7, 0.95, 1.0, 1.37])
@pytest.mark.usefixtures("qapp")
def test_the_frame_of_a_tile_ends_between_two_pixels(scale: float, ratio: float) -> None:
    half = 22.0
    image, _, y = drawn(UnitLook("", "hidden"), half, scale, ratio)
    pixels = np.frombuffer(image.constBits(), np.uint32).reshape(image.height(), image.width())
    across = pixels[round(-y * ratio)] >> 24
    seen = across[np.flatnonzero(across > 25)]  # a tenth: what Qt smooths a straight edge with
    assert seen[[0, -1]].min() > 220, "the outermost pixel is full"
    assert edge_of(2 * half, scale * ratio) % 2 == 0, "its picture is the same to both sides"
