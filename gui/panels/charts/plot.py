"""The frame of everything that pyqtgraph draws here: two axes, and the field between them.

Import this module only after the first paint: pyqtgraph takes its time.
"""

from __future__ import annotations

import pyqtgraph as pg
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QPainter, QPen, QWheelEvent

from gui.look import pens, theme
from gui.panels.charts.axis import Axis


class Plot(pg.GraphicsLayoutWidget):  # type: ignore[misc]
    """`box`, the field, with an axis at its left and one below; no menus, nothing to drag."""

    def __init__(self, left: Axis, bottom: Axis) -> None:
        # No PlotItem: it would bring a dozen menus that nobody opens.
        super().__init__()
        self.left, self.bottom = left, bottom
        self.setAcceptDrops(False)  # else Qt complains of drags that only pass
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        # Nearly all of it changes together; finding out what does takes longer than painting it.
        self.setViewportUpdateMode(pg.GraphicsView.ViewportUpdateMode.FullViewportUpdate)
        self.box = pg.ViewBox(enableMenu=False, enableMouse=False, defaultPadding=0.0)
        self.box.disableAutoRange()
        self.ci.layout.setSpacing(0)
        self.addItem(left, 0, 0)
        self.addItem(self.box, 0, 1)
        self.addItem(bottom, 1, 1)
        for axis in (left, bottom):
            axis.linkToView(self.box)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Let the wheel scroll what the plot stands in."""
        event.ignore()

    def restyle(self) -> None:
        """Take on the theme's colours and sizes."""
        self.setBackground(theme.current().panel)
        for axis in (self.left, self.bottom):
            axis.restyle()
        self.left.setGrid(255)

    @property
    def field(self) -> QRectF:
        """Where the field stands in the widget."""
        return QRectF(self.mapFromScene(self.box.sceneBoundingRect()).boundingRect())


class Ruler(pg.InfiniteLine):  # type: ignore[misc]
    """A line from one side of the field to the other, as wide on every screen and in every file."""

    currentPen: QPen  # noqa: N815 pyqtgraph's name

    def __init__(self, angle: float, **label: object) -> None:
        super().__init__(angle=angle, **label)

    def paint(self, painter: QPainter, *arguments: object) -> None:
        """Paint it with the pen of the painter's device."""
        pen = self.currentPen
        self.currentPen = pens.sharp(pen, painter)
        super().paint(painter, *arguments)
        self.currentPen = pen


class Cursor(Ruler):
    """An upright line at one x; None hides it."""

    def __init__(self) -> None:
        super().__init__(90)
        self.setZValue(-0.5)  # never across the words of a mark
        self.hide()

    def paint(self, painter: QPainter, *arguments: object) -> None:
        """Paint it smooth: on whole pixels the same line is now one wide, now two."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        super().paint(painter, *arguments)

    @property
    def place(self) -> float | None:
        """Where it stands; None while it does not."""
        return float(self.value()) if self.isVisible() else None

    def show_at(self, place: float | None) -> None:
        """Stand at an x, or go."""
        self.setVisible(place is not None)
        if place is not None:
            self.setValue(place)

    def restyle(self) -> None:
        """Take on the theme's accent."""
        self.setPen(pens.line(theme.current().accent, 2))


class Mark(Ruler):
    """A dashed upright line with words at `height`, a share of the field."""

    def __init__(self, height: float) -> None:
        super().__init__(90, label="", labelOpts={"position": height})
        self.hide()

    def show_at(self, place: float | None, text: str = "", *, leftwards: bool = False) -> None:
        """Stand at an x with `text` at one side; None hides it."""
        self.setVisible(place is not None)
        if place is not None:
            self.setValue(place)
            self.label.setFormat(text)
            self.label.setAnchor((1, 0.5) if leftwards else (0, 0.5))

    def restyle(self, colour: QColor) -> None:
        """Take on a colour and the theme's sizes."""
        self.setPen(pens.line(colour, style=Qt.PenStyle.DashLine))
        self.label.setColor(colour)
        self.label.fill = QBrush(theme.current().panel)
        self.label.setFont(theme.font(theme.TEXT_CAPTION, QFont.Weight.DemiBold))
