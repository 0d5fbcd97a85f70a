"""Connections with a collapsed layer: many of them drawn as one strand, with their mean weight."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from engine import Network
from gui.canvas import geometry
from gui.canvas.collapsed.folding import HALF, Folding
from gui.canvas.geometry import Floats
from gui.canvas.wiring import Ints, Wiring
from gui.look import theme

SLOTS = 5  # where strands begin and end at the side of a block
_SPREAD = 0.72
_FAINTEST, _STRONGEST = 0.22, 0.75
_THINNEST, _THICKEST = 1.0, 2.6
_FAR = 1e5
_DASH = [4.0, 3.0]


class Strands(QGraphicsItem):
    """All strands of a scene, below the tiles; gestures pass through them.

    `counts` (s,) says how many connections each stands for, `means` (s,) is their mean weight.
    """

    def __init__(self) -> None:
        super().__init__()
        self.setZValue(-1)
        self.setAcceptedMouseButtons(Qt.MouseButton.NoButton)
        self._rows: Ints = np.empty(0, np.int64)
        self._ends: Floats = np.empty((0, 4))
        self.counts: Ints = np.empty(0, np.int64)
        self.means: Floats = np.empty(0)
        self._paths: list[QPainterPath] = []
        self.patterns = False

    def __len__(self) -> int:
        return len(self.counts) if len(self._rows) else 0

    def follow(self, network: Network, wiring: Wiring, folding: Folding) -> None:
        """Bundle the connections of which one end at least is in a block."""
        self._wiring, self._folding = wiring, folding
        arrays = network.arrays()
        tile = np.arange(len(wiring.ids))
        slot = np.zeros(len(wiring.ids), np.int64)
        folded = np.zeros(len(wiring.ids), bool)
        for block in folding.blocks:
            rows = np.array([wiring.row[unit] for unit in block.units])
            tile[rows], folded[rows] = rows[0], True
            slot[rows] = np.arange(len(rows)) * SLOTS // len(rows)
        self._folded = folded
        sources, targets = wiring.all_source_rows, wiring.all_target_rows
        self._rows = np.flatnonzero(folded[sources] | folded[targets])
        ends = tile * SLOTS + slot
        places = len(tile) * SLOTS
        kinds, self._strand = np.unique(
            ends[sources[self._rows]] * places + ends[targets[self._rows]], return_inverse=True
        )
        sides = np.divmod(kinds, places)
        self._kinds: Ints = np.stack([part for side in sides for part in np.divmod(side, SLOTS)], 1)
        self.counts = np.bincount(self._strand, minlength=len(self._kinds))
        assert len(arrays.sources) == len(sources)
        self.place()

    def place(self) -> None:
        """Bend the strands to where their tiles are now."""
        self._paths = []
        if len(self._rows):
            starts, ends = self._side(0, 1.0), self._side(2, -1.0)
            points = geometry.control_points(starts, ends).tolist()
            self._paths = [_path(each) for each in points]
        self.update()

    def take(self, weights: Floats) -> None:
        """Show the means of these weights of all the network's connections."""
        if len(self._rows):
            sums = np.bincount(self._strand, weights[self._rows], len(self.counts))
            self.means = sums / self.counts
            self.update()

    def _side(self, first: int, sign: float) -> Floats:
        """Where strands leave (1) or reach (−1) their tile (s, 2)."""
        tile, slot = self._kinds[:, first], self._kinds[:, first + 1]
        points = self._wiring.centres[tile].copy()
        points[:, 0] += sign * self._wiring.halves[tile]
        down = (slot - (SLOTS - 1) / 2) * (2 * HALF * _SPREAD / (SLOTS - 1))
        points[:, 1] += np.where(self._folded[tile], down, 0.0)
        return points

    def boundingRect(self) -> QRectF:
        """Anywhere: there is one such item only, and painting it is cheap."""
        return QRectF(-_FAR, -_FAR, 2 * _FAR, 2 * _FAR)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionGraphicsItem,  # noqa: ARG002
        widget: QWidget | None = None,  # noqa: ARG002
    ) -> None:
        """Draw them, the weakest first."""
        if not self._paths:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        strength = np.abs(np.nan_to_num(self.means))
        strength /= max(float(strength.max(initial=0.0)), 1e-12)
        for number in np.argsort(strength).tolist():
            painter.setPen(self._pen(float(self.means[number]), float(strength[number])))
            painter.drawPath(self._paths[number])

    def _pen(self, mean: float, strength: float) -> QPen:
        color = QColor(theme.sign_color(1.0 if mean >= 0 else -1.0))
        color.setAlphaF(_FAINTEST + (_STRONGEST - _FAINTEST) * strength)
        pen = QPen(color, (_THINNEST + (_THICKEST - _THINNEST) * strength) * theme.scale())
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        if self.patterns and mean < 0:
            pen.setDashPattern(_DASH)
        return pen


def _path(points: list[list[float]]) -> QPainterPath:
    path = QPainterPath(QPointF(*points[0]))
    path.cubicTo(*(QPointF(*point) for point in points[1:]))
    return path
