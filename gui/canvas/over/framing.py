"""Fitting the network: as large as it can be with every unit clear of the controls."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF

from gui.canvas.geometry import Floats
from gui.canvas.over.camera import SMALLEST, Camera
from gui.canvas.over.controls import Controls
from gui.canvas.over.headings import Headings
from gui.canvas.scene import NetworkScene
from gui.look import theme

_SIDE = 14.0
_BELOW_SWITCH = 4.0
_ABOVE_BOTTOM = 8.0
_GAP = 6.0
_EMPTY_CENTRE = QPointF(300.0, 0.0)
_ROUND = tuple(percent / 100 for percent in range(125, round(100 * SMALLEST), -5))
_SHARES = np.linspace(0.0, 1.0, 11)


def fit(room: QRectF, camera: Camera, scene: NetworkScene, controls: Controls) -> None:
    """Show all units in `room` (the view), at the largest round scale.

    Tiles, names and headings stay between the edges, and none of them lies under a control.
    """
    if not len(scene.wiring.ids):
        camera.show(1.0, room.center() - _EMPTY_CENTRE)
        return
    side, top = _SIDE * theme.scale(), controls.top_room + _BELOW_SWITCH
    inner = room.adjusted(side, top, -side, -_ABOVE_BOTTOM * theme.scale())
    covered = _corners([QRectF(each) for each in controls.obstacles()])
    headings = Headings.of(scene.network, scene.folding)
    for scale in _ROUND:
        parts = _corners(_parts(scene, headings, scale))
        origin = _origin(parts, inner, covered)
        if origin is not None:
            camera.show(scale, origin)
            return
    whole = _corners(_parts(scene, headings, SMALLEST))
    camera.show(SMALLEST, inner.center() - QPointF(*(_low(whole) + _high(whole)) / 2))


def _parts(scene: NetworkScene, headings: Headings, scale: float) -> list[QRectF]:
    """What has to be seen, in pixels, the scene's origin being at (0, 0)."""
    tiles = [
        item.extent(scale).translated(item.pos() * scale) for item in scene.items_by_unit.values()
    ]
    tiles += scene.blocks.extents(scale)
    return tiles + [block.room for block in headings.laid_out(scale)]


def _origin(parts: Floats, inner: QRectF, covered: Floats) -> QPointF | None:
    """Where the scene's origin may lie, near the middle; None where there is not room enough."""
    low = np.array([inner.left(), inner.top()]) - _low(parts)
    high = np.array([inner.right(), inner.bottom()]) - _high(parts)
    if (low > high).any():
        return None
    places = low + (high - low) * _PLACES
    shifted = parts + np.tile(places, 2)[:, None, :]  # (places, parts, 4)
    left, top, right, bottom = (shifted[:, :, None, side] for side in range(4))
    hit = (
        (left < covered[:, 2] + _GAP)
        & (right > covered[:, 0] - _GAP)
        & (top < covered[:, 3] + _GAP)
        & (bottom > covered[:, 1] - _GAP)
    )
    free = np.flatnonzero(~hit.any(axis=(1, 2)))
    return QPointF(*places[free[0]]) if len(free) else None


def _places() -> Floats:
    """Shares of the room (p, 2) to the left and above, the even ones first."""
    shares = np.stack(np.meshgrid(_SHARES, _SHARES), axis=2).reshape(-1, 2)
    order = np.argsort(np.abs(shares - 0.5).sum(axis=1), kind="stable")
    return np.asarray(shares[order])


_PLACES = _places()


def _corners(rectangles: list[QRectF]) -> Floats:
    """Left, top, right and bottom of each (n, 4)."""
    return np.array([each.getCoords() for each in rectangles]).reshape(-1, 4)


def _low(corners: Floats) -> Floats:
    return np.asarray(corners[:, :2].min(axis=0))


def _high(corners: Floats) -> Floats:
    return np.asarray(corners[:, 2:].max(axis=0))
