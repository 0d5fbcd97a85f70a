"""Random numbers from counters, for kernels: nothing but the seed and their use decides on them.

Dropout masks come from Philox4x32-10 (Salmon et al. 2011), orders of examples from splitmix64
(Steele et al. 2014) and a Fisher–Yates shuffle; neither depends on threads or on earlier draws.
"""

# ruff: noqa: ARG001  (Numba prescribes the arguments)
from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.computing.plan import LANES
from engine.jit import inlined, intrinsic, ir, types
from engine.kernels.lanes import address
from engine.kernels.vector import splat

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
def philox(c0: Any, c1: Any, c2: Any, c3: Any, key0: Any, key1: Any) -> Any:
    """Philox4x32-10: four random 32-bit words for a counter of four words and a key of two.

    All are whole numbers of 64 bits whose upper halves are zero, or vectors of such.
    """
    for _ in range(10):
        product0, product1 = c0 * _MULTIPLIER0, c2 * _MULTIPLIER1
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
def draw_words(
    step: Any, blocks: Any, example: Any, purpose: Any, seed: Any, words: NDArray[np.uint32]
) -> None:
    """The words that decide on the units 4·block to 4·block + 3 in a step, for all `blocks`.

    Philox of the counter (step, block, example, purpose); steps beyond 2^32 go on in the last
    word, above the bit for the purpose. Sixteen blocks at a time: their first words, their second …
    """
    wide = np.uint64(step)
    last = np.uint64(purpose) + ((wide >> _HALF) << np.uint64(1))
    for place in range(0, len(blocks), LANES):
        philox_vectors(
            (wide & _LOW, np.uint64(example) & _LOW, last),
            (seed & _LOW, seed >> _HALF),
            blocks,
            place,
            words,
        )


@intrinsic
def philox_vectors(
    _typing: Any, counter: Any, key: Any, blocks: Any, place: Any, words: Any
) -> Any:
    """`philox` of sixteen counters (counter[0], blocks[place + i], counter[1], counter[2])."""

    def generate(context: Any, builder: Any, sig: Any, given: Any) -> Any:
        def spread(tuple_: Any, part: int) -> Counters:
            number = builder.extract_value(tuple_, part)
            return Counters(builder, splat(builder, number, LANES))

        start = address(context, builder, sig.args[2], given[2], given[3])
        kind = ir.VectorType(ir.IntType(64), LANES).as_pointer()
        block = Counters(builder, builder.load(builder.bitcast(start, kind), align=8))
        step, example, last = (spread(given[0], part) for part in range(3))
        drawn = philox(step, block, example, last, spread(given[1], 0), spread(given[1], 1))
        half = ir.VectorType(ir.IntType(32), LANES)
        for number, word in enumerate(drawn):
            where = builder.mul(given[3], ir.Constant(given[3].type, 4))
            where = builder.add(where, ir.Constant(given[3].type, number * LANES))
            end = address(context, builder, sig.args[4], given[4], where)
            pointer = builder.bitcast(end, half.as_pointer())
            builder.store(builder.trunc(word.value, half), pointer, align=4)
        return context.get_dummy_value()

    return types.void(counter, key, blocks, types.intp, words), generate


class Counters:
    """Sixteen whole numbers of 64 bits, while code is generated."""

    __array_ufunc__ = None  # so that NumPy's numbers leave `number * counters` to this class

    def __init__(self, builder: Any, value: Any) -> None:
        self._builder, self.value = builder, value

    def _with(self, operation: Any, other: Any) -> Counters:
        if isinstance(other, Counters):
            return Counters(self._builder, operation(self.value, other.value))
        constant = ir.Constant(self.value.type, [int(other)] * LANES)
        return Counters(self._builder, operation(self.value, constant))

    def __mul__(self, other: Any) -> Counters:
        return self._with(self._builder.mul, other)

    def __add__(self, other: Any) -> Counters:
        return self._with(self._builder.add, other)

    def __and__(self, other: Any) -> Counters:
        return self._with(self._builder.and_, other)

    def __xor__(self, other: Any) -> Counters:
        return self._with(self._builder.xor, other)

    def __rshift__(self, other: Any) -> Counters:
        return self._with(self._builder.lshr, other)


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
