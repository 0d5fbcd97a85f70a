"""The output panel: what the network answers over the plane of two inputs, with the data on top."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QVBoxLayout, QWidget

from engine import Change, Snapshot
from gui import theme
from gui.document import Document
from gui.fields import Choice, FlatChoice
from gui.live import moves_only
from gui.panels.widgets import surface
from gui.panels.widgets.legend import MarkKey, ScaleBar
from gui.panels.widgets.marks import Marks
from gui.panels.widgets.plane_view import PlaneView
from gui.panels.widgets.section import Section, label
from gui.panels.widgets.throttle import Throttle
from gui.selection import Selection
from gui.session import Session, State
from gui.translate import tr
from gui.words import low, unit_name

_FRAME_MS = 33
_ALL = "all"
_MOST_NAMED_CLASSES = 4


class OutputPanel(Section):
    """Follows the snapshots, at most thirty times a second and only while it can be seen."""

    def __init__(self, document: Document, _selection: Selection, session: Session) -> None:
        super().__init__(tr("Output"))
        self._document = document
        self._session = session
        self._offered: tuple[str, ...] = ()
        self._throttle = Throttle(_FRAME_MS, self)
        self._throttle.due.connect(self._draw)
        self._build()
        document.data_changed.connect(self._rebuild)
        document.opened.connect(self._rebuild)
        document.network_changed.connect(self._edited)
        document.settings_changed.connect(self._redraw)
        session.plane_changed.connect(self._rebuild)
        session.state_changed.connect(self._redraw)
        session.snapshot_ready.connect(self._snapshot_came)
        theme.signals.changed.connect(self._recolour)
        self._rebuild()

    def showEvent(self, event: QShowEvent) -> None:
        """Catch up with what came while hidden."""
        super().showEvent(event)
        self._redraw()

    # Parts

    def _build(self) -> None:
        self.output_choice = FlatChoice()
        self.output_choice.setAccessibleName(tr("Which output"))
        self.style_choice = FlatChoice()
        self.style_choice.setAccessibleName(tr("How the response is drawn"))
        for choice in (self.output_choice, self.style_choice):
            choice.chosen.connect(self._choose)
            self.head.addWidget(choice)
        self.style_choice.offer({"smooth": tr("shades"), "border": tr("border")})
        self.view = PlaneView()
        self.column.addWidget(self.view)
        self._axes = self._axes_block()
        self.column.addWidget(self._axes)
        self._keys = QHBoxLayout()
        self._keys.setSpacing(theme.RHYTHM + 4)
        self.column.addLayout(self._keys)
        self._classes = QHBoxLayout()
        self._classes.setSpacing(theme.RHYTHM + 4)
        self.column.addLayout(self._classes)
        self.scale_bar = ScaleBar()
        self.column.addWidget(self.scale_bar)
        self.show_test = QCheckBox(tr("show test"))
        self.show_test.setToolTip(
            tr("Test examples judge the finished network; do not tune by them.")
        )
        self.show_test.toggled.connect(self._set_marks)

    def _axes_block(self) -> QWidget:
        block = QWidget()
        column = QVBoxLayout(block)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.RHYTHM // 2)
        line = QHBoxLayout()
        column.addLayout(line)
        column.addWidget(label(tr("all other columns at their mean"), "faint"))
        self.x_choice, self.y_choice = Choice(), Choice()
        for choice, name, sign in (
            (self.x_choice, tr("Column to the right"), "→"),
            (self.y_choice, tr("Column upwards"), "↑"),
        ):
            choice.setAccessibleName(name)
            choice.setToolTip(name)
            choice.chosen.connect(self._choose_axes)
            line.addWidget(label(sign))
            line.addWidget(choice, 1)
        return block

    # Following the document

    def _edited(self, change: Change) -> None:
        outputs = set(self._document.network.outputs)
        names_or_units = (unit.after is None or unit.id in outputs for unit in change.units)
        if not moves_only(change) and any(names_or_units):
            self._rebuild()

    def _rebuild(self) -> None:
        data, plane = self._document.data, self._session.plane
        columns = data.inputs.shape[1]
        names = {str(n): low(name) for n, name in enumerate(data.input_names)}
        for choice, column in ((self.x_choice, plane.x), (self.y_choice, plane.y)):
            choice.offer(names)
            choice.show_key(str(column))
        self._axes.setVisible(columns > 2)
        self._offer_outputs()
        self._fill_keys()
        self._set_marks()
        self._redraw()

    def _offer_outputs(self) -> None:
        document = self._document
        network, columns = document.network, document.data.targets.shape[1]
        before, offered = self.output_choice.currentData(), self._offered
        outputs = {
            str(number): unit_name(network, unit)
            for number, unit in enumerate(network.outputs[:columns])
        }
        if self._has_regions():
            outputs = {_ALL: tr("all classes"), **outputs}
        self._offered = tuple(outputs)
        self.output_choice.offer(outputs)
        keep = self._offered == offered
        self.output_choice.show_key(before if keep else next(iter(outputs), None))
        self.output_choice.setVisible(len(outputs) > 1)
        self.style_choice.setVisible(document.data.task != "regression" and not self._one_input)

    def _has_regions(self) -> bool:
        data, outputs = self._document.data, len(self._document.network.outputs)
        fits = outputs == data.targets.shape[1]
        return data.task == "multiclass" and fits and not self._one_input

    @property
    def _one_input(self) -> bool:
        return len(self._document.data.input_names) == 1

    @property
    def _output(self) -> int | None:
        """Which target column is shown; None for regions of all classes."""
        key = self.output_choice.currentData()
        return None if key in (_ALL, None) else int(key)

    def _fill_keys(self) -> None:
        data = self._document.data
        for line in (self._keys, self._classes):
            _clear(line, keep=self.show_test)
        self._keys.addWidget(MarkKey(tr("train"), None, 0, held_back=False))
        if len(data.validation_rows):
            self._keys.addWidget(MarkKey(tr("validation"), None, 0, held_back=True))
        self._keys.addStretch(1)
        self._keys.addWidget(self.show_test)
        self.show_test.setVisible(len(data.test_rows) > 0)
        for number, name in enumerate(data.classes[:_MOST_NAMED_CLASSES]):
            colour = surface.class_colour(number)
            self._classes.addWidget(MarkKey(name, colour, number, held_back=True))
        if len(data.classes) > _MOST_NAMED_CLASSES:
            more = len(data.classes) - _MOST_NAMED_CLASSES
            self._classes.addWidget(label(tr("and {count} more", count=more)))
        self._classes.addStretch(1)

    def _set_marks(self) -> None:
        data, plane = self._document.data, self._session.plane
        rows = [data.train_rows, data.validation_rows]
        if self.show_test.isChecked():
            rows.append(data.test_rows)
        shown = np.concatenate(rows)
        held_back = np.arange(len(shown)) >= len(data.train_rows)
        output = self._output
        ends = surface.value_range(data, self._document.settings.loss, output or 0)
        if self._one_input:
            points = np.stack([data.inputs[:, 0], data.targets[:, output or 0]], axis=1)
            self.view.set_ranges((plane.low[0], plane.high[0]), _with_margin(ends))
        else:
            points = data.inputs[:, [plane.x, plane.y]]
            self.view.set_ranges((plane.low[0], plane.high[0]), (plane.low[1], plane.high[1]))
        numbers = data.class_numbers
        shapes = np.zeros(len(points), np.int64) if numbers is None else numbers
        colours = surface.point_colours(data, ends, output)
        self.view.set_marks(Marks(points[shown], colours[shown], shapes[shown], held_back))
        self.scale_bar.set_ends(*ends)
        self.scale_bar.setVisible(data.task == "regression" and not self._one_input)

    def _recolour(self) -> None:
        self._set_marks()
        self._redraw()

    # Following the run

    def _snapshot_came(self, _snapshot: Snapshot) -> None:
        if self.isVisible():
            self._throttle.ask()

    def _redraw(self) -> None:
        if self.isVisible():
            self._draw()

    def _draw(self) -> None:
        responses = self._responses()
        self.view.set_hint("" if responses is not None else self._reason())
        if responses is None:
            self.view.set_image(None)
        elif self._one_input:
            self.view.set_curve(responses[0][0])
        else:
            self.view.set_image(self._colours(responses))
        self._describe()

    def _colours(self, responses: NDArray[np.floating]) -> NDArray[np.uint32]:
        bordered = self.style_choice.currentData() == "border"
        output = self._output
        if output is None:
            return surface.regions(responses, shaded=not bordered)
        data = self._document.data
        ends = surface.value_range(data, self._document.settings.loss, output)
        paint = surface.border if bordered and data.task != "regression" else surface.smooth
        return paint(responses[0], ends)

    def _responses(self) -> NDArray[np.floating] | None:
        """Responses (k, rows, columns) of the outputs shown, or None while there are none."""
        snapshot, plane = self._session.snapshot, self._session.plane
        if snapshot is None or snapshot.responses is None or snapshot.watched is None:
            return None
        if snapshot.watched.key != plane or self._session.state is State.BLOCKED:
            return None
        data, outputs = self._document.data, self._document.network.outputs
        chosen = range(len(outputs)) if self._output is None else (self._output,)
        pictures = []
        for number in chosen:
            found = np.flatnonzero(snapshot.unit_ids == outputs[number])
            if not len(found) or number >= data.targets.shape[1]:
                return None
            response = snapshot.responses[found[0]].reshape(plane.size, plane.size)
            pictures.append(surface.raw_response(data, number, response))
        return np.stack(pictures) if pictures else None

    def _reason(self) -> str:
        if self._session.state is State.BLOCKED:
            return tr("The network does not fit the data yet.")
        return ""

    def _describe(self) -> None:
        data, plane = self._document.data, self._session.plane
        x, y = (low(data.input_names[column]) for column in (plane.x, plane.y))
        shown = self.output_choice.currentText() or "ŷ"
        if self._one_input:
            text = tr("{output} over {x}", output=shown, x=x)
        else:
            text = tr("{output} over {x} (to the right) and {y} (upwards)", output=shown, x=x, y=y)
        if text != self.view.accessibleName():
            self.view.setAccessibleName(text)
            self.view.setToolTip(text)

    # What the person chooses

    def _choose(self) -> None:
        self._set_marks()
        self._redraw()

    def _choose_axes(self) -> None:
        plane = self._session.plane
        x, y = int(self.x_choice.currentData()), int(self.y_choice.currentData())
        if x == y:  # the other axis takes the column that this one had
            x, y = (plane.y, y) if y != plane.y else (x, plane.x)
        self._session.set_plane(x, y)


def _with_margin(ends: tuple[float, float]) -> tuple[float, float]:
    margin = 0.08 * (ends[1] - ends[0])
    return ends[0] - margin, ends[1] + margin


def _clear(line: QHBoxLayout, keep: QWidget) -> None:
    while (item := line.takeAt(0)) is not None:
        widget = item.widget()
        if widget is not None and widget is not keep:
            widget.hide()
            widget.deleteLater()
