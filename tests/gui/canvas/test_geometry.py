"""Curves, distances and snapping, against what can be worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import Network
from gui.canvas import geometry
from gui.canvas.wiring import Wiring

NUMBERS = st.floats(-1000, 1000)


def curve(start: tuple[float, float], end: tuple[float, float]) -> geometry.Floats:
    return geometry.sampled(geometry.control_points(np.array([start]), np.array([end])))


@given(NUMBERS, NUMBERS, NUMBERS, NUMBERS)
def test_a_curve_runs_from_end_to_end_and_is_level_at_both(a: float, b: float, c: float, d: float):
    (points,) = geometry.control_points(np.array([[a, b]]), np.array([[c, d]]))
    line = geometry.sampled(points[None])[0]
    assert line[0] == pytest.approx((a, b))
    assert line[-1] == pytest.approx((c, d))
    assert points[0, 1] == points[1, 1]
    assert points[3, 1] == points[2, 1]
    assert points[1, 0] > points[0, 0]
    assert points[2, 0] < points[3, 0]


def test_a_level_connection_is_a_straight_line():
    assert curve((0, 5), (100, 5))[0, :, 1] == pytest.approx(5)


def test_the_distance_from_a_straight_line_is_the_perpendicular_one():
    lines = curve((0, 0), (100, 0))
    assert geometry.distances(lines, (50, 7))[0] == pytest.approx(7)
    assert geometry.distances(lines, (-3, 4))[0] == pytest.approx(5)


def test_the_nearest_of_several_connections_within_reach_is_found():
    network = Network()
    for y in (0.0, 10.0, 20.0):
        source = network.add_unit("input", position=(0.0, y))
        network.connect(source, network.add_unit("hidden", position=(100.0, y)))
    wiring = Wiring(network)
    assert wiring.connection_near((50.0, 8.0), 6) == 1
    assert wiring.connection_near((50.0, 40.0), 6) is None
    wiring.place([(network.connections[1].source, (0.0, 80.0))])
    assert wiring.connection_near((25.0, 78.0), 6) == 1
    assert Wiring(Network()).connection_near((0.0, 0.0), 6) is None


def test_curves_through_a_rectangle_are_found():
    lines = np.concatenate([curve((0, y), (100, y)) for y in (0, 50)])
    assert geometry.crossing(lines, 20, 40, 80, 60) == [1]
    assert geometry.crossing(np.empty((0, 3, 2)), 0, 0, 1, 1) == []


def test_lines_overlap_a_little_so_that_no_seam_shows():
    (lines,) = geometry.segments(curve((0, 0), (100, 0)), 0.5)
    assert lines[0, 0] == pytest.approx(-0.5)
    assert lines[-1, 2] == pytest.approx(100.5)
    assert (lines[1:, 0] < lines[:-1, 2]).all()


def test_a_place_snaps_to_the_grid_and_to_neighbours():
    others = np.array([[203.0, 51.0]])
    free = geometry.snap_point((102, 101), others)
    assert (free.point, free.guide_x, free.guide_y) == ((104, 104), None, None)
    beside = geometry.snap_point((102, 49), others)
    assert (beside.point, beside.guide_x, beside.guide_y) == ((104, 51), None, 51)
    assert geometry.snap_point((200, 101), others).guide_x == 203
    assert geometry.snap_point((1, 2), np.empty((0, 2))).point == (0, 0)


@pytest.mark.parametrize(
    ("value", "ceiling"), [(0.0, 0.5), (0.51, 1), (1, 1), (1.01, 2), (4, 5), (5.1, 10), (70, 100)]
)
def test_the_scale_ends_in_a_round_number(value: float, ceiling: float):
    assert geometry.nice_ceiling(value) == pytest.approx(ceiling)
