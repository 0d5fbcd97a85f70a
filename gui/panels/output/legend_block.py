"""What the marks in the pictures stand for, and whether test examples are among them."""

from __future__ import annotations

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from engine.data.datasets import Dataset
from gui.look import theme
from gui.look.translate import tr
from gui.panels.widgets import surface
from gui.panels.widgets.flow import FlowRow
from gui.panels.widgets.legend import RADIUS, MarkKey, RingKey
from gui.panels.widgets.marks import mark
from gui.panels.widgets.section import label

_MOST_NAMED_CLASSES = 4
_SIGN = 14


class LegendBlock(QWidget):
    """Keys to the parts and the classes; `test_wanted` says that the box was ticked or not."""

    test_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.RHYTHM // 2)
        self._parts, self._classes = FlowRow(), FlowRow()
        column.addLayout(self._parts)
        column.addLayout(self._classes)
        self.show_test = QCheckBox(tr("show test"))
        self.show_test.setToolTip(
            tr("Test examples judge the finished network; do not tune by them.")
        )
        self.show_test.toggled.connect(lambda _: self.test_wanted.emit())

        theme.signals.changed.connect(self._draw_sign)
        self._draw_sign()

    def _draw_sign(self) -> None:
        """A test example's mark beside the words."""
        radius, ratio = RADIUS * theme.scale(), self.devicePixelRatioF()
        self.show_test.setIconSize(QSize(_SIGN, _SIGN) * theme.scale())
        sign = mark(theme.current().secondary, 0, part=2, radius=radius, ratio=ratio)
        self.show_test.setIcon(QIcon(sign))

    def explain(self, data: Dataset) -> None:
        """Explain the marks of these data."""
        for line in (self._parts, self._classes):
            _clear(line, keep=self.show_test)
        self._parts.addWidget(MarkKey(tr("train"), None, 0, part=0))
        if len(data.validation_rows):
            self._parts.addWidget(MarkKey(tr("validation"), None, 0, part=1))
        self._parts.addWidget(self.show_test)
        self.show_test.setVisible(len(data.test_rows) > 0)
        for number, name in enumerate(data.classes[:_MOST_NAMED_CLASSES]):
            colour = surface.class_colour(number)
            self._classes.addWidget(MarkKey(name, colour, number, part=1))
        if len(data.classes) > _MOST_NAMED_CLASSES:
            more = len(data.classes) - _MOST_NAMED_CLASSES
            self._classes.addWidget(label(tr("and {count} more", count=more)))
        if data.classes:
            self._classes.addWidget(RingKey(tr("wrong")))


def _clear(line: FlowRow, keep: QWidget) -> None:
    while (item := line.takeAt(0)) is not None:
        widget = item.widget()
        if widget is not None and widget is not keep:
            widget.hide()
            widget.deleteLater()
