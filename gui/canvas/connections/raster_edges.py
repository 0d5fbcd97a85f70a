"""Drawing connections with compiled loops, in bands over the cores."""

from __future__ import annotations

import itertools
import os
import weakref
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
from PySide6.QtGui import QImage

from engine import Network
from gui.canvas.connections.edges import STEPS, Frame, Strokes, Tally, strokes
from gui.canvas.connections.quality import FULL, Quality
from gui.canvas.geometry import Floats
from gui.canvas.wiring import Selected, Wiring
from gui.run.run_link import slow_imports

if TYPE_CHECKING:
    from gui.canvas.connections.raster_order import Ints, Levels, Marks, Pixels, Rows

_MOST_BANDS = 8
_LEVELS = 2 * STEPS + 3
_TEXTURE_SHARE = 0.5
_TEXTURE_WIDTH = 0.4
# Where curves are cut so that each piece is right to a tenth of a pixel: all of a flat one; the
# steep part of the others, before and after which the ends are one piece each.
_FLAT = np.linspace(0.0, 1.0, 6)
_STEEP = np.array([0.0, 0.0, 0.035, 0.11, 0.275, 0.725, 0.89, 0.965, 1.0, 1.0])
_SCATTER = np.uint32(2654435761)


@dataclass(frozen=True, eq=False)
class _Paper:
    """An image that was drawn before: on which ground, how finely, and where there is something.

    `below` is the ground as coarse as it is drawn on, `plain` says which rows of it have but one
    colour.
    """

    image: weakref.ref[QImage]
    ground: QImage
    shrink: int
    marks: list[Marks]
    below: Pixels
    plain: Marks


@dataclass(frozen=True, eq=False)
class _Still:
    """The connections that keep their place while the others of a frame move."""

    frame: Frame
    image: QImage
    tally: Tally

    def serves(self, frame: Frame) -> bool:
        """Whether it is below another frame's moving connections too."""
        before = self.frame
        assert before.moving is not None
        assert frame.moving is not None
        return (
            before.differs_by_places(frame)
            and np.array_equal(before.moving, frame.moving)
            and np.array_equal(before.centres[~before.moving], frame.centres[~frame.moving])
        )


