from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

FIRST_PAINT = """
import sys
from PySide6.QtCore import QEvent, QObject
from gui.app import application, build_window

class Spy(QObject):
    def eventFilter(self, watched, event):
        if event.type() == QEvent.Type.Paint:
            print(sorted({"numba", "pyqtgraph", "scipy"} & set(sys.modules)))
            window.session.close()
            import os
            sys.stdout.flush()
            os._exit(0)
        return False

app = application("light")
window = build_window()
spy = Spy()
window.canvas.viewport().installEventFilter(spy)
window.show()
app.exec()
"""

RUN = """
import sys
from PySide6.QtCore import QTimer
from gui import app

build = app.build_window

def built(*arguments):
    QTimer.singleShot(0, lambda: print("up", flush=True))
    return build(*arguments)

app.build_window = built
sys.exit(app.run())
"""


def start(code: str, tmp_path: Path) -> subprocess.Popen[str]:
    """Run `code` in another process that has settings of its own."""
    places = {"XDG_CONFIG_HOME": str(tmp_path), "XDG_DATA_HOME": str(tmp_path / "data")}
    environment = dict(os.environ, **places, PYTHONUNBUFFERED="1")
    return subprocess.Popen(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.mark.slow
def test_the_window_is_painted_before_the_slow_libraries_are_imported(tmp_path: Path) -> None:
    said, _ = start(FIRST_PAINT, tmp_path).communicate(timeout=60)
    assert said.strip() == "[]"


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="a process there gets no SIGINT")
def test_an_interrupt_in_the_terminal_closes_the_window(tmp_path: Path) -> None:
    process = start(RUN, tmp_path)
    assert process.stdout is not None
    assert process.stdout.readline() == "up\n"
    process.send_signal(signal.SIGINT)
    _, complaints = process.communicate(timeout=60)
    assert process.returncode == 0
    assert "Traceback" not in complaints
