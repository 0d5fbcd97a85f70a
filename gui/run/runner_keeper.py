"""The runner of the document that is open: loading what it is made of, making it, ending it."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from typing import TYPE_CHECKING

from gui.editing.document import Document
from gui.run.run_link import slow_imports

if TYPE_CHECKING:
    from engine import Runner, Trainer

_CLOSE_SECONDS = 1.0


class RunnerKeeper:
    """Has one runner at a time; the window waits neither for its beginning nor for its end."""

    def __init__(self) -> None:
        self.runner: Runner | None = None
        self._pool: ThreadPoolExecutor | None = None
        self._loading: Future[tuple[type[Runner], type[Trainer]]] | None = None
        self._compiled: Future[None] | None = None
        self._retired: list[Runner] = []

    @property
    def has_started(self) -> bool:
        """Whether loading has begun."""
        return self._loading is not None

    @property
    def is_compiled(self) -> bool:
        """Whether the first kernels of the present runner, or of the one before, are compiled."""
        return self._compiled is not None and self._compiled.done()

    def start(self) -> None:
        """Begin, once, to import what needs Numba, away from the window's thread."""
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

        self.runner = runner(make)
        # Commands wait until the kernels are compiled, so an answer says that they are.
        self._compiled = self.runner.call(lambda _: None)
        return self.runner

    def retire(self) -> None:
        """Ask the runner to end, without waiting: its kernels may still be compiling."""
        if self.runner is not None:
            self.runner.close(0.0)
            self._retired.append(self.runner)
            self.runner = None

    def close(self) -> None:
        """End all threads, and wait for them."""
        if self._pool is not None:
            self._pool.shutdown(wait=True)
            self._pool = None
        self.retire()
        for runner in self._retired:
            runner.close(_CLOSE_SECONDS)
        self._retired.clear()


def _import_engine() -> tuple[type[Runner], type[Trainer]]:
    with slow_imports:
        from engine import Runner, Trainer

        return Runner, Trainer
