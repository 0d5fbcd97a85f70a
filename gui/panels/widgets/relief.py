"""Heights as a map: colours, contour lines at round numbers, and light from the upper left."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QColor

from gui.look import theme
from gui.panels.widgets import scales

Floats = NDArray[Any]
Colours = NDArray[np.uint32]

_STEPS = 256
_LINES = 12
_DEEP, _MIDDLE = 0.62, 0.42  # how much text is in the deepest colour; where the plain one lies
_LINE_INK, _LINE_WIDTH = 0.34, 1.15
_LIGHT, _STEEPNESS = 0.5, 0.35
_FAINTEST = 1e-12
_MANTISSAS = ((1, 1.5, 2, 3, 5, 7), (1, 2, 5), (1, 3), (1,))


@dataclass(frozen=True)
class Levels:
    """A scale of heights: its ends, and the heights of the contour lines (k,).

    All are logarithms to base ten when `logarithmic`.
    """

    logarithmic: bool
    low: float
    high: float
    lines: Floats

    def scaled(self, heights: Floats) -> Floats:
        """Heights on this scale; what is not finite stays so."""
        return _scaled(heights, self.logarithmic)

    def share(self, scaled: Floats) -> Floats:
        """0 at the lower end, 1 at the upper end."""
        return (scaled - self.low) / (self.high - self.low)

    def value(self, scaled: float) -> float:
        """The height itself."""
        return 10.0**scaled if self.logarithmic else scaled


def levels(heights: Floats, *, logarithmic: bool) -> Levels:
    """A scale for these heights, with about a dozen lines at round numbers."""
    scaled = _scaled(heights, logarithmic)
    finite = scaled[np.isfinite(scaled)]
    low, high = (float(finite.min()), float(finite.max())) if len(finite) else (0.0, 1.0)
    if high - low < 1e-9 * max(1.0, abs(high)):
        low, high = low - 0.5, high + 0.5
    return Levels(logarithmic, low, high, _lines(low, high, logarithmic))


def _scaled(heights: Floats, logarithmic: bool) -> Floats:
    if not logarithmic:
        return np.asarray(heights, np.float64)
    with np.errstate(invalid="ignore"):
        return np.asarray(np.log10(np.maximum(heights, _FAINTEST)))


def _lines(low: float, high: float, logarithmic: bool) -> Floats:
    if not logarithmic:
        return np.array(scales.ticks(low, high, _LINES))
    decades = range(math.floor(low), math.ceil(high) + 1)
    for mantissas in _MANTISSAS:
        found = np.log10([one * 10.0**decade for decade in decades for one in mantissas])
        found = found[(found > low) & (found < high)]
        if len(found) <= 1.3 * _LINES:
            break
    if len(found) < _LINES / 2:  # less than a decade or so: round numbers instead of powers
        round_numbers = np.array(scales.ticks(10.0**low, 10.0**high, _LINES))
        found = np.log10(round_numbers[round_numbers > 0])
    return found if len(found) <= 2 * _LINES else found[:: len(found) // _LINES]


def colours(share: Floats) -> Colours:
    """Colours (0xAARRGGBB) of shares of the scale: 0 deep, 1 like the ground."""
    steps = np.nan_to_num(share, nan=1.0, posinf=1.0, neginf=0.0) * (_STEPS - 1) + 0.5
    return _packed(_ladder()[np.clip(steps, 0, _STEPS - 1).astype(np.intp)])


def paint(heights: Floats, scale: Levels, columns: int, rows: int) -> Colours:
    """A picture (rows, columns) of heights given from the bottom row to the top one."""
    scaled = scale.scaled(heights)
    blank = ~np.isfinite(scaled)
    filled = np.where(blank, scale.high, scaled)
    fine = finer(finer(filled[::-1], rows).T, columns).T
    steps = np.clip(scale.share(fine), 0.0, 1.0) * (_STEPS - 1) + 0.5
    rgb = _ladder()[steps.astype(np.intp)]
    up, across = (np.asarray(slope) for slope in np.gradient(fine))
    lit = rgb * _light(across, up, scale, columns)[..., None]
    rgb = _with_lines(lit, fine, np.hypot(across, up), scale.lines)
    if blank.any():
        hidden = finer(finer(blank[::-1].astype(np.float64), rows).T, columns).T > 0.5
        rgb[hidden] = _rgb(theme.current().hairline)
    return _packed(rgb)


def finer(values: Floats, count: int) -> Floats:
    """Rows (n, m) as `count` rows, smoothly between the given ones (Catmull–Rom), ends included."""
    last = len(values) - 1
    at = (np.arange(count) + 0.5) / count * last
    below = np.minimum(at.astype(np.intp), max(last - 1, 0))
    t = at - below
    weights = (
        ((-0.5 * t + 1.0) * t - 0.5) * t,
        (1.5 * t - 2.5) * t * t + 1.0,
        ((-1.5 * t + 2.0) * t + 0.5) * t,
        (0.5 * t - 0.5) * t * t,
    )
    mixer = np.zeros((count, last + 1))
    for offset, weight in zip((-1, 0, 1, 2), weights, strict=True):
        np.add.at(mixer, (np.arange(count), np.clip(below + offset, 0, last)), weight)
    return np.asarray(mixer.astype(np.float32) @ values.astype(np.float32))


def between(heights: Floats, across: Floats, up: Floats) -> Floats:
    """Heights (p,) at shares (p,) of the way across and up, straight between the grid's points."""
    rows, columns = heights.shape
    low, rise = _cell(up, rows)
    left, run = _cell(across, columns)
    below = heights[low, left] * (1 - run) + heights[low, left + 1] * run
    above = heights[low + 1, left] * (1 - run) + heights[low + 1, left + 1] * run
    return np.asarray(below * (1 - rise) + above * rise)


