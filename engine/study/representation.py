"""The data as the units of a network see them."""

from __future__ import annotations

import numpy as np

from engine.computing.backends import CpuBackend
from engine.computing.examples import PreparedData
from engine.computing.parameters import Parameters
from engine.computing.plan import Plan
from engine.data.dataset import PARTS, Dataset
from engine.live.snapshot import Representation

MOST = 1000
_FEWEST = 200
# Activations are found for so many examples and units at once, at least for some examples.
_MOST_NUMBERS = 2**20


def represent(
    plan: Plan,
    backend: CpuBackend,
    parameters: Parameters,
    prepared: PreparedData,
    data: Dataset,
) -> Representation:
    """Every unit's activation for the examples; of very many for some, evenly chosen."""
    arrays = plan.arrays
    every = np.concatenate([data.rows(part) for part in PARTS])
    most = min(MOST, max(_FEWEST, _MOST_NUMBERS // arrays.units))
    rows = every[np.linspace(0, len(every) - 1, min(len(every), most)).astype(np.int64)]
    _, inputs = prepared.examples.split(rows, arrays)
    found = backend.activations(np.ascontiguousarray(inputs), parameters.values)
    return Representation(data, rows, found.astype(np.float32, copy=False))
