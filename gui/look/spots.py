"""Where a card lies best on a picture: where it hides least of what is there."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPoint, QRect, QSize

Floats = NDArray[np.float64]


def best(
    places: Iterable[QPoint], size: QSize, taken: Sequence[QRect], better: Sequence[QRect] = ()
) -> QPoint:
    """The place for the upper left corner where a card of this size hides least; the first such.

    Of several it is the one that hides least of what had `better` be seen too.
    """
    corners = [place.toTuple() for place in places]
    low = np.array(corners, float)
    hidden, also = (_hidden(low, size.toTuple(), rooms) for rooms in (taken, better))
    return QPoint(*corners[int(np.lexsort((also, hidden))[0])])


def _hidden(low: Floats, size: tuple[int, int], taken: Sequence[QRect]) -> Floats:
    """How many pixels (p,) of what is taken lie below a card, for each upper left corner (p, 2)."""
    low = low[:, None]
    rooms = np.array([each.getRect() for each in taken], float).reshape(-1, 4)
    right = np.minimum(low + size, rooms[:, :2] + rooms[:, 2:])
    overlap = right - np.maximum(low, rooms[:, :2])
    found: Floats = overlap.clip(min=0).prod(axis=2).sum(axis=1)
    return found
