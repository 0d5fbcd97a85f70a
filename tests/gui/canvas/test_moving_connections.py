"""While units are dragged: what moves lies over a kept picture of the rest, and rest is exact."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from gui.canvas.connections.edges import Frame
from gui.canvas.connections.quality import FULL
from gui.canvas.connections.raster_edges import RasterEdges
from tests.gui.canvas.conftest import Bench
from tests.gui.canvas.test_drawing import HEIGHT, WIDTH, frame, painted, quick, web

MOVED = 3


@pytest.fixture(scope="module")
def raster() -> Iterator[RasterEdges]:
    made = RasterEdges(bands=2)
    yield made
    made.close()


def elsewhere(before: Frame, dx: float, dy: float) -> Frame:
    """The next frame of a drag of one unit."""
    centres = before.centres.copy()
    centres[MOVED] += (dx, dy)
    return replace(before, centres=centres, moving=None).following(before)


def with_moving_ones_strongest(wanted: Frame) -> Frame:
    """So that the order by strength is that of a drag."""
    moved = np.zeros(len(wanted.centres), bool)
    moved[MOVED] = True
    weights = np.where(wanted.touching(moved), 2.0, np.clip(wanted.weights, -1.8, 1.8))
    return replace(wanted, weights=weights)


def test_what_moves_lies_over_the_rest_as_if_all_were_drawn_anew(raster: RasterEdges):
    first = with_moving_ones_strongest(frame(web()))
    following = first
    for step in range(1, 4):
        following = elsewhere(following, 9.0 * step, -17.0)
        assert following.moving is not None
        assert np.flatnonzero(following.moving).tolist() == [MOVED]
        layered = painted(raster, following)
        whole = painted(RasterEdges(1), replace(following, moving=None))
        # Two layers are rounded twice.
        assert np.abs(layered - whole).max() <= 2
        assert not (layered == painted(RasterEdges(1), first)).all()


def test_at_rest_nothing_stays_of_the_layers(raster: RasterEdges):
    image = QImage(WIDTH, HEIGHT, QImage.Format.Format_RGB32)
    following = frame(web())
    for step in range(3):
        following = elsewhere(following, 5.0, 12.0 * step)
        raster.paint(following, image, FULL)
    at_rest = replace(following, moving=None)
    raster.paint(at_rest, image, FULL)
    pixels = np.frombuffer(image.constBits(), np.uint8).reshape(HEIGHT, WIDTH, 4)
    assert (pixels[:, :, 2::-1] == painted(RasterEdges(1), at_rest)).all()


def test_another_unit_that_moves_leaves_the_first_where_it_was_put(raster: RasterEdges):
    first = frame(web())
    before = elsewhere(first, 20.0, 30.0)
    painted(raster, before)
    centres = before.centres.copy()
    centres[MOVED + 1] += (40.0, 0.0)
    other = replace(before, centres=centres, moving=None).following(before)
    assert other.moving is not None
    assert np.flatnonzero(other.moving).tolist() == [MOVED, MOVED + 1]
    assert (painted(raster, other) == painted(RasterEdges(1), other)).all()


def test_only_few_that_move_and_nothing_else_are_laid_over_the_rest():
    before = frame(web())
    after = elsewhere(before, 8.0, 0.0)
    assert after.moving is not None
    assert replace(after, moving=None, weights=-after.weights).following(before).moving is None
    assert replace(after, moving=None, scale=0.6).following(before).moving is None
    assert replace(after, moving=None, ground=QImage(after.ground)).following(before).moving is None
    everything = replace(before, centres=before.centres + 8.0)
    assert everything.following(before).moving is None
    assert replace(before).following(before).moving is None


def test_a_drag_ends_in_the_picture_of_a_canvas_that_saw_none(
    bench: Bench, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("gui.canvas.connections.quality.BRIEF_MS", 0.0)  # as with many of them
    bench.document.replace(web(), bench.document.data, bench.document.settings)
    quick(bench, qtbot)
    unit = bench.document.network.units[MOVED].id
    start = bench.centre(unit)
    bench.press(start)
    for step in range(1, 4):
        bench.move((start[0] + 24.0 * step, start[1] + 16.0 * step))
        qtbot.waitUntil(lambda: bench.view.is_current)
        frame_now = bench.view.painted
        assert frame_now is not None
        assert frame_now.moving is not None
        assert np.flatnonzero(frame_now.moving).tolist() == [MOVED]
    bench.release((start[0] + 72.0, start[1] + 48.0))
    assert bench.centre(unit) != start
    qtbot.waitUntil(lambda: bench.view.is_settled)
    at_rest = bench.view.painted
    assert at_rest is not None
    assert at_rest.moving is None
    after = bench.view._press.print
    assert after is not None
    assert after.frame is at_rest
    alone = QImage(after.image.size(), after.image.format())
    RasterEdges(1).paint(at_rest, alone, FULL)
    assert bytes(alone.constBits()) == bytes(after.image.constBits())
    bench.view.rest()
