"""Tables about classes: how often each was taken for which, and the figures of each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QAbstractItemView, QSizePolicy, QTableWidget, QTableWidgetItem

from gui.look import theme
from gui.look.translate import tr
from gui.look.words import fixed

if TYPE_CHECKING:
    from engine import ClassFigures, ClassReport

# The darkest shade still leaves the text its contrast.
_DEEPEST = 0.45
# Without scrolling; together they fit into the lowest window.
_MATRIX_ROWS, _FIGURES_ROWS, _ROW_HEIGHT = 10, 6, 24
_NONE = "–"
_SHEET = (
    "QTableCornerButton::section { background: transparent; border: none; }"
    "QTableView::item { padding: 0 8px; }"
)


class _ClassTable(QTableWidget):
    """Read by keyboard, as high as its rows up to a few, then scrolled."""

    def __init__(self, name: str, most_rows: int) -> None:
        super().__init__()
        self._most_rows = most_rows
        height = round(_ROW_HEIGHT * theme.scale())
        self.verticalHeader().setMinimumSectionSize(height)
        self.verticalHeader().setDefaultSectionSize(height)
        self.setAccessibleName(name)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self.setStyleSheet(_SHEET)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.horizontalHeader().setDefaultAlignment(
            Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        )

    def _lay_out(self, rows: Sequence[str], columns: Sequence[str]) -> None:
        self.clear()
        self.setRowCount(len(rows))
        self.setColumnCount(len(columns))
        self.setVerticalHeaderLabels(list(rows))
        self.setHorizontalHeaderLabels(list(columns))

    def _fit(self) -> None:
        self.resizeColumnsToContents()
        for column in range(self.columnCount()):
            self.setColumnWidth(column, self.columnWidth(column) + theme.RHYTHM)
        shown = min(self.rowCount(), self._most_rows)
        rows = sum(self.rowHeight(row) for row in range(shown))
        bar = self.horizontalScrollBar().sizeHint().height()
        self.setFixedHeight(self.horizontalHeader().sizeHint().height() + rows + bar)

    def _put(self, row: int, column: int, text: str) -> QTableWidgetItem:
        item = QTableWidgetItem(text)
        item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
        item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.setItem(row, column, item)
        return item


class ConfusionTable(_ClassTable):
    """Counts with a shade: the deeper, the larger the share of its true class."""

    def __init__(self) -> None:
        super().__init__(tr("Confusion matrix"), _MATRIX_ROWS)
        self._report: ClassReport | None = None
        theme.signals.changed.connect(self._draw)

    def show_report(self, report: ClassReport) -> None:
        """Show the report's matrix."""
        self._report = report
        self._draw()

    def _draw(self) -> None:
        report = self._report
        if report is None:
            return
        self._lay_out(report.classes, report.classes)
        for row, counts in enumerate(report.confusion.tolist()):
            for column, count in enumerate(counts):
                share = count / max(sum(counts), 1)
                item = self._put(row, column, f"{count:,}")
                item.setBackground(shade(share, theme.current().accent))
                names = report.classes[row], report.classes[column]
                item.setToolTip(told(count, sum(counts), *names))
        self._fit()


class FiguresTable(_ClassTable):
    """Precision, recall, F1, ROC-AUC of each class, and their averages."""

    def __init__(self) -> None:
        super().__init__(tr("Figures of each class"), _FIGURES_ROWS)

    def show_report(self, report: ClassReport) -> None:
        """Show the report's figures."""
        averages = (tr("mean"), tr("mean by number"))
        columns = (
            tr("precision"),
            tr("recall"),
            tr("F1"),
            tr("ROC-AUC"),
            tr("examples"),
        )
        self._lay_out((*report.classes, *averages), columns)
        for row, figures in enumerate((*report.figures, report.macro, report.weighted)):
            for column, text in enumerate(_texts(figures)):
                self._put(row, column, text)
        self._fit()


def _texts(figures: ClassFigures) -> tuple[str, ...]:
    shares = (figures.precision, figures.recall, figures.f1, figures.roc_auc)
    written = tuple(_NONE if share is None else fixed(share) for share in shares)
    return (*written, f"{figures.support:,}")


def told(count: int, total: int, true: str, predicted: str) -> str:
    """What one number of a confusion matrix says."""
    return tr(
        "{count} of {all} examples of {true} were taken for {predicted}.",
        count=count,
        all=total,
        true=true,
        predicted=predicted,
    )


def shade(share: float, deepest: QColor) -> QColor:
    """A ground for text, from the panel's own towards `deepest`."""
    look = theme.current()
    part = _DEEPEST * share
    mixed = (
        round(ground + part * (top - ground))
        for ground, top in zip(look.panel.getRgb()[:3], deepest.getRgb()[:3], strict=True)
    )
    return QColor(*mixed)
