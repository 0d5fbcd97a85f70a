"""Writing GIF by Pillow: one palette for all frames, so that still parts stay still."""

from __future__ import annotations

import io
import zlib
from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray
from PIL import Image

Bytes = NDArray[np.uint8]
Progress = Callable[[float], bool]

_COLOURS = 255  # one of 256 says that a pixel is that of the frame before
_SAMPLES = 8  # frames that the palette is chosen from
_HOLD_MS = 1500  # for which the last frame stays


class _Stopped(Exception):
    """Writing is no longer wanted."""


class Gif:
    """Takes frames one by one, kept small, and writes them all in the end."""

    def __init__(self, width: int, height: int) -> None:
        self._size = width, height
        self._frames: list[bytes] = []

    def __len__(self) -> int:
        return len(self._frames)

    def add(self, pixels: Bytes) -> None:
        """Take a frame (height, width, 3): red, green, blue."""
        self._frames.append(zlib.compress(pixels.tobytes(), 1))

    def written(self, seconds: float, progress: Progress = lambda _: True) -> bytes:
        """The file: each frame stays `seconds`, the last one longer, and then it begins anew.

        b"" when `progress`, which is told the share that is done, asks to stop.
        """
        wait = round(1000 * seconds)
        waits = [wait] * (len(self) - 1) + [max(wait, _HOLD_MS)]
        stream = io.BytesIO()
        frames = self._reduced(progress)
        try:
            next(frames).save(
                stream, "GIF", save_all=True, append_images=frames, duration=waits, loop=0
            )
        except _Stopped:
            return b""
        return stream.getvalue()

    def _reduced(self, progress: Progress) -> Iterator[Image.Image]:
        """The frames in the colours of the palette, one at a time."""
        palette = self._palette()
        for number in range(len(self)):
            if not progress(number / len(self)):
                raise _Stopped
            yield self._opened(number).quantize(palette=palette, dither=Image.Dither.NONE)

    def _palette(self) -> Image.Image:
        """The colours of some frames from first to last."""
        places = np.unique(np.linspace(0, len(self) - 1, _SAMPLES).round().astype(int))
        width, height = self._size
        sheet = Image.new("RGB", (width, height * len(places)))
        for row, place in enumerate(places.tolist()):
            sheet.paste(self._opened(place), (0, row * height))
        # Of Pillow's ways the nearest to the window's pictures, thin lines among them, and quick.
        return sheet.quantize(_COLOURS, Image.Quantize.FASTOCTREE)

    def _opened(self, number: int) -> Image.Image:
        return Image.frombytes("RGB", self._size, zlib.decompress(self._frames[number]))
