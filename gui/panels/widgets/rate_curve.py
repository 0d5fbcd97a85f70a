"""The loss over tried learning rates, with the suggested one marked.

Import this module only after the first paint: pyqtgraph takes its time.
"""

from __future__ import annotations

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QFont, QPen
from PySide6.QtWidgets import QVBoxLayout, QWidget

from engine import RateSearch
from gui import theme
from gui.fields import exact
from gui.panels.axis import Axis
from gui.panels.widgets.section import label
from gui.translate import tr
from gui.words import compact

_SIZE = QSize(480, 230)
_LEFT_WIDTH, _BOTTOM_HEIGHT = 48, 22
_ROOM = 0.12


class RateCurve(QWidget):
    """Points are single losses, the line is smoothed; what exploded runs out at the top."""

    def __init__(self) -> None:
        super().__init__()
        self.search: RateSearch | None = None
        self._left = Axis("left", compact)
        self._bottom = Axis("bottom", lambda exponent: exact(10.0**exponent))
        self._plot = pg.GraphicsLayoutWidget()
        self._plot.setAcceptDrops(False)  # else Qt complains of drags that only pass
        self._plot.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._plot.viewport().installEventFilter(self)
        self._box = pg.ViewBox(enableMenu=False, enableMouse=False, defaultPadding=0.0)
        self._box.disableAutoRange()
        frame = self._plot.ci.layout
        frame.setSpacing(0)
        frame.setContentsMargins(0, 8, 18, 0)
        self._plot.addItem(self._left, 0, 0)
        self._plot.addItem(self._box, 0, 1)
        self._plot.addItem(self._bottom, 1, 1)
        for axis in (self._left, self._bottom):
            axis.linkToView(self._box)
        self._points = pg.ScatterPlotItem()
        self._line = pg.PlotCurveItem(antialias=True)
        self.mark = pg.InfiniteLine(angle=90, label="", labelOpts={"position": 0.88})
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

    def eventFilter(self, _watched: object, event: QEvent) -> bool:
        """Leave the wheel to what the curve stands in."""
        return event.type() == QEvent.Type.Wheel

    def show_search(self, search: RateSearch | None) -> None:
        """Draw a search; None draws empty axes."""
        self.search = search
        self._restyle()

    def _restyle(self) -> None:
        look, scale = theme.current(), theme.scale()
        self._plot.setBackground(look.panel)
        for axis in (self._left, self._bottom):
            axis.setTextPen(QPen(look.secondary))
            axis.setPen(QPen(Qt.PenStyle.NoPen))
            axis.setTickPen(QPen(look.hairline, 1))
            axis.setZValue(-1)
            axis.setTickFont(theme.font(theme.TEXT_CAPTION, tabular=True))
        self._left.setGrid(255)
        self._left.setWidth(_LEFT_WIDTH * scale)
        self._bottom.setHeight(_BOTTOM_HEIGHT * scale)
        self.mark.label.fill = pg.mkBrush(look.panel)
        pen = QPen(look.accent, 2 * scale)
        pen.setCosmetic(True)
        self._line.setPen(pen)
        self._points.setSize(4 * scale)
        self._points.setPen(None)
        self._points.setBrush(look.faint)
        dashes = QPen(look.success, scale, Qt.PenStyle.DashLine)
        dashes.setCosmetic(True)
        self.mark.setPen(dashes)
        self.mark.label.setColor(look.success)
        self.mark.label.setFont(theme.font(theme.TEXT_CAPTION, QFont.Weight.DemiBold))
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
        self.mark.setVisible(rate is not None)
        if rate is None:
            return
        place = float(np.log10(rate))
        self.mark.setValue(place)
        self.mark.label.setFormat(tr("suggested {rate}", rate=exact(rate)))
        self.mark.label.setAnchor((1, 0.5) if place > last - 3 else (0, 0.5))
