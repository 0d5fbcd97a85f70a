"""The window in which data are painted; every stroke is one undoable step of the document."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QIcon, QKeySequence, QShortcut
from PySide6.QtWidgets import QButtonGroup, QDialog, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from engine import datasets
from engine.data.datasets import Dataset
from gui.editing.document import Document
from gui.forms.fields import Choice
from gui.look import theme
from gui.look.translate import tr
from gui.panels.data import data_steps as steps
from gui.panels.data.painting.painting import Painting, part_counts
from gui.panels.data.painting.paper import Paper
from gui.panels.widgets.marks import mark
from gui.panels.widgets.section import Button, button, dialog_column, label, toggle
from gui.panels.widgets.slider import ValueSlider
from gui.panels.widgets.surface import class_colour

_SIZES = (8, 12, 16, 24, 32, 48, 64)
_DENSITIES = (1, 2, 3, 6, 10, 16, 30)
_PLANE = (480, 420)
_SIDE = 212
_COLUMNS = 3


class PaintDialog(QDialog):
    """Follows the document's data, and asks for others with `painted`, which names the step."""

    painted = Signal(Dataset, str)

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Paint data"))
        self._document = document
        self._goes_on = False
        self.paper = Paper()
        self.paper.setMinimumSize(*(round(side * theme.scale()) for side in _PLANE))
        self.paper.stroked.connect(lambda painting: self._take(painting, tr("Paint data")))
        self.paper.class_wanted.connect(self._choose_class)
        self.paper.size_wanted.connect(self._resize_brush)
        row = QHBoxLayout()
        row.setSpacing(2 * theme.RHYTHM)
        row.addWidget(self.paper, 1)
        row.addWidget(self._side())
        column = dialog_column(self)
        column.addLayout(row)
        column.addLayout(self._foot())
        self._add_shortcuts()
        document.data_changed.connect(self._follow)
        document.opened.connect(self._follow)
        theme.signals.changed.connect(self._draw_brushes)
        self._follow()
        self._choose_class(0)
        self.paper.setFocus()

    # Parts

    def _side(self) -> QWidget:
        side = QWidget()
        side.setFixedWidth(round(_SIDE * theme.scale()))
        column = QVBoxLayout(side)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.RHYTHM)
        self.kind = Choice()
        self.kind.setAccessibleName(tr("What is painted"))
        self.kind.offer({"points": tr("Points of classes"), "curve": tr("A curve y = f(x)")})
        self.kind.chosen.connect(self._start_anew)
        column.addWidget(self.kind)
        self._brush_title = label(tr("Brush"), "heading")
        column.addWidget(self._brush_title)
        column.addLayout(self._brushes())
        self.size_slider = ValueSlider(
            tr("Size"), _SIZES, steps.count, steps.log_place, tr("How wide the brush is.")
        )
        self.density = ValueSlider(
            tr("Density"),
            _DENSITIES,
            steps.count,
            steps.log_place,
            tr("How many points the brush leaves at once."),
        )
        self.size_slider.show_value(round(self.paper.radius))
        self.density.show_value(self.paper.density)
        self.size_slider.chosen.connect(self._set_brush)
        self.density.chosen.connect(self._set_brush)
        column.addWidget(self.size_slider)
        column.addWidget(self.density)
        column.addWidget(label(tr("Outliers"), "heading"))
        column.addLayout(self._outliers())
        column.addStretch(1)
        self.told = label("", "faint", wrap=True)
        column.addWidget(self.told)
        return side

    def _brushes(self) -> QGridLayout:
        """A button for each class, and the eraser."""
        grid = QGridLayout()
        grid.setSpacing(theme.RHYTHM // 2)
        self._group = QButtonGroup(self)
        self.brushes: list[Button] = []
        for number in range(datasets.MOST_BRUSHES):
            brush = toggle(str(number + 1), tr("Paint class {number}.", number=number + 1))
            brush.setAutoDefault(False)
            brush.setAccessibleName(tr("Class {number}", number=number + 1))
            brush.clicked.connect(partial(self._choose_class, number))
            self._group.addButton(brush)
            self.brushes.append(brush)
            grid.addWidget(brush, number // _COLUMNS, number % _COLUMNS)
        self.eraser = toggle(tr("Eraser"), tr("Take points away; so does the right button."))
        self.eraser.setAutoDefault(False)
        self.eraser.clicked.connect(partial(self._choose_class, -1))
        self._group.addButton(self.eraser)
        grid.addWidget(self.eraser, 2, 0, 1, _COLUMNS)
        self._draw_brushes()
        return grid

    def _draw_brushes(self) -> None:
        for number, brush in enumerate(self.brushes):
            stamp = mark(class_colour(number), number, part=0, radius=5.0 * theme.scale())
            brush.setIcon(QIcon() if self.paper.painting.is_curve else QIcon(stamp))

    def _outliers(self) -> QHBoxLayout:
        self.far = button(tr("Far away"), "chip", tr("A few points far from all others."))
        self.far.clicked.connect(self._add_far_points)
        self.flip = button(tr("Flip labels"), "chip", tr("Give 5 % of the points another class."))
        self.flip.clicked.connect(self._flip_labels)
        for chip in (self.far, self.flip):
            chip.setAutoDefault(False)
        row = QHBoxLayout()
        row.setSpacing(theme.RHYTHM - 2)
        row.addWidget(self.far)
        row.addWidget(self.flip)
        return row

    def _foot(self) -> QHBoxLayout:
        self.undo = button(tr("Undo"), "", tr("Take the last step back, here or on the canvas."))
        self.undo.clicked.connect(self._document.undo_stack.undo)
        self.clear = button(tr("Empty plane"), "", tr("Begin anew; the first stroke is a step."))
        self.clear.clicked.connect(self._start_anew)
        close = button(tr("Close"))
        close.clicked.connect(self.close)
        hint = label(
            tr("Space paints, arrows move, digits choose the class, E erases, + and − size."),
            "faint",
        )
        row = QHBoxLayout()
        row.setSpacing(theme.RHYTHM)
        for widget in (self.undo, self.clear):
            widget.setAutoDefault(False)
            row.addWidget(widget)
        row.addWidget(hint, 1)
        close.setAutoDefault(False)
        row.addWidget(close)
        self._document.undo_stack.canUndoChanged.connect(self.undo.setEnabled)
        self.undo.setEnabled(self._document.undo_stack.canUndo())
        return row

    def _add_shortcuts(self) -> None:
        stack = self._document.undo_stack
        for keys, deed in (
            (QKeySequence.StandardKey.Undo, stack.undo),
            (QKeySequence.StandardKey.Redo, stack.redo),
        ):
            QShortcut(QKeySequence(keys), self).activated.connect(deed)

    # Following the document

    def _follow(self) -> None:
        painting = Painting.of(self._document.data)
        self._goes_on = painting is not None
        self._show(painting or Painting.empty(2))

    def _show(self, painting: Painting) -> None:
        self.kind.show_key("curve" if painting.is_curve else "points")
        self.paper.show_painting(painting)
        curve = painting.is_curve
        for brush in self.brushes:
            brush.setVisible(not curve or brush is self.brushes[0])
        self.brushes[0].setText(tr("Pencil") if curve else "1")
        self._draw_brushes()
        self.flip.setEnabled(not curve)
        self.density.setEnabled(not curve)
        if curve and self.paper.label > 0:
            self._choose_class(0)
        self._tell()

    def _tell(self) -> None:
        painting = self.paper.painting
        if not len(painting.points):
            self.told.setText(
                tr("Nothing is painted yet. The network keeps its data until the first stroke.")
            )
            return
        shares = " / ".join(map(str, part_counts(painting)))
        count = steps.count(len(painting.points))
        self.told.setText(
            tr("{count} points: {shares} to train, validate and test", count=count, shares=shares)
        )

    # What the person does

    def _choose_class(self, number: int) -> None:
        if number > 0 and self.paper.painting.is_curve:
            return
        self.paper.tool = "eraser" if number < 0 else "brush"
        if number >= 0:
            self.paper.label = number
        chosen = self.eraser if number < 0 else self.brushes[number]
        chosen.setChecked(True)
        self.paper.update()

    def _resize_brush(self, way: int) -> None:
        slider = self.size_slider.slider
        slider.setValue(slider.value() + way)

    def _set_brush(self) -> None:
        self.paper.radius = float(self.size_slider.value)
        self.paper.density = self.density.value
        self.paper.update()

    def _start_anew(self) -> None:
        """Show an empty plane; the document keeps its data until something is on it."""
        self._goes_on = False
        self._show(Painting.empty(0 if self.kind.currentData() == "curve" else 2))
        self.paper.setFocus(Qt.FocusReason.OtherFocusReason)

    def _add_far_points(self) -> None:
        painting = self.paper.painting.with_far_points(self.paper.label, self.paper.chance)
        self._take(painting, tr("Add outliers"))

    def _flip_labels(self) -> None:
        self._take(self.paper.painting.with_flipped(self.paper.chance), tr("Flip labels"))

    def _take(self, painting: Painting, name: str) -> None:
        """One stroke more: one step of the document."""
        if not len(painting.points):
            self._show(painting)
            return
        self.painted.emit(painting.dataset(self._document.data, goes_on=self._goes_on), name)
