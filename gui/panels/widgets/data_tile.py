"""A small picture of a dataset that can be chosen: its points, or a table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy

from engine import datasets
from gui.look import theme
from gui.panels.widgets.tiles import PaintedButton

_WIDTH, _HEIGHT, _CAPTION = 60, 38, 16
_MARGIN = 5.0
_GAP = 3.0  # half of what is left between two pictures
_TIGHTEST = 94  # per cent of the usual distance between letters
_SAMPLES = {"binary": 84, "regression": 260, "multiclass": 120}
# Where the brush has left points, in radii of the drawing: classes take turns.
_DABS = ((-5.0, -1.6), (-1.2, 1.6), (-4.0, 0.4), (0.2, 2.4), (-3.0, -0.9), (-2.4, 2.5))


@dataclass(frozen=True, eq=False)
class Sketch:
    """Points (n, 2) from −1 to 1, what colours them, and their size.

    `shades` (n,) run from −1, negative, to 1, positive; with `classes` they are class numbers.
    """

    points: NDArray[np.float64]
    shades: NDArray[np.float64]
    size: float
    classes: bool = False

    def colours(self) -> list[QColor]:
        """A colour for each point, in the look in use."""
        if self.classes:
            return [theme.named(f"class {number:.0f}") for number in self.shades.tolist()]
        rgb = theme.diverging(self.shades, -1.0, 1.0)
        return [QColor.fromRgb(each) for each in rgb.tolist()]


Drawing = Sketch | Literal["table", "dots", "brush"]


def sketch(generator: datasets.Generator) -> Sketch:
    """The points of a generator, few and without noise, fitted into the tile."""
    intricate = generator.task == "binary" and generator.knob is not None
    usual = _SAMPLES[generator.task] * (2 if intricate else 1)
    data = generator.make(generator.samples if generator.exact else usual, 0.0, seed=1)
    targets = data.targets[:, 0]
    if data.inputs.shape[1] == 1:  # a curve
        points = _fitted(np.column_stack([data.inputs[:, 0], targets]), each=True)
        return Sketch(points, points[:, 1], 2.2)
    points = _fitted(data.raw(data.train_rows), each=False)
    if data.task == "multiclass":
        classes = np.argmax(data.targets, axis=1).astype(np.float64)
        return Sketch(points, classes, 2.6, classes=True)
    if generator.exact:
        return Sketch(0.7 * points, 2 * targets - 1, 6.0)
    if data.task == "binary":
        return Sketch(points, 2 * targets - 1, 2.2 if intricate else 2.6)
    return Sketch(points, targets / np.abs(targets).max(), 3.2)


def _fitted(points: NDArray[np.float64], *, each: bool) -> NDArray[np.float64]:
    """Brought to −1 … 1, by one scale for both directions or by one for each."""
    low, high = points.min(axis=0), points.max(axis=0)
    reach = (high - low) / 2
    fitted: NDArray[np.float64] = (points - (low + high) / 2) / (reach if each else reach.max())
    return fitted


class DataTile(PaintedButton):
    """One dataset: its sketch, a table, a brush or three dots above its name; checked when in use.

    Tiles touch, so that names have room.
    """

    def __init__(self, text: str, drawing: Drawing) -> None:
        super().__init__(text)
        self._side = 0
        self.setCheckable(True)
        self._sketch = drawing
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def stand(self, side: int) -> None:
        """Stand flush at the left (−1) or right (1) edge of the row, or between (0)."""
        self._side = side

    def sizeHint(self) -> QSize:
        """The tile and its caption."""
        scale = theme.scale()
        return QSize(round(_WIDTH * scale), round((_HEIGHT + _CAPTION) * scale))

    def nextCheckState(self) -> None:  # noqa: N802
        """Leave the check mark to the panel: it follows the document."""

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint ground, points and name."""
        scale = theme.scale()
        with QPainter(self) as painter:
            left, right = (_GAP * scale * (1 + side) for side in (self._side, -self._side))
            ground = QRectF(left, 0, self.width() - left - right, _HEIGHT * scale)
            self.paint_ground(painter, ground, 6 * scale)
            margin = _MARGIN * scale
            inner = ground.adjusted(margin, margin, -margin, -margin)
            if self._sketch == "table":
                _paint_table(painter, inner)
            elif self._sketch == "dots":
                _paint_dots(painter, inner)
            elif self._sketch == "brush":
                _paint_brush(painter, inner)
            else:
                _paint_points(painter, inner, self._sketch, scale)
            self._paint_name(painter, ground)

    def _paint_name(self, painter: QPainter, ground: QRectF) -> None:
        look = theme.current()
        room = self.width()
        painter.setFont(_fitting_font(self.text(), room, strong=self.isChecked()))
        painter.setPen(look.text if self.isChecked() else look.secondary)
        text = painter.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, room)
        area = QRectF(0, ground.bottom(), room, self.height() - ground.bottom())
        if painter.fontMetrics().horizontalAdvance(text) <= ground.width():
            area.setLeft(ground.left())
            area.setRight(ground.right())
        painter.drawText(area, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignBottom, text)


