"""Runner: the one thread of the engine; it trains between commands and fills a one-slot mailbox.

    caller ── commands ──► queue ──► between two chunks of about 10 ms of training
    caller ◄── take() ──── mailbox of one slot, filled only when empty ◄── Snapshot | Failed

Training never waits for the caller: while the slot is full, nothing is copied.
"""

from __future__ import annotations

import math
import queue
import threading
import time
import traceback
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar

from engine.data.dataset import Dataset
from engine.errors import EngineError
from engine.live.photographer import Photographer
from engine.live.player import Player
from engine.live.snapshot import Failed, Snapshot, WatchRequest
from engine.network.changes import Change
from engine.network.graph import Network
from engine.training.settings import TrainingSettings
from engine.training.trainer import Trainer, TrainerState

T = TypeVar("T")

_CLOSE_SECONDS = 10.0
_A_WHILE = 0.25


@dataclass(frozen=True)
class _Command:
    """Something to do between two steps; `answer` is cancelled if the runner closes before."""

    action: Callable[[Trainer], object]
    answer: Future[Any] | None = None
    changes_fit: bool = False


class Runner:
    """Trains in a thread of its own. All methods return at once, `close` excepted.

    `make_trainer` runs in that thread. After every command a fresh Snapshot follows, and a Failed
    before it when the command, or training, was refused; the thread lives on and pauses.
    """

    def __init__(self, make_trainer: Callable[[], Trainer]) -> None:
        self._make_trainer = make_trainer
        self._trainer: Trainer | None = None
        self._commands: queue.SimpleQueue[_Command | None] = queue.SimpleQueue()
        self._slot: Snapshot | Failed | None = None
        self._failures: deque[Failed] = deque()
        self._closing = False
        self._compiling_since = math.inf
        self._player = Player()
        self._photographer = Photographer(self._player)
        self._owes_snapshot = True
        self._thread = threading.Thread(target=self._live, name="training", daemon=True)
        self._thread.start()

    # For the caller

    def play(self) -> None:
        """Train until paused or stopped."""
        self._send(self._player.start)

    def pause(self) -> None:
        """Stop between two steps."""
        self._send(lambda _: self._player.stop())

    def step(self, unit: str = "batch") -> None:
        """Pause, then train one mini-batch ("batch"), or to the end of one "epoch"."""
        if unit == "batch":
            self._send(self._player.step)
        else:
            self.run_epochs(1)

    def run_epochs(self, epochs: int) -> None:
        """Train to the end of so many epochs, then pause."""
        self._send(lambda trainer: self._player.run(trainer, epochs))

    def set_speed(self, steps_per_second: float | None) -> None:
        """At most so many steps a second; None is as fast as it goes."""
        self._send(lambda _: self._player.pace.limit(steps_per_second))

    def change_settings(self, settings: TrainingSettings) -> None:
        """Go on with other settings."""
        self._change(lambda trainer: trainer.change_settings(settings))

    def edit(self, network: Network, change: Change) -> None:
        """Go on with an edited network; what the change did not touch keeps its weights."""
        self._change(lambda trainer: trainer.edit(network, change))

    def change_data(self, data: Dataset) -> None:
        """Go on with other data; the history begins anew."""
        self._change(lambda trainer: trainer.change_data(data))

    def reset(self) -> None:
        """Back to the initial weights."""
        self._send(lambda trainer: trainer.reset())

    def new_seed(self, change: Change, seed: int) -> None:
        """Apply a change of the network's seed and begin anew."""
        self._send(lambda trainer: trainer.new_seed(change, seed))

    def restore(self, state: TrainerState) -> None:
        """Go on from a saved state."""
        self._send(lambda trainer: trainer.restore(state))

    def watch(self, request: WatchRequest | None) -> None:
        """Add every unit's responses at these points, and the quantities, to snapshots.

        None adds nothing.
        """
        self._send(lambda _: self._photographer.watch(request))

    def call(self, function: Callable[[Trainer], T]) -> Future[T]:
        """Run a function between two steps, in the training thread; it must not keep the trainer.

        What it raises arrives in the Future. Closing the runner cancels it.
        """
        answer: Future[T] = Future()

        def action(trainer: Trainer) -> None:
            if not answer.set_running_or_notify_cancel():
                return
            try:
                answer.set_result(function(trainer))
            except Exception as error:  # noqa: BLE001 it belongs to who waits for the answer
                answer.set_exception(error)

        if self._closing:
            answer.cancel()
        else:
            self._commands.put(_Command(action, answer))
        return answer

    def take(self) -> Snapshot | Failed | None:
        """Empty the mailbox; None when nothing new has come."""
        message, self._slot = self._slot, None
        if message is not None and (self._owes_snapshot or self._failures):
            self._commands.put(None)  # wakes the thread, which waits while paused
        return message

    @property
    def is_busy(self) -> bool:
        """Whether there are commands to carry out, or a snapshot that follows them."""
        return not self._commands.empty() or (self._owes_snapshot and self._trainer is not None)

    @property
    def is_preparing(self) -> bool:
        """Whether kernels are being compiled and it takes a while, as on the first start."""
        return time.perf_counter() - self._compiling_since > _A_WHILE

    def close(self, timeout: float = _CLOSE_SECONDS) -> None:
        """Stop training and end the thread; waits for it at most `timeout` seconds."""
        self._closing = True
        self._commands.put(None)
        self._thread.join(timeout)

    def _send(self, action: Callable[[Trainer], object]) -> None:
        self._commands.put(_Command(action))

    def _change(self, action: Callable[[Trainer], object]) -> None:
        self._commands.put(_Command(action, changes_fit=True))

    # The thread

    def _live(self) -> None:
        self._guard(self._create)
        self._guard(self._prepare)
        self._guard(self._publish)
        while not self._closing:
            self._carry_out_commands()
            self._guard(self._prepare)
            if self._player.is_playing and not self._closing:
                self._guard(self._train)
            self._guard(self._publish)
        self._cancel_the_rest()

    def _guard(self, work: Callable[[], object]) -> None:
        """Do some work; whatever goes wrong becomes a message, and the thread lives on, paused."""
        try:
            work()
        except EngineError as error:
            self._fail(Failed(error))
        except Exception as error:  # noqa: BLE001 a dead thread would leave the window waiting
            reason = EngineError(
                "Something went wrong inside the engine: {reason}.",
                "Reset, and try again; the details are in the report.",
                reason=f"{type(error).__name__}: {error}",
            )
            self._fail(Failed(reason, traceback.format_exc()))

    def _fail(self, failure: Failed) -> None:
        self._failures.append(failure)
        self._player.stop()
        self._owes_snapshot = True

    def _create(self) -> None:
        self._trainer = self._make_trainer()
        self._trainer.past.is_kept = True
        # Whoever looks at it later finds it measured from the beginning, for little more time.
        self._trainer.measures_test = True
        if self._trainer.mismatch is not None:
            raise self._trainer.mismatch

    def _prepare(self) -> None:
        if self._trainer is not None and not self._trainer.is_prepared and not self._closing:
            self._compiling_since = time.perf_counter()
            try:
                self._trainer.prepare()
            finally:
                self._compiling_since = math.inf

    def _carry_out_commands(self) -> None:
        player = self._player
        command = self._next_command(player.pace.wait() if player.is_playing else None)
        while command is not None:
            self._guard(partial(self._carry_out, command))
            command = self._next_command(0.0)

    def _next_command(self, seconds: float | None) -> _Command | None:
        """The next command; None after waiting so long, or when woken. None waits for ever."""
        try:
            if seconds == 0.0:
                return self._commands.get_nowait()
            return self._commands.get(timeout=seconds)
        except queue.Empty:
            return None

    def _carry_out(self, command: _Command) -> None:
        if self._closing:
            self._cancel(command)
            return
        if self._trainer is None:
            try:
                self._create()
            finally:
                if self._trainer is None:
                    self._cancel(command)
        trainer = self._trainer
        assert trainer is not None
        self._owes_snapshot = True
        command.action(trainer)
        if command.changes_fit and trainer.mismatch is not None:
            raise trainer.mismatch

    def _cancel(self, command: _Command) -> None:
        if command.answer is not None:
            command.answer.cancel()

    def _cancel_the_rest(self) -> None:
        while not self._commands.empty():
            command = self._commands.get()
            if command is not None:
                self._cancel(command)

    def _train(self) -> None:
        assert self._trainer is not None
        self._player.train(self._trainer)
        if not self._player.is_playing:
            self._owes_snapshot = True

    # The mailbox

    def _publish(self) -> None:
        if self._slot is not None:
            return
        if self._failures:
            self._slot = self._failures.popleft()
            return
        owed = self._owes_snapshot
        wanted = owed or (self._player.is_playing and self._photographer.is_due)
        if self._trainer is None or not wanted:
            return
        snapshot = self._photographer.take(self._trainer, complete=owed)
        self._owes_snapshot = False
        self._slot = snapshot
