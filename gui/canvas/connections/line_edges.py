"""Drawing connections with Qt: for the time before the rasteriser is compiled."""

from __future__ import annotations

import itertools

import numpy as np
from PySide6.QtCore import QPointF
from PySide6.QtGui import QImage, QPainter, QPainterPath

from gui.canvas import geometry
from gui.canvas.connections.edges import Frame, Tally, pen
from gui.canvas.connections.quality import FULL, Quality
from gui.canvas.geometry import Floats
from gui.canvas.wiring import Ints
from gui.look.arrays import draw_lines
from gui.stills import fine

MOST_DRAWN = 20_000  # more are a blot, and too slow to follow a run
_COARSE_BELOW = 0.5
_OVERLAP = 0.4


class LineEdges:
    """One call for each kind of stroke: ten times faster than stroked paths."""

    is_quick = False
    ladder = (FULL, Quality(smooth=False))

    def paint(self, frame: Frame, image: QImage, quality: Quality) -> Tally:
        """Draw what is visible, thin strokes first, of very many connections the strongest."""
        size = image.size()
        seen = frame.wiring.seen_within(_room(frame, size.width(), size.height()), frame.centres)
        rows = np.flatnonzero(seen)
        levels = frame.levels(rows)
        order = np.argsort(levels, kind="stable")[-MOST_DRAWN:]
        image.setDevicePixelRatio(1.0)  # a frame counts pixels, also where several make one
        with QPainter(image) as painter:
            painter.drawImage(image.rect(), frame.ground)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, quality.smooth)
            _draw(painter, frame, rows[order], levels[order])
        return Tally(len(rows), len(order))

    def close(self) -> None:
        """There are no threads."""


def paint_rows(painter: QPainter, frame: Frame, rows: Ints) -> None:
    """Draw some connections of a frame; `painter` draws in the frame's pixels."""
    levels = frame.levels(rows)
    order = np.argsort(levels, kind="stable")
    _draw(painter, frame, rows[order], levels[order])


def _draw(painter: QPainter, frame: Frame, rows: Ints, levels: Ints) -> None:
    """Draw `rows`, sorted by level."""
    widths, dashes = frame.widths.tolist(), frame.dashes.tolist()
    starts, ends = frame.ends(rows)
    curves = geometry.control_points(starts, ends, frame.tangent)
    stride = 2 if frame.scale < _COARSE_BELOW else 1
    bounds = np.searchsorted(levels, np.arange(len(widths) + 1)).tolist()
    for level, (start, end) in enumerate(itertools.pairwise(bounds)):
        if end == start:
            continue
        painter.setPen(pen(frame.strokes.colors[level], widths[level], dashes[level]))
        if dashes[level][0] or fine.is_wanted():
            painter.drawPath(_path(curves[start:end]))
        else:
            polylines = geometry.sampled(curves[start:end])[:, ::stride]
            draw_lines(painter, geometry.segments(polylines, _OVERLAP * stride * frame.scale))


def _path(curves: Floats) -> QPainterPath:
    """Curves (m, 4, 2) as one path, along which dashes run on evenly."""
    path = QPainterPath()
    for first, *others in curves.tolist():
        path.moveTo(*first)
        path.cubicTo(*(QPointF(*point) for point in others))
    return path


def _room(frame: Frame, width: int, height: int) -> tuple[float, float, float, float]:
    """The part of the scene in the picture, with room for half the thickest line."""
    (left, top), margin = frame.shift, float(frame.strokes.widths.max())
    return (
        -left / frame.scale - margin,
        -top / frame.scale - margin,
        (width - left) / frame.scale + margin,
        (height - top) / frame.scale + margin,
    )
