"""The arithmetic of charts."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gui.panels.widgets import scales
from gui.panels.widgets.curve_keys import apart


@pytest.mark.parametrize(
    ("value", "limit"), [(0.43, 0.5), (0.5, 0.5), (1.2, 1.5), (61.0, 75.0), (0.0, 1.0), (760, 1000)]
)
def test_a_limit_is_the_next_round_number(value, limit):
    assert scales.at_least(value) == pytest.approx(limit)


@given(st.floats(1e-9, 1e9))
def test_a_limit_is_never_below_and_less_than_twice_as_large(value):
    assert value * (1 - 1e-9) <= scales.at_least(value) <= 2 * value


def test_losses_start_at_zero_and_ignore_what_is_not_finite():
    columns = [np.array([0.4, np.inf, np.nan]), np.array([0.47])]
    assert scales.loss_range(columns) == (0.0, 0.5)
    assert scales.loss_range([]) == (0.0, 1.0)


@pytest.mark.parametrize(("lowest", "floor"), [(0.95, 0.9), (0.85, 0.8), (0.6, 0.5), (0.2, 0.0)])
def test_accuracies_run_from_a_round_floor_to_one(lowest, floor):
    assert scales.accuracy_range([np.array([1.0, lowest])]) == (floor, 1.0)


def test_decades_go_round_positive_numbers_only():
    assert scales.decades([np.array([0.03, 0.0, -1.0, np.nan])]) == (-2.0, -1.0)
    assert scales.decades([np.array([0.0])]) == (-3.0, 0.0)


def test_a_logarithm_of_zero_stands_on_the_floor():
    assert scales.logarithm(np.array([0.0, -1.0, 0.1]), -4.0).tolist() == [-4.0, -4.0, -1.0]


@given(st.floats(-1e6, 1e6), st.floats(1e-3, 1e6), st.integers(2, 12))
def test_ticks_are_evenly_spaced_inside_the_range(low, span, most):
    values = scales.ticks(low, low + span, most)
    assert len(values) <= most + 1
    margin = 1e-6 * max(span, abs(low))
    assert all(low - margin <= value <= low + span + margin for value in values)


@given(st.floats(0, 1e6), st.integers(1, 9))
def test_whole_ticks_are_whole(high, most):
    assert all(value % 1 == 0 for value in scales.ticks(0.0, high, most, whole=True))


def test_decimation_keeps_the_extremes_of_every_pixel_and_both_ends():
    rng = np.random.default_rng(1)
    y = rng.normal(size=100_003)
    x = np.arange(len(y), dtype=float)
    y[50_000], y[70_001] = 40.0, -40.0
    few_x, few_y = scales.decimate(x, y, 400)
    assert len(few_x) <= 802
    assert (np.diff(few_x) > 0).all()
    assert few_y.max() == 40.0
    assert few_y.min() == -40.0
    assert (few_x[0], few_x[-1]) == (0.0, x[-1])
    assert np.diff(few_x).max() < 2 * len(y) / 400


def test_few_rows_are_kept_and_gaps_left_out():
    x, y = scales.decimate(np.arange(4.0), np.array([1.0, np.nan, np.inf, 2.0]), 400)
    assert x.tolist() == [0.0, 3.0]
    assert y.tolist() == [1.0, 2.0]


@given(st.lists(st.floats(-50, 250), max_size=4))
def test_names_beside_curves_lie_apart_and_in_the_strip(heights):
    moved = sorted(apart(heights, 15.0, 8.0, 180.0))
    assert all(below - above >= 15.0 - 1e-9 for above, below in pairwise(moved))
    assert all(8.0 - 1e-9 <= height <= 180.0 + 1e-9 for height in moved)


def test_names_of_curves_that_touch_keep_their_order():
    assert apart([100.0, 98.0], 15.0, 0.0, 200.0) == [100.0, 115.0]
    assert apart([100.0, 80.0], 15.0, 0.0, 200.0) == [100.0, 80.0]


def test_dashes_leave_a_third_out_and_every_point_where_it_was():
    x, y = np.array([3.0, 10.0, 40.5]), np.array([1.0, 5.0, -2.0])
    finer, heights, joined = scales.dashes(x, y, 0.5)
    assert np.diff(finer).max() <= 0.5 + 1e-9
    for place, height in zip(x, y, strict=True):
        assert heights[finer == place] == [height]
    assert heights == pytest.approx(np.interp(finer, x, y))
    drawn = np.diff(finer)[joined[:-1] == 1].sum() / (x[-1] - x[0])
    assert drawn == pytest.approx(2 / 3, abs=0.03)
    assert joined[finer == 4.5] == [1]
    assert joined[finer == 5.0] == [0]
    assert all(not len(part) for part in scales.dashes(x[:0], y[:0], 0.5))


def test_smoothing_leaves_gaps_and_needs_no_full_window():
    values = np.array([np.nan, 1.0, np.nan, 3.0, np.inf, 5.0])
    found = scales.smooth(values, 2)
    assert found == pytest.approx([np.nan, 1.0, np.nan, 2.0, np.nan, 4.0], nan_ok=True)


def test_a_point_in_line_with_its_neighbours_is_left_out_and_no_other():
    x = np.arange(1001.0)
    straight, _ = scales.without_straight(x, 3.0 - 0.5 * x, 0.01)
    assert straight.tolist() == [0.0, 1000.0]
    spike = np.where(x == 613, 1.0, 0.0)
    kept, heights = scales.without_straight(x, spike, 0.01)
    assert {0.0, 612.0, 613.0, 614.0, 1000.0} >= set(kept) >= {0.0, 613.0, 1000.0}
    assert np.interp(x, kept, heights) == pytest.approx(spike, abs=0.02)


def test_a_smooth_curve_with_few_points_stays_where_it_was():
    x = np.linspace(0.0, 5.0, 700)
    y = 100 * np.exp(-x)
    fewer, heights = scales.without_straight(x, y, 0.1)
    assert len(fewer) < 70
    assert np.abs(np.interp(x, fewer, heights) - y).max() < 0.5
