"""Numbers and names set by hand, anywhere: one named undo step each, a refusal is a notice."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import numpy as np
from PySide6.QtCore import QPoint

from engine import Network, activations, pair_keys
from gui.editing.attempts import attempt
from gui.editing.document import Document
from gui.editing.waiting import waiting_for
from gui.look.translate import tr
from gui.look.typed import all_heard, heard
from gui.look.words import unit_name
from gui.run.live import LiveNumbers, Pair

_MOST_NAMED = 3


class HandEdits:
    """Edits of the document that canvas, inspector and table have in common.

    Each returns whether it was done; `at` is where a notice appears if not, a global position.
    """

    def __init__(self, document: Document, live: LiveNumbers) -> None:
        self._document = document
        self._live = live

    def set_activation(self, units: Iterable[int], key: str, at: QPoint) -> bool:
        """Give units an activation; outputs that are compared with each other change together."""
        network, chosen = self._document.network, set(units)
        together = (key, *(network.unit(unit).activation for unit in chosen))
        if any(activations.ACTIVATIONS[name].joint for name in together):
            chosen |= set(network.outputs)

        def change(edited: Network) -> None:
            for unit in sorted(chosen):
                edited.update_unit(unit, activation=key)

        name = tr("Set the activation of {units}", units=self._named(chosen))
        return self._edit(name, change, at)

    def set_bias(self, units: Sequence[int], bias: float, at: QPoint) -> bool:
        """Give units a bias."""

        def change(edited: Network) -> None:
            for unit in units:
                wanted = heard(bias, edited.unit(unit).bias, self._live.bias(unit))
                edited.update_unit(unit, bias=wanted)

        name = tr("Set the bias of {units}", units=self._named(units))
        return self._edit(name, change, at, merge=f"bias {sorted(units)}")

    def set_keep(self, units: Sequence[int], keep: float, at: QPoint) -> bool:
        """Give units a keep probability."""

        def change(edited: Network) -> None:
            for unit in units:
                edited.update_unit(unit, keep_probability=keep)

        name = tr("Set the keep probability of {units}", units=self._named(units))
        return self._edit(name, change, at, merge=f"keep {sorted(units)}")

    def rename(self, unit: int, name: str, at: QPoint) -> bool:
        """Give a unit another name; an empty one changes nothing."""
        wanted = name.strip()
        return bool(wanted) and self._edit(
            tr("Rename {unit}", unit=self._named([unit])),
            lambda edited: edited.update_unit(unit, name=wanted),
            at,
        )

    def set_weight(self, pairs: Sequence[Pair], weight: float, at: QPoint) -> bool:
        """Set the weight of connections."""
        network = self._document.network
        if len(pairs) == 1:
            source, target = (unit_name(network, unit) for unit in pairs[0])
            name = tr("Set the weight {a} → {b}", a=source, b=target)
        else:
            name = tr("Set {count} weights", count=len(pairs))

        starts, ends = np.array(pairs, np.int64).reshape(-1, 2).T

        def change(edited: Network) -> None:
            before = edited.set_by_hand(starts, ends)
            now = self._live.weights_between(starts, ends)
            edited.set_weights(starts, ends, all_heard(weight, before, now))

        chosen = hash(np.sort(pair_keys(starts, ends)).tobytes())
        with waiting_for(len(pairs)):
            return self._edit(name, change, at, merge=f"weight {chosen}")

    def _edit(
        self, name: str, change: Callable[[Network], object], at: QPoint, merge: str = ""
    ) -> bool:
        return attempt(self._document, name, change, at, merge)

    def _named(self, units: Iterable[int]) -> str:
        names = [unit_name(self._document.network, unit) for unit in sorted(units)]
        if len(names) > _MOST_NAMED:
            return tr("{count} units", count=len(names))
        return ", ".join(names)
