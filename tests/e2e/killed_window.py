"""A window that edits, trains and saves until it is killed: `python killed_window.py FOLDER`.

It saves to work.netloom beside the folder. For every edit it prints its number, which is the bias
of the output.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

os.environ["QT_QPA_PLATFORM"] = "offscreen"
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QMessageBox

from gui import app
from gui.run.session import State
from gui.window.recovery import Recovery

_EDIT_MS, _SAVE_MS = 50, 400


def say(*words: object) -> None:
    sys.stdout.write(" ".join(map(str, words)) + "\n")
    sys.stdout.flush()


def main(place: Path) -> None:
    application = app.application("light")
    window = app.build_window()
    recovery = Recovery(window, window.document, window.session, place)
    window.show()

    def take_back() -> None:
        for box in window.findChildren(QMessageBox):
            next(each for each in box.buttons() if each.text() == "Bring it back").click()

    def edit() -> None:
        if window.session.state is State.READY:
            window.session.toggle()
        document = window.document
        output = document.network.outputs[0]
        number = round(document.network.unit(output).bias) + 1
        with document.edit("Number") as network:
            network.update_unit(output, bias=float(number))
        say(number)

    def save() -> None:
        if not window.files.saving.is_running:
            window.files.saving.save(place.parent / "work.netloom")

    recovery.begin()
    take_back()
    say("begun", round(window.document.network.unit(window.document.network.outputs[0]).bias))
    clock = QTimer(window, interval=_EDIT_MS)
    clock.timeout.connect(edit)
    clock.start()
    saver = QTimer(window, interval=_SAVE_MS)
    saver.timeout.connect(save)
    saver.start()
    application.exec()


main(Path(sys.argv[1]))
