"""Philox4x32-10 for whole arrays: random numbers that depend on a seed and a counter only.

Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", SC 2011. A number drawn for one
connection therefore stays the same whatever else is added to or removed from the network.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

_ROUNDS = 10
_MULTIPLIERS = (np.uint64(0xD2511F53), np.uint64(0xCD9E8D57))
_KEY_STEPS = (0x9E3779B9, 0xBB67AE85)
_LOW = np.uint64(0xFFFFFFFF)
_HALF = np.uint64(32)

Words = NDArray[np.uint64]


def philox4x32(counter: tuple[Words, Words, Words, Words], seed: int) -> tuple[Words, ...]:
    """Four arrays of 32-bit words (held in uint64) for four arrays of 32-bit counter words.

    The 64-bit `seed` is the key, its low word first.
    """
    c0, c1, c2, c3 = counter
    key0, key1 = seed & 0xFFFFFFFF, (seed >> 32) & 0xFFFFFFFF
    for _ in range(_ROUNDS):
        product0, product1 = _MULTIPLIERS[0] * c0, _MULTIPLIERS[1] * c2
        c0, c1, c2, c3 = (
            (product1 >> _HALF) ^ c1 ^ np.uint64(key0),
            product1 & _LOW,
            (product0 >> _HALF) ^ c3 ^ np.uint64(key1),
            product0 & _LOW,
        )
        key0 = (key0 + _KEY_STEPS[0]) & 0xFFFFFFFF
        key1 = (key1 + _KEY_STEPS[1]) & 0xFFFFFFFF
    return c0, c1, c2, c3


def uniform(seed: int, stream: int, first: Words, second: Words) -> NDArray[np.float64]:
    """Two numbers in (0, 1) for each pair of 32-bit counters: shape (2, n).

    `stream` (32 bits) keeps uses apart that would otherwise share counters.
    """
    zero = np.zeros_like(first)
    words = philox4x32((first, second, zero + np.uint64(stream), zero), seed)
    # 52 bits and a half step: neither 0 nor 1 can come out, so that log() is safe.
    high = np.stack([words[0], words[2]]) << np.uint64(20)
    low = np.stack([words[1], words[3]]) >> np.uint64(12)
    return ((high | low).astype(np.float64) + 0.5) * 2.0**-52
