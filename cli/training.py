"""Trains in the terminal: a progress bar, and Ctrl-C that ends the training but not the program."""

import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import FrameType
from typing import TextIO

from cli.progress import Progress
from engine import Trainer

_REFRESH_SECONDS = 0.1
_PLAIN_LINES = 10
_SHOWN = {"train_loss": "loss", "validation_loss": "validation"}


@dataclass
class Interrupt:
    """Remembers that Ctrl-C was pressed; a second time ends the program as usual."""

    pressed: bool = field(default=False)

    def note(self, number: int, frame: FrameType | None) -> None:
        """Handle the signal."""
        if self.pressed:
            signal.default_int_handler(number, frame)
        self.pressed = True


def train(trainer: Trainer, epochs: int, stream: TextIO | None = None) -> str:
    """Train for so many more epochs and show how far it is; return why it stopped early, or "".

    Raises:
        EngineError: the training diverged.
    """
    progress = Progress(stream or sys.stdout)
    first, done, chunk = trainer.epoch, 0, 1
    with _interrupt() as interrupt:
        progress.show(0.0, "preparing")
        trainer.prepare()
        while done < epochs and not interrupt.pressed and not trainer.stopped_because:
            chunk = min(chunk, epochs - done)
            started = time.perf_counter()
            trainer.run(epochs=chunk)
            done = trainer.epoch - first
            _tell(progress, trainer, done, epochs, chunk)
            # As many epochs at a time as keep the bar moving and Ctrl-C quick.
            took = max(time.perf_counter() - started, 1e-6)
            chunk = max(1, min(2 * chunk, int(chunk * _REFRESH_SECONDS / took)))
            if not progress.live:
                chunk = min(chunk, max(1, epochs // _PLAIN_LINES))
    progress.clear()
    if interrupt.pressed and done < epochs:
        return "Ctrl-C was pressed."
    return trainer.stopped_because


def _tell(progress: Progress, trainer: Trainer, done: int, epochs: int, chunk: int) -> None:
    metrics = trainer.history[-1].metrics if trainer.history else {}
    words = [f"epoch {done} of {epochs}"]
    words += [f"{name} {metrics[key]:.4g}" for key, name in _SHOWN.items() if key in metrics]
    text = "  ".join(words)
    progress.show(done / epochs, text)
    step = max(1, epochs // _PLAIN_LINES)
    if not progress.live and (done // step > (done - chunk) // step or done == epochs):
        progress.line(text)


@contextmanager
def _interrupt() -> Iterator[Interrupt]:
    interrupt = Interrupt()
    before = signal.signal(signal.SIGINT, interrupt.note)
    try:
        yield interrupt
    finally:
        signal.signal(signal.SIGINT, before)