class RasterEdges:
    """Antialiased whatever the quality: leaving that out would save a seventh of the time.

    Made in the thread that draws, because it imports and compiles what it needs.
    """

    is_quick = True
    ladder = (
        FULL,
        Quality(shrink=2),
        Quality(shrink=2, most=20_000),
        Quality(shrink=2, most=8_000),
        Quality(shrink=2, most=3_000),
    )

    def __init__(self, bands: int | None = None) -> None:
        self._bands = bands or min(_cores(), _MOST_BANDS)
        with slow_imports:
            from gui.canvas.connections import raster_enlarge, raster_kernels, raster_order
        self._kernels = raster_kernels
        self._order_kernel = raster_order.arrange
        self._enlarge = raster_enlarge.enlarge
        self._curve = _curve_table()
        self._levels: Levels = np.empty(0, np.uint8)
        self._order: Rows = np.empty(0, np.int32)
        self._papers: list[_Paper] = []
        self._still: _Still | None = None
        self._counts: Ints = np.empty(_LEVELS, np.int64)
        self._pool: ThreadPoolExecutor | None = None
        if self._bands > 1:
            self._pool = ThreadPoolExecutor(self._bands - 1, thread_name_prefix="canvas band")
        self._compile()

    def _compile(self) -> None:
        """Draw nothing, so that everything is compiled or read from the cache."""
        ground, look = (
            QImage(8, 8, QImage.Format.Format_RGB32),
            strokes(dark=False, size=1.0, patterns=False),
        )
        nothing = Wiring(Network())
        none, nowhere = np.empty(0), nothing.centres
        frame = Frame(nothing, nowhere, none > 0, none, 1.0, look, 1.0, (0.0, 0.0), ground)
        for quality in self.ladder[:2]:
            self.paint(frame, QImage(8, 8, QImage.Format.Format_RGB32), quality)

    def close(self) -> None:
        """End the threads of the bands."""
        if self._pool is not None:
            self._pool.shutdown()
            self._pool = None

    def paint(self, frame: Frame, image: QImage, quality: Quality) -> Tally:
        """Draw the strongest connections in front; of the rest, a sample as texture.

        Those that move lie over a picture of the others, which is kept while they do.
        """
        if frame.moving is None:
            self._still = None
            return self._print(frame, slice(None), frame.ground, image, quality)
        touching = frame.touching(frame.moving)
        if self._still is None or not self._still.serves(frame):
            below = QImage(image.size(), image.format())
            tally = self._print(frame, np.flatnonzero(~touching), frame.ground, below, quality)
            self._still = _Still(frame, below, tally)
        below, still = self._still.image, self._still.tally
        over = self._print(frame, np.flatnonzero(touching), below, image, FULL)
        return Tally(still.in_view + over.in_view, still.drawn + over.drawn)

    def _print(
        self, frame: Frame, chosen: Selected, below: QImage, image: QImage, quality: Quality
    ) -> Tally:
        """Draw some rows of connections over what is below."""
        wide, tall, shrink = image.width(), image.height(), quality.shrink
        frame_scale, (left, top) = frame.scale / shrink, (each / shrink for each in frame.shift)
        places = frame.centres * frame_scale + (left, top)
        halves = frame.wiring.halves * frame_scale
        units = places[:, 0] + halves, places[:, 0] - halves, places[:, 1].copy()
        tangent, widths = frame.tangent / shrink, frame.widths / shrink
        wiring, weights = frame.wiring, frame.weights[chosen]
        rows = wiring.source_rows[chosen], wiring.target_rows[chosen]
        seen = self._arrange(
            frame, weights, rows, units, (wide / shrink, tall / shrink), tangent, widths
        )
        order, strong, faint = self._chosen(seen, quality.most, widths)
        pixels = np.frombuffer(image.bits(), np.uint32)
        ground = np.frombuffer(below.constBits(), np.uint32)
        strokes = _pixels(frame.strokes), widths, faint, frame.dashes / shrink
        paper, across = self._paper(image, below, shrink), -(-wide // shrink)
        sheet = pixels if shrink == 1 else paper.below.copy()

        def draw(band: int, first: int, end: int) -> None:
            marks = paper.marks[band]
            self._kernels.draw(
                sheet,
                paper.below,
                paper.plain,
                across,
                (first, end),
                units,
                (*rows, self._levels, order, strong),
                strokes,
                (_FLAT, _STEEP, self._curve, tangent),
                marks,
            )
            if shrink > 1:
                size = wide, tall, shrink
                self._enlarge(sheet, ground, pixels, size, (first, end), marks)

        self._in_bands(draw, -(-tall // shrink))
        return Tally(seen, strong)

    def _arrange(
        self,
        frame: Frame,
        weights: Floats,
        rows: tuple[Rows, Rows],
        places: tuple[Floats, Floats, Floats],
        size: tuple[float, float],
        tangent: float,
        widths: Floats,
    ) -> int:
        """Sort the connections in view by strength; returns how many there are."""
        if len(self._levels) != len(weights):
            self._levels = np.empty(len(weights), np.uint8)
            self._order = np.empty(len(weights), np.int32)
        return self._order_kernel(
            weights,
            frame.largest,
            frame.working,
            STEPS,
            *rows,
            *places,
            *size,
            tangent,
            float(widths.max()),
            self._levels,
            self._counts,
            self._order,
        )

    def _chosen(self, seen: int, most: int | None, widths: Floats) -> tuple[Rows, int, Floats]:
        """Which to draw, how many of those in full, and the widths of the others.

        The others are the same ones from picture to picture, as far as they can be, and wider
        for those that they stand for.
        """
        if most is None or seen <= most:
            return self._order[:seen], seen, widths
        rest = self._order[most:seen]
        share = min(1.0, _TEXTURE_SHARE * most / len(rest))
        sample = rest[rest.astype(np.uint32) * _SCATTER < np.uint32(share * (2**32 - 1))]
        faint = np.minimum(widths / share, _TEXTURE_WIDTH)
        return np.concatenate([self._order[:most], sample]), most, faint

    def _paper(self, image: QImage, ground: QImage, shrink: int) -> _Paper:
        """What is known of an image; a new one may differ from the ground everywhere."""
        self._papers = [each for each in self._papers if each.image() is not None]
        for paper in self._papers:
            if paper.image() is image:
                if paper.ground is ground and paper.shrink == shrink:
                    return paper
                self._papers.remove(paper)
                break
        pixels = np.frombuffer(ground.constBits(), np.uint32).reshape(-1, image.width())
        coarse = pixels[::shrink, ::shrink]
        tall, wide = coarse.shape
        patch = self._kernels.PATCH
        marks = [
            np.full(-(-(end - first) // patch) * -(-wide // patch), self._kernels.NOW, np.uint8)
            for first, end in itertools.pairwise(self._edges(tall))
        ]
        plain = (coarse == coarse[:, :1]).all(axis=1).view(np.uint8)
        below = coarse.ravel()
        below.setflags(write=False)  # of another kind of array the kernel would be compiled again
        paper = _Paper(weakref.ref(image), ground, shrink, marks, below, plain)
        self._papers.append(paper)
        return paper

    def _edges(self, tall: int) -> list[int]:
        """The rows where the bands begin and end."""
        edges: list[int] = np.linspace(0, tall, self._bands + 1).astype(int).tolist()
        return edges

    def _in_bands(self, draw: Callable[[int, int, int], None], tall: int) -> None:
        """Draw all rows, each band in a thread of its own; this one takes the first."""
        if self._pool is None:
            draw(0, 0, tall)
            return
        edges = self._edges(tall)
        others = [
            self._pool.submit(draw, band, *edges[band : band + 2]) for band in range(1, self._bands)
        ]
        draw(0, *edges[:2])
        for other in others:
            other.result()


def _cores() -> int:
    available: Any = getattr(os, "sched_getaffinity", None)
    return len(available(0)) if available else os.cpu_count() or 1


def _curve_table() -> Floats:
    """For 41 points of a curve: the share of the way down, and of the tangent that is added."""
    t = 0.5 - 0.5 * np.cos(np.linspace(0.0, np.pi, 41))
    down = 3 * t**2 - 2 * t**3
    return np.stack([down, 3 * t * (1 - t) * (1 - 2 * t)], axis=1)


@lru_cache(maxsize=8)
def _pixels(look: Strokes) -> Pixels:
    """The colours of strokes as pixels."""
    return np.array([each.rgba() for each in look.colors], np.uint32)
