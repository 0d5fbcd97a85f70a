"""The canvas as far as it is looked at: what is drawn, from where, and the controls over it."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPoint, QRect, QRectF, Signal
from PySide6.QtGui import QPainter, QResizeEvent

from gui.canvas.connections.backdrop import Backdrop, Lens
from gui.canvas.connections.edges import EdgePainter, Frame
from gui.canvas.connections.press import Press
from gui.canvas.connections.raster_edges import RasterEdges
from gui.canvas.over import framing
from gui.canvas.over.camera import STEP, Camera
from gui.canvas.over.controls import Controls
from gui.canvas.over.foreground import Foreground
from gui.canvas.scene import NetworkScene
from gui.canvas.stage import Stage
from gui.canvas.tiles import shading
from gui.canvas.tiles.units import Units
from gui.canvas.tools import Tool
from gui.look import theme


class Showing(Stage):
    """Shows a scene's network, fitted into the view until the person looks closer.

    `mode` is "build" or "watch".
    """

    mode_changed = Signal(str)

    def __init__(self, scene: NetworkScene) -> None:
        super().__init__(scene)
        # A view does not own its scene: without this it would be collected, or outlive the view.
        self.network_scene = scene
        scene.setParent(self)
        self.camera = Camera(self)
        self._press = Press(self)
        self._backdrop = Backdrop(scene, self._press)
        self._units = Units(scene)
        scene.addItem(self._units)
        self._foreground = Foreground(scene)
        self.controls = Controls(scene, self)
        self._backdrop.ready.connect(self.viewport().update)
        self._press.printed.connect(self._show_tally)
        scene.wiring_changed.connect(self._redraw)
        scene.numbers_changed.connect(self._show_numbers)
        scene.marks_changed.connect(self.viewport().update)
        scene.mode_changed.connect(self.mode_changed)
        scene.folded.connect(self.fit)
        theme.signals.changed.connect(self._stay_fitted)
        self._connect_camera()

    def _connect_camera(self) -> None:
        controls, camera = self.controls, self.camera
        camera.moved.connect(self._camera_moved)
        controls.zoom_in.connect(self.zoom_in)
        controls.zoom_out.connect(self.zoom_out)
        controls.reset_zoom.connect(self.reset_zoom)
        controls.fit.connect(self.fit)
        controls.mode_wanted.connect(self.set_mode)
        controls.minimap.wanted.connect(camera.look_at)

    @property
    def tool(self) -> Tool | None:
        """The gesture in progress, which draws its preview; here there are none."""
        return None

    @property
    def mode(self) -> str:
        """What tiles show: names ("build") or responses ("watch")."""
        return self.network_scene.mode

    def set_mode(self, mode: str) -> None:
        """Show tiles for building ("build") or for watching ("watch")."""
        self.network_scene.set_mode(mode)

    def set_patterns(self, patterns: bool) -> None:
        """Tell a connection's sign by dashes too (True), or by its colour alone."""
        self.network_scene.set_patterns(patterns)

    def occupied(self) -> list[QRect]:
        """Where the tiles of units stand in the view, and what lies over it."""
        return self.tiles_in_view() + self.controls.obstacles()

    def tiles_in_view(self) -> list[QRect]:
        """Where the tiles of units stand in the view."""
        wiring, to_view = self.network_scene.wiring, self.viewportTransform()
        room = self.camera.visible
        rows = np.unique(wiring.centres, axis=0, return_index=True)[1]  # a block is one tile
        return [
            to_view.mapRect(QRectF(x - half, y - half, 2 * half, 2 * half)).toAlignedRect()
            for (x, y), half in zip(
                wiring.centres[rows].tolist(), wiring.halves[rows].tolist(), strict=True
            )
            if room.contains(x, y)
        ]

    def headings_in_view(self) -> list[QRect]:
        """Where the headings of layers stand in the view."""
        to_view, ratio = self.viewportTransform(), self.viewport().devicePixelRatioF()
        headings, visible = self._foreground.headings, self.camera.visible
        places = headings.places(to_view, ratio, visible, self._lowest_heading)
        return [place.toAlignedRect() for place in places]

    # Looking

    def fit(self) -> None:
        """Show the whole network; it stays fitted until the person zooms or scrolls."""
        room = QRectF(self.viewport().rect())
        framing.fit(room, self.camera, self.network_scene, self.controls)

    def zoom_in(self) -> None:
        """Make everything larger."""
        self.camera.zoom(STEP)

    def zoom_out(self) -> None:
        """Make everything smaller."""
        self.camera.zoom(1 / STEP)

    def reset_zoom(self) -> None:
        """Show everything at its designed size."""
        self.camera.zoom_to(1.0)

    def _camera_moved(self) -> None:
        self.controls.follow_view(self.camera.scale, self.camera.visible)
        self.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the controls at the edges, and the network in view."""
        super().resizeEvent(event)
        self.controls.place()
        if self.camera.is_free and event.oldSize().isValid():  # what is in the middle stays there
            grown = event.size() - event.oldSize()
            self.camera.scroll(QPoint(-grown.width() // 2, -grown.height() // 2))
        self._stay_fitted()

    def _stay_fitted(self) -> None:
        if self.camera.is_free:
            self._camera_moved()
        else:
            self.fit()

    # Drawing

    def quicken(self) -> None:
        """Draw with compiled loops, in other threads, as soon as those are loaded."""
        self._press.hire(_quick_painter)

    @property
    def is_quick(self) -> bool:
        """Whether they are drawn so by now."""
        return self._press.is_quick

    def rest(self) -> None:
        """End the threads that draw connections; what is still to be drawn is drawn in this one."""
        self._press.close()

    @property
    def painted(self) -> Frame | None:
        """What the connections on the screen were drawn from."""
        return self._backdrop.painted

    @property
    def is_current(self) -> bool:
        """Whether the newest numbers have been painted."""
        return self._backdrop.is_current

    @property
    def is_settled(self) -> bool:
        """Whether they have been painted as well as it goes, so that nothing will change."""
        return self._backdrop.is_settled and not self._press.is_hiring

    def drawBackground(self, painter: QPainter, rect: QRectF | QRect) -> None:  # noqa: ARG002
        """Draw the ground and the connections."""
        self._backdrop.draw(painter, self._lens())

    def drawForeground(self, painter: QPainter, rect: QRectF | QRect) -> None:  # noqa: ARG002
        """Draw headings and the gesture's preview."""
        visible, lowest = self.camera.visible, self._lowest_heading
        self._foreground.draw(painter, visible, lowest, self.tool, framed=self.focus_by_tab)

    @property
    def _lowest_heading(self) -> float:
        return self.controls.top_room + 4.0

    def _lens(self) -> Lens:
        viewport = self.viewport()
        return Lens.of(viewport.size(), viewport.devicePixelRatioF(), self.viewportTransform())

    def _redraw(self) -> None:
        """Show another network, or the same one elsewhere."""
        self._backdrop.invalidate()
        self.viewport().update()

    def _show_numbers(self) -> None:
        """Show other numbers: once they are drawn, if that is done in another thread."""
        self._backdrop.invalidate()
        if not (self.isVisible() and self._backdrop.begin(self._lens())):
            self.viewport().update()

    def _show_tally(self) -> None:
        if self._press.print is not None:
            self.controls.show_tally(self._press.print.tally)


def _quick_painter() -> EdgePainter:
    """Compile in the press's thread what draws connections and tiles."""
    painter = RasterEdges()
    shading.quicken()
    return painter
