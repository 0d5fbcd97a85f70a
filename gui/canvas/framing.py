"""Fitting the network between the controls that lie on the canvas."""

from __future__ import annotations

from PySide6.QtCore import QMarginsF, QRectF

from gui import theme
from gui.canvas.camera import Camera
from gui.canvas.controls import Controls
from gui.canvas.headings import HEIGHT as HEADING_HEIGHT
from gui.canvas.scene import NetworkScene
from gui.canvas.stage import Stage

_SIDE = 32.0
_ABOVE = 24.0
_BELOW = 16.0
_EMPTY = QRectF(0.0, 0.0, 600.0, 1.0)


def fit(view: Stage, camera: Camera, scene: NetworkScene, controls: Controls) -> None:
    """Show all units, none of them below the controls."""
    scale = theme.scale()
    content = scene.content() or _EMPTY
    above = controls.top_room + (HEADING_HEIGHT + _ABOVE) * scale
    below = controls.bottom_room + _BELOW * scale
    side = _SIDE * scale
    camera.fit(content, QMarginsF(side, above, side, below))
    corner = QRectF(controls.corner)
    if not _is_covered(view, scene, corner):
        return
    beside = QMarginsF(side, above, side + corner.width(), below)
    over = QMarginsF(side, above, side, view.height() - corner.top() + _BELOW * scale)
    camera.fit(content, max(beside, over, key=lambda room: camera.scale_for(content, room)))


def _is_covered(view: Stage, scene: NetworkScene, corner: QRectF) -> bool:
    to_scene = view.viewportTransform().inverted()[0].mapRect(corner)
    return any(
        item.footprint().translated(item.pos()).intersects(to_scene)
        for item in scene.items_by_unit.values()
    )
