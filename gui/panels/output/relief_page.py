"""The 3-D surface of an output over the plane of two inputs."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QResizeEvent

from gui.look import theme
from gui.look.translate import tr
from gui.panels.output.page import Page, ShownRows
from gui.panels.output.subject import Subject
from gui.panels.widgets import relief
from gui.panels.widgets.legend import ScaleBar
from gui.panels.widgets.mountain_points import MountainPoints
from gui.panels.widgets.relief import Levels
from gui.panels.widgets.section import label

_HEIGHT_TO_WIDTH = 0.8
_LINES = 44


class ReliefPage(Page):
    """A surface to turn, at each example's place a mark as high as its target."""

    view: MountainPoints

    def __init__(self) -> None:
        super().__init__()
        self.view = MountainPoints(
            tr("The output as a surface; arrow keys turn it, Page keys choose an example"),
            _colours,
        )
        self.view.picked.connect(lambda number: self.chosen.emit(int(self._shown.rows[number])))
        self._told = label("", "faint", wrap=True)
        self.scale_bar = ScaleBar()
        for widget in (self.view, self.scale_bar, self._told):
            self.column.addWidget(widget)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """As high as the other pictures."""
        super().resizeEvent(event)
        self.view.setFixedHeight(round(self.width() * _HEIGHT_TO_WIDTH))

    def lay_out(self, subject: Subject) -> None:
        """Place the marks."""
        self._shown = shown = ShownRows(subject)
        data, plane = subject.data, subject.plane
        columns = [plane.x, plane.y]
        low, high = np.array(plane.low), np.array(plane.high)
        places = (data.inputs[shown.rows][:, columns] - low) / (high - low)
        heights = _share(data.targets[shown.rows, subject.column], subject.ends)
        self.view.set_marks(shown.marks(subject, np.column_stack([places, heights])))
        self.scale_bar.set_ends(*subject.ends)
        self._told.setText(tr("{output} upwards; marks stand at the targets", output=subject.name))

    def refresh(self, subject: Subject) -> None:
        """Show the latest response, and ring what is wrong."""
        if subject.responses is None:
            self.view.clear()
            return
        heights = _smaller(subject.responses[subject.column][::-1])  # the picture begins above
        self.view.show_heights(heights, Levels(False, *subject.ends, np.empty(0)))
        self.view.prepare()  # so that the throttle knows what it takes
        self.view.set_ringed(np.flatnonzero(subject.wrong(self._shown.rows)))

    def mark(self, row: int | None) -> None:
        """Make the chosen example stand out."""
        self.view.set_chosen(self._shown.number_of(row))

    def set_hint(self, text: str) -> None:
        """Say why there is nothing to see."""
        if text:
            self._told.setText(text)


def _smaller(heights: NDArray[np.floating]) -> NDArray[np.floating]:
    """As many rows and columns as are drawn quickly, smoothly between the given ones."""
    if len(heights) <= _LINES:
        return heights
    return np.asarray(relief.finer(relief.finer(heights, _LINES).T, _LINES).T)


def _share(values: NDArray[np.float64], ends: tuple[float, float]) -> NDArray[np.float64]:
    return np.clip((values - ends[0]) / (ends[1] - ends[0]), 0.0, 1.0)


def _colours(share: NDArray[np.floating]) -> NDArray[np.uint32]:
    return theme.diverging(share, 0.0, 1.0)
