"""The charts below the canvas: loss and accuracy over the epochs, training beside validation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QElapsedTimer, Qt, QTimer
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QLabel,
    QVBoxLayout,
    QWidget,
)

from gui import theme
from gui.document import Document
from gui.panels.widgets import scales
from gui.panels.widgets.section import button, label
from gui.run_link import slow_imports
from gui.selection import Selection
from gui.session import Session, State
from gui.translate import tr
from gui.words import compact

if TYPE_CHECKING:
    from gui.panels.chart import Chart, Series

_FRAME_MS = 80
_HEAD_HEIGHT = 28
_ROOM_FOR_TWO = 500
_TRAINING_WIDTH, _VALIDATION_WIDTH = 2.0, 1.4


class ChartsPanel(QWidget):
    """Follows the session's history, about twelve times a second.

    The charts themselves are made by `build`, on its own soon after the panel is first seen.
    """

    def __init__(self, document: Document, _selection: Selection, session: Session) -> None:
        super().__init__()
        self.setAccessibleName(tr("Charts"))
        self._document = document
        self._session = session
        self.loss: Chart | None = None
        self.accuracy: Chart | None = None
        self._late = QTimer(self)
        self._late.setSingleShot(True)
        self._late.setInterval(_FRAME_MS)
        self._late.timeout.connect(self._draw)
        self._since = QElapsedTimer()
        self._build_frame()
        session.history_changed.connect(self._history_came)
        session.state_changed.connect(self._word_hint)
        document.data_changed.connect(self._draw)
        document.opened.connect(self._draw)
        self._draw()

    def build(self) -> None:
        """Load pyqtgraph and make the charts."""
        if self.loss is not None:
            return
        with slow_imports:
            from gui.panels.chart import Chart

        self.loss = Chart(compact, tr("Loss over the epochs"))
        self.accuracy = Chart(_percent, tr("Accuracy over the epochs"))
        self._loss_column.addWidget(self.loss, 1)
        self._accuracy_column.addWidget(self.accuracy, 1)
        self._draw()

    def showEvent(self, event: QShowEvent) -> None:
        """Build the charts once the window has been painted."""
        super().showEvent(event)
        if self.loss is None:
            QTimer.singleShot(0, self, self.build)
        else:
            self._draw()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the empty state's sentence in the middle; leave accuracy out where it is narrow."""
        super().resizeEvent(event)
        self._accuracy_part.setVisible(self._shows_accuracy)
        self._place_hint()

    # Parts

    def _build_frame(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(2 * theme.RHYTHM, theme.RHYTHM, theme.RHYTHM, theme.RHYTHM // 2)
        row.setSpacing(2 * theme.RHYTHM)
        self._loss_part, self._loss_column, head = _part(tr("Loss"))
        self._scales = QButtonGroup(self)
        for text, name, help_text in (
            (tr("linear"), "linear", tr("Equal distances are equal differences.")),
            (tr("log"), "log", tr("Equal distances are equal ratios: small losses are seen too.")),
        ):
            chip = button(text, "", help_text)
            chip.setStyleSheet("padding: 2px 9px;")
            chip.setCheckable(True)
            chip.setObjectName(name)
            chip.setAccessibleName(tr("{scale} scale", scale=text))
            self._scales.addButton(chip)
            head.addWidget(chip)
        self.linear, self.log = self._scales.buttons()
        self.linear.setChecked(True)
        self._scales.buttonToggled.connect(self._draw)
        self._accuracy_part, self._accuracy_column, _ = _part(tr("Accuracy"))
        row.addWidget(self._loss_part, 3)
        row.addWidget(self._accuracy_part, 2)
        self._hint = QLabel(self._loss_part)
        self._hint.setProperty("role", "faint")
        self._hint.setStyleSheet("background: palette(base); padding: 4px 10px;")
        self._hint.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def _word_hint(self) -> None:
        blocked = self._session.state is State.BLOCKED
        self._hint.setText(tr("Nothing to train yet") if blocked else tr("Press Space to train"))
        self._place_hint()

    def _place_hint(self) -> None:
        self._hint.adjustSize()
        middle = self._loss_part.rect().center()
        self._hint.move(middle - self._hint.rect().center())
        self._hint.raise_()

    # Following the run

    def _history_came(self) -> None:
        if not self.isVisible() or self._late.isActive():
            return
        if not self._since.isValid() or self._since.hasExpired(_FRAME_MS):
            self._draw()
        else:
            self._late.start()

    def _draw(self) -> None:
        self._since.start()
        history = self._session.history
        classes = self._shows_accuracy
        self._accuracy_part.setVisible(classes)
        self._hint.setVisible(not len(history))
        self._word_hint()
        if self.loss is None or self.accuracy is None:
            return
        self._draw_loss(self.loss)
        if classes:
            series = self._series("accuracy")
            up = scales.accuracy_range([one.values for one in series])
            self.accuracy.show_series(history.epochs, series, up)

    @property
    def _shows_accuracy(self) -> bool:
        roomy = self.width() >= _ROOM_FOR_TWO * theme.scale()
        return roomy and self._document.data.task != "regression"

    def _draw_loss(self, chart: Chart) -> None:
        from gui.panels.chart import best_epoch

        history, series = self._session.history, self._series("loss")
        columns = [one.values for one in series]
        logarithmic = self.log.isChecked()
        up = scales.decades(columns) if logarithmic else scales.loss_range(columns)
        chart.show_series(history.epochs, series, up, logarithmic=logarithmic)
        best = None
        if "validation_loss" in history.names:
            best = best_epoch(history.epochs, history.column("validation_loss"))
        chart.show_best(best)

    def _series(self, metric: str) -> list[Series]:
        from gui.panels.chart import Series

        history = self._session.history
        parts = (
            (f"train_{metric}", tr("training"), "positive", _TRAINING_WIDTH),
            (f"validation_{metric}", tr("validation"), "negative", _VALIDATION_WIDTH),
        )
        return [
            Series(text, colour, width, history.column(name))
            for name, text, colour, width in parts
            if name in history.names
        ]


def _part(title: str) -> tuple[QWidget, QVBoxLayout, QHBoxLayout]:
    part = QWidget()
    column = QVBoxLayout(part)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(theme.RHYTHM // 2)
    head = QHBoxLayout()
    head.setSpacing(theme.RHYTHM // 2)
    head.addStrut(round(_HEAD_HEIGHT * theme.scale()))
    head.addWidget(label(title, "heading"))
    head.addWidget(label(tr("over epochs"), "faint"))
    head.addStretch(1)
    column.addLayout(head)
    return part, column, head


def _percent(value: float) -> str:
    return f"{100 * value:.3g} %"
