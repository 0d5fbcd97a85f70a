"""Player: plays a trainer, a chunk of about 10 ms at a time, to the end that is set for it."""

from __future__ import annotations

import time

from engine.live.pace import Pace, Speedometer, Spending
from engine.training.trainer import Trainer

# Seconds for rows of the history while a run is young, one an epoch; later ones come only as
# often as they can be seen.
_FIRST_ROWS = 0.02
_FRAME = 1.0 / 60.0
_SAFE = 0.1


class Player:
    """Says while it plays how much to train next; records epochs, keeps safe, and stops in time."""

    def __init__(self) -> None:
        self.is_playing = False
        self.pace, self.speedometer = Pace(), Speedometer()
        self._goal_epoch: int | None = None
        self._recording = Spending(_FRAME, share=0.05, start=_FIRST_ROWS)
        self._keeping = Spending(_SAFE, share=0.01)

    def start(self, trainer: Trainer) -> None:
        """Play until stopped, or until a rule of the settings stops the run."""
        trainer.resume()
        self._goal_epoch = None
        if not self.is_playing:
            self.pace.begin()
            self.speedometer.begin(trainer.examples)
        self.is_playing = True

    def stop(self) -> None:
        """Play no more."""
        self.is_playing = False
        self._goal_epoch = None

    def run(self, trainer: Trainer, epochs: int) -> None:
        """Play to the end of so many epochs."""
        self.start(trainer)
        self._goal_epoch = trainer.epoch + epochs

    def step(self, trainer: Trainer) -> None:
        """Stop, and train on one mini-batch."""
        self.stop()
        trainer.resume()
        trainer.step()
        if trainer.at_epoch_end:
            trainer.record()

    def train(self, trainer: Trainer) -> None:
        """Train the next chunk, if one is due; stop playing where the run is at its end."""
        if not trainer.history:
            self._recording.begin()
        steps = self._due_steps(trainer)
        if steps == 0:
            return
        began = time.perf_counter()
        if self._keeping.is_due():
            trainer.keep_safe()
            self._keeping.note(began)
        trainer.advance(steps)
        self.pace.note(steps, time.perf_counter() - began)
        self.speedometer.note(trainer.examples)
        trainer.mind_limits()
        done = self._is_done(trainer)
        if trainer.at_epoch_end and (done or self._recording.is_due()):
            began = time.perf_counter()
            trainer.record()
            self._recording.note(began)
        if done or trainer.stopped_because:
            self.stop()

    def _is_done(self, trainer: Trainer) -> bool:
        goal = self._goal_epoch is not None and trainer.epoch >= self._goal_epoch
        return goal or bool(trainer.stopped_because)

    def _due_steps(self, trainer: Trainer) -> int:
        """Steps for one chunk: up to the end of an epoch when that is near, of whole epochs."""
        steps, left, whole = self.pace.steps(), trainer.steps_left, trainer.steps_per_epoch
        goals = [goal for goal in (self._goal_epoch, trainer.last_epoch) if goal is not None]
        if goals:
            steps = min(steps, left + max(min(goals) - trainer.epoch - 1, 0) * whole)
        if steps <= left:
            return steps
        if self._recording.is_due():
            return left
        return left + (steps - left) // whole * whole
