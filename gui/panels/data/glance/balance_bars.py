"""How many examples each class has, as bars in which the parts of the data lie side by side."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QSizePolicy, QWidget

from engine.data.datasets import Dataset
from gui.look import theme
from gui.look.translate import tr
from gui.panels.data.glance import facts
from gui.panels.widgets.marks import mark
from gui.panels.widgets.surface import class_colour

_LINE, _NAME, _COUNT, _MARK = 18, 76, 118, 16
_MOST = 12
_FADES = (1.0, 0.6, 0.3)


class BalanceBars(QWidget):
    """A bar a class: training, then validation, then test examples, ever paler, and the counts."""

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(tr("Classes and parts"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._data: Dataset | None = None
        theme.signals.changed.connect(self.update)

    def show_data(self, data: Dataset) -> None:
        """Show these data."""
        self._data = data
        rows = facts.balance(data).tolist()
        names = data.classes or (tr("all"),)
        self.setAccessibleDescription(
            "; ".join(f"{name}: {_counts(row)}" for name, row in zip(names, rows, strict=True))
        )
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """A line a class, up to a dozen."""
        lines = min(max(len(self._data.classes), 1) if self._data else 1, _MOST)
        return QSize(round(240 * theme.scale()), round(lines * _LINE * theme.scale()) + 2)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint name, bar and counts of each class."""
        if self._data is None:
            return
        look, scale, flags = theme.current(), theme.scale(), Qt.AlignmentFlag
        rows = facts.balance(self._data)
        most = max(int(rows.sum(axis=1).max()), 1)
        names = self._data.classes or (tr("all"),)
        with QPainter(self) as painter:
            painter.setFont(theme.font(theme.TEXT_CAPTION, tabular=True))
            metrics = painter.fontMetrics()
            for number, counts in enumerate(rows[:_MOST].tolist()):
                top, line = number * _LINE * scale, _LINE * scale
                left = 0.0
                if self._data.classes:
                    painter.drawPixmap(0, round(top + line / 2 - 7 * scale), self._mark(number))
                    left = _MARK * scale
                room = QRectF(left, top, _NAME * scale - left, line)
                painter.setPen(look.text)
                name = metrics.elidedText(
                    names[number], Qt.TextElideMode.ElideRight, int(room.width())
                )
                painter.drawText(room, flags.AlignVCenter, name)
                painter.setPen(look.secondary)
                end = QRectF(self.width() - _COUNT * scale, top, _COUNT * scale, line)
                painter.drawText(end, flags.AlignVCenter | flags.AlignRight, _counts(counts))
                bar = QRectF(
                    _NAME * scale + 6 * scale,
                    top + 4 * scale,
                    self.width() - (_NAME + _COUNT + 12) * scale,
                    line - 8 * scale,
                )
                self._paint_bar(painter, bar, counts, most, number)

    def _paint_bar(
        self, painter: QPainter, room: QRectF, counts: list[int], most: int, number: int
    ) -> None:
        colour = self._colour(number)
        left = room.left()
        for count, fade in zip(counts, _FADES, strict=True):
            width = count / most * room.width()
            faded = QColor(colour)
            faded.setAlphaF(fade)
            painter.fillRect(QRectF(left, room.top(), width, room.height()), faded)
            left += width
        painter.setPen(QPen(colour, 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(QRectF(room.left(), room.top(), left - room.left(), room.height()))

    def _colour(self, number: int) -> QColor:
        assert self._data is not None
        return class_colour(number) if self._data.classes else theme.current().accent

    def _mark(self, number: int) -> QPixmap:
        return mark(
            class_colour(number),
            number,
            part=0,
            radius=4.0 * theme.scale(),
            ratio=self.devicePixelRatioF(),
        )


def _counts(counts: list[int]) -> str:
    return f"{sum(counts):,} = " + " + ".join(f"{count:,}" for count in counts)
