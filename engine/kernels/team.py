"""Several threads on one mini-batch, each with a part of every pass, that wait for each other.

    thread 0   half of the units, there and back  │  gradient: half  │  update: half  │  next …
    thread 1   the other half, see `stages`       │  the other half  │  other half    │
                                                 meet               meet             meet

Every sum is made by one thread in the same order as without the other, and draws come from
counters, so that the number of threads does not change a bit of the result.
"""

# ruff: noqa: ARG001  (Numba prescribes the arguments)
from __future__ import annotations

import sys
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from engine.jit import inlined, intrinsic, ir, types
from engine.kernels.lanes import address

# How often to look whether the others have come before leaving the processor to somebody else.
_LOOKS = 2_000
_LEAVE = "SwitchToThread" if sys.platform == "win32" else "sched_yield"


class Team(NamedTuple):
    """This thread is number `worker` of `workers`; `arrivals` (1,) counts all arrivals so far."""

    worker: int
    workers: int
    arrivals: NDArray[np.int64]


ALONE = Team(0, 1, np.zeros(1, np.int64))


@inlined
def share(team: Team, count: int) -> Any:
    """This thread's part of 0 … count − 1: from, up to but without."""
    return count * team.worker // team.workers, count * (team.worker + 1) // team.workers


@inlined
def meet(team: Team) -> None:
    """Wait until all threads are here."""
    if team.workers > 1:
        arrived = _arrive(team.arrivals)
        everyone = (arrived // team.workers + 1) * team.workers
        looks = 0
        while _arrivals(team.arrivals) < everyone:
            looks += 1
            if looks % _LOOKS == 0:
                _leave(team.arrivals)


@intrinsic
def _arrive(_typing: Any, arrivals: Any) -> Any:
    """Count one arrival; returns how many there were before."""

    def generate(context: Any, builder: Any, sig: Any, given: Any) -> Any:
        place = ir.Constant(ir.IntType(64), 0)
        pointer = address(context, builder, sig.args[0], given[0], place)
        return builder.atomic_rmw("add", pointer, ir.Constant(ir.IntType(64), 1), "seq_cst")

    return types.int64(arrivals), generate


@intrinsic
def _arrivals(_typing: Any, arrivals: Any) -> Any:
    """How many arrivals there have been; never kept in a register."""

    def generate(context: Any, builder: Any, sig: Any, given: Any) -> Any:
        place = ir.Constant(ir.IntType(64), 0)
        pointer = address(context, builder, sig.args[0], given[0], place)
        return builder.load_atomic(pointer, "acquire", 8)

    return types.int64(arrivals), generate


@intrinsic
def _leave(_typing: Any, arrivals: Any) -> Any:
    """Let other threads of the machine have the processor."""

    def generate(context: Any, builder: Any, sig: Any, given: Any) -> Any:
        known = builder.module.globals.get(_LEAVE)
        kind = ir.FunctionType(ir.IntType(32), [])
        builder.call(known or ir.Function(builder.module, kind, _LEAVE), [])
        return context.get_dummy_value()

    return types.void(arrivals), generate
