"""Weights written on their connections, as numbers, where there is room for them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, QRectF, Qt, QTimer
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter

from gui.canvas.geometry import Floats, Point
from gui.canvas.wiring import Pair
from gui.look import theme
from gui.look.words import compact, fixed

if TYPE_CHECKING:
    from gui.canvas.scene import NetworkScene

MOST = 48
_MOST_OF_A_UNIT = 24
_READABLE_MS = 120
_SIZE = 10
_AIR = 3.0
_AROUND_TILE = 3.0
_CAPTION = 14.0
_VEIL = 0.9
_SHARP_UP_TO = 100.0
# Where along its curve a label may stand, the middle first, never at an end.
_STANDS = [10, 9, 11, 8, 12, 7, 13, 6, 14, 5, 15]


class WeightLabels(QObject):
    """Chooses connections, finds a free place on the curve of each, and writes their weights.

    While building a small network: all of them. Else those of the units and connections that are
    selected or under the pointer. What finds no free place has no label, unless it was chosen
    by itself. `enabled` is the person's choice.
    """

    def __init__(self, scene: NetworkScene) -> None:
        super().__init__(scene)
        self._scene = scene
        self.enabled = True
        self._rows: Sequence[int] = ()
        self._rooms: Floats = np.empty((0, 4))
        self._texts: list[str] = []
        self._scale = 0.0
        self._laid_out_for: object = None
        self._later = QTimer(self, singleShot=True, interval=_READABLE_MS)
        self._later.timeout.connect(self._write)
        scene.wiring_changed.connect(self._forget)
        scene.numbers_changed.connect(self._numbers_came)

    def enable(self, enabled: bool) -> None:
        """Write weights where there is room (True), or none."""
        self.enabled = enabled
        self._forget()
        self._scene.marks_changed.emit()

    @property
    def shown(self) -> dict[Pair, str]:
        """What was written last, by connection."""
        pairs = (self._scene.wiring.pair(row) for row in self._rows)
        return dict(zip(pairs, self._texts, strict=True))

    def room(self, pair: Pair) -> QRectF:
        """Where the label of a connection stands, in the scene."""
        number = list(self.shown).index(pair)
        left, top, right, bottom = (self._rooms[number] / self._scale).tolist()
        return QRectF(left, top, right - left, bottom - top)

    def pair_at(self, point: Point) -> Pair | None:
        """The connection whose label is at a point of the scene."""
        if not len(self._rows):
            return None
        (left, top, right, bottom), (x, y) = self._rooms.T, np.array(point) * self._scale
        found = np.flatnonzero((left <= x) & (x <= right) & (top <= y) & (y <= bottom))
        return self._scene.wiring.pair(self._rows[found[-1]]) if len(found) else None

    def paint(self, painter: QPainter) -> None:
        """Write them; `painter` maps the scene to the view."""
        to_view = painter.worldTransform()
        self._lay_out(to_view.m11())
        if not len(self._rows):
            return
        colours, scale = theme.current(), theme.scale()
        ground = QColor(colours.canvas)
        ground.setAlphaF(_VEIL)
        painter.save()
        painter.resetTransform()
        painter.translate(round(to_view.dx()), round(to_view.dy()))
        painter.setFont(_font())
        for corners, text in zip(self._rooms.tolist(), self._texts, strict=True):
            room = QRectF(corners[0], corners[1], corners[2] - corners[0], corners[3] - corners[1])
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(ground)
            painter.drawRoundedRect(room, 4 * scale, 4 * scale)
            painter.setPen(colours.text)
            painter.drawText(room, Qt.AlignmentFlag.AlignCenter, text)
        painter.restore()

    # Which, and where

    def _forget(self) -> None:
        self._laid_out_for = None
        self._rows, self._rooms, self._texts = (), np.empty((0, 4)), []

    def _numbers_came(self) -> None:
        if len(self._rows) and not self._later.isActive():
            self._later.start()

    def _write(self) -> None:
        """Take the weights as they are now: often enough to be read, no oftener."""
        weights = self._scene.overlay.weights
        texts = [_text(float(weights[row])) for row in self._rows]
        if texts != self._texts:
            self._texts = texts
            self._scene.marks_changed.emit()

    def _lay_out(self, scale: float) -> None:
        scene = self._scene
        chosen = scene.selection.units, scene.selection.connections, scene.hovered
        enabled = self.enabled and not scene.overlay.lines.flow  # lines are no weights then
        wanted = (enabled, scene.wiring, scale, scene.mode, chosen, theme.scale())
        if wanted == self._laid_out_for:
            return
        self._laid_out_for, self._scale = wanted, scale
        rows, singled = self._wanted() if enabled else ([], set())
        self._rows, self._rooms = self._placed(rows, singled, scale)
        weights = scene.overlay.weights
        self._texts = [_text(float(weights[row])) for row in self._rows]

    def _wanted(self) -> tuple[list[int], set[int]]:
        """Rows of connections, and which of them were chosen by themselves.

        Whatever the pointer is on, those that are shown anyway come first: labels do not jump.
        """
        scene, wiring = self._scene, self._scene.wiring
        pairs = set(scene.selection.connections)
        if scene.hovered.connection is not None:
            pairs.add(scene.hovered.connection)
        singled = wiring.rows_of_pairs(pairs).tolist() if len(pairs) <= MOST else []
        units = set(scene.selection.units) | set(scene.hovered.units)
        small = not scene.watching and len(wiring.keys) <= MOST
        rows = list(range(len(wiring.keys))) if small else []
        rows += [row for unit in sorted(units)[:MOST] for row in self._of_unit(unit)]
        return list(dict.fromkeys([*rows[:MOST], *singled])), set(singled)

    def _of_unit(self, unit: int) -> Iterable[int]:
        """The connections of a unit, the strongest of very many."""
        wiring = self._scene.wiring
        rows = np.flatnonzero((wiring.sources == unit) | (wiring.targets == unit))
        strongest = np.argsort(-np.abs(self._scene.overlay.weights[rows]), kind="stable")
        found: list[int] = np.sort(rows[strongest[:_MOST_OF_A_UNIT]]).tolist()
        return found

    def _placed(self, rows: list[int], singled: set[int], scale: float) -> tuple[list[int], Floats]:
        """The connections that have a label, and its corners (r, 4) in pixels."""
        if not rows:
            return [], np.empty((0, 4))
        metrics = QFontMetricsF(_font())
        width, height = metrics.horizontalAdvance("−0.00") + 2 * _AIR, metrics.height()
        curves = self._scene.wiring.curves_of(np.array(rows))[:, _STANDS] * scale
        half = np.array([width, height]) / 2
        boxes = np.concatenate([curves - half, curves + half], axis=2)  # (rows, stands, 4)
        taken, kept, rooms = self._tiles(scale), list[int](), list[Floats]()
        for number, row in enumerate(rows):
            free = np.flatnonzero(~_hits(boxes[number], taken))
            if len(free) or row in singled:
                room = boxes[number, free[0] if len(free) else 0]
                kept.append(row)
                rooms.append(room)
                taken = np.concatenate([taken, room[None]])
        return kept, np.array(rooms).reshape(-1, 4)

    def _tiles(self, scale: float) -> Floats:
        """The corners (n, 4) of what labels must not lie on, in pixels."""
        wiring = self._scene.wiring
        half = wiring.halves[:, None] * scale + _AROUND_TILE
        corners = np.concatenate(
            [wiring.centres * scale - half, wiring.centres * scale + half], axis=1
        )
        if not self._scene.watching:
            corners[:, 3] += _CAPTION * scale
        return corners


def _hits(boxes: Floats, others: Floats) -> NDArray[np.bool_]:
    """Which boxes (b, 4) touch any of the others (n, 4)."""
    left, top, right, bottom = (boxes[:, side, None] for side in range(4))
    return np.asarray(
        (
            (left < others[:, 2])
            & (right > others[:, 0])
            & (top < others[:, 3])
            & (bottom > others[:, 1])
        ).any(axis=1)
    )


def _text(weight: float) -> str:
    return fixed(weight, 2) if abs(weight) < _SHARP_UP_TO else compact(weight)


def _font() -> QFont:
    return theme.font(_SIZE, QFont.Weight.Medium, tabular=True)
