"""Fixtures of the window's tests: private settings, a document, a session, the whole window."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from engine import Trainer
from gui.editing.document import Document
from gui.editing.notices import Notice, bus
from gui.editing.selection import Selection
from gui.look import theme
from gui.run.session import Session, State
from gui.window.main_window import MainWindow
from gui.window.preferences import Preferences


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let the offscreen platform say that it has no window manager."""
    for item in items:
        item.add_marker(pytest.mark.qt_log_ignore("propagateSizeHints", extend=True))


@pytest.fixture(scope="session", autouse=True)
def _clipboard_left_empty(qapp: QApplication) -> Iterator[None]:
    """The offscreen platform lets go of copies only after Python has ended, and then crashes."""
    yield
    QApplication.clipboard().clear()


@pytest.fixture
def preferences(tmp_path: Path) -> Preferences:
    return Preferences(QSettings(str(tmp_path / "netloom.ini"), QSettings.Format.IniFormat))


@pytest.fixture(autouse=True)
def _look(qapp: QApplication) -> Iterator[None]:
    theme.apply(qapp, "light")
    yield
    theme.set_reduced_motion(False)
    if theme.scale() != 1:
        theme.set_projector(False)


@pytest.fixture
def document(qapp: QApplication) -> Document:
    return Document()


@pytest.fixture
def posted() -> Iterator[list[Notice]]:
    """What is said on the bus."""
    said: list[Notice] = []
    bus.posted.connect(said.append)
    yield said
    bus.posted.disconnect(said.append)


@pytest.fixture
def selection(qapp: QApplication) -> Selection:
    return Selection()


@pytest.fixture
def session(document: Document) -> Iterator[Session]:
    made = Session(document)
    yield made
    made.close()
    assert not made.is_awake


@pytest.fixture(scope="session")
def _compiled(qapp: QApplication) -> None:
    """What windows draw and train with: a thread that still compiles would outlive its test."""
    from gui.canvas.connections.raster_edges import RasterEdges

    RasterEdges(bands=1).close()
    document = Document()
    Trainer(document.network, document.data, document.settings).prepare()


@pytest.fixture
def window(
    _compiled: None,
    qtbot: QtBot,
    document: Document,
    session: Session,
    preferences: Preferences,
) -> Iterator[MainWindow]:
    made = MainWindow(document, session, preferences)
    made.show()
    qtbot.waitExposed(made)
    qtbot.waitUntil(lambda: made.places.panel("charts") is not None)
    yield made
    made.leave()
    made.deleteLater()
    _delete_menus_of_charts()


def _delete_menus_of_charts() -> None:
    """pyqtgraph makes a menu for every plot and leaves it to Python's garbage."""
    for widget in QApplication.topLevelWidgets():
        if isinstance(widget, QMenu) and widget.parent() is None:
            widget.deleteLater()


@pytest.fixture
def prepared(qtbot: QtBot) -> Callable[[Session], Session]:
    """Waits until a session's engine is loaded and its trainer built."""

    def wait(session: Session) -> Session:
        session.start()
        qtbot.waitUntil(lambda: session.state is not State.PREPARING, timeout=120_000)
        return session

    return wait
