"""Photographer: snapshots of a trainer, with as much of what is watched as there is time for."""

from __future__ import annotations

import time
from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from engine.live.pace import Spending
from engine.live.player import Player
from engine.live.snapshot import HistoryRow, Quantity, Snapshot, WatchRequest
from engine.training.trainer import Trainer

_FRAME = 1.0 / 60.0
_LOOK = 0.05
_OF_A_MINI_BATCH: frozenset[Quantity] = frozenset(
    ("gradient", "activations", "masks", "error_flow")
)
Answer = Callable[[], dict[str, Any]]


class Photographer:
    """Takes snapshots; knows what is watched, and how far the history is sent already."""

    def __init__(self, player: Player) -> None:
        self._player = player
        self._watched: WatchRequest | None = None
        # Who looks takes one a frame, and so sets the pace: the next has to lie there by then.
        self._showing = Spending(_FRAME / 2, share=0.02)
        # Asked for at every picture only, which may come a little early.
        self._responding = Spending(_FRAME / 2, share=0.05)
        self._looking = Spending(_LOOK, share=0.02)
        self._predicting = Spending(_LOOK, share=0.02)
        self._passing = Spending(_FRAME, share=0.02)
        self._spreading = Spending(_LOOK, share=0.01)
        self._representing = Spending(_FRAME, share=0.02)
        self._sent: HistoryRow | None = None
        self._sent_restarts = 0

    def watch(self, request: WatchRequest | None) -> None:
        """Add what is asked for to snapshots from now on; None adds nothing."""
        self._watched = request

    @property
    def is_due(self) -> bool:
        """Whether it is time for another picture of a run that goes on."""
        return self._showing.is_due()

    def take(self, trainer: Trainer, *, complete: bool) -> Snapshot:
        """What is to be seen now; where it need not be `complete`, only what there is time for."""
        snapshot = self._snapshot(trainer)
        for spending, answer in self._wishes(trainer):
            if complete or spending.is_due():
                began = time.perf_counter()
                snapshot = replace(snapshot, **answer())
                spending.note(began)
        return snapshot

    def _wishes(self, trainer: Trainer) -> Iterator[tuple[Spending, Answer]]:
        """What can be answered of what is watched: the time each has, and who fills it in."""
        watched = self._watched
        if watched is None or trainer.mismatch is not None:
            return
        columns = trainer.data.inputs.shape[1]
        if watched.points.shape[1] == columns:
            yield (
                self._responding,
                lambda: {"responses": trainer.respond(watched.points), "watched": watched},
            )
        if of_a_mini_batch := watched.quantities & _OF_A_MINI_BATCH:
            yield self._looking, lambda: {"mini_batch": trainer.mini_batch(of_a_mini_batch)}
        if "predictions" in watched.quantities:
            yield self._predicting, lambda: {"predictions": trainer.predictions()}
        if "spread" in watched.quantities:
            yield self._spreading, lambda: {"spread": trainer.spread()}
        if "representation" in watched.quantities:
            yield self._representing, lambda: {"representation": trainer.representation()}
        row = watched.row
        if row is not None and row < len(trainer.data.inputs):
            yield self._passing, lambda: {"example": trainer.pass_example(row)}

    def _snapshot(self, trainer: Trainer) -> Snapshot:
        began = time.perf_counter()
        restarted = trainer.restarts != self._sent_restarts
        if restarted:
            self._sent_restarts, self._sent = trainer.restarts, None
            self._player.speedometer.rate = 0.0
        rows = _after(trainer.history, self._sent)
        snapshot = trainer.snapshot(
            rows=rows,
            measured=self._measured(trainer),
            restarted=restarted,
            playing=self._player.is_playing,
            examples_per_second=self._player.speedometer.rate,
        )
        if rows:
            self._sent = rows[-1]
        self._showing.note(began)
        return snapshot

    def _measured(self, trainer: Trainer) -> Mapping[str, float] | None:
        """Fresh metrics while nothing runs; None (those of the last row) during training.

        Of an earlier epoch those that were written down then.
        """
        if self._player.is_playing or trainer.mismatch is not None:
            return None
        return trainer.past.metrics or trainer.metrics(test=trainer.measures_test)


def _after(history: Sequence[HistoryRow], sent: HistoryRow | None) -> tuple[HistoryRow, ...]:
    """The rows after one of them, which may have been thinned away since."""
    if sent is None:
        return tuple(history)
    later = history[bisect_left(history, sent.step, key=lambda row: row.step) :]
    same = [row for row in later if row.step == sent.step]  # more only where someone asked for it
    known = next((place + 1 for place, row in enumerate(same) if row is sent), len(same))
    return tuple(later[known:])
