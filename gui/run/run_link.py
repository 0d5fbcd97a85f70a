"""Between the session and the runner: passing edits on, and taking what is answered."""

from __future__ import annotations

from concurrent.futures import CancelledError, Future
from threading import Lock
from typing import TYPE_CHECKING, Any, TypeVar

from engine import errors
from gui.editing.commands import Restart, Step
from gui.editing.document import Document

if TYPE_CHECKING:
    from engine import Network, Runner, Trainer

T = TypeVar("T")

_ANSWER_SECONDS = 30.0
# Numba and pyqtgraph share libraries, and two threads that import them at once can break both.
slow_imports = Lock()


def pass_on(runner: Runner, document: Document, step: Step) -> Future[None]:
    """Let the run follow one step of the document, between two steps of training and as a whole."""
    network = document.network.copy() if step.network else None

    def follow(trainer: Trainer) -> None:
        restart = step.restart
        if restart is not None and not step.backwards:
            restart.saved = trainer.state()
        if step.seed:
            trainer.new_seed(step.network, step.seed[1])
        elif network is not None:
            trainer.edit(network, step.network)
        if step.settings:
            trainer.change_settings(step.settings[1])
        if step.data:
            trainer.change_data(step.data[1])
        if restart is not None:
            _restart(trainer, restart, step.backwards)

    return runner.call(follow)


def _restart(trainer: Trainer, restart: Restart, backwards: bool) -> None:
    """Go back to earlier weights, or take that back; done again, it leads to the same ones."""
    if backwards and restart.saved is not None:
        trainer.restore(restart.saved)
    elif restart.to_start:
        trainer.reset()
    elif restart.goal is not None:
        trainer.restore(restart.goal)
    elif restart.from_past:
        trainer.past.go_on_from_here()
        restart.goal = trainer.state()


class Answers:
    """Waits for what the training thread answers, so that no refusal is lost."""

    def __init__(self) -> None:
        self._open: list[Future[Any]] = []

    def expect(self, answer: Future[Any]) -> None:
        """Look at this answer when it comes."""
        self._open.append(answer)

    def failures(self) -> list[BaseException]:
        """What went wrong since the last look."""
        done = [answer for answer in self._open if answer.done()]
        self._open = [answer for answer in self._open if not answer.done()]
        errors = [answer.exception() for answer in done if not answer.cancelled()]
        return [error for error in errors if error is not None]

    def __len__(self) -> int:
        return len(self._open)


def answer_of(future: Future[T]) -> T:
    """What the training thread answers; for other threads than the window's, as it waits.

    Raises Cancelled when the run was closed before, and what the question raised.
    """
    try:
        return future.result()
    except CancelledError:
        raise errors.Cancelled from None


def trained_copy(runner: Runner, network: Network) -> Network:
    """A copy of `network` with the weights and biases as trained so far."""
    learnt = runner.call(lambda trainer: trainer.trained()).result(_ANSWER_SECONDS)
    trained = network.copy()
    for unit in learnt.units:
        if trained.has_unit(unit.id):
            trained.update_unit(unit.id, bias=unit.bias)
    for link in learnt.connections:
        if trained.has_connection(link.source, link.target):
            trained.set_weight(link.source, link.target, link.weight)
    return trained
