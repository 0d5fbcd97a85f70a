"""A curve that is painted with as few pieces as the eye can tell.

Import this module only after the first paint: pyqtgraph takes its time.
"""

from __future__ import annotations

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter

from gui.look import pens
from gui.look.arrays import draw_lines
from gui.panels.widgets import scales

_UNSEEN = 0.12  # pixels


class Line(pg.PlotCurveItem):  # type: ignore[misc]
    """A smooth curve whose pen is as wide on every screen and in every file."""

    def __init__(self) -> None:
        super().__init__(antialias=True, skipFiniteCheck=True)

    def paint(self, painter: QPainter, option: object, widget: object) -> None:
        """Paint it with the pen of the painter's device."""
        pen = self.opts["pen"]
        self.opts["pen"] = pens.sharp(pen, painter)
        super().paint(painter, option, widget)
        self.opts["pen"] = pen


class Curve(Line):
    """Holds every point that it is given; those in line with their neighbours cost no painting."""

    def __init__(self) -> None:
        super().__init__()
        self.setSegmentedLineMode("on")
        self._pieces = np.empty((0, 4))
        self._of: tuple[object, float] | None = None

    def paint(self, painter: QPainter, option: object, widget: object) -> None:
        """Paint it whole, in pieces, which takes Qt less than a path; with gaps as it is given."""
        x, y = self.getData()
        up = abs(painter.worldTransform().m22())
        whole = isinstance(self.opts["connect"], str)  # else an array says where the gaps are
        if not whole or x is None or len(x) < 2 or not up:
            super().paint(painter, option, widget)
            return
        if self._of is None or self._of[0] is not y or self._of[1] != up:
            x, seen = scales.without_straight(x, y, _UNSEEN / up)
            ends = np.stack([x, seen], axis=1)
            self._pieces, self._of = np.hstack([ends[:-1], ends[1:]]), (y, up)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pen = pens.sharp(self.opts["pen"], painter)
        pen.setCapStyle(Qt.PenCapStyle.SquareCap)  # round ones take Qt six times as long
        painter.setPen(pen)
        draw_lines(painter, self._pieces)
