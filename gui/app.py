"""Starts the window and lives until it closes."""

from __future__ import annotations

import os
import signal
import socket
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtCore import QSocketNotifier, QTimer
from PySide6.QtWidgets import QApplication

from gui.editing.document import Document
from gui.look import theme
from gui.run.session import Session
from gui.window import shelter
from gui.window.crash_dialog import CrashReporter
from gui.window.main_window import MainWindow
from gui.window.preferences import Preferences
from gui.window.recovery import Recovery


def run(path: Path | str | None = None, scheme: theme.Scheme | None = None) -> int:
    """Open the window and return the exit status.

    `path` is a project to open or a table to import; without it the opening network is shown.
    `scheme` is light, dark or system; without it what the person chose last.
    """
    app = application(scheme)
    window = build_window()
    reporter = CrashReporter(window, window.files.save_as)
    reporter.install()
    recovery = Recovery(window, window.document, window.session, shelter.root())
    wanted = (lambda: window.files.open_any(Path(path))) if path else (lambda: None)
    QTimer.singleShot(0, window, lambda: recovery.begin(wanted))
    window.show()
    try:
        with _closed_by_interrupt(window, recovery):
            status = int(app.exec())
        recovery.end()
    finally:
        window.session.close()
        reporter.uninstall()
    _leave_compilers(status)
    return status


# Training needs Python for an instant between two chunks; by default it waits 5 ms for it while the
# window draws.
_SWITCH_SECONDS = 0.0005


def application(scheme: theme.Scheme | None = None) -> QApplication:
    """The one QApplication, named and painted."""
    existing = QApplication.instance()
    app = existing if isinstance(existing, QApplication) else QApplication(sys.argv[:1])
    sys.setswitchinterval(_SWITCH_SECONDS)
    app.setApplicationName("Netloom")
    app.setApplicationDisplayName("Netloom")
    app.setOrganizationName("Netloom")
    app.setDesktopFileName("netloom")
    preferences = Preferences()
    theme.set_reduced_motion(preferences.flag("look/reduced_motion"))
    theme.apply(app, scheme or preferences.scheme)
    theme.set_projector(preferences.flag("look/projector"))
    return app


def build_window() -> MainWindow:
    """The window on the opening network; its training thread starts once it is shown."""
    document = Document()
    return MainWindow(document, Session(document))


def _leave_compilers(status: int) -> None:
    """End the process at once if a thread is still at work: nothing can stop one that compiles."""
    if threading.active_count() > 1:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)


@contextmanager
def _closed_by_interrupt(window: MainWindow, recovery: Recovery) -> Iterator[None]:
    """Let Ctrl+C in the terminal close the window: Qt's loop would never hear of it."""

    def leave(*_: object) -> None:
        if window.files.has_unsaved_work:  # and nobody was asked
            recovery.keep()
        window.files.saving.wait()
        window.leave()

    inlet, outlet = socket.socketpair()
    outlet.setblocking(False)
    woken_before = signal.set_wakeup_fd(outlet.fileno())
    handled_before = signal.signal(signal.SIGINT, leave)
    notifier = QSocketNotifier(inlet.fileno(), QSocketNotifier.Type.Read)
    # Receiving the byte returns to Python, which then calls the handler.
    notifier.activated.connect(lambda: inlet.recv(64))
    try:
        yield
    finally:
        notifier.setEnabled(False)
        signal.set_wakeup_fd(woken_before)
        signal.signal(signal.SIGINT, handled_before)
        inlet.close()
        outlet.close()
