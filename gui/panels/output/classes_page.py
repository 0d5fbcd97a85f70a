"""Pages for classes: the confusion matrix and ROC curves, live."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor

from engine import losses, metrics
from gui.look import theme
from gui.look.translate import tr
from gui.look.words import fixed
from gui.panels.output.page import Page
from gui.panels.output.subject import Subject
from gui.panels.widgets import surface
from gui.panels.widgets.confusion_view import ConfusionView
from gui.panels.widgets.flow import FlowRow
from gui.panels.widgets.legend import LineKey
from gui.panels.widgets.roc_view import RocCurve, RocView
from gui.panels.widgets.section import label

_MOST_AREAS = 10
_LINES = (
    Qt.PenStyle.SolidLine,
    Qt.PenStyle.DashLine,
    Qt.PenStyle.DotLine,
    Qt.PenStyle.DashDotLine,
)


class ConfusionPage(Page):
    """How often each class was taken for which; a click shows such an example."""

    view: ConfusionView

    def __init__(self) -> None:
        super().__init__()
        self.view = ConfusionView()
        self.view.say(tr("Confusion matrix: rows are true classes, columns what was predicted"))
        self.view.picked.connect(self._pick)
        self.told = label()
        self._last: int | None = None
        self.column.addWidget(self.view)
        self.column.addWidget(self.told)

    def lay_out(self, subject: Subject) -> None:
        """Begin anew with these classes."""
        self._subject = subject
        self.view.show_counts(subject.data.classes, None)

    def refresh(self, subject: Subject) -> None:
        """Count again."""
        self._subject = subject
        found, true = subject.answered(subject.rows), subject.data.class_numbers
        if found is None or true is None:
            self.view.show_counts(subject.data.classes, None)
            self.told.setText("")
            return
        known, classes = found >= 0, subject.data.classes
        counts = metrics.confusion(true[subject.rows][known], found[known], len(classes))
        self.view.show_counts(classes, counts)
        share = float(np.trace(counts)) / max(int(counts.sum()), 1)
        self.told.setText(
            tr(
                "{share} % right: {right} of {count} examples",
                share=f"{100 * share:.1f}",
                right=f"{np.trace(counts):,}",
                count=f"{counts.sum():,}",
            )
        )

    def mark(self, row: int | None) -> None:
        """Remember the chosen example, to go on from it."""
        self._last = row

    def set_hint(self, text: str) -> None:
        """Say why there is nothing to see."""
        self.view.set_hint(text)

    def _pick(self, row: int, column: int) -> None:
        """The next example of the class `row` that is taken for `column`."""
        subject, true = self._subject, self._subject.data.class_numbers
        found = subject.answered(subject.rows)
        if found is None or true is None:
            return
        fits = subject.rows[(true[subject.rows] == row) & (found == column)]
        if len(fits):
            before = np.flatnonzero(fits == self._last)
            self.chosen.emit(int(fits[(before[0] + 1) % len(fits) if len(before) else 0]))


class RocPage(Page):
    """The curve of each class against the rest, or of the class 1 of two."""

    view: RocView

    def __init__(self) -> None:
        super().__init__()
        self.view = RocView()
        self.view.say(tr("ROC: what share of a class is found, at what share of false alarms"))
        self._keys = FlowRow()
        self.areas: list[LineKey] = []
        self.column.addWidget(self.view)
        self.column.addWidget(label(tr("area under each curve:"), "faint"))
        self.column.addLayout(self._keys)

    def lay_out(self, subject: Subject) -> None:
        """Begin anew, with a key for each class that is shown."""
        self.view.show_curves([])
        for key in self.areas:
            self._keys.removeWidget(key)
            key.hide()
            key.deleteLater()
        shown = self._classes(subject)[:_MOST_AREAS]
        self.areas = [LineKey("", *_look(subject, one)) for one in shown]
        for key in self.areas:
            self._keys.addWidget(key)

    def refresh(self, subject: Subject) -> None:
        """Draw the curves anew."""
        outputs, true = subject.outputs(subject.rows), subject.data.class_numbers
        if outputs is None or true is None or not np.isfinite(outputs).all():
            self.view.show_curves([])
            return
        curves = []
        for place, number in enumerate(self._classes(subject)):
            curve = _curve(subject, outputs, true[subject.rows], number)
            if curve is not None:
                curves.append(curve)
            if place < len(self.areas):
                self.areas[place].set_text(_words(subject.data.classes[number], curve))
        self.view.show_curves(curves)

    def mark(self, row: int | None) -> None:
        """No single example stands out here."""

    def set_hint(self, text: str) -> None:
        """Say why there is nothing to see."""
        self.view.set_hint(text)

    def _classes(self, subject: Subject) -> list[int]:
        """The classes whose curves are shown; of a single output's two that of class 1."""
        if len(subject.names) == 1:
            return [1]
        return list(range(len(subject.names))) if subject.output is None else [subject.output]


def _words(name: str, curve: RocCurve | None) -> str:
    if curve is None:
        return tr("{name}: one class only", name=name)
    return f"{name} {fixed(metrics.area_under(curve.false, curve.true))}"


def _look(subject: Subject, number: int) -> tuple[QColor, Qt.PenStyle]:
    """How a class's curve is drawn: colour is not the only sign where there are several."""
    if len(subject.names) == 1:
        return theme.current().accent, Qt.PenStyle.SolidLine
    return surface.class_colour(number), _LINES[number % len(_LINES)]


def _curve(
    subject: Subject, outputs: NDArray[np.float64], true: NDArray[np.int64], number: int
) -> RocCurve | None:
    """The curve of one class; None where there are no examples of it, or none of others."""
    single = outputs.shape[1] == 1
    scores, positive = outputs[:, 0 if single else number], true == number
    found = metrics.roc(scores, positive)
    if np.isnan(found[0][-1]) or np.isnan(found[1][-1]):
        return None
    limit = None
    if single:
        above = scores > losses.LOSSES[subject.loss].threshold
        limit = (float(above[~positive].mean()), float(above[positive].mean()))
    colour, line = _look(subject, number)
    return RocCurve(*found, colour, limit, line)
