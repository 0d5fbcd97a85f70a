"""Pages over the inputs: the response as shades, border or regions, or as a curve."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from gui.look import theme
from gui.look.translate import tr
from gui.look.words import low
from gui.panels.output.page import Page, ShownRows
from gui.panels.output.subject import Subject
from gui.panels.widgets import surface
from gui.panels.widgets.legend import ScaleBar
from gui.panels.widgets.plane_view import PlaneView


class _OverInputs(Page):
    """A plane with the examples as marks, wrong ones ringed."""

    view: PlaneView

    _is_plain = False

    def __init__(self) -> None:
        super().__init__()
        self.view = PlaneView()
        self.view.let_choose(self._tell)
        self.view.picked.connect(lambda number: self.chosen.emit(int(self._shown.rows[number])))
        self.column.addWidget(self.view)

    def lay_out(self, subject: Subject) -> None:
        """Place the marks."""
        self._subject, self._shown = subject, ShownRows(subject)
        self._place(subject)
        points = self._points(subject)
        self.view.set_marks(self._shown.marks(subject, points, plain=self._is_plain))

    def refresh(self, subject: Subject) -> None:
        """Show the latest responses, and ring what is wrong."""
        self._subject = subject
        self._draw(subject)
        self.view.set_ringed(np.flatnonzero(subject.wrong(self._shown.rows)))

    def mark(self, row: int | None) -> None:
        """Make the chosen example stand out."""
        self.view.set_chosen(self._shown.number_of(row))

    def set_hint(self, text: str) -> None:
        """Say why there is nothing to see."""
        self.view.set_hint(text)

    def _tell(self, number: int) -> str:
        return self._subject.tell(int(self._shown.rows[number]))

    def _points(self, subject: Subject) -> NDArray[np.float64]:
        raise NotImplementedError

    def _place(self, subject: Subject) -> None:
        raise NotImplementedError

    def _draw(self, subject: Subject) -> None:
        raise NotImplementedError


class PlanePage(_OverInputs):
    """Colours over the plane of two inputs: shaded, or with a sharp border."""

    def __init__(self, *, shaded: bool) -> None:
        super().__init__()
        self._shaded = shaded
        self.scale_bar = ScaleBar()
        self.column.addWidget(self.scale_bar)

    def _points(self, subject: Subject) -> NDArray[np.float64]:
        columns = [subject.plane.x, subject.plane.y]
        return subject.data.raw(self._shown.rows)[:, columns]

    def _place(self, subject: Subject) -> None:
        plane = subject.plane
        self.view.set_ranges((plane.low[0], plane.high[0]), (plane.low[1], plane.high[1]))
        x, y = (low(subject.data.input_names[column]) for column in (plane.x, plane.y))
        words = tr("{output} over {x} (to the right) and {y} (upwards)")
        self.view.say(words.format(output=subject.name, x=x, y=y))
        self.scale_bar.set_ends(*subject.ends)
        self.scale_bar.setVisible(not subject.has_classes)

    def _draw(self, subject: Subject) -> None:
        responses = subject.responses
        if responses is None:
            self.view.set_image(None)
        elif subject.output is None:
            self.view.set_image(surface.regions(responses, shaded=self._shaded))
        else:
            paint = surface.smooth if self._shaded else surface.border
            self.view.set_image(paint(responses[subject.output], subject.ends))


class CurvePage(_OverInputs):
    """What outputs answer over the only input, with the targets."""

    _is_plain = True

    def _points(self, subject: Subject) -> NDArray[np.float64]:
        rows, data = self._shown.rows, subject.data
        targets = data.targets[:, subject.column]
        if subject.output is None:  # each class's own curve is to be 1
            targets = data.targets.max(axis=1)
        return np.stack([data.inputs[rows, 0], targets[rows]], axis=1)

    def _place(self, subject: Subject) -> None:
        ends, plane = subject.ends, subject.plane
        margin = 0.08 * (ends[1] - ends[0])
        self.view.set_ranges((plane.low[0], plane.high[0]), (ends[0] - margin, ends[1] + margin))
        x = low(subject.data.input_names[0])
        self.view.say(tr("{output} over {x}", output=subject.name, x=x))

    def _draw(self, subject: Subject) -> None:
        responses = subject.responses
        if responses is None:
            self.view.set_curves([])
            return
        heights = responses[:, 0, :].astype(np.float64)
        if subject.output is None:
            numbered = enumerate(heights)
            self.view.set_curves([(one, surface.class_colour(n)) for n, one in numbered])
        else:
            self.view.set_curves([(heights[subject.output], theme.current().negative)])
