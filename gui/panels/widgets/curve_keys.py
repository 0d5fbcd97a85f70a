"""Names beside the ends of curves, at the height where each curve ends."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cmp_to_key
from itertools import pairwise

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from gui.look import theme

KEYS_WIDTH = 84
_LINE = 15
_DASH = 12


@dataclass(frozen=True)
class Key:
    """One curve's name, the name of its colour in the theme, its width, last value and height."""

    name: str
    colour: str
    width: float
    value: float
    height: float
    line: Qt.PenStyle = Qt.PenStyle.SolidLine


class CurveKeys(QWidget):
    """A narrow strip at the right of a chart; `place` turns a height into a widget coordinate."""

    def __init__(self, place: Callable[[float], float], width: int = KEYS_WIDTH) -> None:
        super().__init__()
        self._place, self._wanted_width = place, width
        self._keys: tuple[Key, ...] = ()
        self._fit()
        theme.signals.changed.connect(self._fit)

    def show_keys(self, keys: Sequence[Key]) -> None:
        """Show these names."""
        self._keys = tuple(keys)
        self.setAccessibleName(", ".join(f"{key.name} {key.value:.4g}" for key in keys))
        self.update()

    def follow(self) -> None:
        """Stand right beside other ranges."""
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint a short piece of each line and its name, never on top of each other."""
        look, scale = theme.current(), theme.scale()
        shown = [key for key in self._keys if math.isfinite(key.height)]
        heights = apart(
            [self._place(key.height) for key in shown],
            _LINE * scale,
            _LINE * scale / 2,
            self.height() - _LINE * scale,
        )
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setFont(theme.font(theme.TEXT_CAPTION, QFont.Weight.Medium))
            for key, height in zip(shown, heights, strict=True):
                colour = theme.named(key.colour)
                painter.setPen(QPen(colour, key.width * scale, key.line))
                left = 6 * scale
                painter.drawLine(QPointF(left, height), QPointF(left + _DASH * scale, height))
                painter.setPen(look.secondary)
                start = left + (_DASH + 5) * scale
                left_over = self.width() - start
                room = QRectF(start, height - _LINE * scale / 2, left_over, _LINE * scale)
                name = painter.fontMetrics().elidedText(
                    key.name, Qt.TextElideMode.ElideRight, int(left_over)
                )
                painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, name)

    def _fit(self) -> None:
        self.setFixedWidth(round(self._wanted_width * theme.scale()))
        self.update()


def apart(heights: Sequence[float], gap: float, top: float, bottom: float) -> list[float]:
    """The same heights moved as little as need be to lie `gap` apart, in order, in the room."""

    def above(one: int, other: int) -> int:
        """Who stands above whom: heights decide, but curves that nearly touch keep their order."""
        difference = heights[one] - heights[other]
        return int(math.copysign(1, difference)) if abs(difference) > gap / 2 else one - other

    order = sorted(range(len(heights)), key=cmp_to_key(above))
    moved = [min(max(height, top), bottom) for height in heights]
    for upper, lower in pairwise(order):
        moved[lower] = max(moved[lower], moved[upper] + gap)
    overflow = max((moved[order[-1]] - bottom, 0.0)) if order else 0.0
    if overflow:
        moved[order[-1]] = bottom
        for lower, upper in pairwise(reversed(order)):
            moved[upper] = min(moved[upper], moved[lower] - gap)
    return moved
