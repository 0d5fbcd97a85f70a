"""From the session to the runner: loading the compiled engine, and passing edits on."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from typing import TYPE_CHECKING

from gui.commands import Step
from gui.document import Document

if TYPE_CHECKING:
    from engine import Runner, Trainer

_ANSWER_SECONDS = 30.0


class EngineLoader:
    """Imports the part of the engine that needs Numba, away from the window's thread."""

    def __init__(self) -> None:
        self._pool: ThreadPoolExecutor | None = None
        self._loading: Future[tuple[type[Runner], type[Trainer]]] | None = None

    @property
    def has_started(self) -> bool:
        """Whether loading has begun."""
        return self._loading is not None

    def start(self) -> None:
        """Begin, once."""
        if self._loading is None:
            self._pool = ThreadPoolExecutor(1, thread_name_prefix="load engine")
            self._loading = self._pool.submit(_import_engine)

    def make_runner(self, document: Document) -> Runner | None:
        """A runner on what `document` holds now; None while the engine is still loading.

        Its trainer is built, and its kernels compiled, in the runner's own thread.
        """
        if self._loading is None or not self._loading.done():
            return None
        runner, trainer = self._loading.result()
        network, data, settings = document.network.copy(), document.data, document.settings
        seed, state = document.seed, document.state

        def make() -> Trainer:
            made = trainer(network, data, settings, seed=seed, strict=False)
            if state is not None:
                made.restore(state)
            return made

        return runner(make)

    def close(self) -> None:
        """Wait for the loading thread to end."""
        if self._pool is not None:
            self._pool.shutdown(wait=True)
            self._pool = None


def _import_engine() -> tuple[type[Runner], type[Trainer]]:
    from engine import Runner, Trainer

    return Runner, Trainer


def pass_on(runner: Runner, document: Document, step: Step) -> None:
    """Let the run follow one step of the document."""
    restart = step.restart
    if restart is not None and not step.backwards:
        before = runner.call(lambda trainer: trainer.state())
        restart.saved = lambda: before.result(_ANSWER_SECONDS)
    if step.seed:
        runner.new_seed(step.network, step.seed[1])
    elif step.network:
        runner.edit(document.network.copy(), step.network)
    if step.settings:
        runner.change_settings(step.settings[1])
    if step.data:
        runner.change_data(step.data[1])
    if restart is None:
        return
    if step.backwards and restart.saved is not None:
        runner.restore(restart.saved())
    elif restart.to_start:
        runner.reset()
