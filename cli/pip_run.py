"""Runs pip, showing how far it is."""

import os
import queue
import subprocess
import sys
import sysconfig
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TextIO

from cli.pip_output import PipOutput
from cli.progress import Progress

LOG = "set-up.log"
_QUIET_SECONDS = 0.2


def run_pip(
    folder: Path,
    python: str,
    arguments: Sequence[str],
    total: int,
    stream: TextIO,
    keep_open: int | None = None,
) -> tuple[int, PipOutput]:
    """Run pip in an environment and return its exit code and what it said.

    Args:
        folder: where the environment stands; pip's words are kept there in set-up.log.
        python: the environment's Python.
        arguments: what follows `pip`.
        total: how many packages are expected.
        stream: where the progress is shown.
        keep_open: a lock's descriptor, which pip keeps in case this process is killed.
    """
    output = PipOutput(total=total)
    progress = Progress(stream)
    before = unpacked(folder)
    process = _start([python, "-I", "-u", "-m", "pip", *arguments], keep_open)
    try:
        with (folder / LOG).open("a", encoding="utf-8") as log:
            for line in _lines(process):
                if line is not None:
                    log.write(line)
                    plain = output.feed(line)
                    if plain and not progress.live:
                        progress.line("  " + plain)
                progress.show(*output.view(unpacked(folder) - before))
        return process.wait(), output
    finally:
        progress.clear()
        _end(process)


def site_packages(folder: Path) -> Path:
    """Where an environment keeps its packages."""
    return Path(sysconfig.get_path("purelib", "venv", vars={"base": str(folder)}))


def unpacked(folder: Path) -> int:
    """How many packages stand in an environment."""
    return sum(1 for _ in site_packages(folder).glob("*.dist-info"))


def _start(command: list[str], keep_open: int | None) -> subprocess.Popen[str]:
    settings = {
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        "PIP_NO_INPUT": "1",
        "PIP_USER": "0",
        "PIP_RETRIES": os.environ.get("PIP_RETRIES", "2"),
    }
    misleading = {"PIP_TARGET", "PIP_PREFIX", "PIP_REQUIRE_VIRTUALENV", "PIP_QUIET"}
    environment = {name: value for name, value in os.environ.items() if name not in misleading}
    return subprocess.Popen(
        command,
        env=environment | settings,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
        pass_fds=() if keep_open is None or sys.platform == "win32" else (keep_open,),
    )


def _lines(process: subprocess.Popen[str]) -> Iterator[str | None]:
    """The lines of a process as they come, and None whenever it was quiet for a moment."""
    arriving: queue.SimpleQueue[str] = queue.SimpleQueue()

    def read() -> None:
        assert process.stdout is not None
        with process.stdout as said:
            for line in said:
                arriving.put(line)
        arriving.put("")

    threading.Thread(target=read, name="pip output", daemon=True).start()
    while True:
        try:
            line = arriving.get(timeout=_QUIET_SECONDS)
        except queue.Empty:
            yield None
            continue
        if not line:
            return
        yield line


def _end(process: subprocess.Popen[str]) -> None:
    """Make sure that pip has ended, also when we were interrupted."""
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
