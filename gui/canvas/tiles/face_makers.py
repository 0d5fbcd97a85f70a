"""From what a snapshot says to the face that tiles wear: one maker for each mode."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from engine import ExamplePass, MiniBatch, Snapshot
from gui.canvas.tiles.faces import Bars, Face, Fills, Glow, Shades, own_ends
from gui.canvas.tiles.shading import Singles
from gui.run.plane import Plane


@dataclass(frozen=True)
class Seen:
    """What a face is made of: the snapshot, and the `ends` (n, 2) of its units' colour scales.

    They are NaN where the numbers themselves decide. `batch` is the last mini-batch that was
    looked at, `flow` the |∂L/∂a| that glows most. `images` (n, pixels) are the weights from an
    input picture of `shape`, NaN for other units.
    """

    snapshot: Snapshot
    ends: Singles
    batch: MiniBatch | None = None
    flow: float = 1.0
    images: Callable[[], Singles] | None = None
    shape: tuple[int, int] | None = None


def responses(seen: Seen) -> Face | None:
    """What each unit responds to, over the plane."""
    found, watched = seen.snapshot.responses, seen.snapshot.watched
    if found is None or watched is None or not isinstance(watched.key, Plane):
        return None
    size = watched.key.size
    if found.shape[1] != size**2:
        return None
    open_ended = np.isnan(seen.ends[:, 0])
    ends = seen.ends.copy()
    ends[open_ended] = own_ends(found[open_ended])
    return Shades(found, found, ends, (size, size), np.ones(len(found), bool), smooth=True)


def example(seen: Seen) -> Face | None:
    """The activation for the chosen example."""
    found = seen.snapshot.example
    if found is None:
        return None
    return Fills(found, found.a, _ends_for(found, seen))


def histogram(seen: Seen) -> Face | None:
    """How often each activation occurs in the data."""
    spread = seen.snapshot.spread
    return None if spread is None else Bars(spread)


def flow(seen: Seen) -> Face | None:
    """How much the loss of the mini-batch's examples depends on each activation."""
    found = seen.batch.error_flow if seen.batch else None
    if found is None or len(found) != len(seen.snapshot.unit_ids):
        return None
    return Glow(found, found, seen.flow)


def weight_images(seen: Seen) -> Face | None:
    """The weights that come from the pixels of an input picture."""
    if seen.images is None or seen.shape is None:
        return None
    values = seen.images()
    there = np.logical_not(np.isnan(values).all(axis=1))
    return Shades(values, values, own_ends(np.nan_to_num(values)), seen.shape, there)


def _ends_for(found: ExamplePass, seen: Seen) -> Singles:
    """Where nothing else decides, all activations over the data, or this one."""
    ends, spread = seen.ends.copy(), seen.snapshot.spread
    open_ended = np.isnan(ends[:, 0])
    own = own_ends(found.a.astype(np.float32)[:, None])
    if spread is not None and len(spread.ends) == len(own):
        reach = np.abs(spread.ends).max(axis=1, keepdims=True)
        own = np.concatenate([-reach, reach], axis=1).astype(np.float32)
    ends[open_ended] = own[open_ended]
    return ends
