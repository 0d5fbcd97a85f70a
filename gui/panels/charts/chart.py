"""One chart of curves over epochs, drawn by pyqtgraph in the window's own look.

Import this module only after the first paint: pyqtgraph takes its time.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QAbstractAnimation, QRectF, Qt, QVariantAnimation
from PySide6.QtGui import QColor, QPen
from PySide6.QtWidgets import QGridLayout, QWidget

from gui.look import pens, theme
from gui.look.translate import tr
from gui.panels.charts.axis import OVERHANG, Axis, SecondAxis
from gui.panels.charts.curve import Curve
from gui.panels.charts.plot import Cursor, Mark, Plot
from gui.panels.charts.series import EPOCHS, Across, Series
from gui.panels.widgets import scales
from gui.panels.widgets.curve_keys import CurveKeys, Key
from gui.panels.widgets.curve_legend import CurveLegend, Ground
from gui.stills import pictures

_GLIDE_MS = 160
_FAINT = 0.3
_NARROW = 360
_PIXELS_PER_COLUMN = 1.5
_PIXELS_PER_DOT = 2.0
_MANY = 8
Ranges = tuple[float, float, float, float]


class Chart(QWidget):
    """Curves over epochs. Ranges are round and change rarely, then glide there.

    The curves' names stand inside, or in a strip of `keys_width` at the right.
    """

    def __init__(self, write: Callable[[float], str], name: str, keys_width: int = 0) -> None:
        super().__init__()
        self.setAccessibleName(name)
        pictures.offer(self, name)
        self._write = write
        self._logarithmic = False
        self._keys_width = keys_width
        self._curves: list[Curve] = []
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
        self._across = EPOCHS
        self._bottom = Axis("bottom", lambda value: self._across.write(value))
        self._plot = Plot(self._left, self._bottom)
        self._box = self._plot.box
        self._best, self._stopped, self._cursor = Mark(0.94), Mark(0.8), Cursor()
        for line in (self._best, self._stopped, self._cursor):
            self._box.addItem(line)
        self._second: SecondAxis | None = None
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(0)
        grid.setColumnStretch(0, 1)
        grid.addWidget(self._plot, 0, 0)
        self._keys: CurveKeys | CurveLegend
        if self._keys_width:
            self._keys = CurveKeys(self._height_of, self._keys_width)
            grid.addWidget(self._keys, 0, 1)
        else:
            self._keys = CurveLegend(self._ground)
            grid.addWidget(self._keys, 0, 0)

    # What is shown

    def show_series(
        self,
        epochs: scales.Floats,
        series: Sequence[Series],
        up: scales.Range,
        *,
        logarithmic: bool = False,
        across: Across = EPOCHS,
    ) -> None:
        """Draw these curves; `up` is the range upwards, exponents of ten when `logarithmic`."""
        switched = (logarithmic, across) != (self._logarithmic, self._across)
        self._logarithmic = self._left.whole = logarithmic
        self._across, self._bottom.whole = across, across.whole
        self._series = list(series)
        self._fit_curves(len(series))
        last = float(epochs[-1]) if len(epochs) else 0.0
        right = scales.at_least(max(last, across.least))
        for curve, one in zip(self._curves, series, strict=True):
            x, y = scales.decimate(epochs, one.values, self._columns)
            y = scales.logarithm(y, up[0]) if logarithmic else y
            joined: str | scales.Joined = "all"
            if one.line is not Qt.PenStyle.SolidLine:  # Qt's own dashes take ten times as long
                dot = right * _PIXELS_PER_DOT / max(self._plot.width(), 1)
                x, y, joined = scales.dashes(x, y, dot)
            curve.setData(x, y, connect=joined)
        self._go_to((0.0, right, *up), jump=switched or len(epochs) < 3)
        self._keys.show_keys([_key(one, self._shown(one, up[0])) for one in series if one.name])

    def show_best(self, place: float | None, epoch: float = 0.0) -> None:
        """Mark, at x = `place`, the epoch with the lowest validation loss; None marks nothing."""
        text = tr("best · epoch {epoch}") if self._is_narrow else tr("best so far · epoch {epoch}")
        self._mark(self._best, place, text.format(epoch=f"{epoch:,.0f}"))

    def show_stop(self, place: float | None, epoch: float = 0.0) -> None:
        """Mark where a rule stopped the run; None marks nothing."""
        self._mark(self._stopped, place, tr("stopped · epoch {epoch}", epoch=f"{epoch:,.0f}"))

    def show_second(
        self, points: tuple[scales.Floats, scales.Floats] | None, write: Callable[[float], str]
    ) -> None:
        """Draw one more curve, against an axis of its own at the right; None takes it away."""
        if self._second is None and points is None:
            return
        if self._second is None:
            self._second = SecondAxis(self._plot, self._box, write)
        self._second.show_curve(points)
        self._second.place(*self._now[:2])
        self._leave_room()

    @property
    def second_curve(self) -> tuple[scales.Floats, scales.Floats] | None:
        """What is drawn against the axis at the right, None when there is nothing."""
        if self._second is None or not self._second.axis.isVisible():
            return None
        points: tuple[scales.Floats, scales.Floats] = self._second.curve.getData()
        return points

    def _mark(self, line: Mark, place: float | None, text: str) -> None:
        line.show_at(place, text, leftwards=place is not None and place > 0.4 * self._aim[1])

    @property
    def _columns(self) -> int:
        """How finely curves are drawn: less so when there are many."""
        coarser = 1 + len(self._curves) // _MANY
        return max(int(self._plot.width() / (_PIXELS_PER_COLUMN * coarser)), 50)

    @property
    def _is_narrow(self) -> bool:
        return bool(self._plot.width() < _NARROW * theme.scale())

    def show_cursor(self, place: float | None) -> None:
        """Mark the x that everything else shows; None while that is the present."""
        self._cursor.show_at(place)

    @property
    def cursor_place(self) -> float | None:
        """Where the cursor stands; None while there is none."""
        return self._cursor.place

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
            curve = Curve()
            self._box.addItem(curve)
            self._curves.append(curve)
        while len(self._curves) > count:
            self._box.removeItem(self._curves.pop())
        for curve, one in zip(self._curves, self._series, strict=True):
            pen = _pen(theme.named(one.colour), one.width, faint=one.faint)
            if pen != curve.opts["pen"]:  # a new one makes pyqtgraph measure the curve anew
                curve.setPen(pen)
            curve.setZValue(-0.5 if one.faint else 0.0)

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
        left, right, bottom, top = _roomy(ranges)
        self._box.setRange(
            xRange=(left, right), yRange=(bottom, top), padding=0, disableAutoRange=True
        )
        if self._second is not None:
            self._second.place(left, right)
        self._keys.follow()

    def _height_of(self, value: float) -> float:
        """Where a number of the left axis stands in the widget."""
        in_scene = self._box.mapViewToScene(pg.Point(0, value))
        return float(self._plot.mapFromScene(in_scene).y())

    def _ground(self) -> Ground:
        """What a legend has to keep clear of."""
        field, (left, right, bottom, top) = self._plot.field, _roomy(self._aim)
        across, up = field.width() / (right - left), field.height() / (top - bottom)
        curves = [
            (field.left() + (x - left) * across, field.bottom() - (y - bottom) * up)
            for x, y in self.curves
        ]
        words = [
            QRectF(self._plot.mapFromScene(line.label.sceneBoundingRect()).boundingRect())
            for line in (self._best, self._stopped)
            if line.isVisible()
        ]
        return Ground(field, curves, words)

    # Look

    def _restyle(self) -> None:
        look = theme.current()
        self._leave_room()
        self._plot.restyle()
        self._best.restyle(look.success)
        self._stopped.restyle(look.secondary)
        self._cursor.restyle()
        if self._second is not None:
            self._second.restyle()
        self._fit_curves(len(self._curves))
        self._keys.update()

    def _leave_room(self) -> None:
        """For the last number below, unless an axis stands there."""
        room = 0 if self.second_curve else OVERHANG * theme.scale()
        self._plot.ci.layout.setContentsMargins(0, 8, room, 0)


def _roomy(ranges: Ranges) -> Ranges:
    """The ranges with a little room above and below the curves."""
    left, right, bottom, top = ranges
    room = 0.02 * (top - bottom)
    return left, right, bottom - room, top + room


def _key(one: Series, height: float) -> Key:
    finite = one.values[np.isfinite(one.values)]
    value = float(finite[-1]) if len(finite) else float("nan")
    return Key(one.name, one.colour, one.width, value, height, one.line)


def _pen(colour: QColor, width: float, *, faint: bool) -> QPen:
    shade = QColor(colour)
    shade.setAlphaF(_FAINT if faint else 1.0)
    return pens.line(shade, width)
