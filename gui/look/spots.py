"""Where a card lies best on a picture: where it hides least of what is there."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QPoint, QRect, QSize


def best(places: Iterable[QPoint], size: QSize, taken: Sequence[QRect]) -> QPoint:
    """The place for the upper left corner where a card of this size hides least; the first such."""
    return min(places, key=lambda place: hidden(QRect(place, size), taken))


def hidden(card: QRect, taken: Sequence[QRect]) -> int:
    """How many pixels of what is taken lie below a card."""
    parts = (card.intersected(part) for part in taken if card.intersects(part))
    return sum(part.width() * part.height() for part in parts)
