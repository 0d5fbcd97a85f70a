"""Whether a picture is being drawn for a file: then pixels kept for the screen are too coarse."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass


@dataclass
class _Now:
    drawing: bool = False


_now = _Now()


def is_wanted() -> bool:
    """Whether what is painted now is to be lines and letters rather than pixels kept from before.

    Of the window's thread alone, as all painting of widgets is.
    """
    return _now.drawing


@contextmanager
def drawing() -> Iterator[None]:
    """Paint finely until the end of the block."""
    _now.drawing = True
    try:
        yield
    finally:
        _now.drawing = False
