"""Where a card lies best on a picture: where it hides least of what is there."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from PySide6.QtCore import QPoint, QRect, QSize


def best(places: Iterable[QPoint], size: QSize, taken: Sequence[QRect]) -> QPoint:
    """The place for the upper left corner where a card of this size hides least; the first such."""
    corners = [place.toTuple() for place in places]
    rooms = np.array([each.getRect() for each in taken], float).reshape(-1, 4)
    low = np.array(corners, float)[:, None]
    overlap = np.minimum(low + size.toTuple(), rooms[:, :2] + rooms[:, 2:])
    overlap -= np.maximum(low, rooms[:, :2])
    hidden = overlap.clip(min=0).prod(axis=2).sum(axis=1)
    return QPoint(*corners[int(hidden.argmin())])
