"""The network in numbers: its size, what training computes, and where that stands in history."""

from __future__ import annotations

import math
from datetime import date
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QButtonGroup, QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from engine import Snapshot, compute, notable
from engine.study.notable import System
from gui.editing.document import Document
from gui.editing.selection import Selection
from gui.look import theme
from gui.look.translate import tr
from gui.look.words import power
from gui.panels.numbers.numbers_words import (
    Figure,
    Size,
    about,
    figures,
    number,
    of_another,
    rule,
)
from gui.panels.widgets.section import label, toggle
from gui.panels.widgets.systems_chart import Dot, Guide, SystemsChart
from gui.panels.widgets.throttle import Throttle
from gui.run.live import is_of
from gui.run.session import Session
from gui.stills import pictures

_FRAME_MS = 150
_FIRST_YEAR, _YEARS_AHEAD = 1955.0, 4.0
_MOST_OPERATIONS, _MOST_PARAMETERS, _MOST_EXAMPLES = 27.0, 13.0, 14.0
_ROOM_FOR_CHART = 460
_FIGURES_WIDTH = 316
_EACH = 3  # the line of what one example takes


class NumbersPanel(QWidget):
    """Follows the snapshots a few times a second, only while it is seen, and asks for nothing.

    `picture` is "compute" (by year) or "data" (parameters by training examples).
    """

    def __init__(self, document: Document, _selection: Selection, session: Session) -> None:
        super().__init__()
        self.setAccessibleName(tr("The network in numbers"))
        self._document, self._session = document, session
        self.picture = "compute"
        self._shown: list[System] = []
        self.lines: list[tuple[QLabel, QLabel, QLabel]] = []
        self._throttle = Throttle(_FRAME_MS, self)
        self._throttle.due.connect(self._draw)
        self._build()
        session.snapshot_ready.connect(self._something_came)
        session.state_changed.connect(self._something_came)
        document.network_changed.connect(self._something_came)
        document.data_changed.connect(self._something_came)
        document.opened.connect(self._something_came)
        self.show_picture(self.picture)

    # Parts

    def _build(self) -> None:
        panel = QVBoxLayout(self)
        panel.setContentsMargins(2 * theme.RHYTHM, theme.RHYTHM, theme.RHYTHM, theme.RHYTHM // 2)
        panel.setSpacing(theme.RHYTHM // 2)
        row = QHBoxLayout()
        row.setSpacing(2 * theme.RHYTHM)
        row.addWidget(self._build_figures())
        self._history = QWidget()
        self._history.setMinimumWidth(1)  # it goes away rather than hold the window wide
        column = QVBoxLayout(self._history)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.RHYTHM // 2)
        column.addLayout(self._build_head())
        self.chart = SystemsChart(tr("Notable systems and this network; arrow keys go among them"))
        pictures.offer(self.chart, tr("Notable systems"))
        self.chart.pointed.connect(self._tell)
        column.addWidget(self.chart, 1)
        row.addWidget(self._history, 1)
        panel.addLayout(row, 1)
        self.told = label("", "faint")
        self.told.setMinimumWidth(1)
        panel.addWidget(self.told)

    def _build_figures(self) -> QWidget:
        block = QWidget()
        grid = QGridLayout(block)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(theme.RHYTHM)
        grid.setVerticalSpacing(1)
        for line in range(len(self._figures())):
            name, value, more = label("", "secondary"), label("", ""), label("", "faint")
            value.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            for place, text in enumerate((name, value, more)):
                # One more row lies between size and compute: what the size tells.
                grid.addWidget(text, line + (line > 2), place)
            self.lines.append((name, value, more))
        self.tells = label("", "faint")
        grid.addWidget(self.tells, 3, 0, 1, 3)
        grid.setColumnStretch(2, 1)
        grid.setRowStretch(len(self.lines) + 1, 1)
        self._block = block
        return block

    def _build_head(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(theme.RHYTHM // 2)
        self._pictures = QButtonGroup(self)
        for name, text, hint in (
            (
                "compute",
                tr("Compute by year"),
                tr("What training notable systems has taken, and this run"),
            ),
            (
                "data",
                tr("Parameters by examples"),
                tr("How large notable systems are, against what they learned from"),
            ),
        ):
            chip = toggle(text, hint)
            chip.setObjectName(name)
            chip.clicked.connect(partial(self.show_picture, name))
            self._pictures.addButton(chip)
            row.addWidget(chip)
        row.addStretch(1)
        return row

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the chart out where the figures need the room."""
        super().resizeEvent(event)
        scale = theme.scale()
        self._block.setFixedWidth(min(round(_FIGURES_WIDTH * scale), self.width()))
        self._history.setVisible(self.width() >= _ROOM_FOR_CHART * scale)

    # Seen or not

    def showEvent(self, event: QShowEvent) -> None:
        """Catch up."""
        super().showEvent(event)
        self._draw()

    def hideEvent(self, event: QHideEvent) -> None:
        """Draw nothing while nobody looks."""
        super().hideEvent(event)
        self._throttle.stop()

    def _something_came(self) -> None:
        if self.isVisible():
            self._throttle.ask()

    # Drawing

    def show_picture(self, name: str) -> None:
        """Show "compute" or "data"."""
        self.picture = name
        for chip in self._pictures.buttons():
            chip.setChecked(chip.objectName() == name)
        if name == "compute":
            self._show_compute()
        else:
            self._show_data()
        self._draw()
        self._tell(None)

    def _show_compute(self) -> None:
        self._shown = list(notable.SYSTEMS)
        right = max(_now(date.today()) + _YEARS_AHEAD, self._shown[-1].year + _YEARS_AHEAD)
        day = math.log10(compute.PETAFLOPS_DAY)
        self.chart.set_titles(
            "", tr("operations (FLOP) of training"), "{:.0f}".format, _decade, whole=True
        )
        self.chart.set_ranges((_FIRST_YEAR, right), (0.0, _MOST_OPERATIONS))
        self.chart.show_dots(
            [
                Dot(one.name, one.year, math.log10(one.operations), one.is_landmark)
                for one in self._shown
            ],
            [Guide(tr("1 petaflop/s-day"), (_FIRST_YEAR, day), (right, day), (_FIRST_YEAR, day))],
        )

    def _show_data(self) -> None:
        self._shown = [one for one in notable.SYSTEMS if one.parameters and one.examples]
        self.chart.set_titles(
            tr("training examples"), tr("parameters"), _decade, _decade, whole=True
        )
        self.chart.set_ranges((0.0, _MOST_EXAMPLES), (0.0, _MOST_PARAMETERS))
        self.chart.show_dots(
            [
                Dot(
                    one.name,
                    math.log10(one.examples),
                    math.log10(one.parameters),
                    one.is_landmark,
                )
                for one in self._shown
                if one.parameters and one.examples
            ],
            [
                Guide(
                    tr("– – one example for each parameter"), (0.0, 0.0), (14.0, 14.0), (0.0, 11.0)
                )
            ],
        )

    def _draw(self) -> None:
        if not self.isVisible():
            return
        size, snapshot = self._size, self._session.snapshot
        for texts, figure in zip(self.lines, self._figures(), strict=True):
            for text, words in zip(texts, (figure.name, figure.value, figure.more), strict=True):
                text.setText(words)
        self.tells.setText(size.in_words())
        counted = rule(snapshot)
        for texts in self.lines[3:]:
            for text in texts:
                text.setToolTip(counted)
        self.chart.show_own(self._own(size, snapshot))

    def _figures(self) -> list[Figure]:
        document, snapshot = self._document, self._session.snapshot
        found = figures(self._size, snapshot, document.settings.batch_size)
        if snapshot is not None and not is_of(snapshot, document.network):
            found[_EACH] = of_another(found[_EACH].name)
        return found

    @property
    def _size(self) -> Size:
        return Size.of(self._document.network, len(self._document.data.train_rows))

    def _own(self, size: Size, snapshot: Snapshot | None) -> Dot | None:
        if self.picture == "data":
            if not (size.parameters and size.examples):
                return None
            place = math.log10(size.examples), math.log10(size.parameters)
            return Dot(tr("this network"), *place)
        if snapshot is None or snapshot.operations < 1:
            return None
        return Dot(tr("this run"), _now(date.today()), math.log10(snapshot.operations))

    def _tell(self, chosen: object) -> None:
        if chosen is None:
            text = tr("Estimates by {sources}. Point at a system.", sources=notable.SOURCES)
        elif isinstance(chosen, int) and chosen < len(self._shown):
            text = about(self._shown[chosen])
        else:
            snapshot = self._session.snapshot
            text = tr(
                "This run: {operations} FLOP, {parameters} parameters, {examples} examples",
                operations=number(snapshot.operations if snapshot else 0),
                parameters=number(self._size.parameters),
                examples=number(self._size.examples),
            )
        self.told.setText(text)


def _now(day: date) -> float:
    return day.year + day.timetuple().tm_yday / 366


def _decade(exponent: float) -> str:
    return power(10.0**exponent).removeprefix("1 · ")
