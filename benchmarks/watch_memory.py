"""How much memory the process holds, and how much more after training with every tab looked at."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from benchmarks.watch_window import Window

_STATUS = Path("/proc/self/statm")
MEGABYTE = 2**20


def held() -> int | None:
    """Bytes of the process that are in memory now; None where the system does not say."""
    if not _STATUS.exists():
        return None
    return int(_STATUS.read_text("ascii").split()[1]) * os.sysconf("SC_PAGE_SIZE")


def growth(window: Window, seconds: float) -> tuple[int, int] | None:
    """Bytes when every tab has been seen once, and after so many seconds more of going round."""
    window.tour(0.0)
    before = held()
    window.tour(seconds)
    after = held()
    return (before, after) if before is not None and after is not None else None


def told(found: tuple[int, int] | None, seconds: float) -> str:
    """The same in a sentence."""
    if found is None:
        return "Memory is measured where there is /proc."
    before, after = (number / MEGABYTE for number in found)
    return (
        f"Memory: {before:,.0f} MB once every tab was seen, {after:,.0f} MB after {seconds:g} s "
        f"of training at full speed from tab to tab ({after - before:+,.0f} MB)"
    )
