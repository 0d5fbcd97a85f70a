"""Hidden space: the data as a layer sees them, where a bent problem becomes one for a line."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from engine import Representation, Snapshot
from gui.editing.document import Document
from gui.editing.selection import Selection
from gui.look import theme
from gui.look.translate import tr
from gui.look.words import unit_name
from gui.panels.hidden import hidden_space
from gui.panels.hidden.hidden_controls import HiddenControls
from gui.panels.hidden.hidden_space import Line, Shown
from gui.panels.hidden.hidden_words import HiddenWords
from gui.panels.weights.level_panel import LevelPanel
from gui.panels.weights.levels import Level
from gui.panels.widgets import surface
from gui.panels.widgets.marks import Marks
from gui.panels.widgets.scales import Range
from gui.panels.widgets.section import label
from gui.panels.widgets.space_view import Border, SpaceView
from gui.run.session import Session
from gui.stills import pictures

Floats = NDArray[np.float64]

_FRAME_MS = 40
# Drawing takes at most this share of the window's time.
_SHARE = 0.25
_MOST_BORDERS = 8


class HiddenPanel(LevelPanel):
    """Follows the snapshots up to 25 times a second while it is seen; asks for nothing else.

    `shown` are the axes in use, None while nothing is known.
    """

    def __init__(self, document: Document, _selection: Selection, session: Session) -> None:
        super().__init__(document, session, _FRAME_MS, _SHARE)
        self.setAccessibleName(tr("Hidden space"))
        self._words = HiddenWords(document)
        self._ranges: tuple[Range, Range] | None = None
        self._rows: NDArray[np.int64] = np.empty(0, np.int64)
        self._layer: Floats = np.zeros((0, 0))
        self.shown: Shown | None = None
        self._build()
        session.example.changed.connect(self._show_chosen)
        document.data_changed.connect(self._forget)
        theme.signals.changed.connect(self._draw)

    # Parts

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(2 * theme.RHYTHM, theme.RHYTHM, theme.RHYTHM, theme.RHYTHM // 2)
        column.setSpacing(theme.RHYTHM // 2)
        row = QHBoxLayout()
        row.setSpacing(theme.RHYTHM)
        self.controls = HiddenControls()
        self.controls.level_chosen.connect(self._choose_level)
        self.controls.axes_chosen.connect(self._choose_axes)
        self.controls.toggled.connect(self._draw)
        self.view = SpaceView(tr("Examples in the layer's space; arrow keys go among them"))
        pictures.offer(self.view, tr("Hidden space"))
        self.view.pointed.connect(self._tell)
        self.view.clicked.connect(self._choose_example)
        self.view.stepped.connect(self._session.example.step)
        row.addWidget(self.controls)
        row.addWidget(self.view, 1)
        column.addLayout(row, 1)
        self.told = label("", "faint")
        self.told.setMinimumWidth(1)
        column.addWidget(self.told)

    # Following

    def _ask(self) -> None:
        self._session.wishes.want(self, {"representation"} if self.isVisible() else ())

    def _holds(self, snapshot: Snapshot) -> bool:
        seen = snapshot.representation
        return seen is not None and seen.data is self._document.data

    def _forget(self) -> None:
        self._ranges = self.shown = None
        super()._forget()

    def _show(self, snapshot: Snapshot) -> None:
        assert snapshot.representation is not None
        self._place(snapshot, snapshot.representation)
        self._show_chosen()
        self._tell(None)

    def _show_nothing(self, reason: str) -> None:
        self.view.show_marks(None, (0.0, 1.0), (0.0, 1.0), glide=False)
        self.view.show_borders([], [])
        self.told.setText(reason)

    # What is chosen

    @property
    def _level(self) -> Level:
        assert self._levels is not None
        return self._levels.levels[self.controls.place]

    def _offer_levels(self) -> None:
        assert self._levels is not None
        known = self.controls.offer_levels([level.title for level in self._levels.levels])
        self._offer_units(keep=known)

    def _offer_units(self, *, keep: bool) -> None:
        network, units = self._document.network, self._level.units.tolist()
        self.controls.offer_units({unit: unit_name(network, unit) for unit in units}, keep=keep)
        self.shown = self._ranges = None

    def _choose_level(self) -> None:
        if self._levels is not None:
            self._offer_units(keep=False)
            self._draw()

    def _choose_axes(self) -> None:
        self.shown = self._ranges = None
        self._draw()

    # Drawing

    def _place(self, snapshot: Snapshot, seen: Representation) -> None:
        level, before = self._level, self.shown
        layer = np.asarray(seen.activations[level.places].T, np.float64)
        self.shown = shown = self._shown(level, layer, before)
        points = shown.place(layer)
        if len(level.units) == 1:  # against what is to be learnt
            points[:, 1] = self._document.data.targets[seen.rows, 0]
        kept = self._kept(seen)
        self._rows, self._layer = seen.rows[kept], layer[kept]
        across, up = self._ranges = self._fitting(shown, points)
        glide = before is None or not snapshot.playing
        self.controls.show_titles(self._words.titles(shown))
        self.view.show_marks(self._marks(points[kept]), across, up, glide=glide)
        self._draw_borders(hidden_space.sums(shown, self._document.network, snapshot))

    def _shown(self, level: Level, layer: Floats, before: Shown | None) -> Shown:
        chosen = self.controls.units
        if chosen is None:
            return hidden_space.components_shown(level.units, layer, before)
        return hidden_space.units_shown(level.units, *chosen)

    def _kept(self, seen: Representation) -> NDArray[np.bool_]:
        data = self._document.data
        if self.controls.test.isChecked():
            return np.ones(len(seen.rows), bool)
        return ~np.isin(seen.rows, data.test_rows)

    def _fitting(self, shown: Shown, points: Floats) -> tuple[Range, Range]:
        before = self._ranges or (None, None)
        if shown.components is not None:
            across, up = (
                hidden_space.calm_range(points[:, place], before[place]) for place in (0, 1)
            )
            return across, up
        network = self._document.network
        found = []
        for place in (0, 1):
            held = np.flatnonzero(shown.axes[place])
            if len(held):
                unit = int(shown.units[held[0]])
                found.append(
                    hidden_space.unit_range(network, unit, points[:, place], before[place])
                )
            else:
                found.append(hidden_space.calm_range(points[:, place], before[place]))
        return found[0], found[1]

    def _marks(self, points: Floats) -> Marks:
        data, loss = self._document.data, self._document.settings.loss
        ends = surface.value_range(data, loss, 0)
        colours = surface.point_colours(data, ends, None)[self._rows]
        numbers = data.class_numbers
        shapes = np.zeros(len(data.targets), np.int64) if numbers is None else numbers
        return Marks(points, colours, shapes[self._rows], data.part_numbers[self._rows])

    def _draw_borders(self, lines: list[Line]) -> None:
        document = self._document
        network, task, loss = document.network, document.data.task, document.settings.loss
        found = hidden_space.borders(lines, network, loss, task)
        areas: list[Floats] = []
        if self._ranges is not None:
            areas = hidden_space.regions(lines, network, loss, task, *self._ranges)
        self.controls.border.setEnabled(bool(found or areas))
        if not self.controls.border.isChecked():
            found, areas = [], []
        drawn = [
            Border(
                unit_name(network, line.unit),
                line.normal,
                line.offset,
                line.unit in network.outputs,
            )
            for line in found[-_MOST_BORDERS:]
        ]
        tints = [(area, surface.class_colour(number)) for number, area in enumerate(areas)]
        self.view.show_borders(drawn, tints)

    # Examples

    def _show_chosen(self) -> None:
        places = np.flatnonzero(self._rows == self._session.example.row)
        self.view.show_chosen(int(places[0]) if len(places) else None)

    def _choose_example(self, place: object) -> None:
        row = int(self._rows[place]) if isinstance(place, int) else None
        self._session.example.choose(row)

    def _tell(self, place: object) -> None:
        if self.shown is None or self._snapshot is None or self._levels is None:
            return
        if isinstance(place, int) and place < len(self._rows):
            text = self._words.example(int(self._rows[place]), self.shown, self._layer[place])
        else:
            decided = any(border.is_strong for border in self.view.borders)
            text = self._words.summary(
                len(self._rows),
                self._level.title,
                test=self.controls.test.isChecked(),
                decided=decided,
            )
        self.told.setText(text)
