"""Connections drawn with Qt, on screens where several pixels make one of the view's."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtGui import QColor, QImage

from engine import Network
from gui.canvas.connections.edges import Frame, strokes
from gui.canvas.connections.line_edges import LineEdges
from gui.canvas.connections.quality import FULL
from gui.canvas.wiring import Wiring

WIDTH, HEIGHT = 300, 200


def painted(ratio: float) -> np.ndarray:
    """The picture of the same frame, on images that say so many pixels make one."""
    network = Network.layered([3, 5, 2], seed=1)
    ground, image = (QImage(WIDTH, HEIGHT, QImage.Format.Format_RGB32) for _ in range(2))
    ground.fill(QColor("#fafbfc"))
    ground.setPixelColor(WIDTH - 3, HEIGHT - 3, QColor("#000000"))
    for one in (ground, image):  # one that was shown before says so too
        one.setDevicePixelRatio(ratio)
    wiring = Wiring(network)
    working = np.ones(len(wiring.ids), bool)
    look = strokes(dark=False, size=1.0, patterns=False)
    weights = network.arrays().weights
    frame = Frame(wiring, wiring.centres, working, weights, 2.0, look, 0.7, (150.0, 100.0), ground)
    LineEdges().paint(frame, image, FULL)
    return np.frombuffer(image.constBits(), np.uint32).copy()


@pytest.mark.parametrize("ratio", [1.25, 2.0])
def test_lines_and_ground_stand_where_they_belong(qapp, ratio):
    plain = painted(1.0)
    assert len(np.unique(plain)) > 10
    assert np.array_equal(painted(ratio), plain)
