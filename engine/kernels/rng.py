"""Random numbers from counters, for kernels: nothing but the seed and their use decides on them.

Dropout masks come from Philox4x32-10 (Salmon et al. 2011), orders of examples from splitmix64
(Steele et al. 2014) and a Fisher–Yates shuffle; neither depends on threads or on earlier draws.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.jit import inlined

_LOW = np.uint64(0xFFFFFFFF)
_HALF = np.uint64(32)
_MULTIPLIER0, _MULTIPLIER1 = np.uint64(0xD2511F53), np.uint64(0xCD9E8D57)
_KEY_STEP0, _KEY_STEP1 = np.uint64(0x9E3779B9), np.uint64(0xBB67AE85)
_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_MIX0, _MIX1 = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)
_SHIFT0, _SHIFT1, _SHIFT2 = np.uint64(30), np.uint64(27), np.uint64(31)

# The last word of Philox's counter says what the numbers are for.
PER_BATCH, PER_EXAMPLE = 0, 1


@inlined
def mask_words(step: Any, block: Any, example: Any, purpose: Any, seed: Any) -> Any:
    """Four 32-bit words, in uint64, that decide on units 4·block to 4·block + 3 in a step.

    Philox4x32-10 of the counter (step, block, example, purpose); steps beyond 2^32 go on in the
    last word, above the bit for the purpose.
    """
    wide = np.uint64(step)
    c0, c1, c2 = wide & _LOW, np.uint64(block) & _LOW, np.uint64(example) & _LOW
    c3 = np.uint64(purpose) + ((wide >> _HALF) << np.uint64(1))
    key0, key1 = seed & _LOW, seed >> _HALF
    for _ in range(10):
        product0, product1 = _MULTIPLIER0 * c0, _MULTIPLIER1 * c2
        c0, c1, c2, c3 = (
            (product1 >> _HALF) ^ c1 ^ key0,
            product1 & _LOW,
            (product0 >> _HALF) ^ c3 ^ key1,
            product0 & _LOW,
        )
        key0 = (key0 + _KEY_STEP0) & _LOW
        key1 = (key1 + _KEY_STEP1) & _LOW
    return c0, c1, c2, c3


@inlined
def splitmix(state: Any) -> Any:
    """64 well-mixed bits for a 64-bit counter."""
    mixed = (state ^ (state >> _SHIFT0)) * _MIX0
    mixed = (mixed ^ (mixed >> _SHIFT1)) * _MIX1
    return mixed ^ (mixed >> _SHIFT2)


@inlined
def shuffle(rows: NDArray[np.int64], seed: Any, epoch: int, order: NDArray[np.int64]) -> None:
    """Write the rows into `order`, shuffled for this epoch (Fisher–Yates, inside out)."""
    stream = splitmix(splitmix(seed + _GOLDEN) + np.uint64(epoch) * _GOLDEN)
    for place in range(len(rows)):
        stream += _GOLDEN
        draw = ((splitmix(stream) >> _HALF) * np.uint64(place + 1)) >> _HALF
        other = np.int64(draw)
        order[place] = order[other]
        order[other] = rows[place]
