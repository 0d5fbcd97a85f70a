"""The packing of GIF: repeated rows of pixels become one code (LZW, codes of 9 to 12 bits)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from engine import jit

CLEAR, END, FIRST = 256, 257, 258
MOST = 4096


@jit.kernel
def pack(pixels: NDArray[np.int64], known: NDArray[np.int16], packed: NDArray[np.uint8]) -> int:
    """Pack pixels (n,) into `packed`, whose first bytes are then filled: so many.

    `known` (4096, 256) is working room: the code for a code followed by a pixel, 0 for none.
    `packed` needs room for 3 n / 2 + 16 bytes.
    """
    known[:] = 0
    count, bits, following = 0, 9, FIRST
    waiting, held = CLEAR, 9  # so many bits that do not fill a byte yet
    code = int(pixels[0])
    for place in range(1, len(pixels)):
        pixel = pixels[place]
        longer = int(known[code, pixel])
        if longer:
            code = longer
            continue
        waiting |= code << held
        held += bits
        while held >= 8:
            packed[count] = waiting & 255
            count += 1
            waiting >>= 8
            held -= 8
        if following < MOST:
            known[code, pixel] = following
            if following == 1 << bits:
                bits += 1
            following += 1
        else:
            waiting |= CLEAR << held
            held += bits
            known[:] = 0
            bits, following = 9, FIRST
        code = int(pixel)
    waiting |= code << held
    held += bits
    # What reads this has one code less than what wrote it.
    if following == 1 << bits and bits < 12:
        bits += 1
    waiting |= END << held
    held += bits
    while held > 0:
        packed[count] = waiting & 255
        count += 1
        waiting >>= 8
        held -= 8
    return count
