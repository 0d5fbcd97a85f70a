"""Gradients, updates and weights over time: norms on a log scale, and histograms as ridges."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QTimer
from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from engine import Change, Snapshot
from gui.editing.document import Document
from gui.editing.selection import Selection
from gui.forms.fields import FlatChoice
from gui.look import theme
from gui.look.translate import tr
from gui.look.words import compact, unit_name
from gui.panels.charts.series import Series
from gui.panels.weights.levels import Levels
from gui.panels.weights.run_record import RunRecord
from gui.panels.widgets import scales
from gui.panels.widgets.curve_keys import KEYS_WIDTH
from gui.panels.widgets.hint import Hint
from gui.panels.widgets.ridges import Ridges, RidgesView
from gui.panels.widgets.section import label
from gui.panels.widgets.throttle import Throttle
from gui.run.live import moves_only
from gui.run.run_link import slow_imports
from gui.run.session import Session
from gui.stills import pictures

if TYPE_CHECKING:
    from gui.panels.charts.chart import Chart

_FRAME_MS = 120
_UNSEEN_MS = 250  # between two records of a run that goes on while nobody looks
# Drawing takes at most this share of the window's time.
_SHARE = 0.2
_ALL = "all"
_ROOM_FOR_TWO = 500
_MOST_LEVELS, _MOST_CHOSEN = 4, 6
_RIDGES = 16
_FEWEST = 2  # moments that make a curve


class GradientsPanel(QWidget):
    """Records what the snapshots hold: while it is seen as much as comes, else now and then.

    The gradient is that of the next mini-batch's mean loss, with dropout and without penalties;
    the update is what the optimizer is to make of it. Norms are of the weights into a level.
    """

    def __init__(self, document: Document, selection: Selection, session: Session) -> None:
        super().__init__()
        self.setAccessibleName(tr("Weights and gradients over time"))
        self.setMinimumWidth(1)  # what has no room is left out
        self._document, self._selection, self._session = document, selection, session
        self._levels: Levels | None = None
        self.record: RunRecord | None = None
        self.chart: Chart | None = None
        self._throttle = Throttle(_FRAME_MS, self, share=_SHARE)
        self._throttle.due.connect(self._draw)
        self._pause = QTimer(self, singleShot=True, interval=_UNSEEN_MS)
        self._pause.timeout.connect(self._want)
        self._want()
        self._build()
        session.snapshot_ready.connect(self._snapshot_came)
        session.state_changed.connect(self._draw)
        session.time.changed.connect(self._show_cursor)
        selection.changed.connect(self._draw)
        document.network_changed.connect(self._edited)
        document.opened.connect(self._forget)

    def _build(self) -> None:
        self.curve, self.spread, self.level = FlatChoice(), FlatChoice(), FlatChoice()
        self.curve.offer(
            {
                "gradient": tr("Norm of the gradient"),
                "ratio": tr("Update ÷ weight"),
                "weights": tr("Norm of the weights"),
                "chosen": tr("Selected weights and biases"),
            }
        )
        self.spread.offer({"weights": tr("Weights"), "gradient": tr("Gradient")})
        self.level.offer({_ALL: tr("all levels")})
        for choice, name in (
            (self.curve, tr("What the curves show")),
            (self.spread, tr("What the histograms count")),
            (self.level, tr("Level")),
        ):
            choice.setAccessibleName(name)
            choice.chosen.connect(self._draw)
        self.curve.setToolTip(
            tr(
                "Of the next mini-batch, with dropout, without penalties. Recorded all the time: "
                "closely while this tab is seen, else four times a second."
            )
        )
        self._over_steps, self._over_time = QWidget(), QWidget()
        left, right = QVBoxLayout(self._over_steps), QVBoxLayout(self._over_time)
        for column in (left, right):
            column.setContentsMargins(0, 0, 0, 0)
            column.setSpacing(theme.RHYTHM // 4)
        self._chart_place = QVBoxLayout()
        self.ridges = RidgesView()
        self.ridges.setAccessibleName(tr("Histograms over time"))
        pictures.offer(self.ridges, tr("Histograms over time"))
        left.addLayout(_row(self.curve, label(tr("over steps"), "faint")))
        left.addLayout(self._chart_place, 1)
        right.addLayout(
            _row(self.spread, label(tr("over time, newest in front"), "faint"), self.level)
        )
        right.addWidget(self.ridges, 1)
        self.hint = Hint(self._over_steps)
        row = QHBoxLayout(self)
        row.setContentsMargins(2 * theme.RHYTHM, theme.RHYTHM // 2, theme.RHYTHM, 0)
        row.setSpacing(2 * theme.RHYTHM)
        row.addWidget(self._over_steps, 3)
        row.addWidget(self._over_time, 2)

    def build(self) -> None:
        """Load pyqtgraph and make the chart."""
        if self.chart is None:
            with slow_imports:
                from gui.panels.charts.chart import Chart

            self.chart = Chart(compact, tr("Curves over steps"), KEYS_WIDTH)
            self._chart_place.addWidget(self.chart, 1)
            self._draw()

    def showEvent(self, event: QShowEvent) -> None:
        """Record closely from now on."""
        super().showEvent(event)
        self._want()
        if self.chart is None:
            QTimer.singleShot(0, self, self.build)
        self._draw()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the histograms out where the curves need the room."""
        super().resizeEvent(event)
        self._over_time.setVisible(self.width() >= _ROOM_FOR_TWO * theme.scale())

    def hideEvent(self, event: QHideEvent) -> None:
        """Draw nothing while nobody looks."""
        super().hideEvent(event)
        self._throttle.stop()

    # Recording

    def _edited(self, change: Change) -> None:
        if not moves_only(change):
            self._levels = None

    def _forget(self) -> None:
        self._levels = self.record = None
        self._draw()

    def _snapshot_came(self, snapshot: Snapshot) -> None:
        self._want()
        unheeded = not self.isVisible() and self._pause.isActive()
        if snapshot.mini_batch is None or snapshot.span.is_past or unheeded:
            return
        if not self._follow(snapshot) or self.record is None:
            return
        self.record.add(snapshot)
        if self.isVisible():
            self._throttle.ask()
        elif snapshot.playing:
            self._pause.start()
            self._want()

    def _want(self) -> None:
        """Ask for gradients, but unseen neither of the past nor too often."""
        snapshot = self._session.snapshot
        is_past = snapshot is not None and snapshot.span.is_past
        wanted = self.isVisible() or not (is_past or self._pause.isActive())
        self._session.want(self, {"gradient"} if wanted else ())

    def _follow(self, snapshot: Snapshot) -> bool:
        """Begin anew for another layout; False while the snapshot is of an older network."""
        if self._levels is not None and self._levels.fits(snapshot):
            return True
        network = self._document.network
        if not all(network.has_unit(unit) for unit in snapshot.unit_ids.tolist()):
            return False
        self._levels = Levels(network, snapshot)
        self.record = RunRecord(self._levels.levels)
        chosen, titles = self.level.currentData(), {_ALL: tr("all levels")}
        titles |= {str(n): level.title for n, level in enumerate(self.record.levels)}
        self.level.offer(titles)
        self.level.show_key(chosen if chosen in titles else _ALL)
        return True

    # Drawing

    def _draw(self) -> None:
        if not self.isVisible():
            return
        if self.record is not None and self.chart is not None:
            self._draw_curves(self.chart, self.record)
            self._draw_ridges(self.record)
        self._show_cursor()
        self.hint.say(self._words())

    def _show_cursor(self) -> None:
        """Mark the step that is looked at, where that is not the present."""
        now = self._session.snapshot
        if self.chart is not None:
            is_past = now is not None and now.span.is_past
            self.chart.show_cursor(float(now.step) if now is not None and is_past else None)

    def _words(self) -> str:
        """Why there are no curves, and what to do; "" while there are some."""
        if self.curve.currentData() == "chosen" and not self._selection:
            return tr("Select connections (for weights) or units (for biases) on the canvas.")
        if self.record is not None and len(self.record.steps) >= _FEWEST:
            return ""
        if self._session.is_playing:
            return tr("Collecting…")
        return tr("Train or step: nothing is recorded yet.")

    def _draw_curves(self, chart: Chart, record: RunRecord) -> None:
        kind = self.curve.currentData()
        if kind == "chosen":
            self._draw_chosen(chart, record)
            return
        series = [
            Series(level.title, f"class {number}", 1.6, values)
            for number, (level, values) in enumerate(
                zip(record.levels, record.norms(kind), strict=True)
            )
        ]
        up = scales.decades([one.values for one in series])
        chart.show_series(record.steps, series, up, logarithmic=True)

    def _draw_chosen(self, chart: Chart, record: RunRecord) -> None:
        steps = np.array([float(frame.step) for frame in record.frames])
        series = self._chosen_series(record)
        values = np.concatenate([[0.0], *(one.values for one in series)])
        low, high = float(np.nanmin(values)), float(np.nanmax(values))
        up = (
            -scales.at_least(-low) if low < 0 else 0.0,
            scales.at_least(high) if high > 0 else 0.0,
        )
        chart.show_series(steps, series, up if up[1] > up[0] else (-1.0, 1.0))

    def _chosen_series(self, record: RunRecord) -> list[Series]:
        """The selected weights, and the selected units' biases."""
        snapshot, network = self._session.snapshot, self._document.network
        if snapshot is None or self._levels is None or not self._levels.fits(snapshot):
            return []
        found: list[tuple[str, list[float]]] = []
        for source, target in self._selection.sorted_connections[:_MOST_CHOSEN]:
            places = np.flatnonzero((snapshot.sources == source) & (snapshot.targets == target))
            name = f"{unit_name(network, source)} → {unit_name(network, target)}"
            found += [(name, [float(f.weights[at]) for f in record.frames]) for at in places]
        for unit in sorted(self._selection.units)[:_MOST_CHOSEN]:
            places = np.flatnonzero(snapshot.unit_ids == unit)
            if unit not in network.inputs:
                name = tr("w₀ of {unit}", unit=unit_name(network, unit))
                found += [(name, [float(f.biases[at]) for f in record.frames]) for at in places]
        return [
            Series(name, f"class {number}", 1.6, np.array(values))
            for number, (name, values) in enumerate(found[:_MOST_CHOSEN])
        ]

    def _draw_ridges(self, record: RunRecord) -> None:
        kind, chosen = self.spread.currentData(), self.level.currentData()
        frames = record.shown_frames(_RIDGES)
        ridges = []
        for number, level in enumerate(record.levels):
            if not frames or chosen not in (_ALL, str(number)):
                continue
            latest = (frames[-1].weights if kind == "weights" else frames[-1].gradient)[level.edges]
            end = scales.at_least(float(np.abs(latest).max()))
            counts = np.stack([frame.count(kind, number, level, end) for frame in frames])
            ridges.append(Ridges(level.title, counts, end))
        self.ridges.show_ridges(ridges[-_MOST_LEVELS:])


def _row(*widgets: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(theme.RHYTHM // 2)
    row.addStrut(round(26 * theme.scale()))
    for widget in widgets:
        row.addWidget(widget)
    row.addStretch(1)
    return row