def _cell(share: Floats, count: int) -> tuple[NDArray[np.intp], Floats]:
    """The line before each share of `count` lines, and how far it is to the next one."""
    at = share * (count - 1)
    before = np.clip(at.astype(np.intp), 0, count - 2)
    return before, np.asarray(at - before)


def _light(across: Floats, up: Floats, scale: Levels, columns: int) -> Floats:
    """How much lighter (above 1) or darker each place is than a level one."""
    slope = _STEEPNESS * columns / (scale.high - scale.low)
    nx, ny = slope * across, slope * up
    lit = (1.0 - 0.6 * (nx + ny)) / np.sqrt(1.0 + nx * nx + ny * ny)
    return np.asarray(1.0 + _LIGHT * np.clip(lit - 1.0, -0.45, 0.3))


def _with_lines(rgb: Floats, fine: Floats, slope: Floats, lines: Floats) -> Floats:
    if not len(lines):
        return rgb
    place = np.searchsorted(lines, fine)
    nearest = np.minimum(
        np.abs(fine - lines[np.maximum(place - 1, 0)]),
        np.abs(fine - lines[np.minimum(place, len(lines) - 1)]),
    )
    pixels = nearest / np.maximum(slope, 1e-12)
    ink = _LINE_INK * np.clip(_LINE_WIDTH - pixels, 0.0, 1.0)[..., None]
    return np.asarray(rgb * (1 - ink) + _rgb(theme.current().text) * ink)


def _ladder() -> Floats:
    """Colours (256, 3) from the lowest height to the highest."""
    look = theme.current()
    plain, text = _rgb(look.positive), _rgb(look.text)
    stops = np.array([plain + _DEEP * (text - plain), plain, _rgb(look.neutral)])
    at = np.linspace(0.0, 1.0, _STEPS)
    parts = [np.interp(at, [0, _MIDDLE, 1], stops[:, part]) for part in range(3)]
    return np.stack(parts, axis=1).astype(np.float32)


def _packed(rgb: Floats) -> Colours:
    whole = np.clip(np.rint(rgb), 0, 255).astype(np.uint32)
    opaque = np.uint32(0xFF000000)
    packed = opaque | (whole[..., 0] << 16) | (whole[..., 1] << 8) | whole[..., 2]
    return packed.astype(np.uint32)


def _rgb(colour: QColor) -> Floats:
    return np.array(colour.getRgb()[:3], np.float32)
