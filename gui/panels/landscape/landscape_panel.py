"""The landscape: the loss around the present weights as map and surface, with the run's path."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QTimer
from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from engine import Snapshot
from gui.editing.document import Document
from gui.editing.selection import Selection
from gui.look import theme
from gui.look.translate import tr
from gui.look.words import compact
from gui.panels.landscape.landscape_controls import LandscapeControls, parameter_name
from gui.panels.landscape.landscapes import Landscapes
from gui.panels.widgets import relief
from gui.panels.widgets.hint import Hint
from gui.panels.widgets.level_key import LevelKey
from gui.panels.widgets.mountain_view import MountainView
from gui.panels.widgets.relief import Levels
from gui.panels.widgets.throttle import Throttle
from gui.run.run_link import slow_imports
from gui.run.session import Session, State
from gui.stills import pictures

if TYPE_CHECKING:
    from engine import Landscape
    from gui.panels.widgets.contour_map import ContourMap, Point

Floats = NDArray[np.float64]

_FRAME_MS = 80
_ROOM_FOR_BOTH = 760
_ROOM_FOR_KEY = 520
_MOST_LIVE = 2000
_SAME = 1e-12


class LandscapePanel(QWidget):
    """Follows the run about twelve times a second, and only while it can be seen.

    The map is made by `build`, soon after the panel is first seen.
    """

    def __init__(self, document: Document, selection: Selection, session: Session) -> None:
        super().__init__()
        self.setAccessibleName(tr("Landscape of the loss"))
        self._document, self._session = document, session
        self.landscapes = Landscapes(document, session, self)
        self.map: ContourMap | None = None
        self._scale: Levels | None = None
        self._drawn: Landscape | None = None
        self._heights: Floats = np.zeros((0, 0))
        self._live: list[tuple[float, float]] = []
        self._pointed: Point | None = None
        self._throttle = Throttle(_FRAME_MS, self)
        self._throttle.due.connect(self._follow)
        self._lay_out(selection)
        self.landscapes.grown.connect(self._draw)
        self.landscapes.changed.connect(self._say)
        session.snapshot_ready.connect(self._snapshot_came)
        session.state_changed.connect(self._say)
        theme.signals.changed.connect(self._draw)

    def _lay_out(self, selection: Selection) -> None:
        self.controls = LandscapeControls(self._document, selection)
        self.controls.chosen.connect(self._choose)
        self.controls.restyled.connect(self._draw)
        self.controls.asked.connect(self.landscapes.update)
        self.controls.cancelled.connect(self.landscapes.cancel)
        self._map_place = QWidget()
        self._map_row = QHBoxLayout(self._map_place)
        self._map_row.setContentsMargins(0, 0, 0, 0)
        self.key = LevelKey(tr("loss"))
        self.mountain = MountainView(
            tr("The loss as a surface; arrow keys or the mouse turn it, Home turns it back")
        )
        pictures.offer(self.mountain, tr("Surface of the loss"))
        row = QHBoxLayout(self)
        row.setContentsMargins(2 * theme.RHYTHM, theme.RHYTHM, theme.RHYTHM, theme.RHYTHM // 2)
        row.setSpacing(theme.RHYTHM)
        row.addWidget(self.controls)
        row.addWidget(self._map_place, 5)
        row.addWidget(self.key)
        row.addWidget(self.mountain, 4)
        self._hint = Hint(self, self._controls_end)

    def build(self) -> None:
        """Load pyqtgraph and make the map."""
        if self.map is None:
            with slow_imports:
                from gui.panels.widgets.contour_map import ContourMap
            self.map = ContourMap(tr("Map of the loss; arrow keys point at a place"))
            self.map.pointed.connect(self._point)
            self._map_row.addWidget(self.map)
            self._arrange()
            self._draw()

    # Seen or not

    def showEvent(self, event: QShowEvent) -> None:
        """Build once the window has been painted; catch up."""
        super().showEvent(event)
        QTimer.singleShot(0, self, self.build)
        self.landscapes.show(self.controls.view)
        self.landscapes.set_wanted(True)
        self._draw()

    def hideEvent(self, event: QHideEvent) -> None:
        """Out of sight nothing is measured."""
        super().hideEvent(event)
        self._throttle.stop()
        self.landscapes.set_wanted(False)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Map and surface side by side where there is room, else one of them."""
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        both = self.width() >= _ROOM_FOR_BOTH * theme.scale()
        surface = self.controls.shows_surface(both)
        self.mountain.setVisible(surface)
        self._map_place.setVisible(both or not surface)
        self.key.setVisible(self.width() >= _ROOM_FOR_KEY * theme.scale())

    # What is shown

    def _choose(self) -> None:
        if self.isVisible():
            self.landscapes.show(self.controls.view)
        self._say()

    def _draw(self) -> None:
        """Draw the heights, as far as they are measured."""
        self._arrange()
        found = self.landscapes.landscape
        if not self.isVisible() or self.map is None:
            return
        if found is None or not found.fineness:
            self._clear()
            return
        if found is not self._drawn:
            self._drawn, self._live = found, []
        self._heights = found.heights()
        self._scale = relief.levels(self._heights, logarithmic=self.controls.logarithmic)
        names = self._axis_names(found)
        self.map.show_heights(found.across, found.up, self._heights, self._scale, names)
        self.mountain.show_heights(self._heights, self._scale)
        self._follow()
        self._say()

    def _clear(self) -> None:
        self._drawn, self._scale = None, None
        if self.map is not None:
            self.map.clear()
        self.mountain.clear()
        self.key.show_scale(None, {})
        self._say()

    def _axis_names(self, found: Landscape) -> tuple[str, str]:
        two = found.view.two
        if found.view.directions == "two" and two is not None:
            network = self._document.network
            return parameter_name(network, two[0]), parameter_name(network, two[1])
        return tr("along direction 1"), tr("along direction 2")

    # Following the run

    def _snapshot_came(self, snapshot: Snapshot) -> None:
        if not self.isVisible():
            return
        if snapshot.restarted:
            self._live.clear()
        self._throttle.ask()

    def _follow(self) -> None:
        """Draw the path up to where the run is now."""
        found, scale = self._drawn, self._scale
        if found is None or scale is None or self.map is None:
            return
        now = self._now(found)
        path = np.vstack([found.path, *self._live])
        marks = {"start": (float(path[0, 0]), float(path[0, 1])), "lowest": found.lowest[:2]}
        if len(path) == 1:
            del marks["start"]
        self.map.show_path(path, marks | {"now": now})
        self.mountain.show_path(self._lifted(found, scale, path))
        self.key.show_scale(scale, self._mark_names(found, marks))

    def _now(self, found: Landscape) -> tuple[float, float]:
        """Where the run is on the plane; goes on the path when it has moved."""
        snapshot = self._session.snapshot
        if snapshot is None or snapshot.revision != found.revision:
            return found.present
        now = found.locate(snapshot.weights, snapshot.biases)
        last = self._live[-1] if self._live else found.present
        if np.hypot(now[0] - last[0], now[1] - last[1]) > _SAME:
            self._live.append(now)
            if len(self._live) > _MOST_LIVE:
                self._live[:-1] = self._live[:-1:2]
        return now

    def _lifted(self, found: Landscape, scale: Levels, path: Floats) -> Floats:
        """The part of the path that lies in the picture, on the surface: (p, 3) shares."""
        low = np.array([found.across[0], found.up[0]])
        share = (path - low) / (np.array([found.across[-1], found.up[-1]]) - low)
        share = share[((share >= 0) & (share <= 1)).all(axis=1)]
        high = np.nan_to_num(scale.share(scale.scaled(self._heights)), nan=1.0, posinf=1.0)
        heights = relief.between(np.clip(high, 0, 1), share[:, 0], share[:, 1])
        return np.column_stack([share, heights])

    def _mark_names(self, found: Landscape, marks: dict[str, Point]) -> dict[str, str]:
        lowest = tr("lowest {loss}", loss=compact(found.lowest[2]))
        metrics = self._session.snapshot.metrics if self._session.snapshot else {}
        loss = metrics.get(f"{found.view.part}_loss", found.loss)
        names = {"now": tr("now {loss}", loss=compact(loss)), "lowest": lowest}
        return names | ({"start": tr("start of the run")} if "start" in marks else {})

    # In words

    def _point(self, point: object) -> None:
        self._pointed = cast("Point | None", point)
        self._say()

    def _say(self) -> None:
        landscapes, found = self.landscapes, self._drawn
        measuring = landscapes.is_measuring
        self.controls.show_progress(landscapes.share if measuring else None)
        self.controls.status.setText(self._status(found))
        hint = self._why_not()
        if hint and self._session.state is State.BLOCKED and found is not None:
            self._drawn = None
            self._clear()
            return
        self._hint.say(hint)

    def _why_not(self) -> str:
        """Why there is no picture, and what to do; "" while there is one."""
        if self._session.state is State.BLOCKED:
            return tr("The network does not fit the data yet. Press Space to see what to do.")
        if self._drawn is not None:
            return ""
        if self._session.state is State.PREPARING:
            return tr("The engine is being prepared…")
        if self.landscapes.refusal:
            return self.landscapes.refusal
        return tr("Measuring…") if self.landscapes.is_measuring else tr("Press Update to measure.")

    def _status(self, found: Landscape | None) -> str:
        if found is None:
            return ""
        if self._pointed is not None:
            return self._told(found, self._pointed)
        parts = [self.landscapes.note] if self.landscapes.note else []
        if not found.is_complete and not self.landscapes.is_measuring:
            parts.append(tr("Stopped early: this is a coarse grid."))
        if found.view.directions == "path":
            parts.append(tr("The plane holds {share} of the path.", share=_percent(found.on_plane)))
        if found.examples < found.examples_in_part:
            parts.append(
                tr(
                    "{count} of {all} examples, evenly chosen.",
                    count=f"{found.examples:,}",
                    all=f"{found.examples_in_part:,}",
                )
            )
        return " ".join(parts)

    def _told(self, found: Landscape, point: Point) -> str:
        across = (point[0] - found.across[0]) / (found.across[-1] - found.across[0])
        up = (point[1] - found.up[0]) / (found.up[-1] - found.up[0])
        loss = float(relief.between(self._heights, np.array([across]), np.array([up]))[0])
        x, y = map(compact, point)
        return tr("At {x}, {y}: loss {loss}", x=x, y=y, loss=compact(loss))

    def _controls_end(self) -> int:
        return self.controls.geometry().right()


def _percent(share: float) -> str:
    return f"{100 * share:.3g} %"
