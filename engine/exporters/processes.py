"""Other programs that run what was exported: found on this machine, given a time limit."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from engine.errors import ExportError

Floats = NDArray[np.float64]

_PATIENCE_SECONDS = 60.0


@cache
def version(program: str) -> str:
    """The program and the version it tells, such as "node v20.20.2", or "" if it is not here."""
    if shutil.which(program) is None:
        return ""
    try:
        told = subprocess.run(
            [program, "--version"], capture_output=True, text=True, timeout=_PATIENCE_SECONDS
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    first = told.stdout.partition("\n")[0].strip()
    if told.returncode or not first:
        return ""
    return first if program in first else f"{program} {first}"


@contextmanager
def workplace() -> Iterator[Path]:
    """A folder that is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="netloom-") as folder:
        yield Path(folder)


def output(command: Sequence[str], folder: Path, given: str = "") -> str:
    """What the command prints, run in `folder`, with `given` to read. Raises ExportError."""
    try:
        done = subprocess.run(
            command,
            cwd=folder,
            input=given,
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=_PATIENCE_SECONDS,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        reason = str(error)
    else:
        if done.returncode == 0:
            return done.stdout
        reason = (done.stderr.strip() or f"exit code {done.returncode}").splitlines()[-1]
    raise ExportError(
        "The file was written, but {program} could not run it: {reason}",
        "Export it in another format.",
        program=command[0],
        reason=reason,
    )


def python(program: str, folder: Path, given: str = "") -> str:
    """What a Python program prints, run in `folder` with the packages of this Python."""
    return output([sys.executable, "-c", program], folder, given)


def predictions(program: str, folder: Path, inputs: Floats) -> Floats:
    """The outputs (n, k) that a Python program prints as JSON for the inputs (n, d) it reads."""
    printed = python(program, folder, json.dumps(inputs.tolist())).splitlines()[-1]
    return np.array(json.loads(printed), np.float64).reshape(len(inputs), -1)
