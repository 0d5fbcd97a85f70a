"""The counter-based generator gives the published numbers and even draws."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from engine import philox
from engine.functions import initializers


def words(*values: int) -> tuple[np.ndarray, ...]:
    return tuple(np.array([value], dtype=np.uint64) for value in values)


@pytest.mark.parametrize(
    ("counter", "key", "expected"),
    [  # known answers of the authors' reference implementation, Random123
        ((0, 0, 0, 0), 0, (0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8)),
        (
            (0xFFFFFFFF,) * 4,
            0xFFFFFFFFFFFFFFFF,
            (0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD),
        ),
        (
            (0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344),
            0x299F31D0A4093822,
            (0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1),
        ),
    ],
)
def test_philox_gives_the_published_numbers(
    counter: tuple[int, ...], key: int, expected: tuple[int, ...]
) -> None:
    drawn = philox.philox4x32(words(*counter), key)  # type: ignore[arg-type]
    assert tuple(int(word[0]) for word in drawn) == expected


def test_uniform_numbers_are_inside_the_open_interval_and_even() -> None:
    counters = np.arange(20_000, dtype=np.uint64)
    drawn = philox.uniform(5, 1, counters, counters[::-1].copy())
    assert drawn.min() > 0
    assert drawn.max() < 1
    assert stats.kstest(drawn.ravel(), "uniform").pvalue > 0.01


@pytest.mark.parametrize("row", initializers.INITIALIZERS.values(), ids=lambda row: row.key)
def test_initializers_draw_with_the_spread_they_state(row: initializers.Initializer) -> None:
    count = 20_000
    ids = np.arange(count, dtype=np.int64)
    fan_in, fan_out = np.full(count, 8.0), np.full(count, 4.0)
    drawn = initializers.draw(row.key, 2, ids, ids + 1, fan_in, fan_out)
    scale = row.scale(fan_in, fan_out)[0]
    if row.distribution == "constant":
        assert (drawn == scale).all()
    elif row.distribution == "uniform":
        assert stats.kstest(drawn, "uniform", (-scale, 2 * scale)).pvalue > 0.01
    else:
        assert stats.kstest(drawn, "norm", (0, scale)).pvalue > 0.01