def _fitting_font(text: str, room: int, *, strong: bool) -> QFont:
    """Semibold for the chosen one; a long name comes closer together, then loses its weight."""
    bold, plain = QFont.Weight.DemiBold, QFont.Weight.Normal
    font = theme.font(theme.TEXT_CAPTION, bold if strong else plain)
    for weight in (bold, plain) if strong else (plain,):
        if QFontMetrics(font).horizontalAdvance(text) <= room:
            break
        font = theme.font(theme.TEXT_CAPTION, weight)
        font.setLetterSpacing(QFont.SpacingType.PercentageSpacing, _TIGHTEST)
    return font


def _paint_points(painter: QPainter, area: QRectF, drawing: Sketch, scale: float) -> None:
    reach = min(area.width(), area.height()) / 2
    middle = area.center()
    size = drawing.size * scale
    painter.setPen(Qt.PenStyle.NoPen)
    for (x, y), colour in zip(drawing.points.tolist(), drawing.colours(), strict=True):
        painter.setBrush(colour)
        painter.drawEllipse(
            QPointF(middle.x() + x * reach, middle.y() - y * reach), size / 2, size / 2
        )


def _paint_dots(painter: QPainter, area: QRectF) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.current().faint)
    size = area.height() / 14
    for step in (-1, 0, 1):
        middle = area.center() + QPointF(step * 4.5 * size, 0)
        painter.drawEllipse(middle, size, size)


def _paint_brush(painter: QPainter, area: QRectF) -> None:
    """A brush that has left some points of two classes."""
    size, middle = area.height() / 6, area.center()
    painter.setPen(Qt.PenStyle.NoPen)
    for number, (x, y) in enumerate(_DABS):
        painter.setBrush(theme.named(f"class {number % 2}"))
        painter.drawEllipse(middle + QPointF(x * size, y * size), size / 2, size / 2)
    painter.setPen(QPen(theme.current().secondary, size / 1.6, c=Qt.PenCapStyle.RoundCap))
    painter.drawLine(middle + QPointF(size, 1.2 * size), middle + QPointF(4 * size, -2.2 * size))


def _paint_table(painter: QPainter, area: QRectF) -> None:
    look = theme.current()
    gap = area.height() / 12
    width, height = (area.width() * 0.84 - 3 * gap) / 4, (area.height() - 3 * gap) / 4
    left = area.center().x() - (4 * width + 3 * gap) / 2
    painter.setPen(Qt.PenStyle.NoPen)
    for row in range(4):
        painter.setBrush(look.faint if row == 0 else look.hairline)
        for column in range(4):
            cell = QRectF(
                left + column * (width + gap), area.top() + row * (height + gap), width, height
            )
            painter.drawRoundedRect(cell, gap / 2, gap / 2)
