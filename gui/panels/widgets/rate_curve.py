"""The loss over tried learning rates, with the suggested one marked.

Import this module only after the first paint: pyqtgraph takes its time.
"""

from __future__ import annotations

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QVBoxLayout, QWidget

from engine import RateSearch
from gui.forms.fields import exact
from gui.look import pens, theme
from gui.look.translate import tr
from gui.look.words import compact
from gui.panels.charts.axis import Axis
from gui.panels.charts.curve import Line
from gui.panels.charts.plot import Mark, Plot
from gui.panels.widgets.section import label

_SIZE = QSize(480, 230)
_LEFT_WIDTH = 48
_ROOM = 0.12


class RateCurve(QWidget):
    """Points are single losses, the line is smoothed; what exploded runs out at the top."""

    def __init__(self) -> None:
        super().__init__()
        self.search: RateSearch | None = None
        self._left = Axis("left", compact)
        self._bottom = Axis("bottom", lambda exponent: exact(10.0**exponent))
        self._plot = Plot(self._left, self._bottom)
        self._plot.ci.layout.setContentsMargins(0, 8, 18, 0)
        self._box = self._plot.box
        self._points = pg.ScatterPlotItem()
        self._line = Line()
        self.mark = Mark(0.88)
        for item in (self._points, self._line, self.mark):
            self._box.addItem(item)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(label(tr("Loss over the learning rate α"), "faint"))
        column.addWidget(self._plot, 1)
        theme.signals.changed.connect(self._restyle)
        self._restyle()

    def sizeHint(self) -> QSize:
        """Wide enough for seven powers of ten."""
        return _SIZE * theme.scale()

    def minimumSizeHint(self) -> QSize:
        """The same."""
        return self.sizeHint()

    def show_search(self, search: RateSearch | None) -> None:
        """Draw a search; None draws empty axes."""
        self.search = search
        self._restyle()

    def _restyle(self) -> None:
        look, scale = theme.current(), theme.scale()
        self._plot.restyle()
        self._left.setWidth(_LEFT_WIDTH * scale)
        self._line.setPen(pens.line(look.accent, 2))
        self._points.setSize(4 * scale)
        self._points.setPen(None)
        self._points.setBrush(look.faint)
        self.mark.restyle(look.success)
        self._draw()

    def _draw(self) -> None:
        search = self.search
        shown = search is not None and len(search.rates) > 0
        for item in (self._points, self._line, self.mark):
            item.setVisible(shown)
        if search is None or not shown:
            self._box.setRange(xRange=(-6, 1), yRange=(0, 1), padding=0.0)
            return
        x = np.log10(search.rates)
        self._points.setData(x, search.losses)
        self._line.setData(x, search.smoothed)
        low = min(float(search.losses.min()), search.start_loss)
        room = max(search.start_loss - low, 1e-9) * _ROOM
        top = max(search.start_loss, low) + 2 * room
        self._box.setRange(
            xRange=(float(x[0]), max(float(x[-1]), float(x[0]) + 1)),
            yRange=(low - room, top),
            padding=0.0,
        )
        self._mark(search.suggestion, float(x[-1]))

    def _mark(self, rate: float | None, last: float) -> None:
        if rate is None:
            self.mark.show_at(None)
            return
        place, words = float(np.log10(rate)), tr("suggested {rate}", rate=exact(rate))
        self.mark.show_at(place, words, leftwards=place > last - 3)
