"""Keys to a picture: marks with their names, and the bar of a colour scale."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QWidget

from gui.look import theme
from gui.look.words import compact
from gui.panels.widgets.marks import mark, ring, stroke
from gui.panels.widgets.section import label

RADIUS = 4.0
_RING = 2.0


class _Key(QWidget):
    """A small picture and what it stands for."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self._picture = QLabel()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.RHYTHM // 2)
        row.addWidget(self._picture)
        self._words = label(text)
        row.addWidget(self._words)
        theme.signals.changed.connect(self._draw)
        self._draw()

    def set_text(self, text: str) -> None:
        """Say something else."""
        self._words.setText(text)

    def _draw(self) -> None:
        self._picture.setPixmap(self._painted())

    def _painted(self) -> QPixmap:
        raise NotImplementedError


class MarkKey(_Key):
    """One mark and what it stands for; `colour` None is the theme's secondary text.

    `part` is the place of its part of the data in PARTS.
    """

    def __init__(self, text: str, colour: QColor | None, shape: int, *, part: int) -> None:
        self._look = (colour, shape, part)
        super().__init__(text)

    def _painted(self) -> QPixmap:
        colour, shape, part = self._look
        return mark(
            colour or theme.current().secondary,
            shape,
            part=part,
            radius=RADIUS * theme.scale(),
            ratio=self.devicePixelRatioF(),
            hollow=colour is None and part == 0,
        )


class LineKey(_Key):
    """A piece of a curve and what it stands for."""

    def __init__(self, text: str, colour: QColor, line: Qt.PenStyle) -> None:
        self._look = (colour, line)
        super().__init__(text)

    def _painted(self) -> QPixmap:
        return stroke(*self._look, self.devicePixelRatioF())


class RingKey(_Key):
    """The ring around a mark and what it stands for."""

    def _painted(self) -> QPixmap:
        return ring(_RING * theme.scale(), self.devicePixelRatioF())


class ScaleBar(QWidget):
    """The colour scale from its low end to its high end, with both numbers."""

    def __init__(self) -> None:
        super().__init__()
        self._ends = (-1.0, 1.0)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.signals.changed.connect(self.update)

    def set_ends(self, low: float, high: float) -> None:
        """Show the scale between these raw numbers."""
        self._ends = (low, high)
        self.setAccessibleName(f"{compact(low)} … {compact(high)}")
        self.update()

    def sizeHint(self) -> QSize:
        """The bar with its numbers beside it."""
        return QSize(round(120 * theme.scale()), round(16 * theme.scale()))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint number, bar, number."""
        scale = theme.scale()
        with QPainter(self) as painter:
            painter.setFont(theme.font(theme.TEXT_CAPTION, tabular=True))
            painter.setPen(theme.current().secondary)
            area = QRectF(self.rect())
            texts = [compact(end) for end in self._ends]
            widths = [painter.fontMetrics().horizontalAdvance(text) for text in texts]
            middle = Qt.AlignmentFlag.AlignVCenter
            painter.drawText(area, Qt.AlignmentFlag.AlignLeft | middle, texts[0])
            painter.drawText(area, Qt.AlignmentFlag.AlignRight | middle, texts[1])
            gap, height = 6 * scale, 6 * scale
            bar = area.adjusted(widths[0] + gap, 0, -widths[1] - gap, 0)
            bar = QRectF(bar.left(), bar.center().y() - height / 2, bar.width(), height)
            colours = np.ascontiguousarray(theme.diverging(np.linspace(0, 1, 128), 0.0, 1.0))
            strip = QImage(colours.data, 128, 1, 512, QImage.Format.Format_RGB32)
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(bar, strip)
