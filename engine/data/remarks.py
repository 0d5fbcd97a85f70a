"""What is said about data that can be used but hold little to learn from."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from engine.data.memory import Numbers

_FEW_ROWS = 1000
_MOST_NAMES = 3


def remarks(
    inputs: Numbers,
    names: Sequence[str],
    targets: NDArray[np.float64],
    classes: Sequence[str],
) -> tuple[str, ...]:
    """A sentence on columns (n, d) that never change, and one on targets (n, k) that do not."""
    if len(inputs) < 2:
        return ()
    perhaps = np.flatnonzero((inputs[:_FEW_ROWS] == inputs[0]).all(axis=0)).tolist()
    constant = [column for column in perhaps if (inputs[:, column] == inputs[0, column]).all()]
    found = [_constant([names[column] for column in constant])] if constant else []
    if (targets == targets[0]).all():
        found.append(_one_target(targets[0], classes))
    return tuple(found)


def _constant(names: list[str]) -> str:
    if len(names) == 1:
        return f"Column “{names[0]}” never changes: nothing can be learned from it."
    shown = ", ".join(f"“{name}”" for name in names[:_MOST_NAMES])
    more = ", …" if len(names) > _MOST_NAMES else ""
    return f"{len(names)} columns never change ({shown}{more}): nothing can be learned from them."


def _one_target(target: NDArray[np.float64], classes: Sequence[str]) -> str:
    if not classes:
        return "The target is the same everywhere: there is nothing to predict but that."
    number = int(target.argmax()) if len(target) > 1 else int(target[0] > 0.5)
    return f"All examples belong to the class “{classes[number]}”: there is nothing to tell apart."
