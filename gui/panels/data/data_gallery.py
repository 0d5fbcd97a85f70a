"""All data that can be chosen, as a gallery of small pictures; opened by the panel's More…"""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtWidgets import QDialog, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from engine import datasets
from gui.look import theme
from gui.look.translate import tr
from gui.panels.widgets.data_tile import DataTile, Drawing, sketch
from gui.panels.widgets.section import button, dialog_column, label

_COLUMNS = 9


def _groups() -> Mapping[str, Mapping[str, tuple[str, str, Drawing]]]:
    """For each heading its data: key, name, hint, picture."""
    found: dict[str, dict[str, tuple[str, str, Drawing]]] = {
        tr("Two classes"): {},
        tr("Logic gates"): {},
        tr("More classes"): {},
        tr("Numbers to predict"): {},
        tr("Tables"): {},
    }
    two, gates, many, numbers, tables = found.values()
    tasks = {"binary": two, "multiclass": many, "regression": numbers}
    for key, row in datasets.GENERATORS.items():
        group = gates if row.exact else tasks[row.task]
        group[key] = tr(row.label), tr(row.hint), sketch(row)
    for key, table in datasets.TABLES.items():
        tables[key] = tr(table.label), f"{tr(table.hint)} {tr(table.origin)}", "table"
    return found


class DataGallery(QDialog):
    """Chooses data by picture; `chosen` gives the key of a generator or of a table."""

    chosen = Signal(str)
    import_requested = Signal()
    paint_requested = Signal()

    def __init__(self, parent: QWidget | None = None, current: str = "") -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Choose data"))
        self.tiles: dict[str, DataTile] = {}
        self._hints: dict[QObject, str] = {}
        column = dialog_column(self)
        for heading, rows in _groups().items():
            column.addWidget(label(heading, "heading"))
            column.addLayout(self._row_of(rows, current))
        self.hint = label("", "faint", wrap=True)
        self.hint.setMinimumHeight(2 * self.hint.fontMetrics().height())
        column.addWidget(self.hint)
        self._add_foot(column)
        self._tell(current)

    def _row_of(self, rows: Mapping[str, tuple[str, str, Drawing]], current: str) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(0)
        for place, (key, (name, hint, drawing)) in enumerate(rows.items()):
            tile = DataTile(name, drawing)
            tile.setFixedSize(tile.sizeHint() + tile.sizeHint() / 4)
            tile.setFixedHeight(tile.sizeHint().height())
            tile.setChecked(key == current)
            tile.setAccessibleDescription(hint)
            tile.installEventFilter(self)
            tile.clicked.connect(lambda _checked=False, key=key: self._choose(key))
            self.tiles[key], self._hints[tile] = tile, f"{name}. {hint}"
            grid.addWidget(tile, place // _COLUMNS, place % _COLUMNS)
        grid.setColumnStretch(_COLUMNS, 1)
        return grid

    def _add_foot(self, column: QVBoxLayout) -> None:
        self.import_button = button(tr("Import a file…"))
        self.import_button.setAutoDefault(False)
        self.import_button.clicked.connect(self._import)
        row = QHBoxLayout()
        row.setSpacing(theme.RHYTHM)
        row.addWidget(self.import_button)
        self.paint_button = button(tr("Paint…"))
        self.paint_button.setAutoDefault(False)
        self.paint_button.clicked.connect(self._paint)
        row.addWidget(self.paint_button)
        row.addStretch(1)
        close = button(tr("Close"))
        close.setAutoDefault(False)
        close.clicked.connect(self.reject)
        row.addWidget(close)
        column.addLayout(row)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Tell of the picture below the pointer, or that the keys have reached."""
        if event.type() in (QEvent.Type.Enter, QEvent.Type.FocusIn):
            self.hint.setText(self._hints.get(watched, ""))
        return super().eventFilter(watched, event)

    def _tell(self, current: str) -> None:
        tile = self.tiles.get(current)
        if tile is not None:
            self.hint.setText(self._hints[tile])
            tile.setFocus(Qt.FocusReason.OtherFocusReason)

    def _choose(self, key: str) -> None:
        self.accept()
        self.chosen.emit(key)

    def _import(self) -> None:
        self.accept()
        self.import_requested.emit()

    def _paint(self) -> None:
        self.accept()
        self.paint_requested.emit()
