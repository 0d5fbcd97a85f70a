"""How dropout is shown: one thinned network, how often each unit was off, or the whole network."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from engine import MiniBatch, Network, Snapshot
from gui.canvas.geometry import Floats
from gui.look.translate import tr

THINNED, SHARES, WHOLE = "thinned", "shares", "whole"
_FAST = 3  # so many mini-batches between two pictures cannot be told apart
_NEWS = 0.1  # how much the last masks count against those before


class DropoutView:
    """Chooses by how far training went between two snapshots; `how` is one of the three.

    While every mini-batch can be seen its thinned network is shown, at full speed the share of the
    time that each unit was off, and after a run the whole network, with which it is evaluated.
    `shares` (n,) are of the last mini-batches, by the snapshot's rows, and calm: None while there
    are none to be shown.
    """

    def __init__(self) -> None:
        self.how = THINNED
        self.shares: Floats | None = None

    def follow(self, before: Snapshot | None, now: Snapshot) -> None:
        """Another snapshot came."""
        passed = now.step - before.step if before is not None else 0
        if passed < 0 or passed == 1:
            self.how = THINNED
        elif now.playing:
            self.how = SHARES if passed > _FAST else self.how
        elif passed > 1 or self.how == SHARES:
            self.how = WHOLE
        self._count(now.mini_batch)

    def _count(self, batch: MiniBatch | None) -> None:
        if self.how != SHARES:
            self.shares = None
        elif batch is not None and batch.masks is not None:
            now = np.asarray((batch.masks == 0.0).mean(axis=1))
            before = self.shares
            if before is None or len(before) != len(now):
                before = now
            self.shares = before + _NEWS * (now - before)

    def kept(self, snapshot: Snapshot) -> NDArray[np.bool_]:
        """Which units (n,) of a snapshot are not to be struck out."""
        return snapshot.kept if self.how == THINNED else np.ones_like(snapshot.kept)

    def hint(self, network: Network, kept: list[bool]) -> str:
        """What is said of it; `kept` in the order of the units."""
        if self.how == SHARES:
            return tr("dropout at this speed: how much of the time each unit was off")
        if self.how == WHOLE:
            return tr("dropout is off here: the whole network, as it is evaluated")
        return _counted(network, kept)


def _counted(network: Network, kept: list[bool]) -> str:
    """How many units the last mini-batch did without."""
    hidden = [on for unit, on in zip(network.units, kept, strict=True) if unit.kind == "hidden"]
    off, off_inputs = hidden.count(False), kept.count(False) - hidden.count(False)
    parts = []
    if off or not off_inputs:
        parts.append(tr("{off} of {count} hidden units", off=off, count=len(hidden)))
    if off_inputs:
        parts.append(tr("{off} of {count} inputs", off=off_inputs, count=len(network.inputs)))
    return tr("dropout: {which} are off for this mini-batch", which=tr(" and ").join(parts))
