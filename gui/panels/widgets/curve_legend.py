"""The names of curves inside their chart, where they hide least."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from gui.look import theme
from gui.panels.widgets.curve_keys import Key

Points = tuple[NDArray[np.floating], NDArray[np.floating]]
_LINE, _DASH, _GAP, _MARGIN = 15, 14, 6, 6
_SAMPLES = 24
_NEAR = 2.0
_VEIL = 0.8
# (across, down) shares of the free room: the corners first, then the middles of the edges.
_PLACES = ((1.0, 0.0), (1.0, 1.0), (0.0, 0.0), (0.0, 1.0), (1.0, 0.5), (0.5, 0.0), (0.5, 1.0))


@dataclass(frozen=True)
class Ground:
    """What the legend lies over, in its own pixels: the field, curves, and words elsewhere."""

    field: QRectF
    curves: Sequence[Points]
    words: Sequence[QRectF] = ()


class CurveLegend(QWidget):
    """Lies over a whole chart and lets the mouse through; `ground` says what is below.

    The names stay where they are as long as nothing runs there.
    """

    def __init__(self, ground: Callable[[], Ground]) -> None:
        super().__init__()
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._ground = ground
        self._keys: tuple[Key, ...] = ()
        self._place = 0

    def show_keys(self, keys: Sequence[Key]) -> None:
        """Show these names."""
        if _looks(keys) != _looks(self._keys):
            self.update()
        self._keys = tuple(keys)
        self.setAccessibleName(", ".join(f"{key.name} {key.value:.4g}" for key in keys))

    def follow(self) -> None:
        """Stand right over other ranges: wherever the chart is painted anew, so is this."""

    def find_place(self) -> tuple[QRectF, int]:
        """Where the names stand, and how many samples of curves they hide there."""
        ground = self._ground()
        boxes = self._boxes(ground.field)
        here = _hidden(boxes[self._place], ground)
        if here:  # nobody hides less than nothing, and charts are painted often
            hidden = [_hidden(box, ground) for box in boxes]
            if here > min(hidden):
                self._place, here = hidden.index(min(hidden)), min(hidden)
        return boxes[self._place], here

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint a short piece of each line and its name; a veil below where a curve runs."""
        if not self._keys:
            return
        look, scale = theme.current(), theme.scale()
        box, hidden = self.find_place()
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            if hidden:
                veil = QColor(look.panel)
                veil.setAlphaF(_VEIL)
                painter.fillRect(box, veil)
            painter.setFont(_font())
            for number, key in enumerate(self._keys):
                middle = box.top() + (number + 0.5) * _LINE * scale
                painter.setPen(QPen(theme.named(key.colour), key.width * scale, key.line))
                end = box.left() + _DASH * scale
                painter.drawLine(QPointF(box.left(), middle), QPointF(end, middle))
                painter.setPen(look.secondary)
                room = QRectF(0, 0, box.right() - end - _GAP * scale + 1, _LINE * scale)
                room.moveTo(end + _GAP * scale, middle - _LINE * scale / 2)
                painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, key.name)

    def _boxes(self, field: QRectF) -> list[QRectF]:
        """The places to choose from."""
        scale, metrics = theme.scale(), QFontMetricsF(_font())
        widest = max((metrics.horizontalAdvance(key.name) for key in self._keys), default=0.0)
        width, height = widest + (_DASH + _GAP) * scale, len(self._keys) * _LINE * scale
        margin = _MARGIN * scale
        room = field.adjusted(margin, 0, -margin, 0)
        right, down = max(room.width() - width, 0.0), max(room.height() - height, 0.0)
        return [
            QRectF(room.left() + x * right, room.top() + y * down, width, height)
            for x, y in _PLACES
        ]


def _looks(keys: Sequence[Key]) -> list[tuple[str, str, float, Qt.PenStyle]]:
    """What is painted of them; their numbers and heights are not."""
    return [(key.name, key.colour, key.width, key.line) for key in keys]


def _font() -> QFont:
    return theme.font(theme.TEXT_CAPTION, QFont.Weight.Medium)


def _hidden(box: QRectF, ground: Ground) -> int:
    """How much a box would hide: pieces of curves; words count as all pieces of one."""
    across = np.linspace(box.left(), box.right(), _SAMPLES)
    hidden = _SAMPLES * sum(box.intersects(words) for words in ground.words)
    for x, y in ground.curves:
        known = np.isfinite(x) & np.isfinite(y)
        own = x[known & (x > box.left()) & (x < box.right())]
        if known.any():
            places = np.sort(np.concatenate([across, own]))  # a steep curve lies between samples
            heights = np.interp(places, x[known], y[known], left=np.nan, right=np.nan)
            high, low = np.fmin(heights[:-1], heights[1:]), np.fmax(heights[:-1], heights[1:])
            hidden += int(((low > box.top() - _NEAR) & (high < box.bottom() + _NEAR)).sum())
    return hidden
