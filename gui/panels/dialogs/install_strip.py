"""What a format still needs, the line that installs it, and a button that runs that line."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

from PySide6.QtCore import QProcess, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from gui.look import theme
from gui.look.translate import tr
from gui.panels.widgets.section import button, label
from gui.panels.widgets.share_bar import ShareBar

_MAIN = Path(__file__).resolve().parents[3] / "main.py"
_STOP_MS = 3000
_LONGEST_LINE = 90


class InstallStrip(QWidget):
    """Hidden while nothing is missing; `installed` tells that a run has ended well."""

    installed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._extra = ""
        self._process: QProcess | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.RHYTHM // 2)
        self.text = label(role="", wrap=True)
        column.addWidget(self.text)
        self.progress = ShareBar(tr("Installing"), known=False)
        column.addWidget(self.progress)
        self.said = label(role="faint")
        column.addWidget(self.said)
        row = QHBoxLayout()
        self.install = button(tr("Install it now"))
        self.install.clicked.connect(self.start)
        self.cancel = button(tr("Cancel the installation"))
        self.cancel.clicked.connect(self.stop)
        row.addWidget(self.install)
        row.addWidget(self.cancel)
        row.addStretch(1)
        column.addLayout(row)
        self._show_running(False)
        self.hide()

    def offer(self, extra: str, missing: tuple[str, ...]) -> None:
        """Say what is missing and how to get it; an empty `extra` hides the strip."""
        if self._process is not None:
            return
        self._extra = extra
        self.setVisible(bool(extra))
        if extra:
            self.said.clear()
            self.text.setText(
                tr(
                    "Not installed yet: {packages}.\nInstall with: {line}",
                    packages=", ".join(missing),
                    line=self._line,
                )
            )
            self.install.setVisible(_MAIN.is_file())

    def command(self) -> tuple[str, list[str]]:
        """The program and its arguments that install the extra."""
        return sys.executable, [str(_MAIN), "doctor", "--with", self._extra]

    def start(self) -> None:
        """Run the line, showing what it says."""
        process = QProcess(self)
        process.setProcessChannelMode(QProcess.ProcessChannelMode.MergedChannels)
        process.readyReadStandardOutput.connect(self._read)
        process.finished.connect(self._finish)
        process.errorOccurred.connect(self._fail)
        self._process = process
        self._show_running(True)
        program, arguments = self.command()
        process.start(program, arguments)

    def stop(self) -> None:
        """End the installation that is going on, if any."""
        process, self._process = self._process, None
        if process is None:
            return
        process.blockSignals(True)
        process.terminate()
        if not process.waitForFinished(_STOP_MS):
            process.kill()
            process.waitForFinished(_STOP_MS)
        process.deleteLater()
        self._show_running(False)
        self.said.setText(tr("Stopped; nothing else was changed."))

    def _read(self) -> None:
        if self._process is None:
            return
        words = bytes(self._process.readAllStandardOutput().data()).decode(errors="replace")
        lines = [line.strip() for line in words.replace("\r", "\n").splitlines() if line.strip()]
        if lines:
            self.said.setText(lines[-1][:_LONGEST_LINE])

    def _finish(self, code: int) -> None:
        self._read()
        if self._process is not None:
            self._process.deleteLater()
            self._process = None
        self._show_running(False)
        if code == 0:
            importlib.invalidate_caches()
            self.installed.emit()
        else:
            self.text.setText(
                tr(
                    "The installation ended with an error. In a terminal, run: {line}",
                    line=self._line,
                )
            )

    def _fail(self, error: QProcess.ProcessError) -> None:
        if error == QProcess.ProcessError.FailedToStart:
            self._finish(1)

    @property
    def _line(self) -> str:
        return f"python3 main.py --with {self._extra}"

    def _show_running(self, running: bool) -> None:
        self.progress.setVisible(running)
        self.cancel.setVisible(running)
        self.install.setEnabled(not running)
        self.said.setVisible(running or bool(self.said.text()))
