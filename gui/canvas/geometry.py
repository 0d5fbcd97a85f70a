"""Where things are on the canvas: tiles, curves, distances, the grid. Numbers only, no drawing."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine import Kind

Floats = NDArray[np.float64]
Point = tuple[float, float]

TILE = 44.0
OUTPUT_TILE = 60.0
GRID = 8.0
CORNER = 8.0
PORT_REACH = 10.0
SEGMENTS = 20
MIN_TANGENT = 24.0
_GUIDE_REACH = 6.0

# Closer together near the ends, where the curves bend.
_STEPS = 0.5 - 0.5 * np.cos(np.linspace(0.0, np.pi, SEGMENTS + 1))[:, None]
_BERNSTEIN = np.concatenate(
    [
        (1 - _STEPS) ** 3,
        3 * _STEPS * (1 - _STEPS) ** 2,
        3 * _STEPS**2 * (1 - _STEPS),
        _STEPS**3,
    ],
    axis=1,
)


def half_size(kind: Kind) -> float:
    """Half the edge of a unit's tile."""
    return (OUTPUT_TILE if kind == "output" else TILE) / 2


def control_points(starts: Floats, ends: Floats, tangent: float = MIN_TANGENT) -> Floats:
    """Bezier control points (m, 4, 2) of curves that leave and arrive horizontally.

    `starts` and `ends` are (m, 2). A curve runs straight on for `tangent` at least, so that one
    that runs backwards swings out at both ends.
    """
    reach = np.abs(ends[:, 0] - starts[:, 0]) / 2
    reach = np.maximum(reach, tangent)
    points = np.empty((len(starts), 4, 2))
    points[:, 0], points[:, 3] = starts, ends
    points[:, 1] = starts
    points[:, 1, 0] += reach
    points[:, 2] = ends
    points[:, 2, 0] -= reach
    return points


def sampled(points: Floats) -> Floats:
    """Curves (m, 4, 2) as polylines (m, SEGMENTS + 1, 2)."""
    curves: Floats = _BERNSTEIN @ points
    return curves


def corners(polylines: Floats) -> tuple[Floats, Floats]:
    """The upper left and lower right corners (m, 2) of the room that polylines (m, k, 2) take."""
    x, y = polylines[:, :, 0], polylines[:, :, 1]
    low = np.stack([x.min(axis=1), y.min(axis=1)], axis=1)
    high = np.stack([x.max(axis=1), y.max(axis=1)], axis=1)
    return low, high


def segments(polylines: Floats, overlap: float) -> Floats:
    """Polylines (m, k + 1, 2) as separate lines (m, k, 4), each longer by `overlap` at both ends.

    The overlap closes the seams and the gaps on the outside of the bends.
    """
    start, end = polylines[:, :-1], polylines[:, 1:]
    along = end - start
    along *= (overlap / np.maximum(np.hypot(along[..., 0], along[..., 1]), 1e-9))[..., None]
    return np.concatenate([start - along, end + along], axis=2)


def distances(polylines: Floats, point: Point) -> Floats:
    """The distance (m,) of a point from each polyline (m, k + 1, 2)."""
    start = polylines[:, :-1] - np.asarray(point)
    along = np.diff(polylines, axis=1)
    length2 = np.maximum((along**2).sum(axis=2), 1e-12)
    place = np.clip(-(start * along).sum(axis=2) / length2, 0.0, 1.0)
    nearest = start + along * place[:, :, None]
    result: Floats = np.sqrt((nearest**2).sum(axis=2).min(axis=1))
    return result


def crossing(polylines: Floats, left: float, top: float, right: float, bottom: float) -> list[int]:
    """Rows of the polylines that have a sampled point inside a rectangle."""
    if not len(polylines):
        return []
    x, y = polylines[:, :, 0], polylines[:, :, 1]
    inside = (x >= left) & (x <= right) & (y >= top) & (y <= bottom)
    rows: list[int] = np.flatnonzero(inside.any(axis=1)).tolist()
    return rows


def snapped(value: float) -> float:
    """The nearest multiple of the grid."""
    return round(value / GRID) * GRID


@dataclass(frozen=True, slots=True)
class Snap:
    """A place after snapping, and the guides that it snapped to (None: the grid)."""

    point: Point
    guide_x: float | None = None
    guide_y: float | None = None


def snap_point(point: Point, others: Floats) -> Snap:
    """Snap a tile's centre to the columns and rows of other centres (n, 2), else to the grid."""
    guides: list[float | None] = []
    places: list[float] = []
    for axis in (0, 1):
        guide = _guide(point[axis], others[:, axis])
        guides.append(guide)
        places.append(snapped(point[axis]) if guide is None else guide)
    return Snap((places[0], places[1]), guides[0], guides[1])


def _guide(value: float, others: Floats) -> float | None:
    if not len(others):
        return None
    away = np.abs(others - value)
    best = int(away.argmin())
    return float(others[best]) if away[best] <= _GUIDE_REACH else None


def nice_ceiling(value: float, least: float = 0.5) -> float:
    """The smallest of …, 0.5, 1, 2, 5, 10, … that is not below `value` nor far below `least`."""
    step = 10.0 ** np.floor(np.log10(max(value, least)))
    for factor in (1.0, 2.0, 5.0):
        if value <= factor * step * (1 + 1e-9):
            return float(max(factor * step, 0.5))
    return float(10 * step)
