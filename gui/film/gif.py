"""Writing GIF: one palette for all frames, and of each frame only what has changed.

Import this module only after the first paint: it brings Numba.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray

from gui.film import lzw_kernel

Bytes = NDArray[np.uint8]
Ints = NDArray[np.int64]
Progress = Callable[[float], bool]

COLOURS = 255
_SAME = 255  # the pixel is that of the frame before
_SHADES = 32  # that are told apart in each of red, green and blue
_BLOCK = 255


class Gif:
    """Takes frames one by one, kept small, and writes them all in the end."""

    def __init__(self, width: int, height: int) -> None:
        self._size = width, height
        self._frames: list[bytes] = []
        self._sums = np.zeros((4, _SHADES**3))

    def __len__(self) -> int:
        return len(self._frames)

    def add(self, pixels: Bytes) -> None:
        """Take a frame (height, width, 3): red, green, blue."""
        drawers = _drawers(pixels)
        self._frames.append(zlib.compress(drawers.tobytes(), 1))
        flat, parts = drawers.ravel(), pixels.reshape(-1, 3)
        for row, weights in enumerate((None, *parts.T)):
            self._sums[row] += np.bincount(flat, weights, minlength=_SHADES**3)

    def written(self, seconds: float, progress: Progress = lambda _: True) -> bytes:
        """The file: each frame stays `seconds`, the last one longer, and then it begins anew.

        b"" when `progress`, which is told the share that is done, asks to stop.
        """
        palette, numbers = _palette(self._sums)
        parts = [self._head(palette)]
        before: Bytes | None = None
        for number, frame in enumerate(self._opened(numbers)):
            if not progress(number / len(self._frames)):
                return b""
            last = number == len(self._frames) - 1
            parts.append(self._frame(frame, before, max(seconds, 1.5) if last else seconds))
            before = frame
        return b"".join([*parts, b";"])

    def _opened(self, numbers: Bytes) -> Iterator[Bytes]:
        width, height = self._size
        for frame in self._frames:
            drawers = np.frombuffer(zlib.decompress(frame), np.uint16)
            yield numbers[drawers].reshape(height, width)

    def _head(self, palette: Bytes) -> bytes:
        screen = struct.pack("<6sHHBBB", b"GIF89a", *self._size, 0xF7, 0, 0)
        loop = b"!\xff\x0bNETSCAPE2.0\x03\x01\x00\x00\x00"
        return screen + palette.tobytes() + loop

    def _frame(self, frame: Bytes, before: Bytes | None, seconds: float) -> bytes:
        left, top, pixels = 0, 0, frame
        if before is not None:
            left, top, pixels = _changes(frame, before)
        height, width = pixels.shape
        wait = struct.pack("<3sBHBB", b"!\xf9\x04", 0x05, round(100 * seconds), _SAME, 0)
        place = struct.pack("<BHHHHBB", 0x2C, left, top, width, height, 0, 8)
        return wait + place + _blocks(_packed(pixels))


def _drawers(pixels: Bytes) -> NDArray[np.uint16]:
    """Which of the 32 × 32 × 32 drawers each colour belongs into (height, width)."""
    coarse = (pixels >> 3).astype(np.uint16)
    drawers = (coarse[..., 0] << 10) | (coarse[..., 1] << 5) | coarse[..., 2]
    return np.asarray(drawers, np.uint16)


def _palette(sums: NDArray[np.float64]) -> tuple[Bytes, Bytes]:
    """A palette (256, 3) for the colours that were counted, and each drawer's number in it.

    `sums` (4, 32³) are how many pixels each drawer holds, and the sums of their colours.
    """
    used = np.flatnonzero(sums[0])
    counts = sums[0, used]
    colours = (sums[1:, used] / counts).T
    groups = _parted(colours, counts)
    palette, numbers = np.zeros((COLOURS + 1, 3), np.uint8), np.zeros(sums.shape[1], np.uint8)
    for number, rows in enumerate(groups):
        palette[number] = np.rint(np.average(colours[rows], axis=0, weights=counts[rows]))
        numbers[used[rows]] = number
    return palette, numbers


def _parted(colours: NDArray[np.float64], counts: NDArray[np.float64]) -> list[Ints]:
    """The colours (c, 3) in at most 255 groups: the one that is spread most is parted next."""
    groups = [np.arange(len(colours))]
    spreads = [_spread(colours, counts, groups[0])]
    while len(groups) < COLOURS and max(spreads)[0] > 0:
        place = max(range(len(groups)), key=lambda number: spreads[number])
        rows, (_, part) = groups[place], spreads[place]
        rows = rows[np.argsort(colours[rows, part], kind="stable")]
        passed = np.cumsum(counts[rows])
        middle = int(np.searchsorted(passed, passed[-1] / 2)) + 1
        middle = min(max(middle, 1), len(rows) - 1)
        groups[place], other = rows[:middle], rows[middle:]
        groups.append(other)
        spreads[place] = _spread(colours, counts, groups[place])
        spreads.append(_spread(colours, counts, other))
    return groups


def _spread(
    colours: NDArray[np.float64], counts: NDArray[np.float64], rows: Ints
) -> tuple[float, int]:
    """How much is lost by one colour for all of a group, and in which of red, green and blue.

    Rare colours count too, or thin lines would lose theirs.
    """
    if len(rows) < 2:
        return 0.0, 0
    weights = np.sqrt(counts[rows])
    mean = np.average(colours[rows], axis=0, weights=weights)
    lost = (weights[:, None] * (colours[rows] - mean) ** 2).sum(axis=0)
    return float(lost.max()), int(lost.argmax())


def _changes(frame: Bytes, before: Bytes) -> tuple[int, int, Bytes]:
    """Left, top and pixels of what differs; a single pixel where nothing does."""
    differs = frame != before
    rows, columns = np.flatnonzero(differs.any(axis=1)), np.flatnonzero(differs.any(axis=0))
    if not len(rows):
        return 0, 0, np.full((1, 1), _SAME, np.uint8)
    top, left = int(rows[0]), int(columns[0])
    window = np.s_[top : rows[-1] + 1, left : columns[-1] + 1]
    return left, top, np.where(differs[window], frame[window], np.uint8(_SAME))


def _packed(pixels: Bytes) -> bytes:
    flat = pixels.astype(np.int64).ravel()
    packed = np.empty(len(flat) * 3 // 2 + 16, np.uint8)
    known = np.empty((lzw_kernel.MOST, 256), np.int16)
    return packed[: lzw_kernel.pack(flat, known, packed)].tobytes()


def _blocks(packed: bytes) -> bytes:
    pieces = [packed[start : start + _BLOCK] for start in range(0, len(packed), _BLOCK)]
    return b"".join(bytes([len(piece)]) + piece for piece in pieces) + b"\x00"
