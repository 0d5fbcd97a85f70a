"""The real window as a picture in a file: for README, and for a look without a screen."""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEventLoop, QSettings, QTimer
from PySide6.QtGui import QCursor
from PySide6.QtWidgets import QApplication

from engine import datasets, errors, samples
from gui.app import application
from gui.editing.document import Document
from gui.look import theme as look
from gui.look.translate import tr
from gui.run.session import Session
from gui.run.session import State as RunState
from gui.stills.states import STATES, State
from gui.window.main_window import MainWindow
from gui.window.preferences import Preferences

_POLL_MS = 5
_PATIENCE_SECONDS = 600.0
# Charts refresh ten to twenty times a second; after this long everything has been drawn.
_LAST_STROKES_SECONDS = 0.5


def write(
    file: Path | str,
    what: str = "circle",
    size: tuple[int, int] = (1440, 900),
    theme: look.Scheme = "light",
    epochs: int = 0,
    seed: int | None = None,
    state: str = "",
) -> None:
    """Draw the window on `what` after exactly `epochs` epochs to the PNG `file`.

    With the key of one of the main states, that decides on all of it but the size.

    `what` is a project, the key of a sample or of a dataset, or a table. Raises EngineError for
    what cannot be opened or trained, OSError for a file that cannot be written.
    """
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    shown = STATES[state] if state else State("", "", what, epochs, theme)
    theme = shown.theme
    app = application(theme)
    look.apply(app, theme)
    with tempfile.TemporaryDirectory() as folder:
        settings = QSettings(str(Path(folder) / "none.ini"), QSettings.Format.IniFormat)
        document = Document()
        session = Session(document)
        window = MainWindow(document, session, Preferences(settings))
        try:
            if shown.open_in is not None:
                shown.open_in(document)
            else:
                _open(document, shown.what, seed)
            QCursor.setPos(0, 0)  # nothing is to look hovered over
            window.resize(*size)
            window.show()
            _train(session, shown.epochs)
            _wait_for(lambda: session.is_settled)
            shown.pose(window)
            _wait_for(lambda: window.canvas.is_settled)
            _pass_time(_LAST_STROKES_SECONDS)
            _save(window, Path(file))
        finally:
            window.canvas.gestures.cancel()
            session.close()
            window.leave()
            window.deleteLater()
            app.processEvents()


def _open(document: Document, what: str, seed: int | None) -> None:
    path = Path(what)
    if what in samples.SAMPLES:
        sample = samples.SAMPLES[what]
        network, data, settings = sample.make()
        if seed is not None:
            network.reseed(seed)
        document.replace(network, data, settings, seed=seed, title=tr(sample.title))
        return
    if what in datasets.GENERATORS or what in datasets.TABLES:
        document.change_data(datasets.load(what).split(), what)
    elif datasets.is_data_file(path):
        document.change_data(datasets.read(path).split(), path.stem)
    else:
        document.open(path)
    if seed is not None:
        document.network.reseed(seed)
        document.replace(document.network, document.data, document.settings, seed=seed, title=what)


def _train(session: Session, epochs: int) -> None:
    session.start()
    _wait_for(lambda: session.state is not RunState.PREPARING)
    if session.blocked_by:
        raise errors.DoesNotFit(" ".join(session.blocked_by))
    _wait_for(lambda: session.snapshot is not None)
    first = session.snapshot.epoch if session.snapshot else 0
    if epochs:
        session.run_epochs(epochs)
        _wait_for(lambda: _has_trained(session, first + epochs))


def _has_trained(session: Session, epoch: int) -> bool:
    snapshot = session.snapshot
    if snapshot is None or snapshot.playing:
        return False
    return snapshot.epoch >= epoch or bool(snapshot.stopped_because)


def _save(window: MainWindow, file: Path) -> None:
    if not window.grab().save(str(file), "PNG"):
        raise OSError(tr("The picture {file} could not be written.", file=file))


def _wait_for(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while not condition():
        if time.monotonic() > deadline:
            raise TimeoutError(tr("The window was not ready in time."))
        _pass_time(_POLL_MS / 1000)


def _pass_time(seconds: float) -> None:
    loop = QEventLoop()
    QTimer.singleShot(round(seconds * 1000), loop.quit)
    loop.exec()
    QApplication.processEvents()
