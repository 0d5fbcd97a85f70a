"""Writing MP4 by PyAV, an extra: loaded only when such a file is asked for."""

from __future__ import annotations

import importlib.util
import io
import zlib
from collections.abc import Callable
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

Bytes = NDArray[np.uint8]
Progress = Callable[[float], bool]

_HOLD_SECONDS = 1.5  # for which the last frame stays


def is_available() -> bool:
    """Whether the extra is installed."""
    return importlib.util.find_spec("av") is not None


class Mp4:
    """Takes frames one by one, kept small, and writes them all in the end."""

    def __init__(self, width: int, height: int) -> None:
        # Colours are stored for two by two pixels.
        self._size = width // 2 * 2, height // 2 * 2
        self._frames: list[bytes] = []

    def __len__(self) -> int:
        return len(self._frames)

    def add(self, pixels: Bytes) -> None:
        """Take a frame (height, width, 3): red, green, blue."""
        width, height = self._size
        self._frames.append(zlib.compress(pixels[:height, :width].tobytes(), 1))

    def written(self, seconds: float, progress: Progress = lambda _: True) -> bytes:
        """The file: each frame stays `seconds`, the last one longer.

        b"" when `progress`, which is told the share that is done, asks to stop.
        """
        import av

        width, height = self._size
        stream = io.BytesIO()
        frames = self._frames + self._frames[-1:] * round(_HOLD_SECONDS / seconds)
        with av.open(stream, "w", format="mp4") as film:
            track = film.add_stream("libx264", rate=Fraction(seconds).limit_denominator(1000) ** -1)
            track.width, track.height, track.pix_fmt = width, height, "yuv420p"
            for number, frame in enumerate(frames):
                if not progress(number / len(frames)):
                    return b""
                pixels = np.frombuffer(zlib.decompress(frame), np.uint8)
                picture = av.VideoFrame.from_ndarray(pixels.reshape(height, width, 3), "rgb24")
                film.mux(track.encode(picture))
            film.mux(track.encode())
        return stream.getvalue()
