"""ROC curves: what share of a class is found, and at what share of false alarms."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF

from gui.look import theme
from gui.look.translate import tr
from gui.panels.widgets import plate_axes as axes
from gui.panels.widgets.picture import Picture

Floats = NDArray[np.float64]

_UNIT = (0.0, 1.0)
_RADIUS = 4.5
_MOST_POINTS = 400  # of a curve; more are closer together than pixels


@dataclass(frozen=True, eq=False)
class RocCurve:
    """Shares of false and true positives (p,) each, and where the network's own limit stands."""

    false: Floats
    true: Floats
    colour: QColor
    limit: tuple[float, float] | None = None
    line: Qt.PenStyle = Qt.PenStyle.SolidLine


class RocView(Picture):
    """Curves over the unit square, with the diagonal of guessing."""

    def __init__(self) -> None:
        super().__init__()
        self._curves: list[RocCurve] = []

    def show_curves(self, curves: Sequence[RocCurve]) -> None:
        """Show these."""
        self._curves = list(curves)
        self.update()

    @property
    def curves(self) -> list[RocCurve]:
        """What is shown."""
        return self._curves

    def place(self, false: float, true: float) -> QPointF:
        """Where two shares stand in the widget."""
        area = axes.area_in(QRectF(self.rect()))
        x = area.left() + false * area.width()
        return QPointF(x, area.bottom() - true * area.height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint axes, diagonal, curves and hint."""
        look, scale = theme.current(), theme.scale()
        area = axes.area_in(QRectF(self.rect()))
        names = tr("false positive rate"), tr("true positive rate")
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            axes.paint_numbers(painter, area, _UNIT, _UNIT, names)
            painter.save()
            self.paint_plate(painter, area)
            axes.paint_grid(painter, area, _UNIT, _UNIT)
            painter.setPen(QPen(look.secondary, 1.2 * scale, Qt.PenStyle.DashLine))
            painter.drawLine(self.place(0, 0), self.place(1, 1))
            painter.restore()
            for curve in self._curves:
                self._paint_curve(painter, curve)
            self.paint_hint(painter)

    def _paint_curve(self, painter: QPainter, curve: RocCurve) -> None:
        look, scale = theme.current(), theme.scale()
        every = -(-len(curve.false) // _MOST_POINTS)
        kept = np.unique(np.append(np.arange(0, len(curve.false), every), len(curve.false) - 1))
        pairs = zip(curve.false[kept].tolist(), curve.true[kept].tolist(), strict=True)
        pen = QPen(curve.colour, 2 * scale, curve.line)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.setPen(pen)
        painter.drawPolyline(QPolygonF([self.place(*pair) for pair in pairs]))
        if curve.limit is not None:
            painter.setPen(QPen(look.panel, 1.6 * scale))
            painter.setBrush(curve.colour)
            painter.drawEllipse(self.place(*curve.limit), _RADIUS * scale, _RADIUS * scale)
            painter.setBrush(Qt.BrushStyle.NoBrush)
