"""The tiles of the data panel: kinds of generated data, a table, and a way to all others."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from engine import datasets
from engine.data.datasets import Dataset, GeneratedSource, PaintedSource
from gui.look import theme
from gui.look.translate import tr
from gui.panels.data import data_steps as steps
from gui.panels.widgets.data_tile import DataTile, sketch

_KEYS = ("circle", "xor", "gaussians", "spiral", "plane", "multi_gaussian")
_TABLE = "iris"
_COLUMNS = 3


class DataTiles(QWidget):
    """Offers data, and marks what is in use; a table that is in use names its tile.

    `tiles` by the key of the generator, "paint", "table" or "more". `chosen` carries the key of the
    data that are asked for; `more_wanted` tells that it is none of these.
    """

    chosen = Signal(str)
    paint_wanted = Signal()
    more_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.tiles: dict[str, DataTile] = {}
        self._generated = True
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(0)
        grid.setVerticalSpacing(theme.RHYTHM // 2)
        for key in _KEYS:
            row = datasets.GENERATORS[key]
            tile = self._add(grid, key, DataTile(tr(row.label), sketch(row)), tr(row.hint))
            tile.clicked.connect(lambda _=False, key=key: self.chosen.emit(key))
        hint = tr("Paint points of classes, or a curve, by hand")
        paint = self._add(grid, "paint", DataTile(tr("Paint…"), "brush"), hint)
        paint.clicked.connect(self.paint_wanted)
        self._add(grid, "table", DataTile("", "table"), "").clicked.connect(self._choose_table)
        hint = tr("All data that come with Netloom, or a file of yours")
        more = self._add(grid, "more", DataTile(tr("More…"), "dots"), hint)
        more.clicked.connect(self.more_wanted)

    def show_data(self, data: Dataset) -> None:
        """Mark the tile of these data."""
        source = data.source
        self._generated = isinstance(source, GeneratedSource | PaintedSource)
        chosen = source.name if isinstance(source, GeneratedSource) else "table"
        chosen = "paint" if isinstance(source, PaintedSource) else chosen
        chosen = chosen if chosen in self.tiles else "more"
        name = data.title if chosen == "table" else tr(datasets.TABLES[_TABLE].label)
        table = self.tiles["table"]
        table.setText(name)
        table.setAccessibleName(name)
        table.setToolTip(steps.source_in_words(data) if chosen == "table" else name)
        for key, tile in self.tiles.items():
            tile.setChecked(key == chosen)
            tile.update()

    def _add(self, grid: QGridLayout, key: str, tile: DataTile, help_text: str) -> DataTile:
        tile.setToolTip(help_text)
        tile.setAccessibleDescription(help_text)
        place = len(self.tiles)
        self.tiles[key] = tile
        tile.stand(place % _COLUMNS - 1)
        grid.addWidget(tile, place // _COLUMNS, place % _COLUMNS)
        return tile

    def _choose_table(self) -> None:
        if self._generated:
            self.chosen.emit(_TABLE)
