"""The window on a real screen, for a test that drags with a real pointer: says what it sees.

Started as a program of its own. One line of JSON after every change: where the rows of the palette
and the units are on the screen, and what the undo stack holds.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from PySide6.QtCore import QPoint, QSettings, QTimer
from PySide6.QtWidgets import QWidget

from gui.app import application
from gui.editing.document import Document
from gui.panels import PalettePanel
from gui.run.session import Session
from gui.window.main_window import MainWindow
from gui.window.preferences import Preferences


def middle_of(widget: QWidget) -> list[int]:
    """The middle of a widget on the screen."""
    place = widget.mapToGlobal(widget.rect().center())
    return [place.x(), place.y()]


def told(window: MainWindow) -> str:
    """What the test has to know, as one line."""
    canvas, network = window.canvas, window.document.network
    palette = window.places.panel("palette")
    assert isinstance(palette, PalettePanel)
    stack = window.document.undo_stack
    units = {}
    for unit in network.units:
        place = canvas.screen_place(unit.id)
        units[unit.id] = [place.x(), place.y(), unit.kind]
    corner = canvas.mapToGlobal(QPoint(0, 0))
    return json.dumps(
        {
            "canvas": [corner.x(), corner.y(), canvas.width(), canvas.height()],
            "palette": {part: middle_of(row) for part, row in palette.rows.items()},
            "units": units,
            "connections": [[each.source, each.target] for each in network.connections],
            "scale": canvas.camera.scale,
            "undo": [stack.text(row) for row in range(stack.count())],
        }
    )


def main(settings: str) -> None:
    """Show the window at the top left of the screen until the program is ended."""
    app = application("light")
    document = Document()
    store = QSettings(settings, QSettings.Format.IniFormat)
    window = MainWindow(document, Session(document), Preferences(store))
    window.move(0, 0)
    window.resize(1280, 1000)
    window.show()

    def say() -> None:
        if window.places.panel("palette") is not None:
            sys.stdout.write(told(window) + "\n")
            sys.stdout.flush()

    document.network_changed.connect(lambda _: QTimer.singleShot(0, window, say))
    QTimer.singleShot(2500, window, lambda: (window.canvas.set_mode("build"), say()))
    app.exec()


if __name__ == "__main__":
    main(str(Path(sys.argv[1])))
