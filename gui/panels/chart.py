"""One chart of curves over epochs, drawn by pyqtgraph in the window's own look.

Import this module only after the first paint: pyqtgraph takes its time.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QAbstractAnimation, QEvent, QRectF, Qt, QVariantAnimation
from PySide6.QtGui import QColor, QFont, QPen
from PySide6.QtWidgets import QHBoxLayout, QWidget

from gui import theme
from gui.panels.widgets import scales
from gui.panels.widgets.curve_keys import CurveKeys, Key
from gui.translate import tr

_GLIDE_MS = 160
_LEFT_WIDTH = 44
_BOTTOM_HEIGHT = 22
_PIXELS_ACROSS, _PIXELS_UP = 70, 30  # between two numbers on an axis
_PIXELS_PER_COLUMN = 1.5
_BEST_AFTER = 20
# Half of the widest number, “1,000,000”: the one at an axis' end reaches so far beyond it.
_OVERHANG = 28
Ranges = tuple[float, float, float, float]


@dataclass(frozen=True)
class Series:
    """One curve: its name, the name of its colour in the theme, its width, its numbers."""

    name: str
    colour: str
    width: float
    values: scales.Floats


class Axis(pg.AxisItem):  # type: ignore[misc]
    """An axis without a line, with round numbers written by `write`."""

    def __init__(self, side: str, write: Callable[[float], str]) -> None:
        super().__init__(side)
        self._write = write
        self.whole = False
        self.setStyle(
            tickLength=0, tickAlpha=255, autoExpandTextSpace=False, hideOverlappingLabels=False
        )

    def boundingRect(self) -> QRectF:
        """Leave room for numbers at the very ends."""
        usual: QRectF = super().boundingRect()
        room = _OVERHANG * theme.scale()
        return usual.adjusted(-room, -room, room, room)

    def tickValues(self, low: float, high: float, size: float) -> list[tuple[float, list[float]]]:  # noqa: N802
        """Round numbers, not too many."""
        wide = self.orientation in ("bottom", "top")
        most = max(int(size / (_PIXELS_ACROSS if wide else _PIXELS_UP)), 2)
        values = scales.ticks(low, high, most, whole=wide or self.whole)
        return [(values[1] - values[0] if len(values) > 1 else 1.0, values)]

    def tickStrings(self, values: Sequence[float], _scale: float, _spacing: float) -> list[str]:  # noqa: N802
        """The numbers in words."""
        return [self._write(value) for value in values]


class Chart(QWidget):
    """Curves over epochs. Ranges are round and change rarely, then glide there."""

    def __init__(self, write: Callable[[float], str], name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self._write = write
        self._logarithmic = False
        self._curves: list[pg.PlotCurveItem] = []
        self._series: list[Series] = []
        self._now: Ranges = (0.0, 10.0, 0.0, 1.0)
        self._aim: Ranges = self._now
        self._build()
        self._glide = QVariantAnimation(self)
        self._glide.setDuration(_GLIDE_MS)
        self._glide.setStartValue(0.0)
        self._glide.setEndValue(1.0)
        self._from: Ranges = self._now
        self._glide.valueChanged.connect(self._move)
        theme.signals.changed.connect(self._restyle)
        self._restyle()

    def _build(self) -> None:
        self._left = Axis("left", lambda value: self._left_text(value))
        self._bottom = Axis("bottom", lambda value: f"{value:,.0f}")
        # No PlotItem: it would bring a dozen menus that nobody opens.
        self._plot = pg.GraphicsLayoutWidget()
        self._plot.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._plot.viewport().installEventFilter(self)
        self._box = pg.ViewBox(enableMenu=False, enableMouse=False, defaultPadding=0.0)
        self._box.disableAutoRange()
        frame = self._plot.ci.layout
        frame.setSpacing(0)
        self._plot.addItem(self._left, 0, 0)
        self._plot.addItem(self._box, 0, 1)
        self._plot.addItem(self._bottom, 1, 1)
        for axis in (self._left, self._bottom):
            axis.linkToView(self._box)
        self._best = pg.InfiniteLine(angle=90, label="", labelOpts={"position": 0.94})
        self._best.hide()
        self._box.addItem(self._best)
        self._keys = CurveKeys(self._height_of)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self._plot, 1)
        row.addWidget(self._keys)

    def eventFilter(self, _watched: object, event: QEvent) -> bool:
        """Let the wheel scroll what the chart stands in."""
        return event.type() == QEvent.Type.Wheel

    # What is shown

    def show_series(
        self,
        epochs: scales.Floats,
        series: Sequence[Series],
        up: scales.Range,
        *,
        logarithmic: bool = False,
    ) -> None:
        """Draw these curves; `up` is the range upwards, exponents of ten when `logarithmic`."""
        switched = logarithmic != self._logarithmic
        self._logarithmic = self._left.whole = logarithmic
        self._series = list(series)
        self._fit_curves(len(series))
        last = float(epochs[-1]) if len(epochs) else 0.0
        columns = max(int(self._plot.width() / _PIXELS_PER_COLUMN), 50)
        for curve, one in zip(self._curves, series, strict=True):
            x, y = scales.decimate(epochs, one.values, columns)
            curve.setData(x, scales.logarithm(y, up[0]) if logarithmic else y)
        self._go_to((*scales.epoch_range(last), *up), jump=switched or len(epochs) < 3)
        self._keys.show_keys([_key(one, self._shown(one, up[0])) for one in series])

    def show_best(self, epoch: float | None) -> None:
        """Mark the epoch with the lowest validation loss; None marks nothing."""
        self._best.setVisible(epoch is not None)
        if epoch is not None:
            self._best.setValue(epoch)
            self._best.label.setFormat(tr("best so far · epoch {epoch}", epoch=f"{epoch:.0f}"))
            right_half = epoch > self._aim[1] / 2
            self._best.label.setAnchor((1, 0.5) if right_half else (0, 0.5))

    @property
    def ranges(self) -> Ranges:
        """Left, right, bottom, top: where the axes are going."""
        return self._aim

    @property
    def curves(self) -> list[tuple[scales.Floats, scales.Floats]]:
        """What each curve draws, x and y."""
        return [curve.getData() for curve in self._curves]

    def _shown(self, one: Series, floor: float) -> float:
        finite = one.values[np.isfinite(one.values)]
        if not len(finite):
            return float("nan")
        return float(scales.logarithm(finite[-1:], floor)[0] if self._logarithmic else finite[-1])

    def _fit_curves(self, count: int) -> None:
        while len(self._curves) < count:
            curve = pg.PlotCurveItem(antialias=True, skipFiniteCheck=True)
            curve.setSegmentedLineMode("on")
            self._box.addItem(curve)
            self._curves.append(curve)
        while len(self._curves) > count:
            self._box.removeItem(self._curves.pop())
        for curve, one in zip(self._curves, self._series, strict=True):
            curve.setPen(_pen(getattr(theme.current(), one.colour), one.width))

    def _left_text(self, value: float) -> str:
        return self._write(10.0**value if self._logarithmic else value)

    # Ranges

    def _go_to(self, aim: Ranges, *, jump: bool) -> None:
        if aim == self._aim and not jump:
            return
        self._aim = aim
        self._glide.stop()
        if jump or theme.reduced_motion() or not self.isVisible():
            self._place(aim)
            return
        self._from = self._now
        self._glide.start()

    def _move(self, share: float) -> None:
        if self._glide.state() == QAbstractAnimation.State.Stopped and share < 1:
            return
        pairs = zip(self._from, self._aim, strict=True)
        left, right, bottom, top = (start + share * (end - start) for start, end in pairs)
        self._place((left, right, bottom, top))

    def _place(self, ranges: Ranges) -> None:
        self._now = ranges
        left, right, bottom, top = ranges
        room = 0.02 * (top - bottom)
        self._box.setRange(
            xRange=(left, right),
            yRange=(bottom - room, top + room),
            padding=0,
            disableAutoRange=True,
        )
        self._keys.update()

    def _height_of(self, value: float) -> float:
        """Where a number of the left axis stands in the widget."""
        in_scene = self._box.mapViewToScene(pg.Point(0, value))
        return float(self._plot.mapFromScene(in_scene).y())

    # Look

    def _restyle(self) -> None:
        look, scale = theme.current(), theme.scale()
        self._plot.setBackground(look.panel)
        self._plot.ci.layout.setContentsMargins(0, 8, _OVERHANG * scale, 0)
        for axis in (self._left, self._bottom):
            axis.setTextPen(QPen(look.faint))
            axis.setPen(QPen(Qt.PenStyle.NoPen))
            axis.setTickPen(QPen(look.hairline, 1))
            axis.setZValue(-1)  # the grid lies under the curves
            axis.setTickFont(theme.font(theme.TEXT_CAPTION, tabular=True))
        self._left.setGrid(255)
        self._left.setWidth(_LEFT_WIDTH * scale)
        self._bottom.setHeight(_BOTTOM_HEIGHT * scale)
        dashes = QPen(look.success, scale, Qt.PenStyle.DashLine)
        dashes.setCosmetic(True)
        self._best.setPen(dashes)
        self._best.label.setColor(look.success)
        self._best.label.setFont(theme.font(theme.TEXT_CAPTION, QFont.Weight.DemiBold))
        self._fit_curves(len(self._curves))
        self._keys.update()


def best_epoch(epochs: scales.Floats, validation: scales.Floats) -> float | None:
    """The epoch of the lowest validation loss, once it lies some way back; else None."""
    finite = np.isfinite(validation)
    if finite.sum() < _BEST_AFTER:
        return None
    best = float(epochs[finite][int(validation[finite].argmin())])
    return best if epochs[-1] - best > 0.04 * epochs[-1] else None


def _key(one: Series, height: float) -> Key:
    finite = one.values[np.isfinite(one.values)]
    value = float(finite[-1]) if len(finite) else float("nan")
    return Key(one.name, one.colour, one.width, value, height)


def _pen(colour: QColor, width: float) -> QPen:
    pen = QPen(colour, width * theme.scale())
    pen.setCosmetic(True)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    return pen
