"""Responses of output units as colours: a smooth surface, its border, or regions of classes."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QColor

from engine import losses
from engine.data.datasets import Dataset
from gui.look import theme

Floats = NDArray[np.floating]
Colours = NDArray[np.uint32]
Range = tuple[float, float]

_FINER = 4  # times as many rows and columns in a picture as there are answers
_SHADES = 64
_SURE = 0.75  # how far from the middle of the colour scale a region without shades lies


def value_range(data: Dataset, loss: str, output: int) -> Range:
    """The ends of the colour scale for one output, in raw numbers; the border is in its middle."""
    if data.task != "regression":
        return 2 * losses.LOSSES[loss].threshold - 1.0, 1.0
    column = data.targets[:, output]
    low, high = float(column.min()), float(column.max())
    if low == high:
        low, high = low - 1.0, high + 1.0
    return (-max(-low, high), max(-low, high)) if low < 0 < high else (low, high)


def raw_response(data: Dataset, output: int, response: Floats) -> Floats:
    """What one output unit answers, in the units of its raw target."""
    recipe = data.recipe
    scaled: Floats = response * recipe.target_scale[output] + recipe.target_mean[output]
    return scaled


def smooth(response: Floats, ends: Range) -> Colours:
    """Colours of a response (rows, columns), finely, so that a steep border has no stairs."""
    return theme.diverging(finer(response), *ends)


def border(response: Floats, ends: Range) -> Colours:
    """Two regions, below and above the middle of the scale, finely cut."""
    pair = theme.diverging(np.array([-_SURE, _SURE]), -1.0, 1.0)
    above = finer(response) >= (ends[0] + ends[1]) / 2
    colours: Colours = pair[above.astype(np.intp)]
    return colours


def regions(responses: Floats, *, shaded: bool) -> Colours:
    """The colour of the largest of several responses (k, rows, columns), paler where it is close.

    Without shades every region has one colour.
    """
    times = 3 if len(responses) <= 3 else 2  # many classes, fewer pixels for each
    fine = np.stack([finer(response, times) for response in responses])
    winner = fine.argmax(axis=0)
    shade = np.full(winner.shape, -1)
    if shaded:
        best = fine.max(axis=0)
        np.put_along_axis(fine, winner[None], -np.inf, axis=0)
        lead = np.nan_to_num(best - fine.max(axis=0), posinf=1.0)
        shade = np.clip(lead * (_SHADES - 1), 0, _SHADES - 1).astype(np.int64)
    colours: Colours = _class_ladder(len(responses), shaded)[winner, shade]
    return colours


def _class_ladder(classes: int, shaded: bool) -> Colours:
    """Colours (classes, shades): from hardly ahead of the other classes to far ahead."""
    share = 0.25 + 0.6 * np.sqrt(np.linspace(0, 1, _SHADES)) if shaded else np.full(1, _SURE)
    ground = _rgb(theme.current().neutral)
    ends = np.array([_rgb(class_colour(number)) for number in range(classes)])
    mixed = ground + share[None, :, None] * (ends[:, None] - ground)
    red, green, blue = (np.rint(mixed[..., part]).astype(np.uint32) for part in range(3))
    opaque = np.uint32(0xFF000000)
    return (opaque | (red << 16) | (green << 8) | blue).astype(np.uint32)


def class_colour(number: int) -> QColor:
    """The colour of one class; more than there are begin again."""
    classes: Sequence[QColor] = theme.current().classes
    return classes[number % len(classes)]


def point_colours(data: Dataset, ends: Range, output: int | None) -> Colours:
    """The colour of every row's target: its class, or for one output its value on the scale."""
    numbers = data.class_numbers
    if numbers is not None and (output is None or data.task == "binary"):
        table = np.array([class_colour(n).rgb() for n in range(max(len(data.classes), 2))])
        return table[numbers].astype(np.uint32)
    values = data.targets[:, output or 0]
    return theme.diverging(values, *ends)


def finer(response: Floats, times: int = _FINER) -> Floats:
    """The same response with `times` as many rows and columns, straight lines between."""
    for axis in (0, 1):
        response = _stretch(response, axis, times)
    return response


def _stretch(values: Floats, axis: int, times: int) -> Floats:
    count = values.shape[axis]
    at = np.clip((np.arange(count * times) + 0.5) / times - 0.5, 0, count - 1)
    below = at.astype(np.intp)
    above = np.minimum(below + 1, count - 1)
    share = (at - below).astype(np.float32)
    share = share[:, None] if axis == 0 else share[None, :]
    mixed: Floats = values.take(below, axis) * (1 - share) + values.take(above, axis) * share
    return mixed


def _rgb(colour: QColor) -> NDArray[np.float32]:
    return np.array(colour.getRgb()[:3], np.float32)
