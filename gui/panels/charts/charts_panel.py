"""The charts below the canvas: loss and accuracy of each part of the data, as training goes on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from gui.editing.document import Document
from gui.editing.selection import Selection
from gui.look import theme
from gui.look.translate import tr
from gui.look.words import compact
from gui.panels.charts.chart_heads import ChartHead, LossHead, SharedChoices
from gui.panels.charts.series import EPOCHS, Across, Series, best_row
from gui.panels.widgets import scales
from gui.panels.widgets.hint import Hint
from gui.panels.widgets.throttle import Throttle
from gui.run.history import Axis
from gui.run.run_link import slow_imports
from gui.run.session import Session, State

if TYPE_CHECKING:
    from gui.panels.charts.chart import Chart

_FRAME_MS = 100
_ROOM_FOR_TWO, _ROOM_FOR_SHARED = 520, 430
_RAW_WIDTH = 1.0
# The name, colour and width of each part's curve.
_PARTS = (
    ("train", "positive", 2.0),
    ("validation", "negative", 1.4),
    ("test", "class 3", 1.4),
)


class ChartsPanel(QWidget):
    """Follows the session's history, about ten times a second.

    The charts themselves are made by `build`, on its own soon after the panel is first seen.
    """

    def __init__(self, document: Document, _selection: Selection, session: Session) -> None:
        super().__init__()
        self.setAccessibleName(tr("Charts"))
        self.setMinimumWidth(1)  # what has no room is left out
        self._document = document
        self._session = session
        self.loss: Chart | None = None
        self.accuracy: Chart | None = None
        self._throttle = Throttle(_FRAME_MS, self)
        self._throttle.due.connect(self._draw)
        self._build_frame()
        session.history_changed.connect(self._history_came)
        session.state_changed.connect(self._word_hint)
        session.time.changed.connect(self._show_cursor)
        document.data_changed.connect(self._draw)
        document.opened.connect(self._draw)
        self._draw()

    def build(self) -> None:
        """Load pyqtgraph and make the charts."""
        if self.loss is not None:
            return
        with slow_imports:
            from gui.panels.charts.chart import Chart

        self.loss = Chart(compact, tr("Loss"))
        self.accuracy = Chart(_percent, tr("Accuracy"))
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
        """Leave accuracy out where it is narrow."""
        super().resizeEvent(event)
        self._show_parts()

    # Parts

    def _build_frame(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(2 * theme.RHYTHM, theme.RHYTHM // 2, theme.RHYTHM, 0)
        row.setSpacing(2 * theme.RHYTHM)
        self.heads = LossHead(), ChartHead(tr("Accuracy"))
        self._loss_part, self._loss_column = _part(self.heads[0])
        self._accuracy_part, self._accuracy_column = _part(self.heads[1])
        self.across, self.linear, self.log = (
            self.heads[0].across,
            self.heads[0].linear,
            self.heads[0].log,
        )
        self.shared = SharedChoices()
        self.smoothing, self.test = self.shared.smoothing, self.shared.test
        for choices in (self.heads[0], self.shared):
            choices.chosen.connect(self._draw)
        row.addWidget(self._loss_part, 3)
        row.addWidget(self._accuracy_part, 2)
        self._hint = Hint(self._loss_part)

    def _show_parts(self) -> None:
        """Leave accuracy out where there is none or no room; what both share goes with the last."""
        classes = self._shows_accuracy
        self._accuracy_part.setVisible(classes)
        head = self.heads[classes]
        if head.row.indexOf(self.shared) < 0:
            head.row.addWidget(self.shared)
        self.shared.setVisible(self.width() >= _ROOM_FOR_SHARED * theme.scale())
        self.test.setEnabled(len(self._document.data.test_rows) > 0)

    def _word_hint(self) -> None:
        session = self._session
        if session.state is State.BLOCKED:
            text = tr("Nothing to train yet")
        elif session.state is State.RUNNING:
            text = tr("The curves begin with the first epoch.")
        elif session.is_playing:
            text = tr("Preparing to train…")
        else:
            text = tr("Press Space to train")
        self._hint.say("" if len(session.history) else text)

    # Following the run

    def _history_came(self) -> None:
        if self.isVisible():
            self._throttle.ask()

    def _draw(self) -> None:
        self._show_parts()
        self._word_hint()
        if self.loss is None or self.accuracy is None:
            return
        self._show_cursor()
        self._draw_loss(self.loss)
        if self._shows_accuracy:
            series = self._series("accuracy")
            up = scales.accuracy_range([one.values for one in series])
            self.accuracy.show_series(self._x, series, up, across=self._scale_across())

    def _show_cursor(self) -> None:
        """Mark the place of the epoch that is looked at, where that is not the present."""
        now, place = self._session.snapshot, None
        if now is not None and now.span.is_past:
            places = {"epochs": now.epoch, "steps": now.step, "examples": now.examples}
            place = float(places.get(self._axis, now.seconds))
        for chart in (self.loss, self.accuracy):
            if chart is not None:
                chart.show_cursor(place)

    @property
    def _shows_accuracy(self) -> bool:
        return self._roomy and self._document.data.task != "regression"

    @property
    def _roomy(self) -> bool:
        return self.width() >= _ROOM_FOR_TWO * theme.scale()

    def _draw_loss(self, chart: Chart) -> None:
        series = self._series("loss")
        columns = [one.values for one in series]
        logarithmic = self.log.isChecked()
        up = scales.decades(columns) if logarithmic else scales.loss_range(columns)
        across = self._scale_across()
        chart.show_series(self._x, series, up, logarithmic=logarithmic, across=across)
        self._draw_markers(chart)
        self._draw_rate(chart)

    def _draw_markers(self, chart: Chart) -> None:
        history, snapshot = self._session.history, self._session.snapshot
        best = best_row(history.epochs, history.column("validation_loss"))
        if best is None:
            chart.show_best(None)
        else:
            chart.show_best(float(self._x[best]), float(history.epochs[best]))
        if len(history) and snapshot is not None and snapshot.stopped_because:
            chart.show_stop(float(self._x[-1]), float(history.epochs[-1]))
        else:
            chart.show_stop(None)

    def _draw_rate(self, chart: Chart) -> None:
        """The learning rate, against its own axis, where it changes."""
        rates, settings = self._session.history.rates, self._document.settings
        scheduled = settings.schedule != "constant" or settings.warmup_steps > 0
        shown = scheduled and len(rates) > 0 and self._roomy
        points = scales.decimate(self._x, rates, max(self.width() // 4, 50)) if shown else None
        chart.show_second(points, lambda rate: tr("α {rate}", rate=compact(rate)))

    @property
    def _x(self) -> scales.Floats:
        return self._session.history.along(self._axis)

    @property
    def _axis(self) -> Axis:
        axis: Axis = self.across.currentData()
        return axis

    def _scale_across(self) -> Across:
        return Across(0.01, False, compact) if self._axis == "seconds" else EPOCHS

    def _series(self, metric: str) -> list[Series]:
        """The curves, and faint behind them what was measured where they are smoothed."""
        history, count = self._session.history, self.shared.width_of_mean
        shown = [part for part in _PARTS if part[0] != "test" or self.test.isChecked()]
        series, raw = [], []
        for part, colour, width in shown:
            name = f"{part}_{metric}"
            if name not in history.names:
                continue
            values = history.column(name)
            series.append(Series(_part_name(part), colour, width, scales.smooth(values, count)))
            raw.append(Series("", colour, _RAW_WIDTH, values, faint=True))
        return series + (raw if count > 1 else [])


def _part_name(part: str) -> str:
    return {"train": tr("training"), "validation": tr("validation"), "test": tr("test")}[part]


def _part(head: ChartHead) -> tuple[QWidget, QVBoxLayout]:
    part = QWidget()
    column = QVBoxLayout(part)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(theme.RHYTHM // 4)
    column.addWidget(head)
    return part, column


def _percent(value: float) -> str:
    return f"{100 * value:.3g} %"
