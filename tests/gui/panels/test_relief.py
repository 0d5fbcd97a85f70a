"""Heights as a map: round levels, colours that say how high, nothing hidden."""

from __future__ import annotations

import numpy as np
import pytest

from gui.look import theme
from gui.panels.widgets import relief


def bowl(side=21, floor=0.01):
    at = np.linspace(-1, 1, side)
    return floor + at[None, :] ** 2 + at[:, None] ** 2


def brightness(colours):
    return sum(((colours >> shift) & 0xFF).astype(float) for shift in (0, 8, 16))


@pytest.mark.parametrize("logarithmic", [True, False])
def test_lines_stand_at_round_numbers_inside_the_scale(logarithmic):
    scale = relief.levels(bowl(), logarithmic=logarithmic)
    assert 4 <= len(scale.lines) <= 24
    assert (np.diff(scale.lines) > 0).all()
    assert scale.low <= scale.lines[0]
    assert scale.lines[-1] <= scale.high
    for line in scale.lines.tolist():
        assert float(f"{scale.value(line):.2g}") == pytest.approx(scale.value(line))


def test_a_flat_plain_has_a_scale_too():
    scale = relief.levels(np.full((5, 5), 0.3), logarithmic=True)
    assert scale.low < np.log10(0.3) < scale.high


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_deepest_colour_is_furthest_from_the_ground(scheme, qapp):
    theme.apply(qapp, scheme)
    shades = brightness(relief.colours(np.linspace(0, 1, 50)))
    away = np.abs(shades - brightness(np.array([theme.current().neutral.rgb()])))
    assert (np.diff(away) <= 1).all()
    assert away[0] > 250


def test_the_picture_begins_at_the_top_and_shows_every_height(qapp):
    heights = np.linspace(0, 1, 11)[:, None] + np.zeros(11)  # higher towards the top
    scale = relief.levels(heights, logarithmic=False)
    picture = brightness(relief.paint(heights, scale, 60, 60))
    assert picture[2].mean() > picture[30].mean() + 50 > picture[57].mean() + 100
    assert picture[:, 5] == pytest.approx(picture[:, 50], abs=3)


def test_what_is_no_number_is_drawn_as_such(qapp):
    heights = bowl()
    heights[-4:, -4:] = np.inf
    scale = relief.levels(heights, logarithmic=True)
    picture = relief.paint(heights, scale, 80, 80)
    assert picture[2, 77] == theme.current().hairline.rgb()
    assert picture[40, 40] != picture[2, 77]


def test_finer_rows_lie_smoothly_between_the_given_ones():
    straight = np.arange(9.0)[:, None] * [1.0, -2.0]
    fine = relief.finer(straight, 80)
    at = (np.arange(80) + 0.5) / 80 * 8
    inside = (at > 1) & (at < 7)
    assert fine[inside] == pytest.approx(at[inside, None] * [1.0, -2.0], abs=1e-5)
    assert np.abs(fine - at[:, None] * [1.0, -2.0]).max() < 0.2


def test_between_grid_points_heights_lie_on_straight_lines():
    heights = np.array([[0.0, 1.0, 2.0], [10.0, 11.0, 12.0]])
    across, up = np.array([0.0, 0.25, 1.0, 0.5]), np.array([0.0, 0.0, 1.0, 0.5])
    assert relief.between(heights, across, up) == pytest.approx([0.0, 0.5, 12.0, 6.0])
