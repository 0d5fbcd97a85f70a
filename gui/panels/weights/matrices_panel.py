"""Weights, activations and dropout masks, level by level, as live pictures."""

from __future__ import annotations

from functools import partial

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QVBoxLayout, QWidget

from engine import Quantity, Snapshot
from gui.editing.document import Document
from gui.editing.selection import Selection
from gui.forms.fields import FlatChoice
from gui.look import theme
from gui.look.translate import tr
from gui.panels.weights import matrix_words
from gui.panels.weights.level_panel import LevelPanel
from gui.panels.weights.levels import Level
from gui.panels.weights.matrix_words import MatrixWords
from gui.panels.widgets import scales
from gui.panels.widgets.legend import ScaleBar
from gui.panels.widgets.matrices import MatricesView, Matrix
from gui.panels.widgets.section import label, toggle
from gui.run.session import Session
from gui.stills import pictures

Singles = NDArray[np.float32]

_FRAME_MS = 100
# Drawing takes at most this share of the window's time.
_SHARE = 0.2
_ALL = -1
_BAR_WIDTH = 150
_ROOM_FOR_SCALE = 560


class MatricesPanel(LevelPanel):
    """Follows the snapshots about ten times a second while it is seen, and asks for nothing else.

    `picture` is "weights" (targets × sources), "activations" (units × examples of the next
    mini-batch) or "masks" (units × steps).
    """

    def __init__(self, document: Document, selection: Selection, session: Session) -> None:
        super().__init__(document, session, _FRAME_MS, _SHARE)
        self.setAccessibleName(tr("Weights, activations and masks"))
        self._selection = selection
        self._shown: list[Level] = []
        self._words = MatrixWords(document)
        self.picture = "weights"
        self._build()

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(2 * theme.RHYTHM, theme.RHYTHM, theme.RHYTHM, theme.RHYTHM // 2)
        column.setSpacing(theme.RHYTHM // 2)
        column.addLayout(self._build_head())
        self.view = MatricesView()
        self.view.setAccessibleName(tr("Matrices"))
        pictures.offer(self.view, tr("Matrices"))
        self.view.chosen.connect(self._choose)
        column.addWidget(self.view, 1)
        self.readout = label("", "secondary")
        self.view.pointed.connect(self._read_out)
        column.addWidget(self.readout)

    def _build_head(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(theme.RHYTHM // 2)
        self._pictures = QButtonGroup(self)
        for name, text, hint in (
            ("weights", tr("Weights"), tr("Each level's weights: targets × sources")),
            ("activations", tr("Activations"), tr("Of the next mini-batch: units × examples")),
            ("masks", tr("Dropout masks"), tr("Of the last steps: units × steps")),
        ):
            chip = toggle(text, hint)
            chip.setObjectName(name)
            chip.clicked.connect(partial(self.show_picture, name))
            self._pictures.addButton(chip)
            row.addWidget(chip)
        self._pictures.buttons()[0].setChecked(True)
        self.level = FlatChoice()
        self.level.setAccessibleName(tr("Level"))
        self.level.chosen.connect(self._draw)
        row.addWidget(self.level)
        row.addStretch(1)
        self.key = label("", "faint")
        self.bar = ScaleBar()
        self.bar.setFixedWidth(round(_BAR_WIDTH * theme.scale()))
        self._scale = QWidget()
        pair = QHBoxLayout(self._scale)
        pair.setContentsMargins(0, 0, 0, 0)
        pair.setSpacing(row.spacing())
        pair.addWidget(self.key)
        pair.addWidget(self.bar)
        row.addWidget(self._scale)
        return row

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the scale out where the choices need the room; the pointer still tells numbers."""
        super().resizeEvent(event)
        self._scale.setVisible(self.width() >= _ROOM_FOR_SCALE * theme.scale())

    # What is wanted

    def show_picture(self, name: str) -> None:
        """Show "weights", "activations" or "masks"."""
        self.picture = name
        for chip in self._pictures.buttons():
            chip.setChecked(chip.objectName() == name)
        self._ask()
        self._catch_up()
        self._draw()

    def _ask(self) -> None:
        wanted: set[Quantity] = set()
        if self.isVisible() and self.picture == "activations":
            wanted.add("activations")
        elif self.isVisible() and self.picture == "masks":
            wanted.add("masks")
        self._session.want(self, wanted)

    def _holds(self, snapshot: Snapshot) -> bool:
        return self.picture == "weights" or snapshot.mini_batch is not None

    def _offer_levels(self) -> None:
        assert self._levels is not None
        chosen = self.level.currentData()
        titles = {str(_ALL): tr("all levels")}
        titles |= {str(n): level.title for n, level in enumerate(self._levels.levels)}
        self.level.offer(titles)
        self.level.show_key(chosen if chosen in titles else str(_ALL))

    # The pictures

    def _show(self, snapshot: Snapshot) -> None:
        assert self._levels is not None
        chosen = int(self.level.currentData() or _ALL)
        levels = [level for n, level in enumerate(self._levels.levels) if chosen in (_ALL, n)]
        show = {
            "weights": self._show_weights,
            "activations": self._show_activations,
            "masks": self._show_masks,
        }[self.picture]
        show(snapshot, levels)

    def _show_weights(self, snapshot: Snapshot, levels: list[Level]) -> None:
        levels = [level for level in levels if len(level.edges)]
        if not levels:
            self._show_nothing(tr("No connection leads here."))
            return
        matrices = []
        for level in levels:
            values = level.of_connections(snapshot.weights)
            say = partial(self._words.weight, level, values)
            matrices.append(Matrix(_title(level, values), values, say))
        self._show_matrices(levels, matrices, tr("w"))

    def _show_activations(self, snapshot: Snapshot, levels: list[Level]) -> None:
        seen = snapshot.mini_batch
        if seen is None or seen.activations is None:
            self._show_nothing(tr("Waiting for the next mini-batch."))
            return
        matrices = []
        for level in levels:
            values = level.of_units(seen.activations)
            say = partial(self._words.activation, level, values, seen.rows)
            matrices.append(Matrix(_title(level, values), values, say))
        self._show_matrices(levels, matrices, tr("a, after dropout"))

    def _show_masks(self, snapshot: Snapshot, levels: list[Level]) -> None:
        seen = snapshot.mini_batch
        if seen is None or seen.masks is None or seen.mask_steps is None:
            self._show_nothing(tr("Waiting for the next mini-batch."))
            return
        matrices, shown = [], []
        for level in levels:
            values = level.of_units(seen.masks)
            if (values == 1.0).all():
                continue
            shown.append(level)
            say = partial(self._words.mask, level, values, seen.mask_steps, seen.rows)
            matrices.append(Matrix(_title(level, values), values, say))
        if not shown:
            self._show_nothing(tr("No unit is dropped here: all keep probabilities are 1."))
            return
        largest = max(float(matrix.values.max()) for matrix in matrices)
        self.bar.hide()
        self.key.setText(
            tr("blue: kept, plain: dropped, last column: next step")
            if len(seen.mask_steps)
            else tr("blue: kept, plain: dropped, columns: examples")
        )
        self._shown = shown
        self.view.show_matrices(matrices, -largest or -1.0, largest or 1.0)

    def _show_matrices(self, levels: list[Level], matrices: list[Matrix], key: str) -> None:
        # Large inputs would leave what the units make of them without colour.
        computed = [
            matrix for matrix, level in zip(matrices, levels, strict=True) if len(level.edges)
        ]
        end = scales.at_least(max(_largest(matrix.values) for matrix in computed or matrices))
        self.bar.show()
        self.bar.set_ends(-end, end)
        self.key.setText(key)
        self._shown = levels
        self.view.show_matrices(matrices, -end, end)

    def _show_nothing(self, reason: str) -> None:
        self.bar.hide()
        self.key.setText("")
        self._shown = []
        self.view.show_matrices([], -1.0, 1.0)
        self.readout.setText(reason)

    # In words

    def _read_out(self, text: str) -> None:
        if text or self._shown:
            self.readout.setText(text or matrix_words.hint(self.picture))

    def _choose(self, number: int, row: int, column: int) -> None:
        """Select the connection or the unit behind the number."""
        level, network = self._shown[number], self._document.network
        target = int(level.units[row])
        if self.picture != "weights":
            if network.has_unit(target):
                self._selection.set(units=[target])
            return
        source = int(level.sources[column])
        if network.has_connection(source, target):
            self._selection.set(connections=[(source, target)])


def _title(level: Level, values: Singles) -> str:
    rows, columns = values.shape
    return f"{level.title}  {rows} × {columns}"


def _largest(values: Singles) -> float:
    finite = np.abs(values[np.isfinite(values)])
    return float(finite.max()) if len(finite) else 1.0
